"""Fix steps about quotes and stray characters: text in, text out, and none where it is not certain."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.fixing.fixes import FixPlan, apply, parse_steps, plan_fix
from diagnostics.engine.fixing.quotesteps import STEPS
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules.answers import Line
from diagnostics.engine.source import Document

SHELL = "~/.zshrc"

# step, text, mended text (None: no fix)
VALUES = (
    ("trim-value", 'export A="x "\n', 'export A="x"\n'),
    ("trim-value", "export A=' \tx'\n", "export A='x'\n"),
    ("trim-value", 'export A="x"\n', None),
    ("unwrap-quotes", 'export A=\\"x\\"\n', 'export A="x"\n'),
    ("unwrap-quotes", "export A='\"x\"'\n", 'export A="x"\n'),
    ("unwrap-quotes", "export A=\"'x'\"\n", 'export A="x"\n'),
    ("unwrap-quotes", 'export A=\'"x\'"y"\n', None),
    ("use-double-quotes", "export A='$B'\n", 'export A="$B"\n'),
    ("use-double-quotes", "export A='$HOME/k.json'\n", 'export A="$HOME/k.json"\n'),
    ("use-double-quotes", "export A='a!$B'\n", None),
    ("straighten-quotes", "A=“a b”\n", 'A="a b"\n'),
    ("straighten-quotes", "A=‘a b’\n", "A='a b'\n"),
    ("straighten-quotes", 'A="“a”"\n', 'A="a"\n'),
    ("quote-value", "export A=https://h/?a=1&b=2\n", 'export A="https://h/?a=1&b=2"\n'),
    (
        "quote-value",
        "export A=‹api-key, 12 characters, #1›&b  # note\n",
        'export A="‹api-key, 12 characters, #1›&b"  # note\n',
    ),
    ("quote-value", "export A=x&b c\n", None),
    ("cut-carriage-returns", "export A=x\r\nexport B=y\r\n", "export A=x\nexport B=y\n"),
    ("clear-invisible", "export\u00a0A=\u200bx\n", "export A=x\n"),
    ("cut-line-end", "A=x \\ \t\nclaude\n", "A=x \\\nclaude\n"),
    ("cut-line-end", "A=x \\\nclaude\n", None),
)


class QuoteStepTests(unittest.TestCase):
    def test_each_step_changes_exactly_what_it_says(self):
        for step, text, expected in VALUES:
            with self.subTest(step=step, text=text):
                document = Document(SHELL, text, recognise(SHELL, text))
                facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
                primary = Line(document.line_span(1), "is meant", "A")
                fix = plan_fix(FixPlan(parse_steps([{"do": step}]), "because"), facts, primary)
                mended = apply(facts.documents, [fix]).documents[0].text if fix else None
                self.assertEqual(mended, expected)

    def test_every_step_has_a_case_and_help(self):
        self.assertEqual({step for step, _, _ in VALUES}, set(STEPS))
        self.assertTrue(all(step.help for step in STEPS.values()))

    def test_without_a_place_nothing_is_changed(self):
        facts = facts_of([], login=Login.NONE, mode=Mode.PRINT, given={})
        for step in STEPS:
            with self.subTest(step=step):
                self.assertIsNone(plan_fix(FixPlan(parse_steps([{"do": step}]), "because"), facts, None))
