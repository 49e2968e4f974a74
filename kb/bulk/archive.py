"""A folder of content as one `.zip`: unpacked with suspicion, worked on like any folder, and packed again.

Anybody may have made the archive. So nothing in it leaves the folder it is unpacked into, is a link, or is larger than
content ever is; one entry that is wrong refuses the whole.
"""

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath

from .folder import ContentFileError

ENDING = ".zip"
MOST_FILES = 20_000
LARGEST = 4 * 1024 * 1024  # bytes of one file, unpacked
MOST_BYTES = 256 * 1024 * 1024  # of all together
LONGEST_NAME = 250
DEPTH = 8
CONTENT = frozenset(("articles", "rules"))
LITTER = frozenset(("__MACOSX", ".DS_Store", "Thumbs.db"))  # what systems add when a folder is packed
MOMENT = (1980, 1, 1, 0, 0, 0)  # of every entry, so that the same content is the same archive


class Opened:
    """A place that holds content, as a folder; of an archive a copy, which `give_back` packs again."""

    def __init__(self, folder: Path, archive: Path | None = None, root: Path | None = None) -> None:
        self.folder = folder
        self._archive, self._root = archive, root or folder
        self._before = _state(self._root) if archive else {}

    def give_back(self) -> None:
        """Write the archive anew if its content has changed; raise OSError where that cannot be."""
        if self._archive is not None and (not self._archive.exists() or _state(self._root) != self._before):
            pack(self._root, self._archive)


def is_archive(place: Path) -> bool:
    """Tell whether a place is, or is to become, an archive."""
    return place.suffix.lower() == ENDING and not place.is_dir()


@contextmanager
def opened(place: Path) -> Iterator[Opened]:
    """Give a folder, or an archive's content as a folder; one that is not there yet is empty.

    Raises ContentFileError if the archive is none, or is not to be trusted.
    """
    if not is_archive(place):
        yield Opened(place)
        return
    with tempfile.TemporaryDirectory(prefix="verdict-content-") as made:
        root = Path(made)
        if place.exists():
            unpack(place, root)
        yield Opened(_content_of(root), place, root)


def unpack(archive: Path, folder: Path) -> None:
    """Write the files of an archive into an empty folder; raise ContentFileError, then nothing of it is to be used."""
    try:
        with zipfile.ZipFile(archive) as packed:
            entries = [entry for entry in packed.infolist() if not LITTER & set(PurePosixPath(entry.filename).parts)]
            _refuse(entries)
            for entry in entries:
                if entry.is_dir():
                    continue
                path = folder / entry.filename
                path.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(entry) as source, path.open("xb") as target:
                    shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        if isinstance(error, ContentFileError):
            raise
        raise ContentFileError(1, f"This is no archive that can be unpacked: {error}.") from None
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise ContentFileError(1, f"Two entries are in each other's way at {Path(error.filename).name}.") from None


def pack(folder: Path, archive: Path) -> None:
    """Write all files of a folder into an archive, so that nobody ever sees half of it."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    draft = archive.with_name(f".{archive.name}.draft")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in _files(folder):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                packed.writestr(entry, path.read_bytes())
        draft.replace(archive)
    finally:
        draft.unlink(missing_ok=True)


def _refuse(entries: list[zipfile.ZipInfo]) -> None:
    """Raise ContentFileError unless each entry is a plain file or folder, in its place, and all are few and small."""
    if len(entries) > MOST_FILES:
        raise ContentFileError(1, f"It has {len(entries)} entries; {MOST_FILES} are the most.")
    seen: set[str] = set()
    for entry in entries:
        shown = repr(entry.orig_filename[:80])
        if not _is_in_place(entry):
            raise ContentFileError(1, f"The entry {shown} would leave the folder, or has a name that is none.")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ContentFileError(1, f"The entry {shown} is no file: a link, or something else.")
        if entry.flag_bits & 0x1:
            raise ContentFileError(1, f"The entry {shown} is encrypted.")
        if entry.file_size > LARGEST:
            raise ContentFileError(1, f"The entry {shown} has {entry.file_size} bytes; {LARGEST} are the most.")
        name = entry.filename.rstrip("/").casefold()
        if name in seen:
            raise ContentFileError(1, f"The entry {shown} is there twice, or differs in capitals only.")
        seen.add(name)
    if (total := sum(entry.file_size for entry in entries)) > MOST_BYTES:
        raise ContentFileError(1, f"Unpacked it has {total} bytes; {MOST_BYTES} are the most.")


def _is_in_place(entry: zipfile.ZipInfo) -> bool:
    """Tell whether the entry's name leads to a place below the folder, whatever system reads it."""
    name = entry.orig_filename
    parts = name.removesuffix("/").split("/")
    return (
        0 < len(name) <= LONGEST_NAME
        and len(parts) <= DEPTH
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and not any(part in ("", ".", "..") for part in parts)
    )


def _content_of(root: Path) -> Path:
    """Return the folder that was packed: the root, or the one folder in it, where somebody packed that from outside."""
    inside = list(root.iterdir())
    is_wrapped = len(inside) == 1 and inside[0].is_dir() and inside[0].name not in CONTENT
    return inside[0] if is_wrapped else root


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _state(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in _files(folder)}
