"""What several rules do not know for one reason is told once; the data keeps each rule's answer."""

import json
import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Confidence, Finding, Login, Outcome, Severity
from diagnostics.engine.rendering import as_json, as_markdown, as_text
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.undecided import MOST_CODES, together
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES

TOKEN = 'export ANTHROPIC_BASE_URL="https://openrouter.ai/api"\nexport ANTHROPIC_AUTH_TOKEN="$(op read op://a/b/c)"\n'


def finding(rule: str, reason: str, outcome: Outcome = Outcome.CANNOT_TELL) -> Finding:
    message = f"Cannot tell whether {rule} (x) concerns you: {reason}."
    return Finding(rule, rule.lower(), outcome, Severity.ERROR, Confidence.CERTAIN, message, "why", None, reason=reason)


class TogetherTests(unittest.TestCase):
    def test_one_reason_is_told_once_with_the_codes(self):
        told = together(
            [finding("CC101", "the value of A is not known"), finding("CC102", "the value of A cannot be told")]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("2 rules cannot tell whether they concern you (CC101, CC102)", told[0].message)

    def test_another_reason_and_other_outcomes_stay_as_they_are(self):
        findings = [
            finding("CC101", "", Outcome.FOUND),
            finding("CC102", "the value of A is not known"),
            finding("CC103", "the value of B is not known"),
            finding("CC104", "", Outcome.CRASHED),
        ]
        self.assertEqual(together(findings), tuple(findings))

    def test_many_codes_are_counted(self):
        told = together([finding(f"CC{number}", "the value of A is not known") for number in range(100, 140)])
        self.assertIn(f"and {40 - MOST_CODES} more", told[0].message)

    def test_a_report_with_all_rules_says_nothing_of_a_token_that_its_requests_name_as_unknown(self):
        document = Document("~/.zshrc", TOKEN, Kind.ZSH)
        report = analyse([document], rules=load_rules(RULES), login=Login.SUBSCRIPTION)
        undecided = [each for each in report.findings if each.outcome is Outcome.CANNOT_TELL]
        self.assertGreater(len(undecided), 2)
        for rendered in (as_text(report), as_markdown(report)):
            self.assertEqual(rendered.count("annot tell whether"), 0)
            self.assertIn("cannot be told: line 2 runs a command", rendered)
        outcomes = [each["outcome"] for each in json.loads(as_json(report))["findings"]]
        self.assertEqual(outcomes.count("cannot tell"), len(undecided))
