"""What programs read: robots.txt, llms.txt, OpenSearch, and the lists as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from .figures import figures_of
from .list_pages import top_articles, top_choice
from .models import Article, Topic
from .querysets import ArticleQuerySet

MOST = 100  # articles of a list as JSON


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead whoever asks for the usual address without having read a page, such as a feed's reader, to the mark."""
    response = redirect(static("img/mark.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read everything but the admin, single searches and pasted files."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Disallow: {reverse('kb:search')}?",
        "Disallow: /check/r/",
        "Disallow: /api/",
        "Disallow: /mcp",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """Tell assistants what the site is and where each article's Markdown is (https://llmstxt.org)."""
    topics = Topic.objects.with_counts().prefetch_related("articles")
    published = {article.pk for article in Article.objects.published().only("pk")}
    groups = [(topic, [article for article in topic.articles.all() if article.pk in published]) for topic in topics]
    context = {"groups": groups, "root": request.build_absolute_uri("/").rstrip("/")}
    return HttpResponse(render_to_string("kb/llms.txt", context), content_type="text/markdown; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Let a browser offer the site's search (OpenSearch 1.1)."""
    urls = {"search_url": reverse("kb:search"), "image_url": static("img/mark.svg")}
    text = render_to_string("kb/opensearch.xml", {name: request.build_absolute_uri(url) for name, url in urls.items()})
    return HttpResponse(text, content_type="application/opensearchdescription+xml; charset=utf-8")


@require_safe
def latest_json(request: HttpRequest) -> HttpResponse:
    """Give the newest articles."""
    return _as_json(request, Article.objects.published().for_lists().latest())


@require_safe
def top_json(request: HttpRequest) -> HttpResponse:
    """Give the top articles; `by` and `period` are those of the page."""
    return _as_json(request, top_articles(*top_choice(request)))


@require_safe
def topics_json(request: HttpRequest) -> HttpResponse:
    """Give the topics, with how many articles each has."""
    entries = [
        {
            "slug": topic.slug,
            "title": topic.title,
            "summary": topic.summary,
            "url": request.build_absolute_uri(topic.get_absolute_url()),
            "articles": topic.article_count,  # type: ignore[attr-defined]
        }
        for topic in Topic.objects.with_counts()
    ]
    return JsonResponse({"topics": entries}, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def topic_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the articles of one topic, newest first."""
    topic = get_object_or_404(Topic, slug=slug)
    return _as_json(request, Article.objects.published().for_topic(topic).for_lists().latest())


def _as_json(request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse:
    rows = list(articles[:MOST])
    figures = figures_of(rows)
    entries = [
        {
            "slug": article.slug,
            "title": article.title,
            "url": request.build_absolute_uri(article.get_absolute_url()),
            "short_answer": article.short_answer_text,
            "confidence": article.confidence,
            "fixed_in": article.fixed_in,
            "topics": [topic.slug for topic in article.topics.all()],
            "products": [product.slug for product in article.products.all()],
            "updated": article.updated,
            "verified": figures[article.pk].verified,
            "helped_percent": figures[article.pk].helped,
            "checks_this_month": figures[article.pk].checks,
            "verified_until": article.verified_until,
        }
        for article in rows
    ]
    return JsonResponse({"articles": entries}, json_dumps_params={"ensure_ascii": False, "indent": 2})
