"""The settings: development needs nothing, production says what it lacks, nonsense stops the start."""

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.localkey import local_key

ROOT = Path(__file__).resolve().parent.parent
KEY = "not-a-real-key-" * 5
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "verdict.example"}
SHOW = """
import json, sys
from django.conf import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name, None) for name in names}, default=str))
"""


def start(environment: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own, with this environment only."""
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    command = [sys.executable, "-c", SHOW, *names]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


class SettingsTests(unittest.TestCase):
    def read(self, environment: dict[str, str], *names: str) -> dict[str, object]:
        done = start(environment, *names)
        self.assertEqual(done.returncode, 0, done.stderr)
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def test_without_a_key_it_is_development_for_this_machine(self) -> None:
        found = self.read({}, "PRODUCTION", "DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")
        self.assertEqual(
            found,
            {
                "PRODUCTION": False,
                "DEBUG": False,
                "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
                "SECURE_SSL_REDIRECT": False,
                "SESSION_COOKIE_SECURE": False,
            },
        )

    def test_the_key_of_development_stays_the_same(self) -> None:
        first, second = self.read({}, "SECRET_KEY"), self.read({}, "SECRET_KEY")
        self.assertEqual(first, second)
        self.assertGreaterEqual(len(str(first["SECRET_KEY"])), 50)

    def test_with_a_key_it_is_production_over_https(self) -> None:
        names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
        found = self.read(PRODUCTION, *names, "ALLOWED_HOSTS")
        self.assertEqual([found[name] for name in names], [True, 365 * 24 * 3600, True, True])
        self.assertEqual(found["ALLOWED_HOSTS"], ["verdict.example"])

    def test_forwarded_headers_are_believed_only_behind_a_named_number_of_proxies(self) -> None:
        self.assertIsNone(self.read(PRODUCTION, "SECURE_PROXY_SSL_HEADER")["SECURE_PROXY_SSL_HEADER"])
        found = self.read({**PRODUCTION, "PROXIES": "1"}, "SECURE_PROXY_SSL_HEADER")
        self.assertEqual(found["SECURE_PROXY_SSL_HEADER"], ["HTTP_X_FORWARDED_PROTO", "https"])

    def test_serving_names_static_files_by_their_content(self) -> None:
        found = self.read({}, "STORAGES")["STORAGES"]
        self.assertIn("CompressedManifest", found["staticfiles"]["BACKEND"])  # type: ignore[index]

    def test_what_makes_no_sense_stops_the_start(self) -> None:
        cases = {
            "key without hosts": ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS must name"),
            "hosts without key": ({"ALLOWED_HOSTS": "verdict.example"}, "ALLOWED_HOSTS is set without SECRET_KEY"),
            "any host": ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name hosts"),
            "short key": ({"SECRET_KEY": "changeme", "ALLOWED_HOSTS": "verdict.example"}, "SECRET_KEY is too short"),
            "debugging in production": ({**PRODUCTION, "DEBUG": "1"}, "DEBUG is for development"),
            "no boolean": ({"DEBUG": "perhaps"}, "DEBUG must be one of"),
            "no number": ({"PROXIES": "one"}, "PROXIES must be a whole number"),
            "no threads": ({"THREADS": "0"}, "THREADS must be a whole number from 1"),
            "no log level": ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
            "other database": ({"DATABASE_URL": "mysql://host/verdict"}, "DATABASE_URL must begin with"),
        }
        for title, (environment, message) in cases.items():
            with self.subTest(title):
                done = start(environment, "DEBUG")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(message, done.stderr.splitlines()[-1])


class EnvironmentTests(unittest.TestCase):
    def database(self, url: str) -> dict[str, object]:
        with mock.patch.dict(os.environ, {"DATABASE_URL": url}):
            return env.database("DATABASE_URL", sqlite=Path("/srv/db.sqlite3"), threads=4)

    def test_booleans_are_words(self) -> None:
        for word, expected in {"1": True, "TRUE": True, "on": True, "0": False, "False": False, "no": False}.items():
            with self.subTest(word), mock.patch.dict(os.environ, {"FLAG": word}):
                self.assertIs(env.boolean("FLAG"), expected)

    def test_an_empty_variable_counts_as_absent(self) -> None:
        with mock.patch.dict(os.environ, {"FLAG": " ", "NUMBER": ""}):
            self.assertIs(env.boolean("FLAG", True), True)
            self.assertEqual(env.integer("NUMBER", 7), 7)
            self.assertEqual(env.words("FLAG"), [])

    def test_lists_take_commas_and_blanks(self) -> None:
        with mock.patch.dict(os.environ, {"NAMES": "a.example, b.example  c.example"}):
            self.assertEqual(env.words("NAMES"), ["a.example", "b.example", "c.example"])

    def test_sqlite_is_the_default_and_waits_for_its_lock(self) -> None:
        found = self.database("")
        self.assertEqual((found["ENGINE"], found["NAME"]), ("django.db.backends.sqlite3", "/srv/db.sqlite3"))
        options = found["OPTIONS"]
        assert isinstance(options, dict)
        self.assertEqual(options["transaction_mode"], "IMMEDIATE")
        self.assertIn("journal_mode=WAL", options["init_command"])
        self.assertIn("busy_timeout", options["init_command"])

    def test_sqlite_urls_name_a_file(self) -> None:
        self.assertEqual(self.database("sqlite:///other.db")["NAME"], "/srv/other.db")
        self.assertEqual(self.database("sqlite:////data/other.db")["NAME"], "/data/other.db")

    def test_postgresql_urls_are_taken_apart_and_decoded(self) -> None:
        found = self.database("postgresql://ann:p%40ss%2F@db.example:5433/verdict?sslmode=verify-full")
        names = ("USER", "PASSWORD", "HOST", "PORT", "NAME", "CONN_MAX_AGE")
        self.assertEqual([found[name] for name in names], ["ann", "p@ss/", "db.example", "5433", "verdict", 0])
        self.assertEqual(
            found["OPTIONS"], {"sslmode": "verify-full", "pool": {"min_size": 1, "max_size": 4, "timeout": 5}}
        )

    def test_postgresql_may_listen_on_a_socket(self) -> None:
        for url in ("postgresql:///verdict?host=/run/postgresql", "postgres://%2Frun%2Fpostgresql/verdict"):
            with self.subTest(url):
                self.assertEqual(self.database(url)["HOST"], "/run/postgresql")

    def test_a_wrong_url_is_refused_without_its_password(self) -> None:
        urls = (
            "postgresql://ann:hunter2@db.example:port/verdict",
            "postgresql://ann:hunter2@db.example/",
            "postgresql://ann:hunter2@db.example/a/b",
            "postgresql://ann:hunter2@[db.example/verdict",
            "oracle://ann:hunter2@db.example/verdict",
            "sqlite://ann:hunter2@file",
            "ann:hunter2@db.example",
        )
        for url in urls:
            with self.subTest(url), self.assertRaises(ImproperlyConfigured) as caught:
                self.database(url)
            self.assertIn("DATABASE_URL", str(caught.exception))
            self.assertNotIn("hunter2", str(caught.exception))
            self.assertIsNone(caught.exception.__cause__)


class LocalKeyTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "var" / "development.key"

    def test_it_is_made_once_and_readable_by_its_owner_only(self) -> None:
        key = local_key(self.file)
        self.assertGreaterEqual(len(key), 50)
        self.assertEqual(local_key(self.file), key)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual([one.name for one in self.file.parent.iterdir()], ["development.key"])

    def test_a_damaged_file_is_replaced(self) -> None:
        self.file.parent.mkdir()
        self.file.write_text("", encoding="ascii")
        key = local_key(self.file)
        self.assertGreaterEqual(len(key), 50)
        self.assertEqual(local_key(self.file), key)


class RequirementsTests(unittest.TestCase):
    def test_every_requirement_is_pinned_hashed_and_reached_through_no_named_index(self) -> None:
        for name in ("requirements.txt", "requirements-dev.txt"):
            text = (ROOT / name).read_text(encoding="utf-8")
            with self.subTest(name):
                self.assertNotRegex(text, r"(?m)^-|://")
                for entry in re.split(r"(?m)^(?=[a-z])", text)[1:]:
                    self.assertRegex(entry, r"^[\w.-]+(\[[\w,]+\])?==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}")

    def test_every_direct_requirement_gives_its_reason(self) -> None:
        for name in ("requirements.in", "requirements-dev.in"):
            for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
                if line and line[0].isalpha():
                    with self.subTest(line):
                        self.assertRegex(line, r"^\S+~=\S+ +# \S+")
