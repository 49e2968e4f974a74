"""Write the whole database to one file, while the site runs."""

import re
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import connection

from config.backups import postgresql, sqlite
from config.backups.archive import BackupError

NAME = "verdict-%Y%m%d-%H%M%S.backup"
_NAME = re.compile(r"verdict-\d{8}-\d{6}\.backup")


class Command(BaseCommand):
    """Back up; nothing else writes to the file, and it is read back before it gets its name."""

    help = (
        "Write the whole database to one file, while the site runs. Not in it: log-in sessions, counted addresses, and "
        "the reports that readers share. In it: everything else, staff's password digests and second factors included."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a folder in which it gets a name with the time")
        parser.add_argument("--keep", type=int, metavar="N", help="in a folder: delete all but the newest N backups")

    def handle(self, *, target: Path, keep: int | None, verbosity: int, **options: object) -> None:
        folder = target if target.is_dir() else target.parent
        if keep is not None and (keep < 1 or folder != target):
            raise CommandError("--keep needs a folder, and a number from 1.")
        file = target / datetime.now(UTC).strftime(NAME) if target.is_dir() else target
        if file.exists():
            raise CommandError(f"{file} exists already.")
        try:
            engine = postgresql if connection.vendor == "postgresql" else sqlite
            found = engine.back_up(file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from None
        if verbosity:
            rows = sum(found.counts.values())
            self.stdout.write(f"{file}: {file.stat().st_size // 1024 + 1} KB, {rows:,} rows, SHA-256 {found.sha256}")
        for former in former_backups(folder)[keep:] if keep else []:
            former.unlink(missing_ok=True)
            self.stdout.write(f"deleted: {former.name}")


def former_backups(folder: Path) -> list[Path]:
    """Return the backups that got their names here, the newest first."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
