"""Lists of articles: topics, one topic, latest, top."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .figures import SHOWN_FROM, with_figures
from .models import Article, Topic
from .pagination import links
from .querysets import ArticleQuerySet

PAGE_SIZE = 20
TOP_PERIODS = {"week": ("This week", 7), "month": ("This month", 30), "all": ("All time", None)}
TOP_BY = {
    "views": "Most read",
    "helped": "Helped most",
    "checks": "Most often diagnosed",
    "same": "Most have it too",
}


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """List all topics that have a published article."""
    return render(request, "kb/topics.html", {"topics": Topic.objects.with_counts()})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """List the articles of one topic, newest first."""
    found = get_object_or_404(Topic, slug=slug)
    articles = Article.objects.published().for_topic(found).for_lists().latest()
    context = {
        "heading": found.title,
        "summary": found.summary,
        "parent": "Topics",
        "parent_url": reverse("kb:topics"),
        "feed": reverse("kb:topic_feed", kwargs={"slug": slug}),
        "json": reverse("kb:topic_json", kwargs={"slug": slug}),
        **_page(request, articles),
    }
    return render(request, "kb/list.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """List all articles, newest first."""
    articles = Article.objects.published().for_lists().latest()
    context = {
        "heading": "Latest articles",
        "feed": reverse("kb:latest_feed"),
        "json": reverse("kb:latest_json"),
        **_page(request, articles),
    }
    return render(request, "kb/list.html", context)


@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """List all articles by what TOP_BY names, over a week, a month or all time; what is unknown is the default."""
    by, period = top_choice(request)
    orders = [
        {"title": title, "url": f"?by={key}&period={period}", "is_current": key == by} for key, title in TOP_BY.items()
    ]
    tabs = [
        {"title": title, "url": f"?by={by}&period={key}", "is_current": key == period}
        for key, (title, _) in TOP_PERIODS.items()
    ]
    context = {
        "heading": "Top articles",
        "orders": orders,
        "tabs": tabs,
        "by": by,
        "shown_from": SHOWN_FROM,
        "period": TOP_PERIODS[period][0].lower(),
        "feed": reverse("kb:top_feed"),
        "json": f"{reverse('kb:top_json')}?{urlencode({'by': by, 'period': period})}",
        **_page(request, top_articles(by, period), urlencode({"by": by, "period": period})),
    }
    return render(request, "kb/list.html", context)


def top_choice(request: HttpRequest) -> tuple[str, str]:
    """Return by what and over which period the top is asked for; what is unknown is the default."""
    by, period = request.GET.get("by", ""), request.GET.get("period", "")
    return by if by in TOP_BY else "views", period if period in TOP_PERIODS else "month"


def top_articles(by: str = "views", period: str = "month") -> ArticleQuerySet:
    """Return all published articles, the top ones first."""
    return Article.objects.published().for_lists().top(days=TOP_PERIODS[period][1], by=by)


def _page(request: HttpRequest, articles: ArticleQuerySet, query: str = "") -> dict[str, object]:
    paginator = Paginator(articles, PAGE_SIZE)
    page: Page[Article] = paginator.get_page(request.GET.get("page"))
    page.object_list = with_figures(page.object_list)
    return {"page": page, "pages": links(page, query)}
