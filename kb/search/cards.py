"""What results show of each article: one narrow row, written when the article or what belongs to it changes.

To gather the same from the articles, their topics and their verifications took a search longer than to find them.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Max

from .statements import ask

CARDS = """
    SELECT article_id, title, slug, confidence, fixed_in, topics, CAST(verified_on AS text),
        CAST(verified_until AS text), text
    FROM kb_searchcard WHERE article_id IN ({})
"""
FIELDS = ("title", "slug", "confidence", "fixed_in", "topics", "verified_on", "verified_until", "text")
BATCH = 200


class Card(NamedTuple):
    """What is shown of one article; the days are in ISO's form, `text` is as `passages` made it."""

    article: int
    title: str
    slug: str
    confidence: str
    fixed_in: str
    topics: str
    verified_on: str | None
    verified_until: str | None
    text: str


def fetch(keys: Collection[int]) -> dict[int, Card]:
    """Return the cards of these articles."""
    return {row[0]: Card(*row) for row in ask(CARDS, keys)}


def write(article: Any, text: str) -> None:
    """Write the card of an article anew."""
    from ..models import SearchCard

    card = SearchCard(
        article_id=article.pk,
        title=article.title,
        slug=article.slug,
        confidence=article.confidence,
        fixed_in=article.fixed_in,
        text=text,
        **_around([article.pk])[article.pk],
    )
    SearchCard.objects.bulk_create([card], update_conflicts=True, update_fields=FIELDS, unique_fields=["article"])


def refresh(articles: Iterable[int]) -> None:
    """Write what these articles' cards say of topics and verifications anew; an article without a card gets none."""
    from ..models import SearchCard

    keys = list(SearchCard.objects.filter(pk__in=tuple(articles)).values_list("pk", flat=True))
    cards = [SearchCard(article_id=key, **fields) for key, fields in _around(keys).items()]
    SearchCard.objects.bulk_update(cards, ["topics", "verified_on", "verified_until"], batch_size=BATCH)


def _around(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return for each of these articles what stands in other tables."""
    from ..models import Topic, VerificationRecord

    titles: dict[int, list[str]] = {key: [] for key in keys}
    for key, title in (
        Topic.objects.filter(articles__in=keys).order_by("position", "title").values_list("articles", "title")
    ):
        titles[key].append(title)
    records = VerificationRecord.objects.filter(article__in=keys).order_by().values_list("article")
    days = {key: (on, until) for key, on, until in records.annotate(Max("on"), Max("until"))}
    none = (None, None)
    return {
        key: {
            "topics": ", ".join(titles[key]),
            "verified_on": days.get(key, none)[0],
            "verified_until": days.get(key, none)[1],
        }
        for key in keys
    }
