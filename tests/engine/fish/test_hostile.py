"""Text that is made to hurt: it is read in bounded time, without a crash, and never answered with a guess."""

from __future__ import annotations

import unittest

import pytest

from diagnostics.engine.environment import State
from tests.guards import GROWTH, growth, it_ends

from .reading import read

SIZE = 256 * 1024


def long(piece: str) -> str:
    """Return a piece repeated to the size, or the number of lines, that one document may have."""
    return piece * min(SIZE // len(piece), 5000 if "\n" in piece else SIZE)


REPEATED = [
    "(",
    "$(",
    '"$(',
    "a|",
    "{",
    "{a,",
    "{a,b}",
    "$",
    "$a",
    "$$",
    "$a[",
    "$a[1]",
    "'",
    '"',
    "\\",
    "\\\n",
    "\\x",
    "*",
    "?",
    "~",
    ";",
    "&",
    "& ",
    "&& ",
    "a && ",
    "a || ",
    "not ",
    "! ",
    "and ",
    "time ",
    "if ",
    "if true\n",
    "if true; else ",
    "begin;",
    "begin\n",
    "while x;",
    "string match -r 'a*a*b' (string repeat -n 200 a)\n",
    "string replace -ar '(x|a?)(a|y)(a?|z)b' '$0' (string repeat -n 1500 a)\n",
    "string match -rq '(a|b)+c' (string repeat -n 900 a)\n",
    "for i in a;",
    "switch x;",
    "case x\n",
    "function f;",
    "end\n",
    "else\n",
    ">",
    "> a ",
    "<",
    "A=1 ",
    "A=1\n",
    "‹",
    "‹a, 1 character",
    "‹a, 1 character, #1›",
    "\u00a0",
    "\0",
    "\r",
    "#",
    "set ",
    "set -gx A 1\n",
    "set -a A x\n",
    "set A $A$A\n",
    "export A=1\n",
    "echo a | ",
    "test -n a -a ",
    "math 1 + ",
    "string split a ",
]

BOMBS = {
    "braces": "set -gx A " + "{a,b}" * 40 + "\n",
    "braces in braces": "set -gx A " + "{a," * 45 + "b" + "}" * 45 + "\n",
    "doubling": "set A x x\n" + "set A $A$A\n" * 60,
    "doubling texts": "set A xxxxxxxx\n" + 'set A "$A$A"\n' * 60,
    "products": "set l (seq 999)\nset -gx A $l$l$l\n",
    "loops in loops": "for a in (seq 999); for b in (seq 999); for c in (seq 999); set X $X$a; end; end; end\n",
    "endless loop": "while true; set X x$X; end\n",
    "recursion": "function f; true; f; f; end\nf\n",
    "recursion by two": "function f; g $argv x; end\nfunction g; f $argv y; end\nf\n",
    "uncertain recursion": "function f; if x; f; else; f; end; end\nf\n",
    "stars": "switch " + "a" * 5000 + "\ncase '" + "*a" * 2000 + "b'\nset -gx A 1\nend\n",
    "eval of itself": "set X 'eval $X'\neval $X\n",
    "evals": "eval " * 5000 + "true\n",
    "sources itself": "source ~/.config/fish/config.fish\n",
    "slices": "set l a\nset -gx A $l[" + "1 " * 100000 + "]\n",
    "ranges": "set l (seq 9999)\nset -gx A $l[1..9999 " + "1..9999 " * 999 + "]\n",
    "deep arithmetic": "math '" + "(" * 190 + "'\n",
    "many names": "set n n\nset -gx A " + "$" * 30000 + "n\n",
    "repeats": "set -gx A (string repeat -n 999999 abcdefgh)\n",
    "else if": "if x\n" + "else if x\nset A 1\n" * 2400 + "end\n",
    "cases": "switch $A\n" + "case x\nset A 1\n" * 2400 + "end\n",
    "watchers": "function f --on-variable A; set A 1; end\nset A 1\n",
    "prompts": "function f --on-event fish_prompt; f; end\n",
    "big index": "set A[999999999] 1\nset -e A[1..999999999]\n",
    "returns": "".join(f"test -f x; and return\nset A{i} 1\n" for i in range(2400)),
    "replacing": "set -gx A (string replace -a a " + "b" * 5000 + " " + "a" * 5000 + ")\n",
    "aliases": "alias a 'b b'\nalias b 'a a'\n" + "a\n" * 2000,
    "store": "# This file contains fish universal variable definitions.\n" + "SETUVAR A:" + "\\x41" * 60000 + "\n",
}


class Hostile(unittest.TestCase):
    def _read(self, text: str) -> None:
        with it_ends():
            read(text)

    @pytest.mark.slow
    @pytest.mark.once
    def test_a_quarter_of_a_megabyte_of_one_thing_is_read_in_time(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self._read("set -gx FIRST 1\n" + long(piece))

    def test_three_times_the_text_takes_three_times_the_steps(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self.assertLessEqual(growth(read, piece, "set -gx FIRST 1\n"), GROWTH)

    @pytest.mark.slow
    def test_small_texts_that_ask_for_endless_work_are_stopped(self) -> None:
        for name, text in BOMBS.items():
            with self.subTest(name):
                self._read(text)

    def test_past_the_limits_everything_is_unknown_with_a_plain_reason(self) -> None:
        found = read("set -gx A 1\nfunction f; true; f; f; end\nf\nset -gx B 2\n").environment.get("A")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, "the text is nested too deeply"))
        later = read("function f; true; f; f; end\nf\nset -gx B 2\n").environment.get("B")
        self.assertEqual((later.state, later.why), (State.UNKNOWN, "the text is nested too deeply"))

    def test_five_thousand_ordinary_lines_are_read_to_the_end(self) -> None:
        lines = [f'if not set -q A{i}; set -gx A{i} "$HOME/x:y"; end # c\nalias x{i}="ls -l"' for i in range(2500)]
        found = read("\n".join(lines) + "\nset -gx LAST 1\n").environment
        self.assertEqual((found.exported_value("LAST"), found.exported_value("A2499")), ("1", "/home/u/x:y"))
