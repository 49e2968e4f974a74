"""Programs that turn the text they read into other text: `head`, `sort`, `cut`, `tr`, `sed`, `base64`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from ..records import replace
from .commands import Builtin, Call
from .machine import Machine
from .maskedtext import STAND_IN, kept_whole
from .redirects import file_text_at, normal_path
from .values import Text, Unknown, is_masked


def unknown_output(m: Machine, call: Call) -> None:
    """Run a program of which neither its output nor its end is known."""
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    read = m.stdin.text if m.stdin is not None else None
    if isinstance(read, Unknown) and read.sets:
        unknown = replace(unknown, sets=read.sets)  # it may print what sets them, changed
    m.status = unknown
    m.write(unknown)


def _lines(change: Callable[[list[str], list[str]], list[str] | None], *, masks: bool = False) -> Builtin:
    """Return a program that turns lines into lines; `change` answers None where that is not known.

    `masks`: a line with a masked value is treated as any other.
    """

    def program(m: Machine, call: Call) -> None:
        arguments = [text for text in call.arguments if isinstance(text, str)]
        if arguments and "/" in arguments[-1] and arguments[-1][0] in "/~." and len(arguments) == len(call.arguments):
            text: Text = file_text_at(m, normal_path(m, arguments.pop()), call.begin)
        else:
            text = m.stdin.take() if m.stdin else Unknown("")
            if m.stdin and call.name == "head":
                m.stdin.leave(m.unknown(call.begin, "reads a part of what there is"))
        if (
            isinstance(text, Unknown)
            or any(isinstance(one, Unknown) for one in call.arguments)
            or (is_masked(text) and not masks)
        ):
            unknown_output(m, call)
            return
        m.budget.spend(1 + len(text) // 64)

        def changed(text: str) -> str | None:
            made = change(text.removesuffix("\n").split("\n") if text else [], arguments)
            return None if made is None else "".join(line + "\n" for line in made)

        written = kept_whole(text, changed)
        if written is None:
            unknown_output(m, call)
            return
        m.status = 0
        m.write(written)

    return program


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
    found = re.fullmatch(r"-d\0?(.)\0-f\0?([\d,-]+)|-f\0?([\d,-]+)\0-d\0?(.)|-f\0?(\d+)|-c\0?([\d,-]+)(?:\0)?", text)
    if not found:
        return None
    if found.group(6):
        if any(STAND_IN in line for line in lines):
            return None  # a mask does not tell its characters
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


def _tr(m: Machine, call: Call) -> None:
    texts = [text for text in call.arguments if isinstance(text, str)]
    text: Text = m.stdin.take() if m.stdin else Unknown("")
    if isinstance(text, Unknown) or is_masked(text) or len(texts) != len(call.arguments):
        unknown_output(m, call)
        return
    kept = texts[:1] in (["-cd"], ["-dc"]) or texts[:2] == ["-c", "-d"]
    if kept and len(texts) == (3 if texts[0] == "-c" else 2) and (one := _tr_set(texts[-1])) is not None:
        m.status = 0
        m.write("".join(c for c in text if c in one))
        return
    if texts[:1] == ["-s"] and len(texts) == 2 and (one := _tr_set(texts[1])) is not None:
        m.status = 0
        m.write("".join(c for at, c in enumerate(text) if c not in one or text[at - 1 : at] != c))
        return
    delete = texts[:1] == ["-d"]
    sets = [_tr_set(one) for one in (texts[1:] if delete else texts)]
    if len(sets) != (1 if delete else 2) or any(one is None for one in sets) or texts[0] in ("-s", "-c"):
        unknown_output(m, call)
        return
    first = sets[0] or ""
    m.status = 0
    m.budget.spend(1 + len(text) // 64)
    if delete:
        m.write(text.translate(str.maketrans("", "", first)))
        return
    second = sets[1] or ""
    if not second:
        unknown_output(m, call)
        return
    m.write(text.translate(str.maketrans(first, (second + second[-1] * len(first))[: len(first)])))


def _tr_set(text: str) -> str | None:
    for name, characters in (
        ("[:upper:]", "A-Z"),
        ("[:lower:]", "a-z"),
        ("[:digit:]", "0-9"),
        ("[:alpha:]", "A-Za-z"),
        ("[:alnum:]", "A-Za-z0-9"),
        ("[:blank:]", " \t"),
        ("[:space:]", " \t\n\r\v\f"),
    ):
        text = text.replace(name, characters)
    if "[:" in text or not text.isascii():
        return None
    text = re.sub(r"\\([ntr\\])", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found.group(1), "\\"), text)
    return re.sub(
        r"([A-Za-z0-9])-([A-Za-z0-9])", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), text
    )


def _paste(lines: list[str], arguments: list[str]) -> list[str] | None:
    found = re.fullmatch(r"-s(?:d ?|\0-d ?\0?)(.)(?:\0-)?|-d\0?(.)\0-s(?:\0-)?|-sd\0(.)(?:\0-)?", "\0".join(arguments))
    return [next(filter(None, found.groups())).join(lines)] if found else None


def _wc(m: Machine, call: Call) -> None:
    text: Text = m.stdin.take() if m.stdin else Unknown("")
    if call.arguments not in (["-l"], ["-c"], ["-w"], ["-m"]) or isinstance(text, Unknown) or is_masked(text):
        unknown_output(m, call)
        return
    letter = str(call.arguments[0])[1]
    counts = {"l": text.count("\n"), "c": len(text.encode("utf-8", "surrogateescape")), "w": len(text.split())}
    m.status = 0
    m.write(f"{counts.get(letter, len(text))}\n")


def _base64(m: Machine, call: Call) -> None:
    text: Text = m.stdin.take() if m.stdin else Unknown("")
    flags = [argument for argument in call.arguments if isinstance(argument, str)]
    if (
        isinstance(text, Unknown)
        or is_masked(text)
        or any(flag not in ("-d", "--decode", "-D", "-w0", "-w", "0") for flag in flags)
    ):
        unknown_output(m, call)
        return
    m.status = 0
    m.budget.spend(1 + len(text) // 64)
    if any(flag in ("-d", "-D", "--decode") for flag in flags):
        try:
            m.write(base64.b64decode(text.strip(), validate=True).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            unknown_output(m, call)
        return
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    if len(encoded) > 76 and not flags:
        encoded = "\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    m.write(encoded + ("\n" if not flags else ""))


def _later(name: str) -> Builtin:
    """Return `sed` or `awk`, which is loaded where a text first uses one."""

    def program(m: Machine, call: Call) -> None:
        if name == "sed":
            from .sed import sed as carry_out
        else:
            from .awk import awk as carry_out
        carry_out(m, call)

    return program


FILTERS: dict[str, Builtin] = {
    "head": _lines(_head, masks=True),
    "tail": _lines(_tail, masks=True),
    "sort": _lines(_sort),
    "uniq": _lines(_uniq),
    "rev": _lines(_rev),
    "tac": _lines(_tac),
    "cut": _lines(_cut, masks=True),
    "tr": _tr,
    "sed": _later("sed"),
    "awk": _later("awk"),
    "gawk": _later("awk"),
    "mawk": _later("awk"),
    "paste": _lines(_paste),
    "wc": _wc,
    "base64": _base64,
}
