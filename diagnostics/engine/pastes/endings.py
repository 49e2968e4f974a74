"""Where a file ends that stands in a post: what is written below it is no part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..source import Kind
from .parts import SHELLS, Part
from .pastelines import is_prose

JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.VSCODE_SETTINGS, Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS)


def ended(part: Part) -> Iterator[Part]:
    """Yield a part that something names, without the sentences below it, and those as text."""
    kind = recognise(part.name, "") if part.name and part.kind is None else part.kind
    stop = len(part.lines)
    if kind in JSON:
        stop = _after_object(part.lines)
    elif kind in SHELLS:
        stop = _after_code(part.lines)
    rest = part.lines[stop:]
    if not any(line.strip() for line in rest):
        yield part
        return
    yield Part(part.first, part.lines[:stop], part.name, part.kind)
    yield Part(part.first + stop, rest, kind=Kind.TEXT)


def _after_object(lines: Sequence[str]) -> int:
    """Return the line after the bracket that closes an object at the margin, if only sentences follow it."""
    closes = next((n for n, line in enumerate(lines) if n and line.rstrip() == "}"), None)
    if closes is None:
        return len(lines)
    below = next((line.strip() for line in lines[closes + 1 :] if line.strip()), "")
    return closes + 1 if below and below[0] not in '{}[]",/' else len(lines)


def _after_code(lines: Sequence[str]) -> int:
    """Return the line at which only sentences follow, after an empty line and outside every quote."""
    stop = len(lines)
    while stop and (not lines[stop - 1].strip() or is_prose(lines[stop - 1])):
        stop -= 1
    while stop < len(lines) and lines[stop].strip():  # what stands close to the code belongs to it
        stop += 1
    above = [line for line in lines[:stop] if not line.lstrip().startswith("#")]
    is_open = any("<<" in line for line in above) or sum(line.count('"') for line in above) % 2
    return len(lines) if is_open else stop
