"""All content of the site, and the order in which it is brought in: what stands under a thing comes before it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from kb.bulk.articles import Articles
from kb.bulk.folder import ALL, Choice, Kind, Result
from kb.bulk.labels import Labels
from kb.imported import tell
from kb.models import Product, Topic

from .bulkrules import Rules


def kinds() -> Sequence[Kind]:
    """Return the kinds of content, each after those that it needs."""
    return (Labels(Topic), Labels(Product), Articles(), Rules())


class FolderCommand(BaseCommand):
    """What the export and the import of everything have in common: their options, and how they report."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder, or one file that ends in .zip")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")
        for side, what in (("ours", "the database’s"), ("theirs", "the folder’s")):
            parser.add_argument(
                f"--{side}",
                action="append",
                default=[],
                metavar="NAME",
                help=f"where the two differ, take {what} text of this slug, code or path; “{ALL}” for each",
            )

    def choice(self, options: dict[str, Any]) -> Choice:
        """Return which side to take; raise CommandError where both are named for one thing."""
        ours, theirs = frozenset(options["ours"]), frozenset(options["theirs"])
        if both := sorted(ours & theirs):
            raise CommandError(f"--ours and --theirs both name {', '.join(both)}.")
        return Choice(ours, theirs)

    def report(self, results: Sequence[Result], *, verbosity: int, dry_run: bool, undone: str) -> None:
        """Write what became of each piece; raise CommandError if one failed."""
        said = tell(results, self.stdout, self.stderr, verbosity=verbosity) or "nothing"
        is_failed = any(result.is_failure for result in results)
        if verbosity:
            out: OutputWrapper = self.stderr if is_failed else self.stdout
            out.write(("Would be: " if dry_run or is_failed else "") + said)
        if is_failed:
            raise CommandError(f"{undone} See above; a conflict is settled with --ours or --theirs.", returncode=1)
