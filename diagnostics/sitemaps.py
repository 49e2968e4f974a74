"""The rules' part of the sitemap."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from .models import Rule


class RuleSitemap(Sitemap):
    """The pages of the active rules."""

    def items(self) -> "QuerySet[Rule]":
        return Rule.objects.active().order_by("pk").only("code", "updated")

    def lastmod(self, item: Rule) -> dt.datetime:
        return item.updated
