"""The step that writes another path into an address."""

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.fixing.fixes import FixPlan, apply, parse_steps, plan_fix
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document

STEP = [{"do": "set-path", "var": "ANTHROPIC_BASE_URL", "path": "/anthropic"}]


def mended(text: str, name: str = "~/.zshrc", steps: list[dict[str, str]] = STEP) -> str | None:
    document = Document(name, text, recognise(name, text))
    facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
    fix = plan_fix(FixPlan(parse_steps(steps), "why"), facts, None)
    return apply([document], [fix]).documents[0].text if fix else None


class PathTests(unittest.TestCase):
    def test_only_the_path_changes(self):
        for before, after in (
            (
                'export ANTHROPIC_BASE_URL="https://a.example"',
                'export ANTHROPIC_BASE_URL="https://a.example/anthropic"',
            ),
            (
                "export ANTHROPIC_BASE_URL=https://a.test:8443/v1/",
                "export ANTHROPIC_BASE_URL=https://a.test:8443/anthropic",
            ),
            (
                "export ANTHROPIC_BASE_URL='b.example/x' # mine",
                "export ANTHROPIC_BASE_URL='b.example/anthropic' # mine",
            ),
        ):
            with self.subTest(text=before):
                self.assertEqual(mended(before), after)

    def test_it_works_within_a_settings_file(self):
        self.assertEqual(
            mended('{"env": {"ANTHROPIC_BASE_URL": "https://a.example/v1"}}', "~/.claude/settings.json"),
            '{"env": {"ANTHROPIC_BASE_URL": "https://a.example/anthropic"}}',
        )

    def test_a_slash_takes_the_path_away(self):
        steps = [{"do": "set-path", "var": "ANTHROPIC_BASE_URL", "path": "/"}]
        self.assertEqual(
            mended("export ANTHROPIC_BASE_URL=http://localhost:11434/v1", steps=steps),
            "export ANTHROPIC_BASE_URL=http://localhost:11434",
        )

    def test_what_is_not_written_out_is_left_alone(self):
        for text in (
            'HOST=a.example\nexport ANTHROPIC_BASE_URL="https://$HOST/v1"',
            'export ANTHROPIC_BASE_URL="https://a.example/v1?x=1"',
        ):
            with self.subTest(text=text):
                self.assertIsNone(mended(text))
