"""What is said of each line that decides who pays."""

from __future__ import annotations

import unittest
from dataclasses import replace

from diagnostics.engine.clients import CLIENTS
from diagnostics.engine.findings import Request, Sent
from diagnostics.engine.source import Span

from .test_payer_of_requests import KEY, OWN, TOKEN, paid, sent

# A source among the evidence, the request, and what is said of its line.
LINES: tuple[tuple[str, Request, str], ...] = (
    ("CLAUDE_CODE_USE_BEDROCK", sent(provider="bedrock"), "switches Amazon Bedrock on"),
    ("AWS_REGION", sent(provider="bedrock"), "has a part in it"),
    ("ANTHROPIC_BASE_URL", sent(endpoint=OWN), "sends requests to gw.example.test"),
    (
        "OPENAI_BASE_URL",
        sent("aider", "openai", endpoint=OWN, address="OPENAI_BASE_URL"),
        "sends requests to gw.example.test",
    ),
    ("ANTHROPIC_BASE_URL", sent(), "sets where requests go"),
    ("ANTHROPIC_API_KEY", sent(headers=KEY), "goes out as x-api-key"),
    ("ANTHROPIC_API_KEY", sent(headers={**KEY, **TOKEN}), "goes out as x-api-key"),
    ("ANTHROPIC_API_KEY", sent(outcome=Sent.CANNOT_TELL, headers=KEY), "goes out as x-api-key"),
    (
        "ANTHROPIC_API_KEY",
        sent(outcome=Sent.CANNOT_TELL, headers=TOKEN),
        "decides, but the value of ANTHROPIC_API_KEY cannot be told",
    ),
    ("ANTHROPIC_API_KEY", sent(outcome=Sent.BLOCKED), "stops Claude Code"),
    ("forced_login_method", sent("codex", outcome=Sent.BLOCKED), CLIENTS["codex"].effects["forced_login_method"]),
    ("ANTHROPIC_API_KEY", sent(headers=TOKEN), "has a part in it"),
)


class PayerLineTests(unittest.TestCase):
    def test_what_a_line_does_is_said(self) -> None:
        for source, request, words in LINES:
            with self.subTest(source=source, words=words):
                request = replace(request, evidence={source: Span("~/.zshrc", 1, 1, 2, 0, 1)})
                self.assertEqual([note.text for note in paid(request).lines], [words])
