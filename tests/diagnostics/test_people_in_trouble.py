"""What people with a real problem paste, clutter and all: the report is right, and says nothing that is not so."""

from __future__ import annotations

import tomllib
import unittest
from functools import cache
from pathlib import Path

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Certainty, Login, Mode, Outcome, Report, Sent, Severity
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.plaintext import plain
from diagnostics.rulefile import load_rules
from diagnostics.shipped import shipped_signatures

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "trouble"
RULES = load_rules(ROOT / "diagnostics" / "rules")
# The fields of a case, as the folder's README.md explains them.
GIVEN = {"title", "document", "error", "login", "mode", "client"}
EXPECTED = {
    "status",
    "found",
    "notices",
    "lines",
    "says",
    "not_said",
    "model",
    "article",
    "not_article",
    "mended",
    "not_mended",
    "fit",
}


@cache
def cases() -> tuple[dict, ...]:
    """Return every case of the folders' files."""
    paths = sorted(FOLDER.rglob("*.toml"))
    return tuple(case for path in paths for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"])


@cache
def reports() -> tuple[tuple[dict, Report], ...]:
    """Return each case with its report; what is pasted is parted as on the page."""
    return tuple((case, report_of(case)) for case in cases())


def report_of(case: dict) -> Report:
    """Return the report on what a case pastes."""
    pasted = [(each.get("name", "~/.zshrc"), plain(each["text"]), None) for each in case["document"]]
    return analyse(
        read_pastes(pasted),
        rules=RULES,
        login=Login(case.get("login", "unknown")),
        mode=Mode(case.get("mode", "print")),
        error=case.get("error", ""),
        signatures=shipped_signatures(),
        clients=[case["client"]] if "client" in case else (),
    )


def found(report: Report, *severities: Severity) -> list[str]:
    """Return the codes of what was found with one of the severities."""
    return [
        finding.rule
        for finding in report.findings
        if finding.outcome is Outcome.FOUND and finding.severity in severities
    ]


class PeopleInTrouble(unittest.TestCase):
    def test_every_field_of_a_case_is_one_that_is_asked_for(self) -> None:
        explained = (FOLDER / "README.md").read_text(encoding="utf-8")
        for field in GIVEN | EXPECTED:
            self.assertIn(f"`{field}`", explained)
        for case in cases():
            with self.subTest(case["title"]):
                self.assertLessEqual(case.keys(), GIVEN | EXPECTED)

    def test_no_two_cases_have_one_title(self) -> None:
        titles = [case["title"] for case in cases()]
        self.assertEqual({title for title in titles if titles.count(title) > 1}, set())

    def test_the_status_is_that_which_a_person_gave(self) -> None:
        for case, report in reports():
            with self.subTest(case["title"]):
                self.assertEqual(report.verdict.status, case["status"])

    def test_exactly_the_errors_and_warnings_that_hold_are_found(self) -> None:
        for case, report in reports():
            with self.subTest(case["title"]):
                self.assertEqual(sorted(set(found(report, Severity.ERROR, Severity.WARNING))), sorted(case["found"]))
                self.assertLessEqual(set(case.get("notices", [])), set(found(report, Severity.NOTICE)))

    def test_the_verdict_says_who_pays(self) -> None:
        for case, report in reports():
            with self.subTest(case["title"]):
                for said in case.get("says", []):
                    self.assertIn(said, report.verdict.sentence)
                for unsaid in case.get("not_said", []):
                    self.assertNotIn(unsaid, report.verdict.sentence)

    def test_the_model_is_that_which_is_sent(self) -> None:
        for case, report in reports():
            if "model" in case:
                with self.subTest(case["title"]):
                    self.assertEqual({request.model or "" for request in report.requests}, {case["model"]})

    def test_the_article_that_helps_is_named(self) -> None:
        for case, report in reports():
            if "article" in case:
                with self.subTest(case["title"]):
                    self.assertIn(case["article"], [each.slug for each in report.articles])

    def test_an_article_on_another_client_is_not_named(self) -> None:
        for case, report in reports():
            if "not_article" in case:
                with self.subTest(case["title"]):
                    self.assertNotIn(case["not_article"], [each.slug for each in report.articles])

    def test_the_deciding_line_is_shown(self) -> None:
        for case, report in reports():
            lines = {
                finding.primary.span.line
                for finding in report.findings
                if finding.outcome is Outcome.FOUND and finding.primary
            }
            with self.subTest(case["title"]):
                self.assertLessEqual(set(case.get("lines", [])), lines)

    def test_the_mended_file_holds_the_line_that_helps(self) -> None:
        for case, report in reports():
            with self.subTest(case["title"]):
                text = "".join(each.text for each in report.mended)
                for line in case.get("mended", []):
                    self.assertIn(line, text)
                for line in case.get("not_mended", []):
                    self.assertNotIn(line, text)

    def test_what_an_error_message_means_fits_the_files(self) -> None:
        for case, report in reports():
            if "fit" in case:
                with self.subTest(case["title"]):
                    self.assertEqual(report.readings[0].fit, case["fit"])

    def test_of_a_text_that_was_not_read_no_request_is_told_as_known(self) -> None:
        unread = [
            report
            for _, report in reports()
            if "no line of this was read" in report.verdict.sentence
            and any("is set as it stands there" in each.what for each in report.unknowns)
        ]
        self.assertTrue(unread)
        for report in unread:
            with self.subTest(report.documents[0].name):
                self.assertEqual({request.outcome for request in report.requests}, {Sent.CANNOT_TELL})
                self.assertEqual({request.payer.certainty for request in report.requests}, {Certainty.CANNOT_TELL})
