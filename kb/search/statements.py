"""What every search asks of the database, and every change of an article tells it, in plain SQL that both understand.

To write it, Django's query builder would take three times as long as the database takes to answer; Django's cursor, as
long again. So it is the driver that is asked, except where each query is to be logged.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

MESSAGES = "SELECT id, article_id, text, normalised FROM kb_errorsignature WHERE anchor IN ({})"
KNOWN_WORDS = "SELECT word FROM kb_searchword WHERE word IN ({})"
WORD_COUNTS = "SELECT word, documents FROM kb_searchword WHERE word IN ({})"
NEAR_WORDS = """
    SELECT near.variant, known.word, known.documents
    FROM kb_searchvariant near JOIN kb_searchword known ON known.id = near.word_id WHERE near.variant IN ({})
"""
COUNT_WORDS = "UPDATE kb_searchword SET documents = documents + 1 WHERE word IN ({})"


def ask(statement: str, keys: Collection[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one of these statements for these keys; none for no keys."""
    return fetch(*_with_keys(statement, keys)) if keys else []


def order(statement: str, keys: Collection[Any]) -> None:
    """Carry out one of these statements for these keys; nothing for no keys."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(*_with_keys(statement, keys))


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query, in which `%s` stands for each parameter."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.queries_logged:
        with own.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
    own.ensure_connection()
    with own.wrap_database_errors:
        if own.vendor == "sqlite":
            return own.connection.execute(_of_sqlite(sql), params).fetchall()
        with own.Database.Cursor(own.connection) as cursor:  # type: ignore[attr-defined]
            # Prepared, for the server would take as long again to plan it.
            return cursor.execute(sql, params, prepare=True).fetchall()


def _with_keys(statement: str, keys: Collection[Any]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":  # where a list is one parameter
        return statement.replace("IN ({})", "= ANY (%s)"), [list(keys)]
    return statement.format(", ".join(["%s"] * len(keys))), list(keys)


@lru_cache(maxsize=200)
def _of_sqlite(sql: str) -> str:
    return sql.replace("%s", "?")
