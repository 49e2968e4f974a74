"""Match and rank on PostgreSQL, by tsvector, in functions there: of these each connection keeps the plan."""

from collections.abc import Sequence

from django.db.models import Q

from . import ranking
from .cards import Card
from .query import Term
from .ranking import Ranked, Text, Weighed, Within, in_tiers
from .statements import fetch


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int, shown: range) -> Ranked:
    """Return the articles in which every term stands, the best first, as on SQLite; and the cards of those shown."""
    match = " & ".join(map(_expression, terms))
    allowed, params = _allowed(within)
    sql = f"SELECT * FROM kb_search(%s, {allowed}, %s, %s, %s, %s, %s)"  # noqa: S608, nothing of a person's text is in it
    limits = (ranking.HEADS, ranking.WHOLES, enough, shown.start, shown.stop)
    (heads, others, *_), *cards = fetch(sql, (match, *params, *limits))
    return in_tiers(heads, others, enough, {row[2]: Card(*row[2:]) for row in cards})


def with_most(heads: Sequence[Weighed], wholes: Sequence[Weighed], *, within: Within | None) -> list[Text]:
    """Return the articles that are worth most for the words that stand in their heads or anywhere in them, unranked."""
    allowed, params = _allowed(within)
    sought = [column for each in (heads, wholes) for column in _columns(each)]
    sql = f"SELECT * FROM kb_search_most(%s, %s, %s, %s, {allowed}, %s, %s)"  # noqa: S608, as above
    return [Text(*row) for row in fetch(sql, (*sought, *params, ranking.EACH, ranking.READ))]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so: LIKE, which has an index of its own."""
    return Q(word__startswith=beginning)


def _allowed(within: Within | None) -> tuple[str, tuple[str | int, ...]]:
    return (f"ARRAY({within.sql})", within.params) if within else ("NULL", ())


def _columns(sought: Sequence[Weighed]) -> tuple[list[str], list[float]]:
    return [_expression(one.term) for one in sought], [one.worth for one in sought]


def _expression(term: Term) -> str:
    *most, last = (f"'{word}'" for word in term.words)
    return "(" + " <-> ".join([*most, f"{last}:*" if term.is_open else last]) + ")"
