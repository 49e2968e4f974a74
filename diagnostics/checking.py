"""The one door to a check, for the page and for programs: the same rules, the same masking, the same report.

What was pasted is decoded, measured and masked; only then does anything else see it. The raw text lives in the
arguments of one call and nowhere else: no row, session, cache, log or message holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.views.decorators.debug import sensitive_variables

from kb.models import Article, ErrorSignature

from . import counting
from .engine.analysis import analyse
from .engine.factsof import facts_of
from .engine.findings import Confidence, Finding, Login, Mode, Outcome, Reading, Report, Severity
from .engine.host import Host, System
from .engine.intake import AnalysisError, masked
from .engine.kinds import kind_of, kind_words
from .engine.limits import MAX_BYTES, MAX_LINES, InputError, Reason, read_bytes, read_text
from .engine.masking.secrets import mask_text
from .engine.pastes.handedfiles import as_read_by_others
from .engine.pastes.splitting import read_pastes
from .engine.readings import read_error
from .engine.signatures import match
from .engine.source import Document, Kind
from .loading import Unreadable, active_rules

MAX_NAME = 120
MAX_MESSAGE = 20_000
_STATUS = {Reason.TOO_LARGE: 413, Reason.NOT_TEXT: 415, Reason.EMPTY: 422, Reason.CREDENTIALS: 422}


@dataclass(frozen=True, slots=True)
class Pasted:
    """A document as it arrived: bytes of a file, or text of a form. Neither prints itself.

    `kind` overrules what name and text tell. `paste` and `first_line` are those of a part that was split off before.
    """

    name: str
    content: bytes | str = field(repr=False)
    kind: Kind | None = None
    paste: str = ""
    first_line: int = 1


class RefusedError(Exception):
    """A text that cannot be checked: the status of the answer, a sentence, and the line where it goes wrong."""

    def __init__(self, status: int, message: str, *, line: int = 0, document: str = "", wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait  # seconds, after which it may be tried again
        self.status = status
        self.message = message
        self.line = line
        self.document = document


@sensitive_variables()
def check(
    pasted: Sequence[Pasted],
    *,
    login: Login = Login.UNKNOWN,
    mode: Mode = Mode.PRINT,
    error: str = "",
    clients: Sequence[str] = (),
    system: System | None = None,
    counted: bool = True,
) -> Report:
    """Return the report on what was pasted, by all active rules; raise RefusedError where it cannot be read.

    `clients` are the ids of those to speak of; without any, the documents tell which they concern.
    `system` is the one that the documents are for; None: not said.
    `counted` False: this is no new check of somebody's file, so it is left out of what people are hitting.
    """
    try:
        documents = documents_of(pasted)
    except AnalysisError as failure:  # its words name a stage and a type, nothing of the text
        raise RefusedError(500, str(failure)) from None
    loaded = active_rules()
    is_prose = any(document.kind is Kind.TEXT for document in documents)
    known = known_messages() if error.strip() or is_prose else ()
    try:
        report = analyse(
            documents,
            rules=loaded.rules,
            login=login,
            mode=mode,
            error=error,
            signatures=known,
            clients=clients,
            measured=True,
            host=Host(system),
        )
    except InputError as refusal:
        raise RefusedError(_STATUS[refusal.reason], refusal.message, line=refusal.line or 0) from None
    except AnalysisError as failure:
        raise RefusedError(500, str(failure)) from None
    if counted:
        counting.count(report)
    crashed = tuple(_unreadable(rule) for rule in loaded.unreadable)
    return replace(report, findings=(*report.findings, *crashed))


@sensitive_variables()
def masked_text(name: str, text: str) -> str:
    """Return a text with its secrets masked, to be shown again to who sent it."""
    name = _name(name)
    documents, _ = masked([Document(name, text)])
    return documents[0].text


def known_messages() -> tuple[tuple[str, str], ...]:
    """Return the error messages that published articles know, as pairs of slug and message."""
    rows = ErrorSignature.objects.filter(article__in=Article.objects.published())
    return tuple(rows.order_by("pk").values_list("article__slug", "text"))


@sensitive_variables()
def explain(message: str) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Return what an error message means, whoever saw it, and the slugs of the articles that know it."""
    said = mask_text(message[:MAX_MESSAGE])
    nothing = facts_of((), login=Login.UNKNOWN, mode=Mode.PRINT)
    return read_error(said, nothing), tuple(each.slug for each in match(said, known_messages()))


@sensitive_variables()
def documents_of(pasted: Sequence[Pasted]) -> list[Document]:
    """Return the documents that were pasted, masked first; then a paste that mixes several is split into its parts.

    Raises RefusedError where one cannot be read, AnalysisError where masking stopped.
    """
    read = [_read(entry) for entry in pasted]
    if sum(len(document.text.encode()) for document in read) > MAX_BYTES:
        raise RefusedError(413, f"Together the texts have more than {MAX_BYTES // 1024} KB, the most that is read.")
    if sum(document.line_count for document in read) > MAX_LINES:
        raise RefusedError(413, f"Together the texts have more than {MAX_LINES:,} lines, the most that is read.")
    documents: list[Document] = []
    for entry, document in zip(pasted, masked(read)[0], strict=True):
        if entry.paste and entry.kind is not None:
            part = replace(document, kind=entry.kind, first_line=entry.first_line, paste=_name(entry.paste))
            documents.append(part)
        else:
            pastes = [(document.name, document.text, entry.kind)]
            documents += read_pastes(pastes, taken={each.name for each in documents})
    return list(as_read_by_others(documents))


@sensitive_variables()
def _read(entry: Pasted) -> Document:
    """Return what was pasted as a text with a name, not masked yet; raise RefusedError where it is no text."""
    name = _name(entry.name)
    try:
        text = read_text(name, entry.content) if isinstance(entry.content, str) else read_bytes(name, entry.content)
    except InputError as refusal:
        raise RefusedError(_STATUS[refusal.reason], refusal.message, line=refusal.line or 0, document=name) from None
    return Document(name, text)


def kind_named(word: str) -> Kind | None:
    """Return the kind of that name, None for none; raise RefusedError where there is no such kind."""
    if not word:
        return None
    found = kind_of(word)
    if found is None:
        raise RefusedError(422, f"“kind” is one of: {', '.join(kind_words())}.")
    return found


def _name(name: str) -> str:
    """Return a document's name fit to be shown: one line, not long, nothing secret."""
    shown = mask_text(name[:MAX_MESSAGE])
    words = " ".join("".join(c if c.isprintable() else " " for c in shown).split())
    return words[:MAX_NAME] or "~/.zshrc"


def _unreadable(rule: Unreadable) -> Finding:
    """Say in the report that a rule could not be run, and that it is no fault of the person's."""
    return Finding(
        rule.code,
        rule.name,
        Outcome.CRASHED,
        Severity.NOTICE,
        Confidence.CERTAIN,
        f"The rule {rule.code} could not be read, so it was not run. That is our fault, not your file's.",
        "",
        None,
    )
