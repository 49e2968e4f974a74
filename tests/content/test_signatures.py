"""Error signatures: each is found again in a paste, and two articles share one only where a rule can decide."""

from __future__ import annotations

import unittest
from collections import defaultdict

from diagnostics.engine.signatures import match, normalise
from kb.search.signatures import normalise as normalise_for_search
from tests.content.corpus import ARTICLES, RULES

PAIRS = [(slug, signature) for slug, article in ARTICLES.items() for signature in article.signatures]


class SignatureTests(unittest.TestCase):
    def test_every_signature_leads_to_its_article(self):
        for slug, signature in PAIRS:
            with self.subTest(article=slug, signature=signature):
                self.assertIn(slug, {found.slug for found in match(signature.replace("…", "x"), PAIRS)})

    def test_a_signature_says_enough_to_be_told_from_other_messages(self):
        for slug, signature in PAIRS:
            words = normalise(signature)
            with self.subTest(article=slug, signature=signature):
                self.assertTrue(words)
                self.assertEqual(bool(normalise_for_search(signature)), True)
                self.assertGreaterEqual(len(words), 8)

    def test_no_article_names_one_message_twice(self):
        for slug, article in ARTICLES.items():
            found = [normalise(signature) for signature in article.signatures]
            with self.subTest(article=slug):
                self.assertEqual(len(set(found)), len(found))

    def test_articles_that_share_a_message_can_be_told_apart_by_a_rule(self):
        """One of them may be what is left when no rule of the others finds anything."""
        with_rule = {rule.article for rule in RULES}
        sharing: dict[str, set[str]] = defaultdict(set)
        for slug, signature in PAIRS:
            sharing[normalise(signature)].add(slug)
        for words, slugs in sharing.items():
            with self.subTest(signature=words, articles=sorted(slugs)):
                self.assertLessEqual(len(slugs - with_rule), 1)
