"""Documented configurations: no rule may find anything in them, whatever else it may say that it cannot tell."""

from __future__ import annotations

import json
import tomllib
import unittest
from collections.abc import Iterator
from pathlib import Path

from diagnostics.engine.analysis import facts_of
from diagnostics.engine.findings import Login, Mode, Outcome
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules import run_rules
from diagnostics.engine.secrets import mask
from diagnostics.engine.source import Document
from diagnostics.rulefile import load_rules

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "sound"
RULES = load_rules(ROOT / "diagnostics" / "rules")
FEWEST = 60


def cases() -> Iterator[dict]:
    """Yield every case of the folder's files, with the name of its file."""
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield {"file": path.name, "login": "unknown", "mode": "print", **case}


def findings(case: dict) -> list[str]:
    """Return what the rules find in a case, or where one crashes, as text."""
    documents = [
        Document(each["name"], each["text"], recognise(each["name"], each["text"])) for each in case["document"]
    ]
    masked, _ = mask(documents)
    facts = facts_of(masked, login=Login(case["login"]), mode=Mode(case["mode"]))
    answers = run_rules(RULES, facts)
    return [
        f"{finding.rule}: {finding.message}"
        for answer in answers
        if answer.outcome in (Outcome.FOUND, Outcome.CRASHED)
        for finding in answer.findings
    ]


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
        for case in cases():
            with self.subTest(file=case["file"], title=case["title"]):
                self.assertEqual(findings(case), [])

    def test_nor_in_the_same_written_in_another_way(self):
        for case in cases():
            documents = case["document"]
            for number, document in enumerate(documents):
                for text in rewritten(document["name"], document["text"]):
                    with self.subTest(file=case["file"], title=case["title"], text=text):
                        other = [*documents[:number], {**document, "text": text}, *documents[number + 1 :]]
                        self.assertEqual(findings({**case, "document": other}), [])

    def test_every_case_names_where_it_is_documented_and_no_title_comes_twice(self):
        all_cases = list(cases())
        self.assertGreaterEqual(len(all_cases), FEWEST)
        self.assertEqual(len({case["title"] for case in all_cases}), len(all_cases))
        for case in all_cases:
            self.assertTrue(case["source"].startswith("https://"), case["title"])

    def test_a_wrong_configuration_would_be_found(self):
        case = {"login": "none", "mode": "print", "document": [{"name": "~/.zshrc", "text": "export A = 1\n"}]}
        self.assertIn("SH102", findings(case)[0])
