from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from diagnostics.everything import FolderCommand, kinds
from kb.bulk.archive import Opened, is_archive, opened
from kb.bulk.folder import ContentFileError, Result, import_folder


class Command(FolderCommand):
    """Bring a folder or an archive of content in; exit 1 and change nothing if a file is broken or in conflict."""

    help = (
        "Bring a folder or a .zip that export_everything wrote, and people edited, into the database. Safe to repeat; "
        "all or nothing. What is only in the database stays."
    )

    def handle(self, *args: Any, folder: Path, dry_run: bool, verbosity: int, **options: Any) -> None:
        if not (folder.is_dir() or (is_archive(folder) and folder.is_file())):
            raise CommandError(f"There is no folder {folder}.")
        try:
            with opened(folder) as place:
                results = import_folder(place.folder, kinds(), choice=self.choice(options), dry_run=dry_run)
                results += _given_back(place, folder)
        except ContentFileError as error:
            raise CommandError(f"{folder}: {error.fault}") from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from None
        if not results:
            raise CommandError(f"There is no content in {folder}: no topics.toml, articles/ or rules/.")
        self.report(results, verbosity=verbosity, dry_run=dry_run, undone="Nothing was imported.")


def _given_back(place: Opened, folder: Path) -> list[Result]:
    """Let an archive remember, as a folder does, what both sides agreed on; one that is read-only is still good."""
    try:
        place.give_back()
    except OSError as error:
        detail = f"{error.strerror}; the next run cannot tell which side was changed since"
        return [Result(folder.name, "not written", detail)]
    return []
