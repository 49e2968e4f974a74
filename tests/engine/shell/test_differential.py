"""Generated start-up files, run by the real zsh and bash: the reader must agree with them, or not know.

`EXAMPLES=5000` makes as many other ones of the templates as that, for a wide run (docs/truth.md).
"""

from __future__ import annotations

import contextlib
import os
import pwd
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

from .reading import GIVEN, OWN, differences, read
from .snippets import files

_USER = pwd.getpwuid(os.getuid()).pw_name  # zsh asks the system who runs it, whatever USER says
_EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
_NAMES = st.sampled_from(["A", "B", "C", "XY_1"])
_TEXT = st.text("ab /.:-_#~=,@+%^", max_size=6)
_SINGLE = _TEXT.map(lambda text: f"'{text}'")
_DOUBLE = st.text("ab /.:-_#~=,@+%*?'", max_size=6).map(lambda text: f'"{text}"')
_BARE = st.text("ab/.:-_,@+%", max_size=5)
_ANSI = st.sampled_from(["$'a\\tb'", "$'\\x41'", "$'it\\'s'", "$'\\\\'"])
_ESCAPED = st.sampled_from(["\\ ", "\\$", "\\\\", "\\'", '\\"', "a\\b"])
_OPERATORS = st.sampled_from(
    [
        ":-d",
        "-d",
        ":+s",
        "+s",
        "#a",
        "##*a",
        "%b",
        "%%a*",
        "/a/Z",
        "//b/Y",
        ":1",
        ":0:2",
        ":-'q r'",
        ":=new",
        "#?",
        "%?",
    ]
)
_EXPANSION = st.one_of(
    _NAMES.map(lambda name: f"${name}"),
    _NAMES.map(lambda name: f'"${name}"'),
    _NAMES.map(lambda name: f"${{{name}}}"),
    st.builds(lambda name, operator: f"${{{name}{operator}}}", _NAMES, _OPERATORS),
    st.builds(lambda name, operator: f'"${{{name}{operator}}}"', _NAMES, _OPERATORS),
    _NAMES.map(lambda name: f"${{#{name}}}"),
    st.sampled_from(
        ["$((1+2))", "$((7/2*3))", "$(echo x y)", "`echo z`", "$?", "$#", "~", "$(printf %s a)", "$USER", "${HOME}"]
    ),
)
_WORD = st.lists(st.one_of(_SINGLE, _DOUBLE, _BARE, _ANSI, _ESCAPED, _EXPANSION), max_size=3).map("".join)
_ASSIGNMENT = st.builds(lambda name, word: f"{name}={word}", _NAMES, _WORD)
_SIMPLE = st.one_of(
    _ASSIGNMENT,
    _ASSIGNMENT.map(lambda text: f"export {text}"),
    st.builds(lambda a, b: f"export {a} {b}", _ASSIGNMENT, _ASSIGNMENT),
    _NAMES.map(lambda name: f"export {name}"),
    _NAMES.map(lambda name: f"unset {name}"),
    st.builds(lambda name, word: f"{name}+={word}", _NAMES, _WORD),
    st.sampled_from(
        ["true", "false", ":", "f x 'y z'", "set -- p 'q r'", "typeset -x B", "readonly D=1", "echo hi >/dev/null"]
    ),
    st.builds(lambda name, word: f"read -r {name} <<< {word}x", _NAMES, _WORD),
)
_CONDITION = st.one_of(
    st.builds(lambda name: f'[ -n "${name}" ]', _NAMES),
    st.builds(lambda name: f"[[ -z ${name} ]]", _NAMES),
    st.builds(lambda name, word: f'[ "${name}" = a{word} ]', _NAMES, _BARE),
    st.builds(lambda name: f"[[ ${name} == a* ]]", _NAMES),
    st.sampled_from(["true", "false", "! true", "(( 2 > 1 ))"]),
)


def _function(body: str) -> str:
    """Return a function and its call. No body holds a call of its own function: it would fork without end."""
    name = f"f{len(body)}"
    return f"{name}() {{ {body}; }}; {name}"


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=2).map("; ".join)
    return st.one_of(
        st.builds(lambda test, a, b: f"if {test}; then {a}; else {b}; fi", _CONDITION, body, body),
        st.builds(lambda test, a: f"{test} && {a}", _CONDITION, inner),
        st.builds(lambda test, a, b: f"{test} && {{ {a}; }} || {b}", _CONDITION, body, inner),
        st.builds(lambda name, a: f"for {name} in a 'b c' d; do {a}; done", _NAMES, body),
        st.builds(lambda name, a, b: f"case ${name} in a*) {a};; '') {b};; *) :;; esac", _NAMES, body, body),
        body.map(lambda a: _function(a) + " one two"),
        body.map(lambda a: _function(f"local A=in; {a}")),
        st.builds(lambda a: f"( {a} )", body),
        st.builds(lambda a: f"{{ {a}; }}", body),
        st.builds(lambda name, a: f'{name}=$( {a}; echo "${name}" )', _NAMES, body),
    )


_STATEMENT = st.recursive(_SIMPLE, _compound, max_leaves=5)
_FILE = st.lists(_STATEMENT, min_size=1, max_size=5).map("\n".join)


def _limited() -> None:
    """Hold a started shell to a gigabyte and a few seconds, whatever the text asks for."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))


def run(shell: str, text: str) -> dict[str, str] | None:
    """Run a start-up file by the real shell; return the environment it leaves, None where it does not get there."""
    name, start = {"zsh": (".zshrc", ["-d", "-i"]), "bash": (".bashrc", ["-i"])}[shell]
    return _run(shell, start, {name: text})


def _run(shell: str, start: list[str], texts: Mapping[str, str]) -> dict[str, str] | None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [shutil.which(shell) or shell, *start, "-c", f"/usr/bin/env -0 > {out}"],
            env={**GIVEN, "HOME": folder, "USER": _USER},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_limited,
        )
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # whatever it started ends with it
            process.wait()
        if not out.exists():
            return None
        pairs = (entry.split("=", 1) for entry in os.fsdecode(out.read_bytes()).split("\0") if "=" in entry)
        return {entry[0]: entry[1] for entry in pairs}


class Differential(unittest.TestCase):
    def _agree(self, shell: str, text: str) -> None:
        real = run(shell, text + "\n")
        if real is None:
            return
        home = real["HOME"]
        own = OWN | {"COLUMNS", "LINES", "LOGNAME"}
        expected = {
            name: value for name, value in real.items() if name not in own and not name.startswith("BASH_FUNC_")
        }
        before = {**GIVEN, "HOME": home, "USER": _USER}
        different = differences(read(text + "\n", shell, before), expected, before)
        wrong = {name: text for name, text in different.items() if text != "unknown"}
        self.assertEqual(wrong, {}, text)

    @pytest.mark.slow
    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed: what it does is not compared")
    def test_zsh_agrees(self) -> None:
        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(_FILE)
        def check(text: str) -> None:
            self._agree("zsh", text)

        check()

    @pytest.mark.slow
    @unittest.skipUnless(shutil.which("bash"), "bash is not installed: what it does is not compared")
    def test_bash_agrees(self) -> None:
        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        @given(_FILE)
        def check(text: str) -> None:
            self._agree("bash", text)

        check()

    @unittest.skipUnless(shutil.which("bash"), "bash is not installed: what it does is not compared")
    def test_each_way_to_start_bash_agrees(self) -> None:
        sources = "[ -f ~/.bashrc ] && . ~/.bashrc\n"
        for texts in (
            {".bash_profile": "export A=1\n", ".bashrc": "export A=2 B=3\n"},
            {".bash_profile": f"export A=1\n{sources}", ".bashrc": "export B=3\n"},
            {".bash_login": f"{sources}export A=1\n", ".profile": "export A=4\n", ".bashrc": "export A=2\n"},
            {".profile": f"A=1\n{sources}", ".bashrc": "case $- in *i*) ;; *) return;; esac\nexport A=${A}2\n"},
        ):
            with self.subTest(texts=texts):
                ways = [_run("bash", start, texts) or {} for start in (["-l", "-i"], ["-i"])]
                documents = [Document("~/" + name, text, Kind.BASH) for name, text in texts.items()]
                environment = evaluate(documents, given=GIVEN).environment
                for name in ("A", "B"):
                    found = environment.get(name)
                    said = found.alternatives or (found,)
                    values = [one.value if one.exported else None for one in said]
                    self.assertEqual(set(values), {way.get(name) for way in ways}, name)

    def _agrees_on_templates(self, shell: str) -> None:
        @settings(
            max_examples=_EXAMPLES or 80,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not _EXAMPLES,
        )
        @given(files(shell))
        def check(text: str) -> None:
            self._agree(shell, text)

        check()

    @pytest.mark.slow
    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed: what it does is not compared")
    def test_zsh_agrees_on_templates(self) -> None:
        self._agrees_on_templates("zsh")

    @pytest.mark.slow
    @unittest.skipUnless(shutil.which("bash"), "bash is not installed: what it does is not compared")
    def test_bash_agrees_on_templates(self) -> None:
        self._agrees_on_templates("bash")
