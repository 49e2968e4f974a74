"""What runs in PowerShell behind the profile: the function `prompt`, and functions in the place of Set-Location."""

from __future__ import annotations

from collections.abc import Callable

from ..shell.later import run_apart
from ..shell.values import Var
from .machine import Session
from .running import call_function

_MOVING = ("set-location", "cd", "sl", "chdir", "push-location", "pushd")


def run_later(m: Session) -> None:
    """Let what runs behind the profile change the variables that a client reads, and nothing else.

    `prompt` runs before the first command that is typed (about_Prompts).
    """
    for name in ("prompt", *_MOVING):
        run = _of_text(m, name)
        if run is not None:
            run_apart(m, run, "" if name == "prompt" else "when the folder changes")


def _of_text(m: Session, name: str) -> Callable[[], object] | None:
    cell = m.cells.get("f:" + name)
    if not isinstance(cell, Var) or not isinstance(cell.value, str):
        return None
    source = m.written_in[cell.value]

    def run() -> None:
        outer, m.source = m.source, source
        try:
            call_function(m, name)
        finally:
            m.source = outer

    return run
