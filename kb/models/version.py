"""One number that changes with every change of what readers see; the page cache is keyed by it."""

from typing import Any

from django.db import connection, models
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save


class ContentVersion(models.Model):
    """The number: one row, made by its migration, raised in the transaction of the change itself."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def content_version() -> int:
    """Return the number as it is now, in one short query; 0 before the first migration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kb_contentversion WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def raise_content_version(**kwargs: Any) -> None:
    """Raise the number; to be called within the transaction of a change that no signal tells, such as an `update`."""
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1})


def watch(*watched: type[models.Model]) -> None:
    """Raise the number whenever a row of these models, or a many-to-many table of theirs, changes."""
    for model in watched:
        name = model._meta.label
        post_save.connect(raise_content_version, sender=model, dispatch_uid=f"version-save-{name}")
        post_delete.connect(raise_content_version, sender=model, dispatch_uid=f"version-delete-{name}")
        for field in model._meta.many_to_many:
            through = field.remote_field.through
            m2m_changed.connect(raise_content_version, sender=through, dispatch_uid=f"version-{name}-{field.name}")
