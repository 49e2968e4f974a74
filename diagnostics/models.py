"""Rules as staff keep them, and the counter that keeps one address from taking all of the server's time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html
from simple_history.models import HistoricalRecords

from kb.models import Article
from kb.models.drafts import FormDraft

from . import rulefile
from .engine.findings import Severity as EngineSeverity

if TYPE_CHECKING:
    from .engine.rules.rule import Rule as EngineRule


class RuleQuerySet(QuerySet["Rule"]):
    """Rules by who may see them and which are run."""

    def active(self) -> Self:
        """Keep the rules that a check runs, in the order of their codes."""
        return self.filter(status=Status.ACTIVE).order_by("code")

    def listed(self) -> Self:
        """Keep what the list of rules shows: those that run, and those that ran until lately."""
        return self.filter(status__in=(Status.ACTIVE, Status.DEPRECATED)).order_by("code")

    def readable(self) -> Self:
        """Keep the rules that have a page for readers: all but drafts. A removed rule keeps its page."""
        return self.exclude(status=Status.DRAFT)

    def state(self) -> tuple[int, int, str]:
        """Return a short token that differs as soon as any active rule does; one quick query."""
        found = self.filter(status=Status.ACTIVE).aggregate(n=Count("pk"), sum=Sum("version"), last=Max("updated"))
        return found["n"], found["sum"] or 0, str(found["last"])


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    DEPRECATED = "deprecated", "Deprecated"
    REMOVED = "removed", "Removed"


class Severity(models.TextChoices):
    ERROR = EngineSeverity.ERROR.value, "Error"
    WARNING = EngineSeverity.WARNING.value, "Warning"
    NOTICE = EngineSeverity.NOTICE.value, "Notice"


class Rule(models.Model):
    """One rule. Its text is the truth; the other columns repeat what the text says, for lists and links."""

    Status = Status
    Severity = Severity

    code = models.CharField(max_length=7, unique=True, editable=False)
    name = models.SlugField(max_length=80, editable=False)
    title = models.CharField(max_length=200, editable=False)
    severity = models.CharField(max_length=7, choices=Severity.choices, editable=False)
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="rules", editable=False
    )
    status = models.CharField(
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        help_text="Active: every check runs it, so all examples must come out as marked. "
        "Deprecated: not run, still listed. Removed: not run, not listed; its page stays.",
    )
    source = models.TextField(
        "text of the rule",
        help_text="TOML, as in diagnostics/rules/. In examples, a line to be found ends in “#~ CODE”; "
        "a key in an example has the word DUMMY in it.",
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = RuleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file_digest"])

    class Meta:
        ordering = ("code",)
        permissions = (("activate_rule", "Can make a rule active, and change one that checks run"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="rule_status_known",
                violation_error_message="This status is not known.",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values),
                name="rule_severity_known",
                violation_error_message="This severity is not known.",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(source=""),
                name="rule_has_code_and_source",
                violation_error_message="A rule needs a code and a text.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("diagnostics:rule", kwargs={"code": self.code})

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Rule:
        rule = super().from_db(db, field_names, values, **options)
        rule._code_in_db = rule.__dict__.get("code", "")
        return rule

    def clean(self) -> None:
        """Refuse a text that is no rule, and, for a rule that is to run, examples that do not come out as marked."""
        self.source = tidy(self.source)
        rule = read(self.source)
        known = getattr(self, "_code_in_db", "")
        if known and rule.code != known:
            raise ValidationError({"source": f"The code of a rule never changes: this is {known}, not {rule.code}."})
        if Rule.objects.filter(code=rule.code).exclude(pk=self.pk).exists():
            raise ValidationError({"source": f"There is a rule {rule.code} already; codes are never used again."})
        self.follow(rule)
        if self.status == Status.ACTIVE and (failures := self.failures(rule)):
            raise ValidationError({"source": [explained(text) for text in failures]})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Count the version, and let the columns say what the text says."""
        self.source = tidy(self.source)
        self.follow(self.parsed())
        self.version += 1
        super().save(*args, **kwargs)
        self._code_in_db = self.code

    def parsed(self) -> EngineRule:
        """Return the rule that the text describes; raises RuleFileError where it describes none."""
        return rulefile.parse(self.source)

    def follow(self, rule: EngineRule) -> None:
        """Set the columns that repeat the text."""
        self.code, self.name, self.title = rule.code, rule.name, rule.title
        self.severity = rule.severity.value
        self.article = Article.objects.filter(slug=rule.article).first()

    def failures(self, rule: EngineRule) -> list[str]:
        """Return, explained, how the examples of this and of all active rules come out other than marked."""
        from .gate import failures_of  # the gate reads this table

        return failures_of(rule)

    @property
    def is_active(self) -> bool:
        """Whether a check runs it."""
        return self.status == Status.ACTIVE

    @property
    def digest(self) -> str:
        """The digest of the text, to be compared with that of a file."""
        return digest(self.source)


class RuleDraft(FormDraft):
    """The form of a rule as it was typed and not saved yet; `rule` is empty for a new one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rule_drafts")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")

    class Meta(FormDraft.Meta):
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="rule_draft_once"),)


class CheckMinute(models.Model):
    """How many checks one address asked for in one minute. The address is hashed with a salt that changes daily."""

    who = models.CharField(max_length=32)
    minute = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("who", "minute"), name="check_minute_once"),)
        indexes = (models.Index(fields=("minute",), name="check_minute_by_minute"),)

    def __str__(self) -> str:
        return f"{self.count} in minute {self.minute}"


class HitHour(models.Model):
    """How many checks found a rule's problem in one hour: a number, nothing about a text or a person."""

    code = models.CharField(max_length=7)
    hour = models.PositiveIntegerField(help_text="Hours since 1970, UTC.")
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("code", "hour"), name="hit_hour_once"),)
        indexes = (models.Index(fields=("hour",), name="hit_hour_by_hour"),)

    def __str__(self) -> str:
        return f"{self.code} in hour {self.hour}: {self.count}"


class CheckDay(models.Model):
    """How many checks of one kind of file there were on a day, and how many of them led to nothing: numbers only."""

    day = models.DateField()
    kind = models.CharField(max_length=40, help_text="What was pasted, by the engine's own word for it.")
    checks = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0, help_text="No rule found anything, and no article was named.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("day", "kind"), name="check_day_once"),)

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}: {self.unmatched} of {self.checks}"


class SharedReport(models.Model):
    """A report that somebody shares: the masked documents, from which the report is made anew at each reading.

    When it is deleted or its time is over, the documents go; the row stays for a while, so that the address says so.
    """

    key = models.CharField(max_length=32, primary_key=True)
    documents = models.JSONField(default=list, help_text="Pairs of name and masked text, with the kind.")
    login = models.CharField(max_length=20)
    mode = models.CharField(max_length=20)
    system = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True, help_text="The error message, masked.")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(db_index=True)
    delete_digest = models.CharField(max_length=64)
    is_deleted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("diagnostics:shared", kwargs={"key": self.key})


class CaseState(models.TextChoices):
    NEW = "new", "New"
    TAKEN = "taken", "Taken"
    ARTICLE = "article", "Became an article"
    EXAMPLE = "example", "Became an example"
    CLOSED = "closed", "Closed"


class SubmittedCase(models.Model):
    """What a reader sent because the check was wrong or found nothing: all of it masked, and looked at before.

    The row goes with its time, or when who sent it deletes it; the address goes at the latest with its time.
    """

    State = CaseState

    reference = models.CharField(max_length=12, unique=True, editable=False)
    documents = models.JSONField(default=list, editable=False)
    login = models.CharField(max_length=20, editable=False)
    mode = models.CharField(max_length=20, editable=False)
    system = models.CharField(max_length=20, blank=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    verdict = models.TextField(editable=False)
    found = models.JSONField(default=list, editable=False, help_text="Codes of the rules that found something.")
    digest = models.CharField(max_length=64, editable=False, help_text="The state of the rules that made the report.")
    concerns = models.CharField(max_length=7, blank=True, editable=False, help_text="The rule said to be wrong.")
    words = models.TextField(blank=True, editable=False)
    email = models.EmailField(blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(db_index=True, editable=False)
    delete_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.NEW, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("created", "pk")
        default_permissions = ("view", "change", "delete")
        indexes = (models.Index(fields=("state", "created"), name="case_by_state"),)
        constraints = (models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_state_known"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in (CaseState.NEW, CaseState.TAKEN)


def tidy(text: str) -> str:
    """Return the text with Unix line ends and exactly one at its end: what a browser sends has neither."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def digest(text: str) -> str:
    """Return the digest of a rule's text."""
    return hashlib.sha256(tidy(text).encode()).hexdigest()


def read(text: str) -> EngineRule:
    """Return the rule that a text describes; raise ValidationError that shows the line and says what would mend it."""
    try:
        return rulefile.parse(text)
    except rulefile.RuleFileError as error:
        raise ValidationError({"source": explained(pointed(text, error))}) from None


def pointed(text: str, error: rulefile.RuleFileError) -> str:
    """Return a parse error with its line and a caret under the first word of it."""
    lines = text.split("\n")
    shown = lines[error.line - 1] if 0 < error.line <= len(lines) else ""
    margin = f"  {error.line} | "
    indent = len(shown) - len(shown.lstrip())
    rows: Iterable[str] = (
        f"{f'{error.path}: ' if error.path else ''}{error.message}",
        margin + shown,
        " " * (len(margin) - 2) + "| " + " " * indent + "^" * max(1, len(shown.strip())),
    )
    return "\n".join(rows)


def explained(text: str) -> str:
    """Return a text of several lines for a list of errors, its columns kept."""
    return format_html('<pre class="explained" tabindex="0">{}</pre>', text)
