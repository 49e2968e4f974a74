"""What lists show of how articles fare: whom they helped, how often checks led there, when they were verified.

Whom an article helped is told of the advice that it gives now. Of another advice, which it gave before, the article's
own page tells apart from it, and lists tell nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, Sum
from django.utils import timezone

from .models import Article, ArticleDay, VerificationRecord, Vote

SHOWN_FROM = 10  # votes: fewer say nothing, and could point at somebody
DAYS = 30
OF_PRESENT_ADVICE = Q(revision__gte=F("article__advice_version"))
# Who said yes and who said anything: of the present advice, and ever.
COUNTS = {
    "yes": Count("pk", filter=OF_PRESENT_ADVICE & Q(helped=True)),
    "now": Count("pk", filter=OF_PRESENT_ADVICE),
    "all_yes": Count("pk", filter=Q(helped=True)),
    "all": Count("pk"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one article: `helped` in percent, None where too few voted; `checks` of the last thirty days.

    `former` is what helped in percent, of so many votes, before the advice was changed.
    """

    helped: int | None = None
    votes: int = 0
    checks: int = 0
    verified: dt.date | None = None
    former: int | None = None
    former_votes: int = 0


def figures_of(articles: Iterable[Article]) -> dict[int, Figures]:
    """Return the figures by the articles' keys, in three queries however many there are."""
    keys = [article.pk for article in articles]
    since = timezone.localdate() - dt.timedelta(days=DAYS)
    days = ArticleDay.objects.filter(article__in=keys, day__gt=since).order_by()
    checks = dict(days.values_list("article").annotate(total=Sum("checks")))
    rows = VerificationRecord.objects.filter(article__in=keys).order_by()
    verified = dict(rows.values_list("article").annotate(last=Max("on")))
    ballots = Vote.objects.filter(article__in=keys).order_by().values_list("article")
    votes = {key: row for key, *row in ballots.annotate(**COUNTS)}
    return {key: _figures(votes.get(key, [0] * len(COUNTS)), checks.get(key) or 0, verified.get(key)) for key in keys}


def with_figures(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list, each with its `figures`."""
    rows = list(articles)
    found = figures_of(rows)
    for row in rows:
        row.figures = found[row.pk]  # type: ignore[attr-defined]
    return rows


def _figures(votes: Sequence[int], checks: int, verified: dt.date | None) -> Figures:
    yes, now, all_yes, all_ = votes
    return Figures(*_share(yes, now), checks, verified, *_share(all_yes - yes, all_ - now))


def _share(yes: int, votes: int) -> tuple[int | None, int]:
    return (round(100 * yes / votes), votes) if votes >= SHOWN_FROM else (None, 0)
