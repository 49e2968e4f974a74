"""No article is kept from those who ask about a client that it names among its products."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients import requests
from diagnostics.engine.environment import Environment, Evaluation
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.meant import speaks_of_another_client
from tests.content.corpus import ARTICLES

CLIENTS = {
    "codex": "codex",
    "gemini-cli": "gemini",
    "opencode": "opencode",
    "aider": "aider",
    "qwen-code": "qwen-code",
    "github-copilot-cli": "copilot-cli",
    "cline": "cline-cli",
    "continue": "continue-cli",
}


class ClientsOfArticlesTests(unittest.TestCase):
    def test_an_article_is_named_to_the_clients_of_its_products(self) -> None:
        nothing = Evaluation(Environment({}))
        for product, client in CLIENTS.items():
            asked = requests(nothing, login=Login.UNKNOWN, mode=Mode.PRINT, asked=(client,))
            for slug, article in ARTICLES.items():
                if product in article.products:
                    with self.subTest(slug, client=client):
                        self.assertFalse(speaks_of_another_client(slug, asked))
