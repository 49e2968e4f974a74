"""No shipped article holds what the admin would refuse as a real key."""

import unittest
from pathlib import Path

from diagnostics.dummies import without_published_keys

ARTICLES = Path(__file__).parents[2] / "content" / "articles"


class KeyTests(unittest.TestCase):
    def test_every_article_can_be_saved_in_the_admin(self):
        paths = sorted(ARTICLES.glob("*.md"))
        self.assertTrue(paths)
        for path in paths:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual(without_published_keys(text), (text, ()))
