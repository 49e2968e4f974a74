"""Commands that load a .env file for the client they start: what they load counts, and nothing else of such a file."""

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.environment import ProblemKind
from diagnostics.engine.envloaders import calls_loader, loaded_by
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode, Report, Status
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

FILE = "ANTHROPIC_BASE_URL=https://gw.example\nANTHROPIC_AUTH_TOKEN=t\n"
PLAN, TOKEN = "subscription-login", "ANTHROPIC_AUTH_TOKEN"
# What is said to be run, and whether the client that it starts has what the file sets.
CALLS = (
    ("dotenv -e .env -- claude", True),
    ("dotenv claude -p hello", True),
    ("npx dotenv-cli -e .env claude", True),
    ("dotenv -f .env run -- claude", True),
    ("dotenvx run -- claude", True),
    ("dotenvx run -f .env -- claude", True),
    ("env-cmd claude", True),
    ("env-cmd -f ./.env claude", True),
    ("uv run --env-file .env claude", True),
    ("op run --env-file=.env -- claude", True),
    ('op run --env-file="$HOME/app/.env" -- claude', True),
    ("env $(cat .env | xargs) claude -p hello", True),
    ("env $(grep -v '^#' .env | xargs) claude", True),
    ("set -a; source .env; set +a; claude", True),
    ("set -a && . ./.env && set +a && claude", True),
    ("export $(cat .env | xargs) && claude", True),
    ("dotenv -e .env.other -- node server.js", False),
    ("op run -- claude", False),
    ("uv run claude", False),
    ("env claude", False),
    ("source .env; claude", False),
    ("claude --mcp-config .env", False),
    ("cat .env && claude", False),
)
POSTS = {
    "a fence": "I start it like this:\n\n```\n{call}\n```\n\nand .env is\n\n```\n{file}```\n",
    "a sentence": "I run `{call}` here and wonder who pays.\n\n.env:\n{file}",
    "a prompt": "$ {call}\n\n.env:\n{file}",
}


def report_on(text: str) -> Report:
    return analyse(read_pastes((("pasted", text, None),)), rules=(), login=Login.SUBSCRIPTION)


def sources(text: str) -> set[str]:
    return {source for request in report_on(text).requests for source in request.headers.values()}


class LoaderTests(unittest.TestCase):
    def test_what_the_call_loads_counts_wherever_the_call_stands(self) -> None:
        for call, loads in CALLS:
            for place, post in POSTS.items():
                with self.subTest(call=call, place=place):
                    self.assertEqual(sources(post.format(call=call, file=FILE)), {TOKEN if loads else PLAN})

    def test_a_file_that_is_loaded_is_not_said_to_be_unread(self) -> None:
        for call, loads in CALLS:
            with self.subTest(call):
                documents = read_pastes((("pasted", POSTS["a fence"].format(call=call, file=FILE), None),))
                facts = facts_of(documents, login=Login.SUBSCRIPTION, mode=Mode.PRINT)
                unread = any(problem.kind is ProblemKind.UNREAD_DOTENV for problem in facts.problems)
                self.assertEqual(unread, not loads and "source" not in call)  # of that one the shell's lines are told

    def test_which_value_counts_where_the_shell_has_one_too(self) -> None:
        shell = "~/.zshrc:\n```\nexport ANTHROPIC_BASE_URL=https://shell.example\n```\n"
        for call, host in (  # as measured with the programs themselves
            ("dotenv -e .env -- claude", "shell"),
            ("dotenv -o -e .env -- claude", "gw"),
            ("dotenvx run -- claude", "shell"),
            ("dotenvx run --overload -- claude", "gw"),
            ("env-cmd claude", "gw"),
            ("env-cmd --no-override -f .env claude", "shell"),
            ("dotenv run claude", "gw"),
            ("dotenv run --no-override claude", "shell"),
            ("uv run --env-file .env claude", "shell"),
            ("env $(cat .env | xargs) claude", "gw"),
        ):
            with self.subTest(call):
                report = report_on(shell + POSTS["a fence"].format(call=call, file=FILE))
                self.assertEqual({each.endpoint for each in report.requests}, {f"https://{host}.example"})

    def test_what_a_store_of_secrets_puts_in_is_not_known(self) -> None:
        file = "ANTHROPIC_API_KEY=op://Private/Anthropic/credential\n"
        for call, said in (
            ("op run --env-file=.env -- claude", "takes it from a store of secrets when it is run"),
            ("dotenv -e .env -- claude", "Anthropic API account"),  # the reference itself is sent
        ):
            with self.subTest(call):
                report = report_on(POSTS["a fence"].format(call=call, file=file))
                self.assertIn(said, report.verdict.sentence)

    def test_what_loads_for_a_client_is_told_from_what_does_not(self) -> None:
        for command, loads in (
            ("op run -- claude", True),
            ("op run -- npm start", False),
            ("claude -p 'op run'", False),
        ):
            with self.subTest(command):
                self.assertEqual(calls_loader(command), loads)

    def test_variables_that_were_not_given_may_hold_the_key(self) -> None:
        for call, is_open in (
            ("doppler run -- claude", True),
            ("aws-vault exec dev -- claude -p hello", True),
            ("infisical run --env=dev -- claude", True),
            ("chpst -e ./env claude", True),
            ("dotenv -- claude", True),
            ("op run -- npm start", False),
            ("claude -p 'how does doppler run work?'", False),
            ("ANTHROPIC_API_KEY=k doppler run -- claude", False),  # and here a key is known
        ):
            fenced = f"I start it with\n\n```\n{call}\n```\n\n~/.zshrc:\n```\nexport EDITOR=vim\n```\n"
            for text in (fenced, f"#!/bin/sh\n{call}\n"):
                if text.startswith("#!") and "=k" in call:
                    continue  # a script's own line, in which the name stands for one program
                with self.subTest(call=call, text=text[:9]):
                    verdict = report_on(text).verdict
                    self.assertEqual("gives it no key and no address" in verdict.sentence, is_open)
                    self.assertEqual(verdict.status is Status.CANNOT_TELL, is_open)

    def test_a_long_text_is_read_in_time(self) -> None:
        file = (Document(".env", FILE, Kind.DOTENV),)
        for unit in (
            "op run ",
            "dotenv ",
            "env $(",
            "set -a; source ",
            "uv run --env-file ",
            "dotenv run ",
            "export $(",
        ):
            with self.subTest(unit), it_ends():
                loaded_by(unit * (262_144 // len(unit)), file, in_sentences=True)
