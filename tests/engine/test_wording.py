"""The report's words where it speaks of several clients, and where the login of one decides."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.clients import CLIENT_NAMES, CLIENTS
from diagnostics.engine.findings import Certainty, Login, Mode, Report
from diagnostics.engine.rendering import as_markdown, as_text, to_dict
from diagnostics.engine.source import Document
from tests.engine.client_cases import document

TWO = 'export ANTHROPIC_API_KEY="sk-ant-api03-DUMMY"\nexport CODEX_HOME=""\n'


def report(*documents: Document, login: Login = Login.UNKNOWN) -> Report:
    return analyse(documents, rules=(), login=login)


def zshrc(text: str) -> Document:
    return document("~/.zshrc", text)


class SeveralClients(unittest.TestCase):
    def test_the_verdict_is_full_for_the_first_and_short_for_the_rest(self) -> None:
        said = report(zshrc(TWO)).verdict.sentence
        self.assertTrue(
            said.startswith("The Anthropic API account that owns the key (Console) pays: Claude Code sends")
        )
        self.assertIn(
            "Codex CLI: your ChatGPT plan pays if you are logged in with ChatGPT; the OpenAI API account that owns the "
            "key pays if you are logged in with an API key; nobody pays if you are not logged in.",
            said,
        )

    def test_each_client_has_its_own_heading_command_and_login(self) -> None:
        text = as_text(report(zshrc(TWO)))
        claude, codex = CLIENTS["claude-code"], CLIENTS["codex"]
        for line in (
            f"What Claude Code {claude.version} sends (claude -p, whatever the login)",
            f"What Codex CLI {codex.version} sends (codex exec, logged in with ChatGPT)",
            f"What Codex CLI {codex.version} sends (codex exec, not logged in)",
            "    authorization       your ChatGPT login's token",
            "    To be certain: `codex login status`",
            f"  (measured on {codex.version}, {codex.as_of})",
        ):
            with self.subTest(line=line):
                self.assertIn(line, text.split("\n"))

    def test_what_cannot_be_seen_is_asked_for_each_client(self) -> None:
        commands = {each.command for each in report(zshrc(TWO)).unknowns}
        self.assertIn("codex login status", commands)
        self.assertTrue(any("~/.codex/config.toml" in command for command in commands))

    def test_a_file_that_was_given_is_not_asked_for(self) -> None:
        shown = report(zshrc(TWO), document("~/.codex/config.toml", 'model = "m"\n'))
        self.assertFalse([each for each in shown.unknowns if "config.toml" in each.what])

    def test_the_data_says_how_each_answer_is_known(self) -> None:
        rows = to_dict(report(zshrc('export COPILOT_GITHUB_TOKEN="github_pat_DUMMY"\n')))["requests"]
        assert isinstance(rows, list)
        self.assertEqual([(row["basis"], row["as_of"]) for row in rows], [("documented", CLIENTS["copilot-cli"].as_of)])

    def test_the_markdown_shows_commands_as_code(self) -> None:
        self.assertIn("To be certain: `codex login status`", as_markdown(report(zshrc(TWO))))

    def test_a_report_about_codex_alone_does_not_speak_of_claude_code(self) -> None:
        text = as_text(report(zshrc('export OPENAI_API_KEY="sk-DUMMY"\n'), login=Login.CONSOLE))
        self.assertNotIn("Claude Code", text)


class EveryClient(unittest.TestCase):
    def test_each_is_described_in_full(self) -> None:
        for client in CLIENTS.values():
            with self.subTest(client=client.id):
                self.assertEqual(set(client.commands), set(Mode))
                self.assertRegex(client.as_of, r"2026-11-2\d")
                self.assertIn(client.basis, (Certainty.MEASURED, Certainty.DOCUMENTED))
                self.assertLessEqual(set(client.asked), set(client.logins))
                self.assertTrue(client.version and client.shows_login and CLIENT_NAMES[client.id])
                self.assertTrue(Login.SUBSCRIPTION not in client.logins or client.plan)
