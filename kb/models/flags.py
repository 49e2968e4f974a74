"""Flag it or fix it: what a colleague found wrong with an article and has not mended on the spot."""

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from .articles import Article


class FlagQuerySet(QuerySet["Flag"]):
    """Flags by what is left to do."""

    def unresolved(self) -> "FlagQuerySet":
        """Keep those that wait for somebody, the oldest first."""
        return self.filter(resolved=None).order_by("flagged", "pk")


class Flag(models.Model):
    """One thing to look after, who saw it, who takes it, and what became of it."""

    class Reason(models.TextChoices):
        WRONG = "wrong", "Something in it is wrong"
        OUT_OF_DATE = "out of date", "It is out of date"
        UNCLEAR = "unclear", "It is hard to follow"
        INCOMPLETE = "incomplete", "Something is missing"
        DUPLICATE = "duplicate", "Another article says the same"
        UNSAFE = "unsafe", "It shows what must not be public"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="flags")
    revision = models.PositiveIntegerField(help_text="The article's version that was read.", editable=False)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.CharField(
        max_length=1000, blank=True, help_text="What exactly, and how you know. Keys are masked before it is kept."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    flagged = models.DateTimeField(default=timezone.now, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_flags",
        limit_choices_to={"is_staff": True, "is_active": True},
        help_text="Who looks after it.",
    )
    answer = models.CharField(
        max_length=1000, blank=True, help_text="What became of it: mended, and how; or why it stays as it is."
    )
    resolved = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ("-flagged", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=("wrong", "out of date", "unclear", "incomplete", "duplicate", "unsafe")),
                name="flag_reason_known",
                violation_error_message="This reason is not known.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.article}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.resolved is None
