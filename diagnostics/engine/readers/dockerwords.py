"""Work out a word of a Dockerfile: quotes and escapes taken off, the variables of the build put in.

From Docker's reference, “Environment replacement”: `$name`, `${name}`, `${name:-word}` and `${name:+word}`, nothing
within single quotes, and an escape character before a dollar. Anything beyond that is not known, and says so.
"""

from __future__ import annotations

from collections.abc import Callable

from ..regexes import regex
from .dockerlines import Word
from .entries import Unread

_NAME = regex(r"[A-Za-z_]\w*|\d")
_BRACED = regex(r"\{([A-Za-z_]\w*)(?:(:?[-+])([^{}$\"'\\]*))?\}")

_LONGEST = 100_000  # characters of a value: each line could double the one before

LookUp = Callable[[str], "str | None"]
Restore = Callable[[str, int], str]


def expanded(word: Word, look_up: LookUp, restore: Restore, line: int) -> str:
    """Return the value of a word; raise Unread where it cannot be known.

    `look_up` gives the value of a name, None where it is certainly not set; `restore` puts masks back into a text
    that was read from an offset on.
    """
    return _Walk(word, look_up, restore, line).value()


class _Walk:
    """A walk over one word."""

    def __init__(self, word: Word, look_up: LookUp, restore: Restore, line: int) -> None:
        self._word = word
        self._look_up = look_up
        self._restore = restore
        self._line = line
        self._pieces: list[str] = []
        self._literal: list[str] = []
        self._from = 0  # the offset at which the literal text began

    def value(self) -> str:
        text, escape, quote, at = self._word.text, self._word.escape, "", 0
        while at < len(text):
            character = text[at]
            if quote == "'":
                at = self._within(at)
                quote = ""
            elif character == escape:
                at = self._escaped(at, in_quotes=bool(quote))
            elif character == "$":
                at = self._variable(at)
            elif character == quote:
                quote = ""
                at += 1
            elif not quote and character in "\"'":
                quote = character
                at += 1
            else:
                self._take(at)
                at += 1
        if quote:
            raise Unread(f"Docker refuses line {self._line}: a quotation mark is never closed")
        self._flush()
        if sum(map(len, self._pieces)) > _LONGEST:
            raise Unread(f"line {self._line} makes a value that is too long to be followed here")
        return "".join(self._pieces)

    def _take(self, at: int) -> None:
        if not self._literal:
            self._from = self._word.places[at]
        self._literal.append(self._word.text[at])

    def _flush(self) -> None:
        if self._literal:
            self._pieces.append(self._restore("".join(self._literal), self._from))
            self._literal = []

    def _within(self, at: int) -> int:
        """Take what stands within single quotes as it is; return where they are closed."""
        end = self._word.text.find("'", at)
        if end == -1:
            raise Unread(f"Docker refuses line {self._line}: a quotation mark is never closed")
        for each in range(at, end):
            self._take(each)
        return end + 1

    def _escaped(self, at: int, *, in_quotes: bool) -> int:
        """Take the character after an escape; within double quotes the escape stays before most."""
        if at + 1 >= len(self._word.text):
            return at + 1  # at the very end it is dropped
        following = self._word.text[at + 1]
        if in_quotes and following not in ('"', "$", self._word.escape):
            self._take(at)
        self._take(at + 1)
        return at + 2

    def _variable(self, at: int) -> int:
        """Put in what stands for a name; return where it ends."""
        self._flush()
        text = self._word.text
        if found := _BRACED.match(text, at + 1):
            self._pieces.append(self._chosen(found[1], found[2] or "", found[3] or ""))
            return found.end()
        if text[at + 1 : at + 2] == "{":
            raise Unread(f"line {self._line} inserts a variable in a form that is not worked out here")
        if found := _NAME.match(text, at + 1):
            self._pieces.append(self._look_up(found[0]) or "")
            return found.end()
        self._take(at)
        return at + 1

    def _chosen(self, name: str, operator: str, other: str) -> str:
        value = self._look_up(name)
        is_there = value is not None and (bool(value) or not operator.startswith(":"))
        if operator.endswith("-"):
            return (value or "") if is_there else other
        if operator.endswith("+"):
            return other if is_there else ""
        return value or ""
