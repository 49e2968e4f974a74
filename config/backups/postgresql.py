"""Back up PostgreSQL by pg_dump, of one moment; restore in one transaction that leaves nothing behind if it fails."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections, transaction

from . import contents
from .archive import BackupError, Manifest, digest_of, extract, write

FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
# libpq's own variables: a password on a command line is for all to see.
VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "hostaddr": "PGHOSTADDR",
    "user": "PGUSER",
    "port": "PGPORT",
    "password": "PGPASSWORD",
}
LOCK_WAIT = "15s"
# Functions of the site's schema with their arguments; those of an extension belong to it and stay.
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = oid AND deptype = 'e')
"""


def back_up(target: Path) -> Manifest:
    """Write a backup of the database as it is at one moment; others go on reading and writing."""
    dump = target.with_name(f".{target.name}.dump")
    with _removed_after(dump):
        os.close(os.open(dump, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # pg_dump joins this snapshot, so what is counted here is what it writes.
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            present = set(connection.introspection.table_names(cursor))
            command = ["pg_dump", "--format=custom", "--compress=6", "--no-owner", "--no-privileges"]
            command += [f"--snapshot={snapshot}", f"--file={dump}"]
            command += [f'--exclude-table-data="{table}"' for table in contents.tables_left_out() if table in present]
            _run(command)

            def select(statement: str) -> list[tuple]:
                cursor.execute(statement)
                return cursor.fetchall()

            found = contents.manifest(
                "postgresql",
                select("SHOW server_version")[0][0],
                select=select,
                present=present,
                sha256=digest_of(dump),
                size=dump.stat().st_size,
            )
        write(target, found, dump)
    return found


def verify(file: Path, folder: Path) -> Manifest:
    """Let pg_restore read the whole dump; raises BackupError where it cannot."""
    copy = folder / f".{file.name}.verifying"
    with _removed_after(copy):
        found = extract(file, copy)
        text = _run(["pg_restore", "--list", str(copy)])
        tables = set(re.findall(r"TABLE DATA \S+ (\S+)", text))
        if missing := sorted(set(found.counts) - tables):
            raise BackupError(f"The dump has no data of {', '.join(missing[:5])}, but the manifest counts them.")
        _run(["pg_restore", f"--file={os.devnull}", str(copy)])
    return found


def is_in_use() -> bool:
    """Tell whether the database has content."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in contents.content_tables():
            if table in present:
                cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 -- the site's own tables
                if cursor.fetchone():
                    return True
    return False


def restore(file: Path, folder: Path) -> tuple[Manifest, None]:
    """Replace all tables and functions by the backup's, in one transaction: until it is done the former ones stay.

    Raises BackupError if others hold the tables for too long, or the dump cannot be read.
    """
    dump, script = folder / f".{file.name}.dump", folder / f".{file.name}.sql"
    with _removed_after(dump), _removed_after(script):
        found = extract(file, dump)
        os.close(os.open(script, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _run(["pg_restore", "--no-owner", "--no-privileges", "--no-comments", f"--file={script}", str(dump)])
        with connection.cursor() as cursor:
            former = connection.introspection.table_names(cursor)
            cursor.execute(_FUNCTIONS)
            functions = ", ".join(name for (name,) in cursor.fetchall())
        number = _content_version(former)
        connections.close_all()
        names = ", ".join(f'"{table}"' for table in former)
        before = [
            f"SET lock_timeout = '{LOCK_WAIT}'",
            *([f"DROP TABLE {names} CASCADE"] if names else []),
            *([f"DROP ROUTINE {functions}"] if functions else []),
        ]
        after = [
            f"UPDATE public.kb_contentversion SET number = greatest(number, {number}) + 1",  # noqa: S608 -- a number
            _counted(found),
        ]
        command = [
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ]
        command += [f"--command={statement}" for statement in before]
        command += [f"--file={script}", *(f"--command={statement}" for statement in after)]
        _run(command)
    return found, None


def _counted(found: Manifest) -> str:
    """Return a statement that fails, and so undoes the restore, unless each table has the rows of the manifest."""
    checks = "".join(
        f"IF (SELECT count(*) FROM public.{table}) <> {number} THEN RAISE 'rows of {table}'; END IF; "  # noqa: S608
        for table, number in found.counts.items()
    )
    return f"DO $$ BEGIN {checks}END $$"


def _content_version(present: list[str]) -> int:
    if "kb_contentversion" not in present:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM kb_contentversion")
        return int(cursor.fetchone()[0])


def _run(command: list[str]) -> str:
    """Run a program of PostgreSQL and return what it prints; raises BackupError with what it complains of."""
    program = _program(command[0])
    done = subprocess.run(  # noqa: S603 -- our own words, a program of PostgreSQL
        [program, *command[1:]],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip())
        raise BackupError(f"{command[0]}: {said}")
    return done.stdout


def _program(name: str) -> str:
    """Return the program of the server's version, else the next newer one: pg_dump reads no server newer than it."""
    with connection.cursor():
        server = connection.pg_version // 10_000  # type: ignore[attr-defined]
    found: dict[int, str] = {}
    on_path = shutil.which(name)
    candidates = [*([on_path] if on_path else [])]
    for pattern in FOLDERS:
        candidates += sorted(str(path / name) for path in Path("/").glob(pattern[1:]) if (path / name).is_file())
    for candidate in candidates:
        said = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if version := re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said):
            found.setdefault(int(version[1]), candidate)
    fitting = sorted(version for version in found if version >= server)
    if not fitting:
        raise BackupError(
            f"{name} of PostgreSQL {server} or newer is not installed (Debian: apt install postgresql-client-{server})."
        )
    return found[fitting[0]]


def _environment() -> Mapping[str, str]:
    """Return the environment in which libpq finds the site's database, by the same way as Django."""
    wanted = connection.settings_dict
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SECRET_KEY"}}
    for key, name in VARIABLES.items():
        if wanted.get(key):
            environment[name] = str(wanted[key])
    for key, value in wanted.get("OPTIONS", {}).items():
        if key in OPTIONS:
            environment[OPTIONS[key]] = str(value)
    return environment


@contextmanager
def _removed_after(file: Path) -> Iterator[None]:
    file.unlink(missing_ok=True)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
