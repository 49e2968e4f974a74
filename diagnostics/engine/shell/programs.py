"""Programs that the reader carries out itself, and all the others, which can only print and leave the shell alone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from ..host import Place, System
from ..records import replace
from . import tree
from .assigning import assign_text
from .commands import Builtin, Call
from .computer import installed, of_machine, place_at
from .control import Input
from .expansion import with_home
from .fileprograms import ls, may_change, mkdir, tee, touched
from .machine import Machine
from .maskedtext import is_remark_pattern, kept_whole, looks_for_name, python_pattern, words_of_xargs
from .printed import sets_of
from .redirects import changed_file, ends_of, file_text_at, may_hold, normal_path, path_of, process_text
from .smallprograms import SMALL
from .templates import CHOOSES, FILLED, is_template
from .textprograms import FILTERS, unknown_output
from .unseen import make_foreign, may_be_function
from .values import MASKED, Text, Unknown, Var, is_masked

_WRAPPERS = frozenset(
    ("nohup", "nice", "time", "sudo", "doas", "stdbuf", "setsid", "timeout", "ionice", "caffeinate", "chronic")
)


def file_text(m: Machine, word: tree.Word, begin: int) -> Text:
    """Return the text of the file in `$(<file)`."""
    return file_text_at(m, path_of(m, word), begin)


def with_paths(m: Machine, call: Call) -> list[Text]:
    """Return the arguments, and `~/…` for a path below a home folder that is not known."""
    if len(call.nodes) != len(call.arguments) or not any(isinstance(text, Unknown) for text in call.arguments):
        return list(call.arguments)
    found: list[Text] = []
    for text, node in zip(call.arguments, call.nodes, strict=True):
        path = with_home(m, node) if isinstance(text, Unknown) and isinstance(node, tree.Word) else text
        found.append(path if isinstance(path, str) else text)
    return found


def unknown_program(m: Machine, call: Call) -> None:
    """Run a program: it cannot change this shell, but what it prints and how it ends are not known."""
    if (place_at(m, normal_path(m, call.name)) is Place.NOTHING) if "/" in call.name else installed(m, call.name) == "":
        m.status = 127 if m.function("command_not_found_handle" + "r" * m.zsh) is None else Unknown("")
        return
    if m.templated and is_template(call.name):
        _template(m, call)
        return
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    alias = m.cells.values.get("a:" + call.name)
    if isinstance(alias, Var) and isinstance(alias.value, Unknown):
        make_foreign(m, unknown)
        for name in alias.value.sets.split():
            assign_text(m, name, unknown)
    may_be_function(m, call.name, unknown)
    may_change(m, call)
    m.status = unknown
    m.write(replace(unknown, sets=sets_of(call.name)))


def _template(m: Machine, call: Call) -> None:
    """A tag of a template in the place of a command: a condition, or text that the template puts there."""
    m.status = m.unknown(call.begin, FILLED, is_set=False)
    if call.name != CHOOSES:
        make_foreign(m, m.status)


def _cat(m: Machine, call: Call) -> None:
    arguments = with_paths(m, call)
    files = [text for text in arguments if not (isinstance(text, str) and text.startswith("-") and len(text) > 1)]
    if len(files) != len(call.arguments):
        unknown_output(m, call)
        return
    m.status = 0
    known: list[Text] = []  # what was read before a file that is not known
    if not files:
        m.write(m.stdin.take() if m.stdin else m.unknown(call.begin, "asks the person"))
    for index, file in enumerate(files):
        node = call.nodes[index] if len(files) == len(call.nodes) else None
        printed = process_text(m, node) if isinstance(file, Unknown) and isinstance(node, tree.Word) else None
        if printed is not None:
            m.write(printed)
            continue
        text: Text = m.stdin.take() if file == "-" and m.stdin else m.unknown(call.begin, "reads a file", is_set=False)
        if isinstance(file, str) and file != "-":
            text = file_text_at(m, normal_path(m, file), call.begin)
            if isinstance(text, Unknown) and place_at(m, normal_path(m, file)) in (Place.NOTHING, Place.FOLDER):
                m.status = 1
                continue
        if isinstance(text, Unknown):
            m.status = text
            if isinstance(file, Unknown) and not file.elsewhere:
                known += may_hold(m, *ends_of(m, node if isinstance(node, tree.Word) else None))
            text = changed_file(m, call.begin, "reads a file", *known, text)
        else:
            known.append(text)
        m.write(text)


def _grep(m: Machine, call: Call) -> None:
    arguments = with_paths(m, call)
    texts = [text for text in arguments if isinstance(text, str)]
    flags = "".join(text[1:] for text in texts if re.fullmatch(r"-[A-Za-z]+", text))
    plain = [text for text in texts if not re.fullmatch(r"-[A-Za-z]+", text)]
    known = len(texts) == len(arguments) and set(flags) <= set("viqFEochsx") and 1 <= len(plain) <= 2
    text: Text = m.stdin.take() if m.stdin and len(plain) < 2 else Unknown("")
    if m.stdin and "q" in flags and len(plain) < 2:
        m.stdin.leave(m.unknown(call.begin, "reads a part of what there is"))
    pattern = plain[0] if plain else ""
    if known and len(plain) == 2:
        path = normal_path(m, plain[1])
        text = file_text_at(m, path, call.begin)
        if (status := _in_system_file(m, path, pattern, flags)) is not None and isinstance(text, Unknown):
            m.status = status
            m.write("" if status or "q" in flags else text)
            return
    expression = _expression(pattern, flags) if "o" not in flags else None
    if known and expression is None and "F" not in flags and "x" not in flags:
        from .lineexpressions import affordable
        from .lineexpressions import expression as read_expression

        made = read_expression(pattern, extended="E" in flags, ignored="i" in flags, exact="o" in flags)
        sure = made is not None and isinstance(text, str) and affordable(m, text, (made,))
        expression = made.pattern if made is not None and sure else None
    if not known or isinstance(text, Unknown) or expression is None:
        unknown_output(m, call)
        return
    if is_masked(text) and not (is_remark_pattern(pattern) or looks_for_name(pattern)):
        unknown_output(m, call)
        return
    m.budget.spend(1 + len(text) // 16)
    if "o" in flags and (is_masked(text) or "v" in flags):
        unknown_output(m, call)
        return
    matching = None
    if "o" in flags:
        from .lineexpressions import only_matching

        matching = only_matching(expression)
    kept = kept_whole(text, matching or (lambda plain: _kept(plain, expression, flags)))
    if kept is None:
        unknown_output(m, call)
        return
    m.status = 0 if kept else 1
    if "c" in flags:
        lines = kept.count("\n")
        m.write(f"{lines}\n")
    elif "q" not in flags:
        m.write(kept)


def _expression(pattern: str, flags: str) -> re.Pattern[str] | None:
    """Return what grep looks for; None where that is not known here."""
    ignored = re.IGNORECASE if "i" in flags else 0
    if "F" in flags:
        pattern = re.escape(pattern)
        return re.compile(rf"\A{pattern}\Z" if "x" in flags else pattern, ignored)
    if is_remark_pattern(pattern):
        return re.compile(python_pattern(pattern), ignored)
    simple = re.fullmatch(r"\^?(?:[A-Za-z0-9_ =:@#/,\"'-]|\\\.|\[\^?[A-Za-z0-9# -]+\])*\$?", pattern) is not None
    return re.compile(rf"\A(?:{pattern})\Z" if "x" in flags else pattern, ignored) if simple else None


def _kept(text: str, expression: re.Pattern[str], flags: str) -> str:
    lines = text.removesuffix("\n").split("\n") if text else []
    return "".join(line + "\n" for line in lines if bool(expression.search(line)) != ("v" in flags))


def _in_system_file(m: Machine, path: str, pattern: str, flags: str) -> int | None:
    """Return the status of `grep -i microsoft /proc/version` where the system is known, and of a missing file."""
    if place_at(m, path) is Place.NOTHING:
        return 2
    if path not in ("/proc/version", "/proc/sys/kernel/osrelease") or "i" not in flags or "v" in flags:
        return None
    if m.host.system is None or pattern.lower() != "microsoft":
        return None
    return int(m.host.system is not System.WSL)


def _uname(m: Machine, call: Call) -> None:
    """`uname`: what its options ask for, in the order in which it prints it."""
    letters = "".join(text[1:] for text in call.arguments if isinstance(text, str) and re.fullmatch(r"-[a-z]+", text))
    asks = [letter for letter in "snrvmpio" if letter in letters] or ["s"]
    plain = "a" not in letters and all(isinstance(text, str) and text[:1] == "-" for text in call.arguments)
    found = [of_machine(m, f"uname -{letter}") if plain and m.worlds else None for letter in asks]
    m.status = 0
    texts = [text for text in found if text is not None]
    m.write(" ".join(texts) + "\n" if len(texts) == len(asks) else m.unknown(call.begin, "runs a command", filled=True))


def _xargs(m: Machine, call: Call) -> None:
    from .builtins import run_call

    text: Text = m.stdin.take() if m.stdin else Unknown("")
    arguments = list(call.arguments)
    by_line = as_one = one_by_one = by_words = False
    while arguments and arguments[0] in ("-L1", "-n1", "-l"):
        by_words = arguments.pop(0) == "-n1"
        one_by_one = True
    while arguments and arguments[0] in ("-0", "-r", "-d", "-d\\n", "-n", "-L", "1"):
        option = arguments.pop(0)
        by_line = by_line or option == "-d\\n" or (option == "-d" and arguments[:1] == ["\\n"])
        as_one = as_one or option == "-0"
        if option == "-d" and by_line:
            arguments.pop(0)
        elif option not in ("-0", "-r", "-d\\n"):
            unknown_output(m, call)
            return
    name = arguments.pop(0) if arguments else "echo"
    if one_by_one:
        lines = _one_by_one(text, by_words=by_words) if name == "echo" and not arguments else None
        if lines is None:
            unknown_output(m, call)
            return
        m.status = 0
        m.write(lines)
        return
    words: list[str] | None = None
    if isinstance(text, str) and isinstance(name, str) and not name.startswith("-"):
        parted = text if as_one else kept_whole(text, lambda plain: _parted(plain, by_line=by_line))
        words = [word for word in parted.split("\0") if word] if parted is not None else None
    if words is None or not isinstance(name, str):
        unknown_output(m, call)
        return
    m.isolated(lambda: run_call(m, replace(call, name=str(name), arguments=[*arguments, *words], nodes=())), forks=0)


def _one_by_one(text: Text, *, by_words: bool) -> str | None:
    """Return what `xargs -n1`, with -L1 for each line, has `echo` print."""
    if not isinstance(text, str) or is_masked(text):
        return None
    made: list[str] = []
    for line in text.split("\n"):
        words = words_of_xargs(line)
        if words is None or line.endswith((" ", "\\")):
            return None
        made.extend(words if by_words else [" ".join(words)] if words else [])
    return "".join(f"{each}\n" for each in made)


def _parted(text: str, *, by_line: bool) -> str | None:
    """Return the words that `xargs` takes, parted by NUL."""
    words = text.removesuffix("\n").split("\n") if by_line else words_of_xargs(text)
    return None if words is None else "\0".join(words)


def _path_part(change: Callable[[str], str]) -> Builtin:
    def program(m: Machine, call: Call) -> None:
        texts = [text for text in call.arguments if isinstance(text, str)]
        if not texts or len(texts) != len(call.arguments) or texts[0].startswith("-") or is_masked(texts[0]):
            unknown_output(m, call)
            return
        name = change(texts[0])
        if len(texts) == 2 and call.name == "basename" and name != texts[1]:
            name = name.removesuffix(texts[1])
        m.status = 0
        m.write(name + "\n")

    return program


def _dirname(text: str) -> str:
    return posixpath.dirname(text.rstrip("/")) or ("/" if text.startswith("/") else ".")


def _which(m: Machine, call: Call) -> None:
    """`which`, a program that knows neither functions nor aliases."""
    names = [text for text in call.arguments if isinstance(text, str) and text[:1] != "-"]
    places = [installed(m, name) for name in names]
    if not names or len(names) != len(call.arguments) or None in places:
        unknown_program(m, call)
        return
    m.status = int("" in places)
    m.write("".join(f"{place}\n" for place in places if place))


def _seq(m: Machine, call: Call) -> None:
    arguments, glue = list(call.arguments), "\n"
    if arguments and isinstance(arguments[0], str) and re.match(r"-s(?!\d+$)", arguments[0]) and len(arguments) > 1:
        head = str(arguments.pop(0))
        glue = head[2:] or str(arguments.pop(0))
    texts = [text for text in arguments if isinstance(text, str) and re.fullmatch(r"-?\d{1,6}", text)]
    if len(texts) != len(arguments) or not 1 <= len(texts) <= 3:
        unknown_output(m, call)
        return
    numbers = [int(text) for text in texts]
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    m.status = 0
    if step:
        made = range(first, numbers[-1] + (1 if step > 0 else -1), step)
        m.budget.spend(len(made))
        m.write(glue.join(map(str, made)) + "\n" if made else "")


def _whoami(m: Machine, call: Call) -> None:
    user = (m.given or {}).get("USER")
    m.status = 0
    m.write(user + "\n" if user and not call.arguments else m.unknown(call.begin, "asks who you are", filled=True))


def _env(m: Machine, call: Call) -> None:
    """`env NAME=value command`, and the programs that only start another one: nothing stays in this shell."""
    from .builtins import run_call

    arguments = list(call.arguments)
    if not arguments and call.name == "env":
        from .listings import exported

        m.status = 0
        m.write(exported(m, call.begin))
        return
    while arguments and isinstance(arguments[0], str) and re.match(r"-|\w+=|\d+[smh]?$", arguments[0]):
        arguments.pop(0)
    if not arguments or isinstance(arguments[0], Unknown) or len(arguments) != len(call.arguments):
        unknown = m.unknown(call.begin, "runs a command", is_set=False)
        name = arguments[0] if arguments else None
        m.status = {"true": 0, "false": 1}.get(name, unknown) if isinstance(name, str) else unknown
        m.write(unknown)
        return
    inner = replace(call, name=arguments[0], arguments=arguments[1:], nodes=(), options=frozenset(("program",)))
    m.isolated(lambda: run_call(m, inner), forks=0)


def _true(m: Machine, call: Call) -> None:
    m.status = 0 if call.name == "true" else 1


PROGRAMS: dict[str, Builtin] = {
    **FILTERS,
    **SMALL,
    "cat": _cat,
    "grep": _grep,
    "egrep": _grep,
    "fgrep": _grep,
    "xargs": _xargs,
    "basename": _path_part(lambda text: posixpath.basename(text.rstrip("/")) or text[:1]),
    "dirname": _path_part(_dirname),
    "seq": _seq,
    "which": _which,
    "whoami": _whoami,
    "uname": _uname,
    "env": _env,
    "true": _true,
    "false": _true,
    "tee": tee,
    "ls": ls,
    "mkdir": mkdir,
    "rm": touched,
    "mv": touched,
    "cp": touched,
    "ln": touched,
    "install": touched,
    "chmod": unknown_output,
    "perl": touched,
}
PROGRAMS.update(dict.fromkeys(_WRAPPERS, _env))

__all__ = ["MASKED", "PROGRAMS", "Input", "file_text"]
