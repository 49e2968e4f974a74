"""Read the part of YAML that people write by hand, with the place of every value.

Mappings and lists by indentation, values on one line, `|` texts, even `>` texts, anchors and merges, and lists and
mappings in brackets on one line. Whatever else stands in a file is a value that is not known and says why; nothing is
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ..records import dataclass, field
from ..regexes import regex
from .shadow import Shadow, shadow

_DEEPEST = 30
_MOST_MERGED = 2_000  # members that aliases may bring in
_KEY = regex(
    r"(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'"
    r"|([^\s\"'#\-?&*!|>%@`{}\[\],:][^#:]*?|[^\s\"'{}\[\],&*!|>%@`]+?))[ \t]*:(?=[ \t]|$)"
)
_ITEM = regex(r"-(?=[ \t]|$)")
_PROPERTY = regex(r"(?:&([^\s,\[\]{}]+)|(![^\s]*))[ \t]*")
_ALIAS = regex(r"\*([^\s,\[\]{}]+)")
_STARS = regex(r"(\*{2,})[ \t]*(?:[ \t]#.*)?$")
_COMMENT = regex(r"(?:^|[ \t])#.*")
_LINE_END = regex(r"[ \t]*(?:[ \t]#.*)?")
_DOUBLE = regex(r"\"((?:[^\"\\]|\\.)*)\"")
_SINGLE = regex(r"'((?:[^']|'')*)'")
_BLOCK = regex(r"([|>])([+-]?)[ \t]*(?:#.*)?$")
_ESCAPE = regex(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"}
_ESCAPED |= {" ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without members. `value` None: not known, see `why`, or empty where there is no reason."""

    value: str | None = field(repr=False)
    begin: int
    stop: int
    is_plain: bool = True  # written without quotes, so that `1` is a number and `null` nothing
    why: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One key of a mapping and its value."""

    key: str
    begin: int
    node: Node


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping; of a key that is given twice the last counts."""

    members: tuple[Member, ...]
    begin: int

    def get(self, key: str) -> Node | None:
        """Return the value of a key."""
        return next((member.node for member in reversed(self.members) if member.key == key), None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    items: tuple[Node, ...]
    begin: int


Node: TypeAlias = "Scalar | Mapped | Listed"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is neither blank nor a comment."""

    indent: int
    text: str = field(repr=False)  # without indent, its line break and blanks at the end
    begin: int  # of the text


def read_yaml(text: str) -> tuple[Node | None, Shadow]:
    """Return the first document of a YAML text, and the shadow through which it was read; None for an empty one."""
    root, hidden, _ = read_mixed_yaml(text)
    return root, hidden


def read_mixed_yaml(text: str) -> tuple[Node | None, Shadow, int | None]:
    """Return what `read_yaml` does, and where a list and a mapping are mixed, which no reader of YAML takes."""
    hidden = shadow(text)
    reader = _Reader(hidden.text)
    return reader.document(), hidden, reader.mixed


class _Reader:
    """A walk over the lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = list(_lines(text))
        self._at = 0
        self._anchors: dict[str, Node] = {}
        self._merged = 0
        self.mixed: int | None = None

    def document(self) -> Node | None:
        return self._block(0, 0) if self._lines else None

    def _peek(self) -> _Line | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _block(self, least: int, depth: int) -> Node:
        """Read the block whose lines are indented by `least` or more."""
        first = self._peek()
        if first is None or first.indent < least:
            place = first.begin if first else len(self._text)
            return Scalar(None, place, place)
        if depth > _DEEPEST:
            self._skip(first.indent)
            return Scalar(None, first.begin, first.begin, why="the nesting is too deep")
        if _ITEM.match(first.text):
            return self._list(first.indent, depth)
        if _KEY.match(first.text):
            return self._mapping(first.indent, depth)
        self._at += 1
        return self._value(first, 0, first.indent - 1, depth)

    def _skip(self, indent: int) -> None:
        while (line := self._peek()) is not None and line.indent >= indent:
            self._at += 1

    def _note(self, line: _Line) -> None:
        self.mixed = line.begin if self.mixed is None else self.mixed

    def _list(self, indent: int, depth: int, *, is_left: bool = False) -> Node:
        begin = self._lines[self._at].begin
        items: list[Node] = []
        while (line := self._peek()) is not None and line.indent == indent and _ITEM.match(line.text):
            shift = 1 + len(line.text[1:]) - len(line.text[1:].lstrip(" \t"))
            rest = line.text[shift:]
            inner = _Line(indent + shift, rest, line.begin + shift)
            if rest and (_KEY.match(rest) or _ITEM.match(rest)):
                self._lines[self._at] = inner  # "- key: value": a mapping that begins on the item's own line
                items.append(self._block(indent + 1, depth + 1))
                continue
            self._at += 1
            items.append(self._value(inner, 0, indent, depth + 1, in_list=True))
        if not is_left and line is not None and line.indent == indent and _KEY.match(line.text):
            self._note(line)
        self._skip(indent + 1)
        return Listed(tuple(items), begin)

    def _mapping(self, indent: int, depth: int) -> Node:
        begin = self._lines[self._at].begin
        members: list[Member] = []
        while (line := self._peek()) is not None and line.indent == indent:
            key = _KEY.match(line.text)
            if key is None:
                if _ITEM.match(line.text) and members:
                    self._note(line)
                break
            self._at += 1
            shift = key.end() + len(line.text[key.end() :]) - len(line.text[key.end() :].lstrip(" \t"))
            node = self._value(line, shift, indent, depth + 1)
            name = _key_of(key)
            if name == "<<":
                members += self._merge(node)
            else:
                members.append(Member(name, line.begin, node))
        self._skip(indent + 1)
        return Mapped(tuple(members), begin)

    def _merge(self, node: Node) -> list[Member]:
        """Return the members that `<<` brings in; they stand before the mapping's own, which win over them."""
        sources = node.items if isinstance(node, Listed) else (node,)
        found = [member for each in reversed(sources) if isinstance(each, Mapped) for member in each.members]
        self._merged += len(found)
        return found if self._merged <= _MOST_MERGED else []

    def _value(self, line: _Line, shift: int, indent: int, depth: int, *, in_list: bool = False) -> Node:
        """Read the value that begins in a line after `shift`, or on the lines below that are indented more."""
        anchors: list[str] = []
        while found := _PROPERTY.match(line.text, shift):
            if found[1]:
                anchors.append(found[1])
                self._anchors[found[1]] = Scalar(None, line.begin, line.begin, why="inserts itself")
            shift = found.end()
        rest = line.text[shift:]
        begin = line.begin + shift
        is_below = not rest or rest.startswith("#")
        node = self._below(indent, depth, in_list=in_list) if is_below else self._inline(rest, begin, indent)
        for name in anchors:
            self._anchors[name] = node
        return node

    def _below(self, indent: int, depth: int, *, in_list: bool) -> Node:
        following = self._peek()
        if not in_list and following is not None and following.indent == indent and _ITEM.match(following.text):
            return self._list(indent, depth, is_left=True)  # a list may stand as far left as its key
        return self._block(indent + 1, depth)

    def _inline(self, rest: str, begin: int, indent: int) -> Node:
        if found := _STARS.match(rest):  # no YAML, and what people put in the place of a key
            return Scalar(found[1], begin, begin + found.end(1))
        if found := _ALIAS.match(rest):
            known = self._anchors.get(found[1])
            return known or Scalar(None, begin, begin + found.end(), why="inserts something that stands elsewhere")
        if found := _BLOCK.fullmatch(rest):
            return self._text_block(found, begin, indent)
        node, stop = _flow(rest, begin, 0)
        following = self._peek()
        if following is not None and following.indent > indent:
            self._skip(indent + 1)
            return Scalar(None, begin, begin + len(rest), why="goes on over several lines")
        if node is None or not _LINE_END.fullmatch(rest, stop):
            return Scalar(None, begin, begin + len(rest), why="is written in a way that is not read here")
        return node

    def _text_block(self, found: re.Match[str], begin: int, indent: int) -> Node:
        """Read a text after `|`, or one after `>` whose lines are all joined: even ones, with no empty one between."""
        start = self._text.find("\n", begin) + 1 or len(self._text)
        stop = start
        while stop < len(self._text):
            end = self._text.find("\n", stop)
            end = len(self._text) if end == -1 else end + 1
            line = self._text[stop:end]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            stop = end
        while (line_here := self._peek()) is not None and line_here.begin < stop:
            self._at += 1
        lines = self._text[start:stop].split("\n")
        margins = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
        folds = found[1] == ">"
        even = margins and min(margins) == max(margins) and all(line.strip() for line in _stripped(lines))
        if not margins or (folds and (found[2] == "+" or not even)):
            return Scalar(None, begin, stop, is_plain=False, why="is a folded text")
        margin = margins[0]
        body = "\n".join(line[margin:] for line in lines)
        if folds:
            body = " ".join(_stripped(body.split("\n"))) + "\n"
        value = body.rstrip("\n") + {"-": "", "": "\n", "+": body[len(body.rstrip("\n")) :]}[found[2]]
        if min(margins) < margin or "\r" in body:
            return Scalar(None, begin, stop, is_plain=False, why="is a text with uneven lines")
        return Scalar(value, start + margin, stop, is_plain=False)


def _stripped(lines: Sequence[str]) -> Sequence[str]:
    """Return lines without the empty ones at their end."""
    stop = len(lines)
    while stop and not lines[stop - 1].strip():
        stop -= 1
    return lines[:stop]


def _lines(text: str) -> Iterator[_Line]:
    begin = 1 if text.startswith("\ufeff") else 0
    started = False
    while begin < len(text):
        end = text.find("\n", begin)
        end = len(text) if end == -1 else end
        line = text[begin:end].rstrip(" \t\r")
        bare = line.lstrip(" ")
        if re.match(r"(?:---|\.\.\.)(?:\s|$)", line):
            if started:
                return  # a second document
            bare = line = ""
        if bare and not bare.lstrip("\t").startswith("#") and not (bare.startswith("%") and not started):
            started = True
            yield _Line(len(line) - len(bare), bare, begin + len(line) - len(bare))
        begin = end + 1


def _key_of(found: re.Match[str]) -> str:
    if found[1] is not None:
        return _unescaped(found[1])
    return found[2].replace("''", "'") if found[2] is not None else found[3].strip()


def _flow(text: str, begin: int, depth: int) -> tuple[Node | None, int]:
    """Return the value at the beginning of a line's rest and where it ends; None for what is not read here."""
    if (found := _DOUBLE.match(text)) is not None:
        return Scalar(_unescaped(found[1]), begin, begin + found.end(), is_plain=False), found.end()
    if (found := _SINGLE.match(text)) is not None:
        return Scalar(found[1].replace("''", "'"), begin, begin + found.end(), is_plain=False), found.end()
    if text[:1] in ("{", "["):
        return _brackets(text, begin)
    if text[:1] in tuple("\"'|>@`%!&*") or text[:2] in ("? ", "- ", ": "):
        return None, 0
    comment = _COMMENT.search(text)
    value = text[: comment.start()].rstrip(" \t") if comment else text
    if re.search(r":(?:[ \t]|$)", value):
        return None, 0
    return Scalar(value, begin, begin + len(value)), len(value)


_FLOW_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"
_FLOW_FIRST = r"[^\s,\[\]{}:\"'#&*!|>%@`]"
_FLOW_ITEM = regex(
    rf"[ \t]*(?:(?P<key>{_FLOW_QUOTED}|{_FLOW_FIRST}[^,\[\]{{}}:\"'#]*?)[ \t]*:(?=[ \t]|$))?[ \t]*"
    rf"(?P<value>{_FLOW_QUOTED}|{_FLOW_FIRST}(?:[^,\[\]{{}}#:]|:(?![ \t])|(?<![ \t])#)*)?[ \t]*"
)


def _brackets(text: str, begin: int) -> tuple[Node | None, int]:
    """Return a list or mapping in brackets with simple values only."""
    closing = "}" if text.startswith("{") else "]"
    members: list[Member] = []
    items: list[Node] = []
    at = 1
    while True:
        found = _FLOW_ITEM.match(text, at)
        if found is None:
            return None, 0
        if found["value"] is not None or found["key"] is not None:
            node = _flow_scalar(found, begin)
            if closing == "}":
                key = found["key"] or found["value"]
                named = _flow(key.strip(), 0, 0)[0]
                if not isinstance(named, Scalar) or named.value is None:
                    return None, 0
                start = found.start("key") if found["key"] else found.start("value")
                members.append(Member(named.value, begin + start, node if found["key"] else Scalar(None, 0, 0)))
            elif found["key"] is not None:
                return None, 0
            else:
                items.append(node)
        at = found.end()
        sign = text[at : at + 1]
        if sign == closing:
            node_found: Node = Mapped(tuple(members), begin) if closing == "}" else Listed(tuple(items), begin)
            return node_found, at + 1
        if sign != ",":
            return None, 0
        at += 1


def _flow_scalar(found: re.Match[str], begin: int) -> Scalar:
    raw = (found["value"] or "").rstrip(" \t")
    start = begin + (found.start("value") if found["value"] is not None else found.end())
    if not raw:
        return Scalar(None, start, start)
    node, _ = _flow(raw, start, 0)
    if isinstance(node, Scalar):
        return node
    return Scalar(None, start, start + len(raw), why="is written in a way that is not read here")


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code:
            number = int(code, 16)
            return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "�"
        return _ESCAPED.get(found[4], found[0])

    return _ESCAPE.sub(plain, text)


def members_of(node: Node | None) -> Mapping[str, Node]:
    """Return the members of a mapping by key; of anything else none."""
    return {member.key: member.node for member in node.members} if isinstance(node, Mapped) else {}


def items_of(node: Node | None) -> Sequence[Node]:
    """Return the items of a list; of anything else none."""
    return node.items if isinstance(node, Listed) else ()
