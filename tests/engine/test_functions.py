"""Functions of start-up files that call a client: what stays in the terminal after one call."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Fix, Login, Mode
from diagnostics.engine.fixing.edits import apply
from diagnostics.engine.fixing.functionsteps import keep_within_function
from diagnostics.engine.functions import aliases, bodies, left_behind, statement
from diagnostics.engine.rules.answers import Line
from diagnostics.engine.rules.parameters import Arguments
from diagnostics.engine.source import Document, Kind

URL = "https://api.z.ai/api/anthropic"


def left(text: str, kind: Kind = Kind.ZSH) -> list[str]:
    document = Document("file", text, kind)
    found = (each for body in (*bodies(document), *aliases(document)) for each in left_behind(document, body))
    return [each[1] for each in found]


def mended(text: str, kind: Kind = Kind.ZSH) -> str | None:
    """Return the text with the first function mended, None where the step leaves it."""
    document = Document("file", text, kind)
    facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
    every = (*bodies(document), *aliases(document))
    body, found = next((body, found) for body in every for found in left_behind(document, body))
    edits = keep_within_function.make(facts, Line(statement(document, body, found), "", found[1]), Arguments({}, ()))
    return apply([document], [Fix(tuple(edits), "", safe=True)]).documents[0].text if edits else None


class Functions(unittest.TestCase):
    def test_what_is_exported_before_the_call_stays(self) -> None:
        for text in (
            f'glm() {{\n  export ANTHROPIC_BASE_URL={URL}\n  claude "$@"\n}}\n',
            f'function glm {{\n  export ANTHROPIC_BASE_URL="{URL}" # x\n\n  command claude "$@"\n}}\n',
            f'glm () {{ export ANTHROPIC_BASE_URL={URL}; claude "$@"; }}\n',
            f'glm() {{ export ANTHROPIC_BASE_URL={URL} && claude "$@"; }} # x\n',
            f"alias glm='export ANTHROPIC_BASE_URL={URL}; claude'\n",
            f"  glm() {{\n    typeset -gx ANTHROPIC_BASE_URL={URL}\n    claude\n  }}\n",
        ):
            with self.subTest(text):
                self.assertEqual(left(text), ["ANTHROPIC_BASE_URL"])

    def test_what_does_not_last_or_is_meant_is_left_out(self) -> None:
        for text in (
            f'glm() {{ ANTHROPIC_BASE_URL={URL} claude "$@"; }}\n',
            f'glm() {{ ( export ANTHROPIC_BASE_URL={URL}; claude "$@" ) }}\n',
            f'glm() ( export ANTHROPIC_BASE_URL={URL}; claude "$@" )\n',
            f'glm() {{\n  local -x ANTHROPIC_BASE_URL={URL}\n  claude "$@"\n}}\n',
            f"glm() {{\n  export ANTHROPIC_BASE_URL={URL}\n  claude\n  unset ANTHROPIC_BASE_URL\n}}\n",
            f"glm() {{\n  export ANTHROPIC_BASE_URL={URL}\n}}\nclaude\n",
            f"glm() {{\n  claude\n  export ANTHROPIC_BASE_URL={URL}\n}}\n",
            f"glm() {{\n  # export ANTHROPIC_BASE_URL={URL}\n  claude\n}}\n",
            f"alias glm='ANTHROPIC_BASE_URL={URL} claude'\n",
            f"alias use='export ANTHROPIC_BASE_URL={URL}'\n",
            "x() {\n  export EDITOR=vim\n  claude\n}\n",
            f"glm() {{\n  export ANTHROPIC_BASE_URL={URL}\n  claude-monitor\n}}\n",
        ):
            with self.subTest(text):
                self.assertEqual(left(text), [])

    def test_other_shells_have_their_own_forms(self) -> None:
        fish = "function glm\n  set {} ANTHROPIC_BASE_URL x\n  claude $argv\nend\n"
        for flags, count in (("-gx", 1), ("-xg", 1), ("-Ux", 1), ("-lx", 0), ("-x", 0)):
            with self.subTest(flags):
                self.assertEqual(len(left(fish.format(flags), Kind.FISH)), count)
        powershell = "function glm {{\n  $env:ANTHROPIC_BASE_URL = 'x'\n  {}\n}}\n"
        for call, count in (
            ("claude @args", 1),
            ("claude @args\n  Remove-Item Env:ANTHROPIC_BASE_URL", 0),
            ("try { claude @args } finally { $env:ANTHROPIC_BASE_URL = $null }", 0),
        ):
            with self.subTest(call):
                self.assertEqual(len(left(powershell.format(call), Kind.POWERSHELL)), count)

    def test_the_mend_makes_the_body_a_copy_of_the_shell(self) -> None:
        for text, expected in (
            ("a() {\n  export OPENAI_MODEL=x\n  codex\n}\n", "a() (\n  export OPENAI_MODEL=x\n  codex\n)\n"),
            ("a() { export OPENAI_MODEL=x; codex; }\n", "a() ( export OPENAI_MODEL=x; codex; )\n"),
            ("function a { export OPENAI_MODEL=x; codex; }\n", "function a () ( export OPENAI_MODEL=x; codex; )\n"),
            ("alias a='export OPENAI_MODEL=x; codex'\n", "alias a='OPENAI_MODEL=x codex'\n"),
            (
                "alias a='export A=\"b c\" && export OPENAI_MODEL=x && command codex -m y' # z\n",
                "alias a='A=\"b c\" OPENAI_MODEL=x command codex -m y' # z\n",
            ),
            ("alias a='cd x; export OPENAI_MODEL=x; codex'\n", None),
            ("a() {\n  export OPENAI_MODEL=x\n  cd ~/b\n  codex\n}\n", None),
        ):
            with self.subTest(text):
                self.assertEqual(mended(text), expected)
        fish = "function a\n  set -gx OPENAI_MODEL x\n  codex\nend\n"
        self.assertEqual(mended(fish, Kind.FISH), fish.replace("-gx", "-lx"))
        self.assertIsNone(mended("function a {\n  $env:OPENAI_MODEL = 'x'\n  codex\n}\n", Kind.POWERSHELL))

    @given(st.text(alphabet="a(){} ;#\nexport ANTHROPIC_MODEL=x claude", max_size=120))
    def test_any_text_is_read(self, text: str) -> None:
        document = Document("file", f"a() {{\n{text}\n}}\n", Kind.BASH)
        for body in bodies(document):
            self.assertLessEqual(body.first, body.stop)
            left_behind(document, body)
