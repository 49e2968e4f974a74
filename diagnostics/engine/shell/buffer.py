"""The text being read, in which an alias can be replaced without losing where things stand."""

from __future__ import annotations

from ..regexes import regex
from .budget import Budget

MASK = regex(r"‹[a-z0-9-]+(?:, \d+ characters?)?(?:, #\d+)?›")
_NOT_SPACED = " \t\n\\;&|()<>"  # the last characters of an alias that bash puts no blank behind
_BLANKS = regex(r"[ \t]*(?:\\\n[ \t]*)*")


class Buffer:
    """Text and a position in it.

    Replacing an alias drops what was read already, so positions are turned into offsets of the original text
    (`begin_at`, `stop_at`) at the moment a node is made. Everything out of an alias stands where the alias stands.
    """

    def __init__(self, text: str, budget: Budget) -> None:
        self.text = text
        self.budget = budget
        self.pos = 0
        self._shift = 0
        self._frozen = 0  # positions before this one come out of an alias …
        self._frozen_begin = 0  # … that stands here in the original text
        self._frozen_stop = 0
        self._jumps: dict[int, int] = {}  # position of a line break → position behind the here-documents after it
        self.document_stop = -1  # behind the last here-document inside bash's `$(…)`
        self._expanding: list[tuple[str, int]] = []  # aliases whose text is being read, and where that text ends
        self.spaced = False  # bash reads what stands behind an alias apart from it
        self.open_alias: int | None = None  # an alias that ends in a blank: the next word is looked up, too

    def freeze(self, begin: int, stop: int) -> None:
        """Let the whole text stand between two offsets of another text."""
        self._frozen, self._frozen_begin, self._frozen_stop = len(self.text) + 1, begin, stop

    def begin_at(self, position: int) -> int:
        """Return the offset in the original text of a node that begins at `position`."""
        return position + self._shift if position >= self._frozen else self._frozen_begin

    def stop_at(self, position: int) -> int:
        """Return the offset in the original text of a node that stops before `position`."""
        return self._frozen_stop if 0 < self._frozen >= position else position + self._shift

    def peek(self, length: int = 1) -> str:
        """Return the next characters without moving."""
        return self.text[self.pos : self.pos + length]

    def at_end(self) -> bool:
        """Tell whether everything is read."""
        return self.pos >= len(self.text)

    def skip_blanks(self) -> None:
        """Move over blanks and continued lines, and over a comment if one begins here."""
        c = self.text[self.pos : self.pos + 1]
        if c not in " \t\\#":
            return
        if c != "#":
            found = _BLANKS.match(self.text, self.pos)
            if found:
                self.pos = found.end()
                c = self.text[self.pos : self.pos + 1]
        if c == "#" and (self.pos == 0 or self.text[self.pos - 1] in " \t\n;&|()"):
            stop = self.text.find("\n", self.pos)
            self.pos = len(self.text) if stop == -1 else stop

    def line_break(self) -> bool:
        """Move over one line break and the here-documents behind it; tell whether there was one."""
        if self.text[self.pos : self.pos + 1] != "\n":
            return False
        self.pos = self._jumps.pop(self.pos, self.pos + 1) if self._jumps else self.pos + 1
        return True

    def skip_lines(self) -> None:
        """Move over blanks, comments and line breaks."""
        self.skip_blanks()
        while self.line_break():
            self.skip_blanks()

    def here_document(self, end_word: str, *, strip_tabs: bool, inside: bool = False) -> tuple[int, int, str]:
        """Take the lines of a here-document off the lines below; return their begin, their stop and the text.

        `inside` bash's `$(…)` a line that begins with the end word and holds a parenthesis ends it, too.
        """
        line_end = self.text.find("\n", self._line_of_document())
        if line_end == -1:
            return len(self.text), len(self.text), ""
        start = self._jumps.get(line_end, line_end + 1)
        lines: list[str] = []
        position = start
        while position < len(self.text):
            self.budget.spend()
            stop = self.text.find("\n", position)
            stop = len(self.text) if stop == -1 else stop
            line = self.text[position:stop]
            if strip_tabs:
                line = line.lstrip("\t")
            if line == end_word:
                self._jumps[line_end] = min(stop + 1, len(self.text))
                break
            if inside and line.startswith(end_word) and ")" in line[len(end_word) :]:
                self._jumps[line_end] = stop - len(line) + len(end_word)
                break
            lines.append(line + "\n")
            position = stop + 1
        else:
            self._jumps[line_end] = len(self.text)
        if inside:
            self.document_stop = self._jumps[line_end]
        return start, min(position, len(self.text)), "".join(lines)

    def _line_of_document(self) -> int:
        """Return a place on the line behind which a here-document begins: bash reads none out of an alias."""
        return max((end for _, end in self._expanding if end > self.pos), default=self.pos) if self.spaced else self.pos

    def is_expanding(self, name: str, position: int) -> bool:
        """Tell whether the text at `position` comes out of the alias `name` itself."""
        return any(name == alias and position < end for alias, end in self._expanding)

    def replace_alias(self, name: str, begin: int, stop: int, text: str) -> None:
        """Put the alias's text in the place of the word from `begin` to `stop` and go on reading at its start."""
        ends_blank = text[-1:] in (" ", "\t")
        if self.spaced and text[-1:] not in _NOT_SPACED:
            text += " "
        self.budget.spend(2 + len(self.text) // 16384)
        original = self.begin_at(begin), self.stop_at(stop)
        grown = len(text) - stop
        frozen = len(text) + max(0, self._frozen - stop)
        self._expanding = [(alias, end + grown) for alias, end in self._expanding if end > stop]
        self._expanding.append((name, len(text)))
        self._jumps = {at + grown: to + grown for at, to in self._jumps.items() if at >= stop}
        if not (begin < self._frozen and stop < self._frozen):
            self._frozen_begin, self._frozen_stop = original
        self._frozen = frozen
        self._shift -= grown
        self.text = text + self.text[stop:]
        self.pos = 0
        self.open_alias = len(text) if ends_blank else None
