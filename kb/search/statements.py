"""What every search asks of the database, and every change of an article tells it, in plain SQL that both understand.

To write it, Django's query builder would take three times as long as the database takes to answer.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection

MESSAGES = "SELECT id, article_id, text, normalised FROM kb_errorsignature WHERE anchor IN ({})"
FACTS = """
    SELECT id, kb_article.title, slug, confidence, fixed_in, text, verified.last_on, verified.last_until
    FROM kb_article
    LEFT JOIN kb_searchdocument document ON document.article_id = id
    LEFT JOIN (
        SELECT article_id, MAX("on") AS last_on, MAX(until) AS last_until
        FROM kb_verificationrecord WHERE article_id IN ({0}) GROUP BY article_id
    ) verified ON verified.article_id = id
    WHERE id IN ({0})
"""
TOPICS = """
    SELECT article_id, title FROM kb_article_topics JOIN kb_topic ON kb_topic.id = topic_id
    WHERE article_id IN ({}) ORDER BY position, title
"""
KNOWN_WORDS = "SELECT word FROM kb_searchword WHERE word IN ({})"
COUNT_WORDS = "UPDATE kb_searchword SET documents = documents + 1 WHERE word IN ({})"


def ask(statement: str, keys: Collection[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one of these statements for these keys; none for no keys."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_with_keys(statement, keys))
        return cursor.fetchall()


def order(statement: str, keys: Collection[Any]) -> None:
    """Carry out one of these statements for these keys; nothing for no keys."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(*_with_keys(statement, keys))


def _with_keys(statement: str, keys: Collection[Any]) -> tuple[str, list[Any]]:
    return statement.format(", ".join(["%s"] * len(keys))), [*keys] * statement.count("{")
