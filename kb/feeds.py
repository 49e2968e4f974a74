"""Atom feeds: what is new, altogether and in one topic."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from .list_pages import top_articles
from .models import Article, ErrorSignature, Topic

LENGTH = 30  # entries of a feed


class ArticleFeed(Feed):
    """Published articles, the last changed first."""

    feed_type = Atom1Feed
    author_name = "Verdict"

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        """Return the short answer; the feed's reader goes to the page for the rest."""
        return item.short_answer_html

    def item_pubdate(self, item: Article) -> dt.datetime:
        return _midnight(item.published or item.created)

    def item_updateddate(self, item: Article) -> dt.datetime:
        return item.moment  # type: ignore[attr-defined]

    def item_categories(self, item: Article) -> list[str]:
        return [topic.title for topic in item.topics.all()]


class LatestFeed(ArticleFeed):
    """All articles."""

    title = "Verdict: latest articles"
    subtitle = "Problems of coding clients, gateways and shells, and who pays for them."

    def link(self) -> str:
        return reverse("kb:latest")

    def items(self) -> list[Article]:
        return _with_moments(Article.objects.published().for_lists().latest()[:LENGTH])


class TopFeed(ArticleFeed):
    """The articles most read this month, in that order."""

    title = "Verdict: top articles"
    subtitle = "What was read most in the last thirty days."

    def link(self) -> str:
        return reverse("kb:top")

    def items(self) -> list[Article]:
        return _with_moments(top_articles()[:LENGTH])


class ErrorFeed(Feed):
    """Error messages, those of the articles that were changed last first."""

    feed_type = Atom1Feed
    author_name = "Verdict"
    title = "Verdict: error messages"
    subtitle = "Messages of coding clients, gateways and shells, and what they mean."

    def link(self) -> str:
        return reverse("kb:errors")

    def items(self) -> list[ErrorSignature]:
        articles = Article.objects.published().order_by().values("pk")
        rows = ErrorSignature.objects.filter(article__in=articles).select_related("article")
        newest = rows.order_by("-article__updated", "article__title", "position", "pk")[: 3 * LENGTH]
        shown = list({row.slug: row for row in newest}.values())[:LENGTH]
        _with_moments(row.article for row in shown)
        return shown

    def item_title(self, item: ErrorSignature) -> str:
        return item.text

    def item_description(self, item: ErrorSignature) -> str:
        return item.article.short_answer_html

    def item_pubdate(self, item: ErrorSignature) -> dt.datetime:
        return _midnight(item.article.published or item.article.created)

    def item_updateddate(self, item: ErrorSignature) -> dt.datetime:
        return item.article.moment  # type: ignore[attr-defined]


class TopicFeed(ArticleFeed):
    """The articles of one topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return get_object_or_404(Topic, slug=slug)

    def title(self, topic: Topic) -> str:
        return f"Verdict: {topic.title}"

    def subtitle(self, topic: Topic) -> str:
        return topic.summary

    def link(self, topic: Topic) -> str:
        return topic.get_absolute_url()

    def items(self, topic: Topic) -> list[Article]:
        return _with_moments(Article.objects.published().for_topic(topic).for_lists().latest()[:LENGTH])


def _with_moments(articles: Iterable[Article]) -> list[Article]:
    """Give each article its `moment`: when it was last changed, to the second where its history knows.

    A feed's reader takes an entry for new when that changes, and two changes may fall on one day. What history noted on
    another day was no change of the article: an import brings the date that its file names.
    """
    rows = list(articles)
    noted = Article.history.filter(id__in={row.pk for row in rows}).order_by().values_list("id")
    last = dict(noted.annotate(last=Max("history_date")))
    for row in rows:
        moment = last.get(row.pk)
        is_change = moment is not None and timezone.localdate(moment) == row.updated
        row.moment = moment if is_change else _midnight(row.updated)  # type: ignore[attr-defined]
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
