"""A secret that goes in through any door comes out nowhere: not in an answer, a row, a cache, a log or a mail."""

import io
import itertools
import logging
from collections.abc import Iterator
from unittest import mock

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import TestCase, override_settings
from django.utils.log import AdminEmailHandler

from config.logs import DiscreetLogs, LineFormatter
from tests.diagnostics.seed import alice
from tests.seeding import seed

from .doors import DOORS, Canary, Door, canary


class Listening:
    """Everything that is logged at any level, as the site's own handler writes it and as it came in."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        self._handler = logging.StreamHandler(self.written)
        self._handler.addFilter(DiscreetLogs())
        self._handler.setFormatter(LineFormatter())
        self._mails = AdminEmailHandler()
        self._mails.setLevel(logging.ERROR)
        self._mails.addFilter(DiscreetLogs())

    def __enter__(self) -> "Listening":
        self._loggers = [logging.getLogger(), *(logging.getLogger(name) for name in ("django", "django.request"))]
        self._before = [(logger, logger.level) for logger in self._loggers]
        for logger in self._loggers:
            logger.addHandler(self._handler)
            logger.setLevel(logging.DEBUG)
        logging.getLogger("django").addHandler(self._mails)
        return self

    def __exit__(self, *_: object) -> None:
        for logger, level in self._before:
            logger.removeHandler(self._handler)
            logger.setLevel(level)
        logging.getLogger("django").removeHandler(self._mails)


@override_settings(ADMINS=[("Staff", "staff@example.test")])
class CanaryTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed()
        cls.alice = alice()

    def go(self, door: Door) -> tuple[Canary, HttpResponse]:
        """Send the door's canary and return it with the answer."""
        each = canary(door.name)
        sent = door.send(each)
        client = self.client_class(raise_request_exception=False)
        if door.staff:
            client.force_login(self.alice)
        if sent.body is not None:
            return each, client.post(sent.path, sent.body, content_type=sent.content_type, headers=sent.headers)
        if sent.fields is None:
            return each, client.get(sent.path, headers=sent.headers)
        files = {name: SimpleUploadedFile(file, content) for name, (file, content) in sent.files.items()}
        return each, client.post(sent.path, {**sent.fields, **files}, headers=sent.headers)

    def test_no_answer_shows_it(self) -> None:
        for door in DOORS:
            with self.subTest(door.name):
                each, answer = self.go(door)
                if not door.echoes:
                    shown = answer.content.decode() + str(dict(answer.headers))
                    self.assertEqual(each.seen_in(shown), [])

    def test_each_door_is_open(self) -> None:
        """A door that is locked proves nothing: each answers, the refused ones with their reason."""
        for door in DOORS:
            with self.subTest(door.name):
                _, answer = self.go(door)
                if door.name == "nowhere":
                    expected = {404}
                elif "refused" in door.name and not door.staff:
                    expected = {400, 413, 415, 422}
                else:
                    expected = {200, 201, 302}
                self.assertIn(answer.status_code, expected)

    def test_no_row_session_cache_log_or_mail_keeps_it(self) -> None:
        with Listening() as listening:
            canaries = [self.go(door)[0] for door in DOORS]
        places = {
            "rows": "\n".join(rows()),
            "log": listening.written.getvalue(),
            "mails": "".join(str(message.message()) for message in mail.outbox),
            "caches": repr([vars(caches[name]) for name in settings.CACHES]),
        }
        self.nowhere(canaries, places)
        self.assertGreater(len(places["rows"]), 10_000)
        self.assertIn("/check/", places["log"])

    def test_when_the_program_fails_in_the_middle_nothing_tells_it_either(self) -> None:
        """Not the words of the exception, not its variables, not its causes, not the report to the staff."""

        def fail(*arguments: object, **named: object) -> None:
            text = "".join(document.text for document in arguments[0])  # type: ignore[attr-defined]
            try:
                raise KeyError(text)
            except KeyError as cause:
                raise RuntimeError(f"while reading {text}") from cause

        canaries, answers = [], []
        # At masking the raw text is at hand; afterwards only the masked one is.
        stages = mock.patch("diagnostics.engine.intake.mask", fail), mock.patch("diagnostics.checking.analyse", fail)
        with Listening() as listening:
            for stage, door in itertools.product(stages, DOORS):
                with stage:
                    each, answer = self.go(door)
                canaries.append(each)
                if not door.echoes:
                    answers.append(answer.content.decode())
        self.assertGreaterEqual(len(mail.outbox), 10)
        self.nowhere(
            canaries,
            {
                "rows": "\n".join(rows()),
                "log": listening.written.getvalue(),
                "mails": "".join(str(message.message()) for message in mail.outbox),
                "answers": "".join(answers),
            },
        )
        self.assertIn("RuntimeError", listening.written.getvalue())

    def nowhere(self, canaries: list[Canary], places: dict[str, str]) -> None:
        for each in canaries:
            for place, text in places.items():
                with self.subTest(door=each.door, place=place):
                    self.assertEqual(each.seen_in(text), [])


def rows() -> Iterator[str]:
    """Give every row of every table, sessions and history included."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield f"{table}: {row!r}"
