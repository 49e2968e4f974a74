"""The gate over every rule that is shipped, and what a shipped rule needs beyond the gate."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

import pytest

from diagnostics.engine.findings import Login
from diagnostics.engine.rules.conditions import Leaf, leaves, sentence
from diagnostics.engine.rules.examples import check_all
from diagnostics.rulefile import dump, load_rules

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "diagnostics" / "rules"
ARTICLES = {path.stem for path in (ROOT / "content" / "articles").glob("*.md")}
RULES = load_rules(FOLDER)

# How a key begins, and then that it is none.
KEY = re.compile(
    r"\b(?:sk-(?!proj|helicone|or-v1|ant-[a-z]+\d\d|kimi|CLAUDE)|sk-[a-z0-9-]+?-|vck_)(?P<rest>[A-Za-z0-9]{8,})"
)


class ShippedRuleTests(unittest.TestCase):
    @pytest.mark.once
    @pytest.mark.slow
    def test_every_rule_passes_the_gate(self):
        failures = check_all(RULES, ARTICLES)
        self.assertFalse(failures, "\n\n".join(["", *(failure.explain() for failure in failures)]))

    def test_every_rule_has_two_bad_and_two_good_examples_of_different_titles(self):
        for rule in RULES:
            with self.subTest(rule=rule.code):
                kinds = [example.kind for example in rule.examples]
                self.assertGreaterEqual(min(kinds.count("bad"), kinds.count("good")), 2)
                self.assertEqual(len({example.title for example in rule.examples}), len(kinds))

    def test_every_file_is_in_canonical_form_and_named_after_its_rule(self):
        for rule in RULES:
            with self.subTest(rule=rule.code):
                path = FOLDER / f"{rule.code}-{rule.name}.toml"
                self.assertTrue(path.exists(), f"{path.name} is missing: a rule's file is named CODE-name.toml")
                self.assertEqual(path.read_text(encoding="utf-8"), dump(rule))

    def test_every_rule_tells_when_it_fires(self):
        for rule in RULES:
            with self.subTest(rule=rule.code):
                self.assertGreater(len(sentence(rule.when)), 20)

    def test_every_name_belongs_to_one_rule(self):
        names = [rule.name for rule in RULES]
        self.assertEqual(len(set(names)), len(names))

    def test_no_example_holds_a_key_that_could_be_real(self):
        for rule in RULES:
            for example in rule.examples:
                for document in example.documents:
                    for found in KEY.finditer(document.text):
                        with self.subTest(rule=rule.code, example=example.title):
                            self.assertIn("DUMMY", found["rest"])

    def test_no_shipped_rule_needs_the_pattern_library(self):
        used = {leaf.word for rule in RULES for leaf in every_leaf(rule)}
        self.assertNotIn("matches", used)

    def test_texts_keep_to_the_words_of_the_site(self):
        unwanted = re.compile(r"\b(?:simply|just|please note|oops|issue|ticket|scan)\b", re.IGNORECASE)
        for rule in RULES:
            with self.subTest(rule=rule.code):
                self.assertIsNone(unwanted.search(f"{rule.title} {rule.message} {rule.why}"))

    def test_the_founding_case_is_shown_with_a_login_and_without_knowing_it(self):
        rule = next(rule for rule in RULES if rule.code == "CC104")
        text = 'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer [REDACTED :)]"'
        logins = {example.login for example in rule.examples if text in example.documents[0].text}
        self.assertLessEqual({Login.SUBSCRIPTION, Login.UNKNOWN}, logins)


def every_leaf(rule) -> list[Leaf]:
    """Return the leaves of both conditions of a rule."""
    return [leaf for condition in (rule.when, rule.applies) if condition for leaf in leaves(condition)]
