"""Keep a report for thirty days under an address that nobody can guess: masked documents only, and only if asked to."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .checking import Pasted, RefusedError, check
from .engine.findings import Login, Mode, Report
from .engine.kinds import kind_of
from .engine.limits import MAX_LINES
from .engine.secrets import mask_text
from .engine.source import Document
from .models import SharedReport

DAYS = 30
TOMBSTONE_DAYS = 365
MAX_DOCUMENTS = 80  # parts of a paste are documents
MAX_ERROR = 8_000


def payload(report: Report) -> str:
    """Return the report's documents as JSON for the form that shares it; they are masked already."""
    return json.dumps([_entry(document) for document in report.documents], ensure_ascii=False)


def _entry(document: Document) -> dict[str, str | int]:
    """Return a masked document as it is kept: with its kind, and where in a paste it stood."""
    entry: dict[str, str | int] = {"name": document.name, "text": document.text, "kind": document.kind.value}
    return entry | ({"paste": document.paste, "first_line": document.first_line} if document.paste else {})


@sensitive_variables()
def share(documents: str, *, login: Login, mode: Mode, error: str) -> tuple[SharedReport, str]:
    """Check and mask once more what `payload` gave, keep it, and return the row and the token that deletes it.

    Raises RefusedError where it is no such text or cannot be checked.
    """
    report = check(_pasted(documents), login=login, mode=mode, error=error[:MAX_ERROR], counted=False)
    _purge()
    token = secrets.token_urlsafe(16)
    row = SharedReport.objects.create(
        key=secrets.token_urlsafe(12),
        documents=[_entry(document) for document in report.documents],
        login=login.value,
        mode=mode.value,
        error=mask_text(error[:MAX_ERROR]),
        expires=timezone.now() + dt.timedelta(days=DAYS),
        delete_digest=_digest(token),
    )
    return row, token


def report_of(row: SharedReport) -> Report:
    """Return the report on the kept documents, by the rules of today."""
    return check(
        [_of_entry(entry) for entry in row.documents],
        login=Login(row.login),
        mode=Mode(row.mode),
        error=row.error,
        counted=False,
    )


def is_gone(row: SharedReport) -> bool:
    """Tell whether it was deleted or its time is over."""
    return row.is_deleted or row.expires <= timezone.now()


def delete(row: SharedReport, token: str) -> bool:
    """Delete what was kept if the token is the right one, and tell whether it was."""
    if not hmac.compare_digest(_digest(token), row.delete_digest):
        return False
    row.documents, row.error, row.is_deleted = [], "", True
    row.save(update_fields=["documents", "error", "is_deleted"])
    return True


def _purge() -> None:
    """Forget the documents whose time is over, and after a year that they were there."""
    now = timezone.now()
    SharedReport.objects.filter(expires__lte=now).exclude(documents=[]).update(documents=[], error="")
    SharedReport.objects.filter(expires__lte=now - dt.timedelta(days=TOMBSTONE_DAYS)).delete()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@sensitive_variables()
def _pasted(documents: str) -> Sequence[Pasted]:
    refusal = RefusedError(422, "This is no report to share. Check the file again, then share it from its report.")
    try:
        entries = json.loads(documents)
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_DOCUMENTS:
        raise refusal
    found = []
    for entry in entries:
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("name", "text")):
            raise refusal
        found.append(_of_entry(entry))
    return found


@sensitive_variables()
def _of_entry(entry: Mapping[str, object]) -> Pasted:
    """Return a kept document; what is no kind or no number counts as not given."""
    kind, paste, line = entry.get("kind"), entry.get("paste"), entry.get("first_line")
    return Pasted(
        str(entry["name"]),
        str(entry["text"]),
        kind_of(kind) if isinstance(kind, str) else None,
        paste if isinstance(paste, str) else "",
        line if isinstance(line, int) and 0 < line <= MAX_LINES else 1,
    )
