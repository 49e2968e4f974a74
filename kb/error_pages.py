"""A page for each error message, found by pasting it: which problems print it, and how to tell them apart."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .models import Article, ErrorSignature, Product


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """List the known messages by the product whose problem they are; `?product=` keeps one product."""
    chosen = request.GET.get("product", "")
    rows = _published().only("text", "slug", "normalised", "article__slug").prefetch_related("article__products")
    if chosen:
        rows = rows.filter(article__products=get_object_or_404(Product, slug=chosen))
    groups: dict[str, dict[str, ErrorSignature]] = {}
    for row in rows.order_by("normalised", "pk"):
        products = [product for product in row.article.products.all() if not chosen or product.slug == chosen]
        group = groups.setdefault(products[0].title if products else "Others", {})
        group.setdefault(row.slug, row)
    context = {
        "groups": [(title, list(found.values())) for title, found in sorted(groups.items(), key=_biggest_first)],
        "count": len({slug for found in groups.values() for slug in found}),
        "products": Product.objects.filter(pk__in=_published().values("article__products")),
        "chosen": chosen,
    }
    return render(request, "kb/errors.html", context)


@require_safe
def error(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles that know one message."""
    found = _published().filter(slug=slug).prefetch_related("article__products", "article__verifications")
    rows = list(found.order_by("article__title"))
    if not rows:
        raise Http404("No published article knows this message.")
    articles = list(dict.fromkeys(row.article for row in rows))
    words = Q(article__in=articles) & ~Q(slug=slug)
    others = _published().filter(words).order_by("position", "pk")
    context = {
        "message": rows[0].text,
        "varies": "…" in rows[0].text,
        "articles": articles,
        "others": list({other.slug: other for other in others}.values())[:12],
    }
    return render(request, "kb/error.html", context)


@require_safe
def errors_json(request: HttpRequest) -> HttpResponse:
    """Give all known messages with their articles, for programs."""
    found: dict[str, dict[str, object]] = {}
    for row in _published().only("text", "slug", "article__slug").order_by("normalised", "pk"):
        entry = found.setdefault(
            row.slug, {"message": row.text, "url": request.build_absolute_uri(row.get_absolute_url()), "articles": []}
        )
        entry["articles"].append(request.build_absolute_uri(row.article.get_absolute_url()))  # type: ignore[attr-defined]
    return JsonResponse({"errors": list(found.values())}, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _published() -> "QuerySet[ErrorSignature]":
    rows = ErrorSignature.objects.filter(article__in=Article.objects.published().order_by().values("pk"))
    return rows.select_related("article")


def _biggest_first(group: tuple[str, dict[str, ErrorSignature]]) -> tuple[bool, int, str]:
    title, found = group
    return title == "Others", -len(found), title
