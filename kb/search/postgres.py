"""Match and rank on PostgreSQL, by tsvector, in two functions there: of these each connection keeps the plan."""

from django.db import connection
from django.db.models import Q

from . import ranking
from .query import Term
from .ranking import Ranked, Within, in_tiers


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int, shown: int) -> Ranked:
    """Return the articles in which every term stands, the best first; as on SQLite."""
    match = " & ".join(map(_expression, terms))
    allowed, params = _allowed(within)
    heads = _keys(f"SELECT kb_search_heads(%s, {allowed}, {ranking.HEADS})", (match, *params))
    return in_tiers(
        heads,
        lambda is_ranked: _wholes(match, within, ranking.WHOLES, heads, is_ranked=is_ranked),
        enough=enough,
        shown=shown,
    )


def with_any(terms: tuple[Term, ...], *, within: Within | None, most: int) -> list[int]:
    """Return the articles in which a term stands, the best first; as on SQLite."""
    return _wholes(" | ".join(map(_expression, terms)), within, ranking.LOOSE, [], is_ranked=True)[:most]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so: LIKE, which has an index of its own."""
    return Q(word__startswith=beginning)


def _wholes(match: str, within: Within | None, most: int, others_than: list[int], *, is_ranked: bool) -> list[int]:
    allowed, params = _allowed(within)
    sql = f"SELECT kb_search_wholes(%s, {allowed}, {most}, %s, %s)"
    return _keys(sql, (match, *params, others_than, is_ranked))


def _allowed(within: Within | None) -> tuple[str, tuple[str | int, ...]]:
    return (f"ARRAY({within.sql})", within.params) if within else ("NULL", ())


def _keys(sql: str, params: tuple[str | int | list[int], ...]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _expression(term: Term) -> str:
    *most, last = (f"'{word}'" for word in term.words)
    return "(" + " <-> ".join([*most, f"{last}:*" if term.is_open else last]) + ")"
