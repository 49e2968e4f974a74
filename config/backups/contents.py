"""What is in a backup, what is left out of it, and whether this version can read it."""

import platform
from collections.abc import Callable, Iterable, Mapping

import django
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from .archive import BackupError, Manifest

# Left out: who is logged in, addresses that are counted for a while, and what readers were promised would go. A backup
# is kept for months and read by others than the site.
LEFT_OUT = (
    "sessions.Session",
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "axes.AccessFailureLog",
    "axes.AccessLog",
    "diagnostics.CheckMinute",
    "diagnostics.SharedReport",
    "kb.VoterDay",
)
# A database in which one of these has a row is somebody's.
CONTENT = ("kb.Article", "diagnostics.Rule", "auth.User")


def tables() -> list[str]:
    """Return the tables of all installed models, those between two models included."""
    found = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return sorted(found | {"django_migrations"})


def tables_left_out() -> tuple[str, ...]:
    """Return the tables whose rows are in no backup."""
    # A model that has another name now must not slip into backups unseen: this raises LookupError.
    return tuple(sorted(apps.get_model(label)._meta.db_table for label in LEFT_OUT))


def content_tables() -> list[str]:
    """Return the tables that tell whether a database is somebody's."""
    return [apps.get_model(label)._meta.db_table for label in CONTENT]


def manifest(
    engine: str,
    version: str,
    *,
    select: Callable[[str], list[tuple]],
    present: Iterable[str],
    sha256: str = "",
    size: int = 0,
) -> Manifest:
    """Describe the database that `select` asks: what is counted is what the backup has."""
    left_out = tables_left_out()
    counted = sorted(set(tables()) & set(present) - set(left_out))
    counts = {table: int(select(f'SELECT count(*) FROM "{table}"')[0][0]) for table in counted}  # noqa: S608
    applied = select("SELECT app, name FROM django_migrations")
    return Manifest(
        made=timezone.now().isoformat(timespec="seconds"),
        engine=engine,
        versions={"python": platform.python_version(), "django": django.get_version(), engine: version},
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied)),
        counts=counts,
        left_out=left_out,
        sha256=sha256,
        size=size,
    )


def require_readable(found: Manifest) -> tuple[str, ...]:
    """Return the migrations that are to be applied after a restore; raise BackupError where this version is older."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    # A migration that a squashed one replaced is known by that.
    known |= {f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces}
    if unknown := sorted(set(found.migrations) - known):
        raise BackupError(
            f"The backup is of a newer version of this site: it has the migrations {', '.join(unknown[:5])}"
            f"{' …' if len(unknown) > 5 else ''}, which this one does not know. Bring the site up to date first."
        )
    if found.engine != connection.vendor:
        raise BackupError(
            f"This is a backup of {found.engine}, and the site's database is {connection.vendor}. For the content "
            "alone, take export_everything there and import_everything here."
        )
    needed = {f"{app}.{name}" for app, name in loader.disk_migrations}
    return tuple(sorted(needed - set(found.migrations)))


def require_counts(found: Manifest, counts: Mapping[str, int]) -> None:
    """Raise BackupError where the tables do not have the rows that the manifest counted."""
    wrong = {
        table: (number, counts.get(table)) for table, number in found.counts.items() if counts.get(table) != number
    }
    if wrong:
        table, (wanted, got) = next(iter(wrong.items()))
        raise BackupError(f"The database in the backup has {got} rows in {table}, but the manifest says {wanted}.")
