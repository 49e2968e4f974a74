"""Match and rank on SQLite, by FTS5."""

from collections.abc import Sequence

from django.db.models import Q

from . import ranking
from .query import Term
from .ranking import Ranked, Text, Weighed, Within, in_tiers
from .statements import fetch

# Title, signatures, answer, body: the same order and, about, the same weights as on PostgreSQL.
HEADS = ("kb_searchhead", "10.0, 8.0, 4.0")
WHOLES = ("kb_searchindex", "10.0, 8.0, 4.0, 1.0")
LAST = "\U0010ffff"  # no word has a character behind it


def with_every(terms: tuple[Term, ...], *, within: Within | None, enough: int, shown: range) -> Ranked:
    """Return the articles in which every term stands, the best first; those in whose head they stand before others.

    Where heads fill what is `shown`, the others are but counted: they have no order.
    """
    match = " AND ".join(map(_expression, terms))
    heads = _best(HEADS, match, ranking.HEADS, within)
    others: list[int] = []
    if len(heads) < enough:
        look = _best if len(heads) < shown.stop else _any
        others = look(WHOLES, match, ranking.WHOLES + len(heads), within)
    return in_tiers(heads, others, enough, {})


def with_most(heads: Sequence[Weighed], wholes: Sequence[Weighed], *, within: Within | None) -> list[Text]:
    """Return the articles that are worth most for the words that stand in their heads or anywhere in them, unranked."""
    allowed, params = _allowed(within)
    parts, given = [], []
    for (table, _), sought in ((HEADS, heads), (WHOLES, wholes)):
        for one in sought:
            parts.append(f"""SELECT * FROM (
                SELECT rowid AS id, CAST(%s AS real) AS worth FROM {table}
                WHERE {table} MATCH %s {allowed} ORDER BY rowid DESC LIMIT %s
            )""")  # noqa: S608, nothing of a person's text is in it
            given += [one.worth, _expression(one.term), *params, ranking.EACH]
    sql = f"""
        SELECT found.id, title, signatures, answer, body FROM (
            SELECT id FROM ({" UNION ALL ".join(parts)}) GROUP BY id ORDER BY SUM(worth) DESC, id DESC LIMIT %s
        ) found CROSS JOIN kb_searchdocument ON article_id = found.id
    """  # noqa: S608, as above
    return [Text(*row) for row in fetch(sql, (*given, ranking.READ))]


def begins_with(beginning: str) -> Q:
    """Return the condition for words that begin so, as a range: LIKE would read every word there is."""
    return Q(word__gte=beginning, word__lt=f"{beginning}{LAST}")


def _best(index: tuple[str, str], match: str, most: int, within: Within | None) -> list[int]:
    """Return so many of the articles that match, the newest, by their rank."""
    table, weights = index
    allowed, params = _allowed(within)
    sql = f"""
        SELECT id FROM (
            SELECT rowid AS id, bm25({table}, {weights}) AS rank FROM {table}
            WHERE {table} MATCH %s {allowed} ORDER BY rowid DESC LIMIT %s
        ) ORDER BY rank, id DESC
    """  # noqa: S608, nothing of a person's text is in it
    return [row[0] for row in fetch(sql, (match, *params, most))]


def _any(index: tuple[str, str], match: str, most: int, within: Within | None) -> list[int]:
    """Return so many of the articles that match, in no order."""
    table, _ = index
    allowed, params = _allowed(within)
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s {allowed} LIMIT %s"  # noqa: S608, as above
    return [row[0] for row in fetch(sql, (match, *params, most))]


def _allowed(within: Within | None) -> tuple[str, tuple[str | int, ...]]:
    return (f"AND rowid IN ({within.sql})", within.params) if within else ("", ())


def _expression(term: Term) -> str:
    # The words are letters and digits only; inside double quotes FTS5 reads them as words and as nothing else.
    return f'"{" ".join(term.words)}"{" *" if term.is_open else ""}'
