"""What people get wrong in fish's files is reported, under the right name, at the right place; masks stay whole."""

from __future__ import annotations

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.engine.environment import ProblemKind as P
from diagnostics.engine.environment import State
from diagnostics.engine.fish import evaluate
from diagnostics.engine.source import Document, Kind

from .reading import read, variable

# (text, kind, name, the words underlined)
PROBLEMS = [
    ("A=1\n", P.FOREIGN_SYNTAX, "A", "A=1"),
    ("set -gx B 1\n  A=1 # x\n", P.FOREIGN_SYNTAX, "A", "A=1 # x"),
    ("set -gx A ${B}\n", P.FOREIGN_SYNTAX, "A", "${B}"),
    ("set A=1\n", P.FOREIGN_SYNTAX, "A", "set A=1"),
    ("set -gx A=1\n", P.FOREIGN_SYNTAX, "A", "set -gx A=1"),
    ('$env:A = "1"\n', P.FOREIGN_SYNTAX, "A", '$env:A = "1"'),
    ("[[ -n x ]]\n", P.FOREIGN_SYNTAX, None, "[[ -n x ]]"),
    ("set -gx A = 1\n", P.SPACE_AROUND_EQUALS, "A", "set -gx A = 1"),
    ("export A = 1\n", P.SPACE_AROUND_EQUALS, "A", "export A = 1"),
    ("export A= 1\n", P.SPACE_AROUND_EQUALS, "A", "export A= 1"),
    ("set -gx A “1”\n", P.TYPOGRAPHIC_QUOTE, "A", "set -gx A “1”"),
    ("export A=“1”\n", P.TYPOGRAPHIC_QUOTE, "A", "export A=“1”"),
    ("set -gx A 1\u200b\n", P.INVISIBLE_CHARACTER, "A", "set -gx A 1\u200b"),
    ("unset A\n", P.UNKNOWN_COMMAND, "A", "unset A"),
    ("declare -x A=1\n", P.UNKNOWN_COMMAND, "A", "declare -x A=1"),
    ('set -gx A "1\n', P.UNTERMINATED_QUOTE, "A", '"1'),
    ("if true\nset -gx A 1\n", P.SYNTAX_ERROR, None, "if true"),
    ("end\n", P.SYNTAX_ERROR, None, "end"),
    ("exit\n", P.ABORTS_FILE, None, "exit"),
    ("exec zsh\n", P.ABORTS_FILE, None, "exec zsh"),
    ("source ~/.secrets.fish\n", P.READS_OTHER_FILE, None, "source ~/.secrets.fish"),
    ("starship init fish | source\n", P.RUNS_COMMAND, None, "source"),
    ("eval (brew shellenv)\n", P.RUNS_COMMAND, None, "eval (brew shellenv)"),
    ("bass source ~/.x\n", P.RUNS_COMMAND, None, "bass source ~/.x"),
    ("export (cat ~/.env)\n", P.SETS_UNKNOWN_NAMES, None, "export (cat ~/.env)"),
    ("for l in (cat x); set -gx $l 1; end\n", P.SETS_UNKNOWN_NAMES, None, "set -gx $l 1"),
]

FINE = [
    "set -gx A 1\nexport B=2\nset -e A\nset -q A; or set A 3\n",
    "set -gx A a=b\n",
    "test a = b; or true\nmath 1 + 1\n",
    "echo hi | read -l x\nfunction f; end\nabbr -a gs 'git status'\n",
    "# A=1\nset -gx PS1 'don’t mind'\n",
]

# (text, the words that the value of A is written with)
PLACES = [
    ("set -gx A 'x y'\n", "'x y'"),
    ("set -gx A x y\n", "x y"),
    ("export A=1 B=2\n", "1"),
    ('export "A=x y"\n', None),
    ("setenv A 'x'\n", "'x'"),
    ("if true\n  set -gx A $HOME/x # c\nend\n", "$HOME/x"),
]

PIECES = [
    "set ",
    "-gx ",
    "A ",
    "$A",
    "$",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "\\",
    "\n",
    ";",
    "if ",
    "end",
    "&",
    "|",
]
PIECES += [
    ">",
    "<",
    "*",
    "?",
    "~",
    "#",
    "=",
    "for i in ",
    "function f ",
    "switch ",
    "case ",
    "not ",
    "and ",
    "echo ",
    "‹",
]


class Problems(unittest.TestCase):
    def test_each_mistake_is_reported_where_it_stands(self) -> None:
        for text, kind, name, words in PROBLEMS:
            with self.subTest(text=text, kind=kind):
                found = [one for one in read(text).problems if one.kind is kind]
                self.assertTrue(found, read(text).problems)
                self.assertEqual((found[0].name, text[found[0].span.begin : found[0].span.stop]), (name, words))

    def test_nothing_is_reported_about_what_is_fine(self) -> None:
        for text in FINE:
            with self.subTest(text=text):
                self.assertEqual(read(text).problems, ())

    def test_a_problem_says_nothing_of_a_value(self) -> None:
        for text, *_ in PROBLEMS:
            for problem in read(text.replace("1", "hunter2")).problems:
                self.assertNotIn("hunter2", problem.text)


class Places(unittest.TestCase):
    def test_the_value_is_found_as_it_is_written(self) -> None:
        for text, words in PLACES:
            with self.subTest(text=text):
                span = variable(text, "A").value_span
                self.assertEqual(text[span.begin : span.stop] if span else None, words)

    def test_the_lines_that_lose_are_known_in_their_order(self) -> None:
        found = variable("set -gx A 1\nset -gx A 2\nset -gx A 3\n", "A")
        assert found.set_at is not None
        self.assertEqual((found.set_at.line, [span.line for span in found.overrides]), (3, [1, 2]))

    def test_a_universal_variable_loses_against_a_global_one(self) -> None:
        found = variable("set -Ux A 1\nset -gx A 2\n", "A")
        self.assertEqual((found.value, [span.line for span in found.overrides]), ("2", [1]))

    def test_what_stands_in_another_file_is_said_with_its_name(self) -> None:
        documents = [
            Document("~/.config/fish/config.fish", "set -gx B 1\n", Kind.FISH),
            Document("~/.config/fish/conf.d/a.fish", "set -gx A (pass x)\n", Kind.FISH),
        ]
        found = evaluate(documents, given={}).environment.get("A")
        self.assertEqual(found.why, "line 1 of ~/.config/fish/conf.d/a.fish runs a command")


class Masks(unittest.TestCase):
    MASK = "‹anthropic-api-key, 108 characters, #1›"

    def test_a_mask_is_one_piece_of_text_wherever_it_stands(self) -> None:
        for text, value in (
            (f"set -gx A {self.MASK}\n", self.MASK),
            (f"set -gx A 'x {self.MASK} y'\n", f"x {self.MASK} y"),
            (f'export A="Bearer {self.MASK}"\n', f"Bearer {self.MASK}"),
            (f"export A=pre{self.MASK}\n", f"pre{self.MASK}"),
            (f"set k {self.MASK}\nset -gx A $k\n", self.MASK),
        ):
            with self.subTest(text=text):
                self.assertEqual(variable(text, "A").value, value)

    def test_what_depends_on_a_masked_value_is_unknown(self) -> None:
        for text in (
            f"set k {self.MASK}\nset -gx A (string length $k)\n",
            f"set k {self.MASK}\nset -gx A (string upper $k)\n",
            f'set k {self.MASK}\nif test "$k" = abc; set -gx A 1; end\n',
            f"set k {self.MASK}\nswitch $k\ncase 'sk-*'\nset -gx A 1\nend\n",
        ):
            with self.subTest(text=text):
                self.assertIs(variable(text, "A").state, State.UNKNOWN)


class Robust(unittest.TestCase):
    @settings(max_examples=400, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=40))
    def test_no_text_crashes_the_reader(self, pieces: list[str]) -> None:
        read("".join(pieces))
        read("".join(pieces), None)
