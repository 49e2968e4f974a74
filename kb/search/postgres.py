"""Match and rank on PostgreSQL, by tsvector, in functions there: of these each connection keeps the plan."""

from django.db.models import Q

from . import ranking
from .cards import Card
from .query import Term
from .ranking import Ranked, Within, in_tiers
from .statements import fetch


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int, shown: range) -> Ranked:
    """Return the articles in which every term stands, the best first, as on SQLite; and the cards of those shown."""
    match = " & ".join(map(_expression, terms))
    allowed, params = _allowed(within)
    sql = f"SELECT * FROM kb_search(%s, {allowed}, %s, %s, %s, %s, %s)"  # noqa: S608, nothing of a person's text is in it
    limits = (ranking.HEADS, ranking.WHOLES, enough, shown.start, shown.stop)
    (heads, others, *_), *cards = fetch(sql, (match, *params, *limits))
    return in_tiers(heads, others, enough, {row[2]: Card(*row[2:]) for row in cards})


def with_any(terms: tuple[Term, ...], *, within: Within | None, most: int) -> list[int]:
    """Return the articles in which a term stands, the best first; as on SQLite."""
    allowed, params = _allowed(within)
    sql = f"SELECT kb_search_any(%s, {allowed}, %s)"
    return [row[0] for row in fetch(sql, (" | ".join(map(_expression, terms)), *params, ranking.LOOSE))][:most]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so: LIKE, which has an index of its own."""
    return Q(word__startswith=beginning)


def _allowed(within: Within | None) -> tuple[str, tuple[str | int, ...]]:
    return (f"ARRAY({within.sql})", within.params) if within else ("NULL", ())


def _expression(term: Term) -> str:
    *most, last = (f"'{word}'" for word in term.words)
    return "(" + " <-> ".join([*most, f"{last}:*" if term.is_open else last]) + ")"
