"""Read a client's TOML settings (`~/.codex/config.toml`) with the place of every value.

The standard library judges TOML but forgets where things stand, and gives nothing of a file with one mistake. This
reader goes on with the next line after a mistake; the tests hold it against the standard library. That reads TOML 1.0,
and Codex what 1.1 added as well (measured on 0.169.0): tables in braces over several lines, with remarks and a comma at
their end, `\\e` and `\\xHH`, and times without seconds.
"""

from __future__ import annotations

import re

from ..records import dataclass, field
from ..regexes import regex
from ..source import Document, Span
from .configtree import ConfigFile, Leaf, Path, Scalar
from .shadow import Shadow, shadow

_DEEPEST = 40
_BLANK = regex(r"[ \t]*")
_BLANK_LINES = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_END = regex(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_KEY = regex(r'[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\[^\n])*"|\'[^\'\n]*\'')
_DOT = regex(r"[ \t]*\.[ \t]*")
_BASIC = regex(r'"(?:[^"\\\n]|\\[^\n])*"')
_LITERAL = regex(r"'[^'\n]*'")
_BARE = regex(r"[^\s,\]}#=\[{\"']+(?: \d\d:[0-9:.Z+-]+)?")
_INTEGER = regex(r"[+-]?(?:0|[1-9](?:_?\d)*)")
_OTHER_BASE = regex(r"0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*")
_FLOAT = regex(r"[+-]?(?:inf|nan|(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)")
_DATE = regex(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?|\d\d:\d\d(?::\d\d(?:\.\d+)?)?",
)
_ESCAPE = regex(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([ \t]*\r?\n[ \t\r\n]*)|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED = {"e": "\x1b", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_CONTROL = regex(r"[\x00-\x08\x0a-\x1f\x7f]")


class TomlError(ValueError):
    """A mistake in the text: what it is, and at which offset. Contains nothing of the text."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class TomlRead:
    """A file's values, and its first mistake: what and where."""

    file: ConfigFile
    reason: str = ""
    error: Span | None = None


@dataclass(slots=True)
class _Names:
    """What may not be given again; paths are those of keys alone, without numbers of list items."""

    declared: set[Path] = field(default_factory=set)  # tables with a heading, or made by a dotted key
    frozen: set[Path] = field(default_factory=set)  # lists and inline tables: nothing may be added to them
    pending: set[Path] = field(default_factory=set)  # made by dotted keys of the table that is being read

    def is_frozen(self, path: Path) -> bool:
        """Tell whether a path lies in, or is, a list or an inline table."""
        return any(path[:depth] in self.frozen for depth in range(1, len(path) + 1))

    def next_table(self) -> None:
        """Note that a heading ends the table before."""
        self.declared |= self.pending
        self.pending.clear()

    def forget(self, path: Path) -> None:
        """Forget what lies in an array of tables: its next table begins anew."""
        for names in (self.declared, self.frozen):
            names -= {each for each in names if each[: len(path)] == path}


@dataclass(slots=True)
class _Reader:
    """A walk over the text; `at` is where it stands."""

    document: Document
    shadow: Shadow
    leaves: dict[Path, Leaf] = field(default_factory=dict)
    groups: dict[Path, Span] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)  # the number of the last table of each array of tables
    names: _Names = field(default_factory=_Names)
    dotted: set[Path] = field(default_factory=set)  # tables that dotted keys made within inline tables
    at: int = 0
    error: TomlError | None = None

    @property
    def text(self) -> str:
        return self.shadow.text

    def run(self) -> None:
        table: Path = ()
        self.at = 1 if self.text.startswith("\ufeff") else 0
        self._match(_BLANK_LINES)
        while self.at < len(self.text):
            try:
                if self.text[self.at] == "[":
                    table = self._header()
                else:
                    self._pair(table, ())
                if self._match(_END) is None:
                    raise TomlError("something follows the value", self.at)
            except TomlError as error:
                self.error = self.error or error
                end = self.text.find("\n", max(self.at, error.at))
                self.at = len(self.text) if end == -1 else end
            self._match(_BLANK_LINES)

    def _match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def _keys(self) -> Path:
        """Read a key, dotted or not."""
        keys: list[str] = []
        while True:
            begin = self.at
            raw = self._match(_KEY)
            if raw is None:
                raise TomlError("a key is expected here", self.at)
            keys.append(self._plain(raw, begin) if raw[0] in "\"'" else raw)
            if len(keys) > _DEEPEST:
                raise TomlError("the nesting is too deep", begin)
            if self._match(_DOT) is None:
                return tuple(keys)

    def _plain(self, raw: str, begin: int) -> str:
        """Return what stands between the quotes of a text on one line."""
        inner = raw[1:-1]
        if _CONTROL.search(inner):
            raise TomlError("a control character stands in a text", begin)
        return self.shadow.restore(_unescaped(inner, begin) if raw[0] == '"' else inner, begin)

    def _header(self) -> Path:
        """Read `[table]` or `[[array of tables]]` and return its keys."""
        begin, double = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        self._match(_BLANK)
        keys = self._keys()
        self._match(_BLANK)
        closing = "]]" if double else "]"
        if not self.text.startswith(closing, self.at):
            raise TomlError("the heading is not closed", begin)
        self.at += len(closing)
        self.names.next_table()
        if self.names.is_frozen(keys) or (not double and keys in self.names.declared):
            raise TomlError("a name is given twice", begin)
        if double:
            self.names.forget(keys)
        self.names.declared.add(keys)
        span = self.document.span(begin, self.at)
        path = self._nest(keys[:-1] if double else keys, span)
        if double:
            path = (*path, keys[-1])
            if path in self.leaves or (path in self.groups and path not in self.counts):
                raise TomlError("a name is given twice", begin)
            self.groups.setdefault(path, span)
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        self.groups[path] = span
        return keys

    def _nest(self, keys: Path, span: Span) -> Path:
        """Return the path of a table with those keys, made where there is none: of an array of tables the last."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.leaves:
                raise TomlError("a name is given twice", span.begin)
            self.groups.setdefault(path, span)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _pair(self, table: Path, inside: Path) -> None:
        """Read `key = value` in the table with a heading, or in the inline table at the path `inside`."""
        begin = self.at
        keys = self._keys()
        blank = _BLANK_LINES if inside else _BLANK
        self._match(blank)
        if not self.text.startswith("=", self.at):
            raise TomlError("an equals sign is missing", self.at)
        span = self.document.span(begin, self.at)
        if inside:
            path = self._inner(inside, keys, span)
        else:
            full = (*table, *keys)
            for depth in range(len(table) + 1, len(full)):
                if full[:depth] in self.names.declared:
                    raise TomlError("a name is given twice", begin)
                self.names.pending.add(full[:depth])
            if self.names.is_frozen(full[:-1]):
                raise TomlError("a closed table is added to", begin)
            path = (*self._nest(full[:-1], span), keys[-1])
        if path in self.leaves or path in self.groups:
            raise TomlError("a name is given twice", begin)
        self.at += 1
        self._match(blank)
        if not inside and self.text[self.at : self.at + 1] in ("[", "{"):
            self.names.frozen.add(full)
        self._value(path, begin)

    def _inner(self, inside: Path, keys: Path, span: Span) -> Path:
        """Return the path of a key in an inline table; only dotted keys of the same table may be added to."""
        path = inside
        for key in keys[:-1]:
            path = (*path, key)
            if path in self.leaves or (path in self.groups and path not in self.dotted):
                raise TomlError("a name is given twice", span.begin)
            self.groups.setdefault(path, span)
            self.dotted.add(path)
        return (*path, keys[-1])

    def _value(self, path: Path, begin: int) -> None:
        """Read a value that stands at a path; `begin` is where its key begins."""
        start = self.at
        opening = self.text[start : start + 1]
        if opening in ("[", "{"):
            if len(path) > _DEEPEST:
                raise TomlError("the nesting is too deep", start)
            if opening == "[":
                self._array(path)
            else:
                self._table(path)
            self.groups[path] = self.document.span(begin, self.at)
            return
        value = self._scalar()
        span = self.document.span(begin, self.at)
        self.leaves[path] = Leaf(value, span, self.document.span(start, self.at))

    def _array(self, path: Path) -> None:
        begin = self.at
        self.at += 1
        count = 0
        while True:
            self._match(_BLANK_LINES)
            if self.text.startswith("]", self.at):
                break
            self._value((*path, count), self.at)
            count += 1
            self._match(_BLANK_LINES)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise TomlError("the list is not closed", begin if self.at >= len(self.text) else self.at)
        self.at += 1

    def _table(self, path: Path) -> None:
        """Read a table in braces."""
        begin = self.at
        self.at += 1
        while True:
            self._match(_BLANK_LINES)
            if self.text.startswith("}", self.at):
                self.at += 1
                return
            if self.at >= len(self.text):
                raise TomlError("the table is not closed", begin)
            self._pair((), path)
            self._match(_BLANK_LINES)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("}", self.at):
                at_end = self.at >= len(self.text)
                raise TomlError("the table is not closed, or a comma is missing", begin if at_end else self.at)

    def _scalar(self) -> Scalar:
        begin = self.at
        for quotes in ('"""', "'''"):
            if self.text.startswith(quotes, begin):
                return self._long(quotes)
        if (raw := self._match(_BASIC) or self._match(_LITERAL)) is not None:
            return self._plain(raw, begin)
        raw = self._match(_BARE)
        if raw is None:
            raise TomlError("a value is missing, or its quote is not closed", begin)
        return self._bare(raw, begin)

    def _bare(self, raw: str, begin: int) -> Scalar:
        if raw in ("true", "false"):
            return raw == "true"
        if _INTEGER.fullmatch(raw):
            digits = raw.replace("_", "")
            return int(digits) if len(digits) < 400 else float(digits)
        if _OTHER_BASE.fullmatch(raw):
            return int(raw.replace("_", ""), 0)
        if _FLOAT.fullmatch(raw):
            return float(raw.replace("_", ""))
        plain = self.shadow.restore(raw, begin)
        if _DATE.fullmatch(raw) or (plain != raw and plain.startswith("‹")):
            return plain  # a mask stands here without quotes: it was a number
        self.at = begin
        raise TomlError("a text needs quotes", begin)

    def _long(self, quotes: str) -> str:
        """Read a text over several lines."""
        begin = self.at
        end = self.text.find(quotes, begin + 3)
        while end != -1 and quotes == '"""' and self._is_escaped(begin + 3, end):
            end = self.text.find(quotes, end + 1)
        if end == -1:
            raise TomlError("the text is not closed", begin)
        stop = end + 3
        while stop < end + 5 and self.text.startswith(quotes[0], stop):  # quotes right before the end belong to it
            stop += 1
        raw = self.text[begin + 3 : stop - 3].replace("\r\n", "\n")
        self.at = stop
        if _CONTROL.search(raw.replace("\n", "")):
            raise TomlError("a control character stands in a text", begin)
        raw = raw.removeprefix("\n")
        return self.shadow.restore(_unescaped(raw, begin) if quotes == '"""' else raw, begin)

    def _is_escaped(self, begin: int, at: int) -> bool:
        count = at
        while count > begin and self.text[count - 1] == "\\":
            count -= 1
        return (at - count) % 2 == 1


def _unescaped(text: str, at: int) -> str:
    if "\\" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[4]
        if code:
            number = int(code, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise TomlError("an escape stands for no character", at)
            return chr(number)
        if found[3] is not None:
            return ""
        if found[5] not in _ESCAPED:
            is_code = found[5] in ("u", "U", "x")  # both begin in the words of Codex's own parser
            reason = f"too few unicode value digits behind \\{found[5]}" if is_code else "missing escaped value"
            raise TomlError(f"{reason}: within double quotes a backslash begins an escape", at)
        return _ESCAPED[found[5]]

    return _ESCAPE.sub(plain, text)


def read_toml(document: Document) -> TomlRead:
    """Return the values of a TOML file with their places, and its first mistake."""
    reader = _Reader(document, shadow(document.text))
    reader.run()
    reader.groups.setdefault((), document.span(0, len(document.text)))
    file = ConfigFile(document.name, document.kind, reader.leaves, reader.groups)
    if reader.error is None:
        return TomlRead(file)
    return TomlRead(file, reader.error.reason, document.span(reader.error.at, reader.error.at + 1))
