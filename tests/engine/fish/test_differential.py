"""Generated start-up files, run by the real fish: the reader must agree with it, or not know."""

from __future__ import annotations

import unittest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.engine.environment import State

from .reading import FISH, GIVEN, OWN, answer, differences, read, run_fish

_NAMES = st.sampled_from(["A", "B", "C", "X_1", "L_PATH"])
_BARE = st.text("ab/.:-_,@+%^=", min_size=1, max_size=5)
_SINGLE = st.text('ab "()*{}~#;&|\\', max_size=5).map(lambda text: "'" + text.replace("\\", "\\\\") + "'")
_DOUBLE = st.text("ab '()*{}~#;&|", max_size=5).map(lambda text: f'"{text}"')
_ESCAPED = st.sampled_from(["\\ ", "\\$", "\\\\", "\\'", '\\"', "\\n", "\\x41", "\\q", '"\\$"', '"a\\n"', "'\\''"])
_SLICE = st.sampled_from(
    ["", "", "[1]", "[-1]", "[2]", "[1..-1]", "[2..]", "[..2]", "[-1..1]", "[1 1]", "[3..9]", "[9..2]"]
)
_EXPANSION = st.one_of(
    st.builds(lambda name, cut: f"${name}{cut}", _NAMES, _SLICE),
    st.builds(lambda name, cut: f'"${name}{cut}"', _NAMES, _SLICE),
    _NAMES.map(lambda name: f"{{${name}}}"),
    st.sampled_from(
        [
            "$status",
            "~",
            "$HOME",
            "$N",
            "$$N",
            '"$$N"',
            "{a,b}",
            "{a,b}{1,2}",
            "{x,$A}",
            "$UNSET_",
            '"$UNSET_"',
            "{}",
            "{q}",
        ]
    ),
    st.sampled_from(
        ["(echo a b)", "(printf '%s\\n' p q)", "(true)", '"$(echo x; echo y)"', "(echo $A)", "(false)", "(count $A)"]
    ),
    st.sampled_from(
        ["(string split , a,b,c)", "(string join - $A)", "(string upper ab)", "(math 2 + 3)", "(string replace a Z $A)"]
    ),
)
_PIECES = st.lists(st.one_of(_SINGLE, _DOUBLE, _BARE, _ESCAPED, _EXPANSION), min_size=1, max_size=3)
# What begins with - is an option, = asks for the command's path in some places, and # begins a comment.
_WORD = _PIECES.map("".join).filter(lambda word: word[0] not in "-=^%#")
_WORDS = st.lists(_WORD, max_size=3).map(" ".join)
_SET = st.sampled_from(
    ["set", "set -g", "set -gx", "set -x", "set -l", "set -lx", "set -U", "set -Ux", "set -gu", "set -f", "set -fx"]
)
_SIMPLE = st.one_of(
    st.builds(lambda how, name, words: f"{how} {name} {words}", _SET, _NAMES, _WORDS),
    st.builds(lambda how, name, words: f"{how} {name} {words}", _SET, _NAMES, _WORDS),
    st.builds(lambda name, word: f"set -a {name} {word}", _NAMES, _WORD),
    st.builds(lambda name, word: f"set -gxp {name} {word}", _NAMES, _WORD),
    st.builds(lambda how, name: f"set {how} {name}", st.sampled_from(["-e", "-eg", "-eU", "-q", "-el"]), _NAMES),
    st.builds(lambda name, cut: f"set -e {name}{cut}", _NAMES, st.sampled_from(["[1]", "[-1]", "[2..3]"])),
    st.builds(lambda name, word: f"set {name}[2] {word}", _NAMES, _WORD),
    st.builds(lambda name, word: f"set {name}[1 -1] {word} 'y z'", _NAMES, _WORD),
    st.builds(lambda name, word: f"export {name}={word}", _NAMES, _WORD),
    st.builds(lambda name, name2: f"set {name} ${name2} z", _NAMES, _NAMES),
    st.builds(lambda name, word: f"echo {word} | read -gx {name}", _NAMES, _WORD),
    st.builds(lambda name, word: f"{name}=pre set -gx C ${name}{word}", _NAMES, _BARE),
    st.sampled_from(
        ["true", "false", "set -gx S $status", "set -g N A B", "eval set -gx B 7", "echo 'set -gx C s' | source"]
    ),
)
_CONDITION = st.one_of(
    st.builds(lambda name: f'test -n "${name}"', _NAMES),
    st.builds(lambda name: f"test -z ${name}", _NAMES),
    st.builds(lambda name, word: f'test "${name}" = {word}', _NAMES, _BARE),
    st.builds(lambda name: f"set -q {name}", _NAMES),
    st.builds(lambda name, word: f"contains {word} ${name}", _NAMES, _BARE),
    st.builds(lambda name: f"string match -q 'a*' ${name}", _NAMES),
    st.sampled_from(
        ["true", "false", "not true", "! false", "test 2 -gt 1 -a 1 = 1", "status is-interactive", "[ a = b ]"]
    ),
)


def _function(body: str, rest: str) -> str:
    """Return a function and its call. No body holds a call of its own function: it would call itself without end."""
    name = f"f{len(body)}"
    return f"function {name}{rest}\n{body}\nend\n{name} one 'two three'"


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=2).map("; ".join)
    options = st.sampled_from(["", " -a p q", " --no-scope-shadowing", " --argument-names p", " -V A"])
    return st.one_of(
        st.builds(lambda test, a, b: f"if {test}\n{a}\nelse\n{b}\nend", _CONDITION, body, body),
        st.builds(lambda test, a, c, b: f"if {test}; {a}; else if {c}; {b}; end", _CONDITION, body, _CONDITION, body),
        st.builds(lambda test, a: f"{test}; and {a}", _CONDITION, inner),
        st.builds(lambda test, a: f"{test}\nor {a}", _CONDITION, inner),
        st.builds(lambda test, a, b: f"{test} && {a} || {b}", _CONDITION, _SIMPLE, _SIMPLE),
        st.builds(lambda name, a: f"for {name} in a 'b c' $N; {a}; end", _NAMES, body),
        st.builds(lambda name, a, b: f"switch \"${name}\"\ncase 'a*' b\n{a}\ncase ''\n{b}\nend", _NAMES, body, body),
        st.builds(_function, body, options),
        st.builds(lambda a: f"begin; {a}; end", body),
        st.builds(lambda a: f"begin\nset -l A in\n{a}\nend", body),
        st.builds(lambda name, a: f"set -gx {name} (begin; {a}; echo out; end)", _NAMES, body),
    )


_STATEMENT = st.recursive(_SIMPLE, _compound, max_leaves=5)
_FILE = st.lists(_STATEMENT, min_size=1, max_size=5).map("\n".join)


@unittest.skipUnless(FISH, "fish is not installed: what it does is not compared")
class Differential(unittest.TestCase):
    @pytest.mark.slow
    def test_fish_agrees(self) -> None:
        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(_FILE)
        def check(text: str) -> None:
            real = run_fish({"~/.config/fish/config.fish": text + "\n"})
            if real is None:
                return
            expected = {name: value for name, value in real.items() if name not in OWN}
            different = differences(read(text + "\n"), expected, GIVEN)
            wrong = {name: said for name, said in different.items() if said != "unknown"}
            self.assertEqual(wrong, {}, text)

        check()

    @pytest.mark.slow
    def test_what_is_certain_whatever_was_before_is_so(self) -> None:
        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(_FILE)
        def check(text: str) -> None:
            real = run_fish({"~/.config/fish/config.fish": text + "\n"})
            if real is None:
                return
            for found in read(text + "\n", None).environment:
                if found.name not in OWN and found.state is not State.UNKNOWN:
                    self.assertEqual(answer(found), real.get(found.name), text)

        check()
