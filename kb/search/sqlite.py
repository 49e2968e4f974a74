"""Match and rank on SQLite, by FTS5."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q

from . import ranking
from .query import Term
from .ranking import Ranked, Within, in_tiers

# Title, signatures, answer, body: the same order and, about, the same weights as on PostgreSQL.
HEADS = ("kb_searchhead", "10.0, 8.0, 4.0")
WHOLES = ("kb_searchindex", "10.0, 8.0, 4.0, 1.0")
LAST = "\U0010ffff"  # no word has a character behind it


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int, shown: int) -> Ranked:
    """Return the articles in which every term stands, the best first; those in whose head they stand before others."""
    match = " AND ".join(map(_expression, terms))
    heads = _best(HEADS, match, ranking.HEADS, within)
    return in_tiers(
        heads,
        lambda is_ranked: _best(WHOLES, match, ranking.WHOLES, within, others_than=heads, is_ranked=is_ranked),
        enough=enough,
        shown=shown,
    )


def with_any(terms: tuple[Term, ...], *, within: Within | None, most: int) -> list[int]:
    """Return the articles in which a term stands, the best first."""
    return _best(WHOLES, " OR ".join(map(_expression, terms)), ranking.LOOSE, within)[:most]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so, as a range: LIKE would read every word there is."""
    return Q(word__gte=beginning, word__lt=f"{beginning}{LAST}")


def _best(
    index: tuple[str, str],
    match: str,
    most: int,
    within: Within | None,
    *,
    others_than: Sequence[int] = (),
    is_ranked: bool = True,
) -> list[int]:
    """Return the articles that match and were not found already: so many, the newest, by their rank or by their age."""
    table, weights = index
    allowed, params = (f"AND rowid IN ({within.sql})", within.params) if within else ("", ())
    others = f"AND rowid NOT IN ({', '.join(map(str, others_than))})" if others_than else ""
    rank = f"bm25({table}, {weights})" if is_ranked else "0"
    sql = f"""
        SELECT id FROM (
            SELECT rowid AS id, {rank} AS rank FROM {table}
            WHERE {table} MATCH %s {allowed} {others} ORDER BY rowid DESC LIMIT {most}
        ) ORDER BY rank, id DESC
    """  # noqa: S608, nothing of a person's text is in it
    with connection.cursor() as cursor:
        cursor.execute(sql, (match, *params))
        return [row[0] for row in cursor.fetchall()]


def _expression(term: Term) -> str:
    # The words are letters and digits only; inside double quotes FTS5 reads them as words and as nothing else.
    return f'"{" ".join(term.words)}"{" *" if term.is_open else ""}'
