"""Text that is made to hurt: it is read in bounded time, without a crash."""

from __future__ import annotations

import unittest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guards import GROWTH, growth, it_ends

from .test_profiles import read

SIZE = 256 * 1024

REPEATED = [
    *"({[$'\"`|;,&.@#%+-=:\\\n\0\r‹“‘\u00a0",
    "$(",
    '"$(',
    '"$x',
    "@'\n",
    '@"\n',
    "'@\n",
    "<#",
    "#>",
    "if(",
    "if($x){",
    "else{",
    "try{",
    "catch{",
    "function f{",
    "foreach($x in $y){",
    "while($x){",
    "switch($x){",
    "do{",
    "{}",
    "()",
    "[a]",
    "[a]::b(",
    "[a]::b(c,",
    "$env:A='x'\n",
    "$env:A+='x'\n",
    "$env:A=$env:A+$env:A\n",
    "$env:A=",
    "$x=",
    "'a'+",
    "-not ",
    "!",
    "$a -and ",
    "$a -eq ",
    "a | ",
    "a && ",
    "a {",
    ". ",
    "& ",
    "Set-Item Env:A ",
    "Remove-Item Env:*\n",
    "-a ",
    "return ",
    "‹a, 1 character, #1›",
    "param(",
    "class a {",
]

BOMBS = {
    "doubling": "$x = 'xxxxxxxx'\n" + '$x = "$x$x"\n' * 60,
    "recursion": "function f { f; f }\nf\n",
    "recursion by two": "function f { g }\nfunction g { f; f }\nf\n",
    "unsure recursion": "function f { if (x) { f } else { f } }\nf\n",
    "sources itself": ". ./Microsoft.PowerShell_profile.ps1\n",
    "deep parentheses": "$env:A = " + "(" * 400 + "1" + ")" * 400 + "\n",
    "deep blocks": "if ($x) {" * 400 + "}" * 400,
    "loops in loops": "while ($a) { " * 40 + "$env:A += 'x'" + "}" * 40,
    "elseif": "if ($env:Q) { $env:A = 1 }" + " elseif ($env:Q) { $env:A = 1 }\n" * 4000,
    "tries": "try { x } catch { $env:A = 1 }\n" * 4000,
    "many names": "".join(f"$env:A{i} = 1\n" for i in range(4000)) + "Remove-Item Env:A*\n" * 900,
    "chains": "a && b || c\n" * 4000,
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
                self._read("$env:FIRST = '1'\n" + piece * min(SIZE // len(piece), 5000 if "\n" in piece else SIZE))

    def test_three_times_the_text_takes_three_times_the_steps(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self.assertLessEqual(growth(read, piece, "$env:FIRST = '1'\n"), GROWTH)

    @pytest.mark.slow
    def test_small_texts_that_ask_for_endless_work_are_stopped(self) -> None:
        for name, text in BOMBS.items():
            with self.subTest(name):
                self._read(text)

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.sampled_from([*REPEATED, "x", " ", "\n", "}", ")", "]", '"', "'@", "1"]), max_size=40))
    def test_no_text_crashes_the_reader(self, pieces: list[str]) -> None:
        read("".join(pieces))

    def test_past_the_limits_everything_is_unknown_with_a_plain_reason(self) -> None:
        environment = read("$env:A = '1'\nfunction f { f; f }\nf\n$env:B = '2'\n").environment
        why = "the text is nested too deeply"
        self.assertEqual([environment.get(name).why for name in "AB"], [why, why])

    def test_five_thousand_ordinary_lines_are_read_to_the_end(self) -> None:
        lines = [f'if (-not $env:A{i}) {{ $env:A{i} = "$env:OLD/x" }} # c\nSet-Alias x{i} y' for i in range(2500)]
        found = read("\n".join(lines) + "\n$env:LAST = 'x'\n").environment
        self.assertEqual((found.exported_value("LAST"), found.exported_value("A2499")), ("x", "before/x"))
