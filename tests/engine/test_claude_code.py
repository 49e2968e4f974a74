"""What Claude Code sends: measured runs, and what follows where the text does not tell everything."""

from __future__ import annotations

import json
import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.clients import requests
from diagnostics.engine.environment import Environment, Evaluation, State, Variable
from diagnostics.engine.findings import Login, Mode, Request, Sent
from tests.engine.client_cases import Case, cases, document, evaluation, request, shell

KEY = "sk-ant-api03-DUMMY"
TOKEN = "DUMMY-TOKEN"
GATEWAY = "https://ai-gateway.vercel.sh"

# The answer lies in files that nobody pastes: ~/.aws, gcloud's login, ~/.config/anthropic.
CANNOT_BE_SEEN = {"E-bedrock-nocreds", "E-vertex-nocreds-login-key", "X-profile-missing"}


class MeasuredRuns(unittest.TestCase):
    def check(self, case: Case) -> None:
        found = request(*case.documents, login=case.login, mode=case.mode)
        if case.id in CANNOT_BE_SEEN:
            self.assertEqual(found.outcome, Sent.CANNOT_TELL)
            return
        if case.blocked:
            self.assertEqual(found.outcome, Sent.BLOCKED, found)
            self.assertEqual((found.message or "")[:150], case.message[:150])
            return
        self.assertEqual(found.outcome, Sent.SENT, found)
        self.assertEqual((found.endpoint, found.path), (case.endpoint, case.path))
        self.assertEqual(dict(found.headers), case.headers)
        if case.model:
            self.assertEqual(found.model, case.model)

    def test_every_run_is_predicted(self) -> None:
        for case in cases("claude_code.jsonl"):
            with self.subTest(case=case.id):
                self.check(case)

    def test_every_further_run_is_predicted(self) -> None:
        for case in cases("claude_code_more.jsonl"):
            with self.subTest(case=case.id):
                self.check(case)

    def test_every_run_at_a_terminal_is_predicted(self) -> None:
        for case in cases("claude_code_interactive.jsonl"):
            with self.subTest(case=case.id):
                self.check(case)


_NAMES = st.sampled_from(
    [
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_CUSTOM_HEADERS",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_MODEL",
        "CLAUDE_CONFIG_DIR",
        "CLAUDE_CODE_USE_BEDROCK",
        "CLAUDE_CODE_USE_VERTEX",
        "CLAUDE_CODE_USE_FOUNDRY",
        "ANTHROPIC_FOUNDRY_RESOURCE",
        "ANTHROPIC_BEDROCK_BASE_URL",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_REGION",
    ]
)
_PARTS = st.sampled_from(
    ["https://", "http:", "[::1]", "/", "\\", ":", "8080", "@", "?", "#", "%", "a.b", "ü", "”", "\r", "1", "x-a: ", "‹"]
)
_VALUES = st.one_of(st.text(max_size=20), st.lists(_PARTS, max_size=8).map("".join))


class AnyText(unittest.TestCase):
    @settings(deadline=None)
    @given(st.dictionaries(_NAMES, _VALUES, max_size=6), st.sampled_from(list(Login)), st.sampled_from(list(Mode)))
    def test_no_value_makes_it_crash(self, variables: dict[str, str], login: Login, mode: Mode) -> None:
        values = {name: Variable(name, State.SET, True, value) for name, value in variables.items()}
        for found in requests(Evaluation(Environment(values)), login=login, mode=mode):
            self.assertTrue(found.payer.sentence)
            self.assertTrue(found.outcome is not Sent.SENT or found.endpoint)


class UnknownValues(unittest.TestCase):
    def test_an_unknown_key_decides_and_is_named_with_the_reason(self) -> None:
        found = request(shell(ANTHROPIC_BASE_URL=GATEWAY), unknown=("ANTHROPIC_API_KEY",))
        self.assertEqual(found.outcome, Sent.CANNOT_TELL)
        self.assertIn("ANTHROPIC_API_KEY", found.message or "")
        self.assertIn("line 3 runs a command", found.message or "")
        self.assertEqual(found.endpoint, GATEWAY)

    def test_an_unknown_plan_token_does_not_matter_beside_a_key(self) -> None:
        found = request(shell(ANTHROPIC_API_KEY=KEY), unknown=("CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_PROFILE"))
        self.assertEqual(dict(found.headers), {"x-api-key": "ANTHROPIC_API_KEY"})

    def test_an_unknown_base_url_does_not_matter_on_a_cloud(self) -> None:
        cloud = shell(
            CLAUDE_CODE_USE_BEDROCK="1",
            AWS_ACCESS_KEY_ID="AKIADUMMY",
            AWS_SECRET_ACCESS_KEY="DUMMY",
            AWS_REGION="eu-west-1",
        )
        found = request(cloud, unknown=("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"))
        self.assertEqual(found.endpoint, "https://bedrock-runtime.eu-west-1.amazonaws.com")

    def test_an_unknown_base_url_leaves_the_address_open_but_not_the_credential(self) -> None:
        found = request(shell(ANTHROPIC_AUTH_TOKEN=TOKEN), unknown=("ANTHROPIC_BASE_URL",))
        self.assertEqual(found.outcome, Sent.CANNOT_TELL)
        self.assertIsNone(found.endpoint)
        self.assertEqual(dict(found.headers), {"authorization": "ANTHROPIC_AUTH_TOKEN"})

    def test_an_unknown_model_changes_nothing_but_the_model(self) -> None:
        found = request(shell(), unknown=("ANTHROPIC_MODEL",))
        self.assertEqual((found.outcome, found.model), (Sent.SENT, None))

    def test_many_unknown_variables_end_in_an_answer(self) -> None:
        names = (
            "CLAUDE_CODE_USE_GATEWAY",
            "ANTHROPIC_BASE_URL",
            "ANTHROPIC_AUTH_TOKEN",
            "CLAUDE_CODE_USE_BEDROCK",
            "CLAUDE_CODE_USE_FOUNDRY",
            "CLAUDE_CODE_USE_VERTEX",
            "CLAUDE_CODE_USE_MANTLE",
            "ANTHROPIC_CUSTOM_HEADERS",
            "ANTHROPIC_API_KEY",
        )
        self.assertEqual(request(unknown=names).outcome, Sent.CANNOT_TELL)


class Logins(unittest.TestCase):
    def of_unknown_login(self, **variables: str) -> tuple[Request, ...]:
        return requests(evaluation(shell(**variables)), login=Login.UNKNOWN, mode=Mode.PRINT)

    def test_an_unknown_login_that_decides_gives_both_answers(self) -> None:
        with_login, without = self.of_unknown_login(ANTHROPIC_BASE_URL=GATEWAY)
        self.assertEqual((with_login.login, with_login.outcome), (Login.SUBSCRIPTION, Sent.SENT))
        self.assertEqual((without.login, without.outcome), (Login.NONE, Sent.BLOCKED))

    def test_an_unknown_login_that_does_not_matter_gives_one_answer(self) -> None:
        (only,) = self.of_unknown_login(ANTHROPIC_API_KEY=KEY)
        self.assertEqual((only.login, only.outcome), (Login.UNKNOWN, Sent.SENT))

    def test_a_console_login_sends_the_stored_key(self) -> None:
        self.assertEqual(dict(request(login=Login.CONSOLE).headers), {"x-api-key": "console-login"})

    def test_an_empty_config_folder_loses_the_login(self) -> None:
        found = request(shell(CLAUDE_CONFIG_DIR=""))
        self.assertEqual(found.message, "Not logged in · Please run /login")

    def test_another_config_folder_may_have_another_login(self) -> None:
        self.assertEqual(request(shell(CLAUDE_CONFIG_DIR="/home/alice/.claude-work")).outcome, Sent.CANNOT_TELL)
        self.assertEqual(request(shell(CLAUDE_CONFIG_DIR="/home/alice/.claude/")).outcome, Sent.SENT)

    def test_managed_settings_that_ask_for_a_login_stop_a_key(self) -> None:
        managed = document("/etc/claude-code/managed-settings.json", '{"forceLoginMethod": "claudeai"}')
        found = request(shell(ANTHROPIC_API_KEY=KEY), managed)
        self.assertEqual(found.outcome, Sent.BLOCKED)
        self.assertIn("forceLoginMethod", found.evidence)
        self.assertEqual(request(managed).outcome, Sent.SENT)

    def test_a_broken_state_file_stops_the_client(self) -> None:
        found = request(document("~/.claude.json", '{"env": {},}'))
        self.assertEqual((found.outcome, found.message), (Sent.BLOCKED, "Configuration error in ~/.claude.json"))


class OnATerminal(unittest.TestCase):
    def test_a_key_is_not_used_before_it_is_approved(self) -> None:
        found = request(shell(ANTHROPIC_API_KEY=KEY), mode=Mode.INTERACTIVE)
        self.assertEqual(dict(found.headers), {"authorization": "subscription-login"})
        self.assertIn("asks whether to use the key", found.message or "")

    def test_an_approved_key_is_used(self) -> None:
        state = document("~/.claude.json", json.dumps({"customApiKeyResponses": {"approved": [KEY[-20:]]}}))
        found = request(shell(ANTHROPIC_API_KEY=KEY), state, mode=Mode.INTERACTIVE)
        self.assertEqual(dict(found.headers), {"x-api-key": "ANTHROPIC_API_KEY"})

    def test_a_key_without_a_login_ends_at_the_login_screen(self) -> None:
        found = request(shell(ANTHROPIC_API_KEY=KEY), mode=Mode.INTERACTIVE, login=Login.NONE)
        self.assertEqual((found.outcome, found.message), (Sent.BLOCKED, "Not logged in · Please run /login"))

    def test_a_token_is_used_without_a_question(self) -> None:
        found = request(shell(ANTHROPIC_AUTH_TOKEN=TOKEN), mode=Mode.INTERACTIVE)
        self.assertEqual((dict(found.headers), found.message), ({"authorization": "ANTHROPIC_AUTH_TOKEN"}, None))


class SwallowedPaths(unittest.TestCase):
    def test_a_base_url_with_a_query_or_fragment_gets_no_answer_but_gets_the_credential(self) -> None:
        for base, path in (("https://gw.example.test/x?y=1", "/x"), ("https://gw.example.test/#y", "/")):
            with self.subTest(base=base):
                found = request(shell(ANTHROPIC_BASE_URL=base))
                self.assertEqual(
                    (found.outcome, found.endpoint, found.path), (Sent.BLOCKED, "https://gw.example.test", path)
                )
                self.assertEqual(dict(found.headers), {"authorization": "subscription-login"})
                self.assertIn("reaches gw.example.test all the same", found.payer.sentence)


class Masks(unittest.TestCase):
    MASK = "‹anthropic-api-key, 108 characters, #1›"

    def test_a_masked_key_is_a_key(self) -> None:
        self.assertEqual(dict(request(shell(ANTHROPIC_API_KEY=self.MASK)).headers), {"x-api-key": "ANTHROPIC_API_KEY"})

    def test_a_masked_password_in_a_url_does_not_spoil_it(self) -> None:
        url = "https://alice:‹credential-in-url, 8 characters, #1›@gw.example.test"
        found = request(shell(ANTHROPIC_BASE_URL=url, ANTHROPIC_API_KEY=KEY))
        self.assertEqual(found.endpoint, "https://gw.example.test")
        self.assertEqual(found.headers["authorization"], "base-url-userinfo")

    def test_a_credential_file_is_assumed_to_be_there_and_that_is_said(self) -> None:
        found = request(
            shell(
                CLAUDE_CODE_USE_VERTEX="1",
                ANTHROPIC_VERTEX_PROJECT_ID="p",
                GOOGLE_APPLICATION_CREDENTIALS="/home/u/adc.json",
            )
        )
        self.assertEqual(found.headers["authorization"], "gcp-credentials")
        self.assertIn("if the file that GOOGLE_APPLICATION_CREDENTIALS names is there", found.payer.sentence)

    def test_a_masked_header_value_is_sent(self) -> None:
        found = request(shell(ANTHROPIC_CUSTOM_HEADERS=f"x-ai-gateway-api-key: Bearer {self.MASK}\nx-team: blue"))
        self.assertEqual(set(found.headers), {"authorization", "x-ai-gateway-api-key", "x-team"})

    def test_the_length_of_what_was_masked_stays_in_the_refusal(self) -> None:
        found = request(shell(ANTHROPIC_API_KEY=f"“{self.MASK}”"))
        self.assertIn("a typographic quote (U+201C) at character 1 (110 characters)", found.message or "")


class Evidence(unittest.TestCase):
    def test_each_source_points_to_the_line_that_wins(self) -> None:
        settings = document("~/.claude/settings.json", '{\n  "env": {"ANTHROPIC_AUTH_TOKEN": "DUMMY"}\n}')
        found = request(shell(ANTHROPIC_BASE_URL=GATEWAY, ANTHROPIC_AUTH_TOKEN=TOKEN), settings)
        places = {source: (span.document, span.line) for source, span in found.evidence.items()}
        self.assertEqual(
            places,
            {"ANTHROPIC_BASE_URL": ("~/.zshrc", 1), "ANTHROPIC_AUTH_TOKEN": ("~/.claude/settings.json", 2)},
        )

    def test_no_value_gets_into_a_message(self) -> None:
        for variables in (
            {"ANTHROPIC_API_KEY": "“CANARY”"},
            {"ANTHROPIC_BASE_URL": "CANARY"},
            {"ANTHROPIC_CUSTOM_HEADERS": "CA NARY: CANARY"},
        ):
            found = request(shell(**variables))
            self.assertEqual(found.outcome, Sent.BLOCKED)
            self.assertNotIn("CANARY", (found.message or "") + found.payer.sentence)
