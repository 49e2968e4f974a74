"""What a report counts, in words: its findings by severity, and the values that were masked by their kind."""

from __future__ import annotations

from collections import Counter

from .engine.findings import Outcome, Report


def findings_counted(report: Report) -> str:
    """Return the findings counted by severity, gravest first: "1 error, 2 warnings"."""
    found = Counter(finding.severity.value for finding in report.findings if finding.outcome is Outcome.FOUND)
    words = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for word in ("error", "warning", "notice")
        if (number := found[word])
    ]
    unknown = sum(finding.outcome is Outcome.CANNOT_TELL for finding in report.findings)
    return ", ".join([*words, *([f"{unknown} cannot be told"] if unknown else [])])


def masks_counted(report: Report) -> str:
    """Return what was masked, in words: "3 values: 2 × anthropic-api-key, 1 × vercel-key"."""
    kinds = Counter(mask.kind for mask in report.masks if mask.length)
    total = sum(kinds.values())
    if not total:
        return ""
    listed = ", ".join(f"{number} × {kind}" for kind, number in kinds.most_common())
    return f"{total} value{'' if total == 1 else 's'}: {listed}"
