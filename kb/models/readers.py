"""How often articles are read: one counter for an article and a day, nothing about the reader."""

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.db.models import F

from .articles import Article


class ArticleDay(models.Model):
    """How often an article was read on a day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(db_index=True)
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "day"), name="article_day_once"),)

    def __str__(self) -> str:
        return f"{self.article_id} on {self.day}: {self.views}"


def record_view(article: Article, day: dt.date) -> None:
    """Count one reading of the article on that day."""
    row = ArticleDay.objects.filter(article=article, day=day)
    if row.update(views=F("views") + 1):
        return
    try:
        with transaction.atomic():
            ArticleDay.objects.create(article=article, day=day, views=1)
    except IntegrityError:
        # Another process made the row between our two statements.
        row.update(views=F("views") + 1)
