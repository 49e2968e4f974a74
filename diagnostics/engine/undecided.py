"""Rules that cannot tell for one and the same reason are told together: one unknown value is one thing to look up."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Finding, Outcome
from .records import replace
from .regexes import regex

MOST_CODES = 12  # named; the rest is counted
# Two ways in which predicates and the client's model say the same of a variable.
_SAME = regex(r"\b(?:cannot be told|is not known)\b")


def together(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings with those that cannot tell merged by their reason, each in the first one's place."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.outcome is Outcome.CANNOT_TELL and finding.reason:
            groups.setdefault(_key(finding), []).append(finding)
    told: list[Finding] = []
    for finding in findings:
        group = groups.get(_key(finding), []) if finding.outcome is Outcome.CANNOT_TELL else []
        if len(group) < 2:
            told.append(finding)
        elif finding is group[0]:
            told.append(_merged(group))
    return tuple(told)


def _key(finding: Finding) -> str:
    return _SAME.sub("is not known", finding.reason)


def _merged(group: Sequence[Finding]) -> Finding:
    codes = sorted({finding.rule for finding in group})
    named = ", ".join(codes[:MOST_CODES])
    more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
    shown = next((finding for finding in group if finding.primary), group[0])
    message = f"{len(codes)} rules cannot tell whether they concern you ({named}{more}): {shown.reason}."
    return replace(shown, message=message, why="", article="")
