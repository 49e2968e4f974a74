"""An article about one client is not named to those who ask about another."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients import CLIENTS, requests
from diagnostics.engine.environment import Environment, Evaluation
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.meant import speaks_of_another_client

EMPTY = Evaluation(Environment({}))
CODEXS = "codex-quota-exceeded-429-or-402-payment-required"


class MeantTests(unittest.TestCase):
    def test_an_article_about_another_client_is_known(self) -> None:
        for asked, slug, is_others in (
            ("gemini", CODEXS, True),
            ("codex", CODEXS, False),
            ("gemini", "placeholder-never-replaced", False),
            ("claude-code", CODEXS, True),
            ("opencode", "aider-errors-before-the-first-request", False),
            ("codex", "aider-errors-before-the-first-request", True),
        ):
            with self.subTest(asked, slug=slug):
                found = requests(EMPTY, login=Login.UNKNOWN, mode=Mode.PRINT, asked=(asked,))
                self.assertEqual({each.client for each in found}, {CLIENTS[asked].id})
                self.assertEqual(speaks_of_another_client(slug, found), is_others)
