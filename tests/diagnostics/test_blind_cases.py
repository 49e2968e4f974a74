"""Configurations that were written before the rules saw them: the report says what a person said it should."""

from __future__ import annotations

import tomllib
import unittest
from collections.abc import Iterator
from pathlib import Path

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Mode, Outcome, Report, Sent, Severity
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document
from diagnostics.rulefile import load_rules

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "blind"
RULES = load_rules(ROOT / "diagnostics" / "rules")


def cases() -> Iterator[dict]:
    """Yield every case of the folder's files."""
    for path in sorted(FOLDER.glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def report(case: dict) -> Report:
    """Return the report on a case, as `claude -p` would run unless it says otherwise."""
    documents = [
        Document(each["name"], each["text"], recognise(each["name"], each["text"])) for each in case["document"]
    ]
    return analyse(documents, rules=RULES, login=Login(case["login"]), mode=Mode(case.get("mode", "print")))


class BlindCaseTests(unittest.TestCase):
    def test_the_report_finds_what_a_person_said_it_should(self):
        for case in cases():
            with self.subTest(title=case["title"]):
                found = {
                    finding.rule
                    for finding in report(case).findings
                    if finding.outcome is Outcome.FOUND and finding.severity is not Severity.NOTICE
                }
                self.assertEqual(found, set(case["found"]))

    def test_the_payer_is_the_one_whom_a_person_named(self):
        for case in cases():
            if "pays" not in case:
                continue
            with self.subTest(title=case["title"]):
                request = next(each for each in report(case).requests if each.client == "claude-code")
                if case["pays"]:
                    self.assertIn(case["pays"].lower(), request.payer.who.lower())
                else:
                    self.assertIs(request.outcome, Sent.BLOCKED)
