"""What becomes of `%NAME%`, `%NAME:old=new%`, `%NAME:~1,2%`, `%1` and `!NAME!` before a line is read."""

from __future__ import annotations

import re

from ..powershell.machine import Session
from ..regexes import regex
from ..shell.values import Unknown, is_masked
from .lines import Line

MARK = "\ue101"  # around the number of an unknown value, within a text
_DYNAMIC = frozenset(("CD", "DATE", "TIME", "RANDOM", "ERRORLEVEL", "CMDEXTVERSION", "CMDCMDLINE"))
_ARGUMENT = regex(r"%(?:\*|\d|~[a-zA-Z$:]*\d)")
_NAMED = regex(r"%([^%\n:]+)(?::([^%\n]+))?%")
_LOOP = regex(r"%%(?:~[a-zA-Z$:]*)?[A-Za-z]")
_FOR = regex(r"\bfor\b", re.IGNORECASE)
_DELAYED = regex(r"!([^!\n:]+)(?::([^!\n]+))?!")
_SLICE = regex(r"~(-?\d{1,6})(?:,(-?\d{1,6}))?")
_LONGEST = 100_000


class Values:
    """The unknown values that stand as marks in the texts of one run."""

    def __init__(self) -> None:
        self.unknowns: list[Unknown] = []

    def mark(self, value: Unknown) -> str:
        """Return the mark of an unknown value."""
        self.unknowns.append(value)
        return f"{MARK}{len(self.unknowns) - 1}{MARK}"

    def of(self, text: str) -> str | Unknown:
        """Return a text, or the unknown value that stands in it."""
        if MARK not in text:
            return text
        pieces = text.split(MARK)
        unknown = self.unknowns[int(pieces[1])]
        rest = "".join(pieces[0::2])
        return Unknown(unknown.why, unknown.filled or bool(rest), True, False, unknown.line)


def expand(m: Session, values: Values, line: Line) -> Line:
    """Return the line with its variables replaced; each character keeps its place in the document."""
    if "%" not in line.text:
        return line
    return _replaced(m, values, line, "%")


def expand_delayed(m: Session, values: Values, line: Line) -> Line:
    """Return the line with `!NAME!` replaced, as it is run."""
    return line if "!" not in line.text else _replaced(m, values, line, "!")


def _replaced(m: Session, values: Values, line: Line, sign: str) -> Line:
    pieces: list[str] = []
    origins: list[int] = []
    text, position = line.text, 0
    loop = _FOR.search(text)
    loop_begins = loop.start() if loop else len(text)
    while position < len(text):
        at = text.find(sign, position)
        at = len(text) if at == -1 else at
        pieces.append(text[position:at])
        origins.extend(line.origins[position:at])
        if at >= len(text):
            break
        new, stop = (
            _percent(m, values, line, at, in_loop=at > loop_begins) if sign == "%" else _exclaimed(m, values, line, at)
        )
        m.budget.spend(1 + len(new) // 64)
        pieces.append(new)
        origins.extend([line.origins[at]] * len(new))
        if len(new) > 1:
            origins[-1] = line.origins[stop - 1]  # so that what ends with it ends where the sign's part ends
        position = stop
        if len(origins) > 4 * _LONGEST:
            raise ValueError
    return Line("".join(pieces), tuple(origins), line.begin, line.label)


def _percent(m: Session, values: Values, line: Line, at: int, *, in_loop: bool) -> tuple[str, int]:
    """Return what stands for the sign at `at`, and where to go on."""
    text = line.text
    begin = line.origins[at]
    if in_loop and (loop := _LOOP.match(text, at)) is not None:
        return values.mark(m.unknown(begin, "uses what a loop goes through")), loop.end()
    if text.startswith("%%", at):
        return "%", at + 2
    if (argument := _ARGUMENT.match(text, at)) is not None:
        is_own_name = argument.group().endswith("0")
        unknown = m.unknown(begin, "uses what the file is called with", filled=is_own_name)
        return values.mark(unknown), argument.end()
    found = _NAMED.match(text, at)
    if not found:
        return "", at + 1
    return _value(m, values, found.group(1), found.group(2), begin), found.end()


def _exclaimed(m: Session, values: Values, line: Line, at: int) -> tuple[str, int]:
    found = _DELAYED.match(line.text, at)
    if not found:
        return "", at + 1
    return _value(m, values, found.group(1), found.group(2), line.origins[at]), found.end()


def _value(m: Session, values: Values, name: str, change: str | None, begin: int) -> str:
    value = m.environment(name)
    if value is None and name.upper() in _DYNAMIC:
        value = m.unknown(begin, f"uses %{name.upper()}%, which cmd sets", filled=True)
    if isinstance(value, Unknown):
        return values.mark(value)
    text = value or ""
    if change is None:
        return text
    if value is None:
        return values.mark(m.unknown(begin, "changes the value of a name that is not set"))
    changed = _changed(text, change)
    return values.mark(m.unknown(begin, "changes a value")) if changed is None else changed


def _changed(text: str, change: str) -> str | None:
    """Return a value with `old=new` or `~begin,length` carried out; None where that is not known."""
    if is_masked(text):
        return None
    found = _SLICE.fullmatch(change)
    if found:
        begin = int(found.group(1))
        begin = max(0, len(text) + begin) if begin < 0 else begin
        if found.group(2) is None:
            return text[begin:]
        length = int(found.group(2))
        return text[begin : len(text) + length] if length < 0 else text[begin : begin + length]
    old, equals, new = change.partition("=")
    if not equals or not old or old.startswith(("*", "~")) or not (text + old).isascii():
        return None
    changed = re.sub(re.escape(old), lambda _: new, text, flags=re.IGNORECASE)
    return changed if len(changed) <= _LONGEST else None
