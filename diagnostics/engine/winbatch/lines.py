"""Cut a batch file into what cmd.exe reads at once: a line, continued lines, or a block in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import dataclass
from ..regexes import regex

_LABEL = regex(r"[ \t,;=]*:(?!:)[ \t]*([^\s:+&|<>]+)")
_COMMENT = regex(r"[ \t@]*(?:::|rem(?:[ \t/]|$))", re.IGNORECASE)
_SPECIAL = regex(r"[\"^()]")


@dataclass(frozen=True, slots=True)
class Line:
    """What is read at once: its text with continued lines joined, where each character stands, and a label."""

    text: str
    origins: tuple[int, ...]
    begin: int
    label: str = ""

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Return the offsets in the document of the characters from `start` up to `stop`."""
        if not self.origins:
            return self.begin, self.begin
        if start >= stop:
            at = self.origins[start] if start < len(self.origins) else self.origins[-1] + 1
            return at, at
        return self.origins[start], self.origins[stop - 1] + 1


def cut(text: str) -> Iterator[Line]:
    """Yield the lines of a text; blocks in parentheses are kept whole."""
    position = 1 if text.startswith("\ufeff") else 0
    while position < len(text):
        begin = position
        pieces: list[str] = []
        origins: list[int] = []
        level = 0
        while position < len(text):
            end = text.find("\n", position)
            end = len(text) if end == -1 else end
            stop = end - 1 if end > position and text[end - 1] == "\r" else end
            line = text[position:stop]
            start = position
            position = end + 1
            if not _COMMENT.match(line):
                level, continued = _level(line, level)
                if continued:
                    line = line[:-1]
                pieces.append(line)
                origins.extend(range(start, start + len(line)))
                if continued:
                    continue
            if level <= 0 or position >= len(text):
                break
            pieces.append("\n")
            origins.append(min(start + len(line), len(text) - 1))
        joined = "".join(pieces)
        found = _LABEL.match(joined)
        yield Line("" if found else joined, tuple(origins), begin, found.group(1).lower() if found else "")


def _level(line: str, level: int) -> tuple[int, bool]:
    """Return how many parentheses are open behind a line, and whether a ^ at its end continues it."""
    quoted, position = False, 0
    while (found := _SPECIAL.search(line, position)) is not None:
        c = found.group()
        position = found.end()
        if c == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif c == "^":
            if position >= len(line):
                return level, True
            position += 1
        elif c == "(":
            level += _opens(line[: found.start()])
        elif level > 0:
            level -= 1
    return level, False


def _opens(before: str) -> bool:
    """Tell whether a parenthesis opens a block: at a command's place, not within an argument."""
    text = before[-200:].lower().rstrip()
    if not text or text[-1] in "&|(@":
        return True
    return bool(re.search(r"(?:^|[\s&|(@)])(?:do|else|in)$", text) or re.search(r"(?:^|[\s&|(@])if[\s/]", text))
