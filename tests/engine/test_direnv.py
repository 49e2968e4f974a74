"""An .envrc is run as direnv runs it, and the .env files that it loads are read as direnv 2.32.1 reads them."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine import startfiles
from diagnostics.engine.environment import Environment, ProblemKind, State
from diagnostics.engine.readers.direnvfile import direnv_dialect
from diagnostics.engine.source import Document, Kind

# What the real direnv 2.32.1 set for a line, with ZZ=zval in the environment before.
MEASURED = {
    "A=1": "1",
    'export A="two words"': "two words",
    "A='$ZZ'": "$ZZ",
    'A="$ZZ x"': "zval x",
    "A=$ZZ/y": "zval/y",
    "A=a#b": "a",
    "A=x # c": "x",
    "A= # c": "",
    "A= spaced": "spaced",
    "A = x": "x",
    "A: yaml": "yaml",
    "A==x": "=x",
    "A=": "",
    'A=""': "",
    "A=${ZZ:-z}b": "zvalb",
    "A=${NO:-dflt}": "dflt",
    'A="${NO:-a b}"': "a b",
    'A="${NO:-${ZZ}}"': "${ZZ}",
    "A=${ZZ": "ZZ",
    "A=$1": "",
    "A=$$": "",
    "A=`id`": "`id`",
    "A=$(id)": "$(id)",
    "A=it's": "it's",
    'A="a"b': '"a"b',
    'A="un': '"un',
    'A="a#b"': "a#b",
    "A=http://x/#y": "http://x/",
    "A=a\\nb": "a\\nb",
    'A="a\\nb"': "a\nb",
    'A="a\\tb"': "atb",
    "A='a\\nb'": "a\\nb",
    'A="e\\"q"': 'e"q',
    "A=\\$ZZ": "\\zval",
    'A="a\\$ZZ"': "a\\zval",
    'A="\\\\x"': "\\x",
    'A="x$"': "x$",
    "A=“x”": "“x”",
}
REFUSED = ("A=a b", 'A="multi\nline"', "A", "export A", "A:x", "A : x", "A=1 B=2", "A=${NO:-a b}")


def run(*documents: tuple[str, str, Kind]) -> Environment:
    """Return what the files leave."""
    return startfiles.evaluate([Document(*each) for each in documents], given=None).environment


class Files(unittest.TestCase):
    def test_each_line_gives_what_direnv_sets(self) -> None:
        for line, expected in MEASURED.items():
            with self.subTest(line):
                found = direnv_dialect(line + "\n", lambda name: "zval" if name == "ZZ" else "")
                self.assertIsNone(found.refused_at)
                self.assertEqual([each.value for each in found.readings], [expected])

    def test_one_line_that_is_no_pair_and_the_whole_file_is_refused(self) -> None:
        for line in REFUSED:
            with self.subTest(line):
                read = direnv_dialect(f"B=1\n{line}\n", lambda name: "")
                self.assertIsNotNone(read.refused_at)
                self.assertEqual(read.readings, ())

    def test_a_variable_that_is_not_known_leaves_the_value_unknown(self) -> None:
        read = direnv_dialect("A=$X\nB=${A}\n", lambda name: None)
        first = read.readings[0]
        self.assertEqual((first.value, first.why), (None, "inserts X, whose value is not known"))
        self.assertIsNone(read.readings[1].value)

    @given(st.text(alphabet="AB1=:#$\\\"' {}-\n\rexportn.é", max_size=60))
    def test_what_is_read_lies_where_it_says(self, text: str) -> None:
        read = direnv_dialect(text, lambda name: "v")
        for each in read.readings:
            self.assertTrue(text[each.begin :].startswith(each.name))
            self.assertTrue(each.begin <= each.value_begin <= each.value_stop <= each.stop <= len(text))
            self.assertIsNotNone(each.value)
        if read.refused_at is not None:
            self.assertEqual(read.readings, ())
            self.assertLess(read.refused_at, len(text))

    @given(st.text(alphabet="abc XYZ/.:%=+,_é“", max_size=20))
    def test_a_text_in_single_quotes_is_taken_as_it_is(self, text: str) -> None:
        read = direnv_dialect(f"A='{text}'\n", lambda name: "v")
        self.assertEqual([each.value for each in read.readings], [text])


class Folders(unittest.TestCase):
    def test_dotenv_loads_the_file_beside_it_and_exports_what_is_in_it(self) -> None:
        for command, name in (
            ("dotenv", ".env"),
            ("dotenv .env.local", ".env.local"),
            ("dotenv_if_exists config/dev.env", "config/dev.env"),
            ("dotenv_if_exists ./.env", ".env"),
        ):
            with self.subTest(command):
                found = run((".envrc", f"{command}\n", Kind.BASH), (name, "A=1\n", Kind.DOTENV)).get("A")
                self.assertEqual((found.exported, found.value), (True, "1"))
                self.assertEqual(found.set_at and found.set_at.document, name)

    def test_the_file_of_another_folder_is_not_taken_for_it(self) -> None:
        found = run(("~/a/.envrc", "dotenv\n", Kind.BASH), ("~/b/.env", "A=1\n", Kind.DOTENV)).get("A")
        self.assertIsNot(found.state, State.SET)

    def test_a_later_line_of_the_envrc_wins_over_the_file(self) -> None:
        found = run((".envrc", "dotenv\nexport A=2\n", Kind.BASH), (".env", "A=1\n", Kind.DOTENV)).get("A")
        self.assertEqual((found.value, len(found.overrides)), ("2", 1))

    def test_source_env_and_source_up_run_the_other_envrc(self) -> None:
        above = ("~/.envrc", "export A=1\n", Kind.BASH)
        for text in (
            "source_up\n",
            "source_up_if_exists\n",
            "source_env ..\n",
            "source_env ../.envrc\n",
            "source_env ~\n",
        ):
            with self.subTest(text):
                self.assertEqual(run(("~/p/.envrc", text, Kind.BASH), above).get("A").value, "1")

    def test_of_two_folders_one_is_meant_and_both_are_named(self) -> None:
        found = run(("~/a/.envrc", "export A=1\n", Kind.BASH), ("~/b/.envrc", "export A=2\nexport B=1\n", Kind.BASH))
        self.assertIs(found.get("A").state, State.UNKNOWN)
        self.assertIn("the folder of ~/a/.envrc on line 1", found.get("A").why or "")
        self.assertIs(found.get("B").state, State.UNKNOWN)

    def test_a_folder_that_reads_the_one_above_is_the_one_that_is_meant(self) -> None:
        for text in ("source_up\nexport A=2\n", "source_env ../.envrc\nexport A=2\n"):
            with self.subTest(text):
                found = run(("~/.envrc", "export A=1\nexport B=1\n", Kind.BASH), ("~/p/.envrc", text, Kind.BASH))
                self.assertEqual((found.get("A").value, found.get("B").value), ("2", "1"))

    def test_files_that_read_each_other_come_to_an_end(self) -> None:
        a, b = (
            ("~/.envrc", "source_env p\nexport A=1\n", Kind.BASH),
            ("~/p/.envrc", "source_up\nexport B=1\n", Kind.BASH),
        )
        self.assertEqual(run(a, b).get("A").value, "1")

    def test_what_asks_other_programs_or_files_may_set_anything(self) -> None:
        for text in ("use flake\n", "layout python3\n", "dotenv\n", "source_env ../x\n", "source_up\n"):
            with self.subTest(text):
                evaluation = startfiles.evaluate([Document(".envrc", text, Kind.BASH)], given=None)
                kinds = {problem.kind for problem in evaluation.problems}
                self.assertTrue(kinds & {ProblemKind.RUNS_COMMAND, ProblemKind.READS_OTHER_FILE})

    def test_a_refused_file_is_told_and_sets_nothing(self) -> None:
        documents = [Document(".envrc", "dotenv\n", Kind.BASH), Document(".env", "A=1\nB=a b\n", Kind.DOTENV)]
        evaluation = startfiles.evaluate(documents, given=None)
        self.assertIsNot(evaluation.environment.get("A").state, State.SET)
        told = [problem for problem in evaluation.problems if problem.kind is ProblemKind.REFUSED_BY_DIRENV]
        self.assertEqual([(each.span.document, each.span.line) for each in told], [(".env", 2)])

    def test_the_functions_are_direnvs_and_no_start_up_files(self) -> None:
        found = run(("~/.bashrc", "dotenv\n", Kind.BASH), (".env", "A=1\n", Kind.DOTENV)).get("A")
        self.assertIsNot(found.state, State.SET)

    def test_direnv_loads_into_any_shell(self) -> None:
        fish = ("~/.config/fish/config.fish", "set -gx A 1\nset -gx B 1\n", Kind.FISH)
        environment = run(fish, (".envrc", "export A=2\nunset B\n", Kind.BASH))
        self.assertEqual((environment.get("A").value, environment.get("B").state), ("2", State.UNSET))
