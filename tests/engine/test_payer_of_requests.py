"""Who pays for one request, whatever file it came from: each condition of the answer, with it and without."""

from __future__ import annotations

import unittest

from diagnostics.engine.clients import CLIENTS
from diagnostics.engine.findings import Certainty, Login, Mode, Payer, Request, Sent
from diagnostics.engine.payer import payer
from tests.engine.client_cases import evaluation_of_shell, shell

ANTHROPIC, OPENROUTER, VERCEL = "https://api.anthropic.com", "https://openrouter.ai/api", "https://ai-gateway.vercel.sh"
CLOUDFLARE, TRUEFOUNDRY = "https://gateway.ai.cloudflare.com", "https://llm-gateway.truefoundry.com"
FOUNDRY = "https://x.services.ai.azure.com"
OLLAMA, LM_STUDIO, OWN = "http://localhost:11434", "http://localhost:1234", "https://gw.example.test"
KEY, TOKEN = {"x-api-key": "ANTHROPIC_API_KEY"}, {"authorization": "ANTHROPIC_AUTH_TOKEN"}
PLAN, OPENAI = {"authorization": "subscription-login"}, {"authorization": "OPENAI_API_KEY"}
CUSTOM = "ANTHROPIC_CUSTOM_HEADERS"
AZURE_KEY = {"api-key": "COPILOT_PROVIDER_API_KEY"}
NOWHERE, NO_MODEL = "Nothing answers at", "Anthropic has no model of the name that is sent"
ACCOUNT = "the Anthropic API account that owns the key (Console)"
LITELLM_OWNER = "the owner of the provider key in the LiteLLM proxy"
FORWARDED = "your Claude subscription, if the proxy forwards your login"
OPENAI_ACCOUNT = "the OpenAI API account that owns the key"

# A title, the request, the variables, who pays, a part of the sentence, and one that does not stand in it.
Row = tuple[str, Request, dict[str, str], str, str, str]


def sent(
    client: str = "claude-code", provider: str = "anthropic", outcome: Sent = Sent.SENT, **more: object
) -> Request:
    return Request(client, "1", Mode.PRINT, Login.NONE, outcome, provider, **more)


def azure(host: str, path: str | None) -> Request:
    return sent("copilot-cli", "openai", endpoint=f"https://{host}", path=path, headers=AZURE_KEY)


AZURE_HOSTS = ("x.openai.azure.com", "x.cognitiveservices.azure.com", "x.services.ai.azure.com")
AZURE_PATHS = ("/openai/v1/x", "/anthropic/v1/messages", "/models/x", "/api/projects", "/deployments/x", None)
IN_VAIN: tuple[tuple[str, Request, str], ...] = (
    *((f"a path that Azure has not: {host}", azure(host, "/v1/x"), NOWHERE) for host in AZURE_HOSTS),
    ("a path twice", sent(endpoint=ANTHROPIC, path="/v1/v1/messages", headers=KEY), NOWHERE),
    ("a model of others", sent(endpoint=ANTHROPIC, path="/v1/messages", headers=KEY, model="gpt-5"), NO_MODEL),
)
NOT_IN_VAIN: tuple[tuple[str, Request], ...] = (
    *((f"a path that Azure has: {path}", azure(host, path)) for host in AZURE_HOSTS for path in AZURE_PATHS),
    ("a path twice where nobody knows", sent(endpoint=OWN, path="/v1/v1/messages", headers=KEY)),
    ("a path once", sent(endpoint=ANTHROPIC, path="/v1/messages", headers=KEY)),
    ("no path", sent(endpoint=ANTHROPIC, headers=KEY)),
    ("a path twice, not sent", sent(outcome=Sent.BLOCKED, endpoint=ANTHROPIC, path="/v1/v1/messages", message="Stop.")),
    ("a model of others, not sent", sent(outcome=Sent.BLOCKED, endpoint=ANTHROPIC, headers=KEY, model="gpt-5")),
    ("a model of others, by another client", sent("opencode", endpoint=ANTHROPIC, headers=KEY, model="gpt-5")),
    ("a model of others at a gateway", sent(endpoint=OPENROUTER, headers=TOKEN, model="gpt-5")),
)

ROWS: tuple[Row, ...] = (
    ("a note", sent(endpoint=ANTHROPIC, headers=KEY, message="A note."), {}, ACCOUNT, "subscription. A note.", "None"),
    ("no note", sent(endpoint=ANTHROPIC, headers=KEY), {}, ACCOUNT, "not your Claude subscription.", "None"),
    (
        "it stops",
        sent(outcome=Sent.BLOCKED, message="Stop."),
        {},
        "nobody",
        "stops with “Stop” and sends nothing.",
        "Stop.",
    ),
    ("it stops, without a word", sent(outcome=Sent.BLOCKED), {}, "nobody", "stops with “an error” and sends", "None"),
    (
        "it stops, and something got out",
        sent(outcome=Sent.BLOCKED, endpoint="https://h.test/?", headers=KEY),
        {},
        "nobody",
        "What it sends reaches h.test/? all the same.",
        "sends nothing",
    ),
    (
        "it stops, and something got out somewhere",
        sent(outcome=Sent.BLOCKED, headers=KEY),
        {},
        "nobody",
        "What it sends reaches its address all the same.",
        "sends nothing",
    ),
    (
        "not known, and why",
        sent(outcome=Sent.CANNOT_TELL, message="X is not known."),
        {},
        "cannot tell",
        "Who pays cannot be told. X is not known.",
        "It cannot be told what",
    ),
    (
        "not known",
        sent(outcome=Sent.CANNOT_TELL),
        {},
        "cannot tell",
        "It cannot be told what Claude Code sends.",
        "None",
    ),
    (
        "not known, in a cloud",
        sent(provider="bedrock", outcome=Sent.CANNOT_TELL),
        {},
        "cannot tell",
        "If a request goes out, your AWS account pays, not your Claude subscription.",
        "None",
    ),
    (
        "not known, in a cloud, by a client without a plan",
        sent("aider", "bedrock", outcome=Sent.CANNOT_TELL),
        {},
        "cannot tell",
        "If a request goes out, your AWS account pays.",
        "not your",
    ),
    (
        "not known, in a cloud, by a client whose login does not decide",
        sent("opencode", "bedrock", outcome=Sent.CANNOT_TELL),
        {},
        "cannot tell",
        "If a request goes out, your AWS account pays.",
        "not your",
    ),
    ("a proxy's port", sent(endpoint="http://localhost:4000", headers=KEY), {}, "cannot tell", "usual one", "None"),
    ("another port", sent(endpoint="http://localhost:4567", headers=KEY), {}, "cannot tell", "where that one", "usual"),
    (
        "a cloud's language elsewhere",
        sent(provider="bedrock", endpoint=OWN),
        {},
        "cannot tell",
        "Your Claude subscription does not.",
        "pays.",
    ),
    (
        "a cloud's language elsewhere, by a client without a plan",
        sent("aider", "bedrock", endpoint=OWN),
        {},
        "cannot tell",
        "who pays is up to whoever runs it.",
        "does not",
    ),
    (
        "Foundry without a credential",
        sent(provider="foundry", endpoint=FOUNDRY, headers={"authorization": "CLAUDE_CODE_SKIP_FOUNDRY_AUTH"}),
        {},
        "cannot tell",
        "will refuse it, unless something on the way adds a credential.",
        "pays",
    ),
    (
        "Foundry without anything",
        sent(provider="foundry", endpoint=FOUNDRY),
        {},
        "cannot tell",
        "will refuse it, unless something on the way adds a credential.",
        "pays",
    ),
    (
        "an address for a key, at a vendor",
        sent(endpoint=ANTHROPIC, headers=KEY),
        {"ANTHROPIC_API_KEY": "https://h.test/keys"},
        "nobody",
        "It is an address and no key, and refused there.",
        "name of a variable",
    ),
    (
        "an address for a key, at a gateway",
        sent(endpoint=OPENROUTER, headers=TOKEN),
        {"ANTHROPIC_AUTH_TOKEN": "https://h.test/keys"},
        "nobody",
        "It is an address and no key, and refused there.",
        "name of a variable",
    ),
    (
        "an address for a key, where nobody knows",
        sent(endpoint=OWN, headers=TOKEN),
        {"ANTHROPIC_AUTH_TOKEN": "https://h.test/keys"},
        "cannot tell",
        "up to whoever runs it",
        "refused",
    ),
    ("Ollama", sent(endpoint=OLLAMA, headers=TOKEN, model="qwen3"), {}, "nobody", "nobody pays for it.", "cloud"),
    (
        "Ollama's cloud",
        sent(endpoint=OLLAMA, headers=TOKEN, model="gpt-oss:120b-cloud"),
        {},
        "your Ollama account",
        "your Ollama account pays.",
        "nobody",
    ),
    (
        "Ollama, any model",
        sent(endpoint=OLLAMA, headers=TOKEN),
        {},
        "nobody",
        "unless its name ends in “cloud”",
        "None",
    ),
    ("LM Studio", sent(endpoint=LM_STUDIO, headers=TOKEN, model="x-cloud"), {}, "nobody", "nobody pays", "cloud"),
    ("LM Studio, any model", sent(endpoint=LM_STUDIO, headers=TOKEN), {}, "nobody", "nobody pays for it.", "cloud"),
    (
        "Vercel's own header beside a key",
        sent(endpoint=VERCEL, headers={**KEY, "x-ai-gateway-api-key": CUSTOM}),
        {},
        "cannot tell",
        "Your Claude login is not sent.",
        "None",
    ),
    (
        "Vercel's own header beside a token",
        sent(endpoint=VERCEL, headers={**TOKEN, "x-ai-gateway-api-key": CUSTOM}),
        {"ANTHROPIC_AUTH_TOKEN": "vck_DUMMY"},
        "your Vercel AI Gateway credits",
        "documents that your Vercel AI Gateway credits pay.",
        "login",
    ),
    (
        "LiteLLM's own header beside a key",
        sent(endpoint=OWN, headers={**KEY, "x-litellm-api-key": CUSTOM}),
        {},
        LITELLM_OWNER,
        "documents",
        "login",
    ),
    (
        "LiteLLM takes any key",
        sent(endpoint=OWN, headers={**TOKEN, "x-litellm-api-key": CUSTOM}),
        {"ANTHROPIC_AUTH_TOKEN": "sk-or-v1-DUMMYDUMMY"},
        LITELLM_OWNER,
        "documents",
        "another vendor or service",
    ),
    (
        "Portkey knows its keys, though it forwards",
        sent(endpoint="https://api.portkey.ai", headers=TOKEN),
        {"ANTHROPIC_AUTH_TOKEN": "sk-or-v1-DUMMYDUMMY"},
        "cannot tell",
        "It is a credential of another vendor or service, and Portkey documents a key of its own.",
        "pays",
    ),
    (
        "a plan at a gateway that takes keys alone",
        sent(endpoint=CLOUDFLARE, headers={**PLAN, "cf-aig-authorization": CUSTOM}),
        {},
        "cannot tell",
        "does not document what it does with a subscription's token.",
        "forwards",
    ),
    (
        "a plan at a proxy that forwards",
        sent(endpoint=OWN, headers={**PLAN, "x-litellm-api-key": CUSTOM}),
        {},
        FORWARDED,
        "LiteLLM documents that the subscription pays if the proxy is set to forward",
        "None",
    ),
    (
        "a plan at a gateway that does not forward",
        sent(endpoint=OPENROUTER, headers=PLAN),
        {},
        "cannot tell",
        "a key of its own, which is not set here.",
        "pays if the proxy",
    ),
    (
        "a plan at TrueFoundry, with a header",
        sent(endpoint=TRUEFOUNDRY, headers={**PLAN, "x-tfy-api-key": CUSTOM}),
        {},
        "your Claude subscription, if the gateway holds no key of its own",
        "it passes the login on",
        "None",
    ),
    (
        "a plan at TrueFoundry, without one",
        sent(endpoint=TRUEFOUNDRY, headers=PLAN),
        {},
        "cannot tell",
        "a key of its own, which is not set here.",
        "passes the login on",
    ),
    (
        "a placeholder",
        sent(endpoint=OPENROUTER, headers=TOKEN),
        {"ANTHROPIC_AUTH_TOKEN": "your-api-key-here"},
        "your OpenRouter credits",
        "If your file has a placeholder there as well",
        "None",
    ),
    (
        "no placeholder",
        sent(endpoint=OPENROUTER, headers=TOKEN),
        {"ANTHROPIC_AUTH_TOKEN": "sk-or-v1-DUMMY"},
        "your OpenRouter credits",
        "documents that your OpenRouter credits pay.",
        " If ",
    ),
    (
        "one key beside another",
        sent(endpoint=OPENROUTER, headers={**TOKEN, **KEY}),
        {"ANTHROPIC_AUTH_TOKEN": "sk-or-v1-DUMMYDUMMY", "ANTHROPIC_API_KEY": "sk-ant-api03-DUMMY"},
        "your OpenRouter credits",
        "The key in ANTHROPIC_API_KEY goes there too",
        "None",
    ),
    (
        "one key twice",
        sent(endpoint=OPENROUTER, headers={**TOKEN, **KEY}),
        {"ANTHROPIC_AUTH_TOKEN": "sk-or-v1-DUMMYDUMMY", "ANTHROPIC_API_KEY": "sk-or-v1-DUMMYDUMMY"},
        "your OpenRouter credits",
        "documents that your OpenRouter credits pay.",
        "goes there too",
    ),
    (
        "a header that a gateway does not know",
        sent(endpoint=OPENROUTER, headers={"api-key": "X"}),
        {},
        "cannot tell",
        "documents ANTHROPIC_AUTH_TOKEN for its key",
        "ANTHROPIC_API_KEY",
    ),
    (
        "a token where a key is taken",
        sent(endpoint=CLOUDFLARE, headers=TOKEN),
        {},
        "cannot tell",
        "documents ANTHROPIC_API_KEY for its key",
        "None",
    ),
    *(
        (
            f"a vendor's key that is passed on, as {name}",
            sent("aider", provider, endpoint=CLOUDFLARE, headers={name: "OPENAI_API_KEY"}),
            {},
            who,
            "documents that",
            "goes there too",
        )
        for name, provider, who in (
            ("authorization", "openai", OPENAI_ACCOUNT),
            ("x-api-key", "openai", OPENAI_ACCOUNT),
            ("api-key", "openai", OPENAI_ACCOUNT),
            ("x-goog-api-key", "google", "the API account that owns the key"),
            ("x-api-key", "anthropic", "the Anthropic API account that owns the key"),
        )
    ),
)


def paid(request: Request, **variables: str) -> Payer:
    return payer(request, evaluation_of_shell(shell(**variables)), CLIENTS[request.client])


class PayerOfRequestTests(unittest.TestCase):
    def test_what_comes_to_nothing_would_be_paid(self) -> None:
        for title, request, words in IN_VAIN:
            with self.subTest(title):
                found = paid(request)
                self.assertTrue(found.would_only)
                self.assertIn(words, found.sentence)

    def test_nothing_else_would_only(self) -> None:
        for title, request in NOT_IN_VAIN:
            with self.subTest(title):
                found = paid(request)
                self.assertFalse(found.would_only)
                self.assertNotIn("as it stands", found.sentence)

    def test_who_pays_and_why(self) -> None:
        for title, request, variables, who, words, none in ROWS:
            with self.subTest(title):
                found = paid(request, **variables)
                self.assertEqual(found.who, who, found.sentence)
                self.assertEqual(found.who == "cannot tell", found.certainty is Certainty.CANNOT_TELL)
                self.assertIn(words, found.sentence)
                self.assertNotIn(none, found.sentence)
