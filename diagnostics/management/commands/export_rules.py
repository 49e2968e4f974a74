from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from diagnostics.exporting import export_rules


class Command(BaseCommand):
    """Export all active rules; exit 1 if a file and its rule were both changed."""

    help = "Write every active rule to a file. A file that was changed since it was imported is never overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="default: diagnostics/rules/")

    def handle(self, *args: Any, folder: Path | None, verbosity: int, **options: Any) -> None:
        own = settings.BASE_DIR / "diagnostics" / "rules"
        target = folder or own
        results = export_rules(target, adopt=target.resolve() == own.resolve())
        for result in results:
            if result.outcome == "conflict":
                self.stderr.write(f"conflict: {result.name}\n{result.detail}")
            elif verbosity > 1 or (verbosity and result.outcome != "unchanged"):
                self.stdout.write(f"{result.outcome}: {result.name}" + (f" ({result.detail})" if result.detail else ""))
        if verbosity:
            self.stdout.write(f"{len(results)} rules in {target}")
        if any(result.outcome == "conflict" for result in results):
            raise CommandError("Not everything was exported; see above.", returncode=1)
