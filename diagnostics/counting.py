"""Count what people are hitting: each found rule once a check and hour, each article that a report leads to once a day,
and how many checks led to nothing.

Numbers only. A check whose numbers cannot be written is answered all the same.
"""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kb.models import record_checks

from .engine.findings import Outcome, Report
from .models import CheckDay, HitHour

KEPT_HOURS = 24 * 30
SEVERAL, MESSAGE = "several files", "an error message"
log = logging.getLogger("verdict.counting")


def count(report: Report) -> None:
    """Add one report to the counters of this hour and day."""
    hour = int(time.time()) // 3600
    codes = sorted({finding.rule for finding in report.findings if finding.outcome is Outcome.FOUND})
    try:
        with transaction.atomic():
            for code in codes:
                _add_one(code, hour)
            record_checks((article.slug for article in report.articles), timezone.localdate())
            _add_check(_kind(report), is_unmatched=not codes and not report.articles)
            if codes and hour % 24 == 0:
                HitHour.objects.filter(hour__lt=hour - KEPT_HOURS).delete()
    except DatabaseError as error:
        log.warning("A check was not counted: %s", type(error).__name__)


def _kind(report: Report) -> str:
    """Return what was pasted, as one word of a closed list: nothing of the text is in it."""
    kinds = {document.kind.value for document in report.documents}
    return SEVERAL if len(kinds) > 1 else next(iter(kinds), MESSAGE)


def _add_check(kind: str, *, is_unmatched: bool) -> None:
    """Add one check to its day, in one statement."""
    table = connection.ops.quote_name(CheckDay._meta.db_table)
    statement = (
        f"INSERT INTO {table} (day, kind, checks, unmatched) VALUES (%s, %s, 1, %s) "  # noqa: S608 -- its own name
        f"ON CONFLICT (day, kind) DO UPDATE SET checks = {table}.checks + 1, unmatched = {table}.unmatched + %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [timezone.localdate(), kind, int(is_unmatched), int(is_unmatched)])


def _add_one(code: str, hour: int) -> None:
    """Add one in one statement, which two processes cannot do at the same time."""
    table = connection.ops.quote_name(HitHour._meta.db_table)
    statement = (
        f"INSERT INTO {table} (code, hour, count) VALUES (%s, %s, 1) "  # noqa: S608 -- the table's own name
        f"ON CONFLICT (code, hour) DO UPDATE SET count = {table}.count + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [code, hour])
