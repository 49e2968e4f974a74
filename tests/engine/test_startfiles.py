"""Files of several shells: each is read by its own, and where they differ nobody guesses which one counts."""

from __future__ import annotations

import unittest

from diagnostics.engine.environment import State
from diagnostics.engine.source import Document, Kind
from diagnostics.engine.startfiles import evaluate

ZSH = Document("~/.zshrc", "export A=1\nexport B=1\nexport C=$(pass c)\n", Kind.ZSH)
FISH = Document("~/.config/fish/config.fish", "\nset -gx A 1\nset -gx B 2\nset -gx D 4\n", Kind.FISH)


class StartFiles(unittest.TestCase):
    def test_each_kind_is_read_by_its_own_shell(self) -> None:
        for document, name in (
            (ZSH, "~/.zshrc"),
            (FISH, "~/.config/fish/config.fish"),
            (Document("profile.ps1", "$env:A = '1'\n", Kind.POWERSHELL), "profile.ps1"),
            (Document("x.bat", "set A=1\n", Kind.CMD), "x.bat"),
        ):
            with self.subTest(document.kind):
                found = evaluate([document], given={}).environment.get("A")
                self.assertEqual((found.value, found.set_at and found.set_at.document), ("1", name))

    def test_what_all_shells_agree_on_is_certain(self) -> None:
        self.assertEqual(evaluate([ZSH, FISH], given={}).environment.exported_value("A"), "1")

    def test_where_they_differ_the_lines_of_each_are_named(self) -> None:
        environment = evaluate([ZSH, FISH], given={}).environment
        why = "set for zsh or bash on line 2 of ~/.zshrc; set for fish on line 3 of ~/.config/fish/config.fish"
        found = environment.get("B")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, why))
        self.assertEqual([span.document for span in found.overrides], ["~/.zshrc"])
        self.assertTrue(str(environment.get("D").why).startswith("not set for zsh or bash; set for fish on line 4"))
        self.assertTrue(str(environment.get("C").why).endswith("not set for fish"))

    def test_the_assignments_and_problems_of_all_are_kept(self) -> None:
        evaluation = evaluate([ZSH, FISH], given={})
        self.assertEqual({act.span.document for act in evaluation.assignments}, {ZSH.name, FISH.name})

    def test_without_a_shells_file_the_environment_before_is_the_environment(self) -> None:
        found = evaluate([Document("x.txt", "hello", Kind.TEXT)], given={"A": "1"}).environment
        self.assertEqual(found.exported_value("A"), "1")


class Folders(unittest.TestCase):
    FOLDER = Document("project/.envrc", "export A=3\n", Kind.BASH)

    def test_an_envrc_is_loaded_after_the_start_up_files_of_any_shell(self) -> None:
        for name, kind in (("~/.zshrc", Kind.ZSH), ("~/.bashrc", Kind.BASH), ("~/.bash_profile", Kind.BASH)):
            with self.subTest(name):
                start = Document(name, "export A=1 B=2\n", kind)
                for documents in ([start, self.FOLDER], [self.FOLDER, start]):
                    found = evaluate(documents, given={}).environment
                    self.assertEqual((found.exported_value("A"), found.exported_value("B")), ("3", "2"))

    def test_of_several_folders_none_is_meant_for_certain(self) -> None:
        start, other = Document("~/.zshrc", "export A=1\n", Kind.ZSH), Document("b/.envrc", "export A=4\n", Kind.BASH)
        self.assertEqual(evaluate([start, self.FOLDER, other], given={}).environment.exported_value("A"), "1")
