"""What a verdict says before it says who pays: on what that hangs, or what the person met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from .findings import Finding, Reading, Severity

# A rule that found something → on what it hangs whether what is said below it is so.
_CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "CC294": "In a session your login counts, because the key was refused there. With `claude -p`:",
        "CC284": "In a session a login is asked for until the key was accepted there. With `claude -p`:",
    }
)
# The rules on settings that serve a cloud whose switch nothing shows.
_UNSWITCHED = frozenset({"CC255", "CC403"})
_SWITCH = (
    "No line here switches a cloud on; where a file that was not given does, the cloud's account pays. Without it:"
)
# The rules on what a post may have written in place of something else, so that nobody can tell whether it is clear.
_ASIDE = frozenset({"CC400", "CC401"})


def leaves_open(found: Sequence[Finding]) -> bool:
    """Tell whether a piece of a post holds what its author may have put in place of the real text."""
    return any(finding.rule in _ASIDE for finding in found)


def is_aside(found: Sequence[Finding]) -> bool:
    """Tell whether nothing was found but that, so that a message which was pasted comes before it."""
    return bool(found) and all(finding.rule in _ASIDE for finding in found)


def said_of_findings(found: Sequence[Finding]) -> str:
    """Return on what it hangs who pays, as the findings tell; "" where they leave that as it is."""
    rules = [finding.rule for finding in found]
    if not _UNSWITCHED.isdisjoint(rules):
        return _SWITCH
    return next((_CONDITIONS[rule] for rule in rules if rule in _CONDITIONS), "")


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
