"""The verdict as the page says it: a heading, and what is left to say below it."""

from __future__ import annotations

from collections.abc import Sequence

from .engine.findings import Finding, Outcome


def first_sentence(text: str) -> tuple[str, str]:
    """Return a text's first sentence and the rest; a dot within a host's name ends none."""
    first, stop, rest = text.partition(". ")
    return first + stop.strip(), rest


def without_finding(details: str, findings: Sequence[Finding]) -> str:
    """Return the rest of a verdict up to the finding that it repeats: on the page that stands below, with its lines."""
    found = next((finding for finding in findings if finding.outcome is Outcome.FOUND), None)
    if found is None:
        return details
    before, repeated, _ = f" {details}".partition(f" {found.rule}, line ")
    return before.strip() if repeated else details
