"""Show a form's unsaved article as the reader would see it."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseFormSet, ModelForm
from django.utils import timezone

from . import markup
from .models import Article, ErrorSignature, Product, Source, Topic, VerificationRecord
from .models.articles import SECTIONS
from .views import article_context

UNSAVED = 0


def preview_context(form: ModelForm, formsets: Iterable[BaseFormSet]) -> dict[str, Any]:
    """Return what the article's page shows for what was typed, valid or not, and what keeps a part from showing."""
    article: Article = form.instance
    faults = []
    for key in ("title", "slug", "confidence", "audience", "fixed_in", "withdrawn", *SECTIONS):
        setattr(article, key, form.data.get(key, ""))
    for key in SECTIONS:
        try:
            setattr(article, f"{key}_html", markup.render(getattr(article, key), prefix=key.replace("_", "-")))
        except markup.MarkupError as error:
            setattr(article, f"{key}_html", "")
            faults.append(f"{form.fields[key].label}: {error}")
    article.title = article.title or "Without a title"
    article.slug = article.slug or "preview"
    article.updated = timezone.localdate()
    # A primary key that no row has: lists of what belongs to the article come out empty instead of being refused.
    article.pk = article.pk or UNSAVED
    rows = {formset.prefix: _rows(formset) for formset in formsets}
    labels = {"topics": Topic, "products": Product}
    chosen = {name: model.objects.filter(pk__in=_numbers(form.data, name)) for name, model in labels.items()}  # type: ignore[attr-defined]
    related = {"signatures": ErrorSignature, "sources": Source, "verifications": VerificationRecord}
    article._prefetched_objects_cache = chosen | {  # type: ignore[attr-defined]
        name: _filled(model, rows.get(name, [])) for name, model in related.items()
    }
    verifications = rows.get("verifications", [])
    article.verified_until = max((record.until for record in verifications), default=None)
    context = article_context(article) | {name: rows.get(name, []) for name in related}
    context |= {"verified": next(iter(verifications), None), "topic": chosen["topics"].first()}
    return context | {"faults": faults, "canonical": ""}


def _numbers(data: Any, name: str) -> list[int]:
    return [int(value) for value in data.getlist(name) if value.isascii() and value.isdigit() and len(value) < 12]


def _rows(formset: BaseFormSet) -> list[Any]:
    """Return the rows of a formset that are whole and stay, in their order; none is saved."""
    rows = []
    for form in formset.forms:
        empty = not form.has_changed() and not form.instance.pk
        if form.is_valid() and not empty and not form.cleaned_data.get("DELETE"):
            rows.append(form.instance)
    return sorted(rows, key=lambda row: getattr(row, "position", 0))


def _filled(model: Any, rows: list[Any]) -> Any:
    """Return a queryset that already has its rows, as `prefetch_related` leaves one."""
    queryset = model.objects.none()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    return queryset
