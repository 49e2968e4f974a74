"""Keep, with each version of an article, the whole article as its file, and show what a version changed."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from . import articlefile
from .differences import difference
from .exporting import as_article_file
from .models import Article


def record_snapshot(article: Article, *, reason: str = "") -> None:
    """Add the article's file, sources and verification included, to the newest entry of its history."""
    entry = article.history.order_by("-history_date", "-history_id").only("snapshot", "history_change_reason").first()
    fresh = Article.objects.with_everything().get(pk=article.pk)
    entry.snapshot = articlefile.dump(as_article_file(fresh))
    entry.history_change_reason = reason or entry.history_change_reason
    entry.save()


def changes_since(article: Article, version: int) -> str:
    """Return as a diff what became of the article after that version."""
    then = article.history.filter(version=version).order_by("-history_date", "-history_id").first()
    now = articlefile.dump(as_article_file(Article.objects.with_everything().get(pk=article.pk)))
    return difference(then.snapshot if then else "", now, f"version {version}", f"version {article.version}")


def with_former(entries: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Give each entry of a history, the newest first, with the one before it; asks only for that before the last."""
    yield from pairwise(entries)
    if entries:
        yield entries[-1], entries[-1].prev_record
