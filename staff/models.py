"""The audit trail: what was published and who was given which rights, by whom and when. Rows are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


class AppendOnlyError(Exception):
    """Somebody tried to change or to delete an entry of the audit trail."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries of the trail; they can be read and added."""

    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnlyError("Entries of the audit trail are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Entries of the audit trail are never deleted.")


class Act(models.TextChoices):
    PUBLISHED = "published", "Article published"
    UNPUBLISHED = "unpublished", "Article taken back"
    VALIDATED = "validated", "Article validated"
    ARCHIVED = "archived", "Article archived"
    ACTIVATED = "activated", "Rule made active"
    RETIRED = "retired", "Rule retired"
    DELETED = "deleted", "Deleted"
    PERSON_ADDED = "person added", "Person added"
    PERSON_CHANGED = "person changed", "Person’s standing changed"
    GROUPS = "groups", "Person’s groups changed"
    RIGHTS = "rights", "Rights changed"
    PASSWORD = "password", "Password changed"
    FACTOR_SET = "factor set", "Second factor set up"
    FACTOR_REMOVED = "factor removed", "Second factor removed by its owner"
    FACTOR_RESET = "factor reset", "Second factor reset by somebody else"
    CODES_RENEWED = "codes renewed", "New recovery codes"
    CODE_USED = "code used", "Logged in with a recovery code"


class AuditEntry(models.Model):
    """One act: who did what to which thing, and how that stood before and after.

    People and things are kept by name, because an entry outlives them.
    """

    Act = Act

    at = models.DateTimeField("when", default=timezone.now, db_index=True, editable=False)
    actor_id = models.PositiveBigIntegerField(null=True, editable=False)
    actor = models.CharField("who", max_length=150, blank=True, editable=False)
    act = models.CharField("what", max_length=20, choices=Act.choices, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    subject_id = models.CharField(max_length=40, editable=False)
    subject = models.CharField("of", max_length=220, editable=False)
    before = models.TextField(blank=True, editable=False)
    after = models.TextField(blank=True, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "entry of the audit trail"
        verbose_name_plural = "audit trail"
        default_permissions = ("view",)
        permissions = (("reset_second_factor", "Can reset the second factor of another person"),)

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Entries of the audit trail are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Entries of the audit trail are never deleted.")
