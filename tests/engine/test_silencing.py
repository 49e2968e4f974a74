"""What a person means as it is can be silenced beside its line: by code, with a reason, never without a trace."""

from __future__ import annotations

import json
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Report
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rendering import as_json, as_markdown, as_sarif, as_text
from diagnostics.engine.rules.silencing import comment_for
from diagnostics.engine.source import Document, Kind
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES as FOLDER

KEY = 'export ANTHROPIC_API_KEY="sk-ant-api03-DUMMY"'
RULES = tuple(rule for rule in load_rules(FOLDER, examples=False) if rule.code in ("CC101", "SH103", "SH104"))
MARKS = (
    f"{KEY}  # verdict: ignore=CC101 our test account\n",
    f"# verdict: ignore=CC101 our test account\n{KEY}\n",
    f"#verdict:ignore=CC101 our test account\n{KEY}\n",
    f"# verdict: ignore=SH104, CC101 our test account\n{KEY}\n",
    f"# verdict: ignore=CC101 our test account\n# verdict: ignore=SH104\n{KEY}\n",
    f"   # Verdict: Ignore=cc101 - our test account\n{KEY}\n",
)
NOT_MARKS = (
    f"# verdict: ignore=CC102\n{KEY}\n",
    f"# verdict: ignore\n{KEY}\n",
    f"# verdict: ignore=CC1011\n{KEY}\n",
    f"# verdict: ignore=CC101x\n{KEY}\n",
    f"# verdict: ignore=CC101\n\n{KEY}\n",
    f"{KEY}\n# verdict: ignore=CC101\n",
    f"A=1 # verdict: ignore=CC101\n{KEY}\n",
    f"x#verdict:ignore=CC101\n{KEY}\n",
)


def report(text: str, name: str = "~/.zshrc") -> Report:
    """Return the report for somebody who is logged in with a subscription."""
    document = Document(name, text, recognise(name, text))
    return analyse([document], rules=RULES, login=Login.SUBSCRIPTION)


def codes(checked: Report) -> list[str]:
    return [finding.rule for finding in checked.findings]


class SilencingTests(unittest.TestCase):
    def test_a_comment_beside_or_above_the_line_silences_the_rule_that_it_names(self):
        self.assertEqual(codes(report(f"{KEY}\n")), ["CC101"])
        for text in MARKS:
            with self.subTest(text):
                checked = report(text)
                self.assertEqual(codes(checked), [])
                self.assertEqual([each.finding.rule for each in checked.silenced], ["CC101"])
                self.assertEqual(checked.silenced[0].reason, "our test account")
                self.assertEqual(checked.mended, ())
                self.assertEqual(checked.articles, ())

    def test_another_code_another_place_or_other_words_silence_nothing(self):
        for text in NOT_MARKS:
            with self.subTest(text):
                self.assertEqual((codes(report(text)), report(text).silenced), (["CC101"], ()))

    def test_another_finding_on_the_line_is_still_found(self):
        text = f"export ANTHROPIC_API_KEY=a\n# verdict: ignore=CC101\n{KEY}\n"
        self.assertEqual(codes(report(text)), ["SH104"])

    def test_what_is_silenced_does_not_keep_the_rest_from_being_mended(self):
        text = f"ANTHROPIC_MODEL=opus\n# verdict: ignore=CC101\n{KEY}\nexport ANTHROPIC_MODEL=opus\n"
        with_mark, without = report(text), report(text.replace("# verdict: ignore=CC101\n", ""))
        self.assertEqual([each.document for each in with_mark.mended], [each.document for each in without.mended])

    def test_who_pays_is_told_all_the_same(self):
        silent, loud = report(MARKS[0]), report(f"{KEY}\n")
        self.assertEqual(silent.requests[0].payer.who, loud.requests[0].payer.who)
        self.assertIn("besides 1 finding that you silenced", silent.verdict.sentence)

    def test_every_format_of_the_report_tells_what_was_silenced_and_why(self):
        checked = report(MARKS[1])
        for render in (as_text, as_markdown):
            with self.subTest(render.__name__):
                words = " ".join(render(checked).replace("\\", "").split())
                self.assertIn("CC101 on line 2 of ~/.zshrc, silenced there: our test account", words)
        entry = json.loads(as_json(checked))["silenced"][0]
        self.assertEqual((entry["finding"]["rule"], entry["at"]["line"]), ("CC101", 1))
        self.assertNotIn("silenced", json.loads(as_json(report(f"{KEY}\n"))))

    def test_sarif_has_it_as_a_suppressed_result(self):
        run = json.loads(as_sarif(report(MARKS[1])))["runs"][0]
        [result] = run["results"]
        self.assertEqual(result["ruleId"], "CC101")
        [suppression] = result["suppressions"]
        self.assertEqual((suppression["kind"], suppression["justification"]), ("inSource", "our test account"))
        self.assertEqual(suppression["location"]["physicalLocation"]["region"]["startLine"], 1)
        self.assertEqual([rule["id"] for rule in run["tool"]["driver"]["rules"]], ["CC101"])

    def test_the_comment_that_a_report_offers_silences_its_finding(self):
        [finding] = report(f"{KEY}\n").findings
        comment = comment_for(finding, [Document("~/.zshrc", KEY, Kind.ZSH)])
        self.assertEqual(codes(report(f"{comment}\n{KEY}\n")), [])

    def test_a_format_without_comments_is_offered_none(self):
        [finding] = report(f"{KEY}\n").findings
        self.assertEqual(comment_for(finding, [Document("~/.zshrc", KEY, Kind.CLAUDE_SETTINGS)]), "")
        self.assertEqual(comment_for(finding, [Document("~/.zshrc", KEY, Kind.CMD)]), "rem verdict: ignore=CC101")

    @given(st.text(alphabet=" \t#/:=,verdict ignorCC101x\r", max_size=60))
    def test_no_comment_of_any_form_stops_the_check(self, comment: str):
        checked = report(f"{comment}\n{KEY}\n")
        self.assertLessEqual(len(checked.silenced), 1)
