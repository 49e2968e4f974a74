"""`read`: a line into variables."""

from __future__ import annotations

import re

from ..shell.values import Text, Unknown
from ..source import Span
from .commands import Call
from .machine import FUNCTION, GLOBAL, LOCAL, UNIVERSAL, Fish
from .setting import NAME

_SCOPES = {"l": LOCAL, "f": FUNCTION, "g": GLOBAL, "U": UNIVERSAL}
_LONG = {
    "local": "l",
    "function": "f",
    "global": "g",
    "universal": "U",
    "export": "x",
    "unexport": "u",
    "array": "a",
    "list": "a",
    "line": "L",
    "silent": "s",
    "prompt-str": "P",
    "prompt": "p",
    "delimiter": "d",
    "nchars": "n",
    "null": "z",
    "tokenize": "t",
    "shell": "S",
    "command": "c",
    "right-prompt": "R",
}


def read(m: Fish, call: Call) -> None:
    """`read [-lgUxa] NAME…`: known where what stands before it in the pipe is known."""
    flags, values, names = _options(call)
    where = next((_SCOPES[letter] for letter in flags if letter in _SCOPES), "")
    exported = True if "x" in flags else False if "u" in flags else None
    span = m.span(call.begin, call.stop)
    text: Text = m.stdin.text if m.stdin else m.unknown(call.begin, "asks the person")
    counted = values.get("n", "") if "n" in flags else "0"
    odd = set(flags) - set("lgfUxuasPpdnzL") or not re.fullmatch(r"\d{1,4}", counted)
    if isinstance(text, Unknown) or odd or m.stdin is None:
        unknown = text if isinstance(text, Unknown) else m.unknown(call.begin, "reads a line")
        m.status = Unknown(unknown.why, line=unknown.line or m.line(call.begin))
        for name in names:
            one = Unknown(unknown.why, False, True, "a" in flags, unknown.line)
            m.assign(name, [one], span, where=where, exported=exported)
        return
    if m.stdin.position >= len(text):
        m.status = 1
        for name in names:
            m.assign(name, [] if "a" in flags else [""], span, where=where, exported=exported)
        return
    if "L" in flags and "a" not in flags:
        _lines(m, text, names, span, where=where, exported=exported)
        return
    stop = -1 if "z" in flags else text.find("\n", m.stdin.position)
    line = text[m.stdin.position : len(text) if stop == -1 else stop]
    if int(counted) and len(line) >= int(counted):
        line = line[: int(counted)]
        stop = m.stdin.position + len(line) - 1
    m.stdin.position = len(text) if stop == -1 else stop + 1
    m.budget.spend(1 + len(line) // 64)
    m.status = 0
    if not names:
        m.write(line + "\n")
    elif "a" in flags:
        items: list[Text] = [*(_cut(line, values["d"], -1) if "d" in flags else re.findall(r"[^ \t]+", line))]
        m.assign(names[0], items, span, where=where, exported=exported)
    else:
        fields = _cut(line, values["d"], len(names)) if "d" in flags else _fields(line, len(names))
        for name, field in zip(names, fields, strict=True):
            m.assign(name, [field], span, where=where, exported=exported)


def _lines(m: Fish, text: str, names: list[str], span: Span, *, where: str, exported: bool | None) -> None:
    """`read -L`: each name is given a line of its own."""
    assert m.stdin is not None
    m.status = 0
    for name in names:
        if m.stdin.position >= len(text):
            m.status = 1  # there is no line for it
            m.assign(name, [], span, where=where, exported=exported)
            continue
        line, _, _ = text[m.stdin.position :].partition("\n")
        m.stdin.position = min(m.stdin.position + len(line) + 1, len(text))
        m.budget.spend(1 + len(text) // 64)
        m.assign(name, [line], span, where=where, exported=exported)


def _options(call: Call) -> tuple[str, dict[str, str], list[str]]:
    flags, values, names = "", {}, []
    arguments = [one if isinstance(one, str) else "" for one in call.arguments]
    index = 0
    while index < len(arguments):
        text = arguments[index]
        index += 1
        if text == "--":
            names.extend(arguments[index:])
            break
        if text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            letters = _LONG.get(name, "?")
            if letters in "dnPpcR" and not equals and index < len(arguments):
                value = arguments[index]
                index += 1
            flags += letters
            values[letters] = value
        elif text.startswith("-") and len(text) > 1:
            for at, letter in enumerate(text[1:], 2):
                flags += letter
                if letter in "dnPpcR":
                    values[letter] = text[at:] or (arguments[index] if index < len(arguments) else "")
                    index += 0 if text[at:] else 1
                    break
        else:
            names.append(text)
    return flags, values, [name for name in names if NAME.fullmatch(name)]


def _cut(line: str, separator: str, number: int) -> list[str]:
    """Cut a line at a separator, "" between all characters, into so many fields; into as many as there are for -1."""
    if separator:
        fields = line.split(separator, number - 1 if number > 0 else -1)
    else:
        fields = [*line[: number - 1], line[number - 1 :]] if 0 < number <= len(line) else list(line)
    return fields + [""] * (number - len(fields))


def _fields(line: str, number: int) -> list[str]:
    """Cut a line at blanks; the last field takes all that is left behind one blank."""
    if number < 2:
        return [line]
    fields: list[str] = []
    rest = line
    while len(fields) < number - 1 and rest:
        found = re.match(r"[ \t]*([^ \t]*)[ \t]?(.*)", rest, re.DOTALL)
        assert found is not None
        fields.append(found.group(1))
        rest = found.group(2)
    fields.append(rest)
    return fields + [""] * (number - len(fields))
