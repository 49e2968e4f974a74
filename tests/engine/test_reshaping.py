"""Fix steps that reshape a value, a header or a settings file: text in, text out."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.fixing.fixes import FixPlan, apply, parse_steps, plan_fix
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules.answers import Line
from diagnostics.engine.source import Document

SHELL, USER = "~/.zshrc", "~/.claude/settings.json"
HEADERS = "ANTHROPIC_CUSTOM_HEADERS"

# step, document's name, text, mended text (None: no fix)
VALUES = (
    (
        {"do": "add-prefix", "text": "https://"},
        SHELL,
        'export A="gateway.example.com"\n',
        'export A="https://gateway.example.com"\n',
    ),
    ({"do": "add-prefix", "text": "https://"}, SHELL, "export A=a.example\n", "export A=https://a.example\n"),
    (
        {"do": "add-suffix", "text": "/anthropic"},
        SHELL,
        "export A='https://a/v1/'\n",
        "export A='https://a/v1/anthropic'\n",
    ),
    ({"do": "add-suffix", "text": "/x"}, USER, '{"env": {"A": "b"}}\n', '{"env": {"A": "b/x"}}\n'),
    ({"do": "expand-home"}, SHELL, "export A='~/.claude-work'\n", 'export A="$HOME/.claude-work"\n'),
    ({"do": "expand-home"}, SHELL, 'export A="~"\n', 'export A="$HOME"\n'),
    ({"do": "expand-home"}, SHELL, "export A='~/a b'\n", None),
    ({"do": "expand-home"}, USER, '{"env": {"A": "~/.claude-work"}}\n', None),
    ({"do": "join-lines"}, SHELL, 'export A="one\n  two\nthree"\n', 'export A="onetwothree"\n'),
    ({"do": "join-lines"}, USER, '{"env": {"A": "one\\ntwo"}}\n', '{"env": {"A": "onetwo"}}\n'),
    ({"do": "part-headers"}, SHELL, 'export A="x-a: 1, x-b: 2"\n', "export A=$'x-a: 1\\nx-b: 2'\n"),
    ({"do": "part-headers"}, SHELL, 'export A="x-a: $K; x-b: 2"\n', 'export A="x-a: $K\nx-b: 2"\n'),
    ({"do": "part-headers"}, USER, '{"env": {"A": "x-a: 1, x-b: 2"}}\n', '{"env": {"A": "x-a: 1\\nx-b: 2"}}\n'),
    ({"do": "colon-for-equals"}, SHELL, 'export A="x-team=tools"\n', 'export A="x-team: tools"\n'),
    ({"do": "colon-for-equals"}, SHELL, 'export A="x-a: 1\nx-b = 2"\n', 'export A="x-a: 1\nx-b : 2"\n'),
)

# text of a settings file with variables outside `env`, mended text
MISPLACED = (
    ('{"ANTHROPIC_MODEL": "opus"}', '{"env": {"ANTHROPIC_MODEL": "opus"}}'),
    (
        '{"ANTHROPIC_MODEL": "opus", "model": "x"}',
        '{"env": {"ANTHROPIC_MODEL": "opus"}, "model": "x"}',
    ),
    (
        '{"env": {"A_B": "1"}, "ANTHROPIC_MODEL": "opus", "HTTPS_PROXY": "x", "model": "x"}',
        '{"env": {"ANTHROPIC_MODEL": "opus", "HTTPS_PROXY": "x", "A_B": "1"}, "model": "x"}',
    ),
    ('{"ANTHROPIC_MODEL": "opus", "env": {}}', '{"env": {"ANTHROPIC_MODEL": "opus"}}'),
    ('{"model": "x", "ANTHROPIC_MODEL": "opus"}', '{"env": {"ANTHROPIC_MODEL": "opus"}, "model": "x"}'),
    ('{"ANTHROPIC_MODEL": "opus", "HTTPS_PROXY": "x"}', '{"env": {"ANTHROPIC_MODEL": "opus", "HTTPS_PROXY": "x"}}'),
)
COMMAS = (
    ('{"env": {"A": "1",},}', '{"env": {"A": "1"}}'),
    ('{"env": {"A": ",}",\n}}', '{"env": {"A": ",}"\n}}'),
    ('{"env": {"A": "1",} // x\n}', '{"env": {"A": "1"}\n}'),
    (
        '{\n  // mine\n  "env": {"A": "https://x", /* and */ "B": "2"},\n}',
        '{\n  "env": {"A": "https://x", "B": "2"}\n}',
    ),
    ("{'env': {}}", None),
)


def mended(step: dict[str, object], name: str, text: str, primary: Line | None = None) -> str | None:
    """Return the text after the step, or None where there is no fix."""
    document = Document(name, text, recognise(name, text))
    facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
    if primary is None and facts.problems:
        problem = facts.problems[0]
        primary = Line(problem.span, problem.text, problem.name)
    fix = plan_fix(FixPlan(parse_steps([step]), "because"), facts, primary)
    return None if fix is None else apply(facts.documents, [fix]).documents[0].text


class ReshapingTests(unittest.TestCase):
    def test_a_value_gets_the_form_that_is_read(self):
        for step, name, text, expected in VALUES:
            with self.subTest(step=step, text=text):
                self.assertEqual(mended({**step, "var": "A"}, name, text), expected)

    def test_misplaced_variables_move_into_env(self):
        for text, expected in MISPLACED:
            with self.subTest(text=text):
                self.assertEqual(mended({"do": "move-into-env"}, USER, text), expected)

    def test_commas_and_comments_go_where_that_makes_json(self):
        for text, expected in COMMAS:
            with self.subTest(text=text):
                self.assertEqual(mended({"do": "make-json"}, USER, text), expected)

    def test_a_value_from_outside_cannot_be_reshaped(self):
        facts = facts_of([], login=Login.NONE, mode=Mode.PRINT, given={"A": "a, b: c"})
        for step in ("expand-home", "join-lines", "part-headers", "colon-for-equals", "make-json", "move-into-env"):
            data = {"do": step} | ({} if step in ("make-json", "move-into-env") else {"var": "A"})
            with self.subTest(step=step):
                self.assertIsNone(plan_fix(FixPlan(parse_steps([data]), "because"), facts, None))
