"""A backup is destroyed for, and restored from: on the database of this run, while others write to it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from config.backups import archive, sqlite
from tests.seeding import ROOT, small_seed

IS_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
ARTICLE = "vercel-ai-gateway-bills-credits-instead-of-claude-max"

SET_UP = """
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from diagnostics.models import SharedReport
import datetime as dt
call_command("migrate", verbosity=0)
call_command("import_content", {content!r}, verbosity=0)
call_command("import_rules", {rules!r}, verbosity=0)
get_user_model().objects.create_user("bob", password="a-long-password")
session = SessionStore()
session["canary"] = "CANARY-OF-A-SESSION"
session.save()
SharedReport.objects.create(key="k", documents=[["~/.zshrc", "CANARY-OF-A-REPORT", "zsh"]], login="none", mode="print",
                            expires=timezone.now() + dt.timedelta(days=30), delete_digest="x")
"""
# Two rows in one transaction, over and over: a backup of one moment has an even number of them.
WRITER = """
import sys, time
from django.db import transaction
from kb.models import SearchMiss
print("writing", flush=True)
number = 0
while True:
    with transaction.atomic():
        SearchMiss.objects.create(query=f"writer {number} a")
        SearchMiss.objects.create(query=f"writer {number} b")
    number += 1
    if number == 20:
        print("warm", flush=True)
"""
LOOK = """
import json
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from diagnostics.models import Rule, SharedReport
from kb.models import Article, ContentVersion, SearchMiss, Source
from kb.search import search
first = search("gateway credits").total
Article.objects.create(slug="written-after", title="Written after the restore")
print(json.dumps({
    "articles": Article.objects.count(), "history": Article.history.count(), "rules": Rule.objects.active().count(),
    "sources": Source.objects.count(), "users": list(get_user_model().objects.values_list("username", flat=True)),
    "sessions": Session.objects.count(), "shared": SharedReport.objects.count(),
    "version": ContentVersion.objects.get().number,
    "misses": SearchMiss.objects.filter(query__startswith="writer").count(), "found": bool(first),
}))
"""


class Site:
    """A database of its own, and this project's commands on it, each in a process as an operator starts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "site.sqlite3"
        self.name = f"backup_{os.getpid()}"
        self.url = f"sqlite:///{self.file}"
        if IS_POSTGRESQL:
            parts = urlsplit(os.environ["DATABASE_URL"])
            self.url = urlunsplit(parts._replace(path=f"/{self.name}"))
            self.as_administrator(f"CREATE DATABASE {self.name}")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PAGES": str(folder / "pages"),
        }

    def as_administrator(self, statement: str) -> None:
        import psycopg

        wanted = settings.DATABASES["default"]
        keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
        found = {name: wanted[key] for key, name in keys.items() if wanted[key]}
        found |= {name: value for name, value in wanted["OPTIONS"].items() if name != "pool"}
        with psycopg.connect(dbname="postgres", autocommit=True, **found) as connection:
            connection.execute(statement)

    def drop(self) -> None:
        if IS_POSTGRESQL:
            self.as_administrator(f"DROP DATABASE {self.name} WITH (FORCE)")

    def python(self, code: str) -> str:
        code = f"import django\ndjango.setup()\n{code}"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr
        return done.stdout

    def manage(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    @contextmanager
    def writer(self) -> Iterator[None]:
        code = f"import django\ndjango.setup()\n{WRITER}"
        with subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                assert process.stdout is not None
                assert [process.stdout.readline(), process.stdout.readline()] == ["writing\n", "warm\n"]
                yield
                assert process.poll() is None, "the backup stopped the writer"
            finally:
                process.kill()

    def destroy(self) -> None:
        """Do the worst: half of the file is overwritten, or the most important tables are dropped."""
        if IS_POSTGRESQL:
            self.python(
                "from django.db import connection\n"
                "connection.cursor().execute('DROP TABLE kb_article CASCADE; DROP TABLE diagnostics_rule CASCADE;'"
                "'CREATE TABLE of_a_newer_version (id integer)')"
            )
        else:
            data = self.file.read_bytes()
            self.file.write_bytes(b"\xff" * (len(data) // 2) + data[len(data) // 2 :])


class DestroyedAndRestoredTests(unittest.TestCase):
    """The whole way, on SQLite and on PostgreSQL, by the commands themselves."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.site = Site(self.folder)
        self.addCleanup(self.site.drop)
        content, rules = small_seed()
        self.site.python(SET_UP.format(content=str(content), rules=str(rules)))

    def manage(self, *words: object, fails: bool = False) -> str:
        done = self.site.manage(*words)
        self.assertEqual(bool(done.returncode), fails, done.stderr)
        return done.stderr if fails else done.stdout

    def test_what_was_backed_up_while_others_wrote_comes_back_after_the_database_is_destroyed(self) -> None:
        with self.site.writer():
            said = self.manage("backup", self.folder, "--keep", "1")
        [file] = self.folder.glob("verdict-*.backup")
        self.assertIn(file.name, said)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        manifest = archive.check(file)
        self.assertEqual(manifest.counts["kb_searchmiss"] % 2, 0, "one moment, between two transactions")
        self.assertGreaterEqual(manifest.counts["kb_searchmiss"], 40)
        self.assertNotIn("django_session", manifest.counts)
        self.refuses_what_would_do_harm(file)

        before = json.loads(self.site.python(LOOK))
        self.site.destroy()
        self.assertIn("Add --replace", self.manage("restore", file, fails=True))
        self.assertIn("Restored.", self.manage("restore", file, "--replace"))
        after = json.loads(self.site.python(LOOK))
        self.assertEqual(after["misses"], manifest.counts["kb_searchmiss"])
        self.assertEqual((after["articles"], after["history"]), (before["articles"], before["history"]))
        self.assertEqual(after["articles"], manifest.counts["kb_article"] + 1)
        for key in ("rules", "sources", "users", "found"):
            self.assertEqual(after[key], before[key])
        self.assertTrue(after["found"], "the search index is part of it")
        self.assertEqual((after["sessions"], after["shared"]), (0, 0))
        if not IS_POSTGRESQL:
            self.assertEqual(len(list(self.folder.glob("site.sqlite3.before-*"))), 1, "the former one is kept aside")
        self.assertGreater(after["version"], before["version"] if IS_POSTGRESQL else 0)
        self.manage("migrate", "--check")

    def refuses_what_would_do_harm(self, file: Path) -> None:
        self.assertIn("It is whole", self.manage("restore", file, "--verify"))
        self.assertIn("has content", self.manage("restore", file, fails=True))
        damaged = self.folder / "damaged"
        data = bytearray(file.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 8] = bytes(byte ^ 0xFF for byte in data[middle : middle + 8])
        damaged.write_bytes(data)
        self.assertIn("is damaged", self.manage("restore", damaged, "--replace", fails=True))
        self.assertIn("exists already", self.manage("backup", file, fails=True))


class Base(SimpleTestCase):
    """A small SQLite database that looks like the site's, without the site."""

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.folder / "db.sqlite3"
        self.enterContext(unittest.mock.patch.object(sqlite, "database_file", side_effect=lambda: self.file))
        self.fill("one")

    def fill(self, *titles: str, number: int = 7) -> None:
        with closing(sqlite3.connect(self.file)) as database:
            database.executescript(
                "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS kb_article (title);"
                "CREATE TABLE IF NOT EXISTS django_migrations (app, name);"
                "CREATE TABLE IF NOT EXISTS django_session (key);"
                "CREATE TABLE IF NOT EXISTS kb_contentversion (id, number);"
                f"DELETE FROM kb_contentversion; INSERT INTO kb_contentversion VALUES (1, {number})"
            )
            database.executemany("INSERT INTO kb_article VALUES (?)", [(title,) for title in titles])
            database.execute("INSERT INTO django_session VALUES ('CANARY-OF-A-SESSION')")
            database.commit()

    def titles(self) -> list[str]:
        with closing(sqlite3.connect(self.file)) as database:
            return [row[0] for row in database.execute("SELECT title FROM kb_article ORDER BY rowid")]

    def backup(self) -> Path:
        target = self.folder / "a.backup"
        sqlite.back_up(target)
        return target


@pytest.mark.sqlite
class SqliteTests(Base):
    def test_the_former_database_is_kept_beside_the_new_one(self) -> None:
        file = self.backup()
        self.fill("two")
        _, aside = sqlite.restore(file)
        self.assertEqual(self.titles(), ["one"])
        self.file = aside
        self.assertEqual(self.titles(), ["one", "two"])

    def test_who_was_logged_in_is_not_even_in_the_unused_pages(self) -> None:
        with zipfile.ZipFile(self.backup()) as opened:
            self.assertNotIn(b"CANARY-OF-A-SESSION", opened.read("database"))

    def test_no_page_kept_before_the_restore_counts_as_current_after_it(self) -> None:
        file = self.backup()
        self.fill(number=50)
        sqlite.restore(file)
        with closing(sqlite3.connect(self.file)) as database:
            self.assertEqual(database.execute("SELECT number FROM kb_contentversion").fetchone(), (51,))

    def test_while_another_has_the_database_open_nothing_is_replaced(self) -> None:
        file = self.backup()
        self.fill("two")
        with closing(sqlite3.connect(self.file)) as other:
            other.execute("SELECT * FROM kb_article").fetchone()
            with self.assertRaisesRegex(archive.BackupError, "Stop the site"):
                sqlite.restore(file)
        self.assertEqual(self.titles(), ["one", "two"])
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["a.backup", "db.sqlite3"])

    def test_where_the_new_one_cannot_be_put_in_its_place_the_former_one_comes_back(self) -> None:
        file = self.backup()
        self.fill("two")
        with (
            unittest.mock.patch.object(Path, "replace", side_effect=OSError("no")),
            self.assertRaises(OSError),
        ):
            sqlite.restore(file)
        self.assertEqual(self.titles(), ["one", "two"])

    def test_a_destroyed_or_missing_database_is_replaced(self) -> None:
        file = self.backup()
        self.file.write_bytes(b"\xff" * 9000)
        self.assertTrue(sqlite.is_in_use())
        sqlite.restore(file)
        self.assertEqual(self.titles(), ["one"])
        self.file.unlink()
        self.assertFalse(sqlite.is_in_use())
        self.assertEqual(sqlite.restore(file)[1], None)
        self.assertEqual(self.titles(), ["one"])

    def test_a_damaged_database_is_not_backed_up(self) -> None:
        self.fill(*("x" * 500 for _ in range(100)))
        with self.file.open("r+b") as handle:
            handle.seek(4096 * 2)
            handle.write(b"\xff" * 4096 * 3)
        with self.assertRaises((archive.BackupError, sqlite3.DatabaseError)):
            self.backup()
        self.assertFalse((self.folder / "a.backup").exists())


@pytest.mark.sqlite
class ArchiveTests(Base):
    def changed(self, **changes: object) -> Path:
        """Write the backup anew with another manifest."""
        with zipfile.ZipFile(self.backup()) as opened:
            data, database = json.loads(opened.read("manifest.json")), opened.read("database")
        target = self.folder / f"changed-{len(list(self.folder.iterdir()))}"
        with zipfile.ZipFile(target, "w") as written:
            written.writestr("manifest.json", json.dumps(data | changes))
            written.writestr("database", database)
        return target

    def test_what_is_no_backup_or_a_damaged_one_is_refused_in_words(self) -> None:
        whole = self.backup()
        no_zip = self.folder / "text"
        no_zip.write_text("hello")
        short = self.folder / "short"
        short.write_bytes(whole.read_bytes()[:-100])
        empty = self.folder / "empty"
        zipfile.ZipFile(empty, "w").close()
        cases = {
            "is no backup": (no_zip, short, self.changed(counts={'x" ; DROP': 1}), self.changed(extra=1)),
            "is damaged": (empty, self.changed(sha256="0" * 64), self.changed(size=10**12)),
            "another form": (self.changed(schema="verdict-backup/9"),),
            "There is no file": (self.folder / "nothing",),
        }
        for words, files in cases.items():
            for file in files:
                with self.subTest(words, file=file.name), self.assertRaisesRegex(archive.BackupError, words):
                    archive.check(file)

    def test_a_manifest_that_counts_other_rows_is_refused(self) -> None:
        with self.assertRaisesRegex(archive.BackupError, "rows in kb_article"):
            sqlite.verify(self.changed(counts={"kb_article": 9}), self.folder)

    def test_a_backup_of_a_newer_version_or_another_database_is_refused(self) -> None:
        from django.core.management import CommandError, call_command

        for words, changes in {
            "newer version": {"migrations": ["kb.9999_later"]},
            "backup of postgresql": {"engine": "postgresql"},
        }.items():
            with self.subTest(words), self.assertRaisesRegex(CommandError, words):
                call_command("restore", self.changed(**changes), "--verify")

    def test_only_backups_that_got_their_names_here_are_deleted(self) -> None:
        from io import StringIO

        from django.core.management import call_command

        for name in ("verdict-20200101-000000.backup", "verdict-20200102-000000.backup", "mine.backup"):
            shutil.copy(self.file, self.folder / name)
        call_command("backup", self.folder, "--keep", "2", stdout=StringIO())
        left = sorted(path.name for path in self.folder.glob("*.backup"))
        self.assertEqual(len(left), 3)
        self.assertIn("mine.backup", left)
        self.assertIn("verdict-20200102-000000.backup", left)
