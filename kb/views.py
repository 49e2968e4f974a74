"""The reader's pages: home, lists, article, search."""

import re
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from . import articlefile
from .exporting import as_article_file
from .flagging import staff_context
from .missing import gone, is_withdrawn
from .models import Article, Confidence, FormerSlug, Product, Topic
from .reactions import reaction_context
from .search import search
from .search.suggesting import suggest
from .structured import article_json_ld

PAGE_SIZE = 20
LONGEST_QUERY = 2000  # characters; the box says the same
# A few words and what parts them. Such a question, found, holds nothing that our articles do not.
PLAIN_QUERY = re.compile(r"[^\W_]+(?:[ ._:/-][^\W_]+){0,7}")
ASSIGNMENT = re.compile(r"(?:^|\s)(?:export\s+)?[A-Z][A-Z0-9_]{3,}=\S")
FOUND_CONFIDENCES = (Confidence.VALIDATED, Confidence.NOT_VALIDATED)
TOP_PERIODS = {"week": ("This week", 7), "month": ("This month", 30), "all": ("All time", None)}
TOP_BY = {"views": "Most read", "helped": "Helped most", "checks": "Most often diagnosed"}
# Order of need: the two columns "current" and "expected" stand side by side between the two groups.
BEFORE_PAIR = (("issue", "Issue"), ("environment", "Environment"), ("steps", "Steps to reproduce"))
PAIR = (("current_behaviour", "Current behaviour"), ("expected_behaviour", "Expected behaviour"))
AFTER_PAIR = (
    ("cause", "Cause"),
    ("resolution", "Resolution"),
    ("verification_steps", "How to verify"),
    ("cannot_be_seen", "What a file cannot show"),
    ("wrong_advice", "Advice that does not work"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the one question, the most read and the newest articles, and the topics."""
    articles = Article.objects.published().for_lists()
    context = {
        # Without readers the order would be by date, twice.
        "top": articles.top(days=30).filter(views__gt=0)[:5],  # type: ignore[misc]
        "latest": articles.latest()[:5],
        "topics": Topic.objects.with_counts(),
    }
    return render(request, "kb/home.html", context)


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
        **_page(request, articles),
    }
    return render(request, "kb/list.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """List all articles, newest first."""
    articles = Article.objects.published().for_lists().latest()
    return render(request, "kb/list.html", {"heading": "Latest articles", **_page(request, articles)})


@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """List all articles by readers, help or checks over a week, a month or all time; what is unknown is the default."""
    period = request.GET.get("period", "month")
    period = period if period in TOP_PERIODS else "month"
    by = request.GET.get("by", "views")
    by = by if by in TOP_BY else "views"
    orders = [
        {"title": title, "url": f"?by={key}&period={period}", "is_current": key == by} for key, title in TOP_BY.items()
    ]
    tabs = [
        {"title": title, "url": f"?by={by}&period={key}", "is_current": key == period}
        for key, (title, _) in TOP_PERIODS.items()
    ]
    articles = Article.objects.published().for_lists().top(days=TOP_PERIODS[period][1], by=by)
    context = {
        "heading": "Top articles",
        "orders": orders,
        "tabs": tabs,
        "query_prefix": urlencode({"by": by, "period": period}),
        **_page(request, articles),
    }
    return render(request, "kb/list.html", context)


@require_safe
@vary_on_headers("Accept")
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article; a former address redirects, a withdrawn one says why; `Accept: text/markdown` gets Markdown."""
    found = Article.objects.readable_by(request.user).filter(slug=slug).first()
    if found is None:
        former = get_object_or_404(FormerSlug.objects.select_related("article"), slug=slug)
        get_object_or_404(Article.objects.readable_by(request.user), pk=former.article_id)
        return redirect(former.article, permanent=True)
    if is_withdrawn(request, found):
        return gone(request, found)
    if request.get_preferred_type(["text/html", "text/markdown"]) == "text/markdown":
        return article_markdown(request, slug)
    context = article_context(found)
    canonical = _absolute(request, found)
    crumbs = [("Verdict", request.build_absolute_uri(reverse("kb:home"))), (found.title, canonical)]
    if isinstance(parent := context["topic"], Topic):
        crumbs.insert(1, (parent.title, request.build_absolute_uri(parent.get_absolute_url())))
    json_ld = article_json_ld(found, canonical, crumbs)
    context |= {"canonical": canonical, "json_ld": json_ld, **staff_context(request.user, found)}
    response = render(request, "kb/article.html", context)
    if not request.user.is_staff:
        response.viewed_article = found.pk  # type: ignore[attr-defined]  # the page cache counts it
    return response


@require_safe
def article_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the article as its Markdown file, the same text that export writes."""
    found = get_object_or_404(Article.objects.readable_by(request.user), slug=slug)
    if is_withdrawn(request, found):
        return gone(request, found)
    text = articlefile.dump(as_article_file(found))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@require_safe
def article_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the article's fields as JSON."""
    found = get_object_or_404(Article.objects.readable_by(request.user), slug=slug)
    if is_withdrawn(request, found):
        return gone(request, found)
    data = articlefile.as_data(as_article_file(found)) | {"url": _absolute(request, found)}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Search words, identifiers or a whole error message among the published articles."""
    chosen = {key: request.GET.get(key, "") for key in ("topic", "product", "confidence")}
    results = search(request.GET.get("q", "")[:LONGEST_QUERY], page=_number(request), **chosen)
    filters = {key: value for key, value in chosen.items() if value}
    context = {
        "results": results,
        "chosen": chosen,
        "topics": Topic.objects.values_list("slug", "title"),
        "products": Product.objects.values_list("slug", "title"),
        "confidences": [choice for choice in Confidence.choices if choice[0] in FOUND_CONFIDENCES],
        "looks_like_configuration": bool(ASSIGNMENT.search(results.query)),
        "plain_query": urlencode({"q": results.query}),
        "literal_query": urlencode({"q": results.literal, **filters}),
        "query_prefix": urlencode({"q": results.query, **filters}),
        "popular": Article.objects.published().for_lists().top(days=30)[:5] if not results.hits else (),
    }
    response = render(request, "kb/search.html", context)
    # Somebody may paste a configuration here, against all advice: at least no cache keeps the answer.
    response["Cache-Control"] = "no-store"
    is_ours = results.is_ours and PLAIN_QUERY.fullmatch(results.query)
    response.holds_nothing_foreign = bool(is_ours)  # type: ignore[attr-defined]  # the page cache reads it
    return response


@require_safe
def suggest_page(request: HttpRequest) -> HttpResponse:
    """Offer articles for what was typed so far, as the list below the box."""
    context = {"suggestions": suggest(request.GET.get("q", "")[:LONGEST_QUERY])}
    response = render(request, "kb/_suggestions.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def article_context(found: Article) -> dict[str, object]:
    """Return what the article page shows, in reading order; the admin's preview uses it too."""
    groups = {
        name: [
            {"field": field, "id": field.replace("_", "-"), "title": title, "html": getattr(found, f"{field}_html")}
            for field, title in fields
            if getattr(found, f"{field}_html")
        ]
        for name, fields in (("before_pair", BEFORE_PAIR), ("pair", PAIR), ("after_pair", AFTER_PAIR))
    }
    signatures = list(found.signatures.all()) if found.pk else []
    verifications = list(found.verifications.all()) if found.pk else []
    contents = [section for group in ("before_pair", "pair", "after_pair") for section in groups[group]]
    return {
        "article": found,
        "topic": found.topics.first() if found.pk else None,
        "signatures": signatures,
        "sources": found.sources.all() if found.pk else [],
        "verifications": verifications,
        "verified": verifications[0] if verifications else None,
        "related": found.related()[:4] if found.pk else [],
        **reaction_context(found),
        "contents": [*contents, {"id": "sources", "title": "Sources and verification"}],
        **groups,
    }


def _page(request: HttpRequest, articles: "QuerySet[Article]") -> dict[str, object]:
    paginator = Paginator(articles, PAGE_SIZE)
    page: Page[Article] = paginator.get_page(request.GET.get("page"))
    return {"page": page, "page_numbers": paginator.get_elided_page_range(page.number)}


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and text != "0" else 1


def _absolute(request: HttpRequest, found: Article) -> str:
    return request.build_absolute_uri(found.get_absolute_url())
