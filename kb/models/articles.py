"""Articles after Knowledge-Centered Service, the labels under which they stand, and their former addresses."""

import datetime as dt
import html
import re
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from simple_history.models import HistoricalRecords

from .. import articlefile, markup, validators
from ..badges import badge
from ..querysets import ArticleQuerySet, LabelQuerySet

SECTIONS = tuple(key for key, _ in articlefile.SECTIONS)
# Code and tables as markup renders them.
BLOCK = re.compile(r'<div class="codehilite">.*?</div>|<table>.*?</table>', re.DOTALL)
ADVICE = ("short_answer", "resolution")
RENDERED = tuple(f"{key}_html" for key in SECTIONS)


class Topic(models.Model):
    """A subject under which readers browse."""

    slug = models.SlugField(max_length=120, unique=True, validators=[validators.slug])
    title = models.CharField(max_length=120, unique=True)
    summary = models.CharField(max_length=300, blank=True, help_text="One sentence: what is found here.")
    position = models.PositiveSmallIntegerField("order", default=0, help_text="Small numbers come first.")

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("kb:topic", kwargs={"slug": self.slug})


class Product(models.Model):
    """A program or service that an article is about."""

    slug = models.SlugField(max_length=120, unique=True, validators=[validators.slug])
    title = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField("order", default=0, help_text="Small numbers come first.")

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ("position", "title")

    def __str__(self) -> str:
        return self.title


class Confidence(models.TextChoices):
    WORK_IN_PROGRESS = "work in progress", "Work in progress"
    NOT_VALIDATED = "not validated", "Not validated"
    VALIDATED = "validated", "Validated"
    ARCHIVED = "archived", "Archived"


class Audience(models.TextChoices):
    INTERNAL = "internal", "Internal"
    PUBLIC = "public", "Public"


class ArticleSnapshot(models.Model):
    """What the history keeps of an article beyond its columns: the whole as a file, with sources and verification."""

    snapshot = models.TextField(default="", blank=True, editable=False)

    class Meta:
        abstract = True


class Article(models.Model):
    """A known cause of what people see, and what to do about it."""

    Confidence = Confidence
    Audience = Audience

    title = models.CharField(
        max_length=200,
        validators=[validators.one_line],
        help_text="The symptom as the person would search it, with the error's own words.",
    )
    slug = models.SlugField(
        max_length=120,
        unique=True,
        validators=[validators.slug],
        help_text="The address. After a change the old address leads to the new one.",
    )
    short_answer = models.TextField(
        blank=True, help_text="What to do, in three lines at most, with the command to copy. Markdown."
    )
    issue = models.TextField(blank=True, help_text="What the person sees, in their own words and context.")
    environment = models.TextField(blank=True, help_text="Where it happens: client, version, shell, plan, gateway.")
    steps = models.TextField("steps to reproduce", blank=True, help_text="A numbered list that ends in the symptom.")
    current_behaviour = models.TextField(blank=True, help_text="What happens.")
    expected_behaviour = models.TextField(blank=True, help_text="What should happen, and who says so.")
    cause = models.TextField(blank=True, help_text="Why it happens. Say what is measured, documented or only reported.")
    resolution = models.TextField(blank=True, help_text="What to change, one step a line.")
    verification_steps = models.TextField(
        "how to verify", blank=True, help_text="How the reader can be certain that it worked, before money is spent."
    )
    cannot_be_seen = models.TextField(
        "what a file cannot show", blank=True, help_text="What no configuration file tells, and the command that does."
    )
    wrong_advice = models.TextField(
        "advice that does not work", blank=True, help_text="What others recommend, and the reason why it fails."
    )
    short_answer_html = models.TextField(blank=True, editable=False)
    issue_html = models.TextField(blank=True, editable=False)
    environment_html = models.TextField(blank=True, editable=False)
    steps_html = models.TextField(blank=True, editable=False)
    current_behaviour_html = models.TextField(blank=True, editable=False)
    expected_behaviour_html = models.TextField(blank=True, editable=False)
    cause_html = models.TextField(blank=True, editable=False)
    resolution_html = models.TextField(blank=True, editable=False)
    verification_steps_html = models.TextField(blank=True, editable=False)
    cannot_be_seen_html = models.TextField(blank=True, editable=False)
    wrong_advice_html = models.TextField(blank=True, editable=False)
    rendered_with = models.CharField(max_length=20, blank=True, editable=False)

    confidence = models.CharField(
        max_length=20,
        choices=Confidence.choices,
        default=Confidence.WORK_IN_PROGRESS,
        help_text="Readers find “not validated” and “validated”. Validated: one of us reproduced or proved it.",
    )
    audience = models.CharField(
        max_length=10, choices=Audience.choices, default=Audience.INTERNAL, help_text="Internal: only staff read it."
    )
    fixed_in = models.CharField(
        max_length=120,
        blank=True,
        validators=[validators.one_line],
        help_text="Client and version in which the cause is gone; the page says it before anything else.",
    )
    withdrawn = models.CharField(
        max_length=300,
        blank=True,
        validators=[validators.one_line],
        help_text="Why an archived article was withdrawn, and where to look: who comes by an old link reads it.",
    )
    topics = models.ManyToManyField(Topic, related_name="articles", blank=True)
    products = models.ManyToManyField(Product, related_name="articles", blank=True)
    created = models.DateField(default=timezone.localdate)
    updated = models.DateField(
        default=timezone.localdate, db_index=True, help_text="The last change of what the article says."
    )
    published = models.DateField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    # Since which version it gives the same advice: what readers said of another advice says nothing of this one.
    advice_version = models.PositiveIntegerField(default=1, editable=False)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[*RENDERED, "rendered_with", "file_digest", "advice_version"], bases=[ArticleSnapshot]
    )

    class Meta:
        ordering = ("-updated", "title")
        permissions = (
            ("validate_article", "Can call an article validated, or archive it"),
            ("publish_article", "Can make an article public, and change a public one"),
        )
        # A row is long; which articles are published, the newest first, is answered without reading any.
        indexes = (models.Index(fields=("audience", "confidence", "updated"), name="article_published"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="article_confidence_known",
                violation_error_message="This confidence is not known.",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="article_audience_known",
                violation_error_message="This audience is not known.",
            ),
            models.CheckConstraint(
                condition=Q(updated__gte=F("created")),
                name="article_updated_after_created",
                violation_error_message="“Updated” is before “created”.",
            ),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(title=""),
                name="article_has_slug_and_title",
                violation_error_message="An article needs a title and an address.",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(confidence="validated")
                    & (~Q(audience="public") | Q(confidence__in=("work in progress", "archived")))
                )
                | (~Q(issue="") & ~Q(resolution="")),
                name="article_published_with_resolution",
                violation_error_message="A published or validated article needs an issue and a resolution.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render the texts, count the version, keep the day of publishing, leave a redirect at a former address."""
        self.title = " ".join(self.title.split())
        for key in SECTIONS:
            setattr(self, key, articlefile.tidy(getattr(self, key)))
        self.render()
        self.version += 1
        self.advice_version = self._version_of_advice()
        if self.is_published and self.published is None:
            self.published = timezone.localdate()
        former = getattr(self, "_slug_in_db", None)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if former and former != self.slug:
                FormerSlug.objects.get_or_create(slug=former, defaults={"article": self})
            self.former_slugs.filter(slug=self.slug).delete()
        self._slug_in_db = self.slug

    def _version_of_advice(self) -> int:
        """Return since which version it advises the same, this one included; line breaks are no advice, quotes are."""
        before = Article.objects.filter(pk=self.pk).values("advice_version", *ADVICE).first()
        is_same = before and all(before[name].split() == getattr(self, name).split() for name in ADVICE)
        return before["advice_version"] if before and is_same else self.version

    def get_absolute_url(self) -> str:
        return reverse("kb:article", kwargs={"slug": self.slug})

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> "Article":
        article = super().from_db(db, field_names, values, **options)
        article._slug_in_db = article.__dict__.get("slug", "")
        return article

    def clean(self) -> None:
        """Refuse an address that leads to another article, and text that could not be rendered or written to a file."""
        errors: dict[str, list[str]] = {}
        if FormerSlug.objects.filter(slug=self.slug).exclude(article=self.pk).exists():
            errors["slug"] = ["This is a former address of another article and leads there."]
        for key in SECTIONS:
            text = articlefile.tidy(getattr(self, key))
            setattr(self, key, text)
            try:
                articlefile.check_section(text)
                markup.render(text, prefix=_prefix(key))
            except ValueError as error:
                errors[key] = [str(error)]
        if errors:
            raise ValidationError(errors)

    def render(self) -> None:
        """Fill the HTML of each section from its Markdown."""
        for key in SECTIONS:
            setattr(self, f"{key}_html", markup.render(getattr(self, key), prefix=_prefix(key)))
        self.rendered_with = markup.RENDERER_VERSION

    @property
    def is_published(self) -> bool:
        """Whether readers find it; the same as `ArticleQuerySet.published`."""
        found = (Confidence.NOT_VALIDATED, Confidence.VALIDATED)
        return self.audience == Audience.PUBLIC and self.confidence in found

    @property
    def needs_proof(self) -> bool:
        """Whether it may stand only with issue, resolution, a source and a verification record."""
        return self.is_published or self.confidence == Confidence.VALIDATED

    @cached_property
    def verified_until(self) -> dt.date | None:
        """The last day on which a verification holds; a queryset `with_verified_until` brings it along."""
        return max((record.until for record in self.verifications.all()), default=None) if self.pk else None

    @property
    def stale_since(self) -> dt.date | None:
        """The day until which it was verified, if that day is past."""
        until = self.verified_until
        return until if until and until < timezone.localdate() and self.confidence != Confidence.ARCHIVED else None

    @property
    def is_stale(self) -> bool:
        return self.stale_since is not None

    @property
    def badge(self) -> SafeString:
        """How far it can be relied on, as HTML."""
        return badge(self.confidence, fixed_in=self.fixed_in, is_stale=self.is_stale)

    @property
    def short_answer_text(self) -> str:
        """The short answer as one line of plain text, for descriptions."""
        return " ".join(html.unescape(strip_tags(self.short_answer_html)).split())

    @property
    def short_answer_words(self) -> str:
        """The sentences of the short answer without its code and tables, for lists: what led to a block ends there."""
        words = BLOCK.sub("", self.short_answer_html)
        return " ".join(html.unescape(strip_tags(words.replace(":</p>", ".</p>"))).split())

    def related(self) -> "ArticleQuerySet":
        """Return the published articles that share most topics and products with this one."""
        # The ids are fetched first: joining through the topics' other articles multiplies the rows by all of them.
        counts = [
            Count(name, filter=Q(**{f"{name}__in": own}), distinct=True)
            for name in ("topics", "products")
            if (own := list(getattr(self, name).values_list("pk", flat=True)))
        ]
        others = Article.objects.published().exclude(pk=self.pk)
        if not counts:
            return others.none()
        shared = others.annotate(shared=sum(counts[1:], counts[0])).filter(shared__gt=0)
        return shared.order_by("-shared", "-updated", "title")


class FormerSlug(models.Model):
    """An address that an article had; it leads to the article."""

    slug = models.SlugField(max_length=120, unique=True, validators=[validators.slug])
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former_slugs")
    since = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        ordering = ("slug",)
        verbose_name = "former address"
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        if Article.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": "This is the present address of an article."})


def _prefix(key: str) -> str:
    return key.replace("_", "-")
