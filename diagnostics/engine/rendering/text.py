"""The report as a good compiler prints it: the verdict first, then findings with the underlined line, 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, Outcome, Report, Request, Sent
from ..notices import PUBLIC, masked_values, places, sentence
from ..records import replace
from ..undecided import together
from . import WIDTH
from .excerpt import FixRows, Row, excerpt, printable
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
from .wrapping import wrap

MOST_FINDINGS = 50
MOST_MASKED = 30
MOST_FIX_ROWS = 40

_COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "notice": "1;36",
    "cannot tell": "1;35",
    "clear": "1;32",
    "crashed": "1;35",
    "bold": "1",
    "place": "34",
    "gap": "34",
    "primary": "1;31",
    "related": "34",
    "added": "32",
    "removed": "31",
}

_OTHER_ARTICLES = (
    ("signature", "Articles that know this error message"),
    ("spoken of", "Articles on what your text speaks of"),
)


def as_text(report: Report, *, color: bool = False, width: int = WIDTH) -> str:
    """Return the report as plain text, with ANSI colours if asked; nothing of the person's can move the cursor."""
    return "\n".join(_Text(report, color=color, width=width).lines()) + "\n"


class _Text:
    """Prints one report."""

    def __init__(self, report: Report, *, color: bool, width: int) -> None:
        self._report = report
        self._fixes = FixRows(report.documents)
        self._color = color
        self._width = width

    def lines(self) -> Iterator[str]:
        """Give the lines of the report."""
        report = self._report
        status = report.verdict.status.value
        yield from self._wrapped(report.verdict.sentence, f"{status}: ", "", role=status)
        yield from self._parts()
        yield from self._readings()
        told = [finding for finding in report.findings if finding.outcome is Outcome.FOUND]
        for finding in told[:MOST_FINDINGS]:
            yield ""
            yield from self._finding(finding)
        if len(told) > MOST_FINDINGS:
            yield ""
            yield f"… and {len(told) - MOST_FINDINGS} more findings; --format json has all of them."
        yield from self._requests()
        yield from self._mended()
        yield from self._undecided()
        yield from self._silenced()
        yield from self._unknowns()
        yield from self._articles()
        yield from self._masked()
        yield ""
        yield from self._wrapped(
            "; ".join(part for part in (counts(report), system_words(report), masked(report)) if part) + "."
        )

    def _readings(self) -> Iterator[str]:
        """Say what the pasted error message means, and whether these files can produce it."""
        several = len(self._report.readings) > 1
        for reading in self._report.readings:
            yield ""
            yield self._painted(f"Your error message: {printable(reading.words_of)}'s words", "bold")
            if several:
                yield from self._wrapped(f"“{printable(reading.message)}”", "  ", "  ")
            yield from self._wrapped(f"{reading.says} {reading.sentence}", "  ", "  ")
            yield from (f"      {command}" for command in reading.commands)

    def _parts(self) -> Iterator[str]:
        found = parts(self._report)
        if found:
            yield ""
            yield self._painted("How your paste was read", "bold")
            for each in found:
                yield from self._wrapped(each, "  ", "    ")

    def _finding(self, finding: Finding) -> Iterator[str]:
        head = f"{finding.severity.value}[{finding.rule}]: "
        likely = "" if finding.confidence.value == "certain" else f" ({finding.confidence.value})"
        yield from self._wrapped(finding.message + likely, head, "", role=finding.severity.value)
        rows = excerpt(self._report.documents, finding, self._width)
        margin = " " * _gutter(rows)
        yield from (self._paint(row) for row in rows)
        if rows:
            yield self._painted(f"{margin} |", "gap")
        yield from self._wrapped(finding.why, f"{margin} = why: ", f"{margin}   ")
        if finding.fix:
            safe = "fix" if finding.fix.safe else "one way out"
            yield from self._wrapped(finding.fix.why, f"{margin} = {safe}: ", f"{margin}   ")
            changes = self._fixes.of(finding.fix)
            for row in changes[:MOST_FIX_ROWS]:
                yield self._paint(replace(row, text=f"{margin}     {row.text}"))
            if len(changes) > MOST_FIX_ROWS:
                yield f"{margin}     … and {len(changes) - MOST_FIX_ROWS} more lines"
        if finding.article:
            yield f"{margin} = article: {finding.article}"

    def _requests(self) -> Iterator[str]:
        for request in self._report.requests:
            yield ""
            yield from self._request(request)

    def _request(self, request: Request) -> Iterator[str]:
        sends = "sends" if request.outcome is Sent.SENT else "does"
        title = f"What {client_name(request)} {sends} ({command_words(request)}, {holds_for(request)})"
        yield self._painted(title, "bold")
        if request.outcome is Sent.SENT or request.headers:
            yield f"  {printable(request.endpoint or 'an address that is not known')}{printable(request.path or '')}"
            longest = max((len(name) for name in request.headers), default=0)
            for name, source in request.headers.items():
                words = source_place(request, source)
                yield from self._wrapped(printable(words), f"    {name:<{longest}}  ", " " * (longest + 6))
            if not request.headers:
                yield "    without a credential"
            if request.model:
                yield f"    model {printable(request.model)}"
        if request.outcome is Sent.BLOCKED:
            says = "Gets no answer and says" if request.headers else "Sends nothing and says"
            yield from self._wrapped(f"{says}: {request.message or 'nothing'}", "  ", "    ")
        elif request.message and request.outcome is Sent.CANNOT_TELL:
            yield from self._wrapped(request.message, "  ", "    ")
        payer = request.payer
        known = CERTAINTIES[payer.certainty]
        who = payer.who if payer.who == known else f"{payer.who} ({known})"
        yield from self._wrapped(who, "  Who pays: ", "    ")
        if words := payer_words(request):
            yield from self._wrapped(words, "    ", "    ")
        if payer.source:
            yield from self._wrapped(f"{payer.source} (read {payer.read})", "    Source: ", "      ")
        if payer.settles:
            yield from self._wrapped(payer.settles, "    To be certain: ", "      ")
        yield from self._wrapped(f"({basis_words(request)})", "  ", "  ")

    def _mended(self) -> Iterator[str]:
        fixed = [f for f in self._report.findings if f.outcome is Outcome.FOUND and f.fix and f.fix.safe]
        if len(fixed) < 2:
            return
        for each in self._report.mended:
            yield ""
            yield self._painted(f"{printable(each.document)} with all safe fixes, checked again", "bold")
            for line in each.diff.split("\n"):
                if line:
                    role = {"+": "added", "-": "removed", "@": "place"}.get(line[0], "")
                    yield self._painted(f"  {printable(line)}", role)

    def _undecided(self) -> Iterator[str]:
        rest = [f for f in together(self._report.findings, self._report.requests) if f.outcome is not Outcome.FOUND]
        if rest:
            yield ""
        for finding in rest[:MOST_FINDINGS]:
            span = finding.primary.span if finding.primary else None
            place = f" ({printable(span.document)}:{span.line})" if span else ""
            yield from self._wrapped(finding.message + place, f"{finding.outcome.value}: ", "  ", role="cannot tell")

    def _silenced(self) -> Iterator[str]:
        """Name what the text says is meant as it is."""
        if self._report.silenced:
            yield ""
        for each in self._report.silenced[:MOST_FINDINGS]:
            yield from self._wrapped(f"{silenced_words(each)}.", "intended: ", "  ")

    def _unknowns(self) -> Iterator[str]:
        if not self._report.unknowns:
            return
        yield ""
        yield self._painted("What this text cannot show", "bold")
        for each in self._report.unknowns:
            place = f" ({each.span.document}:{each.span.line})" if each.span else ""
            yield from self._wrapped(f"{each.what}{place}. {each.why}", "  - ", "    ")
            yield f"      {printable(each.command)}"

    def _articles(self) -> Iterator[str]:
        """Name the articles that no finding above names: those that know the error message, or what is spoken of."""
        for why, title in _OTHER_ARTICLES:
            others = [each for each in self._report.articles if each.why == why]
            if others:
                yield ""
                yield self._painted(title, "bold")
                yield from (f"  {each.slug}" for each in others)

    def _masked(self) -> Iterator[str]:
        """Name what was masked, where it stood, and where it is revoked."""
        values = masked_values(self._report)
        if not values:
            return
        yield ""
        yield self._painted("What was masked", "bold")
        for value in values[:MOST_MASKED]:
            yield from self._wrapped(f"{sentence(value)} ({places(value.places)})", "  - ", "    ")
            if value.revoke:
                yield f"      {value.revoke}"
        if len(values) > MOST_MASKED:
            yield f"  … and {len(values) - MOST_MASKED} more."
        yield from self._wrapped(PUBLIC, "  ", "  ")

    def _wrapped(self, text: str, first: str = "", rest: str = "", *, role: str = "") -> list[str]:
        if not text.isprintable():
            text = printable(" ".join(text.split()))
        elif "  " in text or text[:1] == " " or text[-1:] == " ":  # no other blank can be printed
            text = " ".join(text.split())
        lines = wrap(text, self._width, first, rest)
        if role and lines and first:
            lines[0] = self._painted(first.rstrip(), role) + lines[0][len(first.rstrip()) :]
        return lines

    def _paint(self, row: Row) -> str:
        return self._painted(row.text, row.role)

    def _painted(self, text: str, role: str) -> str:
        code = _COLOURS.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and code else text


def _gutter(rows: Iterable[Row]) -> int:
    """Return the width of the line numbers of an excerpt."""
    return next((len(row.text) - len(row.text.lstrip()) for row in rows if row.role == "place"), 1)
