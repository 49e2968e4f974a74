"""Rules that cannot tell for one and the same reason are told together: one unknown value is one thing to look up."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Finding, Outcome, Request, Sent
from .records import replace
from .regexes import regex

MOST_CODES = 12  # named; the rest is counted
# Two ways in which predicates and the client's model say the same of a variable.
_SAME = regex(r"\b(?:cannot be told|is not known)\b")


def together(findings: Sequence[Finding], requests: Sequence[Request] = ()) -> tuple[Finding, ...]:
    """Return the findings with those that cannot tell merged by their reason, each in the first one's place.

    Where no request can be told, those are left out that have the reason of one: it stands there, and names the value.
    """
    if requests and all(each.outcome is Sent.CANNOT_TELL for each in requests):
        known = {_same(each.undecided.reason) for each in requests if each.undecided}
        known |= {_same(each.message) for each in requests if each.message}
        findings = [
            each for each in findings if each.outcome is not Outcome.CANNOT_TELL or _same(each.reason) not in known
        ]
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
    return _same(finding.reason)


def _same(reason: str) -> str:
    """Return a reason as predicates write it: without a sentence's first capital and its full stop."""
    said = _SAME.sub("is not known", reason).rstrip(".")
    return said[:1].lower() + said[1:]


def _merged(group: Sequence[Finding]) -> Finding:
    codes = sorted({finding.rule for finding in group})
    named = ", ".join(codes[:MOST_CODES])
    more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
    shown = next((finding for finding in group if finding.primary), group[0])
    message = f"{len(codes)} rules cannot tell whether they concern you ({named}{more}): {shown.reason}."
    return replace(shown, message=message, why="", article="")
