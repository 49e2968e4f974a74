"""What lists show of how articles fare: whom they helped, how often checks led there, when they were verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from .models import Article, ArticleDay, VerificationRecord, Vote

SHOWN_FROM = 10  # votes: fewer say nothing, and could point at somebody
DAYS = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one article: `helped` in percent, None where too few voted; `checks` of the last thirty days."""

    helped: int | None = None
    votes: int = 0
    checks: int = 0
    verified: dt.date | None = None


def figures_of(articles: Iterable[Article]) -> dict[int, Figures]:
    """Return the figures by the articles' keys, in three queries however many there are."""
    keys = [article.pk for article in articles]
    since = timezone.localdate() - dt.timedelta(days=DAYS)
    days = ArticleDay.objects.filter(article__in=keys, day__gt=since).order_by()
    checks = dict(days.values_list("article").annotate(total=Sum("checks")))
    rows = VerificationRecord.objects.filter(article__in=keys).order_by()
    verified = dict(rows.values_list("article").annotate(last=Max("on")))
    ballots = Vote.objects.filter(article__in=keys).order_by().values_list("article")
    votes = {
        key: (yes, all_)
        for key, yes, all_ in ballots.annotate(yes=Count("pk", filter=Q(helped=True)), total=Count("pk"))
    }
    return {key: _figures(*votes.get(key, (0, 0)), checks.get(key) or 0, verified.get(key)) for key in keys}


def with_figures(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list, each with its `figures`."""
    rows = list(articles)
    found = figures_of(rows)
    for row in rows:
        row.figures = found[row.pk]  # type: ignore[attr-defined]
    return rows


def _figures(yes: int, votes: int, checks: int, verified: dt.date | None) -> Figures:
    is_enough = votes >= SHOWN_FROM
    return Figures(round(100 * yes / votes) if is_enough else None, votes if is_enough else 0, checks, verified)
