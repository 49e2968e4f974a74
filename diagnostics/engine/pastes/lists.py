"""Variables that a post lists between its sentences or in a block without a name: what is set, as the person says."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from ..kinds import recognise
from ..readers.listed import is_flat_object, is_list, is_listed, names_client, rows
from ..regexes import regex
from ..source import Kind
from .parts import PAIR, SHELLS, Part, named_before
from .pastelines import heading

# Who says so speaks of lines that a shell was given, as they stand.
_TYPED = regex(
    r"\b(?:ran|run|running|type[ds]?|typing|execute[sd]?|executing|terminal|shell|prompt|\w*rc|\w*profile|script|\.env|dotenv)\b",
    re.IGNORECASE,
)
_READS_ENV = regex(r"\b(?:[Qq]wen(?:[ -]?[Cc]ode)?|[Gg]emini CLI|gemini-cli|[Aa]ider)\b")
_SHELLS = regex(
    r"\b(?:export|source|setx|alias|terminal|shell|\w*rc|\w*profile|claude|codex|opencode|copilot|cline)\b"
    r"|^[ \t]*[$❯%>#] |\$env:",
    re.IGNORECASE | re.MULTILINE,
)
_OF_SETTINGS = regex(r"(?i:\bsettings?\b)")
_OF_PAIRS = (Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV, Kind.ENVIRONMENT_D, Kind.PAM_ENV)
_PAIR = regex(r"[ \t]*(?:(?:export[ \t]+)?[A-Za-z_]\w*=|#|$)")


def is_list_of(part: Part, before: Part | None) -> bool:
    """Tell whether a block lists what is set: pairs alone, and no sentence says that a shell or a file has them so."""
    if not is_list(part.lines):
        return False
    if before is None or before.kind is not Kind.TEXT:
        return False
    said = next((line for line in reversed(before.lines) if line.strip()), "")
    return _TYPED.search(said[-300:]) is None


def is_no_shells(sentence: str) -> bool:
    """Tell whether a sentence above pairs speaks of no shell that was given them as they stand."""
    return _TYPED.search(sentence[-300:]) is None


def is_unexported(part: Part, before: Part | None, lines: Sequence[str]) -> bool:
    """Tell whether pairs of a post are what is set for a client that reads .env files: no shell is spoken of.

    `lines` are the whole post. In such a file, and in such a list, nobody writes `export`.
    """
    filled = [line for line in part.lines if line.strip()]
    if len(filled) < 2 or before is None or not all(map(PAIR.match, filled)) or not is_list_of(part, before):
        return False
    said = "".join(lines)
    return _READS_ENV.search(said) is not None and _SHELLS.search(said) is None


def as_objects(parts: Sequence[Part]) -> None:
    """Tell what an object in JSON is that holds nothing but variables, in place.

    Settings below words about settings, where such names have no effect; else a list of what is set.
    """
    for part, before in zip(parts, [None, *parts], strict=False):
        if part.kind in (None, Kind.TEXT) and not part.name and is_flat_object(part.text):
            said = [line for line in before.lines if line.strip()][-2:] if before and before.kind is Kind.TEXT else []
            part.kind = Kind.CLAUDE_SETTINGS if any(map(_OF_SETTINGS.search, said)) else Kind.LISTED


def listed(part: Part, *, is_alone: bool) -> Iterator[Part]:
    """Yield a part of text in order, what it lists as parts of their own; one that `is_alone` may be any file."""
    in_tables = rows(part.lines) if part.kind in (None, Kind.TEXT) and not part.name else set()
    if part.kind not in (None, Kind.TEXT) or part.name or not (in_tables or any(map(is_listed, part.lines))):
        yield part
        return
    if part.kind is None and not in_tables and (is_alone or recognise("", part.text) is not Kind.TEXT):
        yield part
        return
    start = 0
    for first, stop in _runs(part, in_tables):
        if any(line.strip() for line in part.lines[start:first]):
            yield Part(part.first + start, part.lines[start:first], kind=Kind.TEXT)
        yield _of_file(part, first, stop) or Part(part.first + first, part.lines[first:stop], kind=Kind.LISTED)
        start = stop
    if any(line.strip() for line in part.lines[start:]):
        yield Part(part.first + start, part.lines[start:], kind=Kind.TEXT)


def _of_file(part: Part, first: int, stop: int) -> Part | None:
    """Return pairs below a heading that names a file of such pairs: `.env:`; None for any other list."""
    above = next((line for line in reversed(part.lines[:first]) if line.strip()), "")
    named = heading(above.rstrip("\r\n"))
    if named is None and _TYPED.search(above[-300:]) and all(map(PAIR.match, part.lines[first:stop])):
        name = named_before(Part(0, [above], kind=Kind.TEXT))  # "and .zshrc has": lines of that file, as they stand
        return Part(part.first + first, part.lines[first:stop], name) if recognise(name, "") in SHELLS else None
    if named is None or recognise(named[0], "") not in _OF_PAIRS or not all(map(_PAIR.match, part.lines[first:stop])):
        return None
    return Part(part.first + first, part.lines[first:stop], named[0])


def _runs(part: Part, in_tables: Container[int]) -> Iterator[tuple[int, int]]:
    """Yield where lines that list something stand together, and name a variable of a client."""
    first = 0
    while first < len(part.lines):
        stop = first
        while stop < len(part.lines) and (stop in in_tables or is_listed(part.lines[stop])):
            stop += 1
        if stop > first and names_client(part.lines[first:stop]):
            yield first, stop
        first = max(stop, first + 1)
