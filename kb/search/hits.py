"""What is shown of each article that a search found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from . import cards
from .cards import Card
from .excerpts import Excerpts
from .query import Term

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
    topics: str = ""
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


def described(
    keys: Sequence[int], terms: tuple[Term, ...], messages: Mapping[int, str], known: Mapping[int, Card]
) -> tuple[Hit, ...]:
    """Return what is shown of the articles with these keys, in this order.

    `messages` are those that the articles know; `known` are the cards that came with the keys.
    """
    found = {**known, **cards.fetch([key for key in keys if key not in known])}
    excerpts = Excerpts(terms)
    return tuple(_hit(found[key], excerpts, messages.get(key, "")) for key in keys if key in found)


def _hit(card: Card, excerpts: Excerpts, message: str) -> Hit:
    return Hit(
        card.article,
        card.slug,
        excerpts.marker.marked(card.title),
        excerpts.of(card.text, f"{card.title} {message}"),  # the message stands above the results
        card.title,
        card.confidence,
        card.fixed_in,
        dt.date.fromisoformat(card.verified_on) if card.verified_on else None,
        dt.date.fromisoformat(card.verified_until) if card.verified_until else None,
        card.topics,
        message,
    )
