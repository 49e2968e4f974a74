"""Match and rank on PostgreSQL, by tsvector."""

from django.db import connection
from django.db.models import Q

from . import ranking
from .query import Term
from .ranking import Ranked, Within, in_tiers

# D, C, B, A: body, answer, signatures, title.
WEIGHTS = "{0.1, 0.4, 0.8, 1.0}"
# The planner believes that to read a vector costs nothing, and would read all of them rather than the index.
BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
AS_BEFORE = "SET LOCAL enable_seqscan = DEFAULT; SET LOCAL jit = DEFAULT"


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int) -> Ranked:
    """Return the articles in which every term stands, the best first; as on SQLite."""
    match = " & ".join(map(_expression, terms))
    heads = _best("head", match, ranking.HEADS, within)
    return in_tiers(heads, lambda: _best("vector", match, ranking.WHOLES, within), enough=enough)


def with_any(terms: tuple[Term, ...], *, within: Within | None, most: int) -> list[int]:
    """Return the articles in which a term stands, the best first; as on SQLite."""
    match = " | ".join(map(_expression, terms))
    # Where words need not stand together, how near they stand says little and costs twice as much.
    return _best("vector", match, ranking.LOOSE, within, rank="ts_rank")[:most]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so: LIKE, which has an index of its own."""
    return Q(word__startswith=beginning)


def _best(vector: str, match: str, most: int, within: Within | None, *, rank: str = "ts_rank_cd") -> list[int]:
    allowed, params = (f"AND article_id IN ({within.sql})", within.params) if within else ("", ())
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT article_id FROM kb_searchdocument WHERE {vector} @@ to_tsquery('simple', %s) {allowed}
        ), newest AS MATERIALIZED (
            SELECT article_id FROM found ORDER BY article_id DESC LIMIT {most}
        )
        SELECT article_id FROM newest JOIN kb_searchdocument USING (article_id)
        ORDER BY {rank}('{WEIGHTS}', {vector}, to_tsquery('simple', %s), 1) DESC, article_id DESC
    """  # noqa: S608, nothing of a person's text is in it
    with connection.cursor() as cursor:
        cursor.execute(f"{BY_INDEX}; {sql}; {AS_BEFORE}", (match, *params, match))
        while cursor.description is None:
            cursor.nextset()
        return [row[0] for row in cursor.fetchall()]


def _expression(term: Term) -> str:
    *most, last = (f"'{word}'" for word in term.words)
    return "(" + " <-> ".join([*most, f"{last}:*" if term.is_open else last]) + ")"
