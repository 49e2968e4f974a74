"""Back up SQLite while the site writes, by SQLite's online backup; restore by one rename."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections

from . import contents
from .archive import BackupError, Manifest, digest_of, extract, require_room, write

WAIT = 30  # seconds for others' writing


def database_file() -> Path:
    """Return the file of the site's database; raises BackupError where it is in memory."""
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        raise BackupError("A database in memory cannot be backed up.")
    return Path(name)


def back_up(target: Path) -> Manifest:
    """Write a backup of the database as it is at one moment; others go on reading and writing."""
    file = database_file()
    if not file.exists():
        raise BackupError(f"There is no database {file}.")
    require_room(target.parent, 2 * file.stat().st_size)
    copy = target.with_name(f".{target.name}.database")
    with _removed_after(copy):
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file, timeout=WAIT)) as source, closing(sqlite3.connect(copy)) as into:
            # All pages in one step: readers of a WAL see one moment, and no writer waits for them. In several steps,
            # each write of the site would make the copy begin anew.
            source.backup(into, pages=-1)
            into.execute("PRAGMA journal_mode = DELETE")
            present = _tables(into)
            for table in contents.tables_left_out():
                if table in present:
                    into.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- the site's own tables
            into.commit()
            into.execute("VACUUM")  # what was deleted is gone from the file, too
            _require_sound(into)
            found = contents.manifest(
                "sqlite",
                sqlite3.sqlite_version,
                select=lambda statement: into.execute(statement).fetchall(),
                present=present,
                sha256="",
            )
        whole = Manifest(
            **{field: getattr(found, field) for field in Manifest.__dataclass_fields__}
            | {"sha256": digest_of(copy), "size": copy.stat().st_size}
        )
        write(target, whole, copy)
    return whole


def verify(file: Path, folder: Path) -> Manifest:
    """Open the backup's database in a folder, for a moment; raises BackupError where it is not sound."""
    copy = folder / f".{file.name}.verifying"
    with _removed_after(copy):
        found = extract(file, copy)
        with closing(sqlite3.connect(copy)) as database:
            _require_sound(database)
            counts = {
                table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
                for table in _tables(database) & set(found.counts)
            }
        contents.require_counts(found, counts)
    return found


def is_in_use() -> bool:
    """Tell whether the database has content; one that cannot be read may have some."""
    file = database_file()
    if not file.exists() or not file.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(file, timeout=WAIT)) as database:
            present = _tables(database)
            return any(
                database.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()  # noqa: S608
                for table in contents.content_tables()
                if table in present
            )
    except sqlite3.DatabaseError:
        return True


def restore(file: Path) -> tuple[Manifest, Path | None]:
    """Put the backup's database in the place of the site's; return where the former one is kept.

    Nothing happens to the former one until the new one is whole and checked; then one rename puts it aside and another
    the new one in its place. Raises BackupError while another process has the database open.
    """
    place = database_file()
    fresh = place.with_name(f"{place.name}.restoring")
    with _removed_after(fresh):
        found = extract(file, fresh)
        version = _content_version(place)
        with closing(sqlite3.connect(fresh)) as database:
            _require_sound(database)
            _raise_content_version(database, version)
            database.execute("PRAGMA journal_mode = WAL")
        connections.close_all()
        return found, _swap(place, fresh)


def _swap(place: Path, fresh: Path) -> Path | None:
    if not place.exists():
        _drop_journals(place)
        fresh.replace(place)
        return None
    _require_alone(place)
    aside = place.with_name(f"{place.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    moved = [
        (path, Path(f"{aside}{ending}"))
        for ending in ("", "-wal", "-shm")
        if (path := Path(f"{place}{ending}")).exists()
    ]
    for path, to in moved:
        path.rename(to)
    try:
        fresh.replace(place)
    except OSError:
        for path, to in moved:
            to.rename(path)
        raise
    return aside


def _require_alone(place: Path) -> None:
    """Leave the journal of the former database empty; impossible while anybody else has it open."""
    problem = f"Another process has {place} open. Stop the site, then restore."
    try:
        with closing(sqlite3.connect(place, timeout=1)) as database:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            if mode != "delete":
                raise BackupError(problem)
            database.execute("BEGIN EXCLUSIVE")
            database.rollback()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise BackupError(problem) from None
        raise BackupError(f"{place} cannot be opened: {error}.") from None
    except sqlite3.DatabaseError:
        return  # damaged: that is why somebody restores


def _require_sound(database: sqlite3.Connection) -> None:
    try:
        said = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupError(f"The database is damaged: {said}.")


def _tables(database: sqlite3.Connection) -> set[str]:
    return {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _content_version(place: Path) -> int:
    """Return the number by which pages are kept, as it was; 0 where it cannot be read."""
    if not place.exists():
        return 0
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, timeout=WAIT)) as database:
        row = database.execute("SELECT number FROM kb_contentversion WHERE id = 1").fetchone()
        return int(row[0]) if row else 0
    return 0


def _raise_content_version(database: sqlite3.Connection, former: int) -> None:
    """Let no page be taken for current that was kept under a number of before the restore."""
    if "kb_contentversion" in _tables(database):
        database.execute("UPDATE kb_contentversion SET number = max(number, ?) + 1", (former,))
        database.commit()


def _drop_journals(place: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{place}{ending}").unlink(missing_ok=True)


@contextmanager
def _removed_after(file: Path) -> Iterator[None]:
    endings = ("", "-wal", "-shm", "-journal")
    for ending in endings:
        Path(f"{file}{ending}").unlink(missing_ok=True)
    try:
        yield
    finally:
        for ending in endings:
            Path(f"{file}{ending}").unlink(missing_ok=True)
