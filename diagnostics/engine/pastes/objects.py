"""Objects in JSON that stand between sentences, or between other settings, without a fence around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import Part, named_before
from .prose import by_prose, is_chosen
from .sentences import is_prose

_KEY = regex(r"[ \t]*\"[^\"\n]{1,200}\"[ \t]*:")
_OPENS = regex(r"[ \t]*\{[ \t]*(?:\"[^\n]*)?$")
_TEXT = regex(r'"(?:[^"\\\n]|\\.)*"')
_TOML = (Kind.CODEX_CONFIG, Kind.MISE)
_ENDS = ("}", "},", "};")
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
    """Yield the first line of each object and the line after its last.

    Each line is looked at once, and once more from below: texts that open and never close are long.
    """
    bare = [_TEXT.sub("", line) for line in lines]
    in_lists = _in_lists(lines, bare)
    depths, keys = [0], [0]  # before each line: how many brackets are open, and how many keys stood above
    for line, rest in zip(lines, bare, strict=True):
        depths.append(depths[-1] + rest.count("{") - rest.count("}"))
        keys.append(keys[-1] + (_KEY.match(line.lstrip(" \t{")) is not None))
    closing = _closing(depths)
    number = 0
    while number < len(lines):
        last = closing[number]
        is_object = number not in in_lists and 0 <= last < number + _LONGEST and keys[last + 1] > keys[number]
        if is_object and bare[last].strip().endswith(_ENDS) and _OPENS.match(lines[number].rstrip("\r\n")):
            yield number, last + 1
            number = last + 1
        else:
            number += 1


def _in_lists(lines: Sequence[str], bare: Sequence[str]) -> set[int]:
    """Return the lines of the elements of a list that is the whole of a piece: `"name": [`, its objects, `]`."""
    found: set[int] = set()
    opened = -1
    for number, rest in enumerate(bare):
        if opened < 0:
            opened = number if rest.rstrip().endswith("[") and _KEY.match(lines[number]) else -1
        elif rest.strip() in ("]", "],"):
            found.update(range(opened + 1, number))
            opened = -1
    return found


def _closing(depths: Sequence[int]) -> list[int]:
    """Return for each line the one after which no more brackets are open than before it; -1 where there is none."""
    found = [-1] * (len(depths) - 1)
    waiting: list[int] = []
    for after in range(1, len(depths)):
        waiting.append(after - 1)
        while waiting and depths[after] <= depths[waiting[-1]]:
            found[waiting.pop()] = after - 1
    return found
