"""Rows for every model that the admin shows, by the kinds of its columns, so that a new model is filled as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils import timezone

from kb.models import Article, ErrorSignature, Source, VerificationRecord

DAY = dt.date(2026, 1, 1)
# What the columns' kinds do not tell.
PARTICULAR: dict[str, Callable[[int], dict[str, Any]]] = {
    "kb.Article": lambda n: {
        "title": f"Article {n} about a gateway that bills somebody else",
        "issue": "It bills me.",
        "resolution": "Wait.",
        "confidence": ("validated", "not validated", "work in progress")[n % 3],
        "audience": ("public", "internal")[n % 2],
        "published": DAY if n % 2 == 0 else None,
        "version": 1,
    },
    "kb.ErrorSignature": lambda n: {
        "text": f"API Error: {n} the gateway refused",
        "normalised": f"api error {n} the gateway refused",
        "slug": f"api-error-{n}",
    },
    "kb.VerificationRecord": lambda n: {"how": "measured", "on": DAY, "until": DAY + dt.timedelta(days=n % 900)},
    "kb.Vote": lambda n: {"helped": n % 2 == 0, "reason": "", "revision": 1},
    "diagnostics.SubmittedCase": lambda n: {"login": "unknown", "mode": "interactive", "system": "", "concerns": ""},
    "diagnostics.Rule": lambda n: {"code": f"{chr(65 + n // 1000 // 26)}{chr(65 + n // 1000 % 26)}{n % 1000:03}"},
}


# Labels, by which everything else is filtered: a house has tens of them, not thousands.
FEW = {"kb.Topic": 40, "kb.Product": 80, "auth.Group": 20}


def fill(rows: int) -> None:
    """Give so many rows to each registered model that has fewer, and to what hangs on articles."""
    around = [Article, ErrorSignature, Source, VerificationRecord]
    others = [model for model in admin.site._registry if model not in around]
    for model in [*around, *sorted(others, key=_depth)]:
        missing = min(rows, FEW.get(model._meta.label, rows)) - model._default_manager.count()
        if missing > 0 and not model._meta.proxy:
            make(model, missing)
    _relate(rows)


def make(model: type[models.Model], rows: int) -> None:
    """Add rows, by whatever each column takes; what a model checks in `clean` is not asked."""
    related = {
        field.name: list(field.remote_field.model._default_manager.values_list("pk", flat=True)[:rows])
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    particular = PARTICULAR.get(model._meta.label, lambda n: {})
    first = model._default_manager.count()
    made = [model(**(_values(model, n, related) | particular(n))) for n in range(first, first + rows)]
    model._default_manager.bulk_create(made, batch_size=1000)


def _values(model: type[models.Model], n: int, related: dict[str, list[Any]]) -> dict[str, Any]:
    found = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or (field.has_default() and not field.unique):
            continue
        if isinstance(field, models.ForeignKey):
            keys = related[field.name]
            found[field.attname] = keys[n % len(keys)] if keys else None
        elif (value := _value(field, n)) is not None:
            found[field.name] = value
    return found


def _value(field: models.Field, n: int) -> Any:
    """Return a value of the column's kind that differs from row to row."""
    if field.choices:
        return next(value for value, _ in field.flatchoices if value != "")
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return timezone.now() - dt.timedelta(minutes=n)
    if isinstance(field, models.DateField):
        return None if field.null else DAY + dt.timedelta(days=n % 300)
    if isinstance(field, models.IntegerField):
        return n % 30_000
    if isinstance(field, models.GenericIPAddressField):
        return f"192.0.2.{n % 250}"
    if isinstance(field, models.JSONField):
        return []
    if isinstance(field, models.URLField):
        return f"https://example.com/{n}"
    if isinstance(field, models.SlugField):
        return f"{field.name}-{n}"
    if isinstance(field, models.CharField):
        # Only a few different ones where many rows may have the same: lists are filtered by such a column.
        number = n if field.unique or any(field.name in one.fields for one in uniques(field.model)) else n % 20
        return f"{field.model._meta.model_name}, {field.name} {number}"[-(field.max_length or 60) :]
    return f"{field.name} {n}" if isinstance(field, models.TextField) else None


def uniques(model: type[models.Model]) -> list[models.UniqueConstraint]:
    """Return the constraints by which rows of a model differ."""
    return [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]


def _depth(model: type[models.Model]) -> int:
    return sum(isinstance(field, models.ForeignKey) for field in model._meta.concrete_fields)


def _relate(rows: int) -> None:
    """Put each article under a topic and two products, and give the first one a long history."""
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    for name, each in (("topics", 1), ("products", 2)):
        through: Any = getattr(Article, name).through
        field = Article._meta.get_field(name)
        column = f"{field.m2m_reverse_field_name()}_id"
        others: Sequence[int] = list(field.remote_field.model.objects.values_list("pk", flat=True)[:40])
        links = [
            through(article_id=pk, **{column: others[(n + k) % len(others)]})
            for n, pk in enumerate(pks)
            for k in range(each)
        ]
        through.objects.bulk_create(links, batch_size=2000, ignore_conflicts=True)
    article = Article.objects.get(pk=pks[0])
    for _ in range(min(rows, 60)):
        article.save()
