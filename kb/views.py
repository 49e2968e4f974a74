"""The reader's pages: home and article."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from . import articlefile
from .exporting import as_article_file
from .figures import with_figures
from .flagging import staff_context
from .marking import marked_html, terms_of
from .missing import gone, is_withdrawn
from .models import Article, FormerSlug, Topic
from .reactions import reaction_context
from .search.marks import marked
from .search.query import Term
from .structured import article_json_ld

CARD = "img/card.png"
SHOWN_AT_HOME, FEWEST_AT_HOME = 5, 3
# Order of need: behind the issue stand the messages that belong to it; between the other two groups "current" and
# "expected" stand side by side.
FIRST = (("issue", "Symptom"),)
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
    json_ld = article_json_ld(found, canonical, crumbs, request.build_absolute_uri(static(CARD)))
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
        "contents": contents,
        # Rules belong to another app, which adds them to the article.
        "has_rules": bool(found.pk) and found.rules.active().exists(),
        **groups,
    }


def _absolute(request: HttpRequest, found: Article) -> str:
    return request.build_absolute_uri(found.get_absolute_url())
