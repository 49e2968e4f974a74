"""Keep a report for thirty days under an address that nobody can guess: masked documents only, and only if asked to."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .checking import Pasted, RefusedError, check
from .engine.findings import Login, Mode, Report
from .engine.secrets import mask_text
from .models import SharedReport

DAYS = 30
TOMBSTONE_DAYS = 365
MAX_DOCUMENTS = 20
MAX_ERROR = 8_000


def payload(report: Report) -> str:
    """Return the report's documents as JSON for the form that shares it; they are masked already."""
    entries = [{"name": document.name, "text": document.text} for document in report.documents]
    return json.dumps(entries, ensure_ascii=False)


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
        documents=[{"name": document.name, "text": document.text} for document in report.documents],
        login=login.value,
        mode=mode.value,
        error=mask_text(error[:MAX_ERROR]),
        expires=timezone.now() + dt.timedelta(days=DAYS),
        delete_digest=_digest(token),
    )
    return row, token


def report_of(row: SharedReport) -> Report:
    """Return the report on the kept documents, by the rules of today."""
    pasted = [Pasted(entry["name"], entry["text"]) for entry in row.documents]
    return check(pasted, login=Login(row.login), mode=Mode(row.mode), error=row.error, counted=False)


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
        found.append(Pasted(entry["name"], entry["text"]))
    return found
