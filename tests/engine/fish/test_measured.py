"""Measured start-up files: what the real fish 3.6.0 exported is what the reader says, or it says "unknown"."""

from __future__ import annotations

import json
import unittest
from typing import Any

from diagnostics.engine.environment import State
from diagnostics.engine.fish import evaluate
from diagnostics.engine.source import Document, Kind

from .measure import CASES
from .reading import GIVEN, OWN, answer, differences


def cases() -> list[dict[str, Any]]:
    """Return the measured cases."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def documents(case: dict[str, Any]) -> list[Document]:
    """Return a case's documents."""
    return [Document(one["name"], one["text"], Kind.FISH) for one in case["documents"]]


class Measured(unittest.TestCase):
    def test_no_certain_answer_differs_from_fish(self) -> None:
        exact = unknown = 0
        for case in cases():
            evaluation = evaluate(documents(case), given=GIVEN)
            different = differences(evaluation, case["expect"], GIVEN)
            with self.subTest(case["id"], construct=case["construct"]):
                wrong = {name: text for name, text in different.items() if text != "unknown"}
                self.assertEqual(wrong, {}, case["documents"])
            exact += len(set(case["expect"]) - set(different))
            unknown += len(different)
        self.assertGreaterEqual(exact / (exact + unknown), 0.96, f"{exact} exact, {unknown} unknown")

    def test_where_the_environment_before_is_not_known_nothing_is_wrong_either(self) -> None:
        for case in cases():
            environment = evaluate(documents(case), given=None).environment
            with self.subTest(case["id"], construct=case["construct"]):
                for found in environment:
                    if found.state is State.SET and found.exported and found.name not in OWN:
                        self.assertEqual(answer(found), case["expect"].get(found.name, GIVEN.get(found.name)))
