"""VS Code's settings: the environment of its terminals and of Claude Code's extension."""

from __future__ import annotations

import unittest

from diagnostics.engine.analysis import facts_of
from diagnostics.engine.environment import Environment, State
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.readers.vscode import read_vscode
from diagnostics.engine.source import Document, Kind

MASK = "‹anthropic-api-key, 108 characters, #1›"


def environment(text: str, *others: Document) -> Environment:
    documents = (Document("~/.vscode/settings.json", text, Kind.VSCODE_SETTINGS), *others)
    return facts_of(documents, login=Login.NONE, mode=Mode.PRINT).environment


class Settings(unittest.TestCase):
    def test_terminals_and_the_extension_have_environments_of_their_own(self) -> None:
        text = (
            '{ // mine\n"terminal.integrated.env.osx": {"A_B": "1", "C_D": null},\n'
            f'"claudeCode.environmentVariables": [{{"name": "E_F", "value": "{MASK}"}}],\n}}'
        )
        files = read_vscode(Document("x", text, Kind.VSCODE_SETTINGS))
        self.assertEqual(
            [file.owner for file in files], ["VS Code's terminal on macOS", "Claude Code's extension in VS Code"]
        )
        found = environment(text)
        self.assertEqual((found.exported_value("A_B"), found.get("C_D").state), ("1", State.UNSET))
        self.assertEqual(found.exported_value("E_F"), MASK)
        span = found.get("A_B").set_at
        self.assertEqual(span.line if span else 0, 2)

    def test_platforms_that_differ_are_not_one_answer(self) -> None:
        found = environment(
            '{"terminal.integrated.env.osx": {"A_B": "1"},\n"terminal.integrated.env.linux": {"A_B": "2"}}'
        )
        self.assertEqual(found.get("A_B").state, State.UNKNOWN)
        self.assertIn(
            "line 1 for VS Code's terminal on macOS and line 2 for VS Code's terminal on Linux",
            found.get("A_B").why or "",
        )

    def test_what_stands_for_something_of_the_machine_is_not_known(self) -> None:
        for value in ('"${env:HOME}/x"', "1", "true"):
            found = environment(f'{{"terminal.integrated.env.osx": {{"A_B": {value}}}}}')
            self.assertEqual(found.get("A_B").state, State.UNKNOWN)

    def test_a_mapping_for_the_extension_does_not_count(self) -> None:
        self.assertEqual(environment('{"claudeCode.environmentVariables": {"A_B": "1"}}').get("A_B").state, State.UNSET)

    def test_a_shell_is_not_asked_about_the_editors_terminals(self) -> None:
        text = '{"terminal.integrated.env.osx": {"A_B": "editor", "C_D": "editor"}}'
        found = environment(text, Document("~/.zshrc", "export A_B=shell\n", Kind.ZSH))
        self.assertEqual((found.exported_value("A_B"), found.get("C_D").exported), ("shell", False))
