"""Read files of assignments as systemd does: those that `EnvironmentFile=` of a unit names, and environment.d.

Their lines are almost a shell's; held against systemd 252.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..environment import Problem, ProblemKind
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document
from .entries import Entry, EnvFile
from .shadow import shadow

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_BLANKS = " \t\n\r"


@dataclass(frozen=True, slots=True)
class _Assigned:
    """One assignment as it is written: offsets of the name and of the value, and the value."""

    name: str
    value: str
    begin: int
    value_begin: int
    stop: int


def read_environment_file(document: Document) -> Read:
    """Return the variables of a file that `EnvironmentFile=` names: quotes as in a shell, nothing is expanded."""
    text = shadow(document.text)
    entries = []
    problems = []
    for each in _assignments(text.text):
        if _NAME.fullmatch(each.name) is None:
            problems.append(_bad_name(document, each))
            continue
        value = text.restore(each.value, each.value_begin)
        entries.append(_entry(document, each, value))
    return (EnvFile(document.name, document.kind, tuple(entries)),), tuple(problems)


def read_environment_d(document: Document) -> Read:
    """Return the variables of a file in environment.d, in which earlier ones may be inserted with `$`."""
    text = shadow(document.text)
    entries: list[Entry] = []
    problems = []
    known: dict[str, str | None] = {}
    for each in _assignments(text.text):
        if _NAME.fullmatch(each.name) is None:
            problems.append(_bad_name(document, each))
            continue
        if not each.value:
            why = f"systemd 252 passes over line {document.span(each.begin, each.begin).line}, for its value is empty"
            entries.append(replace(_entry(document, each, None), why=why))
            known[each.name] = None
            continue
        value = _expanded(each.value, known)
        known[each.name] = value
        if value is None:
            line = document.span(each.begin, each.begin).line
            why = f"line {line} inserts a variable that stands in another file"
            entries.append(replace(_entry(document, each, None), why=why))
        else:
            entries.append(_entry(document, each, text.restore(value, each.value_begin)))
    return (EnvFile(document.name, document.kind, tuple(entries)),), tuple(problems)


def _entry(document: Document, each: _Assigned, value: str | None) -> Entry:
    return Entry(each.name, value, document.span(each.begin, each.stop), document.span(each.value_begin, each.stop))


def _bad_name(document: Document, each: _Assigned) -> Problem:
    says = "it does not know “export”" if each.name.startswith("export ") else "that is no name of a variable"
    span = document.span(each.begin, each.stop)
    return Problem(ProblemKind.BAD_LINE, span, f"systemd passes over this line: {says}.")


_PIECES: Mapping[str, re.Pattern[str]] = {
    "start": regex(r"[ \t\n\r]+"),
    "comment": regex(r"(?:[^\\\n]|\\.)*(?:\n|\\?\Z)", re.DOTALL),
    "key": regex(r"[^\n\r][^=\n\r]*"),
    "single": regex(r"[^']*"),
    "double": regex(r"[^\"\\]+"),
    "bare": regex(r"[^\\\n\r]+"),
}


def _assignments(text: str) -> Iterator[_Assigned]:
    """Yield the assignments of a file, as systemd's own reader walks over it."""
    at = 1 if text.startswith("\ufeff") else 0
    while True:
        at = _walk("start", text, at)
        if at >= len(text):
            return
        if text[at] in "#;":
            at = _walk("comment", text, at)
            continue
        begin, at = at, _walk("key", text, at)
        if text[at : at + 1] != "=":
            continue
        name = text[begin:at].rstrip(_BLANKS)
        value, start, stop, at = _file_value(text, at + 1)
        yield _Assigned(name, value, begin, start, stop)


def _walk(piece: str, text: str, at: int) -> int:
    found = _PIECES[piece].match(text, at)
    return found.end() if found else at


def _file_value(text: str, at: int) -> tuple[str, int, int, int]:
    """Return a value, where it begins and ends as written, and where its line ends.

    Quotes count at the beginning, and again behind quotes; blanks between are dropped there.
    """
    pieces: list[str] = []
    while text[at : at + 1] and text[at] in " \t":
        at += 1
    start = stop = at
    while at < len(text) and text[at] not in "\n\r":
        character = text[at]
        if character == "'":
            end = _walk("single", text, at + 1)
            pieces.append(text[at + 1 : end])
            at = stop = min(end + 1, len(text))
        elif character == '"':
            value, at = _double_quoted(text, at + 1)
            pieces.append(value)
            stop = at
        elif character in " \t":
            at += 1
        else:
            value, stop, at = _bare(text, at)
            pieces.append(value)
            break
    return "".join(pieces), start, stop, at


def _double_quoted(text: str, at: int) -> tuple[str, int]:
    pieces: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] != "\\":
            end = _walk("double", text, at)
            pieces.append(text[at:end])
            at = end
            continue
        escaped = text[at + 1 : at + 2]
        if escaped and escaped in '"\\`$':
            pieces.append(escaped)
        elif escaped != "\n":
            pieces.append("\\" + escaped)
        at += 2
    return "".join(pieces), min(at + 1, len(text))


def _bare(text: str, at: int) -> tuple[str, int, int]:
    """Return a value without quotes, which goes on to the line's end; a backslash stands before any character."""
    pieces: list[str] = []
    kept = 0  # pieces that end in something other than blanks
    stop = at
    while at < len(text) and text[at] not in "\n\r":
        if text[at] == "\\":
            escaped = text[at + 1 : at + 2]
            pieces.append("" if escaped in "\n\r" else escaped)
            at = min(at + 2, len(text))
            kept, stop = len(pieces), at
            continue
        end = _walk("bare", text, at)
        piece = text[at:end]
        bare = piece.rstrip(" \t")
        pieces += [bare, piece[len(bare) :]]
        if bare:
            kept, stop = len(pieces) - 1, at + len(bare)
        at = end
    return "".join(pieces[:kept]), stop, at


_INSERTED = regex(r"\$(?:(\$)|\{([A-Za-z0-9_]+)(?:(:[-+])([^}]*))?\}|([A-Za-z0-9_]+))")


def _expanded(value: str, known: Mapping[str, str | None]) -> str | None:
    """Return a value with earlier variables inserted; None where one is inserted that this file does not set."""
    if "$" not in value:
        return value
    if re.search(r"\$\{(?:[^}]*\$|(?![A-Za-z0-9_]+(?::[-+][^}]*)?\}))", value):
        return None  # a variable within the text that stands for another, or braces that do not close
    pieces: list[str] = []
    position = 0
    for found in _INSERTED.finditer(value):
        pieces.append(value[position : found.start()])
        position = found.end()
        name = found[2] or found[5]
        if found[1]:
            pieces.append("$")
            continue
        inserted = known.get(name)
        if inserted is None:
            return None
        if found[3]:
            inserted = (inserted or found[4]) if found[3] == ":-" else (found[4] if inserted else "")
        pieces.append(inserted)
    return "".join((*pieces, value[position:]))
