"""One number that changes with every change of what readers see; the page cache is keyed by it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save

NUMBER = "SELECT number FROM kb_contentversion WHERE id = 1"
STATEMENT = b"verdict_content_version"

_waiting: ContextVar[list[bool] | None] = ContextVar("waiting", default=None)


class ContentVersion(models.Model):
    """The number: one row, made by its migration, raised in the transaction of the change itself."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class OwnConnection:
    """A connection to PostgreSQL that asks for the number and for nothing else, shared by a process's threads.

    To take a connection from Django's pool and give it back costs more than all else that a kept page needs. The
    connection commits each statement by itself, so it sees every change that is committed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._begun = 0  # questions
        self._number = 0

    def number(self) -> int:
        """Return the number; raises the driver's error where the database does not answer at once or anew."""
        seen = self._begun
        with self._lock:
            if self._begun > seen:
                # While this one waited another began to ask, and was answered: as new as an answer of its own.
                return self._number
            self._begun += 1
            try:
                self._number = self._ask_twice()
            except BaseException:
                self._begun -= 1
                raise
            return self._number

    def _ask_twice(self) -> int:
        driver: Any = connection.Database  # type: ignore[attr-defined]
        try:
            return self._ask(driver)
        except driver.Error:  # it was cut meanwhile, or its statement was forgotten
            self._close()
            return self._ask(driver)

    def _ask(self, driver: Any) -> int:
        """Ask by a statement that the server has prepared; a cursor of the driver would cost four times as much."""
        if self._connection is None:
            self._connection = driver.connect(**connection.get_connection_params(), autocommit=True)
            self._checked(driver, self._connection.pgconn.prepare(STATEMENT, NUMBER.encode()))
        result = self._checked(driver, self._connection.pgconn.exec_prepared(STATEMENT, ()))
        return int(result.get_value(0, 0)) if result.ntuples else 0

    def _checked(self, driver: Any, result: Any) -> Any:
        if result.status not in (driver.pq.ExecStatus.COMMAND_OK, driver.pq.ExecStatus.TUPLES_OK):
            raise driver.errors.error_from_result(result)
        return result

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


_own = OwnConnection()


def content_version() -> int:
    """Return the number as it is now, in one short query; 0 before the first migration."""
    if settings.VERSION_CONNECTION and connection.vendor == "postgresql" and connection.connection is None:
        with connection.wrap_database_errors:
            return _own.number()
    if connection.vendor == "sqlite" and not connection.queries_logged:
        connection.ensure_connection()
        with connection.wrap_database_errors:  # Django's cursor would cost more than the query
            row = connection.connection.execute(NUMBER).fetchone()
    else:
        with connection.cursor() as cursor:
            cursor.execute(NUMBER)
            row = cursor.fetchone()
    return int(row[0]) if row else 0


@contextmanager
def raised_once() -> Iterator[None]:
    """Raise the number once, at the end, however much is saved within. For the inside of a transaction.

    After an error it is not raised, since nothing was saved either.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: list[bool] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        raise_content_version()


def raise_content_version(**kwargs: Any) -> None:
    """Raise the number; to be called within the transaction of a change that no signal tells, such as an `update`."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(True)
        return
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1})


def watch(*watched: type[models.Model]) -> None:
    """Raise the number whenever a row of these models, or a many-to-many table of theirs, changes."""
    for model in watched:
        name = model._meta.label
        post_save.connect(raise_content_version, sender=model, dispatch_uid=f"version-save-{name}")
        post_delete.connect(raise_content_version, sender=model, dispatch_uid=f"version-delete-{name}")
        for field in model._meta.many_to_many:
            through = field.remote_field.through
            m2m_changed.connect(raise_content_version, sender=through, dispatch_uid=f"version-{name}-{field.name}")
