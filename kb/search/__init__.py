"""Find articles: by a pasted error message, by words, by identifiers; on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.safestring import SafeString

from . import misses, postgres, signatures, sqlite, vocabulary
from .cards import Card
from .hits import Hit, described
from .marks import marked_span
from .query import Query, Term, read
from .ranking import Within
from .statements import MESSAGES, ask

if TYPE_CHECKING:
    from ..querysets import ArticleQuerySet

PAGE_SIZE = 10
ENOUGH = 5 * PAGE_SIZE
LOOSE_CANDIDATES = 50
NO_MESSAGE = SafeString("")


class State(StrEnum):
    """What a search came to; each has its own words on the page."""

    NOT_ASKED = "nothing asked"
    EXACT = "exact message"
    FOUND = "found"
    CORRECTED = "found after correction"
    NOTHING = "nothing"


class Found(NamedTuple):
    """Articles, the best first, the terms to mark in them, and whether there may be more."""

    ids: list[int]
    terms: tuple[Term, ...]
    is_cut: bool = False
    cards: Mapping[int, Card] = {}


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found.

    `corrected` is the query that was searched instead, `literal` the one that searches what was typed and nothing else;
    `message` is the pasted text as safe HTML with the known message marked; `is_cut`: there may be more than `total`;
    `is_ours`: all that was asked for stands in articles of ours, so the question holds nothing foreign.
    """

    query: str
    state: State
    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_cut: bool = False
    is_ours: bool = False
    page: Page | None = None
    corrected: str = ""
    literal: str = ""
    message: SafeString = NO_MESSAGE
    topic: str = ""
    product: str = ""
    confidence: str = ""

    @property
    def page_numbers(self) -> Iterator[int | str]:
        """The numbers of pages to link, with an ellipsis for those left out."""
        return self.page.paginator.get_elided_page_range(self.page.number) if self.page else iter(())

    @property
    def is_filtered(self) -> bool:
        """Whether a filter narrowed the search."""
        return bool(self.topic or self.product or self.confidence)


def search(query: str, *, topic: str = "", product: str = "", confidence: str = "", page: int = 1) -> SearchResults:
    """Find published articles for words, identifiers or a whole error message; a filter is a slug or a confidence.

    A message that an article knows comes first. Words must all be there; if an unknown word can be corrected to a
    known one, that is searched and said; if a long text is known only in part, articles with at least half of its
    words are found.
    """
    filters = {"topic": topic, "product": product, "confidence": confidence}
    asked = read(query)
    if not asked.terms:
        return SearchResults(asked.text, State.NOT_ASKED, **filters)  # type: ignore[arg-type]
    allowed = _allowed(**filters)
    exact = by_signature(asked.text, allowed)
    shown = range((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    found = by_words(asked, allowed, enough=ENOUGH, shown=shown)
    is_ours, corrected = bool(found.ids), ""
    if not found.ids:
        # Where every word was found there is none to correct; so only now is the vocabulary looked at.
        better = vocabulary.corrected(asked) if not exact else asked.text
        if better != asked.text and (found := _by_words_or_half(read(better), allowed, shown)).ids:
            corrected = better
        else:
            found = _by_half(asked, allowed)
    ids = [*exact, *(id_ for id_ in found.ids if id_ not in exact)]
    if not ids:
        if not any(filters.values()):
            misses.record(asked.text)
        return SearchResults(asked.text, State.NOTHING, **filters)  # type: ignore[arg-type]
    message = NO_MESSAGE
    if exact:
        match = next(iter(exact.values()))[0]
        message = marked_span(asked.text, match.start, match.end)
    messages = {id_: text for id_, (_, text) in exact.items()}
    part = Paginator(ids, PAGE_SIZE).get_page(page)
    return SearchResults(
        asked.text,
        State.EXACT if exact else State.CORRECTED if corrected else State.FOUND,
        hits=described(list(part.object_list), found.terms, messages, found.cards),
        total=len(ids),
        is_cut=found.is_cut,
        is_ours=is_ours,
        page=part,
        corrected=corrected,
        literal='"{}"'.format(asked.text.replace('"', " ")) if corrected else "",
        message=message,
        **filters,
    )


def _allowed(*, topic: str, product: str, confidence: str) -> "ArticleQuerySet | None":
    """Return the articles that the filters allow; None if there is no filter."""
    from ..models import Article

    wanted = {"topics__slug": topic, "products__slug": product, "confidence": confidence}
    chosen = {key: value for key, value in wanted.items() if value}
    return Article.objects.published().filter(**chosen) if chosen else None


def by_signature(text: str, allowed: "ArticleQuerySet | None") -> dict[int, tuple[signatures.SignatureMatch, str]]:
    """Return the articles that know a message which stands in the text, the longest message first."""
    from ..models import Article

    known = {pk: (article, shown, norm) for pk, article, shown, norm in ask(MESSAGES, signatures.anchors(text))}
    matches = signatures.match(text, ((pk, norm) for pk, (_, _, norm) in known.items()))
    if not matches:
        return {}
    # Only now, for the few, is it asked who may read them: that question costs more than all before.
    articles = Article.objects.published() if allowed is None else allowed
    readable = set(articles.filter(pk__in={known[match.key][0] for match in matches}).values_list("pk", flat=True))
    found: dict[int, tuple[signatures.SignatureMatch, str]] = {}
    for match in matches:
        article, shown, _ = known[match.key]
        if article in readable:
            found.setdefault(article, (match, shown))
    return found


def by_words(query: Query, allowed: "ArticleQuerySet | None", *, enough: int, shown: range) -> Found:
    """Return the articles with all terms, up to those that are `shown` in the order of their worth.

    `enough`: where they stand in the heads of so many articles, no others are sought.
    """
    ranked = _backend().with_every(query.terms, within=_within(allowed), enough=enough, shown=shown)
    return Found(ranked.ids, query.terms, ranked.is_cut, ranked.cards)


def _by_words_or_half(query: Query, allowed: "ArticleQuerySet | None", shown: range) -> Found:
    found = by_words(query, allowed, enough=ENOUGH, shown=shown)
    return found if found.ids else _by_half(query, allowed)


def _by_half(query: Query, allowed: "ArticleQuerySet | None") -> Found:
    """Return the articles with at least half of the single words; none if there is but one.

    Who has half of n words has one of any n/2 + 1 of them. So the rarest are sought, and no article is missed.
    """
    terms = query.loosely()
    if len(terms) < 2:
        return Found([], query.terms)
    rarest = vocabulary.rarest_first(terms)[: len(terms) // 2 + 1]
    near = _backend().with_any(tuple(rarest), within=_within(allowed), most=LOOSE_CANDIDATES)
    return Found(_with_half(near, terms), terms)


def _backend() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


def _within(allowed: "ArticleQuerySet | None") -> Within | None:
    return None if allowed is None else Within(*allowed.order_by().values("pk").query.sql_with_params())


def _with_half(ids: list[int], terms: tuple[Term, ...]) -> list[int]:
    from ..models import SearchDocument

    sought = [f" {' '.join(term.words)}{'' if term.is_open else ' '}" for term in terms]
    counts = {}
    for pk, *texts in SearchDocument.objects.filter(pk__in=ids).values_list(
        "pk", "title", "signatures", "answer", "body"
    ):
        text = f" {' '.join(texts)} "  # words parted by one blank: so they were written
        counts[pk] = sum(one in text for one in sought)
    enough = [id_ for id_ in ids if 2 * counts.get(id_, 0) >= len(terms)]
    return sorted(enough, key=lambda id_: -counts[id_])
