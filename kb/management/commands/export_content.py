from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.exporting import export_articles


class Command(BaseCommand):
    """Export all articles; exit 1 if a file and its article were both changed."""

    help = "Write every article to a file. A file that was changed since it was imported is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="default: content/articles/")

    def handle(self, *args: Any, folder: Path | None, verbosity: int, **options: Any) -> None:
        own = settings.BASE_DIR / "content" / "articles"
        target = folder or own
        results = export_articles(target, adopt=target.resolve() == own.resolve())
        for result in results:
            if result.outcome == "conflict":
                self.stderr.write(f"conflict: {result.slug}.md\n{result.detail}")
            elif verbosity > 1 or (verbosity and result.outcome != "unchanged"):
                self.stdout.write(
                    f"{result.outcome}: {result.slug}.md" + (f" ({result.detail})" if result.detail else "")
                )
        if verbosity:
            self.stdout.write(f"{len(results)} articles in {target}")
        if any(result.outcome == "conflict" for result in results):
            raise CommandError("Not everything was exported; see above.", returncode=1)
