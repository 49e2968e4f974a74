"""The same canaries through a real server: then its database's files and their logs, output, folders and mail."""

import os
import re
import secrets
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from .doors import DOORS, Canary, Door, Sent, canary, could_hold_marks
from .secondfactor import code_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROOT = Path(settings.BASE_DIR)
PASSWORD = "correct horse battery staple"
SECRET = "00112233445566778899aabbccddeeff00112233"
# As it is served, except that static files need not be collected first.
SETTINGS = """
from config.settings import *
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""
SERVERS = {
    "development": "python manage.py runserver --noreload 127.0.0.1:{port}",
    # As script/run starts it.
    "production": "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 2"
    " --no-access-log --log-level warning config.wsgi:application",
}
SEED = """
from django.contrib.auth import get_user_model
from tests.seeding import seed
seed()
alice = get_user_model().objects.create_superuser("alice", "alice@example.test", "correct horse battery staple")
alice.totpdevice_set.create(name="App", key="{SECRET}")
""".replace("{SECRET}", SECRET)


class MailSink(socketserver.ThreadingTCPServer):
    """Takes mail and keeps it: what staff would read after an error."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Mail)


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return


class Site:
    """A server process of its own, with its own database, temporary folder and output."""

    def __init__(self, folder: Path, database: str, server: str) -> None:
        self.mail = MailSink()
        threading.Thread(target=self.mail.serve_forever, daemon=True).start()
        (folder / "tmp").mkdir()
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in {"SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"}
            },
            "DATABASE_URL": database,
            "TMPDIR": str(folder / "tmp"),
            "ADMINS": "staff@example.test",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.server_address[1]),
            "LOG_LEVEL": "DEBUG",
            "DJANGO_SETTINGS_MODULE": "canary_settings",
            "PYTHONPATH": str(folder),
        }
        (folder / "canary_settings.py").write_text(SETTINGS)
        self.manage("migrate", "--verbosity", "0")
        self.manage("shell", "--no-imports", "-c", SEED)
        port = str(_free_port())
        self.url = f"http://127.0.0.1:{port}"
        self.output = folder / "output.txt"
        serve = [
            sys.executable
            if word == "python"
            else str(Path(sys.executable).with_name(word))
            if word == "granian"
            else word
            for word in SERVERS[server].format(port=port).split()
        ]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                serve, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._wait()

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self.ask(Sent("/readyz"))
                return
            except OSError:
                assert self.process.poll() is None, self.output.read_text()
                time.sleep(0.2)
        raise AssertionError("The server did not start.")

    def log_in(self) -> None:
        page = self.ask(Sent("/admin/login/"))[1]
        page = self.ask(Sent("/admin/login/?next=/admin/", _with_token(page, username="alice", password=PASSWORD)))[1]
        status, page = self.ask(Sent("/admin/login/verify/?next=/admin/", _with_token(page, code=code_of(SECRET))))
        assert status == 200
        assert b"Write and check" in page

    def ask(self, sent: Sent) -> tuple[int, bytes]:
        """Return the status and everything that was answered."""
        body, content_type = sent.body, sent.content_type
        if sent.fields is not None:
            body, content_type = _multipart(sent)
        headers = {"Content-Type": content_type, **sent.headers}
        request = urllib.request.Request(self.url + sent.path, data=body, headers=headers)
        try:
            with self.browser.open(request, timeout=60) as answer:
                return answer.status, str(answer.headers).encode() + answer.read()
        except urllib.error.HTTPError as error:
            return error.code, str(error.headers).encode() + error.read()

    def go(self, door: Door) -> tuple[Canary, int, bytes]:
        each = canary(f"process {door.name}")
        sent = door.send(each)
        if door.staff:
            sent = Sent(sent.path, _with_token(self.ask(Sent(sent.path))[1], **(sent.fields or {})))
        status, answer = self.ask(sent)
        return each, status, b"" if door.echoes else answer

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        self.mail.shutdown()
        self.mail.server_close()


def _with_token(page: bytes, **fields: str) -> dict[str, str]:
    """Return the fields of a form with the token that its page brought."""
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "this page has no form; is somebody logged in?"
    return {**fields, "csrfmiddlewaretoken": token.group(1).decode()}


def _multipart(sent: Sent) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = []
    for name, value in (sent.fields or {}).items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode() + b"\r\n")
    for name, (file, content) in sent.files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[tuple[str, object]]:
    """An empty database on the engine of this run: its URL, and a function that gives all that is in it, in bytes."""
    if connection.vendor == "sqlite":
        yield (
            f"sqlite:///{tmp_path}/db.sqlite3",
            lambda: {file.name: file.read_bytes() for file in tmp_path.glob("db*")},
        )
        return
    name = f"canary_{secrets.token_hex(6)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = %s", [name])
        own = folder / "base" / str(cursor.fetchone()[0])
    url = re.sub(r"^([a-z]+://[^/?]*/)[^?]*", rf"\g<1>{name}", os.environ["DATABASE_URL"])

    def content() -> dict[str, bytes]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("CHECKPOINT")
        files = [*own.glob("*"), *(folder / "pg_wal").glob("*"), folder.parent / "log"]
        found = {str(file): file.read_bytes() for file in files if file.is_file() and os.access(file, os.R_OK)}
        return {**found, "rows": _rows(url)}  # long values are compressed in the files

    yield url, content
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _rows(url: str) -> bytes:
    """Return all rows of all tables."""
    import psycopg

    with psycopg.connect(url) as own:
        tables = own.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return "\n".join(
            str(row) for (table,) in tables for row in own.execute(f'SELECT t::text FROM "{table}" t')
        ).encode()


# Which server it is makes no difference to the database, so the slower one is tried with one only.
@pytest.mark.parametrize("server", SERVERS if "sqlite" in settings.DATABASES["default"]["ENGINE"] else ["production"])
def test_a_real_server_keeps_no_canary_in_database_output_folders_or_mail(tmp_path, database, server):
    url, content = database
    site = Site(tmp_path, url, server)
    try:
        site.log_in()
        went = [site.go(door) for door in DOORS]
        assert {status for _, status, _ in went} <= {200, 201, 400, 404, 413, 415, 422}
        before = content()
        # From here on each check fails in the middle: the table that counts checks is gone.
        site.manage("shell", "--no-imports", "-c", DROP)
        failing = [site.go(door) for door in DOORS if not door.staff]
        assert sum(status == 500 for _, status, _ in failing) >= 10
    finally:
        site.stop()
    places = {
        **{f"before: {name}": data for name, data in before.items()},
        **content(),
        "output": site.output.read_bytes(),
        "mail": b"".join(site.mail.mails),
        **{str(path): path.read_bytes() for path in _files(tmp_path / "tmp", ROOT / "var", ROOT / "staticfiles")},
    }
    # The search sees what is kept: the masked text of a shared report, and the marks of a canary as it was sent.
    assert any(b"proxy.example:8080" in data for data in before.values())
    left = went[0][0]
    assert left.seen_in(could_hold_marks(left.text.encode())) == list(left.marks)
    assert len(site.mail.mails) >= 10
    assert b"Traceback" in places["mail"]
    assert b"/check/" in places["output"]
    texts = {place: could_hold_marks(data) for place, data in places.items()}
    kept = [
        (each.door, place)
        for each, _, answer in (*went, *failing)
        for place, text in (*texts.items(), ("answer", could_hold_marks(answer)))
        if each.seen_in(text)
    ]
    assert kept == []


DROP = """
from django.db import connection
connection.cursor().execute("DROP TABLE diagnostics_checkminute")
"""


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < 50_000_000)


@pytest.mark.parametrize("format", ["text", "json", "markdown", "sarif"])
def test_the_offline_command_prints_no_canary(tmp_path, format):
    each = canary(f"command {format}")
    for name in (".zshrc", ".env", "settings.json"):
        (tmp_path / name).write_text(each.text)
    (tmp_path / "latin").write_bytes(each.text.encode() + b"\xff")
    command = [sys.executable, "-m", "diagnostics", "--format", format, "--error", f"401 {each.key}"]
    for files in ([".zshrc", ".env", "settings.json"], ["latin"], ["-"], ["missing"]):
        done = subprocess.run(
            [*command, *files],
            cwd=tmp_path,
            input=each.text.encode(),
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert done.stdout or done.stderr
        shown = done.stdout + done.stderr
        assert each.seen_in(shown.decode()) == []
