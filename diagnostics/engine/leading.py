"""What a verdict says before it says who pays: on what that hangs, or what the person met."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Finding, Reading, Severity


def leaves_open(found: Sequence[Finding]) -> bool:
    """Tell whether a piece of a post holds what its author may have put in place of the real text."""
    return any(finding.is_open for finding in found)


def is_aside(found: Sequence[Finding]) -> bool:
    """Tell whether nothing was found but that, so that a message which was pasted comes before it."""
    return bool(found) and all(finding.is_open for finding in found)


def premise_of(found: Sequence[Finding]) -> str:
    """Return on what it hangs who pays, as the first finding tells that does; "" where they leave that as it is."""
    return next((finding.premise for finding in found if finding.premise), "")


def lead(readings: Sequence[Reading], found: Sequence[Finding], *, is_known: bool) -> str:
    """Return what comes first where nothing was read that decides: what is said of what the person met.

    A message comes before what only sentences led to. `is_known`: an article knows the message that was pasted.
    """
    if readings and all(finding.severity is Severity.NOTICE for finding in found):
        return f"Your error message, {readings[0].words_of}'s words: {readings[0].says}"
    if found:
        return worst(found)
    return "An article below knows your error message." if is_known else ""


def worst(found: Sequence[Finding]) -> str:
    """Return the first sentence of the gravest finding, and how many more there are."""
    first = found[0]
    line = f", line {first.primary.span.line}" if first.primary else ""
    end = first.message.find(". ")
    said = first.message if end == -1 else first.message[: end + 1]
    more = f" {counted(len(found) - 1, 'more finding')} below." if len(found) > 1 else ""
    return f"{first.rule}{line}: {said}{more}"


def counted(number: int, word: str) -> str:
    """Return a number with its word: 1 line, 1,200 lines."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
