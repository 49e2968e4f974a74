"""The report as SARIF 2.1.0, which editors and code hosts read. Only what was found, with its place.

What a comment in the text silences is there too, as a result with a suppression (section 3.35).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from ..findings import Finding, Note, Outcome, Report, Severity, Silenced
from .data import Data

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def as_sarif(report: Report) -> str:
    """Return one SARIF run with the findings; columns count Unicode code points from 1."""
    found = [finding for finding in report.findings if finding.outcome is Outcome.FOUND]
    rules = {finding.rule: finding for finding in [*found, *(each.finding for each in report.silenced)]}
    order = sorted(rules)
    files = {document.name: document.paste or document.name for document in report.documents}
    run: dict[str, Data] = {
        "tool": {
            "driver": {
                "name": "Verdict",
                "semanticVersion": "1.0.0",
                "rules": [_rule(rules[code]) for code in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "properties": {"verdict": report.verdict.sentence, "status": report.verdict.status.value},
        "results": [
            *(_result(finding, order, files) for finding in found),
            *(_suppressed(each, order, files) for each in report.silenced),
        ],
    }
    log: dict[str, Data] = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(finding: Finding) -> Data:
    return {
        "id": finding.rule,
        "name": "".join(word.capitalize() for word in finding.name.split("-")),
        "shortDescription": {"text": finding.name.replace("-", " ").capitalize() + "."},
        "fullDescription": {"text": finding.why},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _result(finding: Finding, order: list[str], files: Mapping[str, str]) -> dict[str, Data]:
    """Return a finding; a part of a paste is not a file, so that its places are those of the paste."""
    result: dict[str, Data] = {
        "ruleId": finding.rule,
        "ruleIndex": order.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.primary, files)] if finding.primary else [],
    }
    if finding.related:
        result["relatedLocations"] = [_location(note, files) for note in finding.related]
    return result


def _suppressed(silenced: Silenced, order: list[str], files: Mapping[str, str]) -> Data:
    """Return a silenced finding with the comment that silences it."""
    place = _location(Note(silenced.span, "silenced here"), files)
    suppression: dict[str, Data] = {"kind": "inSource", "status": "accepted", "location": place}
    if silenced.reason:
        suppression["justification"] = silenced.reason
    return {**_result(silenced.finding, order, files), "suppressions": [suppression]}


def _location(note: Note, files: Mapping[str, str]) -> Data:
    span = note.span
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(files.get(span.document, span.document))},
            "region": {
                "startLine": span.line,
                "startColumn": span.start,
                "endLine": span.line,
                "endColumn": max(span.end, span.start),
            },
        },
        "message": {"text": note.text},
    }


def _uri(name: str) -> str:
    """Return a document's name as a relative URI reference."""
    return quote(name, safe="~/._-", errors="replace")
