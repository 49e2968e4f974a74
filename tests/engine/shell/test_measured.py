"""Measured start-up files: what the real zsh and bash exported is what the reader says, or it says "unknown"."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.batch import read_case
from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

from .reading import differences

CASES = Path(__file__).resolve().parents[2] / "cases" / "shell.jsonl"


def cases() -> list[dict]:
    """Return the measured cases."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def documents(case: dict) -> list[Document]:
    """Return a case's documents."""
    return [
        Document(one["name"], one["text"], Kind.ZSH if "/.z" in one["name"] else Kind.BASH) for one in case["documents"]
    ]


class Measured(unittest.TestCase):
    def test_no_certain_answer_differs_from_the_shell(self) -> None:
        exact = unknown = 0
        for case in cases():
            expect = case["expect"]
            depends = set(expect["machine_dependent"])
            evaluation = evaluate(documents(case), given=case["given"])
            different = differences(evaluation, expect["environment"], case["given"])
            with self.subTest(case["id"], construct=case["construct"]):
                wrong = {name: text for name, text in different.items() if text != "unknown" and name not in depends}
                self.assertEqual(wrong, {}, case["documents"])
                guessed = {name for name in depends if not evaluation.environment.is_unknown(name)}
                self.assertEqual(guessed, set(), "the machine decides, the reader guesses")
            exact += len(set(expect["environment"]) - set(different) - depends)
            unknown += sum(1 for name in different if name not in depends)
        self.assertGreaterEqual(exact / (exact + unknown), 0.96, f"{exact} exact, {unknown} unknown")

    def test_a_batch_reads_each_file_whole_and_under_its_name(self) -> None:
        for number, case in enumerate(cases(), 1):
            read = read_case(json.dumps(case), number, reveal=True).documents
            given = [(one["name"], one["text"]) for one in case["documents"]]
            with self.subTest(case["id"]):
                self.assertEqual([(one.name, one.text) for one in read], given)
