"""Every error message that the engine knows leads to an article, and no host of a vendor is unknown to the payer."""

from __future__ import annotations

import unittest

from diagnostics.engine.hosts import GATEWAYS
from diagnostics.engine.messages import messages, vendors
from diagnostics.engine.signatures import match, normalise
from tests.content.corpus import ARTICLES

PAIRS = [(slug, signature) for slug, article in ARTICLES.items() for signature in article.signatures]


class MessageTests(unittest.TestCase):
    def test_every_known_message_leads_to_an_article(self):
        words = [normalise(signature) for _, signature in PAIRS]
        for message in messages():
            with self.subTest(message=message.text):
                known = normalise(message.text)
                self.assertTrue(match(message.text, PAIRS) or any(known in each for each in words))

    def test_vendors_and_gateways_name_the_same_hosts(self):
        of_gateways = {host for gateway in GATEWAYS for host in gateway.hosts}
        resellers = [vendor for vendor in vendors().values() if vendor.passes_on and vendor.hosts]
        for vendor in resellers:
            with self.subTest(vendor=vendor.name):
                self.assertLessEqual(set(vendor.hosts), of_gateways)
