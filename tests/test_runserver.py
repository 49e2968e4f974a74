"""Django's development server starts only where pages can be shown, and else says what to do."""

import json
import tempfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings

SERVED = settings.STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
MANIFEST = {"version": "1.1", "paths": {"css/site.css": "css/site.0123.css"}, "hash": "0123"}


class RunserverTests(SimpleTestCase):
    def start(self) -> mock.Mock:
        with mock.patch("django.core.management.commands.runserver.Command.run") as run:
            call_command("runserver", "127.0.0.1:0", "--noreload")
        return run

    def test_where_nothing_was_collected_it_says_so_in_one_line_and_what_to_do(self) -> None:
        with (
            tempfile.TemporaryDirectory() as empty,
            override_settings(STORAGES=SERVED, STATIC_ROOT=empty),
            self.assertRaises(CommandError) as caught,
        ):
            self.start()
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for way in ("script/run", "DEBUG=1"):
            self.assertIn(way, message)

    def test_where_they_were_collected_or_are_read_from_their_sources_it_starts(self) -> None:
        with tempfile.TemporaryDirectory() as folder, override_settings(STORAGES=SERVED, STATIC_ROOT=folder):
            (Path(folder) / "staticfiles.json").write_text(json.dumps(MANIFEST), "utf-8")
            self.start().assert_called_once()
        with override_settings(STATIC_ROOT="/nowhere"):
            self.start().assert_called_once()
