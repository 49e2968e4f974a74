"""A post's call of the client, `NAME=value claude`, `docker run -e NAME=value … claude`: what it sets counts for it."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Report, Sent
from diagnostics.engine.kinds import recognise
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Document
from diagnostics.engine.startedcalls import started_call
from tests.guards import it_ends

PLAN, TOKEN, KEY = "subscription-login", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"
GATEWAY = "ANTHROPIC_BASE_URL=https://gw.example ANTHROPIC_AUTH_TOKEN=t"
ANTHROPIC = "https://api.anthropic.com"
OVER_LINES = GATEWAY.replace(" ", " \\\n") + " \\\nclaude"
FENCE = "```\n{}\n```\n"
# What is pasted, where requests go, and where each credential comes from.
CALLS = (
    ("at a prompt", f"$ {GATEWAY} claude\n", "https://gw.example", {TOKEN}),
    ("at a prompt, with arguments", f"$ {GATEWAY} claude -p 'hello'\n", "https://gw.example", {TOKEN}),
    ("in a fence", "I run\n" + FENCE.format(f"{GATEWAY} claude"), "https://gw.example", {TOKEN}),
    ("in backticks", f"I run `{GATEWAY} claude` and it fails.\n", "https://gw.example", {TOKEN}),
    (
        "over lines",
        "I run\n" + FENCE.format(GATEWAY.replace(" ", " \\\n") + " \\\nclaude"),
        "https://gw.example",
        {TOKEN},
    ),
    ("through env", f"$ env {GATEWAY} claude\n", "https://gw.example", {TOKEN}),
    ("through npx", f"$ {GATEWAY} npx @anthropic-ai/claude-code\n", "https://gw.example", {TOKEN}),
    ("masked before it was sent", "$ ANTHROPIC_API_KEY=‹secret, 5 characters, #1› claude\n", ANTHROPIC, {KEY}),
    ("in quotes", "$ ANTHROPIC_API_KEY='a key' claude\n", ANTHROPIC, {KEY}),
    ("in a container", "$ docker run -it -e ANTHROPIC_API_KEY=k node:22 claude\n", ANTHROPIC, {KEY}),
    ("in a container, over lines", "docker run -it \\\n  -e ANTHROPIC_API_KEY=k \\\n  n claude\n", ANTHROPIC, {KEY}),
    ("in a container, with =", "$ podman run --env=ANTHROPIC_API_KEY=k i claude\n", ANTHROPIC, {KEY}),
)
# The key is there, though not what it is: whether it is empty decides who pays.
WORKED_OUT = (
    "$ ANTHROPIC_API_KEY=$(pass show k) claude\n",
    '$ ANTHROPIC_API_KEY="$(op read "op://vault/a key")" claude\n',
    "$ ANTHROPIC_API_KEY=`pass show k` claude -p x\n",
    "$ docker run -it -v ~/.claude:/root/.claude -e ANTHROPIC_API_KEY=$(pass show k) node:22 claude\n",
    '$ docker run -it -v ~/.claude:/root/.claude -e "ANTHROPIC_API_KEY=$OTHER" node:22 claude\n',
)
# What is given is what the shell makes of it.
MODELS = (
    ('$ ANTHROPIC_MODEL="it\'s" claude\n', "it's"),
    ("$ ANTHROPIC_MODEL=a\"b c\"'d' claude\n", "ab cd"),
    ("$ ANTHROPIC_MODEL=a\\ b claude\n", "a b"),
    ("$ ANTHROPIC_MODEL='a$b' claude\n", "a$b"),
    ("$ docker run -v ~/.claude:/root/.claude -e 'ANTHROPIC_MODEL=a b' n claude\n", "a b"),
    ("$ ANTHROPIC_MODEL=~/m claude\n", None),
)
# No call, or none of the client.
OTHERS = (
    ("another program", "$ ANTHROPIC_API_KEY=k claudette\n"),
    ("a path", "$ ANTHROPIC_API_KEY=k ./claude/run\n"),
    ("a file's line", "ANTHROPIC_API_KEY=k\nclaude() {\n  command claude\n}\n"),
)


def report(text: str, login: Login = Login.UNKNOWN) -> Report:
    return analyse(read_pastes([("pasted", text, None)]), rules=(), login=login)


def sources(told: Report) -> set[str]:
    return {source for each in told.requests for source in each.headers.values()}


class StartedCallTests(unittest.TestCase):
    def test_what_stands_before_the_call_is_sent(self):
        for title, text, address, credentials in CALLS:
            with self.subTest(title):
                told = report(text, Login.SUBSCRIPTION)
                self.assertEqual({(each.endpoint or "").partition("/v1")[0] for each in told.requests}, {address})
                self.assertEqual(sources(told), credentials)

    def test_what_is_no_call_of_the_client_sends_nothing_of_it(self):
        for title, text in OTHERS:
            with self.subTest(title):
                self.assertNotIn(KEY, sources(report(text, Login.SUBSCRIPTION)))

    def test_a_key_that_is_worked_out_may_be_sent(self):
        for text in WORKED_OUT:
            with self.subTest(text):
                told = report(text, Login.SUBSCRIPTION)
                self.assertEqual({each.outcome for each in told.requests}, {Sent.CANNOT_TELL})
                self.assertIn("The value of ANTHROPIC_API_KEY cannot be told", told.requests[0].message)

    def test_what_is_given_is_what_the_shell_makes_of_it(self):
        for text, model in MODELS:
            with self.subTest(text):
                self.assertEqual({each.model for each in report(text, Login.SUBSCRIPTION).requests}, {model})

    def test_settings_that_a_command_names_beat_the_rest_and_are_not_worked_out(self):
        key = "export ANTHROPIC_API_KEY=k\n"
        for text, line in (
            (f"{key}claude --settings ~/glm.json\n", 2),
            (f"$ {key}$ ANTHROPIC_MODEL=opus claude -c --settings='{{}}'\n", 2),
            (f"{key}claude --settings a.json\nclaude -p hi --settings b.json\n", 3),
            (f"alias c='claude --settings a.json'\n{key}", None),
            (f"c() {{\n  claude --settings a.json\n}}\n{key}", None),
            (f"{key}claude --setting-sources user\n", None),
            (f"{key}echo claude; ls --settings x\n", None),
        ):
            with self.subTest(text):
                told = report(f"I type this:\n\n```\n{text}```\n").verdict
                said = f"What --settings names on line {line and line + 3} of your paste comes before all of this"
                self.assertEqual(said in told.sentence, line is not None)
                self.assertEqual("What --settings" in told.sentence, line is not None)

    def test_nobody_is_logged_in_in_a_new_container(self):
        told = report("$ docker run -it -e ANTHROPIC_MODEL=opus node:22 claude\n")
        self.assertEqual({each.login for each in told.requests}, {Login.NONE})

    def test_a_mounted_folder_may_hold_a_login(self):
        told = report("$ docker run -it -v ~/.claude:/root/.claude -e ANTHROPIC_MODEL=opus node:22 claude\n")
        self.assertNotEqual({each.login for each in told.requests}, {Login.NONE})

    def test_a_name_alone_hands_the_machines_value_on(self):
        told = report("$ export ANTHROPIC_API_KEY=k\n$ docker run -it -e ANTHROPIC_API_KEY node:22 claude\n")
        self.assertEqual(sources(told), {KEY})

    def test_a_file_holds_no_such_call(self):
        lines = "".join(f"alias a{number}=true\n" for number in range(20))
        text = lines + "ANTHROPIC_API_KEY=k claude\n"
        told = analyse([Document("~/.zshrc", text, recognise("~/.zshrc", text))], rules=(), login=Login.SUBSCRIPTION)
        self.assertEqual(sources(told), {PLAN})

    @settings(deadline=None)
    @given(st.text(alphabet="ANTHROPIC_=claude docker run -e'\"\\\n$", max_size=200))
    def test_any_command_is_read_to_its_end(self, text):
        documents = read_pastes([("pasted", "$ ANTHROPIC_API_KEY=k " + text + " claude\n", None)])
        call = started_call(documents)
        self.assertTrue(call is None or call.given)

    def test_long_lines_take_no_longer_than_short_ones(self):
        for title, text in (
            ("one value", "$ A=" + "a" * 200_000 + "\n$ claude\n"),
            ("many", "$ " + "A=a " * 40_000 + "\n$ claude\n"),
            ("words of a container", "$ docker run " + "a " * 80_000 + "\n$ claude\n"),
            ("quotes", "$ A=" + "'" * 200_000 + "\n$ claude\n"),
        ):
            with self.subTest(title), it_ends():
                report(text)


if __name__ == "__main__":
    unittest.main()
