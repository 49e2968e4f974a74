"""Commands that change what is run next: `eval`, `source`, `return`, `exit`, `break`, `shift`, `exec`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from functools import partial

from ..environment import ProblemKind
from ..host import Place
from ..records import replace
from ..regexes import regex
from ..source import Kind
from . import tree
from .assigning import assign_text
from .calculating import calculate
from .commands import Call
from .computer import place_at
from .conditions import path_text
from .control import Signal
from .homes import may_abort
from .listings import HELD
from .machine import Machine
from .printed import documented, names_set, sets_nothing_else
from .redirects import changed_file, ends_of, file_text_at, may_hold, normal_path, process_text
from .sourcing import run_string
from .unseen import is_harmless, is_named_for_other_things, make_foreign, set_by_file
from .values import Array, Roughly, Text, Unknown, Var

SHIFTED = "shift"  # what took arguments off the positional parameters, other than `set`
_ASSIGNED = regex(r"(?<![\w$])([A-Za-z_]\w*)\+?=", re.ASCII)


def _texts(arguments: list[Text]) -> list[str] | Unknown:
    for text in arguments:
        if isinstance(text, Unknown):
            return text
    return [text for text in arguments if isinstance(text, str)]


# eval "export $NAME='$value'" · eval "export $(cat file)"
_EXPORTS_ANY = regex(r"[\"']?(?:export|(?:declare|typeset)[ \t]+-[a-zA-Z]*x[a-zA-Z]*)[ \t]+[\\\"']*[$`]")


def evaluate_text(m: Machine, call: Call) -> None:
    """`eval`: run the text of its arguments, if that is known."""
    texts = _texts(call.arguments)
    if isinstance(texts, Unknown):
        m.budget.spend(8)  # for what it may change
        if texts.unsets is not None:
            names = replace(texts, listing=texts.unsets)
            m.run_call(Call("unset", [names], (), call.begin, call.stop))
            return
        if texts.listing is not None and not texts.listing.rest and not texts.listing.session:
            run_listing(m, texts, lambda text: run_string(m, text, call.begin, call.stop))
            return
        if texts.code and len(call.arguments) == 1:
            run_string(m, texts.code, call.begin, call.stop)
            return
        if "unset" in node_raw(call):
            m.run_call(Call("unset", [replace(texts, elsewhere=False)], (), call.begin, call.stop))
        m.write(m.unknown(call.begin, "runs text that is not known", is_set=False))
        if len(m.documents) > 1:
            forget_given(m, call, m.unknown(call.begin, "runs text that is not known"))
        if call.nodes and all(isinstance(node, tree.Word) and sets_nothing_else(node) for node in call.nodes):
            m.status = m.unknown(call.begin, "runs text that is not known", is_set=False)
            _set_by_programs(m, call, texts)
            return
        why = replace(texts, why=f"{m.line(call.begin)} runs what a command prints" if not texts.line else texts.why)
        text = "This runs text that only the machine knows; it may set any variable."
        exports = _EXPORTS_ANY.match(node_raw(call)) is not None
        kind = ProblemKind.SETS_UNKNOWN_NAMES if exports else ProblemKind.RUNS_COMMAND
        sets = texts.sets or documented(call.nodes)
        m.problem(kind, call.begin, call.stop, text, sets_any=sets is None)
        m.status = m.unknown(call.begin, "runs text that is not known", is_set=False)
        why = Unknown(f"{m.line(call.begin)} runs text that is not known", line=why.line)
        make_foreign(m, why, sets=sets)
        _set_by_programs(m, call, texts)
        for name in dict.fromkeys(name for node in call.nodes for name in _ASSIGNED.findall(node.raw)):
            if not m.variable(name).readonly:
                assign_text(m, name, m.unknown(call.begin, "runs text that is not known"))
        return
    run_string(m, " ".join(texts), call.begin, call.stop)


def run_listing(m: Machine, why: Unknown, run: Callable[[str], None]) -> None:
    """Run lines whose order is not known, forwards and backwards, and keep what both leave."""
    lines = why.listing.text.split("\n")[:-1] if why.listing else []
    if any(HELD in line for line in lines):
        lines = [line.partition("=")[0] + f"=$({HELD})" if HELD in line else line for line in lines]
    ways = [lines] if len(lines) < 2 else [lines, lines[::-1]]
    m.fork([partial(run, "".join(f"{line}\n" for line in way)) for way in ways], replace(why, listing=None))


def node_raw(call: Call) -> str:
    """Return the words of a command as written."""
    return " ".join(node.raw for node in call.nodes)


def forget_given(m: Machine, call: Call, why: Unknown, *, any_env: bool = False) -> None:
    """Forget what a given file assigns that the command names: a program has read it, and what it made of it is run.

    `any_env`: the command names no file, as in a loop over the lines of one, and any .env may be meant.
    """
    raw = node_raw(call)
    for document in m.documents:
        if document.base not in raw and not (any_env and document.kind is Kind.DOTENV):
            continue
        for name in list(dict.fromkeys(_ASSIGNED.findall(document.text)))[:500]:
            old = m.variable(name)
            if not old.readonly:
                m.budget.spend(2)
                assign_text(m, name, why)
                m.put_variable(name, replace(m.variable(name), exported=True, maybe_unset=True))


def _set_by_programs(m: Machine, call: Call, text: Text) -> None:
    """Remember the variables that a well-known program is documented to set, whatever their values are."""
    why = m.unknown(call.begin, "runs text that is not known", is_set=False)
    place = m.span(call.begin, call.stop)
    names = text.sets.split() if isinstance(text, Unknown) else []
    for node in call.nodes:
        names.extend(names_set(node) if isinstance(node, tree.Word) else ())
    for name in dict.fromkeys(names):
        old = m.variable(name)
        if old.readonly:
            continue
        history = m.next_line_of(old, place)
        new = replace(old, value=why, exported=True, set_at=place, value_span=None, history=history)
        m.put_variable(name, replace(new, maybe_unset=True, text_wins=True, depends="", ways=(), declared=False))


def source(m: Machine, call: Call) -> None:
    """`source` and `.`: run a file whose text is known; remember that another one may set anything."""
    m.budget.spend(14)  # what may have been written to the file, and which of those given it is
    nodes = [node for node in call.nodes if isinstance(node, tree.Word) and node.plain not in ("-p", "--")]
    arguments = call.arguments[1:] if call.arguments and call.arguments[0] in ("--",) else call.arguments
    if not arguments:
        m.status = 1 if m.zsh else 2
        return
    path, node = arguments[0], nodes[0] if nodes else None
    if isinstance(path, Unknown) and node is not None:
        printed = process_text(m, node)
        if isinstance(printed, str):
            run_string(m, printed, call.begin, call.stop, path="<()")
            return
        path = path_text(m, node)
    text: Text = Unknown("")
    if isinstance(path, str):
        text, path = _source_text(m, normal_path(m, path), call)
    elif not path.place and not path.elsewhere:
        text = changed_file(m, call.begin, "reads a file", *may_hold(m, *ends_of(m, node)))
    if isinstance(text, Unknown) and text.listing is not None and not text.listing.rest and not text.listing.session:
        run_listing(m, text, lambda made: run_string(m, made, call.begin, call.stop, path=str(path), zero=arguments[0]))
        return
    if isinstance(text, str) and isinstance(path, str):
        _run_file(m, call, text, path, arguments)
        return
    strict = m.zsh and m.option("posixbuiltins")  # a file that cannot be read ends the one that asks for it
    if isinstance(path, str) and "/" in path and place_at(m, path) is Place.NOTHING:
        m.status = 127 if m.zsh else 1
        if strict:
            raise Signal("abort")
        return
    unread = _pass_over(m, call, path, node, text)
    if strict:
        may_abort(m, unread)


def _run_file(m: Machine, call: Call, text: str, path: str, arguments: Sequence[Text]) -> None:
    """Run a file's text, with the arguments behind its name as its own where there are some."""
    has_own = len(arguments) > 1
    old = m.cells.get("m:arguments")
    if has_own:
        m.cells.put("m:arguments", Var(Array(tuple(arguments[1:]))))
    begun = m.cells.get("m:arguments")
    run_string(m, text, call.begin, call.stop, path=path, zero=arguments[0])
    now = m.cells.get("m:arguments")
    if has_own and (m.zsh or now is begun or (isinstance(now, Var) and now.depends == SHIFTED)):
        m.cells.put("m:arguments", old)  # bash keeps what `set` made of them
    if not m.zsh:
        m.behind_file()


def _pass_over(m: Machine, call: Call, path: Text, node: tree.Word | None, text: Text) -> Unknown:
    """Leave open what a file sets that was not given, as far as its name and what prints it do not tell; return why."""
    unread = m.unknown(call.begin, "reads a file that was not given", is_set=False)
    m.status = unread
    m.write(unread)
    if (node is not None and sets_nothing_else(node)) or is_harmless(path, node):
        return unread
    printed_names = documented([] if node is None else [node])
    sets = set_by_file(m, path, node) if printed_names is None else printed_names
    is_written = node is not None and node.plain is not None  # who reads the text sees its name
    sets_any = sets is None and (is_written or not is_named_for_other_things(path, node))
    says = "This reads a file that was not given; it may set any variable."
    m.problem(ProblemKind.READS_OTHER_FILE, call.begin, call.stop, says, sets_any=sets_any)
    make_foreign(m, unread, sets=sets)
    _set_by_programs(m, replace(call, nodes=()), text)
    if len(m.documents) > 1 and "<(" in node_raw(call):
        forget_given(m, call, unread)
    return unread


def _source_text(m: Machine, path: str, call: Call) -> tuple[Text, str]:
    """Return what is read, and the path under which it was given: one in the working folder may be in the home's."""
    if path in ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        return m.stdin.take() if m.stdin else Unknown(""), path
    if path == "/dev/null":
        return "", path
    near = path.removeprefix("./")
    others: tuple[str, ...] = ()
    if path[:1] not in "/~":
        # A script is as a rule started where it lies, or goes there.
        beside = posixpath.join(posixpath.dirname(m.source.name), near) if m.launch else near
        others = (near, f"./{near}", *((f"~/{near}",) if "/" not in near else ()), beside)
        here = m.variable("PWD")
        if isinstance(here.value, str) and here.set_at is None and (here.value != (m.given or {}).get("PWD")):
            others = (normal_path(m, posixpath.normpath(f"{here.value}/{path}")),) if _in_folder(m, path, call) else ()
    for each in dict.fromkeys((path, *others)):
        text = file_text_at(m, each, call.begin)
        if not isinstance(text, Unknown):
            return text, each
    return file_text_at(m, path, call.begin), path


def _in_folder(m: Machine, path: str, call: Call) -> bool:
    """Tell whether a file is looked for where the shell is: zsh's `.` looks for a mere name along PATH alone."""
    return "/" in path or call.name == "source" or not m.zsh


def end(m: Machine, call: Call) -> None:
    """`return`, and `exit` under its other names."""
    kind = "return" if call.name == "return" else "exit"
    if call.arguments:
        first = call.arguments[0]
        same = isinstance(m.status, Roughly) and getattr(call.nodes[0], "raw", "") == "$?"
        if isinstance(first, Unknown):
            m.status = m.status if same else first
        elif len(call.arguments) > 1 and not m.zsh and re.fullmatch(r"-?\d{1,9}", first):
            m.status = 1
            raise Signal("abort")  # too many arguments
        elif re.fullmatch(r"[-+]?\d{1,9}", first):
            m.status = int(first) if m.zsh and kind == "return" else int(first) & 255
        elif m.zsh:
            number = calculate(m, first, call.begin)
            m.status = number if isinstance(number, Unknown) else int(number)
        else:
            m.status = 2  # no number
    if kind == "exit" and not m.hidden:
        text = "The shell ends here: nothing below is run, and no prompt appears."
        m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
    raise Signal(kind)


def leave(m: Machine, call: Call) -> None:
    """`break` and `continue`."""
    m.status = 0
    first = call.arguments[0] if call.arguments else "1"
    wrong = isinstance(first, str) and not re.fullmatch(r"0*[1-9]\d*", first)
    if m.zsh and (not m.loops or wrong):
        m.status = 1
        text = f"zsh stops reading the file here: {call.name} is not in a loop."
        m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
        raise Signal("abort")
    if not m.loops:
        return
    if wrong and not str(first).isdigit():
        m.status = 128
        raise Signal("abort")  # no number: bash gives up what it reads
    levels = int(first) if isinstance(first, str) and first.isdigit() and len(first) < 4 else 1
    raise Signal(f"{call.name} {max(1, m.loops - max(levels, 1) + 1)}")


def shift(m: Machine, call: Call) -> None:
    """`shift`: drop positional parameters."""
    items = m.arguments().items
    m.status = 0
    counts = call.arguments[1:] if call.arguments[:1] == ["--"] else call.arguments
    first = counts[0] if counts else "1"
    if len(counts) > 1 and not m.zsh:
        raise Signal("abort")  # too many arguments
    if m.zsh and isinstance(call.arguments[-1] if call.arguments else None, str) and _shift_arrays(m, call):
        return
    if len(counts) > 1 and first != "-p":
        return  # zsh takes what stands behind a number for the names of lists
    first = _count(m, call, first)
    if isinstance(first, Unknown) or any(isinstance(item, Unknown) and item.many for item in items):
        m.cells.put(
            "m:arguments", Var(Array((m.unknown(call.begin, "moves arguments that are not known", many=True),)))
        )
        return
    if m.zsh and first == "-p":
        behind = call.arguments[1] if len(call.arguments) > 1 else "1"
        count = int(behind[:6]) if isinstance(behind, str) and behind.isdigit() else 1
        m.status = int(count > len(items))
        m.cells.put("m:arguments", Var(Array(items if m.status else items[: len(items) - count])))
        return
    if not first.isdigit():
        m.status = int(first[:1] == "-" or not m.zsh)
        return
    if int(first[:6]) > len(items):
        m.status = 1
        return
    m.cells.put("m:arguments", Var(Array(items[int(first[:6]) :]), depends=SHIFTED))


def _count(m: Machine, call: Call, word: Text) -> Text:
    """Return how many arguments `shift` drops: bash allows a sign, zsh a sum."""
    if not isinstance(word, str) or word.isdigit() or word[:1] == "-":
        return word
    if not m.zsh:
        return word.removeprefix("+") or "x"
    number = calculate(m, word, call.begin) if word else 0
    return number if isinstance(number, Unknown) else str(int(number))


def _shift_arrays(m: Machine, call: Call) -> bool:
    """Carry out zsh's `shift [-p] [number] name…`; tell whether names are what it was given."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    names = [text for text in texts if re.fullmatch(r"[A-Za-z_]\w*", text)]
    if not names or len(texts) != len(call.arguments):
        return False
    count = next((int(text[:6]) for text in texts if text.isdigit()), 1)
    for name in names:
        old = m.variable(name)
        if isinstance(old.value, Array) and all(isinstance(item, str) for item in old.value.items):
            items = old.value.items
            rest = items[: len(items) - count] if "-p" in texts else items[count:]
            m.status = int(count > len(items))
            m.put_variable(name, old if m.status else replace(old, value=Array(rest)))
        else:
            why = m.unknown(call.begin, "moves elements that are not known", many=True)
            m.put_variable(name, replace(old, value=why))
    return True


def execute(m: Machine, call: Call) -> None:
    """`exec`: the shell becomes another program, or only its files change."""
    if call.arguments:
        m.status = m.unknown(call.begin, "replaces the shell by a program")
        if not m.hidden:
            from .becoming import hand_over

            hand_over(m, call)
            text = "The shell becomes another program here: nothing below is run."
            m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, text)
        raise Signal("exit")
    m.status = 0
    m.keeps_inputs = True
