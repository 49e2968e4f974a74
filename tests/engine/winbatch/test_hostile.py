"""Text that is made to hurt: it is read in bounded time, without a crash."""

from __future__ import annotations

import unittest

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.guards import GROWTH, growth, it_ends

from .test_batch import read

SIZE = 256 * 1024

REPEATED = [
    *'()"^%!&|<>=@:;,\n\r\0‹“\u00a0a',
    "( ",
    ") ",
    "%a%",
    "%%a",
    "%a:b=",
    "%a:~1,",
    "!a!",
    "^\n",
    "& ",
    "&& a ",
    "|| a ",
    "if ",
    "if a==",
    "if a==b ",
    "if a==b (",
    "if defined A (\n",
    "else (",
    "for ",
    "for %%a in (a) do ",
    "for %%a in (a) do (\n",
    "set A=x\n",
    "set A=%A%%A%\n",
    "set A=x & ",
    'set "',
    "set /a ",
    "set /a A=1,",
    "setx A ",
    "setlocal\n",
    "endlocal\n",
    "goto a\n",
    ":a\n",
    "call :a\n",
    "call ",
    "exit /b ",
    "rem ",
    ">a ",
    "2>&1 ",
    "if exist x exit /b\n",
    "‹a, 1 character, #1›",
]

BOMBS = {
    "doubling": "set A=xxxxxxxx\n" + "set A=%A%%A%\n" * 60,
    "going round": ":a\nset A=%A%x\ngoto a\n",
    "perhaps going round": ":a\nif exist x goto b\nset A=%A%x\n:b\ngoto a\n",
    "calling itself": ":a\ncall :a\n",
    "calling itself twice": ":a\ncall :a\ncall :a\n",
    "file that calls itself": "call start.bat\n",
    "deep ifs": "if defined A " * 400 + "set A=x\n",
    "unsure ifs": "if exist x " * 60 + "set A=x\n",
    "blocks": "(" * 400 + "set A=x" + ")" * 400 + "\n",
    "loops in loops": "for %%a in (x) do (\n" * 40 + "set A=%%a\n" + ")\n" * 40,
    "comparing": "if " + "a" * 100000 + " b\n",
    "comparing quotes": 'if "' + 'a" "' * 50000 + "\n",
    "many names": "".join(f"set A{i}=1\n" for i in range(4000)) + "setlocal\n" * 900,
    "many exits": "if exist x exit /b\nset A=x\n" * 2400,
    "replacing": "set A=" + "a" * 5000 + "\n" + "set A=%A:a=aaaa%\n" * 20,
}


class Hostile(unittest.TestCase):
    def _read(self, text: str) -> None:
        with it_ends():
            read(text)

    @pytest.mark.once
    def test_a_quarter_of_a_megabyte_of_one_thing_is_read_in_time(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self._read("set FIRST=1\n" + piece * min(SIZE // len(piece), 5000 if "\n" in piece else SIZE))

    def test_three_times_the_text_takes_three_times_the_steps(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self.assertLessEqual(growth(read, piece, "set FIRST=1\n"), GROWTH)

    def test_small_texts_that_ask_for_endless_work_are_stopped(self) -> None:
        for name, text in BOMBS.items():
            with self.subTest(name):
                self._read(text)

    @settings(max_examples=300, deadline=None)
    @example(["^", "%"])
    @given(st.lists(st.sampled_from([*REPEATED, "x", " ", "A", "1", "nul"]), max_size=40))
    def test_no_text_crashes_the_reader(self, pieces: list[str]) -> None:
        read("".join(pieces))

    def test_past_the_limits_everything_is_unknown_with_a_plain_reason(self) -> None:
        environment = read("set A=1\n:a\ncall :a\nset B=2\n").environment
        why = "the text is nested too deeply"
        self.assertEqual([environment.get(name).why for name in "AB"], [why, why])

    def test_five_thousand_ordinary_lines_are_read_to_the_end(self) -> None:
        lines = [f'if not defined A{i} set "A{i}=%OLD%/x"\nrem comment' for i in range(2500)]
        found = read("\n".join(lines) + "\nset LAST=x\n").environment
        self.assertEqual((found.exported_value("LAST"), found.exported_value("A2499")), ("x", "before/x"))
