"""Long files: read to the last line, and what findings share is worked out and shown within bounds."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Edit, Fix
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rendering.excerpt import FixRows
from diagnostics.engine.source import Document
from diagnostics.shipped import shipped_rules

RULES = shipped_rules()


def document(text: str, name: str = "~/.zshrc") -> Document:
    """Return a document of the kind that its name and text tell."""
    return Document(name, text, recognise(name, text))


class LongFileTests(unittest.TestCase):
    def test_ten_thousand_lines_are_read_to_the_last(self):
        text = (
            "".join(f"alias a{number}='cd ~/a'\n" for number in range(9_999)) + "export ANTHROPIC_BASE_URL=http://a\n"
        )
        report = analyse((document(text),), rules=RULES)
        self.assertEqual(report.environment.get("ANTHROPIC_BASE_URL").set_at.line, 10_000)

    def test_a_fix_in_many_places_shows_each_line_that_changes(self):
        lines = document("A=1\nB=2\n" * 300)
        edits = tuple(Edit("~/.zshrc", begin, begin + 3, f"A={begin}") for begin in range(0, 2_400, 8))
        rows = FixRows([lines]).of(Fix(edits, "because"))
        self.assertEqual(len(rows), 600)
        self.assertEqual([row.text for row in rows[:4]], ["- A=1", "+ A=0", "- A=1", "+ A=8"])

    def test_a_long_file_is_mended_as_a_whole_only_where_it_can_be_read_again_to_its_end(self):
        mistake = "export ANTHROPIC_MODEL = opus\n"
        for below, is_mended in (
            ("A=1\n" * 9_000, True),
            ("A=1\n" * 10_001, False),  # would take as long again
            ("A = 1\n" * 150, True),
            ("A = 1\n" * 2_000, False),  # more mistakes than are told
            ("A=$(b)\n" * 1_000, True),
            ("A=$(b)\n" * 14_000, False),  # the reader gives up, so nobody knows what stands below
        ):
            with self.subTest(below[:7], lines=below.count("\n")):
                report = analyse((document(mistake + below, "~/.bashrc"),), rules=RULES)
                self.assertTrue(any(each.fix and each.fix.safe for each in report.findings))
                self.assertEqual(bool(report.mended), is_mended)

    def test_findings_that_share_a_fix_share_its_lines(self):
        text = "export A=1\r\n" * 3
        report = analyse((document(text),), rules=RULES)
        fixes = [each.fix for each in report.findings if each.fix]
        rows = FixRows(report.documents)
        self.assertIs(rows.of(fixes[0]), rows.of(fixes[0]))

    def test_setx_is_found_once_a_line_above_a_client_else_once_and_not_where_the_window_has_it_too(self):
        for last, expected in (("claude\r\n", 3), ("", 1), ("set ANTHROPIC_API_KEY=x\r\nclaude\r\n", 0)):
            with self.subTest(last=last):
                text = "setx ANTHROPIC_API_KEY x\r\nsetx anthropic_api_key y\r\nsetx ANTHROPIC_API_KEY z\r\n" + last
                report = analyse((document(text, "keys.bat"),), rules=RULES)
                found = [
                    each for each in report.findings if "opened later" in (each.primary.text if each.primary else "")
                ]
                self.assertEqual(len(found), expected)
