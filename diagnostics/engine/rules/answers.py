"""What a question about the facts is answered with: the lines that make it true, no, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..records import dataclass, field
from ..source import Span


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of text that made a predicate true, and what it does there.

    `words` fill the placeholders of the rule's message, e.g. `nearest`. A line that is `separate` is a finding of
    its own: three unreplaced placeholders are three findings, the two lines of one contradiction are one.
    """

    span: Span
    text: str
    name: str | None = None  # the variable concerned
    separate: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Line, ...] = ()  # lines that belong to this one only


@dataclass(frozen=True, slots=True)
class Yes:
    """It is so; `lines` show it. There may be none: the environment that was given has no lines."""

    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class No:
    """It is not so."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """The text does not show whether it is so; `why` completes "cannot tell: …"."""

    why: str
    span: Span | None = None


Answer = Yes | No | Maybe
NO = No()


def every(answers: Iterable[Answer]) -> Answer:
    """Answer yes with all lines if all say yes; no if one says no; else the first maybe."""
    lines: list[Line] = []
    maybe: Maybe | None = None
    for answer in answers:
        match answer:
            case No():
                return NO
            case Maybe():
                maybe = maybe or answer
            case Yes():
                lines += answer.lines
    return maybe or Yes(_distinct(lines))


def some(answers: Iterable[Answer]) -> Answer:
    """Answer yes with the lines of all that say yes; else the first maybe; else no."""
    lines: list[Line] = []
    maybe: Maybe | None = None
    found = False
    for answer in answers:  # `match` takes twice as long
        if answer is NO:  # as most are
            continue
        if isinstance(answer, Yes):
            found = True
            lines += answer.lines
        elif isinstance(answer, Maybe):
            maybe = maybe or answer
    return Yes(_distinct(lines)) if found else maybe or NO


def opposite(answer: Answer) -> Answer:
    """Answer no for yes and yes, without lines, for no: what is absent has no line."""
    match answer:
        case Yes():
            return NO
        case No():
            return Yes()
    return answer


def _distinct(lines: list[Line]) -> tuple[Line, ...]:
    """Return the lines in order, the first of those with the same place only."""
    if len(lines) < 2:
        return tuple(lines)
    seen: dict[tuple[Span, bool], Line] = {}
    for line in lines:
        seen.setdefault((line.span, line.separate), line)
    return tuple(seen.values())
