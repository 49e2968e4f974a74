"""The order in which findings are read: what was found, the gravest first, unless the person asks about another."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import SAYS_SO, Confidence, Finding, Outcome, Request, Sent, Severity
from .source import Document

OUTCOMES = (Outcome.FOUND, Outcome.CANNOT_TELL, Outcome.CRASHED)
_SEVERITIES = tuple(Severity)


def in_order(
    findings: Sequence[Finding], documents: Sequence[Document], requests: Sequence[Request]
) -> tuple[Finding, ...]:
    """Return the findings in the order of reading: what was found by severity, then place; then the rest.

    Of one severity, the line at which a client stops comes before the others: nothing else matters until it is mended.
    Of what is only likely of one line, that comes first of which the person's own sentences speak.
    """
    order = {document.name: number for number, document in enumerate(documents)}
    blocked = [request for request in requests if request.outcome is Sent.BLOCKED]
    stops = {(span.document, span.line) for request in blocked for span in request.evidence.values()}

    likely: dict[tuple[str, int], int] = {}  # by their lines, how grave they are
    for each in findings:
        if each.primary and each.outcome is Outcome.FOUND and each.confidence is Confidence.LIKELY:
            line = (each.primary.span.document, each.primary.span.line)
            likely[line] = min(likely.get(line, len(_SEVERITIES)), _SEVERITIES.index(each.severity))

    def key(finding: Finding) -> tuple[int, int, bool, bool, int, int, str]:
        span = finding.primary.span if finding.primary else None
        place = (order.get(span.document, 0), span.begin) if span else (0, 0)
        goes_on = span is None or (span.document, span.line) not in stops
        severity = _SEVERITIES.index(finding.severity)
        is_said = span is not None and any(note.text == SAYS_SO for note in finding.related)
        if is_said and span is not None:
            severity = min(severity, likely.get((span.document, span.line), severity))
        return (OUTCOMES.index(finding.outcome), severity, goes_on, not is_said, *place, finding.rule)

    return tuple(sorted(findings, key=key))
