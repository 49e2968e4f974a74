"""How often articles are read and answer a check: counters for an article and a day, nothing about the reader."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, models, transaction
from django.db.models import F

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


def record_view(article: Article, day: dt.date) -> None:
    """Count one reading of the article on that day."""
    _add_one(article.pk, day, "views")


def record_checks(slugs: Iterable[str], day: dt.date) -> None:
    """Count one check that led to each of these articles."""
    for pk in Article.objects.filter(slug__in=set(slugs)).order_by("pk").values_list("pk", flat=True):
        _add_one(pk, day, "checks")


def _add_one(article: int, day: dt.date, counter: str) -> None:
    row = ArticleDay.objects.filter(article=article, day=day)
    if row.update(**{counter: F(counter) + 1}):
        return
    try:
        with transaction.atomic():
            ArticleDay.objects.create(article_id=article, day=day, **{counter: 1})
    except IntegrityError:
        # Another process made the row between our two statements.
        row.update(**{counter: F(counter) + 1})
