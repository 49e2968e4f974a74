from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from diagnostics.everything import FolderCommand, kinds
from kb.bulk.archive import opened
from kb.bulk.folder import ContentFileError, export_folder


class Command(FolderCommand):
    """Write all content to a folder or a .zip; exit 1 and write nothing if a file and its piece were both changed."""

    help = (
        "Write all content to a folder or a .zip: topics, products, articles with signatures, sources, verification "
        "and former addresses, rules of every state. Safe to repeat. Counts, votes, users and the history are no "
        "content: for those, see backup."
    )

    def handle(self, *args: Any, folder: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        try:
            with opened(folder) as place:
                results = export_folder(place.folder, kinds(), choice=self.choice(options), dry_run=dry_run)
                if not dry_run and not any(result.is_failure for result in results):
                    place.give_back()
        except ContentFileError as error:
            raise CommandError(f"{folder}: {error.fault}") from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        self.report(results, verbosity=verbosity, dry_run=dry_run, undone="Nothing was written.")
