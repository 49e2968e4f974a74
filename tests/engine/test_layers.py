"""Settings files laid over the shell."""

from __future__ import annotations

import json
import unittest

from diagnostics.engine.analysis import analyse
from diagnostics.engine.environment import Environment, Evaluation, ProblemKind, State, Variable
from diagnostics.engine.layers import Layer, Place, layer, layer_of, place_of
from diagnostics.engine.readers.jsonfile import read_settings
from diagnostics.engine.source import Document, Kind
from tests.engine.client_cases import document, evaluation, shell

MANAGED, FLAG = "/etc/claude-code/managed-settings.json", "--settings extra.json"
LOCAL, PROJECT, USER, STATE = (
    "./.claude/settings.local.json",
    "./.claude/settings.json",
    "~/.claude/settings.json",
    "~/.claude.json",
)
STRONGEST_FIRST = (MANAGED, FLAG, LOCAL, PROJECT, USER, STATE)


def settings(name: str, **env: str | None) -> Document:
    return document(name, json.dumps({"env": env}))


class Ranks(unittest.TestCase):
    def test_the_stronger_file_wins_whatever_the_order_given(self) -> None:
        for index, strong in enumerate(STRONGEST_FIRST):
            documents = [settings(name, A_B=name) for name in STRONGEST_FIRST[index:]]
            for order in (documents, documents[::-1]):
                found = evaluation(shell(A_B="shell"), *order).environment.get("A_B")
                self.assertEqual(found.value, strong)
                self.assertEqual(len(found.overrides), len(documents))

    def test_only_a_settings_files_name_tells_that_it_is_not_read(self) -> None:
        for name, wanted in (
            ("~/.claude/setting.json", None),
            ("../.claude/settings.json", None),
            ("../paste.txt", Layer.USER),
        ):
            with self.subTest(name):
                self.assertEqual(layer_of(name, Kind.CLAUDE_SETTINGS), wanted)

    def test_a_file_that_nobody_reads_sets_nothing(self) -> None:
        for name in (".claude/config.json", "/etc/claude-code/settings.json"):
            with self.subTest(name):
                self.assertIsNone(layer_of(name, Kind.CLAUDE_SETTINGS))

    def test_a_folder_below_home_moves_the_state_file_too(self) -> None:
        for folder, name, is_read in (
            ("$HOME/.claude", "~/.claude.json", False),
            ("$HOME/.claude", "~/.claude/.claude.json", True),
            ("$HOME/work", "~/work/settings.json", True),
            ("$HOME/work", "~/.claude/settings.json", False),
        ):
            with self.subTest(folder=folder, name=name):
                shown = [
                    Document("~/.zshrc", f'export CLAUDE_CONFIG_DIR="{folder}"\n', Kind.ZSH),
                    settings(name, A_B="1"),
                ]
                found = analyse(shown, rules=()).environment.exported_value("A_B")
                self.assertEqual(found, "1" if is_read else None)

    def test_an_empty_text_switches_the_shells_value_off(self) -> None:
        found = evaluation(shell(A_B="shell"), settings(USER, A_B="")).environment
        self.assertEqual(found.exported_value("A_B"), "")

    def test_a_variable_that_was_not_exported_is_no_loser(self) -> None:
        text = "A_B=1\n"
        span = Document("~/.zshrc", text).span(0, 5)
        below = Evaluation(Environment({"A_B": Variable("A_B", State.SET, False, "1", span)}))
        found = layer(below, read_settings([settings(USER, A_B="2")])).environment.get("A_B")
        self.assertEqual((found.value, found.exported, found.overrides), ("2", True, ()))

    def test_a_setting_makes_an_unknown_value_known(self) -> None:
        found = evaluation(settings(USER, A_B="2"), unknown=("A_B",)).environment.get("A_B")
        self.assertEqual((found.state, found.value), (State.SET, "2"))

    def test_the_strongest_files_helper_counts_and_none_in_the_state_file(self) -> None:
        helper = [document(name, json.dumps({"apiKeyHelper": name})) for name in (USER, PROJECT)]
        self.assertEqual(evaluation(*helper).settings["apiKeyHelper"].value, PROJECT)
        self.assertEqual(evaluation(document(STATE, '{"apiKeyHelper": "x"}')).settings, {})
        self.assertEqual(evaluation(document(USER, '{"primaryApiKey": "x"}')).settings, {})


class NotRead(unittest.TestCase):
    def test_a_plan_token_in_a_project_is_ignored(self) -> None:
        for name in (LOCAL, PROJECT):
            found = evaluation(shell(), settings(name, CLAUDE_CODE_OAUTH_TOKEN="x"))
            self.assertEqual(found.environment.get("CLAUDE_CODE_OAUTH_TOKEN").state, State.UNSET)
            self.assertEqual(found.problems[0].kind, ProblemKind.IGNORED_TOKEN)
        self.assertEqual(evaluation(settings(USER, CLAUDE_CODE_OAUTH_TOKEN="x")).problems, ())

    def test_the_local_file_of_the_home_folder_is_not_read(self) -> None:
        found = evaluation(settings("~/.claude/settings.local.json", A_B="1"))
        self.assertEqual(found.environment.get("A_B").state, State.UNSET)
        self.assertIn("home folder", found.problems[0].text)
        self.assertEqual(found.problems[0].kind, ProblemKind.UNREAD_FILE)

    def test_a_helper_in_the_state_file_is_not_read(self) -> None:
        (problem,) = evaluation(document(STATE, '{"apiKeyHelper": "x"}')).problems
        self.assertEqual((problem.kind, problem.name), (ProblemKind.UNREAD_STATE, "apiKeyHelper"))

    def test_a_parent_folders_file_is_not_read(self) -> None:
        self.assertEqual(
            evaluation(settings("../.claude/settings.json", A_B="1")).environment.get("A_B").state, State.UNSET
        )

    def test_another_config_folder_has_its_own_files(self) -> None:
        own = settings("/home/alice/work/settings.json", A_B="own")
        found = evaluation(shell(CLAUDE_CONFIG_DIR="/Users/alice/work"), own, settings(USER, A_B="default"))
        self.assertEqual(found.environment.exported_value("A_B"), "own")

    def test_an_empty_config_folder_is_the_current_one_except_for_the_state(self) -> None:
        here = settings("./settings.json", A_B="here")
        found = evaluation(shell(CLAUDE_CONFIG_DIR=""), here, settings(USER, A_B="no"), settings(STATE, C_D="state"))
        self.assertEqual(found.environment.exported_value("A_B"), "here")
        self.assertEqual(found.environment.exported_value("C_D"), "state")

    def test_a_relative_config_folder_has_its_own_state(self) -> None:
        found = evaluation(
            shell(CLAUDE_CONFIG_DIR="sub"), settings("sub/.claude.json", A_B="1"), settings(STATE, A_B="no")
        )
        self.assertEqual(found.environment.exported_value("A_B"), "1")


class Names(unittest.TestCase):
    def test_a_name_tells_the_layer(self) -> None:
        for name, rank in [
            (MANAGED, Layer.MANAGED),
            ("/Library/Application Support/ClaudeCode/managed-settings.json", Layer.MANAGED),
            ("/etc/claude-code/managed-settings.d/10.json", Layer.MANAGED),
            ("/etc/claude-code/managed-settings.d/.10.json", None),
            ("/etc/claude-code/managed-settings.d/10.txt", None),
            ("/Library/Application Support/ClaudeCode/managed-mcp.json", None),
            (".claude/settings.dev.json", None),
            (".claude/settings.json.bak", None),
            (FLAG, Layer.FLAG),
            (".claude/settings.local.json", Layer.LOCAL),
            ("/srv/app/.claude/settings.json", Layer.PROJECT),
            ("/Users/alice/.claude/settings.json", Layer.USER),
            ("C:\\Users\\alice\\.claude\\settings.json", Layer.USER),
            ("$HOME/.claude/settings.json", Layer.USER),
            ("settings.json", Layer.USER),
            ("~/.zshrc", Layer.USER),
            ("./other/settings.json", None),
            ("home/dot_claude/settings.json", Layer.USER),  # chezmoi puts it into the home folder
            ("~/.claude-work/settings.json", Layer.USER),
            ("~/.config/claude/settings.json", Layer.USER),
        ]:
            with self.subTest(name=name):
                self.assertEqual(layer_of(name, Kind.CLAUDE_SETTINGS), rank)

    def test_a_config_folder_tells_where_the_login_is(self) -> None:
        for text, place in [
            (None, Place.HERE),
            ("/root/.claude/", Place.HERE),
            ("/srv/claude", Place.ELSEWHERE),
            ("", Place.NOWHERE),
            (" ", Place.NOWHERE),
            ("~/.claude", Place.NOWHERE),
            ("$HOME/.claude", Place.NOWHERE),
        ]:
            with self.subTest(text=text):
                self.assertEqual(place_of(text), place)
