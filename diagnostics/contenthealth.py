"""Where the knowledge base needs somebody: what is flagged, unfinished, run out, unhelpful, or looked for in vain."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kb.models import Article, ErrorSignature, Flag, SearchMiss
from kb.search.words import joined

from .models import CaseState, CheckDay, HitHour, Rule, SubmittedCase

MOST = 25  # entries of a list
DAYS = 90  # looked back on votes
USE_DAYS = 30  # looked back on reuse and on checks
LEAST_VOTES = 3
QUIET_HOURS = 24 * 30  # a rule without a hit for so long
_SMALL = frozenset(("a", "an", "and", "are", "as", "at", "by", "for", "in", "is", "it", "of", "on", "or", "the", "to"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look after: the way to do so, a word on it, and what else leads there."""

    title: str
    href: str
    note: str = ""
    more: tuple[tuple[str, str], ...] = ()  # words and addresses


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of need: what it means, the first entries, and how many there are."""

    title: str
    why: str
    entries: tuple[Entry, ...]
    count: int


def sections() -> list[Section]:
    """Return all kinds of need, what readers suffer from first; one without an entry says that there is none."""
    return [
        submitted(),
        flagged(),
        unhelpful(),
        run_out(),
        looked_for(),
        unmatched(),
        unfinished(),
        duplicates(),
        twins(),
        without_rules(),
        without_hits(),
        reused(),
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


def flagged() -> Section:
    """What a colleague found wrong and nobody has resolved."""
    found = Flag.objects.unresolved().select_related("article", "assigned_to")
    entries = tuple(
        Entry(
            f"{row.article}: {row.get_reason_display().lower()}",
            reverse("admin:kb_flag_change", args=(row.pk,)),
            f"since {row.flagged:%-d %b %Y}, {f'with {row.assigned_to}' if row.assigned_to else 'nobody’s'}",
            (("Fix it", _form(row.article)),),
        )
        for row in found[:MOST]
    )
    return Section("Flagged", "What a colleague found wrong, the oldest first.", entries, found.count())


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
    # What was said of an advice that the article no longer gives is dealt with.
    lately = Q(votes__day__gte=since, votes__revision__gte=F("advice_version"))
    found = (
        Article.objects.annotate(
            no=Count("votes", filter=lately & Q(votes__helped=False)),
            yes=Count("votes", filter=lately & Q(votes__helped=True)),
        )
        .filter(no__gte=LEAST_VOTES, no__gt=F("yes"))
        .order_by("-no", "yes", "pk")
    )
    votes = reverse("admin:kb_vote_changelist")
    entries = tuple(
        Entry(row.title, _form(row), f"{row.no} no, {row.yes} yes", (("What they said", f"{votes}?q={row.slug}"),))
        for row in found[:MOST]
    )
    return Section(
        "Did not help",
        f"More no than yes of the present advice in {DAYS} days, at least {LEAST_VOTES}.",
        entries,
        found.count(),
    )


def looked_for() -> Section:
    """What readers looked for and did not find."""
    found = SearchMiss.objects.most_wanted()
    add, misses, search = (
        reverse(name) for name in ("admin:kb_article_add", "admin:kb_searchmiss_changelist", "kb:search")
    )
    entries = tuple(
        Entry(
            row.query,
            f"{add}?{urlencode({'title': row.query})}",
            f"{row.count}×",
            (
                ("Search it", f"{search}?{urlencode({'q': row.query})}"),
                ("Dealt with", f"{misses}?{urlencode({'q': row.query[:80]})}"),
            ),
        )
        for row in found[:MOST]
    )
    return Section("Looked for in vain", "Each leads to a new article of that title.", entries, found.count())


def unmatched() -> Section:
    """Kinds of files whose checks led to nothing: no rule found anything, and no article was named."""
    since = timezone.localdate() - dt.timedelta(days=USE_DAYS)
    rows = CheckDay.objects.filter(day__gt=since).order_by().values("kind")
    found = rows.annotate(none=Sum("unmatched"), all=Sum("checks")).filter(none__gt=0).order_by("-none", "kind")
    cases = reverse("admin:diagnostics_submittedcase_changelist")
    more = (("Write a rule", reverse("admin:diagnostics_rule_add")),)
    entries = tuple(Entry(row["kind"], cases, f"{row['none']} of {row['all']} checks", more) for row in found[:MOST])
    why = f"Checks of {USE_DAYS} days in which no rule found anything; many files are right. Cases tell more."
    return Section("Checks without a match", why, entries, len(found))


def without_rules() -> Section:
    """Published articles that no active rule detects."""
    ruled = Rule.objects.active().exclude(article=None).values("article")
    found = Article.objects.published().exclude(pk__in=ruled).order_by("title")
    add = reverse("admin:diagnostics_rule_add")
    entries = tuple(
        Entry(row.title, f"{add}?{urlencode({'article': row.slug})}", "", (("The article", _form(row)),))
        for row in found[:MOST]
    )
    why = "Nothing finds them but a search; each leads to a new rule. For some, no text can decide."
    return Section("Articles without a rule", why, entries, found.count())


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
    claims: dict[str, list[ErrorSignature]] = {}
    for row in rows.filter(slug__in=numbers).select_related("article").only("text", "slug", "article__title"):
        claims.setdefault(row.slug, []).append(row)
    entries = tuple(
        Entry(
            claims[slug][0].text,
            reverse("kb:error", kwargs={"slug": slug}),
            f"{number} articles",
            tuple({row.article_id: (row.article.title, _form(row.article)) for row in claims[slug]}.values()),
        )
        for slug, number in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    )
    why = "One problem twice, or two: then each should say how to tell it from the others."
    return Section("Messages of several articles", why, entries, len(numbers))


def twins() -> Section:
    """Articles whose titles say the same in another order or with other small words."""
    groups: dict[frozenset[str], list[Article]] = {}
    rows = Article.objects.exclude(confidence=Article.Confidence.ARCHIVED).only("title").order_by("pk")
    for row in rows:
        words = frozenset(joined(row.title).split()) - _SMALL
        groups.setdefault(words, []).append(row)
    found = [group for words, group in groups.items() if words and len(group) > 1]
    entries = tuple(
        Entry(first.title, _form(first), "", tuple((other.title, _form(other)) for other in others))
        for first, *others in found[:MOST]
    )
    return Section(
        "Titles that say the same", "Suspected duplicates: keep one, archive the others.", entries, len(found)
    )


def reused() -> Section:
    """What reports lead to most: worth to be right first."""
    used = Article.objects.published().with_use(USE_DAYS)
    found = used.filter(checks__gt=0).order_by("-checks", "-views", "pk")  # type: ignore[misc]
    rows: Sequence[Any] = list(found[:MOST])
    entries = tuple(Entry(row.title, _form(row), f"{row.checks} reports led to it, read {row.views}×") for row in rows)
    why = f"What reports of {USE_DAYS} days led to most; these must be right first."
    return Section("Reused most", why, entries, found.count())


@never_cache
def content_health(request: HttpRequest) -> HttpResponse:
    """Show all sections to who may see articles."""
    if not request.user.has_perm("kb.view_article"):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Content health", "sections": sections()}
    return TemplateResponse(request, "admin/content_health.html", context)


def _form(article: Article) -> str:
    return reverse("admin:kb_article_change", args=(article.pk,))


def _section(title: str, why: str, found, note: str = "") -> Section:
    rows: Sequence[Article] = list(found[:MOST])
    entries = tuple(
        Entry(
            row.title,
            _form(row),
            f"until {getattr(row, note):%-d %b %Y}" if note else f"changed {row.updated:%-d %b %Y}",
        )
        for row in rows
    )
    return Section(title, why, entries, found.count())
