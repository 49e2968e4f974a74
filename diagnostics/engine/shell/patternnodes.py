"""The parts of a shell's pattern as they are read: a character, a set, a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import dataclass
from ..regexes import regex

CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "digit": lambda c: c.isascii() and c.isdigit(),
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "blank": lambda c: c in " \t",
    "punct": lambda c: c.isprintable() and not c.isalnum() and not c.isspace(),
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
    "word": lambda c: c.isalnum() or c == "_",
    "print": str.isprintable,
    "graph": lambda c: c.isprintable() and not c.isspace(),
    "cntrl": lambda c: ord(c) < 32 or ord(c) == 127,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a pattern; `active` ones mean more than themselves."""

    text: str
    active: bool


@dataclass(frozen=True, slots=True)
class Char:
    """One character, as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class AnyChar:
    """`?`: one character, whichever."""


@dataclass(frozen=True, slots=True)
class Star:
    """`*`: any text, also none."""


@dataclass(frozen=True, slots=True)
class CharSet:
    """`[a-z_[:digit:]]` or `[^…]`: one character of these, or none of them."""

    negated: bool
    singles: frozenset[str]
    ranges: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]

    def holds(self, c: str) -> bool:
        """Tell whether the set matches a character."""
        inside = (
            c in self.singles
            or any(low <= c <= high for low, high in self.ranges)
            or any(CLASSES[name](c) for name in self.classes)
        )
        return inside != self.negated


@dataclass(frozen=True, slots=True)
class NumberRange:
    """zsh's `<3-12>`: digits that make a number within; without an upper end, any from there."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """`(a|b)`, and bash's `?(…)` and its kin: one of several, so many times."""

    choices: tuple[tuple[Node, ...], ...]
    repeat: str = "@"  # "@" once · "?" · "*" · "+" · "!" anything but
    number: int = 0  # among the parentheses of a pattern that remembers them, from 1


@dataclass(frozen=True, slots=True)
class But:
    """zsh's `a~b`: what matches the first and not the second."""

    first: tuple[Node, ...]
    second: tuple[Node, ...]


Node = Char | AnyChar | Star | CharSet | Group | NumberRange | But
_CLOSED = regex(r"\[[!^]?\]?(?:\[:[a-z]+:\]|[^\]])*\]")


def is_open(active: str) -> bool:
    """Tell whether a bracket is never closed, in a pattern with an x for each character that stands for itself."""
    at = active.find("[")
    while at != -1:
        closed = _CLOSED.match(active, at)
        if not closed:
            return True
        at = active.find("[", closed.end())
    return False


def whole_of(nodes: Sequence[Node], cuts: Sequence[tuple[int, str]]) -> tuple[Node, ...]:
    """Return one alternative: `^` negates what follows up to a `~`, and `a~b` leaves out what b matches."""
    parts: list[tuple[Node, ...]] = []
    stop = len(nodes)
    tail: tuple[Node, ...] = ()
    for at, sign in reversed(cuts):
        tail = (*nodes[at:stop], *tail)
        stop = at
        if sign == "^":
            tail = (Group((tail,), "!"),)
        else:
            parts.append(tail)
            tail = ()
    found: tuple[Node, ...] = (*nodes[:stop], *tail)
    for without in reversed(parts):
        found = (But(found, without),)
    return found
