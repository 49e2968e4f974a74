"""`exec`: what the program gets that the shell becomes. `exec env NAME=value zsh`, `NAME=value exec zsh`.

Measured with zsh 5.9 and bash 5.2: what stands before `exec` and behind `env` is in the environment of the new shell;
`exec sh -c 'export NAME=value; exec zsh'` hands on what the text exports. `env NAME=value exec zsh` starts nothing:
`exec` is no program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from ..environment import Act, ProblemKind
from ..records import replace
from ..regexes import regex
from .commands import Call
from .machine import Machine
from .sourcing import run_string
from .values import Text, Unknown, Var

_ASSIGNED = regex(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_SHELLS = frozenset(("sh", "dash", "bash", "zsh", "ksh"))
# Programs that start another one with variables of a store, of a file or of a folder.
_GIVING = frozenset(
    (
        *("op", "doppler", "infisical", "dotenv", "dotenvx", "varlock", "teller", "bws", "phase", "chamber"),
        *("envchain", "aws-vault", "berglas", "sops", "direnv", "mise", "env-cmd", "pipenv", "aws-runas"),
        *("vault",),
    )
)
_TAKING = ("-a", "-u", "--unset", "-C", "--chdir", "-S")  # options of `exec` and `env` that take a word


def hand_over(m: Machine, call: Call) -> None:
    """Give the program of `exec` what is set for it alone: what follows is its environment."""
    if m.temporary and m.temporary_at[-1] == len(m.frames):
        kept = m.temporary[-1]
        for key in kept:
            cell = m.cells.get(key)
            if isinstance(cell, Var):
                kept[key] = replace(cell, exported=True)
    words = list(call.arguments)
    if words[:1] == ["-c"]:
        _clear(m, call)
    words = _behind_options(words)
    if words and isinstance(words[0], str) and _base(words[0]) == "env":
        words = _of_env(m, call, words[1:])
    texts = [word for word in words if isinstance(word, str)]
    if _sets_more(texts):
        text = "This starts a shell with variables whose names only the machine knows."
        m.problem(ProblemKind.SETS_UNKNOWN_NAMES, call.begin, call.stop, text)
    if len(texts) == len(words) > 2 and _base(texts[0]) in _SHELLS and texts[1].strip("-lie") == "c":
        run = partial(run_string, m, texts[2], call.begin, call.stop)
        m.boundary(run, "exit", "return", "abort", "end", "discard")


def _sets_more(words: Sequence[str]) -> bool:
    """Tell whether what is started takes variables from a store or a file for the shell: `op run -- zsh`, --rcfile."""
    if not words:
        return False
    if _base(words[0]) in _SHELLS:
        return any(word.startswith(("--rcfile", "--init-file")) for word in words[1:])
    return _base(words[0]) in _GIVING and any(word in ("run", "exec", "exec-env", "--") for word in words[1:])


def _base(word: str) -> str:
    return word.rpartition("/")[2]


def _behind_options(words: list[Text]) -> list[Text]:
    while words and isinstance(words[0], str) and words[0][:1] == "-":
        words = words[2:] if words[0] in _TAKING else words[1:]
    return words


def _of_env(m: Machine, call: Call, words: list[Text]) -> list[Text]:
    """Carry out what `env` sets and takes away; return the command behind it."""
    while words:
        word = words[0]
        if isinstance(word, Unknown):
            at = len(call.arguments) - len(words)
            raw = call.nodes[at].raw if len(call.nodes) == len(call.arguments) else ""
            if named := _ASSIGNED.match(raw.lstrip("\"'")):
                _give(m, call, named["name"], word)
                words = words[1:]
                continue
            if word.many or not word.filled:
                text = "This sets variables whose names only the machine knows."
                m.problem(ProblemKind.SETS_UNKNOWN_NAMES, call.begin, call.stop, text)
            return words[1:]
        if word in ("-i", "-", "--ignore-environment"):
            _clear(m, call)
        elif word in ("-u", "--unset") and len(words) > 1:
            _take(m, call, str(words[1]))
            words = words[1:]
        elif word.startswith(("-u", "--unset=")):
            _take(m, call, word.removeprefix("--unset=").removeprefix("-u"))
        elif word in _TAKING:
            words = words[1:]
        elif found := _ASSIGNED.fullmatch(word):
            _give(m, call, found["name"], found["value"])
        elif word[:1] != "-":
            return words
        words = words[1:]
    return words


def _give(m: Machine, call: Call, name: str, value: Text) -> None:
    node = next((each for each in call.nodes if each.raw.lstrip("\"'").startswith(f"{name}=")), None)
    begin, stop = (node.begin, node.stop) if node is not None else (call.begin, call.stop)
    span = m.span(begin, stop)
    old = m.variable(name)
    given = replace(old, value=value, exported=True, set_at=span, value_span=None, ways=(), maybe_unset=False)
    m.put_variable(name, replace(given, text_wins=True, declared=False, depends=""))
    m.record(name, Act.EXPORT, given, span, None)


def _take(m: Machine, call: Call, name: str) -> None:
    cell = m.cells.get("v:" + name)
    if isinstance(cell, Var):
        gone = replace(cell, value=None, exported=False, set_at=m.span(call.begin, call.stop), ways=(), depends="")
        m.put_variable(name, gone)
        m.record(name, Act.UNSET, gone, m.span(call.begin, call.stop), None)


def _clear(m: Machine, call: Call) -> None:
    names: Sequence[str] = [key[2:] for key in m.cells.values if key.startswith("v:")]
    for name in names:
        _take(m, call, name)
