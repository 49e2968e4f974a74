"""How three programs read a `.env` file: node's dotenv 18, python-dotenv 1.2 and docker compose (compose-go 2).

They agree on a core only. Each reader follows its program statement by statement; `dotenv` compares what they say.
All three were held against the programs themselves on generated files.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from ..records import dataclass, field
from ..regexes import regex

_SPACE = " \t\v\f\r\n\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one program makes of one statement."""

    name: str
    value: str | None = field(repr=False)  # None: depends on other variables, see `why`
    begin: int
    stop: int
    value_begin: int
    value_stop: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one program reads in a file; `refused_at` is where it stops and gives nothing."""

    program: str
    readings: tuple[Reading, ...]
    refused_at: int | None = None


@dataclass()
class Source:
    """A text and where its quotes stand; a search for a closing quote costs no walk."""

    text: str

    @cached_property
    def _unescaped(self) -> dict[str, list[int]]:
        """The places of quotes with an even number of backslashes before them."""
        return {
            mark: [found.end() - 1 for found in re.finditer(rf"(?<!\\)(?:\\\\)*{mark}", self.text)] for mark in "'\""
        }

    @cached_property
    def _plain(self) -> dict[str, list[int]]:
        """The places of quotes right before which no backslash stands."""
        return {mark: [found.end() - 1 for found in re.finditer(rf"(?<!\\){mark}", self.text)] for mark in "'\"`"}

    def closing(self, opening: int) -> int:
        """Return where a quote closes whose content may hold escaped ones, -1 where it does not."""
        places = self._unescaped[self.text[opening]]
        at = bisect_left(places, opening + 1)
        # Backslashes right behind the opening quote are the content's own.
        return places[at] if at < len(places) else -1

    def last_closing(self, opening: int) -> int:
        """Return the first quote that no backslash precedes, -1 where there is none."""
        places = self._plain[self.text[opening]]
        at = bisect_left(places, opening + 1)
        return places[at] if at < len(places) else -1


# --- node's dotenv: one regular expression over the whole text, followed here by hand so that no text costs a square

_NODE_KEY = regex(r"(?:export[\s\ufeff]+)?([\w.-]+)", re.ASCII)
_NODE_KEY_ALONE = regex(r"([\w.-]+)", re.ASCII)
_JS_SPACE = regex(f"[{re.escape(_SPACE.replace(chr(0x85), ''))}]*")
_NODE_BARE = regex(r"[^#\r\n]*")
_NODE_BREAK = regex(r"\r\n?|\n")


def node(text: str) -> Dialect:
    """Return what `require("dotenv").parse` gives; lines that it cannot read it passes over without a word."""
    source = Source(text)
    readings = []
    at = 0
    while at < len(text):
        at = _spaces(text, at)
        found = _node_statement(source, at)
        if found is not None:
            readings.append(found[0])
            at = found[1]
        end = _NODE_BREAK.search(text, at)
        at = end.end() if end else len(text)
    return Dialect("node's dotenv", tuple(readings))


def _spaces(text: str, at: int) -> int:
    found = _JS_SPACE.match(text, at)
    return found.end() if found else at


def _node_statement(source: Source, begin: int) -> tuple[Reading, int] | None:
    text = source.text
    for pattern in (_NODE_KEY, _NODE_KEY_ALONE):
        key = pattern.match(text, begin)
        if key is None:
            return None
        after = _spaces(text, key.end())
        if text.startswith("=", after):
            return _node_value(source, begin, key[1], after + 1)
        if text.startswith(":", key.end()) and _spaces(text, key.end() + 1) > key.end() + 1:
            blank = 2 if text.startswith("\r\n", key.end() + 1) else 1
            return _node_value(source, begin, key[1], key.end() + 1 + blank)
    return None


def _node_value(source: Source, begin: int, name: str, at: int) -> tuple[Reading, int]:
    text = source.text
    start = _spaces(text, at)
    if text[start : start + 1] in ("'", '"', "`") and (closing := _node_closing(source, start)) is not None:
        value = _node_escapes(_unix(text[start + 1 : closing]), text[start])
        return Reading(name, value, begin, closing + 1, start, closing + 1), closing + 1
    found = _NODE_BARE.match(text, at)
    raw = found.group() if found else ""
    end = at + len(raw)
    value = raw.strip(_SPACE.replace("\x85", ""))
    start = at + len(raw) - len(raw.lstrip(_SPACE)) if value else at
    stop = start + len(value)
    first = value[:1]
    if len(value) >= 2 and first in "'\"`" and value.endswith(first):
        value = value[1:-1]
    return Reading(name, _node_escapes(value, first), begin, max(stop, at), start, stop), end


def _node_escapes(value: str, quote: str) -> str:
    return value.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else value


def _node_closing(source: Source, opening: int) -> int | None:
    """Return the closing quote: the last that the content can reach and behind which the line is over."""
    text, mark = source.text, source.text[opening]
    last = source.last_closing(opening)
    if last == -1:
        last = text.rfind(mark, opening + 1)
    while last > opening:
        if _is_over(text, last + 1):
            return last
        last = text.rfind(mark, opening + 1, last)
    return None


def _is_over(text: str, at: int) -> bool:
    while at < len(text) and text[at] in " \t\v\f\u00a0\ufeff":
        at += 1
    return at >= len(text) or text[at] in "#\r\n"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- python-dotenv: a parser of regular expressions; a statement with a mistake is passed over to the line's end

_P_BLANK = regex(r"\s*")
_P_EXPORT = regex(r"(?:export[^\S\r\n]+)?")
_P_KEY = regex(r"[^=#\s]+")
_P_EQUAL = regex(r"[^\S\r\n]*(=[^\S\r\n]*)?")
_P_BARE = regex(r"[^\r\n]*")
_P_END = regex(r"(?:[^\S\r\n]*#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r|\Z)")
_P_REST = regex(r"[^\r\n]*(?:\r|\n|\r\n)?")
_P_COMMENT = regex(r"\s+#.*")
_P_VARIABLE = regex(r"\$\{[^}]*\}")
_P_ESCAPES = {"'": regex(r"\\([\\'])"), '"': regex(r"\\([\\'\"abfnrtv])")}
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def python(text: str) -> Dialect:
    """Return what `dotenv_values` gives."""
    source = Source(text)
    readings = []
    at = 0
    while at < len(text):
        at = _end(_P_BLANK, text, at)
        if at >= len(text):
            break
        reading, at = _python_statement(source, at)
        if reading is not None:
            readings.append(reading)
    return Dialect("python-dotenv", tuple(readings))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _python_statement(source: Source, begin: int) -> tuple[Reading | None, int]:
    """Return what the statement gives, and where the next begins; after a mistake that is behind the line."""
    text = source.text
    at = _end(_P_EXPORT, text, begin)
    name, key_end = _python_key(text, at)
    if name is None:
        return None, _end(_P_REST, text, at)
    equal = _P_EQUAL.match(text, key_end)
    at = start = equal.end() if equal else key_end
    value: str | None = None
    if equal and equal[1]:
        read = _python_value(source, at, spaced=len(equal[1]) > 1)
        if read is None:
            return None, _end(_P_REST, text, at)
        value, at = read
    over = _P_END.match(text, at)
    if over is None:
        return None, _end(_P_REST, text, at)
    if not name or value is None:
        return None, over.end()
    stop = at if text[start : start + 1] in ("'", '"') else start + len(text[start:at].rstrip())
    if _P_VARIABLE.search(value):
        return Reading(name, None, begin, stop, start, stop, "inserts other variables"), over.end()
    return Reading(name, value, begin, stop, start, stop), over.end()


def _python_key(text: str, at: int) -> tuple[str | None, int]:
    """Return the key, "" for a comment, None for a mistake."""
    if text.startswith("#", at):
        return "", at
    if text.startswith("'", at):
        closing = text.find("'", at + 1)
        return (text[at + 1 : closing], closing + 1) if closing > at + 1 else (None, at)
    key = _P_KEY.match(text, at)
    return (key.group(), key.end()) if key else (None, at)


def _python_value(source: Source, at: int, *, spaced: bool) -> tuple[str, int] | None:
    text = source.text
    mark = text[at : at + 1]
    if mark == "#" and spaced:
        return "", at
    if mark in ("'", '"'):
        closing = source.closing(at)
        if closing == -1:
            return None
        escapes = _P_ESCAPES[mark]
        raw = _unix(text[at + 1 : closing])
        return escapes.sub(lambda found: _ESCAPED.get(found[1], found[1]), raw), closing + 1
    bare = _P_BARE.match(text, at)
    raw = bare.group() if bare else ""
    comment = _P_COMMENT.search(raw)
    return (raw[: comment.start()] if comment else raw).rstrip(), at + len(raw)


# --- docker compose: statements one after the other; one mistake and the whole file is refused

_C_EXPORT = regex(r"export\s+")
_C_SPACE = " \t\v\f\r\u0085\u00a0"
_C_KEY = regex(r"[^=:\n]*")
_C_NAME = regex(r"[\w.\-\[\] \t\v\f\r\u0085\u00a0]*")
_C_ESCAPE = regex(r"\\(?:([abcfnrtv$\"\\])|0(\d{0,3}))")
_C_DOLLAR = regex(r"\$(?:(\$)|([A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?[-+?].*)?\})|(\{)?)", re.ASCII)
_C_ESCAPED = {**_ESCAPED, "$": "$$", '"': '"', "\\": "\\", "c": "\\c"}


def compose(text: str) -> Dialect:
    """Return what docker compose reads from `.env` and `env_file:`."""
    source = Source(text)
    readings: list[Reading] = []
    at = 0
    while True:
        at = _compose_start(text, at)
        if at >= len(text):
            return Dialect("docker compose", tuple(readings))
        found = _compose_statement(source, at)
        if found is None:
            return Dialect("docker compose", (), at)
        if found[0] is not None:
            readings.append(found[0])
        at = found[1]


def _compose_start(text: str, at: int) -> int:
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if not text.startswith("#", at):
            return at
        end = text.find("\n", at)
        if end == -1:
            return len(text)
        at = end


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _C_SPACE:
        at += 1
    return at


def _compose_statement(source: Source, begin: int) -> tuple[Reading | None, int] | None:
    text = source.text
    at = begin
    if _C_EXPORT.match(text, begin):
        at = _skip(text, begin + len("export"))
    found = _C_KEY.match(text, at)
    raw = found.group() if found else ""
    end = at + len(raw)
    name = raw.rstrip()
    if not _C_NAME.fullmatch(raw) or at >= len(text):
        return None
    if end >= len(text):  # a name on the last line without a break
        return None, end
    if " " in name:
        return None
    if text[end] == "\n":
        return None, end + 1  # taken from the environment
    start = _skip(text, end + 1)
    mark = text[start : start + 1]
    if mark in ("'", '"'):
        closing = source.closing(start)
        if closing == -1:
            return None
        value = re.sub(
            rf"\\([^{mark}])|\\{mark}", lambda each: each.group() if each[1] else mark, text[start + 1 : closing]
        )
        reading = _compose_reading(name, (begin, closing + 1, start, closing + 1), value, mark)
        return (reading, closing + 1) if reading else None
    stop = text.find("\n", start)
    stop = len(text) if stop == -1 else stop
    value = text[start:stop].partition(" #")[0].rstrip()
    reading = _compose_reading(name, (begin, start + len(value), start, start + len(value)), value, "")
    return (reading, stop + 1) if reading else None


def _compose_reading(name: str, place: tuple[int, int, int, int], value: str, mark: str) -> Reading | None:
    """Return the reading of a value, escapes and dollars replaced; None where the program refuses the file."""
    if mark == "'":
        return Reading(name, value, *place)
    if mark:
        value = _C_ESCAPE.sub(lambda found: _C_ESCAPED[found[1]] if found[1] else _octal(found[2]), value)
    dollars = list(_C_DOLLAR.finditer(value))
    if any(found[3] for found in dollars):
        return None
    if any(found[2] for found in dollars):
        return Reading(name, None, *place, "inserts other variables")
    return Reading(name, value.replace("$$", "$"), *place)


def _octal(digits: str) -> str:
    """Return the character of `\\0123`; of other digits the program loses the 0 and keeps the rest."""
    if re.fullmatch(r"[0-3][0-7]{2}", digits):
        return chr(int(digits, 8))
    return f"\\{digits}"


def dialects(text: str) -> Iterator[Dialect]:
    """Yield what each program reads; a byte order mark is none of the first name's letters."""
    plain = f" {text[1:]}" if text.startswith("\ufeff") else text
    yield node(plain)
    yield python(plain)
    yield compose(plain)
