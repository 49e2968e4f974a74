"""What the tests of the shell reader share: read a text, look at one variable, score a measured case."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostics.engine.environment import Evaluation, State, Variable
from diagnostics.engine.shell import evaluate
from diagnostics.engine.source import Document, Kind

GIVEN = {"HOME": "/home/u", "USER": "u", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8"}
SHELLS = {"zsh": (Kind.ZSH, "~/.zshrc"), "bash": (Kind.BASH, "~/.bashrc")}
# What a shell changes by itself, whatever the text says.
OWN = frozenset(("_", "SHLVL", "PWD", "OLDPWD"))


def read(text: str, shell: str = "zsh", given: Mapping[str, str] | None = GIVEN) -> Evaluation:
    """Evaluate one start-up file."""
    kind, name = SHELLS[shell]
    return evaluate([Document(name, text, kind)], given=given)


def variable(text: str, name: str, shell: str = "zsh", given: Mapping[str, str] | None = GIVEN) -> Variable:
    """Return the final state of one variable."""
    return read(text, shell, given).environment.get(name)


def answer(found: Variable) -> str | None:
    """Return "?" for what is unknown, else what a program started from that shell would see."""
    if found.state is State.UNKNOWN:
        return "?"
    return found.value if found.exported and found.state is State.SET else None


def differences(evaluation: Evaluation, expected: Mapping[str, str | None], given: Mapping[str, str]) -> dict[str, str]:
    """Return {name: "unknown" or "expected …, got …"} for every name that is not exactly what the shell left."""
    different: dict[str, str] = {}
    environment = evaluation.environment
    shown = {one.name for one in environment if one.state is State.SET and one.exported}
    for name in {*expected, *shown} - OWN:
        want = expected[name] if name in expected else given.get(name)
        got = answer(environment.get(name))
        if got != want:
            different[name] = "unknown" if got == "?" else f"expected {want!r}, got {got!r}"
    return different
