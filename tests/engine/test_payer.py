"""Who pays, and never more than is known."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients import requests
from diagnostics.engine.findings import Certainty, Login, Mode, Payer
from tests.engine.client_cases import document, evaluation, request, shell

KEY = "sk-ant-api03-DUMMY"
VERCEL = "https://ai-gateway.vercel.sh"
GATEWAY_HEADER = "x-ai-gateway-api-key: Bearer vck_DUMMY"

CASES: list[tuple[dict[str, str], str, Certainty, str]] = [
    ({}, "your Claude subscription", Certainty.MEASURED, "Your Claude subscription pays."),
    (
        {"ANTHROPIC_API_KEY": KEY},
        "the Anthropic API account that owns the key (Console)",
        Certainty.MEASURED,
        "not your Claude subscription",
    ),
    (
        {"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_CUSTOM_HEADERS": GATEWAY_HEADER},
        "your Claude subscription as documented, your Vercel AI Gateway credits as reported",
        Certainty.REPORTED,
        "Claude Code sends your Claude subscription's token and a gateway key to ai-gateway.vercel.sh. Vercel "
        "documents that the subscription pays; since March 2026 several people report that the gateway's credits were "
        "charged instead.",
    ),
    ({"ANTHROPIC_CUSTOM_HEADERS": GATEWAY_HEADER}, "your Claude subscription", Certainty.MEASURED, "has no use for it"),
    ({"ANTHROPIC_BASE_URL": VERCEL}, "cannot tell", Certainty.CANNOT_TELL, "a key of its own, which is not set here"),
    (
        {"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_AUTH_TOKEN": "vck_DUMMY", "ANTHROPIC_API_KEY": ""},
        "your Vercel AI Gateway credits",
        Certainty.DOCUMENTED,
        "your Vercel AI Gateway credits pay.",
    ),
    (
        {"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_CUSTOM_HEADERS": GATEWAY_HEADER, "ANTHROPIC_API_KEY": KEY},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "Your Claude login is not sent.",
    ),
    ({"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_API_KEY": KEY}, "cannot tell", Certainty.CANNOT_TELL, "Anthropic's"),
    (
        {"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_API_KEY": "vck_DUMMY"},
        "your Vercel AI Gateway credits",
        Certainty.DOCUMENTED,
        "documents that your Vercel AI Gateway credits pay",
    ),
    (
        {"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_AUTH_TOKEN": "sk-ant-oat01-DUMMY"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "a credential of Anthropic's",
    ),
    (
        {
            "ANTHROPIC_BASE_URL": "https://openrouter.ai/api",
            "ANTHROPIC_AUTH_TOKEN": "sk-or-DUMMY",
            "ANTHROPIC_API_KEY": KEY,
        },
        "your OpenRouter credits",
        Certainty.DOCUMENTED,
        "The key in ANTHROPIC_API_KEY goes there too",
    ),
    (
        {"ANTHROPIC_BASE_URL": "https://gateway.ai.cloudflare.com/v1/a/b/anthropic", "ANTHROPIC_API_KEY": KEY},
        "the Anthropic API account that owns the key",
        Certainty.DOCUMENTED,
        "Cloudflare AI Gateway documents",
    ),
    (
        {"ANTHROPIC_BASE_URL": "http://localhost:11434", "ANTHROPIC_AUTH_TOKEN": "ollama"},
        "nobody",
        Certainty.DOCUMENTED,
        "Ollama",
    ),
    (
        {"ANTHROPIC_BASE_URL": "http://localhost:9999"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "A program on this machine",
    ),
    (
        {
            "ANTHROPIC_BASE_URL": "http://localhost:4000",
            "ANTHROPIC_CUSTOM_HEADERS": "x-litellm-api-key: Bearer sk-DUMMY",
        },
        "your Claude subscription, if the proxy forwards your login",
        Certainty.DOCUMENTED,
        "if it is not",
    ),
    (
        {"ANTHROPIC_BASE_URL": "https://api.anthropic.com.example.test"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "Whoever runs that host can read and use the token.",
    ),
    (
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_AUTH_TOKEN": "T"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "Which of the two Anthropic charges is not documented.",
    ),
    (
        {"ANTHROPIC_API_KEY": "sk-ant-oat01-DUMMY"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "There is no API key of a Claude",
    ),
    ({"ANTHROPIC_API_KEY": "vck_DUMMY"}, "cannot tell", Certainty.CANNOT_TELL, "another vendor's"),
    ({"ANTHROPIC_AUTH_TOKEN": "vck_DUMMY"}, "cannot tell", Certainty.CANNOT_TELL, "another vendor's"),
    ({"ANTHROPIC_AUTH_TOKEN": "T"}, "cannot tell", Certainty.CANNOT_TELL, "takes the place of your Claude login"),
    ({"CLAUDE_CODE_OAUTH_TOKEN": KEY}, "cannot tell", Certainty.CANNOT_TELL, "holds no subscription token"),
    (
        {"ANTHROPIC_API_KEY": "‹vercel-ai-gateway-key, 40 characters, #1›"},
        "cannot tell",
        Certainty.CANNOT_TELL,
        "another vendor's",
    ),
    ({"ANTHROPIC_BASE_URL": "nonsense"}, "nobody", Certainty.MEASURED, "“API Error: Invalid URL” and sends nothing."),
    (
        {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_ACCESS_KEY_ID": "AKIADUMMY", "AWS_SECRET_ACCESS_KEY": "DUMMY"},
        "your AWS account",
        Certainty.MEASURED,
        "do not count",
    ),
    ({"CLAUDE_CODE_USE_VERTEX": "1"}, "cannot tell", Certainty.CANNOT_TELL, "your Google Cloud project pays, not"),
    (
        {
            "CLAUDE_CODE_USE_BEDROCK": "1",
            "ANTHROPIC_BEDROCK_BASE_URL": "https://gw.test",
            "CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1",
        },
        "cannot tell",
        Certainty.CANNOT_TELL,
        "not Amazon Bedrock's own",
    ),
]


def payer(login: Login = Login.SUBSCRIPTION, mode: Mode = Mode.PRINT, **variables: str) -> Payer:
    return request(shell(**variables), login=login, mode=mode).payer


class WhoPays(unittest.TestCase):
    def test_the_answer_says_who_and_how_that_is_known(self) -> None:
        for variables, who, certainty, words in CASES:
            with self.subTest(variables=variables):
                found = payer(**variables)
                self.assertEqual((found.who, found.certainty), (who, certainty), found.sentence)
                self.assertIn(words, found.sentence)

    def test_no_value_is_repeated(self) -> None:
        for variables, *_ in CASES:
            found = payer(**variables)
            for name, value in variables.items():
                if name.endswith(("KEY", "TOKEN", "HEADERS")) and len(value) > 6:
                    self.assertNotIn(value, found.sentence + str([note.text for note in found.lines]))

    def test_the_lines_that_decide_are_named(self) -> None:
        found = payer(ANTHROPIC_BASE_URL=VERCEL, ANTHROPIC_CUSTOM_HEADERS=GATEWAY_HEADER)
        self.assertEqual(
            [(note.span.line, note.text) for note in found.lines],
            [(1, "sends requests to ai-gateway.vercel.sh"), (2, "adds the header x-ai-gateway-api-key")],
        )

    def test_one_look_would_settle_what_is_open_and_nothing_needs_to_where_all_is_known(self) -> None:
        cases = (
            ({}, ""),
            ({"ANTHROPIC_BASE_URL": "nonsense"}, ""),
            ({"ANTHROPIC_BASE_URL": VERCEL, "ANTHROPIC_CUSTOM_HEADERS": GATEWAY_HEADER}, "credentialType"),
            ({"ANTHROPIC_BASE_URL": "https://gw.example.test", "ANTHROPIC_AUTH_TOKEN": "T"}, "usage log of the server"),
            ({"CLAUDE_CODE_USE_BEDROCK": "1"}, "aws sts get-caller-identity"),
        )
        for variables, words in cases:
            with self.subTest(variables=variables):
                self.assertIn(words, payer(**variables).settles)
                self.assertEqual(bool(words), bool(payer(**variables).settles))

    def test_a_login_that_decides_is_settled_by_the_clients_own_command(self) -> None:
        found = requests(evaluation(shell(ANTHROPIC_MODEL="opus")), login=Login.UNKNOWN, mode=Mode.PRINT)
        self.assertEqual({one.payer.settles for one in found}, {"`claude auth status --text`"})

    def test_nobody_pays_without_a_login(self) -> None:
        found = payer(login=Login.NONE, ANTHROPIC_BASE_URL=VERCEL, ANTHROPIC_CUSTOM_HEADERS=GATEWAY_HEADER)
        self.assertEqual((found.who, found.certainty), ("nobody", Certainty.MEASURED))

    def test_the_question_on_a_terminal_is_told(self) -> None:
        found = payer(mode=Mode.INTERACTIVE, ANTHROPIC_API_KEY=KEY)
        self.assertEqual(found.who, "your Claude subscription")
        self.assertIn("proposes No", found.sentence)

    def test_a_helper_belongs_to_whoever_owns_what_it_prints(self) -> None:
        helper = document("~/.claude/settings.json", '{"apiKeyHelper": "echo x"}')
        self.assertIn("apiKeyHelper prints", request(helper).payer.who)
        self.assertIn("if it is a key of", request(helper, shell(ANTHROPIC_BASE_URL=VERCEL)).payer.sentence)
