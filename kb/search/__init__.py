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
from .nearest import Partly, find_nearest
from .query import Query, Term, read
from .ranking import Within
from .statements import MESSAGES, ask

if TYPE_CHECKING:
    from ..querysets import ArticleQuerySet

PAGE_SIZE = 10
ENOUGH = 5 * PAGE_SIZE
FEW = PAGE_SIZE  # a sentence of which fewer articles have all words, none in its head, is sought in part, too
NO_MESSAGE = SafeString("")


class State(StrEnum):
    """What a search came to; each has its own words on the page."""

    NOT_ASKED = "nothing asked"
    EXACT = "exact message"
    FOUND = "found"
    CORRECTED = "found after correction"
    PARTLY = "found in part"
    NOTHING = "nothing"


class Found(NamedTuple):
    """Articles, the best first, the terms to mark in them, and whether there may be more."""

    ids: list[int]
    terms: tuple[Term, ...]
    is_cut: bool = False
    cards: Mapping[int, Card] = {}
    heads: int = 0
    partly: Partly | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found.

    `corrected` is the query that was searched instead, `literal` the one that searches what was typed and nothing else;
    `message` is the pasted text as safe HTML with the known message marked; `is_cut`: there may be more than `total`;
    `is_ours`: all that was asked for stands in articles of ours, so the question holds nothing foreign;
    `partly`: not all articles that were found have all words; `is_noted`: the question is kept for the staff.
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
    partly: Partly | None = None
    is_noted: bool = False
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

    @property
    def remark(self) -> str:
        """What a reader has to know where not every article has every word as it was typed; else nothing."""
        if self.partly and self.state == State.EXACT:
            return "The others hold only part of the words around it." if self.total > 1 else ""
        if self.partly:
            return self.partly.sentence
        return f"No article has these words as they are; these have “{self.corrected}”." if self.corrected else ""


def search(
    query: str, *, topic: str = "", product: str = "", confidence: str = "", page: int = 1, is_typed: bool = True
) -> SearchResults:
    """Find published articles for words, identifiers or a whole error message; a filter is a slug or a confidence.

    What nobody typed (`is_typed` False), words chosen from a text, is read as a sentence and never kept for the staff.

    A message that an article knows comes first. Words must all be there; if an unknown word can be corrected to a
    known one, that is searched and said; where no article has all words, or hardly one has those of a sentence, the
    articles with most of them are found, and that is said.
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
        if better != asked.text and (found := by_words(read(better), allowed, enough=ENOUGH, shown=shown)).ids:
            corrected = better
        else:
            found = _by_most(asked, allowed, found)
    elif not exact and not found.heads and len(found.ids) < FEW and (asked.is_sentence() or not is_typed):
        found = _by_most(asked, allowed, found)
    ids = [*exact, *(id_ for id_ in found.ids if id_ not in exact)]
    is_missed = not ids or (not exact and found.partly is not None and found.partly.is_poor)
    is_noted = is_missed and allowed is None and is_typed
    if is_noted and page == 1:
        misses.record(asked.text)
    if not ids:
        return SearchResults(asked.text, State.NOTHING, is_noted=is_noted, **filters)  # type: ignore[arg-type]
    message = NO_MESSAGE
    if exact:
        match = next(iter(exact.values()))[0]
        message = marked_span(asked.text, match.start, match.end)
    messages = {id_: text for id_, (_, text) in exact.items()}
    state = State.EXACT if exact else State.CORRECTED if corrected else State.PARTLY if found.partly else State.FOUND
    part = Paginator(ids, PAGE_SIZE).get_page(page)
    return SearchResults(
        asked.text,
        state,
        hits=described(list(part.object_list), found.terms, messages, found.cards),
        total=len(ids),
        is_cut=found.is_cut,
        is_ours=is_ours,
        page=part,
        corrected=corrected,
        literal='"{}"'.format(asked.text.replace('"', " ")) if corrected else "",
        message=message,
        partly=found.partly,
        is_noted=is_noted,
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
    return Found(ranked.ids, query.terms, ranked.is_cut, ranked.cards, ranked.heads)


def _by_most(query: Query, allowed: "ArticleQuerySet | None", whole: Found) -> Found:
    """Return the articles with most of the words among those with all of them; these alone if there are no others."""
    near = find_nearest(query, _backend(), _within(allowed))
    ids = [*near.ids, *(id_ for id_ in whole.ids if id_ not in near.ids)]
    if len(ids) == len(whole.ids):
        return whole
    partly = Partly(len(whole.ids), near.has_most, near.read_as)
    return Found(ids, near.terms, whole.is_cut, whole.cards, partly=partly)


def _backend() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


def _within(allowed: "ArticleQuerySet | None") -> Within | None:
    return None if allowed is None else Within(*allowed.order_by().values("pk").query.sql_with_params())
