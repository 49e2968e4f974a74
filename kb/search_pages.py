"""The pages that search: the results, and what is offered while somebody types."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from .figures import with_figures
from .marking import LONGEST
from .models import Article, Confidence, ErrorSignature, Product, Topic
from .pagination import links
from .search import SearchResults, State, search
from .search.suggesting import suggest
from .search_rows import count, found, rows
from .skeletons import skeleton

LONGEST_QUERY = 2000  # characters; the box says the same
LONGEST_TITLE = 60
FROM_REPORT = "report"  # ?from=: words that a report chose from a text; nobody typed them
# A few words and what parts them. Such a question, found, holds nothing that our articles do not.
PLAIN_QUERY = re.compile(r"[^\W_]+(?:[ ._:/-][^\W_]+){0,7}")
ASSIGNMENT = re.compile(r"(?:^|\s)(?:export\s+)?[A-Z][A-Z0-9_]{3,}=\S")
FOUND_CONFIDENCES = (Confidence.VALIDATED, Confidence.NOT_VALIDATED)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Search words, identifiers or a whole error message among the published articles."""
    chosen = {key: request.GET.get(key, "") for key in ("topic", "product", "confidence")}
    is_typed = request.GET.get("from") != FROM_REPORT
    results = search(request.GET.get("q", "")[:LONGEST_QUERY], page=_number(request), is_typed=is_typed, **chosen)
    around = skeleton(
        request,
        "kb/search.html",
        ("title", "asked", "found") if results.query else ("found",),
        follows_from=(bool(results.query), *chosen.values()),
        context=lambda: _form(chosen),
    )
    filters = {key: value for key, value in chosen.items() if value}
    below = _found(results, filters)
    title = results.query if len(results.query) <= LONGEST_TITLE else Truncator(results.query).chars(LONGEST_TITLE)
    response = HttpResponse(around.filled(title=title, asked=results.query, found=below))
    # Somebody may paste a configuration here, against all advice: at least no cache keeps the answer.
    response["Cache-Control"] = "no-store"
    is_ours = results.is_ours and PLAIN_QUERY.fullmatch(results.query)
    response.holds_nothing_foreign = bool(is_ours)  # type: ignore[attr-defined]  # the page cache reads it
    return response


def _form(chosen: dict[str, str]) -> dict[str, object]:
    """Return what the form offers and what of it is chosen."""
    return {
        "chosen": chosen,
        "topics": Topic.objects.values_list("slug", "title"),
        "products": Product.objects.values_list("slug", "title"),
        "confidences": [choice for choice in Confidence.choices if choice[0] in FOUND_CONFIDENCES],
    }


def _found(results: SearchResults, filters: dict[str, str]) -> str:
    """Return what is shown below the form."""
    is_configuration = bool(ASSIGNMENT.search(results.query))
    # What is pasted by mistake goes no further, not even into a link.
    is_marked = len(results.query) <= LONGEST and not is_configuration
    items = rows(results.hits, urlencode({"mark": results.corrected or results.query}) if is_marked else "")
    pages = links(results.page, urlencode({"q": results.query, **filters})) if results.page else mark_safe("")
    if results.state == State.FOUND and not is_configuration:
        return found(results, items, pages)
    popular = with_figures(Article.objects.published().for_lists().top(days=30)[:5]) if not results.hits else []
    context = {
        "results": results,
        "rows": items,
        "count": count(results),
        "pages": pages,
        "looks_like_configuration": is_configuration,
        "plain_query": urlencode({"q": results.query}),
        "literal_query": urlencode({"q": results.literal, **filters}),
        "popular": popular,
        "popular_errors": _first_messages(popular) if not results.query else [],
    }
    return render_to_string("kb/_results.html", context)


def _first_messages(articles: list[Article]) -> list[ErrorSignature]:
    """Return the first error message of each of these articles that has one."""
    found = ErrorSignature.objects.filter(article__in=articles).order_by("position", "pk")
    first = {row.article_id: row for row in reversed(found)}
    return [first[article.pk] for article in articles if article.pk in first]


@require_safe
def suggest_page(request: HttpRequest) -> HttpResponse:
    """Offer articles for what was typed so far, as the list below the box."""
    context = {"suggestions": suggest(request.GET.get("q", "")[:LONGEST_QUERY])}
    response = render(request, "kb/_suggestions.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and text != "0" else 1
