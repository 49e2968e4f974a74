"""The sitemap: every page that a search engine should know, each with its true date of change."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Min, Q, QuerySet
from django.urls import reverse

from .models import Article, ErrorSignature, Topic


class ArticleSitemap(Sitemap):
    """The published articles."""

    def items(self) -> "QuerySet[Article]":
        return Article.objects.published().order_by("pk").only("slug", "updated")

    def lastmod(self, item: Article) -> dt.date:
        return item.updated


class TopicSitemap(Sitemap):
    """The topics that have an article; one changes with the last of its articles."""

    def items(self) -> "QuerySet[Topic]":
        published = Article.objects.published().order_by().values("pk")
        changed = Max("articles__updated", filter=Q(articles__in=published))
        return Topic.objects.with_counts().annotate(changed=changed).order_by("pk")

    def lastmod(self, item: Topic) -> dt.date:
        return item.changed  # type: ignore[attr-defined]


class ErrorSitemap(Sitemap):
    """The known messages."""

    def items(self) -> list[dict[str, object]]:
        published = Article.objects.published().order_by().values("pk")
        rows = ErrorSignature.objects.filter(article__in=published).order_by().values("slug")
        counted = rows.annotate(changed=Max("article__updated"), first=Min("pk")).order_by("first")
        return [dict(row) for row in counted]

    def location(self, item: dict[str, object]) -> str:
        return reverse("kb:error", kwargs={"slug": item["slug"]})

    def lastmod(self, item: dict[str, object]) -> object:
        return item["changed"]


class PageSitemap(Sitemap):
    """The lists."""

    def items(self) -> list[str]:
        return ["kb:home", "kb:latest", "kb:top", "kb:topics", "kb:errors"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> dt.date | None:
        return Article.objects.published().aggregate(last=Max("updated"))["last"]


SITEMAPS = {"pages": PageSitemap, "topics": TopicSitemap, "articles": ArticleSitemap, "errors": ErrorSitemap}
