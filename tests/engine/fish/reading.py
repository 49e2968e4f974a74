"""What the tests of the fish reader share: read a text, run the real fish on it, compare the two."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from diagnostics.engine.environment import Evaluation, State, Variable
from diagnostics.engine.fish import evaluate
from diagnostics.engine.source import Document, Kind

GIVEN = {"HOME": "/home/u", "USER": "u", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8"}
# What fish changes by itself, whatever the text says.
OWN = frozenset(("_", "SHLVL", "PWD", "OLDPWD", "USER", "COLUMNS", "LINES", "HOME"))
FISH = shutil.which("fish")


def read(text: str, given: Mapping[str, str] | None = GIVEN, name: str = "~/.config/fish/config.fish") -> Evaluation:
    """Evaluate one start-up file."""
    return evaluate([Document(name, text, Kind.FISH)], given=given)


def variable(text: str, name: str, given: Mapping[str, str] | None = GIVEN) -> Variable:
    """Return the final state of one variable."""
    return read(text, given).environment.get(name)


def answer(found: Variable) -> str | None:
    """Return "?" for what is unknown, else what a program started from that shell would see."""
    if found.state is State.UNKNOWN:
        return "?"
    return found.value if found.exported and found.state is State.SET else None


def differences(evaluation: Evaluation, expected: Mapping[str, str | None], given: Mapping[str, str]) -> dict[str, str]:
    """Return {name: "unknown" or "expected …, got …"} for every name that is not exactly what fish left."""
    different: dict[str, str] = {}
    environment = evaluation.environment
    shown = {one.name for one in environment if one.state is State.SET and one.exported}
    for name in {*expected, *shown} - OWN:
        want = expected[name] if name in expected else given.get(name)
        got = answer(environment.get(name))
        if got != want:
            different[name] = "unknown" if got == "?" else f"expected {want!r}, got {got!r}"
    return different


def run_fish(documents: Mapping[str, str]) -> dict[str, str] | None:
    """Run the real fish with these files below the home folder; return what it exports, None where it does not end.

    The home folder's own path is written /home/u again.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, text in documents.items():
            path = Path(folder, name.removeprefix("~/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        process = subprocess.Popen(
            [FISH or "fish", "-i", "-c", "/usr/bin/env -0 > ~/.out"],
            env={**GIVEN, "HOME": folder},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # whatever it started ends with it
            process.wait()
        out = Path(folder, ".out")
        if not out.exists():
            return None
        text = os.fsdecode(out.read_bytes()).replace(folder, "/home/u")
        return dict(entry.split("=", 1) for entry in text.split("\0") if "=" in entry)
