"""Match and rank on SQLite, by FTS5."""

from django.db import connection

from .query import Term

CANDIDATES = 2_000
# Title, signatures, answer, body: the same order and, about, the same weights as on PostgreSQL.
RANK = "bm25(kb_searchindex, 10.0, 8.0, 4.0, 1.0)"


def ranked(terms: tuple[Term, ...], *, every: bool, within: tuple[str, tuple[str | int, ...]] | None) -> list[int]:
    """Return the ids of the articles in which every term (or any) stands, the best first.

    `within` is a sub-query, with its parameters, for the ids that are allowed. The number of candidates that are ranked
    is bounded, so a word that stands everywhere costs no more than others.
    """
    match = (" AND " if every else " OR ").join(_expression(term) for term in terms)
    allowed, params = (f"AND rowid IN ({within[0]})", within[1]) if within else ("", ())
    sql = f"""
        SELECT id FROM (
            SELECT rowid AS id, {RANK} AS rank FROM kb_searchindex
            WHERE kb_searchindex MATCH %s {allowed} ORDER BY rowid DESC LIMIT {CANDIDATES}
        ) ORDER BY rank, id DESC
    """  # noqa: S608, nothing of a person's text is in it
    with connection.cursor() as cursor:
        cursor.execute(sql, (match, *params))
        return [row[0] for row in cursor.fetchall()]


def _expression(term: Term) -> str:
    # The words are letters and digits only; inside double quotes FTS5 reads them as words and as nothing else.
    return f'"{" ".join(term.words)}"{" *" if term.is_open else ""}'
