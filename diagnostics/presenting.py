"""What the report's page shows, worked out from a report: pure, so that the template only places it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from .applying import choice, file_name, told
from .carrying import LONG
from .drawing import Drawing, Strand, draw, draw_narrow
from .engine.clients import CLIENT_NAMES
from .engine.findings import Certainty, Finding, Fix, Login, Note, Outcome, Report, Request, Sent, Silenced, Unknown
from .engine.rendering.words import (
    basis_words,
    command_words,
    is_name,
    login_words,
    payer_words,
    read_as,
    source_name,
    system_words,
)
from .engine.rules.silencing import comment_for
from .engine.source import Document, Span, where
from .engine.values import MASK
from .headline import first_sentence, without_finding
from .reportcounts import findings_counted, masks_counted
from .showndiffs import DiffLine, diff_lines, fix_diff
from .shownenvironment import ShownEnvironment, shown_environment
from .shownlines import Excerpt, Fold, ShownLine, Underline, excerpts, folded, whole

MOST_FINDINGS = 60  # shown in full; the rest is counted, and stays marked in the file
MOST_NOTES = 12  # related places shown with one finding
MOST_DECIDING = 4  # lines that decide who pays, in the verdict

LOGINS = {
    Login.SUBSCRIPTION: "if you are logged in with a Claude subscription",
    Login.CONSOLE: "if you are logged in with a Console account",
    Login.NONE: "if you are not logged in",
    Login.UNKNOWN: "whatever your login",
}
CERTAINTIES = {
    Certainty.MEASURED: "measured: only this credential is sent, to its own vendor",
    Certainty.DOCUMENTED: "documented: the vendor says so",
    Certainty.REPORTED: "reported: people’s bills say so",
    Certainty.CANNOT_TELL: "cannot be told from the files",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line that can be gone to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A title and where it leads."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding, ready to be placed."""

    anchor: str
    finding: Finding
    word: str  # "Error" · "Warning" · "Notice" · "Cannot tell" · "Failed"
    tone: str  # the class of its colour
    excerpts: tuple[Excerpt, ...]
    more_notes: int
    diff: tuple[DiffLine, ...]
    change: str  # what its fix is for, in a sentence
    changed: str  # and where: "line 1, line 2"
    choice: str  # the word that applies this fix alone; "" where there is none
    fixable: int  # findings of the same rule with a fix: more than one can be applied together
    silence: str  # the comment that silences it; "" where its format has no comments
    place: Place | None
    rule: Titled | None
    article: Titled | None


@dataclass(frozen=True, slots=True)
class ShownHeader:
    """One header of the request: what it carries, and the line that sets it."""

    name: str
    source: str
    is_name: bool  # the source is a variable's name
    place: Place | None


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """What the client would send, ready to be placed."""

    request: Request
    client: str
    command: str
    basis: str
    login: str
    is_sent: bool
    is_blocked: bool
    headers: tuple[ShownHeader, ...]
    certainty: str
    payer_words: str  # on who pays, without what is said above it
    payer_lines: tuple[tuple[Place, str], ...]
    drawings: tuple[Drawing, ...]  # of a request that is sent: one for a wide place, one for a narrow one


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One whole document with its marks."""

    document: Document
    anchor: str
    lines: tuple[ShownLine | Fold, ...]
    mended: str
    diff: tuple[DiffLine, ...]
    has_masks: bool  # so that a file of it is no replacement yet
    file_name: str  # under which it is saved

    @property
    def read_as(self) -> str:
        """As what it was read: "read as zsh", "not read as code"."""
        return read_as(self.document)

    @property
    def is_mended_long(self) -> bool:
        """Whether the mended text is shown on a page of its own, where nothing on the report's page reads it."""
        return len(self.mended) > LONG


@dataclass(frozen=True, slots=True)
class ShownSilenced:
    """A finding that a comment in the text silences."""

    finding: Finding
    rule: Titled | None
    place: Place | None
    comment: Place | None
    reason: str


@dataclass(frozen=True, slots=True)
class ShownReport:
    """The report's page."""

    report: Report
    headline: str  # the first sentence of the verdict
    details: str  # the rest of it, without the finding that is shown in full below
    deciding: tuple[tuple[Place, str], ...]  # the lines that decide who pays
    change: ShownFinding | None  # the gravest finding with a fix
    findings: tuple[ShownFinding, ...]
    more_findings: int
    crashed: tuple[Finding, ...]
    silenced: tuple[ShownSilenced, ...]
    counts: str
    requests: tuple[ShownRequest, ...]
    clients: tuple[str, ...]  # their names, in the order of the requests
    environment: ShownEnvironment[Place]
    documents: tuple[ShownDocument, ...]
    passed: tuple[Titled, ...]
    not_applicable: tuple[Titled, ...]
    unknowns: tuple[tuple[Unknown, Place | None], ...]
    masked: str
    articles: tuple[tuple[Titled, str], ...]
    line_count: int
    system: str


class Presenter:
    """Works a report out for the page. `rules` and `articles` give titles and addresses by code and by slug."""

    def __init__(self, report: Report, rules: Mapping[str, Titled], articles: Mapping[str, Titled]) -> None:
        self.report = report
        self.rules = rules
        self.articles = articles
        self.numbers = {document.name: number for number, document in enumerate(report.documents, 1)}
        self._diffs: dict[int, tuple[DiffLine, ...]] = {}
        self._referred: dict[str, set[int]] = {document.name: set() for document in report.documents}
        everything = told(report)
        self.told = everything[:MOST_FINDINGS]
        self.rest = everything[MOST_FINDINGS:]
        self.fixable = Counter(finding.rule for finding in everything if finding.fix)
        self.shown = tuple(self._finding(number, finding) for number, finding in enumerate(self.told, 1))

    def present(self) -> ShownReport:
        """Return everything that the page shows."""
        report = self.report
        headline, details = first_sentence(report.verdict.sentence)
        shown = ShownReport(
            report=report,
            headline=headline,
            details=without_finding(details, report.findings),
            deciding=self._deciding(),
            change=next((each for each in self.shown if each.diff), None),
            findings=self.shown,
            more_findings=len(self.rest),
            crashed=tuple(finding for finding in report.findings if finding.outcome is Outcome.CRASHED),
            silenced=tuple(self._silenced(each) for each in report.silenced[:MOST_FINDINGS]),
            counts=findings_counted(report),
            requests=tuple(self._request(request) for request in report.requests),
            clients=tuple(dict.fromkeys(CLIENT_NAMES[request.client] for request in report.requests)),
            environment=shown_environment(report, self._place, self._folded_place),
            documents=(),
            passed=self._titled(report.passed),
            not_applicable=self._titled(report.not_applicable),
            unknowns=tuple((unknown, self._place(unknown.span)) for unknown in report.unknowns),
            masked=masks_counted(report),
            articles=self._articles(),
            system=system_words(self.report),
            line_count=sum(document.line_count for document in report.documents),
        )
        # The files come last: now it is known to which of their lines the rest refers.
        return replace(shown, documents=self._documents())

    def _deciding(self) -> tuple[tuple[Place, str], ...]:
        """Return the lines that decide who pays for the first request that is sent, each with what it does."""
        sent = next((request for request in self.report.requests if request.payer.lines), None)
        notes = sent.payer.lines[:MOST_DECIDING] if sent else ()
        return tuple((place, note.text) for note in notes if (place := self._place(note.span)) is not None)

    def _finding(self, number: int, finding: Finding) -> ShownFinding:
        anchor = f"F{number}"
        notes = [finding.primary, *finding.related] if finding.primary else list(finding.related)
        kept = notes[:MOST_NOTES]
        tone = _tone(finding)
        marks = [
            Underline(note.span, tone, note.text, self._href(note.span), finding.rule, note is finding.primary)
            for note in kept
        ]
        return ShownFinding(
            anchor=anchor,
            finding=finding,
            word="Cannot tell" if finding.outcome is Outcome.CANNOT_TELL else finding.severity.value.capitalize(),
            tone=tone,
            excerpts=excerpts(self.report.documents, marks),
            more_notes=len(notes) - len(kept),
            diff=self._diff(finding.fix) if finding.fix else (),
            change=first_sentence(finding.fix.why)[0] if finding.fix else "",
            changed=self._changed(finding.fix) if finding.fix else "",
            choice=choice(number, finding) if finding.fix else "",
            fixable=self.fixable[finding.rule],
            silence=comment_for(finding, self.report.documents) if finding.outcome is Outcome.FOUND else "",
            place=self._place(finding.primary.span) if finding.primary else None,
            rule=self.rules.get(finding.rule),
            article=self.articles.get(finding.article),
        )

    def _diff(self, fix: Fix) -> tuple[DiffLine, ...]:
        """Return a fix as a diff, worked out once: the findings of a rule may share one for a whole file."""
        if id(fix) not in self._diffs:
            self._diffs[id(fix)] = fix_diff(self.report.documents, fix)
        return self._diffs[id(fix)]

    def _changed(self, fix: Fix) -> str:
        """Return the lines that a fix changes, "line 1, line 2"; of many, the first ones."""
        documents = {document.name: document for document in self.report.documents}
        spans = [documents[edit.document].span(edit.begin, edit.begin) for edit in fix.edits]
        places = list(dict.fromkeys(where(span, self.report.documents) for span in spans))
        return ", ".join([*places[:MOST_DECIDING], *(["…"] if len(places) > MOST_DECIDING else [])])

    def _silenced(self, silenced: Silenced) -> ShownSilenced:
        finding = silenced.finding
        place = self._place(finding.primary.span) if finding.primary else None
        return ShownSilenced(finding, self.rules.get(finding.rule), place, self._place(silenced.span), silenced.reason)

    def _request(self, request: Request) -> ShownRequest:
        headers = tuple(
            ShownHeader(
                name,
                source_name(request, source),
                is_name(request, source),
                self._place(request.evidence.get(source)),
            )
            for name, source in request.headers.items()
        )
        return ShownRequest(
            request=request,
            client=CLIENT_NAMES[request.client],
            command=command_words(request),
            basis=basis_words(request),
            login=_login(request),
            is_sent=request.outcome is Sent.SENT,
            is_blocked=request.outcome is Sent.BLOCKED,
            headers=headers,
            certainty=_certainty(request),
            payer_words=payer_words(request),
            payer_lines=tuple(
                (place, note.text) for note in request.payer.lines if (place := self._place(note.span)) is not None
            ),
            drawings=self._drawings(request, headers) if request.outcome is Sent.SENT and request.endpoint else (),
        )

    def _drawings(self, request: Request, headers: Sequence[ShownHeader]) -> tuple[Drawing, ...]:
        """Draw the way from the lines to the payer."""
        strands = [
            Strand(
                header.place.text if header.place else "",
                header.source,
                f"header {header.name}",
            )
            for header in headers
        ]
        if request.address and (place := self._place(request.evidence.get(request.address))):
            strands.append(Strand(place.text, source_name(request, request.address), "address"))
        host = (request.endpoint or "").partition("://")[2] or "the client’s own host"
        return draw(strands, host, request.payer.who), draw_narrow(strands, host, request.payer.who)

    def _documents(self) -> tuple[ShownDocument, ...]:
        marks = [
            Underline(note.span, shown.tone, note.text, f"#{shown.anchor}", shown.finding.rule, is_primary)
            for shown in self.shown
            for note, is_primary in _notes(shown.finding)
        ]
        marks += [
            Underline(finding.primary.span, _tone(finding), finding.message, "#findings", finding.rule)
            for finding in self.rest
            if finding.primary
        ]
        mended = {entry.document: entry for entry in self.report.mended}
        masked_lines: dict[str, set[int]] = {}
        for mask in self.report.masks:
            masked_lines.setdefault(mask.span.document, set()).add(mask.span.line)
        by_document = {name: list(found) for name, found in groupby(sorted(marks, key=_document_of), key=_document_of)}
        shown = []
        for document in self.report.documents:
            number = self.numbers[document.name]
            entry = mended.get(document.name)
            shown.append(
                ShownDocument(
                    document,
                    f"D{number}",
                    folded(
                        whole(document, by_document.get(document.name, ()), f"L{number}-"),
                        self._referred[document.name] | masked_lines.get(document.name, set()),
                    ),
                    entry.text if entry else "",
                    diff_lines(entry.diff) if entry else (),
                    MASK.search(document.text) is not None,
                    file_name(document.name),
                )
            )
        return tuple(shown)

    def _titled(self, codes: Sequence[str]) -> tuple[Titled, ...]:
        return tuple(self.rules.get(code) or Titled(code, "") for code in codes)

    def _articles(self) -> tuple[tuple[Titled, str], ...]:
        return tuple(
            (self.articles[entry.slug], entry.why) for entry in self.report.articles if entry.slug in self.articles
        )

    def _place(self, span: Span | None) -> Place | None:
        """Return the place of a line, which then is not folded away."""
        place = self._folded_place(span)
        if span is not None and place is not None:
            self._referred[span.document].add(span.line)
        return place

    def _folded_place(self, span: Span | None) -> Place | None:
        """Return the place of a line that may be folded away: of a long file the lines that concern nobody."""
        if span is None or span.document not in self.numbers:
            return None
        return Place(where(span, self.report.documents), self._href(span))

    def _href(self, span: Span) -> str:
        return f"#L{self.numbers.get(span.document, 1)}-{span.line}"


def _certainty(request: Request) -> str:
    """Return how it is known who pays; where nobody does, nothing is sent that could be charged."""
    payer = request.payer
    return payer.certainty.value if payer.who == "nobody" else CERTAINTIES[payer.certainty]


def _login(request: Request) -> str:
    """Return the login for which a request holds: "if you are logged in with ChatGPT"."""
    login = "whatever your login" if request.login is Login.UNKNOWN else f"if you are {login_words(request)}"
    return f"typed as {request.typed}, {login}" if request.typed else login


def _notes(finding: Finding) -> list[tuple[Note, bool]]:
    primary = [(finding.primary, True)] if finding.primary else []
    return [*primary, *((note, False) for note in finding.related[:MOST_NOTES])]


def _tone(finding: Finding) -> str:
    return "unknown" if finding.outcome is Outcome.CANNOT_TELL else finding.severity.value


def _document_of(mark: Underline) -> str:
    return mark.span.document
