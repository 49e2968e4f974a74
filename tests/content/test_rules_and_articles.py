"""Rules and articles belong together: every rule has an article that readers may see."""

from __future__ import annotations

import unittest

from tests.content.corpus import ARTICLES, RULES


class BelongingTests(unittest.TestCase):
    def test_every_rule_names_an_article_that_is_public(self):
        for rule in RULES:
            with self.subTest(rule=rule.code):
                self.assertIn(rule.article, ARTICLES)
                self.assertEqual(ARTICLES[rule.article].audience, "public")

    def test_no_rule_leads_to_an_archived_article(self):
        for rule in RULES:
            with self.subTest(rule=rule.code):
                self.assertNotEqual(ARTICLES[rule.article].confidence, "archived")
