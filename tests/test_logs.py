"""What a person pastes appears in no log line and in no error report."""

import logging
import sys
from io import StringIO

from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, SimpleTestCase, override_settings
from django.urls import path
from django.views.debug import get_exception_reporter_class

from config.logs import DiscreetLogs, LineFormatter, RequestId

CANARY = "sk-ant-api03-" + "CanaryCanary" * 8
PASTE = f"export ANTHROPIC_API_KEY={CANARY}"


def crash(request: HttpRequest) -> HttpResponse:
    """Fail as a bug would: with the pasted text in variables, in the message and in a cause."""
    text = request.POST["text"]
    try:
        raise ValueError(text)
    except ValueError as error:
        raise KeyError(f"{text} and {request.GET}") from error


urlpatterns = [path("crash/", crash)]


@override_settings(ROOT_URLCONF=__name__, ADMINS=[("a", "a@example.org")])
class DiscretionTests(SimpleTestCase):
    def crash(self) -> str:
        """Crash a request and return everything that the handlers of stdout would have written."""
        out = StringIO()
        handler = logging.StreamHandler(out)
        handler.addFilter(RequestId())
        handler.addFilter(DiscreetLogs())
        handler.setFormatter(LineFormatter())
        loggers = [logging.getLogger(name) for name in ("django", "verdict.requests")]
        for logger in loggers:
            logger.addHandler(handler)
        try:
            client = Client(raise_request_exception=False)
            client.cookies["note"] = CANARY
            response = client.post(f"/crash/?q={CANARY}", {"text": PASTE}, headers={"authorization": CANARY})
        finally:
            for logger in loggers:
                logger.removeHandler(handler)
        self.assertEqual(response.status_code, 500)
        self.assertNotIn(CANARY, response.content.decode())
        return out.getvalue()

    def test_a_crash_is_logged_with_its_types_and_places_but_without_words(self) -> None:
        written = self.crash()
        self.assertIn("builtins.KeyError", written)
        self.assertIn("builtins.ValueError", written)
        self.assertIn("in crash", written)
        self.assertIn("POST /crash/ 500", written)
        self.assertNotIn(CANARY, written)

    def test_an_error_report_holds_nothing_of_the_request(self) -> None:
        for debug in (False, True):
            request = HttpRequest()
            request.method = "POST"
            request.META.update(
                SERVER_NAME="localhost", SERVER_PORT="80", HTTP_AUTHORIZATION=CANARY, QUERY_STRING=CANARY
            )
            request.GET = QueryDict(f"q={CANARY}")
            request.POST = QueryDict(f"text={PASTE}")
            request.COOKIES["note"] = CANARY
            with self.subTest(debug=debug), override_settings(DEBUG=debug):
                try:
                    crash(request)
                except KeyError:
                    reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
                for text in (reporter.get_traceback_text(), reporter.get_traceback_html()):
                    self.assertIn("KeyError", text)
                    if not debug:
                        self.assertNotIn(CANARY, text)

    def test_a_secret_in_a_log_message_is_masked(self) -> None:
        record = logging.LogRecord("verdict", logging.INFO, __file__, 1, "read %s", (PASTE,), None)
        self.assertTrue(DiscreetLogs().filter(record))
        self.assertNotIn(CANARY, LineFormatter().format(record))

    def test_a_message_stays_on_its_line(self) -> None:
        record = logging.LogRecord("verdict", logging.INFO, __file__, 1, "one\ntwo\r\nINFO forged", (), None)
        self.assertEqual(LineFormatter().format(record).count("\n"), 0)
