"""Where the knowledge base needs somebody: what is unfinished, run out, unhelpful, or looked for in vain."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kb.models import Article, ErrorSignature, SearchMiss

from .models import CaseState, HitHour, Rule, SubmittedCase

MOST = 25  # entries of a list
DAYS = 90  # looked back on votes
LEAST_VOTES = 3
QUIET_HOURS = 24 * 30  # a rule without a hit for so long


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look after."""

    title: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of need: what it means, the first entries, and how many there are."""

    title: str
    why: str
    entries: tuple[Entry, ...]
    count: int


def sections() -> list[Section]:
    """Return all kinds of need; one without an entry says that there is none."""
    return [
        submitted(),
        unfinished(),
        run_out(),
        unhelpful(),
        looked_for(),
        without_rules(),
        without_hits(),
        duplicates(),
    ]


def submitted() -> Section:
    """Cases that readers sent and nobody has dealt with."""
    found = SubmittedCase.objects.filter(state__in=(CaseState.NEW, CaseState.TAKEN)).order_by("created", "pk")
    entries = tuple(
        Entry(
            f"{row.reference}: {(row.words or row.verdict)[:90]}",
            reverse("admin:diagnostics_submittedcase_change", args=(row.pk,)),
            f"{row.created:%-d %b %Y}, {row.taken_by or 'nobody yet'}",
        )
        for row in found.select_related("taken_by").defer("documents")[:MOST]
    )
    return Section("Cases that readers sent", "The oldest first.", entries, found.count())


def unfinished() -> Section:
    """Work in progress that lacks its resolution."""
    found = Article.objects.filter(confidence=Article.Confidence.WORK_IN_PROGRESS, resolution="").order_by("updated")
    return _section("Work in progress without a resolution", "The oldest first.", found)


def run_out() -> Section:
    """Articles whose last verification is past."""
    found = Article.objects.stale().order_by("verified_until", "pk")  # type: ignore[misc]
    return _section("To be checked again", "Readers are told so already.", found, "verified_until")


def unhelpful() -> Section:
    """Articles of which readers said lately that they did not help, the most first."""
    since = timezone.localdate() - dt.timedelta(days=DAYS)
    lately = Q(votes__day__gte=since)
    found = (
        Article.objects.annotate(
            no=Count("votes", filter=lately & Q(votes__helped=False)),
            yes=Count("votes", filter=lately & Q(votes__helped=True)),
        )
        .filter(no__gte=LEAST_VOTES, no__gt=F("yes"))
        .order_by("-no", "yes", "pk")
    )
    entries = tuple(
        Entry(row.title, f"{reverse('admin:kb_vote_changelist')}?q={row.slug}", f"{row.no} no, {row.yes} yes")
        for row in found[:MOST]
    )
    return Section("Did not help", f"More no than yes in {DAYS} days, at least {LEAST_VOTES}.", entries, found.count())


def looked_for() -> Section:
    """What readers looked for and did not find."""
    found = SearchMiss.objects.most_wanted()
    entries = tuple(
        Entry(
            row.query,
            f"{reverse('admin:kb_searchmiss_changelist')}?{urlencode({'q': row.query[:80]})}",
            f"{row.count}×",
        )
        for row in found[:MOST]
    )
    return Section("Looked for in vain", "What an article should be written about.", entries, found.count())


def without_rules() -> Section:
    """Published articles that no active rule detects."""
    ruled = Rule.objects.active().exclude(article=None).values("article")
    found = Article.objects.published().exclude(pk__in=ruled).order_by("title")
    return _section("Articles without a rule", "Nothing finds them but a search; for some, no text can decide.", found)


def without_hits() -> Section:
    """Active rules that no check found in a month."""
    since = int(time.time()) // 3600 - QUIET_HOURS
    hit = HitHour.objects.filter(hour__gte=since).values("code")
    found = Rule.objects.active().exclude(code__in=hit).order_by("code")
    entries = tuple(
        Entry(f"{row.code} {row.title}", reverse("admin:diagnostics_rule_change", args=(row.pk,)))
        for row in found[:MOST]
    )
    return Section("Rules without a hit in 30 days", "Rare, or never true.", entries, found.count())


def duplicates() -> Section:
    """Messages that several published articles claim: one problem twice, or two that need a deciding difference."""
    published = Article.objects.published().order_by().values("pk")
    rows = ErrorSignature.objects.filter(article__in=published).order_by()
    shared = rows.values("slug").annotate(number=Count("article", distinct=True)).filter(number__gt=1)
    numbers = {row["slug"]: row["number"] for row in shared}
    texts = dict(rows.filter(slug__in=numbers).values_list("slug", "text"))
    entries = tuple(
        Entry(texts[slug], reverse("kb:error", kwargs={"slug": slug}), f"{number} articles")
        for slug, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    )
    return Section(
        "Messages of several articles", "Each should say how to tell it from the others.", entries, len(numbers)
    )


@never_cache
def content_health(request: HttpRequest) -> HttpResponse:
    """Show all sections to who may see articles."""
    if not request.user.has_perm("kb.view_article"):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Content health", "sections": sections()}
    return TemplateResponse(request, "admin/content_health.html", context)


def _section(title: str, why: str, found, note: str = "") -> Section:
    rows: Sequence[Article] = list(found[:MOST])
    entries = tuple(
        Entry(
            row.title,
            reverse("admin:kb_article_change", args=(row.pk,)),
            f"until {getattr(row, note):%-d %b %Y}" if note else f"changed {row.updated:%-d %b %Y}",
        )
        for row in rows
    )
    return Section(title, why, entries, found.count())
