"""Where only a screen or a printed environment shows a variable, the report asks which file sets it."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.pastes.splitting import read_pastes

SCREEN = " Version: 2.1.332\n Auth token: ANTHROPIC_AUTH_TOKEN\n Anthropic base URL: https://gw.example.com\n"
PRINTED = "HOME=/home/me\nANTHROPIC_API_KEY=sk-ant-api03-DUMMY000000000000\nPATH=/usr/bin\nSHELL=/bin/zsh\n"
OTHERS = "HOME=/home/me\nOPENROUTER_API_KEY=sk-or-v1-DUMMY000000000000\nPATH=/usr/bin\nSHELL=/bin/zsh\n"
START_UP = "export ANTHROPIC_API_KEY=sk-ant-api03-DUMMY000000000000\n"


def asked(*pastes: tuple[str, str]) -> list[tuple[str, str]]:
    """Return what the report of these texts asks about a place, and the command that shows it."""
    report = analyse(read_pastes([(name, text, None) for name, text in pastes]), rules=())
    return [(each.what, each.command) for each in report.unknowns if each.what.startswith("where ")]


class Places(unittest.TestCase):
    def test_of_a_screen_all_that_decides_is_asked_for(self) -> None:
        ((what, command),) = asked(("status", SCREEN))
        self.assertEqual(what, "where ANTHROPIC_AUTH_TOKEN and ANTHROPIC_BASE_URL are set")
        self.assertTrue(command.startswith("grep -ls -e ANTHROPIC_AUTH_TOKEN -e ANTHROPIC_BASE_URL ~/.zshenv "))
        self.assertIn(" ~/.claude/settings.json ", command)

    def test_of_a_printed_environment_too(self) -> None:
        ((what, command),) = asked(("env", PRINTED))
        self.assertEqual(what, "where ANTHROPIC_API_KEY is set")
        self.assertTrue(command.startswith("grep -ls ANTHROPIC_API_KEY ~/.zshenv "))

    def test_a_file_that_may_set_it_answers_the_question(self) -> None:
        self.assertEqual(asked(("env", PRINTED), ("~/.zshrc", START_UP)), [])
        self.assertEqual(asked(("~/.zshrc", START_UP)), [])

    def test_what_no_request_carries_is_not_asked_for(self) -> None:
        self.assertEqual(asked(("env", OTHERS)), [])
