"""An article's form as plain text, so that two states of it can be shown as a diff."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .models import Article, Product, Topic
from .models.articles import SECTIONS

FIELDS = ("title", "slug", *SECTIONS, "confidence", "audience", "fixed_in", "withdrawn")
LABELS: Mapping[str, type[Topic] | type[Product]] = {"topics": Topic, "products": Product}
ROWS = {
    "signatures": ("text",),
    "sources": ("what", "url", "date", "archived"),
    "verifications": ("how", "by", "version", "on", "until", "what"),
    "former_slugs": ("slug",),
}
MOST_ROWS = 200  # of one kind

Data = Mapping[str, Sequence[str]]


def text_of(data: Data) -> str:
    """Return what a form holds: a heading a field, then its text; rows that are marked for deletion are left out."""
    return "\n".join(_lines(data))


def data_of(article: Article | None) -> dict[str, list[str]]:
    """Return what a form holds that was just opened for this article, or for a new one."""
    article = article or Article()
    data = {name: [str(getattr(article, name))] for name in FIELDS}
    if article.pk is None:
        return data
    for name in LABELS:
        data[name] = [str(pk) for pk in getattr(article, name).values_list("pk", flat=True)]
    for prefix, columns in ROWS.items():
        rows: list[Any] = list(getattr(article, prefix).all())
        data[f"{prefix}-TOTAL_FORMS"] = [str(len(rows))]
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{column}": [str(getattr(row, column))] for column in columns}
    return data


def _lines(data: Data) -> Iterator[str]:
    for name in FIELDS:
        if text := _first(data, name).strip():
            yield from (f"## {name.replace('_', ' ').capitalize()}", *text.splitlines(), "")
    for name, model in LABELS.items():
        keys = [value for value in data.get(name, ()) if value.isascii() and value.isdigit() and len(value) < 12]
        if keys:
            titles = model.objects.filter(pk__in=keys).values_list("title", flat=True)
            yield from (f"## {name.capitalize()}", *titles, "")
    for prefix in ROWS:
        if rows := list(_rows(data, prefix)):
            yield from (f"## {prefix.replace('_', ' ').capitalize()}", *rows, "")


def _rows(data: Data, prefix: str) -> Iterator[str]:
    total = _first(data, f"{prefix}-TOTAL_FORMS")
    for number in range(min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 6 else 0):
        values = [_first(data, f"{prefix}-{number}-{column}").strip() for column in ROWS[prefix]]
        # A row that nobody has touched may hold the choice that a select starts with.
        if any(values) and not _first(data, f"{prefix}-{number}-DELETE"):
            yield " | ".join(value for value in values if value)


def _first(data: Data, name: str) -> str:
    values = data.get(name) or ("",)
    return str(values[0]).replace("\r\n", "\n")
