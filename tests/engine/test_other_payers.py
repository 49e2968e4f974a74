"""Who pays for what the other clients send: vendors, gateways, private hosts and logins, one row each."""

from __future__ import annotations

import json
import unittest
from dataclasses import dataclass

from diagnostics.engine.clients import requests
from diagnostics.engine.findings import Certainty, Login, Mode, Payer
from tests.engine.client_cases import document, evaluation_of_shell, shell

_CODEX = "~/.codex/config.toml"
_GEMINI = "~/.gemini/settings.json"
_OPENCODE = "~/.config/opencode/opencode.json"
_QWEN = "~/.qwen/settings.json"
_ANTHROPIC_KEY = "sk-ant-api03-DUMMY-DUMMY-DUMMY"
_OPENROUTER = "https://openrouter.ai/api/v1"


@dataclass(frozen=True)
class Row:
    """A client with its variables and a file, and what is said of the payer: who, how surely, and a part of why."""

    client: str
    variables: dict[str, str]
    who: str
    certainty: Certainty
    why: str
    file: tuple[str, str] | None = None
    login: Login = Login.NONE


def _payer(row: Row) -> Payer:
    documents = [shell(**row.variables), *([document(*row.file)] if row.file else [])]
    shown = evaluation_of_shell(*documents)
    (found,) = requests(shown, login=row.login, mode=Mode.PRINT, documents=documents, asked=[row.client])
    return found.payer


def _signed_in_by(kind: str) -> str:
    return json.dumps({"security": {"auth": {"selectedType": kind}}})


def _copilot(base: str, **more: str) -> dict[str, str]:
    return {"COPILOT_PROVIDER_BASE_URL": base, "COPILOT_MODEL": "m", **more}


_OPEN, _MEASURED, _DOCUMENTED = Certainty.CANNOT_TELL, Certainty.MEASURED, Certainty.DOCUMENTED

_AT_VENDORS = (
    Row(
        "aider",
        {"OPENAI_API_KEY": "sk-DUMMY"},
        "the OpenAI API account that owns the key",
        _MEASURED,
        "A ChatGPT plan does not pay for it.",
    ),
    Row("aider", {"OPENAI_API_KEY": _ANTHROPIC_KEY}, "cannot tell", _OPEN, "OpenAI will most likely refuse it"),
    Row(
        "aider",
        {"OPENAI_API_KEY": "your-api-key-here"},
        "the OpenAI API account that owns the key",
        _MEASURED,
        "If your file has a placeholder there as well",
    ),
    Row(
        "aider",
        {"ANTHROPIC_API_KEY": "sk-ant-oat01-DUMMY-DUMMY"},
        "cannot tell",
        _OPEN,
        "There is no API key of a Claude subscription.",
    ),
    Row(
        "opencode",
        {},
        "cannot tell",
        _OPEN,
        "Which of them OpenAI charges is not documented.",
        file=(_OPENCODE, '{"provider": {"openai": {"options": {"apiKey": "k", "headers": {"x-api-key": "y"}}}}}'),
    ),
    Row(
        "opencode",
        {},
        "nobody",
        _MEASURED,
        "It is the name of a variable, sent as it stands, and refused there.",
        file=(_OPENCODE, '{"provider": {"openai": {"options": {"apiKey": "$OPENAI_API_KEY"}}}}'),
    ),
    Row(
        "opencode",
        {"GITHUB_TOKEN": "ghp_DUMMY", "OPENAI_API_KEY": "k"},
        "the Copilot seat of the token's owner",
        _MEASURED,
        "api.githubcopilot.com",
    ),
)

_AT_GATEWAYS = (
    Row(
        "aider",
        {"OPENAI_API_KEY": "sk-or-v1-DUMMY-DUMMY", "OPENAI_API_BASE": _OPENROUTER},
        "your OpenRouter credits",
        _DOCUMENTED,
        "OpenRouter documents that your OpenRouter credits pay.",
    ),
    Row(
        "aider",
        {"OPENAI_API_KEY": _ANTHROPIC_KEY, "OPENAI_API_BASE": _OPENROUTER},
        "cannot tell",
        _OPEN,
        "It is a credential of Anthropic's",
    ),
    Row(
        "copilot-cli",
        _copilot(_OPENROUTER),
        "cannot tell",
        _OPEN,
        "OpenRouter documents a key of its own, so it will refuse this request.",
    ),
    Row(
        "copilot-cli",
        _copilot(
            "https://api.kimi.com/coding", COPILOT_PROVIDER_TYPE="anthropic", COPILOT_PROVIDER_BEARER_TOKEN="DUMMY"
        ),
        "cannot tell",
        _OPEN,
        "Kimi documents another header for its key",
    ),
    Row(
        "qwen-code",
        {"OPENAI_API_KEY": "sk-proj-DUMMY-DUMMY-DUMMY-DUMMY"},
        "cannot tell",
        _OPEN,
        "It is a credential of another vendor or service, and Alibaba Model Studio documents a key of its own.",
        file=(_QWEN, _signed_in_by("openai")),
    ),
    Row(
        "gemini",
        {"GOOGLE_API_KEY": "k", "GOOGLE_VERTEX_BASE_URL": "https://gw.example.test"},
        "cannot tell",
        _OPEN,
        "at an address that is not Google Vertex AI's own",
        file=(_GEMINI, _signed_in_by("vertex-ai")),
    ),
)

_NEAR_BY = (
    Row(
        "aider",
        {"OPENAI_API_KEY": "k", "OPENAI_API_BASE": "http://localhost:11434/v1"},
        "nobody",
        _DOCUMENTED,
        "Ollama, which runs a model on this machine",
    ),
    Row(
        "aider",
        {"OPENAI_API_KEY": "k", "OPENAI_API_BASE": "http://192.168.1.5:4000/v1"},
        "cannot tell",
        _OPEN,
        "The host is in a private network",
    ),
)

_WITH_LOGINS = (
    Row(
        "codex",
        {},
        "cannot tell",
        _OPEN,
        "OpenRouter documents a key of its own. Whoever runs that host can use the token.",
        file=(_CODEX, f'openai_base_url = "{_OPENROUTER}"\n'),
        login=Login.SUBSCRIPTION,
    ),
    Row(
        "codex",
        {},
        "cannot tell",
        _OPEN,
        "Whoever runs that host can read and use the token.",
        file=(_CODEX, 'openai_base_url = "https://gw.example.test/v1"\n'),
        login=Login.SUBSCRIPTION,
    ),
    Row(
        "gemini",
        {"GEMINI_API_KEY": "k"},
        "the plan of your Google account",
        _MEASURED,
        "cloudcode-pa.googleapis.com",
        file=(_GEMINI, _signed_in_by("oauth-personal")),
        login=Login.SUBSCRIPTION,
    ),
)


class OtherPayers(unittest.TestCase):
    def check(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            with self.subTest(client=row.client, why=row.why):
                found = _payer(row)
                self.assertEqual((found.who, found.certainty), (row.who, row.certainty), found.sentence)
                self.assertIn(row.why, found.sentence)

    def test_a_vendor_charges_its_own_keys_and_refuses_the_rest(self) -> None:
        self.check(_AT_VENDORS)

    def test_a_gateway_charges_as_its_vendor_documents_and_else_it_stays_open(self) -> None:
        self.check(_AT_GATEWAYS)

    def test_a_local_model_costs_nothing_and_a_private_host_is_its_owners_affair(self) -> None:
        self.check(_NEAR_BY)

    def test_a_login_pays_at_home_and_is_at_risk_elsewhere(self) -> None:
        self.check(_WITH_LOGINS)

    def test_each_documented_answer_names_its_page_or_a_local_program(self) -> None:
        for row in (*_AT_VENDORS, *_AT_GATEWAYS):
            found = _payer(row)
            if found.certainty is _DOCUMENTED:
                with self.subTest(client=row.client, why=row.why):
                    self.assertRegex(found.source or "", r"^https://")
                    self.assertRegex(found.read or "", r"^\d{4}-\d\d-\d\d$")
