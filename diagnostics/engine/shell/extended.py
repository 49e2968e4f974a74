"""Extended regular expressions of POSIX, as far as Python's say the same: what `=~` asks for."""

from __future__ import annotations

import re

from ..records import dataclass
from ..regexes import regex
from .budget import Budget
from .captures import At, Program, Save, Split, Take, TooLongError

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
_MANY = 99
_MOST_PLACES = 400_000  # steps of a pattern times characters of a text


@dataclass(frozen=True, slots=True)
class Match:
    """What was matched: the whole, where it begins, and each group; None where Python and POSIX may choose differently.

    `spans` holds where each group begins and ends: (-1, -1) for one that took no part.
    """

    whole: str
    groups: tuple[str, ...] | None
    begin: int = 0
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """A pattern for Python, and what is known of it."""

    source: str
    repeats: int  # how many parts repeat without end
    plain: bool  # nothing in it may match in two ways
    nested: bool  # groups in one that repeats: which round they show, each library decides
    straight: bool  # no alternatives, and no group repeats: the first way is the one that POSIX takes (measured, glibc)


def search(pattern: str, text: str, budget: Budget) -> Match | bool | None:
    """Return the match of a pattern in a text, False where there is none; None where the pattern is not read here."""
    budget.spend(1 + len(text) // 8 + len(pattern) // 8)
    made = translated(pattern)
    if made is None:
        return None
    quick = made.repeats <= 3 and len(text) <= (_LONGEST if made.repeats < 3 else _LONGEST // 10)
    if not quick or not made.plain:
        return _searched(pattern, text, made, budget)
    try:
        found = re.search(made.source, text, re.DOTALL)
    except (re.error, OverflowError):
        return None
    if not found:
        return False
    spans = tuple(found.span(number + 1) for number in range(found.re.groups))
    return Match(found.group(), tuple(group or "" for group in found.groups()), found.start(), spans)


def _searched(pattern: str, text: str, made: Translated, budget: Budget) -> Match | bool | None:
    """Return what POSIX matches: the longest from the first place on, and the groups if there is one way to have them.

    A search that tries every choice the other way round finds the last of all ways: where it is the first one, too,
    there is no other.
    """
    try:
        program, start = _program(pattern)
    except (TooLongError, re.error, OverflowError):
        return None
    if len(program.steps) * (len(text) + 1) > _MOST_PLACES:
        return None
    try:
        found = program.find(start, text, range(len(text) + 1))
        if found is None:
            return False
        begin, stop = found[0], max(program.ends(start, text, found[0]))
        if made.nested:
            return Match(text[begin:stop], None, begin)
        first = program.find(start, text, (begin,), stop=stop)
        last = first if made.straight else program.find(start, text, (begin,), stop=stop, turned=True)
        if first is None or first != last:
            return Match(text[begin:stop], None, begin)
        spans = tuple(zip(first[2::2], first[3::2], strict=True))
        return Match(text[begin:stop], tuple(text[one:other] if one >= 0 else "" for one, other in spans), begin, spans)
    finally:
        budget.spend(program.spent // 4)


def _program(pattern: str) -> tuple[Program, int]:
    """Return the steps of a pattern that `translated` has read."""
    program = Program()
    return program, _alternatives(program, *_parsed(pattern, 0)[:1], 0)


_Atom = str | tuple["_Choices", int]  # a piece for Python that takes one character, an anchor, or a numbered group
_Choices = list[list[tuple[_Atom, int, int]]]  # alternatives of atoms, each with how often it stands there; -1: any


def _parsed(pattern: str, position: int, number: int = 1) -> tuple[_Choices, int, int]:
    """Return the alternatives from a place on, where they end, and the number of the next group."""
    choices: _Choices = [[]]
    while position < len(pattern) and pattern[position] != ")":
        c = pattern[position]
        atom: _Atom
        if c == "|":
            choices.append([])
            position += 1
            continue
        if c == "(":
            mine = number
            inside, position, number = _parsed(pattern, position + 1, number + 1)
            atom = (inside, mine)
        elif c == "[" and (bracket := _bracket(pattern, position)):
            atom, position = bracket[0], bracket[1] - 1
        elif c == "\\":
            atom, position = re.escape(pattern[position + 1]), position + 1
        else:
            atom = c if c in "^$." else re.escape(c)
        position += 1
        low, high = 1, 1
        while position < len(pattern) and pattern[position] in "*+?{":  # `translated` lets one stand there
            bounds = _BOUNDS.match(pattern, position)
            if bounds:
                low = int(bounds.group(1))
                high = low if not bounds.group(2) else int(bounds.group(3) or -1)
                position = bounds.end()
            else:
                low, high = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[pattern[position]]
                position += 1
        choices[-1].append((atom, low, high))
    return choices, position, number


def _alternatives(program: Program, choices: _Choices, follow: int) -> int:
    starts = []
    for choice in choices:
        at = follow
        for atom, low, high in reversed(choice):
            at = _repeated(program, atom, low, high, at)
        starts.append(at)
    return starts[0] if len(starts) == 1 else program.add(Split(tuple(starts)))


def _repeated(program: Program, atom: _Atom, low: int, high: int, follow: int) -> int:
    def body(then: int) -> int:
        return _atom(program, atom, then)

    at = follow
    if high < 0:
        at = program.loop(body, follow)
    for _ in range(high - low):
        at = program.add(Split((body(at), follow)))
    for _ in range(low):
        at = body(at)
    return at


def _atom(program: Program, atom: _Atom, follow: int) -> int:
    if not isinstance(atom, str):
        choices, number = atom
        program.groups = max(program.groups, number)
        inside = _alternatives(program, choices, program.add(Save(2 * number - 1, follow)))
        return program.add(Save(2 * number - 2, inside))
    if atom in ("^", "$"):
        return program.add(At(atom == "$", follow))
    match = re.compile(atom, re.DOTALL).match
    return program.add(Take(lambda text, place: (place + 1,) if match(text, place) else (), follow))


def translated(pattern: str) -> Translated | None:
    """Return a pattern as Python reads it; None where that is not sure to be the same."""
    pieces: list[str] = []
    repeats, position = 0, 0
    nested = False
    plain = straight = "|" not in pattern
    ready = False  # something stands here that can be repeated
    groups: list[tuple[int, int]] = []  # how many parts repeated, and groups were closed, when each open group began
    shut = 0
    closed: tuple[int, bool] | None = None  # of the group that ends here: the first, and whether it holds others
    while position < len(pattern):
        c = pattern[position]
        bounds = _BOUNDS.match(pattern, position) if c == "{" else None
        if c in "*+?" or bounds:
            if not ready:
                return None
            endless = c in "*+" or (bounds is not None and bounds.group(2) == "," and not bounds.group(3))
            if closed is not None:
                plain = False
                straight = straight and c == "?"
                nested = nested or (closed[1] and c != "?")
                if endless and repeats > closed[0]:
                    repeats = _MANY  # repeated parts of a repeated part: too slow for Python
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
            groups.append((repeats, shut))
            ready = False
        elif c == ")":
            if not groups:
                return None
            closed = (groups[-1][0], shut > groups.pop()[1])
            shut += 1
        elif c in "^$|":
            ready = False
        elif c in "{}":
            return None
        pieces.append({"^": r"\A", "$": r"\Z"}.get(c, c if c in "().|" else re.escape(c)))
    return None if groups else Translated("".join(pieces), repeats, plain, nested, straight)


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
