"""The reader's pages: home, article, search."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from . import articlefile
from .exporting import as_article_file
from .figures import with_figures
from .flagging import staff_context
from .marking import LONGEST, marked_html, terms_of
from .missing import gone, is_withdrawn
from .models import Article, Confidence, ErrorSignature, FormerSlug, Product, Topic
from .reactions import reaction_context
from .search import search
from .search.query import Term, marked
from .search.suggesting import suggest
from .structured import article_json_ld

SHOWN_AT_HOME, FEWEST_AT_HOME = 5, 3
LONGEST_QUERY = 2000  # characters; the box says the same
# A few words and what parts them. Such a question, found, holds nothing that our articles do not.
PLAIN_QUERY = re.compile(r"[^\W_]+(?:[ ._:/-][^\W_]+){0,7}")
ASSIGNMENT = re.compile(r"(?:^|\s)(?:export\s+)?[A-Z][A-Z0-9_]{3,}=\S")
FOUND_CONFIDENCES = (Confidence.VALIDATED, Confidence.NOT_VALIDATED)
# Order of need: behind the issue stand the messages that belong to it; between the other two groups "current" and
# "expected" stand side by side.
FIRST = (("issue", "Issue"),)
BEFORE_PAIR = (("environment", "Environment"), ("steps", "Steps to reproduce"))
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
    """Show the one question, the articles that helped most and the newest, and the topics."""
    by, top = _best()
    latest = with_figures(Article.objects.published().for_lists().latest()[:SHOWN_AT_HOME])
    context = {"by": by, "top": top, "latest": latest, "topics": Topic.objects.with_counts()}
    return render(request, "kb/home.html", context)


def _best() -> tuple[str, list[Article]]:
    """Return the month's best articles and by what: by help, else by readers, else none; three at least."""
    for by in ("helped", "views"):
        found = Article.objects.published().for_lists().top(days=30, by=by).filter(**{f"{by}__gt": 0})
        rows = with_figures(found[:SHOWN_AT_HOME])
        if len(rows) >= FEWEST_AT_HOME:
            return by, rows
    return "", []


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
    searched = request.GET.get("mark", "").strip()
    context = article_context(found, terms_of(searched)) | {"searched": searched}
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
    popular = with_figures(Article.objects.published().for_lists().top(days=30)[:5]) if not results.hits else []
    is_configuration = bool(ASSIGNMENT.search(results.query))
    # What is pasted by mistake goes no further, not even into a link.
    is_marked = len(results.query) <= LONGEST and not is_configuration
    context = {
        "results": results,
        "chosen": chosen,
        "topics": Topic.objects.values_list("slug", "title"),
        "products": Product.objects.values_list("slug", "title"),
        "confidences": [choice for choice in Confidence.choices if choice[0] in FOUND_CONFIDENCES],
        "looks_like_configuration": is_configuration,
        "plain_query": urlencode({"q": results.query}),
        "literal_query": urlencode({"q": results.literal, **filters}),
        "query_prefix": urlencode({"q": results.query, **filters}),
        "popular": popular,
        "popular_errors": _first_messages(popular) if not results.query else [],
        "mark_query": urlencode({"mark": results.corrected or results.query}) if is_marked else "",
    }
    response = render(request, "kb/search.html", context)
    # Somebody may paste a configuration here, against all advice: at least no cache keeps the answer.
    response["Cache-Control"] = "no-store"
    is_ours = results.is_ours and PLAIN_QUERY.fullmatch(results.query)
    response.holds_nothing_foreign = bool(is_ours)  # type: ignore[attr-defined]  # the page cache reads it
    return response


def _first_messages(articles: list[Article]) -> list[ErrorSignature]:
    """Return the first error message of each of these articles that has one."""
    rows = ErrorSignature.objects.filter(article__in=articles).order_by("position", "pk")
    first = {row.article_id: row for row in reversed(rows)}
    return [first[article.pk] for article in articles if article.pk in first]


@require_safe
def suggest_page(request: HttpRequest) -> HttpResponse:
    """Offer articles for what was typed so far, as the list below the box."""
    context = {"suggestions": suggest(request.GET.get("q", "")[:LONGEST_QUERY])}
    response = render(request, "kb/_suggestions.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def article_context(found: Article, terms: tuple[Term, ...] = ()) -> dict[str, object]:
    """Return what the article page shows, in reading order, with the terms marked; the admin's preview uses it too."""

    def shown(field: str) -> str:
        rendered: str = getattr(found, f"{field}_html")
        return marked_html(rendered, terms) if terms else rendered

    groups = {
        name: [
            {"field": field, "id": field.replace("_", "-"), "title": title, "html": shown(field)}
            for field, title in fields
            if getattr(found, f"{field}_html")
        ]
        for name, fields in (("first", FIRST), ("before_pair", BEFORE_PAIR), ("pair", PAIR), ("after_pair", AFTER_PAIR))
    }
    signatures = list(found.signatures.all()) if found.pk else []
    verifications = list(found.verifications.all()) if found.pk else []
    for row in signatures if terms else ():
        row.marked = marked(row.text, terms)  # type: ignore[attr-defined]
    messages = [{"id": "how-to-tell", "title": "Messages that belong to it"}] if signatures else []
    contents = [*groups["first"], *messages, *groups["before_pair"], *groups["pair"], *groups["after_pair"]]
    return {
        "article": found,
        "topic": found.topics.first() if found.pk else None,
        "short_answer": shown("short_answer"),
        "signatures": signatures,
        "sources": found.sources.all() if found.pk else [],
        "verifications": verifications,
        "verified": verifications[0] if verifications else None,
        "related": found.related()[:4] if found.pk else [],
        **reaction_context(found),
        "contents": [*contents, {"id": "sources", "title": "Sources and verification"}],
        **groups,
    }


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and text != "0" else 1


def _absolute(request: HttpRequest, found: Article) -> str:
    return request.build_absolute_uri(found.get_absolute_url())
