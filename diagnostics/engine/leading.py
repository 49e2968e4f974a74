"""What a verdict says before it says who pays: on what that hangs, or what the person met."""

from __future__ import annotations

from collections.abc import Sequence

from .facts import Facts
from .findings import Certainty, Finding, Reading, Severity
from .source import Kind


def leaves_open(found: Sequence[Finding]) -> bool:
    """Tell whether a piece of a post holds what its author may have put in place of the real text."""
    return any(finding.is_open for finding in found)


def is_aside(found: Sequence[Finding]) -> bool:
    """Tell whether nothing grave was found, so that a message which was pasted comes before it."""
    return bool(found) and all(finding.severity is Severity.NOTICE for finding in found)


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


def said_of_screen(readings: Sequence[Reading], found: Sequence[Finding], facts: Facts) -> str:
    """Return what the person met where nothing but a client's screen was read, and that leaves open who pays."""
    is_screen = any(document.kind is Kind.STATUS for document in facts.documents)
    is_all = is_screen and all(document.kind in (Kind.STATUS, Kind.TEXT) for document in facts.documents)
    if not (readings and is_all) or any(
        request.payer.certainty is not Certainty.CANNOT_TELL for request in facts.requests
    ):
        return ""
    return lead(readings, found, is_known=False) if all(each.severity is Severity.NOTICE for each in found) else ""


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
