"""What is said where a client's value is hidden, odd or missing: the answer is never bolder than what is known."""

from __future__ import annotations

import json
import unittest
from dataclasses import dataclass, field

from diagnostics.engine.client import Seen
from diagnostics.engine.clients import CLIENTS
from diagnostics.engine.findings import Login, Mode, Request, Sent
from diagnostics.engine.payer import payer
from tests.engine.client_cases import document, evaluation_of_shell, shell

_MASK = "‹secret, 9 characters, #1›"
_GEMINI = "~/.gemini/settings.json"
_QWEN = "~/.qwen/settings.json"
_CODEX = "~/.codex/config.toml"
_OPENCODE = "~/.config/opencode/opencode.json"
_CONTINUE = "~/.continue/config.yaml"
_LITELLM = "litellm.BadRequestError: LLM Provider NOT provided."


@dataclass(frozen=True)
class Row:
    """Variables and a file of a client, and what is said of them: an address, or a part of the message."""

    client: str
    variables: dict[str, str]
    outcome: Sent
    said: str
    file: tuple[str, str] | None = None
    hidden: tuple[str, ...] = ()
    mode: Mode = Mode.PRINT
    headers: dict[str, str] = field(default_factory=dict)


def _signed_in_by(kind: str) -> str:
    return json.dumps({"security": {"auth": {"selectedType": kind}}})


def _gateway(**options: str) -> tuple[str, str]:
    table = {"npm": "@ai-sdk/openai-compatible", "options": options}
    return _OPENCODE, json.dumps({"model": "gw/m1", "provider": {"gw": table}})


def _predicted(row: Row, login: Login | None = None) -> Request:
    documents = [shell(**row.variables), *([document(*row.file)] if row.file else [])]
    client = CLIENTS[row.client]
    below = evaluation_of_shell(*documents, unknown=row.hidden)
    seen = client.view(below, documents) if client.view else Seen(below)
    return client.predict(seen, login or (Login.NONE if client.asked else Login.UNKNOWN), row.mode)


_DECIDES = (
    Row("aider", {"OPENAI_API_KEY": "k"}, Sent.CANNOT_TELL, "The value of AIDER_MODEL", hidden=("AIDER_MODEL",)),
    Row("aider", {"OPENAI_API_KEY": "k"}, Sent.CANNOT_TELL, "The value of AIDER_API_KEY", hidden=("AIDER_API_KEY",)),
    Row("aider", {"AIDER_API_KEY": _MASK}, Sent.CANNOT_TELL, "Which provider the key in AIDER_API_KEY is for"),
    Row(
        "aider",
        {"OPENAI_API_KEY": "k"},
        Sent.CANNOT_TELL,
        "to the address that it holds; if it is empty",
        hidden=("OPENAI_API_BASE",),
        headers={"authorization": "OPENAI_API_KEY"},
    ),
    Row(
        "codex",
        {},
        Sent.CANNOT_TELL,
        "if it is empty, Codex CLI sends no credential to http://localhost:11434",
        file=(_CODEX, 'model_provider = "ollama"\n'),
        hidden=("CODEX_OSS_BASE_URL",),
    ),
    Row(
        "codex",
        {"AWS_BEARER_TOKEN_BEDROCK": "k"},
        Sent.CANNOT_TELL,
        "Either way Codex CLI goes to Amazon Bedrock (Mantle), where your AWS account pays.",
        file=(_CODEX, 'model_provider = "amazon-bedrock"\n'),
        hidden=("AWS_REGION",),
    ),
    Row(
        "copilot-cli",
        {"COPILOT_MODEL": "m"},
        Sent.CANNOT_TELL,
        "to the address that it holds; if it is empty",
        hidden=("COPILOT_PROVIDER_BASE_URL",),
    ),
    Row(
        "gemini",
        {"GEMINI_API_KEY": "k"},
        Sent.CANNOT_TELL,
        "to the address that it holds; if it is empty",
        file=(_GEMINI, _signed_in_by("gemini-api-key")),
        hidden=("GOOGLE_GEMINI_BASE_URL",),
        headers={"x-goog-api-key": "GEMINI_API_KEY"},
    ),
    Row(
        "gemini",
        {"GOOGLE_APPLICATION_CREDENTIALS": "/k.json", "GOOGLE_CLOUD_LOCATION": "europe-west1"},
        Sent.CANNOT_TELL,
        "If it holds a value, Gemini CLI goes to Google Vertex AI",
        file=(_GEMINI, _signed_in_by("vertex-ai")),
        hidden=("GOOGLE_CLOUD_PROJECT",),
    ),
    Row(
        "opencode",
        {"AWS_REGION": "eu-west-1"},
        Sent.CANNOT_TELL,
        "Either way opencode goes to Amazon Bedrock",
        hidden=("AWS_BEARER_TOKEN_BEDROCK",),
    ),
    Row(
        "opencode",
        {},
        Sent.CANNOT_TELL,
        "If it holds a value, opencode sends the credential in provider.gw.options.apiKey to the address",
        file=_gateway(apiKey="k", baseURL="{env:GW}"),
        hidden=("GW",),
    ),
    Row(
        "qwen-code",
        {"OPENAI_API_KEY": "k"},
        Sent.CANNOT_TELL,
        "if it is empty, Qwen Code sends the key in OPENAI_API_KEY to https://dashscope.aliyuncs.com",
        file=(_QWEN, _signed_in_by("openai")),
        hidden=("OPENAI_BASE_URL",),
    ),
    Row(
        "continue-cli",
        {},
        Sent.CANNOT_TELL,
        "If it holds a value, Continue CLI sends the credential in K to https://api.openai.com",
        file=(
            _CONTINUE,
            "models:\n  - name: a\n    provider: openai\n    model: m\n    apiKey: ${{ secrets.K }}\n",
        ),
        hidden=("K",),
    ),
)

_DOES_NOT_DECIDE = (
    Row(
        "gemini",
        {"GEMINI_API_KEY": "k"},
        Sent.SENT,
        "https://generativelanguage.googleapis.com",
        file=(_GEMINI, _signed_in_by("gemini-api-key")),
        hidden=("GEMINI_CLI_CUSTOM_HEADERS", "GEMINI_MODEL"),
        headers={"x-goog-api-key": "GEMINI_API_KEY"},
    ),
    Row(
        "copilot-cli",
        {"COPILOT_PROVIDER_BASE_URL": "https://gw.example.test", "COPILOT_MODEL": "m"},
        Sent.SENT,
        "https://gw.example.test",
        hidden=("COPILOT_PROVIDER_HEADERS", "OPENAI_API_KEY"),
    ),
)

_OUTSIDE = (
    Row("aider", {"AIDER_MODEL": "fireworks_ai/m"}, Sent.CANNOT_TELL, "was not measured"),
    Row("opencode", {}, Sent.CANNOT_TELL, "`opencode auth login`", file=(_OPENCODE, '{"model": "openai/gpt-5"}')),
    Row("opencode", {"AZURE_API_KEY": "k", "OPENAI_API_KEY": "k"}, Sent.CANNOT_TELL, "think of Azure"),
    Row("opencode", {"AWS_REGION": "x", "MISTRAL_API_KEY": "k"}, Sent.CANNOT_TELL, "whether that or the provider of"),
    Row(
        "opencode",
        {},
        Sent.CANNOT_TELL,
        "opencode's own list of providers may hold its address",
        file=(_OPENCODE, '{"model": "deepinfra/m", "provider": {"deepinfra": {"options": {"apiKey": "k"}}}}'),
    ),
    Row(
        "gemini",
        {},
        Sent.CANNOT_TELL,
        "the Google Cloud machine that it runs on",
        file=(_GEMINI, _signed_in_by("compute-default-credentials")),
    ),
    Row(
        "gemini",
        {"CLOUD_SHELL": "true", "GEMINI_API_KEY": "k"},
        Sent.CANNOT_TELL,
        "whatever key is set",
    ),
    Row(
        "continue-cli",
        {},
        Sent.CANNOT_TELL,
        "with the provider cohere was not measured",
        file=(_CONTINUE, "models:\n  - name: a\n    provider: cohere\n    model: m\n"),
    ),
)

_REFUSED = (
    Row("aider", {"AIDER_MODEL": "mystery", "OPENAI_API_KEY": "k"}, Sent.BLOCKED, _LITELLM),
    Row("aider", {"AIDER_API_KEY": "nonsense"}, Sent.BLOCKED, "Invalid --api-key format"),
    Row("aider", {"OPENAI_API_BASE": "nonsense", "OPENAI_API_KEY": "k"}, Sent.BLOCKED, "Connection error."),
    Row("codex", {}, Sent.BLOCKED, "builder error", file=(_CODEX, 'openai_base_url = "http://[x"\n')),
    Row("copilot-cli", {"COPILOT_PROVIDER_BASE_URL": "nonsense", "COPILOT_MODEL": "m"}, Sent.BLOCKED, "invalid URL"),
    Row("opencode", {}, Sent.BLOCKED, '"…/chat/completions"', file=_gateway(apiKey="k", baseURL="http://[x")),
    Row(
        "gemini",
        {"GEMINI_API_KEY": "k", "GOOGLE_GEMINI_BASE_URL": "nonsense"},
        Sent.BLOCKED,
        "Invalid custom base URL",
        file=(_GEMINI, _signed_in_by("gemini-api-key")),
    ),
    Row("gemini", {}, Sent.BLOCKED, "Invalid auth method", file=(_GEMINI, _signed_in_by("gateway"))),
    Row(
        "gemini",
        {},
        Sent.BLOCKED,
        "Waiting for authentication",
        file=(_GEMINI, _signed_in_by("oauth-personal")),
        mode=Mode.INTERACTIVE,
    ),
    Row("qwen-code", {}, Sent.BLOCKED, "GEMINI_API_KEY", file=(_QWEN, _signed_in_by("gemini"))),
)


class HiddenValues(unittest.TestCase):
    def check(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            with self.subTest(client=row.client, said=row.said):
                found = _predicted(row)
                self.assertEqual(found.outcome, row.outcome, found)
                self.assertIn(row.said, (found.endpoint or "") if row.outcome is Sent.SENT else (found.message or ""))
                if row.headers:
                    self.assertEqual(dict(found.headers), row.headers)

    def test_a_hidden_value_that_decides_is_named_with_what_follows_from_it(self) -> None:
        self.check(_DECIDES)

    def test_a_hidden_value_that_changes_neither_address_nor_credential_is_passed_over(self) -> None:
        self.check(_DOES_NOT_DECIDE)

    def test_what_lies_outside_the_files_is_not_guessed(self) -> None:
        self.check(_OUTSIDE)

    def test_what_no_request_can_be_made_of_is_refused_in_the_clients_words(self) -> None:
        self.check(_REFUSED)

    def test_what_opencode_has_stored_decides_unless_somebody_says_that_nothing_is(self) -> None:
        for config, said in (
            ('{"model": "openai/gpt-5"}', "Unexpected server error"),
            ('{"provider": {"anthropic": {"options": {}}}}', "Anthropic API key is missing"),
        ):
            row = Row("opencode", {}, Sent.BLOCKED, said, file=(_OPENCODE, config))
            with self.subTest(said=said):
                self.assertIn(said, _predicted(row, Login.NONE).message or "")
                self.assertEqual(_predicted(row, Login.NONE).outcome, Sent.BLOCKED)
                self.assertEqual(_predicted(row).outcome, Sent.CANNOT_TELL)

    def test_nobody_is_named_as_payer_of_what_is_open(self) -> None:
        for row in (*_DECIDES, *_OUTSIDE):
            with self.subTest(client=row.client, said=row.said):
                found = payer(_predicted(row), evaluation_of_shell(), CLIENTS[row.client])
                self.assertEqual(found.who, "cannot tell")

    def test_an_address_in_a_file_of_its_own_is_not_known(self) -> None:
        found = _predicted(Row("opencode", {}, Sent.SENT, "", file=_gateway(apiKey="k", baseURL="{file:~/base}")))
        self.assertEqual((found.outcome, found.endpoint), (Sent.SENT, None))

    def test_a_key_in_the_settings_beats_one_that_opencode_has_stored(self) -> None:
        written = _predicted(
            Row("opencode", {}, Sent.SENT, "", file=_gateway(apiKey="k", baseURL="https://gw.test/v1"))
        )
        exported = _predicted(Row("opencode", {"ANTHROPIC_API_KEY": "k"}, Sent.SENT, ""))
        self.assertIsNone(written.message)
        self.assertIsNone(_predicted(Row("opencode", {"ANTHROPIC_API_KEY": "k"}, Sent.SENT, ""), Login.NONE).message)
        self.assertIn("`opencode auth login` has stored would be used", exported.message or "")
