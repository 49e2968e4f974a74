"""Keep a report for thirty days under an address that nobody can guess: masked documents only, and only if asked to."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from .carrying import check_again, entry, of_entry
from .checking import check
from .engine.findings import Login, Mode, Report
from .engine.host import System
from .engine.masking.secrets import mask_text
from .models import SharedReport

DAYS = 30
TOMBSTONE_DAYS = 365


@sensitive_variables()
def share(fields: Mapping[str, str]) -> tuple[SharedReport, str]:
    """Check and mask once more what a report's page carried, keep it, and return the row and the token that deletes it.

    Raises RefusedError where it is no such text or cannot be checked.
    """
    report, login, mode, error = check_again(fields)
    _purge()
    token = secrets.token_urlsafe(16)
    row = SharedReport.objects.create(
        key=secrets.token_urlsafe(12),
        documents=[entry(document) for document in report.documents],
        login=login.value,
        mode=mode.value,
        system=report.system.value if report.system else "",
        error=mask_text(error),
        expires=timezone.now() + dt.timedelta(days=DAYS),
        delete_digest=_digest(token),
    )
    return row, token


def report_of(row: SharedReport) -> Report:
    """Return the report on the kept documents, by the rules of today."""
    return check(
        [of_entry(kept) for kept in row.documents],
        login=Login(row.login),
        mode=Mode(row.mode),
        error=row.error,
        system=System(row.system) if row.system else None,
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
