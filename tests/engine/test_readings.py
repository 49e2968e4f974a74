"""A pasted error message together with files: whether they can produce it, and which login it rules out."""

import re
import unittest
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.clients import CLIENT_NAMES
from diagnostics.engine.findings import Fit, Login, Status
from diagnostics.engine.kinds import recognise
from diagnostics.engine.messages import messages, vendors
from diagnostics.engine.rendering import as_json, as_markdown, as_text
from diagnostics.engine.signatures import match, normalise
from diagnostics.engine.source import Document
from diagnostics.rulefile import load_rules
from diagnostics.shipped import RULES
from tests.engine.client_cases import cases

KEY = "sk-ant-api03-DUMMY00000000000000000000000000000000000000"
VERCEL = "API Error: 402 Insufficient funds. Please add credits to your account to continue using AI services. Visit …"
SEED = (
    'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
    'export ANTHROPIC_CUSTOM_HEADERS="x-ai-gateway-api-key: Bearer vck_DUMMY00000000000000000000"\n'
)
OPENROUTER = (
    "export ANTHROPIC_BASE_URL=https://openrouter.ai/api\nexport ANTHROPIC_AUTH_TOKEN=sk-or-v1-DUMMY0000000000000000\n"
)
OWN_HOST = "export ANTHROPIC_BASE_URL=https://llm.corp.example\nexport ANTHROPIC_AUTH_TOKEN=DUMMYcorptoken000000\n"
PLAIN, BEDROCK = "export ANTHROPIC_MODEL=sonnet\n", "export CLAUDE_CODE_USE_BEDROCK=1\nexport AWS_REGION=us-east-1\n"
PROXY = "export HTTPS_PROXY=http://proxy.corp.example:8080\n"
WITH_KEY = f"export ANTHROPIC_API_KEY={KEY}\n"
PROVIDER = (
    'model_provider = "gw"\n[model_providers.gw]\nname = "gw"\nbase_url = "https://gw.example/v1"\nenv_key = "GW"\n'
)


def report(error: str, text: str, login: Login = Login.SUBSCRIPTION, name: str = "~/.zshrc"):
    document = Document(name, text, recognise(name, text))
    return analyse([document], rules=(), login=login, error=error)


def fit(error: str, text: str, login: Login = Login.SUBSCRIPTION, name: str = "~/.zshrc") -> Fit | None:
    readings = report(error, text, login, name).readings
    return readings[0].fit if readings else None


# error, text, login, what is said
CASES = (
    (VERCEL, SEED, Login.SUBSCRIPTION, Fit.FITS),
    (VERCEL, OPENROUTER, Login.SUBSCRIPTION, Fit.CONFLICTS),
    (VERCEL, PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    (VERCEL, OWN_HOST, Login.NONE, Fit.OPEN),
    (VERCEL, "export ANTHROPIC_BASE_URL=$(cat url)\n", Login.SUBSCRIPTION, Fit.OPEN),
    ("No auth credentials found", OPENROUTER, Login.NONE, Fit.FITS),
    ("No auth credentials found", SEED, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("Credit balance is too low", WITH_KEY, Login.SUBSCRIPTION, Fit.FITS),
    ("Credit balance is too low", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("Credit balance is too low", PLAIN, Login.CONSOLE, Fit.FITS),
    ("Credit balance is too low", PLAIN, Login.UNKNOWN, Fit.OPEN),
    ("Credit balance is too low", OWN_HOST, Login.NONE, Fit.FITS),
    ("Not logged in · Please run /login", PLAIN, Login.NONE, Fit.FITS),
    ("Not logged in · Please run /login", OPENROUTER, Login.NONE, Fit.FITS),
    ("Not logged in · Please run /login", WITH_KEY, Login.NONE, Fit.CONFLICTS),
    ("Invalid API key · Fix external API key", WITH_KEY, Login.NONE, Fit.FITS),
    ("Invalid API key · Fix external API key", OPENROUTER, Login.NONE, Fit.CONFLICTS),
    ("You've hit your 5-hour limit · resets 3pm", PLAIN, Login.SUBSCRIPTION, Fit.FITS),
    ("You’ve hit your weekly limit", WITH_KEY, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Request rejected (429) · slow down", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Request rejected (429) · slow down", OPENROUTER, Login.NONE, Fit.FITS),
    ("API Error: Could not load AWS credentials · …", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Could not load AWS credentials · …", BEDROCK, Login.SUBSCRIPTION, Fit.FITS),
    ("The provided model identifier is invalid", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Couldn't connect through your proxy (ERR_PROXY_TUNNEL)", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Couldn't connect through your proxy (ERR_PROXY_TUNNEL)", PROXY, Login.SUBSCRIPTION, Fit.FITS),
    ("API Error: 500 x, check your inference gateway (llm.corp.example)", OWN_HOST, Login.NONE, Fit.FITS),
    ("API Error: 500 x, check your inference gateway (llm.corp.example)", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("API Error: Invalid URL", "export ANTHROPIC_BASE_URL=llm.corp.example\n", Login.SUBSCRIPTION, Fit.FITS),
    ("API Error: Invalid URL", OPENROUTER, Login.NONE, Fit.CONFLICTS),
    ("invalid x-api-key", OPENROUTER, Login.NONE, Fit.OPEN),
    ("invalid x-api-key", "export ANTHROPIC_BASE_URL=https://api.deepseek.com/anthropic\n", Login.NONE, Fit.CONFLICTS),
    ("LiteLLM Virtual Key expected. Received=x", OWN_HOST, Login.NONE, Fit.OPEN),
    ("LiteLLM Virtual Key expected. Received=x", PLAIN, Login.SUBSCRIPTION, Fit.CONFLICTS),
    ("There's an issue with the selected model (x)", PLAIN, Login.SUBSCRIPTION, Fit.OPEN),
    ("unexpected status 402 Payment Required: no money, url: https://x", PLAIN, Login.SUBSCRIPTION, Fit.OPEN),
    ("Failed to authenticate. API Error: 401 who are you", OPENROUTER, Login.NONE, Fit.FITS),
    ("Failed to authenticate. API Error: 401 who are you", PLAIN, Login.NONE, Fit.CONFLICTS),
    ("API Error: 402 status code (no body)", PLAIN, Login.SUBSCRIPTION, Fit.OPEN),
    ("API Error: 500 Internal server error", PLAIN, Login.SUBSCRIPTION, Fit.OPEN),
    ("nothing that anybody knows", PLAIN, Login.SUBSCRIPTION, None),
)


class FitTests(unittest.TestCase):
    def test_a_message_is_held_against_what_the_files_send(self):
        for error, text, login, expected in CASES:
            with self.subTest(error=error, text=text, login=login):
                self.assertEqual(fit(error, text, login), expected)

    def test_a_general_wording_is_told_only_where_no_closer_one_is_known(self):
        told = report("Failed to authenticate. API Error: 401 Invalid bearer token", OPENROUTER, Login.NONE)
        self.assertEqual([reading.message for reading in told.readings], ["Invalid bearer token"])

    def test_a_codex_message_is_held_against_codex(self):
        missing = "Missing environment variable: `GW`."
        self.assertEqual(fit(missing, PROVIDER, Login.NONE, "~/.codex/config.toml"), Fit.FITS)
        self.assertEqual(fit(missing, 'model = "gpt-5"\n', Login.SUBSCRIPTION, "~/.codex/config.toml"), Fit.CONFLICTS)

    def test_wrapping_colours_ids_and_paths_do_not_hide_a_message(self):
        for error in (
            "\x1b[31mCredit balance\x1b[0m is\n too low",
            "│ Credit balance is │\n│ too low  request req_011CSabcdefghijkl │",
            "at /home/u/x.js: Credit balance is too low (1764190000000)",
        ):
            with self.subTest(error=error):
                self.assertEqual(fit(error, WITH_KEY), Fit.FITS)


class MeasuredTests(unittest.TestCase):
    FILES = (
        "claude_code.jsonl",
        "claude_code_more.jsonl",
        "codex.jsonl",
        "gemini.jsonl",
        "opencode.jsonl",
        "further_clients.jsonl",
    )

    def test_no_refusal_that_was_measured_is_called_impossible(self):
        held = 0
        for name in self.FILES:
            for case in cases(name):
                if not case.blocked or not case.message:
                    continue
                told = analyse(case.documents, rules=(), login=case.login, mode=case.mode, given={}, error=case.message)
                for reading in told.readings:
                    held += reading.fit is Fit.FITS
                    with self.subTest(case=case.id, message=reading.message):
                        self.assertNotEqual(reading.fit, Fit.CONFLICTS)
        self.assertGreater(held, 60)


class VerdictTests(unittest.TestCase):
    def test_a_message_that_the_files_cannot_produce_is_said_first(self):
        told = report(VERCEL, PLAIN)
        self.assertTrue(told.verdict.sentence.startswith("These files do not decide alone"))
        self.assertIn("Vercel AI Gateway", told.verdict.sentence)
        self.assertEqual(told.verdict.status, Status.CANNOT_TELL)
        self.assertIn("claude auth status --text", told.readings[0].commands)

    def test_a_message_rules_logins_out(self):
        limit = "You've hit your 5-hour limit · resets 3pm"
        told = report(limit, PLAIN, Login.UNKNOWN)
        self.assertNotIn("not logged in", told.verdict.sentence)
        self.assertIn("shows that you are logged in", told.readings[0].sentence)
        self.assertIn("not logged in", report("", PLAIN, Login.UNKNOWN).verdict.sentence)

    def test_who_sees_a_known_message_is_never_told_that_all_is_clear(self):
        # Whoever reads "clear" beside a refusal takes it for the answer: nothing to do. It is none.
        self.assertEqual(report("", WITH_KEY).verdict.status, Status.CLEAR)
        for message in ("Credit balance is too low", "API Error: Unable to connect to API (ECONNREFUSED)"):
            with self.subTest(message):
                self.assertEqual(report(message, WITH_KEY).verdict.status, Status.CANNOT_TELL)
        told = report("Credit balance is too low", WITH_KEY).verdict.sentence
        self.assertIn("What your error message says stands below.", told)

    def test_a_fitting_message_leaves_what_was_found_as_grave_as_it_is(self):
        document = Document("~/.zshrc", WITH_KEY, recognise("~/.zshrc", WITH_KEY))
        rules = load_rules(RULES)
        found = analyse([document], rules=rules, login=Login.SUBSCRIPTION, error="Credit balance is too low")
        self.assertEqual(found.verdict.status, Status.ERROR)

    def test_every_form_of_the_report_tells_it(self):
        told = report(VERCEL, OPENROUTER, Login.NONE)
        for rendered in (as_text(told), as_markdown(told), as_json(told)):
            with self.subTest(form=rendered[:12]):
                self.assertIn("Vercel AI Gateway", rendered)
                self.assertIn("claude auth status", rendered)
        self.assertNotIn('"messages"', as_json(report("", OPENROUTER, Login.NONE)))

    def test_no_secret_of_the_message_is_told(self):
        secret = "sk-ant-api03-DUMMYsecretDUMMYsecretDUMMYsecret"
        told = report(f"Credit balance is too low for {secret}", WITH_KEY)
        for rendered in (as_text(told), as_markdown(told), as_json(told)):
            self.assertNotIn("DUMMYsecret", rendered)


class TraceTests(unittest.TestCase):
    def test_a_line_that_became_a_remark_is_named(self):
        told = report(
            VERCEL, '# export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\nexport ANTHROPIC_MODEL=sonnet\n'
        )
        self.assertIn("Line 1 names what the message needs, but it is a remark now", told.readings[0].sentence)

    def test_a_line_that_is_replaced_is_named(self):
        text = f"export ANTHROPIC_BASE_URL=https://ai-gateway.vercel.sh\n{OPENROUTER}"
        self.assertIn(
            "Line 1 names what the message needs, but it is replaced", report(VERCEL, text).readings[0].sentence
        )

    def test_a_credential_that_became_a_remark_is_named(self):
        told = report("Credit balance is too low", f"# export ANTHROPIC_API_KEY={KEY}\n{PLAIN}")
        self.assertIn("Line 1 names", told.readings[0].sentence)
        self.assertNotIn("DUMMY", told.readings[0].sentence)

    def test_remarks_of_other_shells_are_seen(self):
        for name, text in (
            ("~/.config/fish/config.fish", f"# set -gx ANTHROPIC_API_KEY {KEY}\nset -gx ANTHROPIC_MODEL sonnet\n"),
            ("profile.ps1", f"# $env:ANTHROPIC_API_KEY = '{KEY}'\n$env:ANTHROPIC_MODEL = 'sonnet'\n"),
            ("env.cmd", f"rem set ANTHROPIC_API_KEY={KEY}\nset ANTHROPIC_MODEL=sonnet\n"),
        ):
            with self.subTest(name=name):
                told = report("Credit balance is too low", text, name=name)
                self.assertIn("Line 1 names", told.readings[0].sentence)

    def test_prose_and_other_hosts_are_no_trace(self):
        for text in ("# see ai-gateway.vercel.sh for more\n", "# export A=https://my-ai-gateway.vercel.sh.example\n"):
            with self.subTest(text=text):
                self.assertNotIn("names what the message needs", report(VERCEL, text + PLAIN).readings[0].sentence)


class ArticleTests(unittest.TestCase):
    KNOWN = (
        ("api-key-shadows", "Credit balance is too low"),
        ("another-cause", "Credit balance is too low"),
        ("longer", "Error: Credit balance is too low"),
    )

    def slugs(self, text: str) -> list[str]:
        rules = [replace(rule, article="api-key-shadows") for rule in load_rules(RULES) if rule.code == "CC101"]
        documents = [Document("~/.zshrc", text, recognise("~/.zshrc", text))]
        error = "Error: Credit balance is too low"
        told = analyse(documents, rules=rules, login=Login.SUBSCRIPTION, error=error, signatures=self.KNOWN)
        return [each.slug for each in told.articles]

    def test_a_rule_tells_articles_with_one_message_apart(self):
        self.assertEqual(self.slugs(WITH_KEY), ["api-key-shadows", "longer"])

    def test_without_a_finding_all_of_them_are_named(self):
        self.assertEqual(self.slugs(PLAIN), ["longer", "another-cause", "api-key-shadows"])


class DataTests(unittest.TestCase):
    def test_each_message_is_known_by_its_own_words(self):
        pairs = [(str(number), each.text) for number, each in enumerate(messages())]
        for number, each in enumerate(messages()):
            with self.subTest(message=each.text):
                self.assertGreater(normalise(each.text).count(" "), 0 if each.vendor is None else -1)
                self.assertIn(str(number), [found.slug for found in match(each.text, pairs)])

    def test_no_two_messages_have_the_same_words(self):
        words = [normalise(each.text) for each in messages()]
        self.assertEqual(len(set(words)), len(words))

    def test_each_names_a_client_or_a_vendor_and_says_something_in_a_sentence(self):
        for each in messages():
            with self.subTest(message=each.text):
                self.assertTrue(each.vendor or each.client in CLIENT_NAMES)
                self.assertRegex(each.says, re.compile(r"^[A-Z].*\.$"))

    def test_no_host_belongs_to_two_vendors(self):
        hosts = [host for vendor in vendors().values() for host in vendor.hosts]
        self.assertEqual(len(set(hosts)), len(hosts))

    @given(st.text(max_size=300))
    def test_any_text_can_be_pasted(self, error):
        self.assertIsInstance(report(error, PLAIN).readings, tuple)


class UnknownTokenTests(unittest.TestCase):
    """A token whose value is not known leaves open what a refusal answers: no login follows from the message."""

    TEXT = "export ANTHROPIC_BASE_URL=https://llm.corp.example\nexport ANTHROPIC_AUTH_TOKEN=$(cat token)\n"

    def test_a_refused_credential_does_not_show_a_console_login(self) -> None:
        for said in report("API Error: 401", self.TEXT, Login.UNKNOWN).readings:
            self.assertNotIn("Console", said.sentence)

    def test_a_refused_connection_does_not_show_a_plans_login(self) -> None:
        text = self.TEXT.replace("https://llm.corp.example", "http://localhost:8082")
        for said in report("Unable to connect to API (ConnectionRefused)", text, Login.UNKNOWN).readings:
            self.assertNotIn("It also shows", said.sentence)
