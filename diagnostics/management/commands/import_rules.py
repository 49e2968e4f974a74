from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from diagnostics.importing import import_rules
from kb.imported import tell


class Command(BaseCommand):
    """Import rules; exit 1 if one is broken, refused by its examples, or in conflict with an edit made here."""

    help = "Import rules from files. Safe to repeat; an edit made here is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.BASE_DIR / "diagnostics" / "rules"
        parser.add_argument("folder", nargs="?", type=Path, default=default, help="default: diagnostics/rules/")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")

    def handle(self, *args: Any, folder: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        results = import_rules(folder, dry_run=dry_run)
        said = tell(results, self.stdout, self.stderr, verbosity=verbosity)
        if verbosity:
            self.stdout.write(("Would be: " if dry_run else "") + (said or "no rules"))
        if any(result.is_failure for result in results):
            raise CommandError("Not everything was imported; see above.", returncode=1)
