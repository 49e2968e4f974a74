"""Workflows of GitHub: what `env:` of a workflow, a job and a step gives to the steps that call a client."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.environment import Evaluation, State
from diagnostics.engine.findings import Login
from diagnostics.engine.process import login_there, process_environment
from diagnostics.engine.readers.workflow import Read, read_workflow
from diagnostics.engine.source import Document, Kind

MASK = "‹anthropic-api-key, 108 characters, #1›"
ABOVE = """\
env:
  A: workflow
  B: workflow
jobs:
  one:
    runs-on: ubuntu-latest
    env:
      B: job
      C: job
    steps:
"""


def workflow(text: str) -> Document:
    return Document(".github/workflows/x.yml", text, Kind.WORKFLOW)


def read(text: str) -> Read:
    return read_workflow(workflow(text))


def values(text: str) -> dict[str, str | None]:
    """Return what the one environment of a workflow gives."""
    files, _ = read(text)
    assert len(files) <= 1, [file.owner for file in files]
    return {name: entry.value for file in files for name, entry in file.last().items() if entry.is_set}


def one(value: str) -> str | None:
    return values(f"- run: claude -p x\n  env:\n    ANTHROPIC_AUTH_TOKEN: {value}\n")["ANTHROPIC_AUTH_TOKEN"]


class Workflows(unittest.TestCase):
    def test_the_nearest_counts(self) -> None:
        text = ABOVE + "      - run: claude -p x\n        env:\n          C: step\n          D: step\n"
        self.assertEqual(values(text), {"A": "workflow", "B": "job", "C": "step", "D": "step"})

    def test_only_steps_that_call_a_client_count(self) -> None:
        text = ABOVE + "      - run: npm ci\n        env: { A: other }\n      - run: claude -p x\n"
        self.assertEqual(values(text)["A"], "workflow")

    def test_a_step_names_itself(self) -> None:
        text = (
            ABOVE + "      - name: Review\n        run: claude -p x\n        env: { A: 1 }\n      - run: claude -p y\n"
        )
        files, _ = read(text)
        self.assertEqual([file.owner for file in files], ["the step “Review”", "the step on line 14"])

    def test_where_steps_differ_it_depends_on_which_is_meant(self) -> None:
        text = ABOVE + "      - run: claude -p x\n        env: { D: 1 }\n      - run: claude -p y\n"
        variables = process_environment(Evaluation(), [workflow(text)]).environment
        self.assertEqual([variables.get(name).state for name in ("A", "B", "D")], [State.SET, State.SET, State.UNKNOWN])
        self.assertIn("it depends on which is meant", variables.get("D").why or "")

    def test_a_value_is_taken_as_github_takes_it(self) -> None:
        for written, value in (
            ("abc", "abc"),
            ('"a b"', "a b"),
            ("1", "1"),
            ("", ""),
            ("null", ""),
            (MASK, MASK),
            (f'"Bearer {MASK}"', f"Bearer {MASK}"),
            ("${{ secrets.TOKEN }}", "***"),
            ("${{secrets['TOKEN']}}", "***"),
            ("Bearer ${{ secrets.A || secrets.B }}", "Bearer ***"),
            ("${{ 'it''s' }}", "it's"),
            ("${{ vars.TOKEN }}", None),
            ("${{ inputs.token }}", None),
            ("${{ github.ref == 'x' && secrets.A || '' }}", None),
            ("${{ env.NOT_THERE }}", ""),
            ("${{ secrets.A", None),
        ):
            with self.subTest(written):
                self.assertEqual(one(written), value)

    def test_a_secret_is_hidden_only_where_a_credential_belongs(self) -> None:
        text = "- run: claude -p x\n  env:\n    {}: ${{{{ secrets.X }}}}\n"
        for name, value in (
            ("ANTHROPIC_API_KEY", "***"),
            ("AWS_ACCESS_KEY_ID", "***"),
            ("ANTHROPIC_BASE_URL", None),
            ("ANTHROPIC_CUSTOM_HEADERS", None),
        ):
            with self.subTest(name):
                self.assertEqual(values(text.format(name))[name], value)

    def test_what_stands_around_a_step_can_be_inserted(self) -> None:
        text = ABOVE + "      - run: claude -p x\n        env: { D: '${{ env.B }}-${{ env.C }}' }\n"
        self.assertEqual(values(text)["D"], "job-job")

    def test_what_a_step_appends_counts_for_those_after_it(self) -> None:
        text = ABOVE + (
            "      - run: |\n"
            '          echo "B=appended" >> "$GITHUB_ENV"\n'
            '          echo "E=$(date)" >> $GITHUB_ENV\n'
            "      - run: claude -p x\n        env: { C: step }\n"
        )
        self.assertEqual(values(text), {"A": "workflow", "B": "appended", "C": "step", "E": None})

    def test_what_the_script_of_a_step_sets_counts_for_its_client(self) -> None:
        text = (
            "- run: |\n"
            f"    export A={MASK}\n    export B='b c'\n    export C=\"$X\"\n    export D=${{{{ secrets.D }}}}\n"
            "    OPENAI_API_KEY=${{ secrets.K }} codex exec hi\n"
        )
        expected = {"A": MASK, "B": "b c", "C": None, "D": None, "OPENAI_API_KEY": "***"}
        self.assertEqual(values(text), expected)

    def test_the_inputs_of_the_action_win_over_the_variables(self) -> None:
        text = ABOVE + (
            "      - uses: anthropics/claude-code-action@v1\n"
            "        env: { ANTHROPIC_API_KEY: abc }\n"
            "        with:\n"
            "          anthropic_api_key: ${{ secrets.KEY }}\n"
            "          use_bedrock: true\n"
            "          use_vertex: false\n"
        )
        found = values(text)
        self.assertEqual(found["ANTHROPIC_API_KEY"], "***")
        self.assertEqual(found["CLAUDE_CODE_USE_BEDROCK"], "1")
        self.assertNotIn("CLAUDE_CODE_USE_VERTEX", found)

    def test_the_action_empties_what_it_makes_of_inputs_alone(self) -> None:
        names = ("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX")
        env = "".join(f"    {name}: '1'\n" for name in names)
        for uses, inputs, left in (
            ("anthropics/claude-code-action@v1", "{}", ("1", "1", "", "")),
            ("anthropics/claude-code-action@v1", "{ use_vertex: 'true', anthropic_api_key: '' }", ("1", "1", "", "1")),
            ("anthropics/claude-code-action@v1", "{ use_bedrock: '1' }", ("1", "1", "", "")),
            ("anthropics/claude-code-base-action@beta", "{ anthropic_api_key: k }", ("k", "", "", "")),
            ("openai/codex-action@v1", "{}", ("1", "1", "1", "1")),
        ):
            with self.subTest(uses=uses, inputs=inputs):
                found = values(f"- uses: {uses}\n  env:\n{env}  with: {inputs}\n")
                self.assertEqual(tuple(found[name] for name in names), left)
        found = values(
            f"- uses: anthropics/claude-code-action@v1\n  env:\n{env}  with: {{ use_vertex: '${{{{ inputs.v }}}}' }}\n"
        )
        self.assertIsNone(found["CLAUDE_CODE_USE_VERTEX"])

    def test_parts_of_a_workflow_are_read(self) -> None:
        step = "uses: anthropics/claude-code-action@v1\n{0}env:\n{0}  A: b\n"
        for text in (
            step.format(""),
            "- " + step.format("  "),
            "steps:\n  - " + step.format("    "),
            "env:\n  A: b\nsteps:\n  - uses: anthropics/claude-code-action@v1\n",
            "runs:\n  using: composite\n  steps:\n    - run: claude -p x\n      env: { A: b }\n",
        ):
            with self.subTest(text):
                self.assertEqual(values(text), {"A": "b"})

    def test_nobody_is_logged_in_on_a_runner_of_githubs_own(self) -> None:
        for runner, login in (
            ("ubuntu-latest", Login.NONE),
            ("'windows-2025'", Login.NONE),
            ("macos-15-large", Login.NONE),
            ("self-hosted", Login.UNKNOWN),
            ("[self-hosted, linux]", Login.UNKNOWN),
            ("${{ matrix.os }}", Login.UNKNOWN),
        ):
            with self.subTest(runner):
                document = workflow(f"jobs:\n  a:\n    runs-on: {runner}\n    steps:\n      - run: claude -p x\n")
                self.assertEqual(login_there(Login.UNKNOWN, [document]), login)
                self.assertEqual(login_there(Login.SUBSCRIPTION, [document]), Login.SUBSCRIPTION)
        beside = Document("~/.zshrc", "", Kind.ZSH)
        self.assertEqual(login_there(Login.UNKNOWN, [document, beside]), Login.UNKNOWN)

    @given(st.text(alphabet="env: -ruclad\n{}$'\"|>sect.&*#‹›", max_size=90))
    def test_any_text_is_read(self, text: str) -> None:
        text = f"jobs:\n  a:\n    steps:\n      - run: claude -p x\n        env:\n{text}"
        for file in read(text)[0]:
            for entry in file.entries:
                self.assertLessEqual(entry.span.stop, len(text))
