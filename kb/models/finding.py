"""What the search keeps: the words of published articles, our vocabulary, and what was not found."""

from django.db import models
from django.utils import timezone

from ..querysets import SearchMissQuerySet
from .articles import Article


class SearchDocument(models.Model):
    """What the search knows of a published article: its words, reduced by us, by weight; kept by `search.index`."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    title = models.TextField()
    signatures = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class SearchCard(models.Model):
    """What results show of a published article, in one narrow row, so that nothing else is read for them.

    Kept by `search.index` with every change of the article, of its topics and of its verifications.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="search_card")
    title = models.TextField()
    slug = models.TextField()
    confidence = models.TextField()
    fixed_in = models.TextField(blank=True)
    topics = models.TextField(blank=True, help_text="Their titles, in their order.")
    verified_on = models.DateField(null=True)
    verified_until = models.DateField(null=True)
    text = models.TextField(blank=True, help_text="The passages from which excerpts are cut.")

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word of our own vocabulary, from which corrections come, and in how many articles it stands."""

    word = models.CharField(max_length=60, unique=True)
    documents = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.word


class SearchVariant(models.Model):
    """A word with one letter left out: two words with a variant in common are a slip of the finger apart."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="variants")
    variant = models.CharField(max_length=60, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("word", "variant"), name="search_variant_once"),)

    def __str__(self) -> str:
        return self.variant


class SearchMiss(models.Model):
    """A search that found nothing, or only articles with few of its words: what an article should be written about."""

    query = models.CharField(max_length=200, unique=True)
    count = models.PositiveIntegerField(default=1)
    first_seen = models.DateField(default=timezone.localdate)
    last_seen = models.DateField(default=timezone.localdate, db_index=True)

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        verbose_name = "search without result"
        verbose_name_plural = "searches without result"

    def __str__(self) -> str:
        return self.query
