"""Small programs whose output follows from their input: `cat`, `tr`, `cut`, `base64`, `grep`, `xargs` …"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Callable
from dataclasses import replace

from ..host import Place, System
from . import tree
from .commands import Builtin, Call
from .machine import Input, Machine
from .redirects import file_text_at, normal_path, path_of, process_text
from .values import MASKED, Text, Unknown, Var, is_masked

_WRAPPERS = frozenset(
    ("nohup", "nice", "time", "sudo", "doas", "stdbuf", "setsid", "timeout", "ionice", "caffeinate", "chronic")
)


def file_text(m: Machine, word: tree.Word, begin: int) -> Text:
    """Return the text of the file in `$(<file)`."""
    return file_text_at(m, path_of(m, word), begin)


def may_change(m: Machine, call: Call) -> None:
    """Remember that a program may make or remove the files that its arguments name."""
    for argument in call.arguments:
        key = "q:*"
        if isinstance(argument, str):
            if "/" not in argument and not argument.startswith("~"):
                continue
            key = "q:" + normal_path(m, argument.rstrip("/"))
        if m.cells.get(key) is None:
            m.cells.put(key, Var("changed"))


def _unknown(m: Machine, call: Call) -> None:
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    m.status = unknown
    m.write(unknown)


def _lines(change: Callable[[list[str], list[str]], list[str] | None]) -> Builtin:
    """Return a program that turns lines into lines; `change` answers None where that is not known."""

    def program(m: Machine, call: Call) -> None:
        arguments = [text for text in call.arguments if isinstance(text, str)]
        flags = [text for text in arguments if text.startswith("-") and len(text) > 1]
        plain = [text for text in arguments if not (text.startswith("-") and len(text) > 1)]
        text: Text = m.stdin.text if m.stdin else Unknown("")
        if isinstance(text, Unknown) or len(arguments) != len(call.arguments) or is_masked(text):
            _unknown(m, call)
            return
        m.budget.spend(1 + len(text) // 64)
        lines = text.removesuffix("\n").split("\n") if text else []
        made = change(lines, flags + plain)
        if made is None:
            _unknown(m, call)
            return
        m.status = 0
        m.write("".join(line + "\n" for line in made))

    return program


def _cat(m: Machine, call: Call) -> None:
    files = [text for text in call.arguments if not (isinstance(text, str) and text.startswith("-") and len(text) > 1)]
    if len(files) != len(call.arguments):
        _unknown(m, call)
        return
    m.status = 0
    if not files:
        m.write(m.stdin.text if m.stdin else m.unknown(call.begin, "asks the person"))
    for index, file in enumerate(files):
        node = call.nodes[index] if len(files) == len(call.nodes) else None
        printed = process_text(m, node) if isinstance(file, Unknown) and isinstance(node, tree.Word) else None
        if printed is not None:
            m.write(printed)
            continue
        text: Text = m.stdin.text if file == "-" and m.stdin else m.unknown(call.begin, "reads a file", is_set=False)
        if isinstance(file, str) and file != "-":
            text = file_text_at(m, normal_path(m, file), call.begin)
            if isinstance(text, Unknown) and m.place_at(normal_path(m, file)) in (Place.NOTHING, Place.FOLDER):
                m.status = 1
                continue
        if isinstance(text, Unknown):
            m.status = text
        m.write(text)


def _count(arguments: list[str], default: int) -> int | None:
    rest = " ".join(arguments)
    found = re.fullmatch(r"(?:-n ?|--lines=|-)?(\d{1,6})", rest)
    return int(found.group(1)) if found else default if not rest else None


def _head(lines: list[str], arguments: list[str]) -> list[str] | None:
    count = _count(arguments, 10)
    return None if count is None else lines[:count]


def _tail(lines: list[str], arguments: list[str]) -> list[str] | None:
    count = _count(arguments, 10)
    return None if count is None else lines[-count:] if count else []


def _sort(lines: list[str], arguments: list[str]) -> list[str] | None:
    if any(text not in ("-u", "-r") for text in arguments) or not all(line.isascii() for line in lines):
        return None
    if len({line.lower() for line in lines}) != len(set(lines)) or any(not line.isalnum() for line in lines):
        return None  # the order depends on the language of the machine
    unique = list(dict.fromkeys(lines)) if "-u" in arguments else lines
    return sorted(unique, key=str.lower, reverse="-r" in arguments)


def _uniq(lines: list[str], arguments: list[str]) -> list[str] | None:
    return [line for i, line in enumerate(lines) if i == 0 or lines[i - 1] != line] if not arguments else None


def _rev(lines: list[str], arguments: list[str]) -> list[str] | None:
    return None if arguments else [line[::-1] for line in lines]


def _tac(lines: list[str], arguments: list[str]) -> list[str] | None:
    return None if arguments else lines[::-1]


def _cut(lines: list[str], arguments: list[str]) -> list[str] | None:
    text = "\0".join(arguments)
    found = re.fullmatch(
        r"-d\0?(.)\0-f\0?([\d,-]+)|-f\0?([\d,-]+)\0-d\0?(.)|-f\0?(\d+)|-c\0?([\d,-]+)(?:\0)?",
        text.replace("-d\0-f", "-d -f"),
    )
    moved = re.fullmatch(r"-d\0-f(\d+)\0(.)", text) or re.fullmatch(r"-f\0-d\0(.)\0(.)", text)
    if not found and moved:
        return None
    if not found:
        return None
    if found.group(6):
        return [_fields(list(line), found.group(6), "") for line in lines]
    separator = found.group(1) or found.group(4) or "\t"
    fields = found.group(2) or found.group(3) or found.group(5)
    return [_fields(line.split(separator), fields, separator) if separator in line else line for line in lines]


def _fields(parts: list[str], choice: str, separator: str) -> str:
    chosen: set[int] = set()
    for piece in choice.split(","):
        low, dash, high = piece.partition("-")
        first = int(low[:6] or 1)
        last = min(int(high[:6] or len(parts)) if dash else first, len(parts))
        chosen.update(range(first, last + 1))
    return separator.join(part for index, part in enumerate(parts, 1) if index in chosen)


def _grep(m: Machine, call: Call) -> None:
    texts = [text for text in call.arguments if isinstance(text, str)]
    flags = "".join(text[1:] for text in texts if re.fullmatch(r"-[A-Za-z]+", text))
    plain = [text for text in texts if not re.fullmatch(r"-[A-Za-z]+", text)]
    known = (
        len(texts) == len(call.arguments) and set(flags) <= set("viqFEoc") and "o" not in flags and 1 <= len(plain) <= 2
    )
    text: Text = m.stdin.text if m.stdin else Unknown("")
    pattern = plain[0] if plain else ""
    if known and len(plain) == 2:
        path = normal_path(m, plain[1])
        text = file_text_at(m, path, call.begin)
        if (status := _in_system_file(m, path, pattern, flags)) is not None and isinstance(text, Unknown):
            m.status = status
            m.write("" if status or "q" in flags else text)
            return
    simple = re.fullmatch(r"\^?(?:[A-Za-z0-9_ =:#@/,\"'-]|\\\.|\[\^?[A-Za-z0-9# -]+\])*\$?", pattern) is not None
    if not known or isinstance(text, Unknown) or is_masked(text) or not ("F" in flags or simple):
        _unknown(m, call)
        return
    expression = re.compile(re.escape(pattern) if "F" in flags else pattern, re.IGNORECASE if "i" in flags else 0)
    m.budget.spend(1 + len(text) // 16)
    lines = text.removesuffix("\n").split("\n") if text else []
    kept = [line for line in lines if bool(expression.search(line)) != ("v" in flags)]
    m.status = 0 if kept else 1
    if "c" in flags:
        m.write(f"{len(kept)}\n")
    elif "q" not in flags:
        m.write("".join(line + "\n" for line in kept))


def _in_system_file(m: Machine, path: str, pattern: str, flags: str) -> int | None:
    """Return the status of `grep -i microsoft /proc/version` where the system is known, and of a missing file."""
    if m.place_at(path) is Place.NOTHING:
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
    found = [m.of_machine(f"uname -{letter}") if plain and m.worlds else None for letter in asks]
    m.status = 0
    texts = [text for text in found if text is not None]
    m.write(" ".join(texts) + "\n" if len(texts) == len(asks) else m.unknown(call.begin, "runs a command", filled=True))


def _tr(m: Machine, call: Call) -> None:
    texts = [text for text in call.arguments if isinstance(text, str)]
    text: Text = m.stdin.text if m.stdin else Unknown("")
    if isinstance(text, Unknown) or is_masked(text) or len(texts) != len(call.arguments):
        _unknown(m, call)
        return
    delete = texts[:1] == ["-d"]
    sets = [_tr_set(one) for one in (texts[1:] if delete else texts)]
    if len(sets) != (1 if delete else 2) or any(one is None for one in sets) or texts[0] in ("-s", "-c"):
        _unknown(m, call)
        return
    first = sets[0] or ""
    m.status = 0
    m.budget.spend(1 + len(text) // 64)
    if delete:
        m.write(text.translate(str.maketrans("", "", first)))
        return
    second = sets[1] or ""
    if not second:
        _unknown(m, call)
        return
    m.write(text.translate(str.maketrans(first, (second + second[-1] * len(first))[: len(first)])))


def _tr_set(text: str) -> str | None:
    for name, characters in (
        ("[:upper:]", "A-Z"),
        ("[:lower:]", "a-z"),
        ("[:digit:]", "0-9"),
        ("[:space:]", " \t\n\r\v\f"),
    ):
        text = text.replace(name, characters)
    if "[:" in text or not text.isascii():
        return None
    text = re.sub(r"\\([ntr\\])", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found.group(1), "\\"), text)
    return re.sub(
        r"([A-Za-z0-9])-([A-Za-z0-9])", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), text
    )


def _sed(m: Machine, call: Call) -> None:
    """`sed s/a/b/` where the pattern is plain text."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    text: Text = m.stdin.text if m.stdin else Unknown("")
    script = texts[-1] if texts and (len(texts) == 1 or texts[:-1] in (["-e"], ["-E"])) else ""
    found = re.fullmatch(r"s([/|,#:@])(\^?)([A-Za-z0-9_ =:@/,\"'-]*)(\$?)\1([A-Za-z0-9_ =:@/,.\"'-]*)\1(g?)", script)
    if not found or isinstance(text, Unknown) or is_masked(text) or found.group(1) in found.group(3):
        _unknown(m, call)
        return
    _, start, old, end, new, every = found.groups()
    expression = re.compile(("^" if start else "") + re.escape(old) + ("$" if end else ""))
    m.status = 0
    m.budget.spend(1 + len(text) // 16)
    made = [
        expression.sub(lambda _: new, line, count=0 if every else 1) for line in text.removesuffix("\n").split("\n")
    ]
    m.write("\n".join(made) + ("\n" if text.endswith("\n") else ""))


def _base64(m: Machine, call: Call) -> None:
    text: Text = m.stdin.text if m.stdin else Unknown("")
    flags = [argument for argument in call.arguments if isinstance(argument, str)]
    if (
        isinstance(text, Unknown)
        or is_masked(text)
        or any(flag not in ("-d", "--decode", "-D", "-w0", "-w", "0") for flag in flags)
    ):
        _unknown(m, call)
        return
    m.status = 0
    m.budget.spend(1 + len(text) // 64)
    if any(flag in ("-d", "-D", "--decode") for flag in flags):
        try:
            m.write(base64.b64decode(text.strip(), validate=True).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            _unknown(m, call)
        return
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    if len(encoded) > 76 and not flags:
        encoded = "\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    m.write(encoded + ("\n" if not flags else ""))


def _xargs(m: Machine, call: Call) -> None:
    from .builtins import run_call

    text: Text = m.stdin.text if m.stdin else Unknown("")
    arguments = list(call.arguments)
    while arguments and arguments[0] in ("-0", "-r", "-d", "\\n", "-n", "-L", "1"):
        if arguments.pop(0) not in ("-r",):
            _unknown(m, call)
            return
    name = arguments.pop(0) if arguments else "echo"
    if (
        isinstance(text, Unknown)
        or not isinstance(name, str)
        or name.startswith("-")
        or re.search(r"['\"\\]", text)
        or is_masked(text)
    ):
        _unknown(m, call)
        return
    words: list[Text] = [*arguments, *text.split()]
    m.isolated(lambda: run_call(m, replace(call, name=name, arguments=words, nodes=())))


def _path_part(change: Callable[[str], str]) -> Builtin:
    def program(m: Machine, call: Call) -> None:
        texts = [text for text in call.arguments if isinstance(text, str)]
        if not texts or len(texts) != len(call.arguments) or texts[0].startswith("-") or is_masked(texts[0]):
            _unknown(m, call)
            return
        name = change(texts[0])
        if len(texts) == 2 and call.name == "basename" and name != texts[1]:
            name = name.removesuffix(texts[1])
        m.status = 0
        m.write(name + "\n")

    return program


def _dirname(text: str) -> str:
    return posixpath.dirname(text.rstrip("/")) or ("/" if text.startswith("/") else ".")


def _seq(m: Machine, call: Call) -> None:
    texts = [text for text in call.arguments if isinstance(text, str) and re.fullmatch(r"-?\d{1,6}", text)]
    if len(texts) != len(call.arguments) or not 1 <= len(texts) <= 3:
        _unknown(m, call)
        return
    numbers = [int(text) for text in texts]
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) == 3 else 1
    m.status = 0
    if step:
        made = range(first, numbers[-1] + (1 if step > 0 else -1), step)
        m.budget.spend(len(made))
        m.write("".join(f"{number}\n" for number in made))


def _whoami(m: Machine, call: Call) -> None:
    user = (m.given or {}).get("USER")
    m.status = 0
    m.write(user + "\n" if user and not call.arguments else m.unknown(call.begin, "asks who you are", filled=True))


def _env(m: Machine, call: Call) -> None:
    """`env NAME=value command`, and the programs that only start another one: nothing stays in this shell."""
    from .builtins import run_call

    arguments = list(call.arguments)
    while arguments and isinstance(arguments[0], str) and re.match(r"-|\w+=|\d+[smh]?$", arguments[0]):
        arguments.pop(0)
    if not arguments or isinstance(arguments[0], Unknown) or len(arguments) != len(call.arguments):
        unknown = m.unknown(call.begin, "runs a command", is_set=False)
        name = arguments[0] if arguments else None
        m.status = {"true": 0, "false": 1}.get(name, unknown) if isinstance(name, str) else unknown
        m.write(unknown)
        return
    inner = replace(call, name=arguments[0], arguments=arguments[1:], nodes=(), options=frozenset(("program",)))
    m.isolated(lambda: run_call(m, inner))


def _true(m: Machine, call: Call) -> None:
    m.status = 0 if call.name == "true" else 1


def _tee(m: Machine, call: Call) -> None:
    text: Text = m.stdin.text if m.stdin else Unknown("")
    for file in call.arguments:
        if isinstance(file, str) and not file.startswith("-"):
            adds = "-a" in call.arguments
            m.cells.put("w:" + normal_path(m, file), Var(m.unknown(call.begin, "adds to a file") if adds else text))
    m.status = 0
    m.write(text)


def _touched(m: Machine, call: Call) -> None:
    """`rm`, `mv`, `cp` and their kin: the files they name are no longer what the text wrote."""
    for argument in call.arguments:
        if isinstance(argument, str):
            key = "w:" + normal_path(m, argument)
            if m.cells.get(key) is not None:
                m.cells.put(key, Var(m.unknown(call.begin, "changes a file", is_set=False)))
    _unknown(m, call)


PROGRAMS: dict[str, Builtin] = {
    "cat": _cat,
    "head": _lines(_head),
    "tail": _lines(_tail),
    "sort": _lines(_sort),
    "uniq": _lines(_uniq),
    "rev": _lines(_rev),
    "tac": _lines(_tac),
    "cut": _lines(_cut),
    "grep": _grep,
    "egrep": _grep,
    "fgrep": _grep,
    "tr": _tr,
    "sed": _sed,
    "base64": _base64,
    "xargs": _xargs,
    "basename": _path_part(lambda text: posixpath.basename(text.rstrip("/")) or "/"),
    "dirname": _path_part(_dirname),
    "seq": _seq,
    "whoami": _whoami,
    "uname": _uname,
    "env": _env,
    "true": _true,
    "false": _true,
    "tee": _tee,
    "rm": _touched,
    "mv": _touched,
    "cp": _touched,
    "ln": _touched,
    "install": _touched,
    "chmod": _unknown,
    "perl": _touched,
}
PROGRAMS.update(dict.fromkeys(_WRAPPERS, _env))

__all__ = ["MASKED", "PROGRAMS", "Input", "file_text"]
