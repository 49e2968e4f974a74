"""What is shown of each article that a search found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from .excerpts import Marker
from .query import Term
from .statements import FACTS, TOPICS, ask

if TYPE_CHECKING:
    from ..models import Article


class Hit(NamedTuple):
    """A found article; `title` and `excerpt` are safe HTML with `<mark>`; `signature` is the message that it knows."""

    pk: int
    slug: str
    title: SafeString
    excerpt: SafeString
    plain_title: str
    confidence: str
    fixed_in: str = ""
    verified_on: dt.date | None = None
    verified_until: dt.date | None = None
    topics: tuple[str, ...] = ()
    signature: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the article knows this very message."""
        return bool(self.signature)

    @property
    def article(self) -> "Article":
        """The article itself; what a hit does not know of it is fetched when it is asked for."""
        from ..models import Article

        known = (self.pk, self.plain_title, self.slug, self.confidence, self.fixed_in)
        return Article.from_db(connection.alias, ("id", "title", "slug", "confidence", "fixed_in"), known)


def described(keys: Sequence[int], terms: tuple[Term, ...], messages: Mapping[int, str]) -> tuple[Hit, ...]:
    """Return what is shown of the articles with these keys, in this order; `messages` are those that they know."""
    rows = {row[0]: row[1:] for row in ask(FACTS, keys)}
    topics: dict[int, list[str]] = {}
    for article, title in ask(TOPICS, keys):
        topics.setdefault(article, []).append(title)
    marker = Marker(terms)
    return tuple(
        Hit(
            key,
            slug,
            marker.marked(title),
            marker.excerpt(text or ""),
            title,
            confidence,
            fixed_in,
            _day(on),
            _day(until),
            tuple(topics.get(key, ())),
            messages.get(key, ""),
        )
        for key in keys
        if key in rows
        for title, slug, confidence, fixed_in, text, on, until in (rows[key],)
    )


def _day(value: dt.date | str | None) -> dt.date | None:
    """Return a day as PostgreSQL gives it; SQLite gives its text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
