"""Read a client's JSON settings with their places, and with the comments and commas that VS Code and opencode allow.

The reader is tolerant: what stands behind a mistake is read on as far as it makes sense, and the first mistake is
reported. Claude Code's own files are not read here but in `jsonfile`, for it drops a file with a mistake whole.
"""

from __future__ import annotations

import json
import re

from ..crossedout import IN_JSON
from ..records import dataclass, field
from ..regexes import regex
from ..source import Document, Kind, Span
from ..templated import is_filled_in, without_tags
from .configtree import ConfigFile, Leaf, Path, Scalar
from .jsonpieces import is_piece
from .shadow import Shadow, shadow

_DEEPEST = 40  # levels; no client looks deeper
_TOKEN = regex(
    rf"""(?P<skipped>[\s\ufeff]+ | //[^\n]* | /\*.*?(?:\*/|\Z))
      | (?P<text>"[^"\\\n]*(?:\\.[^"\\\n]*)*"?)
      | (?P<sign>[{{}}\[\]:,])
      | (?P<hidden>{IN_JSON})
      | (?P<word>(?:(?!//|/\*)[^\s{{}}\[\]:,"])+ | .)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = regex(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_REFUSED = regex(r"[\x00-\x1f]|(?<!\\)\\(?:\\\\)*+(?![\"\\/bfnrt]|u[0-9A-Fa-f]{4})")  # in a text, by every parser
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_PROVIDER = regex(
    r'\ufeff?\s*"(?!provider"|agent"|mcp"|mode")[\w.-]{1,60}"\s*:\s*\{\s*"(?:npm|name|options|models)"\s*:'
)
_NUMBER = regex(r"-?(?:0|[1-9]\d{0,400})(?P<real>\.\d{1,400})?(?P<power>[eE][+-]?\d{1,4})?")


@dataclass(frozen=True, slots=True)
class JsonRead:
    """A file's values, and the first place at which it is no JSON (comments and a last comma are allowed)."""

    file: ConfigFile
    error: Span | None = None


@dataclass(slots=True)
class _Open:
    """An object or list that is being read."""

    path: Path
    is_object: bool
    begin: int  # of the key, or of the bracket
    key: str | None = None
    key_begin: int = 0
    has_colon: bool = False
    count: int = 0  # list items so far
    after_value: bool = False


@dataclass(slots=True)
class _Reader:
    document: Document
    shadow: Shadow
    leaves: dict[Path, Leaf] = field(default_factory=dict)
    groups: dict[Path, Span] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    error: int | None = None
    done: bool = False
    is_piece: bool = False  # of a file, quoted in a post without the brackets around it

    def run(self) -> None:
        text = self.shadow.text
        for token in _TOKEN.finditer(text):
            if token.lastgroup == "skipped":
                if token.group().startswith("/*") and (len(token.group()) < 4 or not token.group().endswith("*/")):
                    self._wrong(token.start())
                continue
            if self.done and not self.stack:
                self._wrong(token.start())
                return
            match token.group() if token.lastgroup == "sign" else "":
                case "{" | "[":
                    self._begin(token)
                case "}" | "]":
                    self._end(token)
                case ":":
                    self._colon(token)
                case ",":
                    self._comma(token)
                case _ if self.document.paste and token.group().strip(".…") == "":
                    pass  # what a post leaves out
                case _:
                    self._word(token)
        if self.is_piece and self.stack and self.stack[-1].key is None:
            while self.stack:
                self._close(len(text))  # the file closes what the post does not show
        if self.stack or not self.done:
            self._wrong(max(0, len(text.rstrip()) - 1))
        while self.stack:
            self._close(len(text))

    def _wrong(self, at: int) -> None:
        self.error = at if self.error is None else self.error

    def _place(self, at: int) -> tuple[Path, int] | None:
        """Return the path and the beginning of the value that begins here; None where none may begin."""
        if not self.stack:
            return (), at
        top = self.stack[-1]
        if top.after_value or (top.is_object and not top.has_colon):
            self._wrong(at)
            if top.is_object:
                return None
            # A comma is missing; the item is one all the same.
        inner = top.key or "" if top.is_object else top.count
        path = (*top.path, inner) if len(top.path) <= _DEEPEST else top.path  # no longer, or depth would be squared
        return path, top.key_begin if top.is_object else at

    def _ended(self) -> None:
        """Note that a value has ended."""
        if not self.stack:
            self.done = True
            return
        top = self.stack[-1]
        top.after_value, top.key, top.has_colon = True, None, False
        top.count += 1

    def _begin(self, token: re.Match[str]) -> None:
        place = self._place(token.start())
        path, begin = place if place is not None else (self.stack[-1].path, token.start())
        self.stack.append(_Open(path, token.group() == "{", begin))

    def _end(self, token: re.Match[str]) -> None:
        if not self.stack or self.stack[-1].is_object != (token.group() == "}") or self.stack[-1].key is not None:
            self._wrong(token.start())
        if self.stack:
            self._close(token.end())

    def _close(self, stop: int) -> None:
        top = self.stack.pop()
        if len(top.path) <= _DEEPEST:
            self.groups[top.path] = self.document.span(top.begin, stop)
        self._ended()

    def _colon(self, token: re.Match[str]) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or top.key is None or top.has_colon:
            self._wrong(token.start())
        else:
            top.has_colon = True

    def _comma(self, token: re.Match[str]) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or not top.after_value:
            self._wrong(token.start())
        if top is not None:
            top.after_value, top.key, top.has_colon = False, None, False

    def _word(self, token: re.Match[str]) -> None:
        top = self.stack[-1] if self.stack else None
        value = self._value(token)
        if top is not None and top.is_object and not top.has_colon and isinstance(value, str):
            if top.after_value or top.key is not None:
                self._wrong(token.start())
            top.key, top.key_begin, top.after_value = value, token.start(), False
            return
        place = self._place(token.start())
        if place is None:
            return
        path, begin = place
        if len(path) <= _DEEPEST:
            span = self.document.span(begin, token.end())
            self.leaves[path] = Leaf(value, span, self.document.span(token.start(), token.end()))
        self._ended()

    def _value(self, token: re.Match[str]) -> Scalar:
        """Return the value of a text, number or word; a word that is none is a mistake and counts as a text."""
        raw = token.group()
        if token.lastgroup == "text":
            if len(raw) < 2 or not raw.endswith('"') or _closes_escaped(raw) or _REFUSED.search(raw):
                self._wrong(token.start())
            return self.shadow.restore(_unescaped(raw.strip('"') if len(raw) < 2 else raw[1:-1]), token.start())
        if raw in _WORDS:
            return _WORDS[raw]
        if (found := _NUMBER.fullmatch(raw)) is not None:
            return float(raw) if found["real"] or found["power"] or len(raw) > 16 else int(raw)
        plain = self.shadow.restore(raw, token.start())
        if (plain == raw or not plain.startswith("‹")) and token.lastgroup != "hidden":
            self._wrong(token.start())
        return plain


def _closes_escaped(raw: str) -> bool:
    """Tell whether the last quote is an escaped one, so that the text does not close."""
    return (len(raw) - 1 - len(raw[:-1].rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        plain: object = json.loads(f'"{text}"')
    except ValueError:
        plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPED.get(m[2], m[0]), text)
    return str(plain).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _above(document: Document) -> Path:
    """Return where a piece stands in its file: of opencode's, a provider with what it has stands below `provider`."""
    is_provider = document.kind is Kind.OPENCODE_CONFIG and _PROVIDER.match(document.text) is not None
    return ("provider",) if is_provider else ()


def read_json(document: Document) -> JsonRead:
    """Return the values of a JSON file with their places; an empty file has none and no mistake."""
    if not document.text.strip("\ufeff \t\r\n"):
        return JsonRead(ConfigFile(document.name, document.kind))
    is_template, document = is_filled_in(document), without_tags(document)
    reader = _Reader(document, shadow(document.text))
    if is_piece(document.text):
        reader.stack.append(_Open(_above(document), True, 0))
        reader.is_piece = bool(document.paste)
    reader.run()
    file = ConfigFile(document.name, document.kind, reader.leaves, reader.groups)
    is_wrong = reader.error is not None and not is_template  # how its tags go together is not known
    return JsonRead(file, document.span(reader.error or 0, (reader.error or 0) + 1) if is_wrong else None)
