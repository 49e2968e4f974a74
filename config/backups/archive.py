"""The file of a backup: a ZIP with a manifest and the database, written whole or not at all, and checked by digest."""

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

SCHEMA = "verdict-backup/1"
MANIFEST = "manifest.json"
DATABASE = "database"
CHUNK = 1024 * 1024
MOST_MANIFEST = 4 * CHUNK

_TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")  # a name that needs no quotes


class BackupError(Exception):
    """Why there is no backup, or why one cannot be restored; in words for the person at the shell."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made: str  # ISO 8601, UTC
    engine: str  # sqlite or postgresql
    versions: Mapping[str, str]  # of Python, Django and the database
    migrations: tuple[str, ...]  # those that are applied in it, "app.name"
    counts: Mapping[str, int]  # rows of each table
    left_out: tuple[str, ...]  # tables whose rows are not in it
    sha256: str  # of the database's file
    size: int


def write(target: Path, manifest: Manifest, database: Path) -> None:
    """Write the backup for its owner's eyes only; an existing file stays until the new one is whole.

    Raises BackupError if the file, read back, is not what was written.
    """
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as handle:
            with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                text = json.dumps({"schema": SCHEMA, **asdict(manifest)}, indent=1) + "\n"
                archive.writestr(MANIFEST, text)
                archive.write(database, DATABASE)
            handle.flush()
            os.fsync(handle.fileno())
        check(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself; raises BackupError where the file is no backup."""
    with _opened(file) as archive:
        return _manifest(file, archive)


def check(file: Path) -> Manifest:
    """Read the whole file and return its manifest; raises BackupError where it is damaged."""
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        with archive.open(DATABASE) as source:
            _digest(file, source, None, manifest)
    return manifest


def extract(file: Path, target: Path) -> Manifest:
    """Write the backup's database to a new file of its owner's; raises BackupError where the backup is damaged."""
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        with (
            archive.open(DATABASE) as source,
            os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy,
        ):
            _digest(file, source, copy, manifest)
            copy.flush()
            os.fsync(copy.fileno())
    return manifest


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _opened:  # noqa: N801 -- used as a function
    """Open the ZIP; whatever is wrong with it, then or later, is a BackupError."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self.archive = zipfile.ZipFile(self.file)
        except FileNotFoundError:
            raise BackupError(f"There is no file {self.file}.") from None
        except (OSError, zipfile.BadZipFile) as error:
            raise BackupError(f"{self.file} is no backup: {error}.") from None
        return self.archive

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.archive.close()
        if isinstance(error, zipfile.BadZipFile | KeyError | EOFError | NotImplementedError):
            raise BackupError(f"{self.file} is damaged: {error}.") from None
        if error is not None and type(error).__module__ == "zlib":
            raise BackupError(f"{self.file} is damaged: {error}.") from None


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise BackupError(f"{file} is no backup: its manifest is too large.")
    try:
        data = json.loads(archive.read(MANIFEST))
        schema = data.pop("schema")
        if schema != SCHEMA:
            raise BackupError(f"{file} was made in another form, {str(schema)[:40]!r}; restore it with that version.")
        for key in ("migrations", "left_out"):
            data[key] = tuple(data[key])
        if not all(_TABLE.fullmatch(table) and type(number) is int for table, number in data["counts"].items()):
            raise ValueError("counts")
        return Manifest(**data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{file} is no backup: its manifest cannot be read ({error}).") from None


def _digest(file: Path, source: IO[bytes], copy: IO[bytes] | None, manifest: Manifest) -> None:
    found, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        found.update(chunk)
        size += len(chunk)
        if size > manifest.size:
            break
        if copy is not None:
            copy.write(chunk)
    if size != manifest.size or found.hexdigest() != manifest.sha256:
        raise BackupError(f"{file} is damaged: its database is not the one that the manifest describes.")


def require_room(folder: Path, size: int) -> None:
    """Raise BackupError where the folder's disk has not the room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise BackupError(f"{folder} has {free // CHUNK} MB free, and {size // CHUNK + 1} MB are needed.")
