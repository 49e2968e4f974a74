"""Objects in JSON that stand between sentences, or between other settings, without a fence around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import Part, named_before
from .pastelines import is_prose
from .prose import by_prose, is_chosen

_KEY = regex(r"[ \t]*\"[^\"\n]{1,200}\"[ \t]*:")
_OPENS = regex(r"[ \t]*\{[ \t]*(?:\"[^\n]*)?$")
_TEXT = regex(r'"(?:[^"\\\n]|\\.)*"')
_TOML = (Kind.CODEX_CONFIG, Kind.MISE)
_LONGEST = 2_000  # lines of one object


def by_objects(name: str, whole: Part) -> list[Part] | None:
    """Part objects in JSON from what stands around them: sentences, messages, or a file in TOML.

    What else stands there must be no code of a shell, whose here-documents and commands may hold such objects.
    """
    if not any("{" in line for line in whole.lines) or not any('"' in line for line in whole.lines):
        return None
    if is_chosen(name) or any("<<" in line for line in whole.lines):
        return None
    found = list(_objects(whole.lines))
    if not found:
        return None
    parts: list[Part] = []
    position = 0
    for opens, stop in [*found, (len(whole.lines), len(whole.lines))]:
        first = opens
        while stop > opens and first > position and whole.lines[first - 1].lstrip().startswith(("//", "/*")):
            first -= 1  # a comment above an object is the file's
        between = Part(whole.first + position, list(whole.lines[position:first]))
        if not between.is_blank:
            kind = recognise("", between.text)
            if kind not in (*_TOML, Kind.TEXT) and not any(map(is_prose, between.lines)):
                return None
            parts += _between(name, between, kind)
        if stop > first:
            before = parts[-1] if parts else None
            lines = list(whole.lines[first:stop])
            parts.append(Part(whole.first + first, lines, named_before(before, (), lines)))
        position = stop
    return parts if len(parts) > 1 else None


def _between(name: str, part: Part, kind: Kind) -> list[Part]:
    if kind in _TOML:
        return [part]
    parts = by_prose(name, part)
    if parts is None:
        part.kind = Kind.TEXT
        return [part]
    return parts


def _objects(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each object and the line after its last."""
    number = 0
    while number < len(lines):
        if _OPENS.match(lines[number].rstrip("\r\n")) and (stop := _closes(lines, number)):
            yield number, stop
            number = stop
        else:
            number += 1


def _closes(lines: Sequence[str], first: int) -> int:
    """Return the line after the bracket that closes an object; 0 where none does, or where no key stands in it."""
    depth, has_key = 0, False
    for number in range(first, min(len(lines), first + _LONGEST)):
        line = lines[number]
        has_key = has_key or _KEY.match(line.lstrip(" \t{")) is not None
        bare = _TEXT.sub("", line)
        depth += bare.count("{") - bare.count("}")
        if depth <= 0:
            return number + 1 if has_key and bare.strip().endswith(("}", "},", "};")) else 0
    return 0
