"""The report as plain data: the JSON of schema `verdict/1`. Other programs rely on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeAlias

from ..environment import Alternative, State, Variable
from ..findings import SCHEMA, Finding, Fix, Note, Payer, Reading, Report, Request
from ..masking.secrets import MASK_RE
from ..source import Span

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"


def as_json(report: Report, *, case: str | None = None, indent: int | None = 2) -> str:
    """Return the report as JSON text; `case` is the id of a batch's case."""
    return json.dumps(to_dict(report, case=case), ensure_ascii=False, indent=indent)


def to_dict(report: Report, *, case: str | None = None) -> dict[str, Data]:
    """Return the report as plain data."""
    data: dict[str, Data] = {} if case is None else {"id": case}
    masked = {document.name: 0 for document in report.documents}
    for mask in report.masks:
        if mask.length and mask.span.document in masked:
            masked[mask.span.document] += 1
    data |= {
        "schema": SCHEMA,
        "rules": {"count": report.rule_count, "digest": report.rule_digest},
        "verdict": {"status": report.verdict.status.value, "sentence": report.verdict.sentence},
        "documents": [
            {
                "name": document.name,
                "kind": document.kind.value,
                "lines": document.line_count,
                "masked": masked[document.name],
                **({"paste": document.paste, "first_line": document.first_line} if document.paste else {}),
            }
            for document in report.documents
        ],
        "environment": {variable.name: _variable(variable) for variable in report.environment},
        "requests": [_request(request) for request in report.requests],
        "findings": [_finding(finding) for finding in report.findings],
        "passed": list(report.passed),
        "not_applicable": list(report.not_applicable),
        "mended": [{"document": each.document, "text": each.text, "diff": each.diff} for each in report.mended],
        "unknowns": [
            {"what": each.what, "why": each.why, "command": each.command, "at": _span(each.span)}
            for each in report.unknowns
        ],
        "articles": [{"slug": each.slug, "why": each.why} for each in report.articles],
    }
    if report.silenced:
        data["silenced"] = [
            {"finding": _finding(each.finding), "at": _span(each.span), "reason": each.reason}
            for each in report.silenced
        ]
    if report.system:
        data["system"] = report.system.value
    if report.readings:
        data["messages"] = [_reading(each) for each in report.readings]
    return data


def _reading(reading: Reading) -> Data:
    return {
        "message": reading.message,
        "words_of": reading.words_of,
        "says": reading.says,
        "fit": reading.fit.value,
        "sentence": reading.sentence,
        "commands": list(reading.commands),
    }


def _variable(variable: Variable) -> Data:
    shown = _held(variable) | {"overrides": _spans(variable.overrides), "why": variable.why}
    if variable.alternatives:
        shown["alternatives"] = [_held(each) | {"why": each.why} for each in variable.alternatives]
    return shown


def _held(held: Variable | Alternative) -> dict[str, Data]:
    """Return what a variable holds, or may hold: a masked value only as the kind and the length of the secret."""
    value = held.value if held.state is State.SET else None
    mask = MASK_RE.fullmatch(value) if value else None
    return {
        "state": held.state.value,
        "exported": held.exported,
        "value": None if mask else value,
        "secret": {"kind": mask.group(1), "length": int(mask.group(2))} if mask else None,
        "set_at": _span(held.set_at),
    }


def _request(request: Request) -> Data:
    return {
        "client": request.client,
        "version": request.version,
        "mode": request.mode.value,
        "typed": request.typed,
        "login": request.login.value,
        "outcome": request.outcome.value,
        "provider": request.provider,
        "endpoint": request.endpoint,
        "path": request.path,
        "headers": dict(request.headers),
        "model": request.model,
        "message": request.message,
        "basis": request.basis.value,
        "as_of": request.as_of,
        "payer": _payer(request.payer),
    }


def _payer(payer: Payer) -> Data:
    return {
        "who": payer.who,
        "certainty": payer.certainty.value,
        "sentence": payer.sentence,
        "lines": [_note(note) for note in payer.lines],
        "source": payer.source or None,
        "read": payer.read or None,
        "settles": payer.settles or None,
    }


def _finding(finding: Finding) -> Data:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "why": finding.why,
        "primary": _note(finding.primary) if finding.primary else None,
        "related": [_note(note) for note in finding.related],
        "fix": _fix(finding.fix) if finding.fix else None,
        "article": finding.article or None,
    }


def _fix(fix: Fix) -> Data:
    edits: list[Data] = [
        {"document": edit.document, "begin": edit.begin, "stop": edit.stop, "text": edit.text} for edit in fix.edits
    ]
    return {"why": fix.why, "safe": fix.safe, "edits": edits}


def _note(note: Note) -> Data:
    return {
        "document": note.span.document,
        "line": note.span.line,
        "start": note.span.start,
        "end": note.span.end,
        "text": note.text,
    }


def _span(span: Span | None) -> Data:
    if span is None:
        return None
    return {"document": span.document, "line": span.line, "start": span.start, "end": span.end}


def _spans(spans: Iterable[Span]) -> list[Data]:
    return [_span(span) for span in spans]
