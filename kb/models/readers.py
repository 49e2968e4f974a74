"""How often articles are read and answer a check: counters for an article and a day, nothing about the reader."""

import atexit
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from .articles import Article


class ArticleDay(models.Model):
    """How often an article was read on a day, and how many checks led to it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(db_index=True)
    views = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "day"), name="article_day_once"),)

    def __str__(self) -> str:
        return f"{self.article_id} on {self.day}: {self.views}"


def record_views(article: int, day: dt.date, number: int = 1) -> None:
    """Count so many readings of the article with this key on that day."""
    _add(article, day, "views", number)


class ViewCounter:
    """Gathers views in memory and writes them now and then: a reading must not cost a write to the database.

    What a process has not written when it is killed is lost: at most `interval` seconds of its readers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._written = 0.0

    def add(self, article: int) -> None:
        """Count one reading; write all of them if the last writing is long enough ago."""
        with self._lock:
            self._counts[article] += 1
            if time.monotonic() - self._written < settings.VIEWS_INTERVAL:
                return
            counts, self._counts = self._counts, Counter()
            self._written = time.monotonic()
        self._write(counts)

    def flush(self) -> None:
        """Write what was gathered."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        self._write(counts)

    def _write(self, counts: Counter[int]) -> None:
        day = timezone.localdate()
        for article in Article.objects.filter(pk__in=counts).order_by("pk").values_list("pk", flat=True):
            record_views(article, day, counts[article])


_views = ViewCounter()
atexit.register(_views.flush)


def count_view(article: int) -> None:
    """Count one reading of the article with this key."""
    _views.add(article)


def record_checks(slugs: Iterable[str], day: dt.date) -> None:
    """Count one check that led to each of these articles."""
    for pk in Article.objects.filter(slug__in=set(slugs)).order_by("pk").values_list("pk", flat=True):
        _add(pk, day, "checks")


def _add(article: int, day: dt.date, counter: str, number: int = 1) -> None:
    row = ArticleDay.objects.filter(article=article, day=day)
    if row.update(**{counter: F(counter) + number}):
        return
    try:
        with transaction.atomic():
            ArticleDay.objects.create(article_id=article, day=day, **{counter: number})
    except IntegrityError:
        # Another process made the row between our two statements.
        row.update(**{counter: F(counter) + number})
