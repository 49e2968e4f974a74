"""Regular expressions of grep, sed and awk for the lines of a text: those that are sure to mean the same here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..records import dataclass
from .extended import translated
from .machine import Machine

_CLASS = {"s": "[[:space:]]", "w": "[[:alnum:]_]", "S": "[^[:space:]]", "W": "[^[:alnum:]_]"}
_MOST_REPEATS = 4
_MOST_WORK = 3_000_000  # steps that the lines of a text may ask for at the worst
LETTERS = {"t": "\t", "n": "\n", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression, and its power: that of a line's length which it takes to hold it against one, at worst."""

    pattern: re.Pattern[str]
    power: int


def expression(pattern: str, *, extended: bool, ignored: bool = False, exact: bool = False) -> Expression | None:
    """Return a pattern of grep or sed; None where it is not read here. `exact`: where it ends counts, too."""
    source = pattern if extended else _as_extended(pattern)
    source = re.sub(r"\\([swSW])", lambda found: _CLASS[found[1]], source)
    source = re.sub(r"\\([tnr])", lambda found: LETTERS[found[1]], source)
    made = translated(source)
    if made is None:
        return None
    text, repeats, plain = made.source, made.repeats, made.plain
    if repeats > _MOST_REPEATS or (exact and not plain):
        return None
    try:
        anywhere = repeats > 0 and not source.startswith(("^", ".*"))  # each place may be tried as the first
        return Expression(re.compile(text, re.IGNORECASE if ignored else 0), repeats + anywhere)
    except (re.error, OverflowError):
        return None


def affordable(m: Machine, text: str, expressions: Iterable[Expression | None]) -> bool:
    """Tell whether expressions may be held against the lines of a text, whatever stands in it; that is paid for."""
    most = max((each.power for each in expressions if each is not None), default=0)
    work: int = sum(len(line) ** max(most, 1) for line in text.split("\n"))
    m.budget.spend(1 + min(work, _MOST_WORK) // 4_000)
    return work <= _MOST_WORK


def _as_extended(pattern: str) -> str:
    """Write a basic regular expression as an extended one."""
    pieces: list[str] = []
    position = 0
    while position < len(pattern):
        found = re.compile(r"\[\^?\]?[^\]]*(?:\[:\w+:\][^\]]*)*\]|\\.|.", re.DOTALL).match(pattern, position)
        assert found is not None
        token = found.group()
        position = found.end()
        if len(token) == 2 and token[0] == "\\" and token[1] in "(){}|+?":
            pieces.append(token[1])
        elif token in ("(", ")", "{", "}", "|", "+", "?"):
            pieces.append("\\" + token)
        else:
            pieces.append(token)
    return "".join(pieces)


def only_matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    """Return what makes of a text the pieces that a pattern matches, one a line."""

    def found(text: str) -> str:
        lines = text.removesuffix("\n").split("\n") if text else []
        return "".join(f"{one.group()}\n" for line in lines for one in pattern.finditer(line) if one.group())

    return found
