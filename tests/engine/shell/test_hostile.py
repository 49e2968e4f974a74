"""Text that is made to hurt: it is read in bounded time, without a crash, and never answered with a guess.

How many milliseconds it takes is measured by script/bench; here it is held that work grows with the text and no faster.
"""

from __future__ import annotations

import unittest

import pytest

from diagnostics.engine.environment import State
from tests.guards import GROWTH, growth, it_ends

from .reading import read

SIZE = 256 * 1024


def long(piece: str) -> str:
    """Return a piece repeated to the size that one document may have."""
    return piece * (SIZE // len(piece))


REPEATED = [
    "{{ if x }}\n",
    "{{ if x }}",
    "{{ if x }}\nA=1\n{{ end }}\n",
    "a=(\n{{ if x }}\n",
    "A={{ x }}\n",
    "{% if x %}",
    "<% if x %>\n",
    "{{ if x }}\n{{/*",
    "export A=1; env | grep A_\n",
    'f() { A=1; }; eval "$(declare -f f)"\n',
    "for k in $(env | grep ^A); do unset $k; done\n",
    "echo A=1 > ~/.d/a; for f in ~/.d/*; do . $f; done\n",
    "echo A=1 >> $x/y; . $x/y\n",
    "(",
    "[",
    "(N",
    "$(",
    "a|",
    "[[ ",
    "{a,",
    "<<A ",
    "<<A\n",
    "`",
    "`` ",
    "${",
    "${a:-",
    "$((",
    "((",
    "a=(",
    "if ",
    "if a; then ",
    "case x in x) ",
    "f() { ",
    "{ ",
    '"',
    "'",
    '"$(',
    "\\",
    "\\\n",
    ";",
    "& ",
    "a && ",
    "a || ",
    "! ",
    "time ",
    "~",
    "<(",
    "<<< a ",
    "() ",
    "until ",
    "for i in *; do ",
    "while x; do ",
    "$a[$a",
    "${(U)",
    "${a:s/x/",
    "${a%%",
    "‹",
    "‹a, 1 character",
    "\u00a0",
    "\0",
    "$",
    "};",
    "coproc ",
    "export A=1\n",
    "A=$A$A\n",
    "A=1 ",
    "if x; then A=1; fi\n",
    "[ -f x ] && return\n",
    "A+=xxxx\n",
    "a+=(x)\n",
    "echo a | ",
]

BOMBS = {
    "braces": "echo {1..999999999}\n",
    "braces in braces": "echo " + "{a,b}" * 40 + "\n",
    "many ranges": "echo " + "{1..9999}" * 5 + "\n",
    "doubling": "A=xxxxxxxx\n" + "A=${A}${A}\n" * 60,
    "loops in loops": "for a in {1..999}; do for b in {1..999}; do for c in {1..999}; do X=$X$a; done; done; done\n",
    "endless loop": "while true; do X=x$X; done\n",
    "endless counting": "for ((;;)); do X=x; done\n",
    "recursion": "f() { f; f; }\nf\n",
    "recursion by two": 'f() { g "$@" x; }\ng() { f "$@" y; }\nf\n',
    "uncertain recursion": "f() { if x; then f; else f; fi; }\nf\n",
    "fork bomb": ":(){ :|:& };:\n",
    "stars": "X=" + "a" * 5000 + "\n[[ $X == " + "*a" * 2000 + "b ]] && A=1\n",
    "choices": "X=" + "a" * 20000 + "\n[[ $X == " + "*(a|*(a|b))" * 20 + " ]] && A=1\n",
    "replacing": "X=" + "a" * 20000 + "\nY=${X//*a*b/c} Z=${X//[ab]*[cd]/x} W=${X%%*a*a*a*b}\n",
    "programs": "X=" + "a" * 20000 + "\nY=$(echo $X | sed 's/a*a*a*b/x/') Z=$(echo $X | grep -o 'a*b')\n" * 20,
    "fields": "X=" + "a " * 9000 + "\nY=$(echo $X | awk '/a*a*b/ {print $2}')\n" * 20,
    "extended patterns": "setopt extendedglob; X=" + "a" * 3000 + "\n[[ $X == (a#)#b~a##^c ]] && A=1; Y=${X//a##b/x}\n",
    "expression": "[[ " + "a" * 3000 + " =~ (a+)+b ]] && A=1\n",
    "powers": "A=$((9**9**9)) B=$((2**99999999999)) C=$((1<<999999999))\n",
    "long arithmetic": "A=$((" + long("1+") + "1))\n",
    "deep arithmetic": "A=$((" + long("(") + "))\n",
    "minus signs": "A=$((" + long("-") + "1))\n",
    "questions": "((" + long("1?") + "))\n",
    "aliases": "alias a='b b' b='a a'\n" + "a\n" * 4000,
    "growing aliases": "".join(f"alias a{i}='a{i + 1}; a{i + 1}'\n" for i in range(60)) + "a0\n",
    "eval of itself": 'X=\'eval "$X"\'\neval "$X"\n',
    "evals": "eval " * 5000 + "true\n",
    "sources itself": "source ~/.zshrc\n. ~/.bashrc\n",
    "not in a condition": "[[ " + "! " * 100000 + "x ]]\n",
    "parentheses in a condition": "[[ " + "( " * 100000 + "x ]]\n",
    "ands in a test": "[ a " + "-a a " * 50000 + "]\n",
    "elif": "if x; then :\n" + "elif x; then A=1\n" * 4000 + "fi\n",
    "case": "case $OSTYPE in\n" + "x) A=1 ;;\n" * 4000 + "esac\n",
    "patterns": "case x in " + "a|" * 100000 + "a) ;; esac\n",
    "hooks": "precmd() { precmd; }\n",
    "references": "declare -n a=b\ndeclare -n b=a\na=1\necho $a\n",
    "wide formats": "printf -v A '%9999s%9999s%9999s' {1..20000}\n",
    "backslashes": "read x <<'E'\n" + "\\" * 100001 + "x\nE\n",
    "returns": "".join(f"[ -f x ] && return\nA{i}=1\n" for i in range(2500)),
    "tables": "typeset -A t\n" + "".join(f"t[k{i}]=v\n" for i in range(4900)),
    "elements": "r=({1..5000})\n" + "unset 'r[3]'\n" * 4900,
    "characters": "A=" + "x" * 20000 + "\n" + "A[3]=y\n" * 4900,
    "homes": "A=" + ":~" * 120_000 + "\n",
    "chpwd": "chpwd() { A=1; }\n" + "cd x\n" * 4900,
    "evals of programs": 'eval "$(brew shellenv)"\n' * 4900,
    "locals": "f() { " + "local a=1\n" * 4900 + "}\nf\n",
}


class Hostile(unittest.TestCase):
    def _read(self, text: str) -> None:
        for shell in ("zsh", "bash"):
            with it_ends():
                read(text, shell)

    @pytest.mark.slow
    @pytest.mark.once
    def test_a_quarter_of_a_megabyte_of_one_thing_is_read_to_its_end(self) -> None:
        for piece in REPEATED:
            with self.subTest(piece=piece):
                self._read("export FIRST=1\n" + long(piece))

    def test_three_times_the_text_takes_three_times_the_steps(self) -> None:
        for piece in REPEATED:
            for shell in ("zsh", "bash"):
                with self.subTest(piece=piece, shell=shell):
                    self.assertLessEqual(growth(lambda text, by=shell: read(text, by), piece, "export A=1\n"), GROWTH)

    def test_small_texts_that_ask_for_endless_work_are_stopped(self) -> None:
        for name, text in BOMBS.items():
            with self.subTest(name):
                self._read(text)

    def test_past_the_limits_everything_is_unknown_with_a_plain_reason(self) -> None:
        found = read("export A=1\n" + "f() { f; f; }\nf\nexport B=2\n").environment.get("A")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, "the text is nested too deeply"))
        found = read("export A=1\necho {1..999999999}\n").environment.get("A")
        self.assertEqual((found.state, found.why), (State.UNKNOWN, "braces make too many words"))

    def test_five_thousand_ordinary_lines_are_read_to_the_end(self) -> None:
        lines = [
            f'if [ -z "$A{i}" ]; then export A{i}="$HOME/x:${{B:-y}}"; fi # c\nalias x{i}="ls -l"' for i in range(2500)
        ]
        found = read("\n".join(lines) + "\nexport LAST=1\n").environment
        self.assertEqual((found.exported_value("LAST"), found.exported_value("A2499")), ("1", "/home/u/x:y"))
