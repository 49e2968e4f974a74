from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.imported import tell
from kb.importing import import_articles, import_labels


class Command(BaseCommand):
    """Import topics, products and articles; exit 1 if a file is broken or in conflict with an edit made here."""

    help = "Import topics, products and articles from files. Safe to repeat; an edit made here is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.BASE_DIR / "content", help="default: content/"
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")

    def handle(self, *args: Any, folder: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        articles = folder / "articles" if (folder / "articles").is_dir() else folder
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        results = [] if dry_run else import_labels(folder)
        results += import_articles(articles, dry_run=dry_run)
        said = tell(results, self.stdout, self.stderr, verbosity=verbosity)
        if verbosity:
            self.stdout.write(("Would be: " if dry_run else "") + (said or "no content"))
        if any(result.is_failure for result in results):
            raise CommandError("Not everything was imported; see above.", returncode=1)
