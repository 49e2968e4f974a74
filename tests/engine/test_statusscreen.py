"""What Claude Code shows of itself, pasted: its login and what is set are facts, and what it does not show is open."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Report, Sent
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Kind
from diagnostics.engine.statusscreen import is_label, is_status, login_shown
from tests.guards import it_ends

SECOND = """
 Login method: Claude Max account
 Organization: jo@example.com's Organization
 Email: jo@example.com

 Model: opus
 Setting sources: User settings
"""
FIRST = """
 Account • /login
  L Login Method: Claude Pro Account
  L Email: jo@example.com
"""
BOTH = "⚠Auth conflict: Both a token ({}) and an API key ({}) are set. This may lead to unexpected behavior.\n"
USED = "⚠Auth conflict: Using ANTHROPIC_API_KEY instead of Anthropic Console key. Either unset …\n"
JSON = '{{"loggedIn": {}, "authMethod": "{}", "apiProvider": "{}"}}\n'
FRAME = "│ Login method: Claude Max account                │\n│ Model: opus                                     │\n"
GATEWAY = " Auth token: ANTHROPIC_AUTH_TOKEN\n Anthropic base URL: https://gw.example/api\n"
HELPER = "  L Auth Token: apiKeyHelper\n  L API Key: apiKeyHelper\n"
BEDROCK = " API provider: Amazon Bedrock\n AWS region: us-east-1\n"
PLAN, TOKEN, KEY, OAUTH = "subscription-login", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"

# What is pasted, and where each credential of the request comes from.
SENT = (
    ("a plan", SECOND, {PLAN}),
    ("a plan, on the first version's screen", FIRST, {PLAN}),
    ("a plan, in a frame", FRAME, {PLAN}),
    ("a token at a gateway", GATEWAY, {TOKEN}),
    ("a helper", HELPER, {"apiKeyHelper"}),
    ("a login and a key", BOTH.format("claude.ai", KEY), {KEY}),
    ("two variables", GATEWAY + BOTH.format(TOKEN, KEY), {TOKEN, KEY}),
    ("a plan, as JSON", JSON.format("true", "claude.ai", "firstParty"), {PLAN}),
)
# What is no screen, however much it looks so.
OTHERS = (
    ("a sentence", "My login method: the plan, and it works."),
    ("one label that decides nothing", "Model: opus\nVersion: 3"),
    ("another program's JSON", '{"loggedIn": true, "user": "jo"}'),
    ("JSON in which a notice is quoted", '{"text": "Using ANTHROPIC_API_KEY instead of claude.ai"}'),
    ("a list of variables", "ANTHROPIC_API_KEY: sk-x\nANTHROPIC_BASE_URL: https://a.example"),
    ("nothing", ""),
)


def report(text: str, login: Login = Login.UNKNOWN) -> Report:
    return analyse(read_pastes([("pasted", text, None)]), rules=(), login=login)


class StatusScreenTests(unittest.TestCase):
    def test_the_request_holds_what_the_screen_names(self):
        for title, text, sources in SENT:
            with self.subTest(title):
                requests = report(text).requests
                self.assertEqual({source for each in requests for source in each.headers.values()}, sources)

    def test_a_screen_of_another_text_is_none(self):
        for title, text in OTHERS:
            with self.subTest(title):
                self.assertFalse(is_status(text))

    def test_who_is_asked_for_the_login_may_say_another(self):
        self.assertEqual({each.login for each in report(SECOND, Login.NONE).requests}, {Login.NONE})

    def test_nobody_is_logged_in_where_it_says_so(self):
        [request] = report(JSON.format("false", "none", "firstParty")).requests
        self.assertEqual((request.login, request.outcome), (Login.NONE, Sent.BLOCKED))

    def test_a_notice_leaves_open_where_requests_go(self):
        said = report(USED).verdict.sentence
        self.assertIn("does not say where requests go", said)

    def test_a_json_answer_does_not_tell_two_tokens_apart(self):
        requests = report(JSON.format("true", "oauth_token", "firstParty")).requests
        self.assertEqual({each.outcome for each in requests}, {Sent.CANNOT_TELL})

    def test_a_cloud_that_it_names_is_switched_on(self):
        self.assertIn("AWS is switched on", report(BEDROCK).verdict.sentence)

    def test_settings_above_a_notice_stay_settings(self):
        text = '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://gw.example"\n  }\n}\n\n' + BOTH.format(TOKEN, KEY)
        kinds = [each.kind for each in read_pastes([("pasted", text, None)])]
        self.assertEqual(kinds, [Kind.CLAUDE_SETTINGS, Kind.STATUS])

    @settings(deadline=None)
    @given(st.text(alphabet="LAPI keytokn:ANTHROPIC_usl│> \n{}\"'()", max_size=300))
    def test_any_text_is_read_to_its_end(self, text):
        documents = read_pastes([("pasted", SECOND + text, None)])
        self.assertEqual(login_shown(documents), Login.SUBSCRIPTION)
        is_label(text)

    def test_long_lines_take_no_longer_than_short_ones(self):
        for title, text in (
            ("blanks", "API key:" + " " * 250_000 + "x"),
            ("marks", "│ " * 120_000),
            ("words", "Using " * 40_000),
            ("the mascot", "▛" * 250_000),
        ):
            with self.subTest(title), it_ends():
                is_status(text)
                is_label(text)


if __name__ == "__main__":
    unittest.main()
