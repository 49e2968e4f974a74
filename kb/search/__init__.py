"""Find articles: by a pasted error message, by words, by identifiers; on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.safestring import SafeString

from . import misses, postgres, signatures, sqlite, vocabulary
from .query import Query, Term, excerpt, marked, marked_span, read

if TYPE_CHECKING:
    from ..models import Article
    from ..querysets import ArticleQuerySet

PAGE_SIZE = 20
LOOSE_CANDIDATES = 50
NO_MESSAGE = SafeString("")


class State(StrEnum):
    """What a search came to; each has its own words on the page."""

    NOT_ASKED = "nothing asked"
    EXACT = "exact message"
    FOUND = "found"
    CORRECTED = "found after correction"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article; `title` and `excerpt` are safe HTML with `<mark>`; `signature` is the message that it knows."""

    article: "Article"
    title: SafeString
    excerpt: SafeString
    signature: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the article knows this very message."""
        return bool(self.signature)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search found.

    `corrected` is the query that was searched instead, `literal` the one that searches what was typed and nothing else;
    `message` is the pasted text as safe HTML with the known message marked.
    """

    query: str
    state: State
    hits: tuple[Hit, ...] = ()
    total: int = 0
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
    exact = _by_signature(asked.text, allowed)
    corrected = vocabulary.corrected(asked) if not exact else asked.text
    used = read(corrected)
    ids, terms = _by_words(used, allowed)
    state = State.FOUND if corrected == asked.text else State.CORRECTED
    if not ids and corrected != asked.text:
        corrected, state = asked.text, State.FOUND
        ids, terms = _by_words(asked, allowed)
    ids = [*exact, *(id_ for id_ in ids if id_ not in exact)]
    if not ids:
        if not any(filters.values()):
            misses.record(asked.text)
        return SearchResults(asked.text, State.NOTHING, **filters)  # type: ignore[arg-type]
    message = NO_MESSAGE
    if exact:
        state = State.EXACT
        match = next(iter(exact.values()))[0]
        message = marked_span(asked.text, match.start, match.end)
    shown = Paginator(ids, PAGE_SIZE).get_page(page)
    return SearchResults(
        asked.text,
        state,
        hits=_hits(list(shown.object_list), terms, {id_: text for id_, (_, text) in exact.items()}),
        total=len(ids),
        page=shown,
        corrected=corrected if state is State.CORRECTED else "",
        literal='"{}"'.format(asked.text.replace('"', " ")) if state is State.CORRECTED else "",
        message=message,
        **filters,
    )


def _allowed(*, topic: str, product: str, confidence: str) -> "ArticleQuerySet | None":
    """Return the articles that the filters allow; None if there is no filter."""
    from ..models import Article

    wanted = {"topics__slug": topic, "products__slug": product, "confidence": confidence}
    chosen = {key: value for key, value in wanted.items() if value}
    return Article.objects.published().filter(**chosen) if chosen else None


def _by_signature(text: str, allowed: "ArticleQuerySet | None") -> dict[int, tuple[signatures.SignatureMatch, str]]:
    """Return the articles that know a message which stands in the text, the longest message first."""
    from ..models import Article, ErrorSignature

    articles = Article.objects.published() if allowed is None else allowed
    rows = ErrorSignature.objects.filter(article__in=articles.order_by().values("pk")).order_by("pk")
    known = {
        pk: (article, text, norm) for pk, article, text, norm in rows.values_list("pk", "article", "text", "normalised")
    }
    found: dict[int, tuple[signatures.SignatureMatch, str]] = {}
    for match in signatures.match(text, ((pk, normalised) for pk, (_, _, normalised) in known.items())):
        article, shown, _ = known[match.key]
        found.setdefault(article, (match, shown))
    return found


def _by_words(query: Query, allowed: "ArticleQuerySet | None") -> tuple[list[int], tuple[Term, ...]]:
    """Return the articles with all terms, else those with at least half of the single words; and the terms to mark."""
    ranked = {"sqlite": sqlite.ranked, "postgresql": postgres.ranked}[connection.vendor]
    within = None if allowed is None else allowed.order_by().values("pk").query.sql_with_params()
    ids = ranked(query.terms, every=True, within=within)
    loose = query.loosely()
    if ids or len(loose) < 2:
        return ids, query.terms
    near = ranked(loose, every=False, within=within)[:LOOSE_CANDIDATES]
    return _with_half(near, loose), loose


def _with_half(ids: list[int], terms: tuple[Term, ...]) -> list[int]:
    from ..models import SearchDocument

    counts = {}
    for document in SearchDocument.objects.filter(pk__in=ids):
        known = set(f"{document.title} {document.signatures} {document.answer} {document.body}".split())
        counts[document.pk] = sum(any(term.accepts((word,)) for word in known) for term in terms)
    enough = [id_ for id_ in ids if 2 * counts.get(id_, 0) >= len(terms)]
    return sorted(enough, key=lambda id_: -counts[id_])


def _hits(ids: list[int], terms: tuple[Term, ...], known: dict[int, str]) -> tuple[Hit, ...]:
    from ..models import Article

    rows = Article.objects.filter(pk__in=ids).for_lists().select_related("search_document").in_bulk()
    return tuple(
        Hit(row, marked(row.title, terms), excerpt(row.search_document.text, terms), known.get(id_, ""))
        for id_ in ids
        if (row := rows.get(id_)) is not None
    )
