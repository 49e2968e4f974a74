"""The words about LiteLLM's proxy, claude-code-router's file and workflows: real texts, the lines that are found."""

from __future__ import annotations

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.rules.answers import No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition
from diagnostics.engine.rules.predicates import services
from diagnostics.engine.rules.predicates.vocabulary import Predicate
from diagnostics.engine.source import Document

PROXY, WORKFLOW = "litellm_config.yaml", "./.github/workflows/claude.yml"
MODEL = "model_list:\n  - model_name: m\n    litellm_params:\n      model: {}\n      {}: {}\n"
FORWARD = "general_settings:\n  forward_client_headers_to_llm_api: true\n"
STEP = "jobs:\n  c:\n    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          prompt: hi\n"
TOKEN = "        env:\n          ANTHROPIC_AUTH_TOKEN: ${{ secrets.GW }}\n"
SWITCH = '        env:\n          CLAUDE_CODE_USE_BEDROCK: "1"\n'
KEY = "          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}\n"
PLAN = "          claude_code_oauth_token: ${{ secrets.CLAUDE_CODE_OAUTH_TOKEN }}\n"

# word, document, text, lines of the yes (None: no)
MOUNT = "services:\n  a:\n    volumes:\n      - {}:/root/.claude\n"
ROUTER = "~/.claude-code-router/config.json"
ASKED = (
    '{\n  "Providers": [\n    {"name": "a", "models": ["m"],\n     "api_base_url": "%s"}\n  ],\n'
    '  "Router": {\n%s  }\n}\n'
)
DEFAULT, WHOLE = '    "default": "a,m"\n', "https://a.example/v1/chat/completions"
CASES = (
    ("router-names-nobody", ROUTER, ASKED % (WHOLE, ""), [6]),
    ("router-names-nobody", ROUTER, ASKED % (WHOLE, '    "default": "b,m"\n'), [7]),
    ("router-names-nobody", "config.json", ASKED % (WHOLE, '    "default": "m"\n'), [7]),
    ("router-names-nobody", ROUTER, ASKED % (WHOLE, DEFAULT), None),
    ("router-address-is-not-whole", ROUTER, ASKED % ("https://a.example/v1", DEFAULT), [4]),
    ("router-address-is-not-whole", ROUTER, ASKED % ("https://a.example/api/v1/", DEFAULT), [4]),
    ("router-address-is-not-whole", ROUTER, ASKED % (WHOLE, DEFAULT), None),
    ("router-address-is-not-whole", ROUTER, ASKED % ("https://a.example/v1beta/models/", DEFAULT), None),
    ("litellm-sends-plans-elsewhere", PROXY, MODEL.format("anthropic/x", "api_base", "https://third.example.com"), [5]),
    ("litellm-sends-plans-elsewhere", PROXY, MODEL.format("anthropic/x", "api_base", "http://10.0.0.2:8000"), None),
    ("litellm-sends-plans-elsewhere", PROXY, MODEL.format("openai/x", "api_base", "https://third.example.com"), None),
    ("litellm-key-defeats-pass-through", PROXY, MODEL.format("anthropic/x", "api_key", "sk-1") + FORWARD, [5]),
    ("litellm-key-defeats-pass-through", PROXY, MODEL.format("anthropic/x", "api_key", "sk-1"), None),
    ("action-has-two-credentials", WORKFLOW, STEP + KEY + PLAN, [7]),
    ("action-has-two-credentials", WORKFLOW, "on: [pull_request]\n- x\n" + STEP + PLAN, None),
    ("action-lacks-credential", WORKFLOW, STEP + TOKEN, [8]),
    ("action-lacks-credential", WORKFLOW, STEP + KEY + TOKEN, None),
    ("action-lacks-credential", WORKFLOW, STEP + '          use_bedrock: "true"\n' + TOKEN, None),
    ("action-lacks-credential", WORKFLOW, STEP + PLAN, None),
    ("action-empties-variable", WORKFLOW, STEP + KEY + SWITCH, [9]),
    ("action-empties-variable", WORKFLOW, STEP + '          use_bedrock: "true"\n' + SWITCH, None),
    ("secret-name-is-misspelt", WORKFLOW, STEP + KEY.replace("secrets.ANTHROPIC", "secrets.ANTROPIC"), [7]),
    ("secret-name-is-misspelt", WORKFLOW, STEP + KEY, None),
    ("secret-name-is-misspelt", "./claude.yml", STEP + KEY.replace("secrets.ANTHROPIC", "secrets.ANTROPIC"), [7]),
    ("secret-name-is-misspelt", "./notes.yml", "with:\n" + KEY.replace("secrets.ANTHROPIC", "secrets.ANTROPIC"), None),
    ("litellm-keeps-the-login", "./proxy.yaml", MODEL.format("anthropic/x", "api_key", "sk-1"), [5]),
    ("litellm-keeps-the-login", PROXY, MODEL.format("anthropic/x", "api_key", "sk-1") + FORWARD, None),
    ("litellm-keeps-the-login", PROXY, MODEL.format("openai/x", "api_key", "sk-1"), None),
    ("mounts-the-login", "compose.yaml", MOUNT.format("~/.claude"), [4]),
    ("mounts-the-login", "compose.yaml", MOUNT.format("$HOME/.claude/"), [4]),
    ("mounts-the-login", "compose.yaml", MOUNT.format("claude"), None),
)


class ServiceWordTests(unittest.TestCase):
    def test_each_word_finds_its_lines_and_no_others(self):
        for word, name, text, expected in CASES:
            with self.subTest(word=word, text=text):
                document = Document(name, text, recognise(name, text))
                answer = ask(parse_condition({"is": word}), facts_of([document], login=Login.NONE, mode=Mode.PRINT))
                if expected is None:
                    self.assertIsInstance(answer, No)
                else:
                    self.assertIsInstance(answer, Yes)
                    self.assertEqual([line.span.line for line in answer.lines], expected)

    def test_every_word_is_tried_both_ways(self):
        words = {word.name for word in vars(services).values() if isinstance(word, Predicate)}
        self.assertEqual({case[0] for case in CASES if case[3] is not None}, words)
        self.assertEqual({case[0] for case in CASES if case[3] is None}, words)
