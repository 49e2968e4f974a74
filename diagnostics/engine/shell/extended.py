"""Extended regular expressions of POSIX, as far as Python's say the same: what `=~` asks for."""

from __future__ import annotations

import re

from ..records import dataclass
from ..regexes import regex

_CLASSES = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": " \\t\\n\\r\\f\\v",
    "blank": " \\t",
    "xdigit": "0-9A-Fa-f",
    "punct": "!-/:-@\\[-`{-~",
}
_BOUNDS = regex(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")
_BRACKET = regex(r"\[(\^?)(\]?(?:\[:[a-z]+:\]|[^\]\[])*)\]")
_CLASS = regex(r"\[:([a-z]+):\]")
_LONGEST = 2_000  # what a pattern with two repetitions may be held against; with three it is a tenth


@dataclass(frozen=True, slots=True)
class Match:
    """What was matched: the whole, and each group; None where Python and POSIX may choose differently."""

    whole: str | None
    groups: tuple[str, ...] | None


def search(pattern: str, text: str) -> Match | bool | None:
    """Return the match of a pattern in a text, False where there is none; None where the pattern is not read here."""
    made = translated(pattern)
    if made is None:
        return None
    source, repeats, plain = made
    if repeats > 3 or len(text) > (_LONGEST if repeats < 3 else _LONGEST // 10):
        return None
    try:
        found = re.search(source, text, re.DOTALL)
    except (re.error, OverflowError):
        return None
    if not found:
        return False
    anchored = source.startswith(r"\A") and source.endswith(r"\Z") and "|" not in source
    whole = found.group() if plain or anchored or found.group() == text else None
    return Match(whole, tuple(group or "" for group in found.groups()) if plain else None)


def translated(pattern: str) -> tuple[str, int, bool] | None:
    """Return a pattern for Python, how many parts repeat without end, and whether what matches is unambiguous."""
    pieces: list[str] = []
    repeats, position = 0, 0
    plain = "|" not in pattern
    ready = False  # something stands here that can be repeated
    groups: list[int] = []  # how many parts repeated when each open group began
    closed: int | None = None
    while position < len(pattern):
        c = pattern[position]
        bounds = _BOUNDS.match(pattern, position) if c == "{" else None
        if c in "*+?" or bounds:
            if not ready:
                return None
            endless = c in "*+" or (bounds is not None and bounds.group(2) == "," and not bounds.group(3))
            if closed is not None:
                plain = False
                if endless and repeats > closed:
                    return None  # repeated parts of a repeated part: too slow
            repeats += endless
            pieces.append(bounds.group() if bounds else c)
            position = bounds.end() if bounds else position + 1
            ready, closed = False, None
            continue
        ready, closed = True, None
        if c == "\\":
            if position + 1 >= len(pattern) or pattern[position + 1].isalnum() or pattern[position + 1] in "<>`'":
                return None  # what these mean, each library decides
            pieces.append(re.escape(pattern[position + 1]))
            position += 2
            continue
        if c == "[":
            bracket = _bracket(pattern, position)
            if bracket is None:
                return None
            pieces.append(bracket[0])
            position = bracket[1]
            continue
        position += 1
        if c == "(":
            groups.append(repeats)
            ready = False
        elif c == ")":
            if not groups:
                return None
            closed = groups.pop()
        elif c in "^$|":
            ready = False
        elif c in "{}":
            return None
        pieces.append({"^": r"\A", "$": r"\Z"}.get(c, c if c in "().|" else re.escape(c)))
    return None if groups else ("".join(pieces), repeats, plain)


def _bracket(pattern: str, position: int) -> tuple[str, int] | None:
    found = _BRACKET.match(pattern, position)
    if not found or not found.group(2):
        return None
    inside, made = found.group(2), []
    at = 0
    while at < len(inside):
        named = _CLASS.match(inside, at)
        if named:
            if named.group(1) not in _CLASSES:
                return None
            made.append(_CLASSES[named.group(1)])
            at = named.end()
            continue
        between = inside[at] == "-" and 0 < at < len(inside) - 1
        made.append("-" if between else re.escape(inside[at]))
        at += 1
    return f"[{found.group(1)}{''.join(made)}]", found.end()
