"""Documented configurations: no rule may find anything in them, whatever else it may say that it cannot tell."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from diagnostics.engine.findings import Login
from diagnostics.engine.rules.examples import Flaw, check_sound
from diagnostics.engine.rules.rule import Example, ExampleDocument
from diagnostics.rulefile import load_rules
from diagnostics.soundness import documented

RULES = load_rules(Path(__file__).parents[2] / "diagnostics" / "rules")
FEWEST = 60


def findings(example: Example) -> list[str]:
    """Return what the rules find in a configuration, or where one crashes, as text."""
    return [f"{failure.rule}: {failure.got}" for failure in check_sound(RULES, [example])]


def rewritten(name: str, text: str) -> Iterator[str]:
    """Yield a document's text in other forms that mean the same to the program that reads it."""
    yield text.rstrip("\n")
    if name.endswith(".json"):
        yield text.replace("\n", "\r\n")
        try:
            tree = json.loads(text)
        except ValueError:  # comments, which some of these programs allow
            return
        yield json.dumps(tree)
        yield json.dumps(tree, indent="\t") + "\n"
    elif name.endswith((".ps1", ".bat", ".cmd", ".toml")):
        yield text.replace("\n", "\r\n")
    elif not text.startswith("#!"):
        yield f"# My settings\n\n{text}\n# End\n"


class SoundConfigurationTests(unittest.TestCase):
    def test_no_rule_finds_anything_in_a_documented_configuration(self):
        for case in documented():
            with self.subTest(file=case.file, title=case.example.title):
                self.assertEqual(findings(case.example), [])

    def test_nor_in_the_same_written_in_another_way(self):
        for case in documented():
            documents = case.example.documents
            for number, document in enumerate(documents):
                for text in rewritten(document.name, document.text):
                    with self.subTest(file=case.file, title=case.example.title, text=text):
                        other = (*documents[:number], replace(document, text=text), *documents[number + 1 :])
                        self.assertEqual(findings(replace(case.example, documents=other)), [])

    def test_every_case_names_where_it_is_documented_and_no_title_comes_twice(self):
        self.assertGreaterEqual(len(documented()), FEWEST)
        self.assertEqual(len({case.example.title for case in documented()}), len(documented()))
        for case in documented():
            self.assertTrue(case.source.startswith("https://"), case.example.title)

    def test_a_wrong_configuration_would_be_found(self):
        wrong = Example("good", "Wrong", (ExampleDocument("~/.zshrc", "export A = 1\n"),), Login.NONE)
        [failure] = check_sound([rule for rule in RULES if rule.code == "SH102"], [wrong])
        self.assertIs(failure.flaw, Flaw.UNSOUND)
        self.assertIn("  1 | export A = 1\n", failure.explain())
        self.assertIn("expected: nothing: this is documented as it stands", failure.explain())
