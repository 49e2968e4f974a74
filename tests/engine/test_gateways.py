"""The table of gateways: each row says where it comes from, and pays as documented for each client that uses it."""

from __future__ import annotations

import unittest
from datetime import date

from diagnostics.engine.clients import requests
from diagnostics.engine.findings import Certainty, Login, Mode, Payer
from diagnostics.engine.gateways import GATEWAYS, LITELLM
from diagnostics.engine.hosts import gateway_of, is_private, is_this_machine
from tests.engine.client_cases import document, evaluation_of_shell, request, shell

# Base URL for Claude Code, variable of the key, key → who pays as documented.
CLAUDE_CODE = (
    ("https://ai-gateway.vercel.sh", "ANTHROPIC_AUTH_TOKEN", "vck_DUMMY", "your Vercel AI Gateway credits"),
    ("https://openrouter.ai/api", "ANTHROPIC_AUTH_TOKEN", "sk-or-v1-DUMMY", "your OpenRouter credits"),
    ("https://api.z.ai/api/anthropic", "ANTHROPIC_AUTH_TOKEN", "DUMMY", "your Z.ai GLM Coding Plan"),
    ("https://open.bigmodel.cn/api/anthropic", "ANTHROPIC_AUTH_TOKEN", "DUMMY", "your Z.ai GLM Coding Plan"),
    ("https://api.moonshot.ai/anthropic", "ANTHROPIC_AUTH_TOKEN", "sk-DUMMY", "your Moonshot platform balance"),
    ("https://api.kimi.com/coding", "ANTHROPIC_API_KEY", "sk-kimi-DUMMY", "your Kimi membership"),
    ("https://api.deepseek.com/anthropic", "ANTHROPIC_AUTH_TOKEN", "sk-DUMMY", "your DeepSeek balance"),
    ("https://api.minimax.io/anthropic", "ANTHROPIC_AUTH_TOKEN", "DUMMY", "your MiniMax plan or balance"),
    ("https://router.requesty.ai", "ANTHROPIC_AUTH_TOKEN", "DUMMY", "your Requesty balance"),
    ("https://api.portkey.ai", "ANTHROPIC_AUTH_TOKEN", "DUMMY", "the provider account that is stored at Portkey"),
    (
        "https://gateway.truefoundry.ai",
        "ANTHROPIC_AUTH_TOKEN",
        "DUMMY",
        "the provider account that is stored at TrueFoundry",
    ),
    (
        "https://coding-intl.dashscope.aliyuncs.com/apps/anthropic",
        "ANTHROPIC_AUTH_TOKEN",
        "sk-sp-DUMMY",
        "your Alibaba Coding Plan",
    ),
    (
        "https://dashscope-intl.aliyuncs.com/apps/anthropic",
        "ANTHROPIC_API_KEY",
        "sk-DUMMY",
        "your Alibaba Cloud account (pay as you go)",
    ),
    ("https://res.services.ai.azure.com/anthropic", "ANTHROPIC_API_KEY", "DUMMY", "your Azure subscription"),
    (
        "https://gateway.ai.cloudflare.com/v1/a/b/anthropic",
        "ANTHROPIC_API_KEY",
        "sk-ant-api03-DUMMY",
        "the Anthropic API account that owns the key",
    ),
    (
        "https://anthropic.helicone.ai",
        "ANTHROPIC_API_KEY",
        "sk-ant-api03-DUMMY",
        "the Anthropic API account that owns the key",
    ),
)

# Base URL for a provider of Codex, key → who pays, how that is known.
CODEX = (
    ("https://ai-gateway.vercel.sh/v1", "vck_DUMMY", "your Vercel AI Gateway credits", Certainty.DOCUMENTED),
    ("https://openrouter.ai/api/v1", "sk-or-v1-DUMMY", "your OpenRouter credits", Certainty.DOCUMENTED),
    ("https://openrouter.ai/api/v1", "sk-proj-DUMMY", "cannot tell", Certainty.CANNOT_TELL),
    ("https://api.z.ai/api/paas/v4", "DUMMY", "your Z.ai balance (pay as you go)", Certainty.DOCUMENTED),
    ("https://api.z.ai/api/coding/paas/v4", "DUMMY", "your Z.ai GLM Coding Plan", Certainty.DOCUMENTED),
    ("https://res.openai.azure.com/openai/v1", "DUMMY", "your Azure subscription", Certainty.DOCUMENTED),
    ("https://api.openai.com/v1", "sk-proj-DUMMY", "the OpenAI API account that owns the key", Certainty.MEASURED),
    ("https://api.openai.com/v1", "vck_DUMMY", "cannot tell", Certainty.CANNOT_TELL),
    ("https://api.groq.com/openai/v1", "gsk_DUMMY", "the Groq account that owns the key", Certainty.MEASURED),
    ("http://localhost:11434/v1", "ollama", "nobody", Certainty.DOCUMENTED),
    ("http://localhost:4000/v1", "sk-DUMMY", "cannot tell", Certainty.CANNOT_TELL),
    ("http://10.1.2.3:4000/v1", "sk-DUMMY", "cannot tell", Certainty.CANNOT_TELL),
    ("https://llm.example.test/v1", "sk-DUMMY", "cannot tell", Certainty.CANNOT_TELL),
)


def codex(base: str, key: str) -> Payer:
    """Return who pays for Codex with a provider of its own at that address."""
    config = document(
        "~/.codex/config.toml",
        f'model_provider = "gw"\n[model_providers.gw]\nname = "gw"\nbase_url = "{base}"\nenv_key = "GW_KEY"\n',
    )
    shown = shell(GW_KEY=key)
    (only,) = requests(evaluation_of_shell(shown), login=Login.NONE, mode=Mode.PRINT, documents=[shown, config])
    return only.payer


class TheTable(unittest.TestCase):
    def test_each_row_names_a_page_and_the_day_it_was_read(self) -> None:
        for gateway in (*GATEWAYS, LITELLM):
            with self.subTest(gateway=gateway.name):
                self.assertTrue(gateway.source.startswith("https://"))
                self.assertLessEqual(date.fromisoformat(gateway.read), date(2026, 11, 27))

    def test_a_row_is_found_by_each_of_its_hosts(self) -> None:
        for gateway in GATEWAYS:
            for host in gateway.hosts:
                endpoint = f"https://{'x' if host.startswith('.') else ''}{host}"
                with self.subTest(endpoint=endpoint):
                    found = gateway_of(endpoint, (), gateway.path or "/v1/messages")
                    self.assertIs(found, gateway)

    def test_a_name_that_only_ends_alike_is_no_gateways(self) -> None:
        for endpoint in ("https://openrouter.ai.example.test", "https://evilopenrouter.ai", "https://notapi.z.ai"):
            with self.subTest(endpoint=endpoint):
                self.assertIsNone(gateway_of(endpoint, (), "/"))


class WhoPaysThere(unittest.TestCase):
    def test_claude_code_with_the_documented_credential(self) -> None:
        for base, variable, key, who in CLAUDE_CODE:
            with self.subTest(base=base):
                found = request(shell(**{"ANTHROPIC_BASE_URL": base, variable: key})).payer
                certainty = Certainty.REPORTED if "A guide by" in found.sentence else Certainty.DOCUMENTED
                self.assertEqual((found.who, found.certainty), (who, certainty), found.sentence)
                self.assertTrue(found.source.startswith("https://") and found.read, "where it is documented")

    def test_a_guide_that_is_not_the_vendors_is_no_documentation(self) -> None:
        self.assertEqual([gateway.name for gateway in GATEWAYS if gateway.guide], ["Moonshot"])
        moonshot = request(
            shell(ANTHROPIC_BASE_URL="https://api.moonshot.ai/anthropic", ANTHROPIC_AUTH_TOKEN="sk-DUMMY")
        )
        self.assertEqual(moonshot.payer.certainty, Certainty.REPORTED)
        self.assertIn("A guide by Developers Digest says that", moonshot.payer.sentence)

    def test_codex_with_a_key_of_a_provider_of_its_own(self) -> None:
        for base, key, who, certainty in CODEX:
            with self.subTest(base=base, key=key):
                found = codex(base, key)
                self.assertEqual((found.who, found.certainty), (who, certainty), found.sentence)

    def test_an_openai_key_that_goes_to_alibaba_pays_for_nothing(self) -> None:
        settings = document("~/.qwen/settings.json", '{"security": {"auth": {"selectedType": "openai"}}}')
        shown = shell(OPENAI_API_KEY="sk-proj-DUMMY")
        found = requests(evaluation_of_shell(shown), login=Login.NONE, mode=Mode.PRINT, documents=[shown, settings])
        qwen = next(one for one in found if one.client == "qwen-code")
        self.assertIn("dashscope.aliyuncs.com", qwen.payer.sentence)
        self.assertIn("a credential of another vendor or service", qwen.payer.sentence)

    def test_a_chatgpt_login_at_a_relay_is_a_warning_in_words(self) -> None:
        config = document("~/.codex/config.toml", 'openai_base_url = "https://relay.example.test/v1"\n')
        (only,) = requests(evaluation_of_shell(shell()), login=Login.SUBSCRIPTION, mode=Mode.PRINT, documents=[config])
        self.assertEqual(only.payer.certainty, Certainty.CANNOT_TELL)
        self.assertIn("Whoever runs that host can read and use the token.", only.payer.sentence)

    def test_a_private_address_is_not_called_unknown(self) -> None:
        found = request(shell(ANTHROPIC_BASE_URL="http://192.168.1.4:4000", ANTHROPIC_AUTH_TOKEN="T")).payer
        self.assertIn("private network", found.sentence)

    def test_the_same_name_in_another_spelling_is_the_same_gateway(self) -> None:
        for base in (
            "https://AI-Gateway.Vercel.SH",
            "https://ai-gateway.vercel.sh.",
            "https://ai-gateway.vercel.sh:443/claude-code",
            "https://ａi-gateway.vercel.sh",
        ):
            with self.subTest(base=base):
                found = request(shell(ANTHROPIC_BASE_URL=base, ANTHROPIC_AUTH_TOKEN="vck_DUMMY")).payer
                self.assertEqual((found.who, found.certainty), ("your Vercel AI Gateway credits", Certainty.DOCUMENTED))

    def test_a_look_alike_of_a_gateway_is_an_unknown_host(self) -> None:
        for base in (
            "https://ai-gateway.vercel.sh.example.test",
            "https://x.ai-gateway.vercel.sh",
            "https://ai-gateway.vercel.sh@example.test",
            "https://example.test/ai-gateway.vercel.sh",
            "https://ai-gateway.vercel.sh%2eexample.test",
            "https://аi-gateway.vercel.sh",  # the first letter is Cyrillic
        ):
            with self.subTest(base=base):
                found = request(shell(ANTHROPIC_BASE_URL=base, ANTHROPIC_AUTH_TOKEN="vck_DUMMY")).payer
                self.assertEqual(found.certainty, Certainty.CANNOT_TELL)
                self.assertIn("not among the gateways known here", found.sentence)

    def test_a_port_that_nobody_documents_is_no_answer(self) -> None:
        for base in ("https://ai-gateway.vercel.sh:8443", "https://api.anthropic.com:8443"):
            with self.subTest(base=base):
                found = request(shell(ANTHROPIC_BASE_URL=base, ANTHROPIC_AUTH_TOKEN="vck_DUMMY")).payer
                self.assertEqual(found.certainty, Certainty.CANNOT_TELL)
                self.assertIn("No address with that port", found.sentence)

    def test_a_model_of_ollama_in_the_cloud_is_paid_for(self) -> None:
        base = {"ANTHROPIC_BASE_URL": "http://localhost:11434", "ANTHROPIC_AUTH_TOKEN": "ollama"}
        for model, who in (
            ("gpt-oss:120b-cloud", "your Ollama account"),
            ("glm-4.6:cloud", "your Ollama account"),
            ("qwen3-coder", "nobody"),
            ("cloud-model", "nobody"),
        ):
            with self.subTest(model=model):
                found = request(shell(**base, ANTHROPIC_MODEL=model)).payer
                self.assertEqual((found.who, found.certainty), (who, Certainty.DOCUMENTED))
                self.assertIn("`ollama ps`", found.settles)

    def test_what_answers_on_this_machine_is_settled_by_its_port(self) -> None:
        for base, port in (("http://localhost:3456", 3456), ("http://[::1]:4000/v1", 4000), ("http://127.0.0.1", 80)):
            with self.subTest(base=base):
                found = request(shell(ANTHROPIC_BASE_URL=base, ANTHROPIC_AUTH_TOKEN="T")).payer
                self.assertIn(f"`lsof -nP -iTCP:{port} -sTCP:LISTEN`", found.settles)

    def test_the_usual_port_of_a_proxy_is_a_hint_and_no_answer(self) -> None:
        found = request(shell(ANTHROPIC_BASE_URL="http://localhost:4000", ANTHROPIC_AUTH_TOKEN="T")).payer
        self.assertEqual(found.certainty, Certainty.CANNOT_TELL)
        self.assertIn("LiteLLM's usual one", found.sentence)


class Addresses(unittest.TestCase):
    def test_this_machine_and_private_networks_are_told_from_the_rest(self) -> None:
        cases = (
            ("http://localhost:4000", True, True),
            ("http://127.0.0.1", True, True),
            ("http://host.docker.internal:4000", True, True),
            ("http://127.0.0.2:4000", True, True),
            ("http://[::ffff:7f00:1]:4000", True, True),
            ("http://localhost.:4000", True, True),
            ("http://app.localhost:4000", True, False),
            ("http://host.containers.internal:4000", True, True),
            ("http://[fd00::1]:4000", False, True),
            ("http://100.64.1.1:4000", False, True),
            ("http://box.tail1234.ts.net", False, True),
            ("http://172.32.0.1", False, False),
            ("http://10.0.0.1", False, True),
            ("http://172.16.4.4", False, True),
            ("http://litellm:4000", False, True),
            ("http://box.local", False, True),
            ("https://8.8.8.8", False, False),
            ("https://gw.example.com", False, False),
        )
        for endpoint, here, private in cases:
            with self.subTest(endpoint=endpoint):
                self.assertEqual((is_this_machine(endpoint), is_private(endpoint)), (here, private))
