from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from diagnostics.everything import FolderCommand, kinds
from kb.bulk.folder import ContentFileError, import_folder


class Command(FolderCommand):
    """Bring a folder of content in; exit 1 and change nothing if a file is broken or in conflict."""

    help = (
        "Bring a folder that export_everything wrote, and people edited, into the database. Safe to repeat; all or "
        "nothing. What is only in the database stays."
    )

    def handle(self, *args: Any, folder: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            results = import_folder(folder, kinds(), choice=self.choice(options), dry_run=dry_run)
        except ContentFileError as error:
            raise CommandError(f"{folder}: {error.fault}") from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        if not results:
            raise CommandError(f"There is no content in {folder}: no topics.toml, articles/ or rules/.")
        self.report(results, verbosity=verbosity, dry_run=dry_run, undone="Nothing was imported.")
