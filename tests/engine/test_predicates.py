"""Each predicate answers yes with its line, no, or that nobody can tell."""

from __future__ import annotations

import unittest
from dataclasses import replace
from unittest.mock import patch

from diagnostics.engine.environment import Act, Assignment, ProblemKind, Setting
from diagnostics.engine.facts import Facts
from diagnostics.engine.findings import Login, Mode, Sent
from diagnostics.engine.names import DECISIVE, READ, UNREAD, meant, one_slip
from diagnostics.engine.rules.answers import Maybe, No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition, sentence
from diagnostics.engine.rules.patterns import compile_pattern
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.values import host_is, host_of, is_placeholder, path_of
from tests.engine.by_hand import facts, request

GATEWAY = "export ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh/v1/\n"
MASKED = "export A=‹anthropic-api-key, 108 characters, #1›\n"
SENT = [request(Login.SUBSCRIPTION, {"authorization": "subscription-login", "x-api-key": "A"})]

# text, condition, the lines of a yes (None: no)
VARIABLE_CASES = (
    ("export A=1\n", {"var": "A", "is": "is-set"}, [1]),
    ("A=1\n", {"var": "A", "is": "is-set"}, None),
    ('export A=" "\n', {"var": "A", "is": "is-set"}, None),
    ("export A=1\nexport B=2\n", {"var": ["A", "B", "C"], "is": "is-set"}, [1, 2]),
    (MASKED, {"var": "A", "is": "is-set"}, [1]),
    ('export A=""\n', {"var": "A", "is": "is-blank"}, [1]),
    ("", {"var": "A", "is": "is-blank"}, None),
    ("", {"var": "A", "is": "is-unset"}, []),
    ("export A=1\n", {"var": "A", "is": "is-unset"}, None),
    ("export A=1\n", {"var": "A", "is": "is-mentioned"}, [1]),
    ("", {"var": "A", "is": "is-mentioned"}, None),
    ("A=1\n", {"var": "A", "is": "is-not-exported"}, [1]),
    ("A=1\nANTHROPIC_MODEL=x\n", {"is": "is-not-exported"}, [2]),
    ("export A=1\n", {"var": "A", "is": "is-not-exported"}, None),
    ("export A=1\n", {"var": "A", "is": "is-exported"}, [1]),
    ("A=1\n", {"var": "A", "is": "is-exported"}, None),
    ("export A= x \n", {"var": "A", "is": "equals", "values": ["w", "x"]}, [1]),
    ("export A=y\n", {"var": "A", "is": "equals", "values": "x"}, None),
    ("export A=bearer x\n", {"var": "A", "is": "contains", "text": "Bearer "}, [1]),
    ("export A=x\n", {"var": "A", "is": "contains", "text": "y"}, None),
    ("export A=Bearer x\n", {"var": "A", "is": "starts-with", "text": "bearer "}, [1]),
    ("export A=x Bearer\n", {"var": "A", "is": "starts-with", "text": "bearer"}, None),
    ("export A=vck_1\n", {"var": "A", "is": "matches", "pattern": "^vck_[0-9]$"}, [1]),
    ("export A=vck_x\n", {"var": "A", "is": "matches", "pattern": "^vck_[0-9]$"}, None),
    (GATEWAY, {"var": "ANTHROPIC_BASE_URL", "is": "host-in", "hosts": [".vercel.sh"]}, [1]),
    (GATEWAY, {"var": "ANTHROPIC_BASE_URL", "is": "host-in", "hosts": ["vercel.sh"]}, None),
    (GATEWAY, {"var": "ANTHROPIC_BASE_URL", "is": "path-ends-with", "text": "/v1"}, [1]),
    ("export A=https://a.example/v1/x\n", {"var": "A", "is": "path-ends-with", "text": "/v1"}, None),
    ("export A=your-api-key-here\n", {"var": "A", "is": "looks-like-placeholder"}, [1]),
    (MASKED, {"var": "A", "is": "looks-like-placeholder"}, None),
    ("A=“x”\n", {"var": "A", "is": "holds-typographic-quote"}, [1]),
    ('A="x"\n', {"var": "A", "is": "holds-typographic-quote"}, None),
    ("export A=YES\n", {"var": "A", "is": "is-on"}, [1]),
    ("export A=2\n", {"var": "A", "is": "is-on"}, None),
    (MASKED, {"var": "A", "is": "is-secret", "kinds": "anthropic-api-key"}, [1]),
    (MASKED, {"var": "A", "is": "is-secret", "kinds": "github-token"}, None),
    ("export ANTHROPIC_CUSTOM_HEADERS=X-Key : a\n", {"is": "names-header", "headers": "x-key"}, [1]),
    ("export ANTHROPIC_CUSTOM_HEADERS=X-Key: a\n", {"is": "names-header", "headers": "*key*"}, [1]),
    ("export ANTHROPIC_CUSTOM_HEADERS=X-Key=a\n", {"is": "names-header", "headers": "*"}, None),
    ("export ANTHROPIC_MODEL=a\nexport ANTHROPIC_MODEL=b\n", {"is": "is-assigned-again"}, [2]),
    ("export ANTHROPIC_MODEL=a\nexport ANTHROPIC_MODEL=a\n", {"is": "is-assigned-again"}, None),
    ("export ANTHROPIC_MODEL=a\nexport ANTHROPIC_MODEL=\n", {"is": "is-assigned-again"}, None),
    ("export ANTHROPIC_MODEL=a\n", {"is": "is-assigned-again"}, None),
    ("export PATH=a\nexport PATH=b\n", {"is": "is-assigned-again"}, None),
    ("ANTHROPIC_MODEL=a\nANTHROPIC_MODEL=$ANTHROPIC_MODEL-b\n", {"is": "is-assigned-again"}, None),
    (GATEWAY, {"var": "ANTHROPIC_BASE_URL", "is": "host-is-elsewhere"}, [1]),
    ("export A=http://127.0.0.1:8080\n", {"var": "A", "is": "host-is-elsewhere"}, None),
    ("export A=htps://a.example\n", {"var": "A", "is": "host-is-elsewhere"}, None),
    ("export A=$GATEWAY\n", {"var": "A", "is": "host-is-elsewhere"}, None),
    ("export PATH=a\nexport PATH=b\n", {"is": "is-assigned-again", "var": "PATH"}, [2]),
    ("export CLAUDE_API_KEY=a\n", {"is": "is-read-by-nothing"}, [1]),
    ("export CLAUDE_API_KEY=a\nexport B=${CLAUDE_API_KEY}\n", {"is": "is-read-by-nothing"}, None),
    ("export CLAUDE_API_KEY=a\nexport B=$CLAUDE_API_KEY_2\n", {"is": "is-read-by-nothing"}, [1]),
    ("export ANTROPIC_BASE_URL=a\n", {"is": "is-read-by-nothing"}, [1]),
    ("export OPENAI_API_KEY=a\n", {"is": "is-read-by-nothing"}, None),
)

# condition, yes or no, over one request that is sent with a login's bearer and the key A
REQUEST_CASES = (
    ({"is": "sends-header", "header": "X-Api-Key"}, True),
    ({"is": "sends-header", "header": "x-api-key", "source": ["B", "A"]}, True),
    ({"is": "sends-header", "header": "x-api-key", "source": "B"}, False),
    ({"is": "sends-header", "header": "x-other"}, False),
    ({"is": "counts-credentials", "least": 2}, True),
    ({"is": "counts-credentials", "least": 3}, False),
    ({"is": "endpoint-in", "hosts": "api.anthropic.com"}, True),
    ({"is": "endpoint-in", "hosts": "openrouter.ai"}, False),
    ({"is": "endpoint-is-elsewhere"}, False),
    ({"is": "path-contains", "text": "/messages"}, True),
    ({"is": "path-contains", "text": "/v1/v1"}, False),
    ({"is": "outcome-is", "outcome": "sent"}, True),
    ({"is": "outcome-is", "outcome": ["blocked", "cannot tell"]}, False),
    ({"is": "provider-is", "provider": "anthropic"}, True),
    ({"is": "provider-is", "provider": "bedrock"}, False),
    ({"is": "payer-is", "text": "Cannot"}, True),
    ({"is": "payer-is", "text": "credits"}, False),
    ({"is": "payer-certainty-is", "certainty": "cannot tell"}, True),
    ({"is": "payer-certainty-is", "certainty": "measured"}, False),
    ({"is": "login-is", "login": "subscription"}, True),
    ({"is": "login-is", "login": ["none", "console"]}, False),
    ({"is": "mode-is", "mode": "print"}, True),
    ({"is": "mode-is", "mode": "interactive"}, False),
    ({"is": "has-document", "kind": "zsh"}, True),
    ({"is": "has-document", "kind": "dotenv"}, False),
    ({"is": "has-setting", "setting": "apiKeyHelper"}, False),
    ({"is": "setting-is", "setting": "apiKeyHelper", "values": "x"}, False),
)


CODEX = request(
    Login.SUBSCRIPTION,
    {"authorization": "OPENAI_API_KEY"},
    endpoint="https://gw.example",
    client="codex",
    provider="custom",
    model="openai/gpt-5.4",
)
REFUSED = request(Login.NONE, client="gemini", provider="gemini", message="Invalid auth method selected.")

# condition, yes or no, over Claude Code's request above, one of Codex to a gateway, and a refusal of Gemini CLI
CLIENT_CASES = (
    ({"is": "sends-credential", "source": "A"}, True),
    ({"is": "sends-credential", "source": "OPENAI_API_KEY"}, False),
    ({"is": "sends-credential", "source": "OPENAI_API_KEY", "client": "codex"}, True),
    ({"is": "sends-credential", "source": ["B", "OPENAI_API_KEY"], "client": "any"}, True),
    ({"is": "sends-header", "header": "x-api-key", "client": "codex"}, False),
    ({"is": "endpoint-is-elsewhere", "client": ["codex", "opencode"]}, True),
    ({"is": "endpoint-in", "hosts": "gw.example", "client": "codex"}, True),
    ({"is": "endpoint-in", "hosts": "gw.example"}, False),
    ({"is": "provider-is", "provider": "custom", "client": "codex"}, True),
    ({"is": "model-contains", "text": "/", "client": "codex"}, True),
    ({"is": "model-contains", "text": "claude", "client": "codex"}, False),
    ({"is": "is-reported", "client": "codex"}, True),
    ({"is": "is-reported", "client": "aider"}, False),
    ({"is": "sends-header", "header": "authorization", "client": "aider"}, False),
    ({"is": "refuses-with", "text": "invalid auth method", "client": "gemini"}, True),
    ({"is": "refuses-with", "text": "invalid auth method", "client": "any"}, True),
    ({"is": "refuses-with", "text": "invalid auth method"}, False),
    ({"is": "outcome-is", "outcome": "blocked", "client": "gemini"}, True),
)


class VariableTests(unittest.TestCase):
    def test_each_answers_with_the_lines_that_made_it_true(self):
        for text, data, lines in VARIABLE_CASES:
            with self.subTest(text=text, data=data):
                answer = ask(parse_condition(data), facts(text))
                if lines is None:
                    self.assertIsInstance(answer, No)
                else:
                    self.assertEqual([line.span.line for line in answer.lines], lines)

    def test_an_unknown_value_cannot_be_told_and_says_why(self):
        for name in ("is-set", "is-blank", "is-on", "is-unset"):
            with self.subTest(predicate=name):
                answer = ask(parse_condition({"var": "A", "is": name}), facts("export A=1\n", unknown="A"))
                self.assertEqual(answer.why, "the value of A is not known: line 1 runs a command")

    def test_a_placeholder_is_written_out_so_an_unknown_value_is_none(self):
        condition = parse_condition({"var": "A", "is": "looks-like-placeholder"})
        self.assertIsInstance(ask(condition, facts("export A=1\n", unknown="A")), No)
        self.assertIsInstance(ask(condition, facts("export A=<your key>\n", unknown="A")), Maybe)

    def test_an_export_that_is_taken_away_is_not_missing(self):
        made = facts("A=1\n")
        taken = Assignment("A", Act.UNEXPORT, None, False, made.assignments[0].span)
        condition = parse_condition({"var": "A", "is": "is-not-exported"})
        self.assertIsInstance(ask(condition, replace(made, assignments=(*made.assignments, taken))), No)

    def test_without_re2_a_pattern_cannot_be_told(self):
        condition = parse_condition({"var": "A", "is": "matches", "pattern": "x"})
        compile_pattern.cache_clear()
        self.addCleanup(compile_pattern.cache_clear)
        with patch("importlib.import_module", side_effect=ImportError):
            self.assertIsInstance(ask(condition, facts("export A=x\n")), Maybe)

    def test_several_names_are_findings_of_their_own_and_one_is_part_of_a_whole(self):
        text = "export A=1\nexport B=2\n"
        several = ask(parse_condition({"var": ["A", "B"], "is": "is-set"}), facts(text))
        one = ask(parse_condition({"var": "A", "is": "is-set"}), facts(text))
        self.assertEqual([line.separate for line in (*several.lines, *one.lines)], [True, True, False])

    def test_the_winner_brings_the_lines_that_lose(self):
        answer = ask(parse_condition({"var": "A", "is": "is-assigned-again"}), facts("A=1\nA=2\nA=3\n"))
        self.assertEqual([line.span.line for line in answer.lines[0].related], [1, 2])


class RequestTests(unittest.TestCase):
    def test_each_answers_over_the_predicted_request(self):
        for data, expected in REQUEST_CASES:
            with self.subTest(data=data):
                answer = ask(parse_condition(data), facts("", login=Login.SUBSCRIPTION, requests=SENT))
                self.assertIsInstance(answer, Yes if expected else No)

    def test_a_client_is_asked_by_name_and_claude_code_where_none_is_named(self):
        made = facts("", login=Login.SUBSCRIPTION, requests=[*SENT, CODEX, REFUSED])
        for data, expected in CLIENT_CASES:
            with self.subTest(data=data):
                self.assertIsInstance(ask(parse_condition(data), made), Yes if expected else No)

    def test_a_model_that_is_not_shown_cannot_be_told(self):
        condition = parse_condition({"is": "model-contains", "text": "/"})
        self.assertIsInstance(ask(condition, facts("", login=Login.SUBSCRIPTION, requests=SENT)), Maybe)

    def test_possibilities_that_agree_are_the_answer_whatever_a_variable_holds(self):
        with_key = request(Login.NONE, {"x-api-key": "A", "authorization": "T"})
        without = request(Login.NONE, {"authorization": "T"})
        open_request = replace(without, outcome=Sent.CANNOT_TELL, headers={}, worlds=(with_key, without))
        made = facts("", login=Login.NONE, requests=[open_request])
        for data, expected in (
            ({"is": "sends-credential", "source": "T"}, Yes),
            ({"is": "sends-credential", "source": "A"}, Maybe),
            ({"is": "sends-credential", "source": "B"}, No),
            ({"is": "outcome-is", "outcome": "sent"}, Yes),
            ({"is": "outcome-is", "outcome": "cannot tell"}, Yes),
            ({"is": "endpoint-in", "hosts": "api.anthropic.com"}, Yes),
            ({"is": "counts-credentials", "least": 2}, Maybe),
            ({"is": "payer-is", "text": "credits"}, No),
        ):
            with self.subTest(data=data):
                self.assertIsInstance(ask(parse_condition(data), made), expected)

    def test_a_condition_says_the_client_by_its_name(self):
        for data, said in (
            ({"is": "sends-credential", "source": "A"}, "Claude Code sends the credential A"),
            ({"is": "sends-credential", "source": "A", "client": "codex"}, "Codex CLI sends the credential A"),
            ({"is": "is-reported", "client": ["gemini", "any"]}, "the files concern Gemini CLI or any client"),
        ):
            with self.subTest(data=data):
                self.assertEqual(sentence(parse_condition(data)), said)

    def test_a_blocked_request_sends_no_header(self):
        answer = ask(parse_condition({"is": "sends-header", "header": "x"}), facts("", requests=[request(Login.NONE)]))
        self.assertIsInstance(answer, No)

    def test_without_a_prediction_nobody_can_tell(self):
        for data, _ in REQUEST_CASES:
            if PREDICATES[str(data["is"])].by_login:
                with self.subTest(data=data):
                    self.assertIsInstance(ask(parse_condition(data), facts("")), Maybe)

    def test_another_host_than_anthropic_or_this_machine_is_elsewhere(self):
        condition = parse_condition({"is": "endpoint-is-elsewhere"})
        for endpoint, expected in (("https://openrouter.ai", Yes), ("http://localhost:4000", No)):
            with self.subTest(endpoint=endpoint):
                sent = request(Login.NONE, {"x-api-key": "A"}, endpoint=endpoint)
                self.assertIsInstance(ask(condition, facts("", requests=[sent])), expected)


class SurroundingsTests(unittest.TestCase):
    def test_problems_in_one_line_are_one_finding(self):
        condition = parse_condition({"is": "has-problem", "kind": "bad-json"})
        answer = ask(condition, facts("one\ntwo\n", problem=ProblemKind.BAD_JSON))
        self.assertEqual([line.span.line for line in answer.lines], [1, 2])

    def test_a_problem_of_another_variable_or_kind_is_not_meant(self):
        for more in (
            {"kind": "bad-json", "var": "A"},
            {"kind": "bad-json", "only-read": True},
            {"kind": "syntax-error"},
        ):
            with self.subTest(more=more):
                condition = parse_condition({"is": "has-problem", **more})
                self.assertIsInstance(ask(condition, facts("one\ntwo\n", problem=ProblemKind.BAD_JSON)), No)

    def test_a_setting_is_found_by_name_and_by_value(self):
        document = Document("settings.json", '{"apiKeyHelper": "x"}', Kind.CLAUDE_SETTINGS)
        settings = {
            "apiKeyHelper": Setting("apiKeyHelper", "x", document.line_span(1)),
            "off": Setting("off", False, document.line_span(1)),
        }
        made = Facts((document,), settings=settings)
        for data in (
            {"is": "has-setting", "setting": "apiKeyHelper"},
            {"is": "setting-is", "setting": "apiKeyHelper", "values": ["x"]},
            {"is": "setting-is", "setting": "off", "values": "false"},
        ):
            with self.subTest(data=data):
                self.assertEqual(len(ask(parse_condition(data), made).lines), 1)

    def test_an_unknown_login_cannot_be_told(self):
        answer = ask(parse_condition({"is": "login-is", "login": "none"}), facts("", mode=Mode.PRINT))
        self.assertIsInstance(answer, Maybe)


class NameTests(unittest.TestCase):
    def test_no_name_that_is_read_is_in_the_table_of_those_that_are_not(self):
        self.assertEqual(set(UNREAD) & set(READ), set())
        self.assertLessEqual(set(UNREAD.values()), set(READ))

    def test_a_slip_of_the_pen_is_understood_only_where_one_name_is_near(self):
        cases = {
            "ANTHROPIC_API_KEY": None,
            "ANTHROPIC_API_KEYS": "ANTHROPIC_API_KEY",
            "ANTHORPIC_API_KEY": "ANTHROPIC_API_KEY",
            "ANTHROPIC_BASE_UR": "ANTHROPIC_BASE_URL",
            "ANTHROPIC_CUSTON_HEADERS": "ANTHROPIC_CUSTOM_HEADERS",
            "Anthropic_Base_Url": "ANTHROPIC_BASE_URL",
            "ANTHROPIC_BASE_DIR": None,
            "OPENAI_API_KEY": None,
            "EDITOR": None,
        }
        for name, expected in cases.items():
            with self.subTest(name=name):
                self.assertEqual(meant(name), expected)

    def test_names_that_are_read_do_not_look_like_one_another(self):
        self.assertFalse([name for name in DECISIVE if meant(name)])
        self.assertFalse(one_slip("A", "A"))


class ValueTests(unittest.TestCase):
    PLACEHOLDERS = (
        "your-api-key-here", "YOUR_API_KEY", "<your key>", "<YOUR-TOKEN>", "{{API_KEY}}", "{account_id}",
        "sk-CLAUDE-MAX-YOUR-KEY", "x-key: Bearer <token>", "sk-ant-…", "sk-ant-...", "sk-ant-api03-xxxxxxxx",
        "sk-xxxx", "insert-key-here", "replace_me", "changeme", "api-key-here", "https://your-gateway.example.com",
        "Paste your key here",
    )  # fmt: skip
    REAL = (
        "${OPENROUTER_API_KEY}",
        "", "[REDACTED :)]", "[your key, removed]", "***", "****-key-here", "‹vercel-key, 30 characters, #1›",
        "sk-or-v1-abc",
        "claude-opus-5-5", "https://openrouter.ai/api", "x-title: my terminal", "ollama", "local", "1", "sk-1234",
    )  # fmt: skip

    def test_a_guides_placeholder_is_told_from_what_a_person_hid(self):
        for value in self.PLACEHOLDERS:
            with self.subTest(value=value):
                self.assertTrue(is_placeholder(value))
        for value in self.REAL:
            with self.subTest(value=value):
                self.assertFalse(is_placeholder(value))

    def test_hosts_and_paths_are_read_as_the_client_reads_them(self):
        cases = (
            ("https://API.example.com:8443/a/b/", "api.example.com", "/a/b"),
            (" localhost:4000 ", "localhost", ""),
            ("https://user:pw@host/x", "host", "/x"),
            ("http://[::1]:80/", "::1", ""),
            ("http://[broken/", None, ""),
            ("", None, ""),
            ("‹url, 30 characters, #1›", None, ""),
            ("https://me:‹password, 9 characters, #1›@host/a", "host", "/a"),
        )
        for url, host, path in cases:
            with self.subTest(url=url):
                self.assertEqual(host_of(url), host)
                if host:
                    self.assertEqual(path_of(url), path)

    def test_a_leading_dot_stands_for_every_name_below(self):
        self.assertTrue(host_is("a.b.example", (".b.example",)))
        self.assertFalse(host_is("b.example", (".b.example",)))
        self.assertFalse(host_is(None, ("b.example",)))
