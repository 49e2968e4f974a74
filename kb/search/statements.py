"""The questions that every search puts to the database, in plain SQL that both databases understand.

To write them, Django's query builder would take three times as long as the database takes to answer.
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


def ask(statement: str, keys: Collection[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one of these statements for these keys; none for no keys."""
    if not keys:
        return []
    sql = statement.format(", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys] * statement.count("{"))
        return cursor.fetchall()
