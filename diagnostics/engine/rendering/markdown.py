"""The report as Markdown, to be pasted into a forum or an issue tracker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..findings import Finding, Outcome, Report, Request, Sent
from ..notices import PUBLIC, masked_values, places, sentence
from ..regexes import regex
from ..undecided import together
from .excerpt import FixRows, excerpt, printable
from .words import (
    CERTAINTIES,
    basis_words,
    client_name,
    command_words,
    counts,
    holds_for,
    masked,
    parts,
    payer_words,
    silenced_words,
    source_place,
    system_words,
)

WIDTH = 100
MOST_FINDINGS = 50
MOST_MASKED = 30
MOST_FIX_ROWS = 40
_SPECIAL = regex(r"([\\`*_{}\[\]<>#|~])")


def as_markdown(report: Report) -> str:
    """Return the report as Markdown; what is the person's stands in code, so that it is shown and not obeyed."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"**{report.verdict.status.value.capitalize()}.** {_plain(report.verdict.sentence)}"
    if how := parts(report):
        yield "\nYour paste was read in parts:\n"
        yield from (f"- {_plain(each)}" for each in how)
    for reading in report.readings:
        said = f"{reading.says} {reading.sentence}"
        words = f", “{_plain(reading.message)}”" if len(report.readings) > 1 else ""
        yield f"\n**Error message: {_plain(reading.words_of)}'s words{words}.** {_plain(said)}"
        if reading.commands:
            yield ""
            yield from _fenced(list(reading.commands), "sh")
    found = [finding for finding in report.findings if finding.outcome is Outcome.FOUND]
    fixes = FixRows(report.documents)
    for finding in found[:MOST_FINDINGS]:
        yield ""
        yield from _finding(report, finding, fixes)
    if len(found) > MOST_FINDINGS:
        yield f"\n… and {len(found) - MOST_FINDINGS} more findings."
    for request in report.requests:
        yield ""
        yield from _request(request)
    undecided = [
        finding for finding in together(report.findings, report.requests) if finding.outcome is not Outcome.FOUND
    ]
    if undecided:
        yield ""
        yield from (f"- {finding.outcome.value}: {_plain(finding.message)}" for finding in undecided[:MOST_FINDINGS])
    if report.silenced:
        yield ""
        yield from (f"- intended: {_plain(silenced_words(each))}" for each in report.silenced[:MOST_FINDINGS])
    if report.unknowns:
        yield "\n### What this text cannot show\n"
        for each in report.unknowns:
            look = f"{_coded(each.command)}." if each.is_sentence else _code(each.command)
            yield f"- {_plain(each.what)}. {_coded(each.why)} This shows it: {look}"
    yield from _masked(report)
    yield ""
    summary = "; ".join(part for part in (counts(report), system_words(report), masked(report)) if part)
    yield f"_{summary}. Rules {report.rule_digest}._"


def _masked(report: Report) -> Iterator[str]:
    values = masked_values(report)
    if not values:
        return
    yield "\n### What was masked\n"
    for value in values[:MOST_MASKED]:
        revoke = f". Revoke it: <{value.revoke}>" if value.revoke else ""
        yield f"- {_plain(sentence(value))} ({_plain(places(value.places))}){revoke}"
    if len(values) > MOST_MASKED:
        yield f"- … and {len(values) - MOST_MASKED} more"
    yield f"\n{PUBLIC}"


def _finding(report: Report, finding: Finding, fixes: FixRows) -> Iterator[str]:
    yield f"### {finding.severity.value.capitalize()} {finding.rule}: {_plain(finding.message)}"
    rows = [row.text for row in excerpt(report.documents, finding, WIDTH)]
    if rows:
        yield ""
        yield from _fenced(rows, "text")
    yield f"\n{_plain(finding.why)}"
    if finding.fix:
        word = "Fix" if finding.fix.safe else "One way out"
        yield f"\n**{word}.** {_plain(finding.fix.why)}\n"
        changes = fixes.of(finding.fix)
        yield from _fenced([row.text for row in changes[:MOST_FIX_ROWS]], "diff")
        if len(changes) > MOST_FIX_ROWS:
            yield f"\n… and {len(changes) - MOST_FIX_ROWS} more lines"
    if finding.article:
        yield f"\nArticle: {_code(finding.article)}"


def _request(request: Request) -> Iterator[str]:
    yield f"### What {client_name(request)} sends ({_code(command_words(request))}, {holds_for(request)})\n"
    if request.outcome is Sent.SENT or (request.outcome is Sent.BLOCKED and request.headers):
        yield f"{_code((request.endpoint or 'an unknown address') + (request.path or ''))}\n"
        for name, source in request.headers.items():
            yield f"- {_code(name)}: {_plain(source_place(request, source))}"
        if not request.headers:
            yield "- no credential"
    if request.message and request.outcome is Sent.BLOCKED and request.headers:
        yield f"\nGets no answer: {_code(request.message)}"
    elif request.message and request.outcome is not Sent.SENT:
        yield f"Sends nothing: {_code(request.message)}" if request.outcome is Sent.BLOCKED else _plain(request.message)
    known = CERTAINTIES[request.payer.certainty]
    who = request.payer.who if request.payer.who == known else f"{request.payer.who} ({known})"
    words = f" {_plain(payer_words(request))}".rstrip()
    yield f"\n**Who pays:** {_plain(who)}.{words} ({_plain(basis_words(request))})"
    if request.payer.source:
        yield f"\nSource: <{request.payer.source}> (read {request.payer.read})"
    if request.payer.settles:
        yield f"\nTo be certain: {_coded(request.payer.settles)}"


def _plain(text: str) -> str:
    """Return words that Markdown leaves alone."""
    return _SPECIAL.sub(r"\\\1", printable(" ".join(text.split())))


def _coded(text: str) -> str:
    """Return words of ours in which backticks mark a command."""
    return "".join(
        _code(part) if index % 2 else _SPECIAL.sub(r"\\\1", printable(part))
        for index, part in enumerate(text.split("`"))
    )


def _code(text: str) -> str:
    """Return a code span around any text."""
    shown = printable(" ".join(text.split()))
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def _fenced(lines: Iterable[str], language: str) -> Iterator[str]:
    """Give a fenced block; the fence is longer than any in the lines."""
    kept = list(lines)
    longest = max((len(run) for line in kept for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from kept
    yield fence
