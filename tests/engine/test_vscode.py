"""VS Code's settings: the environment of its terminals and of Claude Code's extension."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import Environment, ProblemKind, State
from diagnostics.engine.factsof import facts_of
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
        files, _ = read_vscode(Document("x", text, Kind.VSCODE_SETTINGS))
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


class Containers(unittest.TestCase):
    def test_options_of_docker_run_set_and_both_settings_win_over_them(self) -> None:
        text = (
            '{"runArgs": ["--init", "-e", "A_B=run", "--env=C_D=run", "-eE_F=run", "-e", "G_H"],\n'
            '"containerEnv": {"A_B": "container", "C_D": "container"},\n"remoteEnv": {"C_D": "remote"}}'
        )
        found = environment(text)
        self.assertEqual([found.exported_value(name) for name in ("A_B", "C_D", "E_F")], ["container", "remote", "run"])
        self.assertEqual(found.get("G_H").state, State.UNKNOWN)

    def test_a_file_for_docker_is_read_where_it_was_given_and_told_where_not(self) -> None:
        text = '{"runArgs": ["--env-file", ".devcontainer/dev.env", "-e", "A_B=pair"]}'
        found = environment(text, Document(".devcontainer/dev.env", "A_B=file\nC_D='file'\n", Kind.DOTENV))
        self.assertEqual((found.exported_value("A_B"), found.exported_value("C_D")), ("pair", "'file'"))
        _, problems = read_vscode(Document("devcontainer.json", text, Kind.VSCODE_SETTINGS))
        self.assertEqual([problem.kind for problem in problems], [ProblemKind.READS_OTHER_FILE])

    def test_a_variable_of_another_place_is_named(self) -> None:
        for value, says in (
            ("${localEnv:X_Y}", "line 1 takes it from X_Y of the machine that starts the container"),
            ("${localEnv:X_Y:}", "line 1 takes it from X_Y of the machine that starts the container"),
            ("${containerEnv:X_Y}", "line 1 takes it from X_Y of the container"),
            ("${localEnv:HOME}/x", "line 1 inserts something of the machine"),
        ):
            with self.subTest(value):
                found = environment(f'{{"remoteEnv": {{"A_B": "{value}"}}}}').get("A_B")
                self.assertEqual((found.state, found.why), (State.UNKNOWN, says))
