"""Scripts that start a client: what is there when it starts, as the real shells gave it to a stand-in.

Each case was run by its shell with several arguments; `sent` is what the stand-in saw, "" for what was not set.
"""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.engine.environment import Evaluation, State
from diagnostics.engine.fish.startup import evaluate as evaluate_fish
from diagnostics.engine.kinds import recognise
from diagnostics.engine.launching import until_launch
from diagnostics.engine.shell.startup import evaluate
from diagnostics.engine.source import Document, Kind

_CASES = Path(__file__).parents[1] / "cases" / "launchers.jsonl"


class TestLaunchers(unittest.TestCase):
    """What a script does behind the client's start, or on ways that never come there, does not count."""

    def test_what_the_client_gets_is_what_the_shell_gave_it(self) -> None:
        """Hold each script against what its shell handed over: a value that is known is that one in every run."""
        cases = [json.loads(line) for line in _CASES.read_text().splitlines()]
        self.assertGreater(len(cases), 100)
        for case in cases:
            evaluation = self._read(case["text"])
            for name, values in case["sent"].items():
                with self.subTest(case=case["id"], name=name):
                    variable = evaluation.environment.get(name)
                    if len(values) > 1 or name in case.get("undecided", ()):
                        self.assertIs(variable.state, State.UNKNOWN)
                    else:
                        is_set = variable.state is State.SET and variable.exported
                        self.assertEqual(variable.value if is_set else "", values[0])
                        self.assertIsNot(variable.state, State.UNKNOWN)

    def _read(self, text: str) -> Evaluation:
        kind = Kind.FISH if "fish" in text.split("\n", 1)[0] else recognise("launcher", text)
        document = Document("launch.fish" if kind is Kind.FISH else "launcher", text=text, kind=kind)
        if kind is Kind.FISH:
            return evaluate_fish(until_launch([document]), given=None, host=None)
        return evaluate([document], given=None)
