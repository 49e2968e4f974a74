"""The lines on which the keys of a TOML text stand. The standard library reads TOML but forgets where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\s,\]}#][^,\]}#\n]*")


@dataclass(slots=True)
class _Scanner:
    """A walk over a text that is known to be valid TOML."""

    text: str
    places: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    at: int = 0

    def run(self) -> None:
        table = ""
        self._skip()
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip()

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _note(self, path: str) -> None:
        self.places.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def _name(self) -> str:
        """Read a key, dotted or not, and return it as a path."""
        parts = []
        while found := _KEY.match(self.text, self.at):
            parts.append(found[0].strip("\"'"))
            self.at = found.end()
            while self.at < len(self.text) and self.text[self.at] in " \t.":
                self.at += 1
        return ".".join(parts)

    def _header(self) -> str:
        start = self.at
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        while self.text[self.at] in " \t":
            self.at += 1
        path = self._within(self._name(), last=double)
        self.at, end = start, self.text.find("\n", self.at)
        self._note(path)
        self.at = len(self.text) if end == -1 else end
        return path

    def _within(self, name: str, *, last: bool) -> str:
        """Return the path of a table: `example.document` within the third example is `example[2].document`."""
        path = ""
        parts = name.split(".")
        for index, part in enumerate(parts):
            path = f"{path}.{part}" if path else part
            if last and index == len(parts) - 1:
                self._note(path)
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = f"{path}[{self.counts[path]}]"
        return path

    def _pair(self, table: str) -> str:
        start = self.at
        name = self._name()
        path = f"{table}.{name}" if table else name
        after, self.at = self.at, start
        self._note(path)
        self.at = self.text.index("=", after) + 1
        self._skip()
        self._value(path)
        return table

    def _value(self, path: str) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            found = _TEXT.match(self.text, self.at)
        elif opening in "[{":
            self._group(path, closing="]" if opening == "[" else "}")
            return
        else:
            found = _PLAIN.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)

    def _group(self, path: str, *, closing: str) -> None:
        """Walk over an array or an inline table."""
        self.at += 1
        index = 0
        self._skip()
        while self.at < len(self.text) and self.text[self.at] != closing:
            if closing == "]":
                self._note(f"{path}[{index}]")
                self._value(f"{path}[{index}]")
                index += 1
            else:
                self._pair(path)
            self._skip()
            if self.text[self.at : self.at + 1] == ",":
                self.at += 1
                self._skip()
        self.at += 1


def places(text: str) -> dict[str, int]:
    """Return the line (1-based) of every key, table and list item of a valid TOML text, by path: `when.all[1].var`."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.places


def line_of(text: str, path: str) -> int:
    """Return the line of a path, or of the nearest thing around it that the text has."""
    known = places(text)
    while path and path not in known:
        shorter = re.sub(r"(?:\.[^.\[\]]+|\[\d+\])$", "", path)
        path = "" if shorter == path else shorter
    return known.get(path, 1)
