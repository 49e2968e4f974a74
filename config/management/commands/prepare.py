"""Bring the database and the static files up to date, in one process, and only where something changed."""

import errno
import hashlib
import json
import socket
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from diagnostics import cases

# Each with the files it reads: when none of them changed, the command has nothing to say.
SEEDS = {"import_content": Path("content"), "import_rules": Path("diagnostics/rules")}


class Command(BaseCommand):
    """Migrate, load new seed content, collect static files; say where the site is and how to become staff."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, *, host: str, port: str, **options: object) -> None:
        require_free(host, port)
        stamps = Stamps(settings.BASE_DIR / "var" / "prepared.json")
        self.migrate(stamps)
        self.seed(stamps)
        self.forget()
        self.collect(stamps)
        self.stdout.write(self.welcome(host, port))

    def migrate(self, stamps: "Stamps") -> None:
        """Apply the migrations that the database lacks; a database that lacked some is seeded anew."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)
            for command in SEEDS:
                stamps.forget(seed_key(command))

    def seed(self, stamps: "Stamps") -> None:
        """Run each import whose files changed; imports never overwrite what staff edited, they report it."""
        for command, folder in SEEDS.items():
            digest = digest_of((settings.BASE_DIR / folder).rglob("*.*"))
            if stamps.get(seed_key(command)) == digest:
                continue
            self.stdout.write(f"Reading {folder}/ …")
            try:
                call_command(command, stdout=self.stdout, stderr=self.stderr)
            except CommandError as error:
                # One bad file must not keep the site down; the next start tries again.
                self.stderr.write(f"{command}: {error}")
            else:
                stamps.set(seed_key(command), digest)

    def forget(self) -> None:
        """Delete what has run out and nobody came by to delete: sessions, and cases that readers sent."""
        call_command("clearsessions")
        cases.purge()

    def collect(self, stamps: "Stamps") -> None:
        """Collect the static files when one of them changed or the collection is missing."""
        files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
        digest = digest_of(files, by_content=False)
        is_there = (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
        if settings.FROM_SOURCES or (is_there and stamps.get("static") == digest):
            return
        self.stdout.write("Collecting the static files …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamps.set("static", digest)

    def welcome(self, host: str, port: str) -> str:
        """Return what to open, and how to write the first article."""
        name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
        address = f"http://{name}:{port}/"
        lines = [f"Verdict: {address}   Check a file: {address}check/   Admin: {address}admin/"]
        if settings.PRODUCTION:
            lines = [
                f"Verdict listens on {host}:{port} for {', '.join(settings.ALLOWED_HOSTS)} (HTTPS, through your proxy)."
            ]
        if not get_user_model().objects.filter(is_staff=True, is_active=True).exists():
            lines += [
                "Nobody can log in yet. Create a staff user: .venv/bin/python manage.py createsuperuser",
                "At the first log-in it sets up its second factor: have an authenticator app at hand.",
            ]
        lines.append("Ctrl-C stops the server.")
        return "\n".join(lines)


class Stamps:
    """What was prepared from which files; losing the file costs one repetition, nothing else."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.kept = {str(key): str(value) for key, value in json.loads(file.read_text("utf-8")).items()}
        except (FileNotFoundError, ValueError, AttributeError):
            self.kept = {}

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def set(self, key: str, digest: str) -> None:
        self.kept[key] = digest
        self._write()

    def forget(self, key: str) -> None:
        if self.kept.pop(key, None):
            self._write()

    def _write(self) -> None:
        self.file.parent.mkdir(exist_ok=True)
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(self.kept, indent=1) + "\n", "utf-8")
        draft.replace(self.file)


def seed_key(command: str) -> str:
    """Return the stamp's name for a seed in the current database: another database has its own stamps."""
    found = connection.settings_dict
    where = "\n".join(str(found.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME"))
    return f"{command} {hashlib.sha256(where.encode()).hexdigest()[:16]}"


def digest_of(files: Iterable[Path], *, by_content: bool = True) -> str:
    """Return one digest of all files: of names and contents, or, faster, of names, sizes and times."""
    total = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        state = file.stat()
        mark = hashlib.sha256(file.read_bytes()).hexdigest() if by_content else f"{state.st_size} {state.st_mtime_ns}"
        total.update(f"{file}\0{mark}\n".encode())
    return total.hexdigest()


def require_free(host: str, port: str) -> None:
    """Stop with a clear message when the address cannot be served."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = (
                f"Port {port} is busy: another program listens there. Take another one: PORT={int(port) + 1} script/run"
            )
        elif error.errno == errno.EACCES:
            message = f"Port {port} needs more rights than you have; take one above 1023: PORT=8000 script/run"
        else:
            message = f"Cannot listen on {host}:{port}: {error.strerror}."
        raise CommandError(message) from None
