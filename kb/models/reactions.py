"""What readers say of an article: whether it helped, and that they have the problem too."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .articles import Article


class Vote(models.Model):
    """Whether one revision of an article helped somebody. `voter` is a digest; nothing leads back to a person."""

    class Reason(models.TextChoices):
        DID_NOT_WORK = "did not work", "It did not work"
        NOT_MY_CASE = "not my case", "It is not my case"
        UNCLEAR = "unclear", "I do not understand it"
        OUT_OF_DATE = "out of date", "It is out of date"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    revision = models.PositiveIntegerField(help_text="The article's version that was read.")
    voter = models.CharField(max_length=64, editable=False)
    helped = models.BooleanField()
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    comment = models.CharField(max_length=1000, blank=True, help_text="Keys are masked before it is kept.")
    day = models.DateField(default=timezone.localdate, db_index=True)

    class Meta:
        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("article", "revision", "voter"), name="vote_once_a_revision"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(helped=False), name="vote_reason_only_where_it_did_not_help"
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id}: {'helped' if self.helped else self.reason or 'did not help'}"


class SameProblem(models.Model):
    """Somebody has the article's problem, too."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="same_problems")
    voter = models.CharField(max_length=64, editable=False)
    day = models.DateField(default=timezone.localdate, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "voter"), name="same_problem_once"),)

    def __str__(self) -> str:
        return f"{self.article_id} on {self.day}"


class VoterDay(models.Model):
    """How often one address voted on one day, so that nobody stuffs the box; the digest's salt changes daily."""

    who = models.CharField(max_length=64)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("who", "day"), name="voter_day_once"),)

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
