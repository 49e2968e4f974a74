"""The live page, its feed and its JSON."""

from __future__ import annotations

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from .live import HEIGHT, HOURS, WIDTH, Row, bars, rows, spikes
from .models import Rule

MOST_ROWS = 20  # shown unfolded


@gzip_page
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show what people are hitting now."""
    found = rows()
    together = tuple(sum(row.counts[hour] for row in found) for hour in range(HOURS))
    context = {
        "rows": found[:MOST_ROWS],
        "more": found[MOST_ROWS:],
        "together": together,
        "bars": bars(together, usual=max(together)),
        "spikes": [row for row in found if row.times],
        "total": sum(row.day for row in found),
        "hours": HOURS,
        "width": WIDTH,
        "height": HEIGHT,
    }
    response = render(request, "diagnostics/live.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@gzip_page
@require_safe
def live_json(request: HttpRequest) -> HttpResponse:
    """Give the same numbers."""
    data = {"hours": HOURS, "rules": [_as_data(request, row) for row in rows()]}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


class SpikeFeed(Feed):
    """An entry for each hour in which a problem was hit far above the usual."""

    feed_type = Atom1Feed
    author_name = "Verdict"
    title = "Verdict: live"
    subtitle = "Problems that are being hit far above the usual."

    def link(self) -> str:
        return reverse("diagnostics:live")

    def items(self) -> list[tuple[dt.datetime, Rule, int, int]]:
        return spikes()

    def item_title(self, item: tuple[dt.datetime, Rule, int, int]) -> str:
        _, rule, _, times = item
        return f"{rule.code} {rule.title}: {times}× the usual in an hour"

    def item_description(self, item: tuple[dt.datetime, Rule, int, int]) -> str:
        hour, rule, count, _ = item
        return f"{count} checks found {rule.code} in the hour from {hour:%H:%M} UTC on {hour:%-d %b %Y}."

    def item_link(self, item: tuple[dt.datetime, Rule, int, int]) -> str:
        hour, rule, *_ = item
        return f"{rule.get_absolute_url()}?hour={hour:%Y-%m-%dT%H}"

    def item_pubdate(self, item: tuple[dt.datetime, Rule, int, int]) -> dt.datetime:
        return item[0]

    item_updateddate = item_pubdate


def _as_data(request: HttpRequest, row: Row) -> dict[str, object]:
    return {
        "rule": row.rule.code,
        "title": row.rule.title,
        "url": request.build_absolute_uri(row.rule.get_absolute_url()),
        "counts": row.counts,
        "usual_an_hour": round(row.usual, 2),
        "times_the_usual": row.times,
    }
