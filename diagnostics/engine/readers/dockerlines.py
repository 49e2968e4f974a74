"""The instructions of a Dockerfile with the place of every character: joined lines, comments between, here-documents.

As Docker's own parser does it (frontend/dockerfile/parser of BuildKit, read 2026-11-27): a line ends in a single
escape character to go on, comments and blank lines between are dropped, and what stands in a here-document of RUN,
COPY or ADD is not an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..records import dataclass
from ..regexes import regex

_INSTRUCTION = regex(r"[ \t]*([A-Za-z]+)(?=[ \t\r\n]|\Z)[ \t]*")
_DIRECTIVE = regex(r"#[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(\S*)[ \t]*\r?")
_STAGE = regex(r"(?:--platform=\S+[ \t]+)?(\S+)(?:[ \t]+[Aa][Ss][ \t]+(\S+))?")
HERE = regex(r"<<(-?)([\"']?)([A-Za-z_]\w*)\2")
_WITHHERE = ("RUN", "COPY", "ADD")
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Word:
    """A text of an instruction, and where in the document each of its characters stands."""

    text: str
    places: Sequence[int]
    escape: str = "\\"

    @property
    def begin(self) -> int:
        """Return the offset of the first character; of an empty text, 0."""
        return self.places[0] if self.places else 0

    @property
    def stop(self) -> int:
        """Return the offset after the last character."""
        return self.places[-1] + 1 if self.places else 0

    def after(self, count: int) -> Word:
        """Return what follows the first characters."""
        return Word(self.text[count:], self.places[count:], self.escape)

    def stripped(self) -> Word:
        """Return the text without blanks around it."""
        first = len(self.text) - len(self.text.lstrip(_BLANKS))
        last = len(self.text.rstrip(_BLANKS))
        return Word(self.text[first:last], self.places[first:last], self.escape)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name in capitals, where that stands, and the rest without blanks around it."""

    name: str
    begin: int
    rest: Word


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile in order."""
    lines = _lines(text)
    escape = _escape(lines)
    number = 0
    while number < len(lines):
        begin, line = lines[number]
        number += 1
        found = _INSTRUCTION.match(line)
        if found is None:
            continue
        name = found[1].upper()
        pieces, places, number = _joined(lines, number - 1, escape)
        first = found.end()
        rest = Word("".join(pieces)[first:], places[first:], escape).stripped()
        yield Instruction(name, begin + found.start(1), rest)
        if name in _WITHHERE and "<<" in rest.text:
            for here in HERE.finditer(rest.text):
                number = _after_here(lines, number, here[3], is_indented=bool(here[1]))


def stage_of(each: Instruction) -> tuple[str, str]:
    """Return, of a `FROM`, what the stage is built on and its own name, both in small letters; "" where it has none."""
    found = _STAGE.match(each.rest.text)
    return (found[1].lower(), (found[2] or "").lower()) if found else ("", "")


def _lines(text: str) -> list[tuple[int, str]]:
    """Return each line with the offset at which it begins."""
    found: list[tuple[int, str]] = []
    begin = 1 if text.startswith("\ufeff") else 0
    for line in text[begin:].split("\n"):
        found.append((begin, line))
        begin += len(line) + 1
    return found


def _escape(lines: Sequence[tuple[int, str]]) -> str:
    """Return the character that a directive in the first lines makes the escape, as a rule the backslash."""
    for _, line in lines:
        found = _DIRECTIVE.fullmatch(line)
        if found is None:
            break
        if found[1].lower() == "escape" and found[2] in ("`", "\\"):
            return found[2]
    return "\\"


def _joined(lines: Sequence[tuple[int, str]], number: int, escape: str) -> tuple[list[str], list[int], int]:
    """Join a line with those on which it goes on; return the texts, their places and the number of the next line."""
    goes_on = re.compile(rf"(?<!{re.escape(escape)}){re.escape(escape)}[ \t]*\r?\Z")
    pieces: list[str] = []
    places: list[int] = []
    is_first = True
    while number < len(lines):
        begin, line = lines[number]
        number += 1
        if not is_first and (not line.strip(_BLANKS) or line.lstrip(" \t").startswith("#")):
            continue
        is_first = False
        found = goes_on.search(line)
        kept = line[: found.start()] if found else line
        pieces.append(kept)
        places += range(begin, begin + len(kept))
        if not found:
            break
    return pieces, places, number


def _after_here(lines: Sequence[tuple[int, str]], number: int, word: str, *, is_indented: bool) -> int:
    """Return the number of the line after a here-document; where nothing ends it, that after the last line."""
    while number < len(lines):
        line = lines[number][1].rstrip("\r")
        number += 1
        if (line.lstrip("\t") if is_indented else line) == word:
            break
    return number


def words(rest: Word) -> list[Word]:
    """Return the words of an ENV or ARG, quotes and escapes still in them: blanks outside of both part them."""
    found: list[Word] = []
    text, quote, first, at = rest.text, "", -1, 0
    while at < len(text):
        character = text[at]
        if not quote and character in _BLANKS:
            if first >= 0:
                found.append(Word(text[first:at], rest.places[first:at], rest.escape))
            first = -1
            at += 1
            continue
        if first < 0:
            first = at
        if character == rest.escape and quote != "'":
            at += 1  # what follows is no end of anything
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        at += 1
    if first >= 0:
        found.append(Word(text[first:], rest.places[first:], rest.escape))
    return found
