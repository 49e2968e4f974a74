"""The rules' part of the sitemap, and the page on which they are run."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from .models import Rule


class CheckSitemap(Sitemap):
    """The check and the list of the rules, which change with the rules."""

    def items(self) -> list[str]:
        return ["diagnostics:check", "diagnostics:rules"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> dt.datetime | None:
        return Rule.objects.active().aggregate(last=Max("updated"))["last"]


class RuleSitemap(Sitemap):
    """The pages of the active rules."""

    def items(self) -> "QuerySet[Rule]":
        return Rule.objects.active().order_by("pk").only("code", "updated")

    def lastmod(self, item: Rule) -> dt.datetime:
        return item.updated
