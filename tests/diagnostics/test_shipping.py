"""What the offline command knows of the articles is written from them, and up to date."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from diagnostics import shipped, shipping

ARTICLE = """+++
slug = "{slug}"
confidence = "validated"
audience = "{audience}"
topics = []
products = []
signatures = [
    "the {slug} message",
]
aliases = []
created = 2026-11-26
updated = 2026-11-26
+++
# Title of {slug}

## Short answer

## Issue

## Environment

## Steps to reproduce

## Current behaviour

## Expected behaviour

## Cause

## Resolution
"""


class ShippingTests(unittest.TestCase):
    def test_the_shipped_file_is_up_to_date(self):
        self.assertEqual(
            shipped.ARTICLES.read_text(encoding="utf-8"),
            shipping.shipped_text(),
            "an article's title or message changed: run python -m diagnostics.shipping",
        )

    def test_every_message_is_known_offline(self):
        known = dict.fromkeys(shipped.shipped_signatures())
        self.assertGreater(len(known), 100)
        self.assertIn(
            ("vercel-ai-gateway-bills-credits-instead-of-claude-max", "insufficient_funds"), known, "the founding case"
        )

    def test_internal_articles_are_left_out(self):
        with tempfile.TemporaryDirectory() as name:
            for slug, audience in (("one", "public"), ("two", "internal")):
                Path(name, f"{slug}.md").write_text(ARTICLE.format(slug=slug, audience=audience), encoding="utf-8")
            rows = json.loads(shipping.shipped_text(Path(name)))
        self.assertEqual(rows, [{"slug": "one", "title": "Title of one", "signatures": ["the one message"]}])

    def test_without_the_file_nothing_is_known_and_nothing_fails(self):
        shipped.shipped_articles.cache_clear()
        with mock.patch.object(shipped, "ARTICLES", Path("/nowhere/articles.json")):
            self.assertEqual(shipped.shipped_articles(), ())
        shipped.shipped_articles.cache_clear()
