"""Two server processes share their pages, a third one edits: whoever asks after a save sees what was saved."""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

pytestmark = pytest.mark.slow

ROOT = Path(settings.BASE_DIR)
EDITS = 12
# As it is served, except that static files need not be collected first.
SETTINGS = """
from config.settings import *
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""
# Saves the article with each title that comes in, and says so.
EDITOR = """
import sys, django
django.setup()
from kb.models import Article
from tests.kb.cast import article
article("edited", title="Edit 0")
print("saved", flush=True)
for line in sys.stdin:
    row = Article.objects.get(slug="edited")
    row.title = line
    row.save()
    print("saved", flush=True)
"""


class PagesAcrossProcessesTests(TransactionTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="verdict-processes-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "process_settings.py").write_text(SETTINGS)
        left = {"SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in left},
            "DATABASE_URL": self.database(),
            "DJANGO_SETTINGS_MODULE": "process_settings",
            "PAGES": str(self.folder / "pages"),
            "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=self.environment, check=True)
        self.editor = self.start("-c", EDITOR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.await_saved()
        self.sites = [self.serve(), self.serve()]

    def database(self) -> str:
        """Return the URL of an empty database on the engine of this run, which is dropped afterwards."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.folder}/db.sqlite3"
        name = f"processes_{secrets.token_hex(6)}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        self.addCleanup(self.drop, name)
        return re.sub(r"^([a-z]+://[^/?]*/)[^?]*", rf"\g<1>{name}", os.environ["DATABASE_URL"])

    def drop(self, name: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def start(self, *arguments: str, **options: object) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self.environment, **options)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        for stream in (process.stdin, process.stdout):
            if stream:
                self.addCleanup(stream.close)
        return process

    def serve(self) -> str:
        """Start a server with one process, as script/run does, and return its address."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = str(listener.getsockname()[1])
        command = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 2"
        process = self.start(*command.split(), "--log-level", "warning", "config.wsgi:application", stdout=-3)
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                self.get(f"{address}/readyz")
            except OSError:
                self.assertIsNone(process.poll(), "the server ended")
                time.sleep(0.1)
            else:
                return address
        raise AssertionError("The server did not start.")

    def get(self, url: str) -> str:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()

    def await_saved(self) -> None:
        self.assertEqual(self.editor.stdout.readline(), "saved\n")

    def shown(self, url: str) -> int:
        """Return the number in the title that a page shows; a search marks its words."""
        page = re.sub(r"</?mark>", "", self.get(url))
        return int(re.search(r"Edit (\d+)", page)[1])

    def test_who_asks_after_a_save_sees_what_was_saved(self) -> None:
        saved, done = 0, threading.Event()
        stale: list[str] = []
        asked = 0

        def read(address: str) -> None:
            nonlocal asked
            while not done.is_set():
                for path in ("/articles/edited/", "/latest/", "/", "/search/?q=edit"):
                    least = saved
                    if (found := self.shown(address + path)) < least:
                        stale.append(f"{address}{path} shows edit {found} after edit {least} was saved")
                    asked += 1

        readers = [threading.Thread(target=read, args=(address,)) for address in self.sites]
        for reader in readers:
            reader.start()
        try:
            for number in range(1, EDITS + 1):
                self.editor.stdin.write(f"Edit {number}\n")
                self.editor.stdin.flush()
                self.await_saved()
                saved = number
                enough = asked + 12  # so that pages are also answered from the store
                while asked < enough and all(reader.is_alive() for reader in readers):
                    time.sleep(0.002)
        finally:
            done.set()
            for reader in readers:
                reader.join()
        self.assertEqual(stale, [])
        self.assertGreaterEqual(asked, 12 * EDITS)
        for address in self.sites:
            self.assertEqual(self.shown(f"{address}/articles/edited/"), EDITS)
        self.assertTrue(any((self.folder / "pages").iterdir()), "nothing was kept, so nothing was tried")
