"""Match and rank on PostgreSQL, by tsvector."""

from django.db import connection

from .query import Term

CANDIDATES = 2_000
# D, C, B, A: body, answer, signatures, title.
RANK = "ts_rank_cd('{0.1, 0.4, 0.8, 1.0}', vector, query, 1)"


def ranked(terms: tuple[Term, ...], *, every: bool, within: tuple[str, tuple[str | int, ...]] | None) -> list[int]:
    """Return the ids of the articles in which every term (or any) stands, the best first; as on SQLite."""
    match = (" & " if every else " | ").join(_expression(term) for term in terms)
    allowed, params = (f"AND article_id IN ({within[0]})", within[1]) if within else ("", ())
    sql = f"""
        SELECT id FROM (
            SELECT article_id AS id, {RANK} AS rank
            FROM (
                SELECT article_id, vector, query FROM kb_searchdocument, to_tsquery('simple', %s) AS query
                WHERE vector @@ query {allowed} LIMIT {CANDIDATES}
            ) AS candidates
        ) AS found ORDER BY rank DESC, id DESC
    """  # noqa: S608, nothing of a person's text is in it
    with connection.cursor() as cursor:
        cursor.execute(sql, (match, *params))
        return [row[0] for row in cursor.fetchall()]


def _expression(term: Term) -> str:
    *most, last = (f"'{word}'" for word in term.words)
    return "(" + " <-> ".join([*most, f"{last}:*" if term.is_open else last]) + ")"
