"""A mask keeps what diagnosis needs: whatever is wrong around a key is found in the masked text, too."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Outcome
from diagnostics.engine.source import Document, Kind
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES

KEY = "sk-ant-api03-" + "aB3dE5fG7h" * 9 + "AA"
PLAIN = "hunter22hunter"
# What people leave around a value: each pair is what stands before and after it.
AROUND = (
    *(("", ""), ('"', '"'), ("'", "'"), ('"Bearer ', '"'), ('"Bearer Bearer ', '"'), ('" ', '"'), ('"', ' "')),
    *(("", "\r"), ("“", "”"), ("\"'", "'\""), ('"', '\\n"'), ("", ","), ("'<", ">'"), ("'[", "]'"), ("'{", "}'")),
    *(("\ufeff", ""), ('"', '\u00a0"'), ('"', '\u200b"'), ("", ";"), ('"', '#x1y2z3"'), ('"', '$foo"'), ('"', "")),
    *(("", " second"), ("", "\\"), ("$'", "'")),
)


class MaskedFindingsTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.rules = load_rules(RULES, examples=False)

    def found(self, text: str, *, reveal: bool) -> set[str]:
        document = Document("~/.zshrc", text, Kind.ZSH)
        report = analyse((document,), rules=self.rules, login=Login.SUBSCRIPTION, reveal=reveal)
        self.assertEqual(KEY in report.documents[0].text or PLAIN in report.documents[0].text, reveal)
        return {finding.rule for finding in report.findings if finding.outcome is Outcome.FOUND}

    def test_no_finding_is_lost_by_masking(self) -> None:
        for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
            for value in (KEY, PLAIN):
                for before, after in AROUND:
                    text = f"export ANTHROPIC_BASE_URL=https://gw.example\nexport {name}={before}{value}{after}\n"
                    with self.subTest(text):
                        # What only looks like a guide's placeholder, `<…>` around a key, is told apart by its mask.
                        lost = self.found(text, reveal=True) - self.found(text, reveal=False) - {"CC109"}
                        self.assertEqual(lost, set())

    def test_what_is_wrong_around_a_masked_key_is_named(self) -> None:
        for before, after, rule in (
            ('"Bearer Bearer ', '"', "CC108"),
            ("“", "”", "SH101"),
            ("", "\r", "SH406"),
            ("\"'", "'\"", "SH417"),
            ("", ",", "SH416"),
            ('"', ' "', "SH413"),
        ):
            with self.subTest(rule):
                line = f"export ANTHROPIC_AUTH_TOKEN={before}{PLAIN}{after}\n"
                text = f"export ANTHROPIC_BASE_URL=https://gw.example\n{line}"
                self.assertIn(rule, self.found(text, reveal=False))
