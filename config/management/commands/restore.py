"""Put a backup in the place of the database."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.cache import caches
from django.core.management import BaseCommand, CommandError
from django.db import connection

from config.backups import contents, postgresql, sqlite
from config.backups.archive import BackupError, read_manifest


class Command(BaseCommand):
    """Restore, or with --verify only read; what is there stays until the backup is wholly in its place."""

    help = (
        "Put a backup in the place of the database: all or nothing. Stop the site first. Everybody has to log in "
        "again; links to shared reports lead nowhere."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace a database that has content")
        parser.add_argument("--verify", action="store_true", help="read the backup whole, change nothing")

    def handle(self, *, file: Path, replace: bool, verify: bool, **options: object) -> None:
        try:
            self.restore(file, replace=replace, verify=verify)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}. The database is as it was.") from None

    def restore(self, file: Path, *, replace: bool, verify: bool) -> None:
        found = read_manifest(file)
        missing = contents.require_readable(found)
        is_postgresql = connection.vendor == "postgresql"
        self.stdout.write(
            f"A backup of {found.made}: {sum(found.counts.values()):,} rows of {len(found.counts)} tables."
        )
        with tempfile.TemporaryDirectory(prefix="verdict-restore-") as folder:
            (postgresql if is_postgresql else sqlite).verify(file, Path(folder))
            if verify:
                self.stdout.write("It is whole, and this version can read it.")
                return
            if not replace and (postgresql if is_postgresql else sqlite).is_in_use():
                raise BackupError("The database has content. Add --replace to put the backup in its place.")
            _, former = postgresql.restore(file, Path(folder)) if is_postgresql else sqlite.restore(file)
        caches["pages"].clear()
        self.stdout.write("Restored.")
        if former:
            self.stdout.write(f"The former database is {former}. Delete it when all is as you want it.")
        if missing:
            self.stdout.write(f"Next: manage.py migrate, for {len(missing)} newer migrations (script/run does it).")
