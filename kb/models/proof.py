"""What belongs to an article: the messages by which it is found, and what it rests on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .. import validators
from ..search import signatures
from .articles import Article


class ErrorSignature(models.Model):
    """An error message, as a person would paste it, by which the article is found."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="signatures")
    text = models.CharField(
        max_length=500,
        validators=[validators.one_line],
        help_text="The message as it is shown. Write … for a part that varies, such as a number or a name.",
    )
    normalised = models.CharField(max_length=500, editable=False, db_index=True)
    slug = models.CharField(max_length=100, editable=False, db_index=True, default="")
    # The words by which a search finds it without looking at all others.
    anchor = models.CharField(max_length=500, editable=False, db_index=True, default="")
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "error signature"
        constraints = (
            models.UniqueConstraint(
                fields=("article", "normalised"),
                name="signature_once_per_article",
                violation_error_message="The article has this signature twice; signs and capitals make no difference.",
            ),
            models.CheckConstraint(condition=~Q(normalised=""), name="signature_has_words"),
        )

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.text = " ".join(self.text.split())
        self.normalised = signatures.normalise(self.text)
        self.slug = signatures.slug(self.normalised)
        self.anchor = signatures.anchor(self.normalised)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("kb:error", kwargs={"slug": self.slug})

    def clean(self) -> None:
        self.normalised = signatures.normalise(self.text)
        if not self.normalised:
            raise ValidationError({"text": "A signature needs a word or a number."})


class Source(models.Model):
    """A page on which the article rests."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField("address", max_length=500, validators=[validators.web_address])
    what = models.CharField(
        max_length=300,
        validators=[validators.one_line],
        help_text="What the page is, and what it says for this article.",
    )
    date = models.CharField(
        max_length=60,
        validators=[validators.one_line],
        blank=True,
        help_text="When it was written or read: a day, a month or a year.",
    )
    archived = models.URLField("archived copy", max_length=500, blank=True, validators=[validators.web_address])
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.CheckConstraint(condition=~Q(url="") & ~Q(what=""), name="source_has_url_and_what"),)

    def __str__(self) -> str:
        return self.what


class VerificationRecord(models.Model):
    """Who verified what, how, on which version, and until when that may be relied on."""

    class How(models.TextChoices):
        MEASURED = "measured", "Measured"
        DOCUMENTED = "documented", "Documented"
        REPORTED = "reported", "Reported"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="verifications")
    by = models.CharField(max_length=120, validators=[validators.one_line], help_text="A person or a team.")
    how = models.CharField(
        max_length=12, choices=How.choices, help_text="Measured by us, written by the vendor, or told by people."
    )
    version = models.CharField(
        max_length=120,
        validators=[validators.one_line],
        blank=True,
        help_text="Client and version, such as “Claude Code 2.1.330”.",
    )
    on = models.DateField(help_text="The day of the verification.")
    until = models.DateField(help_text="The day on which to check again; afterwards the article says so.")
    what = models.CharField(
        max_length=500, validators=[validators.one_line], help_text="One sentence: what was verified."
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=F("on")),
                name="verification_until_after_on",
                violation_error_message="“Until” is before “on”.",
            ),
            models.CheckConstraint(
                condition=Q(how__in=("measured", "documented", "reported")), name="verification_how_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_how_display()} on {self.on}"

    @property
    def is_expired(self) -> bool:
        return self.until < timezone.localdate()
