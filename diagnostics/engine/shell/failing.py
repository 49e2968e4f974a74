"""What a shell does behind a command that failed: bash's trap on ERR and `set -e`, zsh's ERR_RETURN."""

from __future__ import annotations

from ..environment import ProblemKind
from . import tree
from .control import Signal
from .machine import Machine
from .values import Unknown


def after_failure(m: Machine, pipeline: tree.Pipeline) -> None:
    """Do what is set for a pipeline that failed, or may have, and whose status nothing asks."""
    if m.zsh and m.frames and m.option("errreturn"):
        _return_on_failure(m)
    elif not m.zsh:
        if m.cells.values.get("e:ERR") is not None:
            m.run_err_trap()
        if m.option("errexit"):
            _leave_on_failure(m, pipeline)


def _leave_on_failure(m: Machine, pipeline: tree.Pipeline) -> None:
    """End bash after a command that failed, or may have, under `set -e`; zsh reads its start-up files on."""
    body = pipeline.commands[-1].body
    simple = isinstance(body, tree.Simple | tree.Subshell | tree.Condition | tree.ArithmeticCommand)
    if not simple and len(pipeline.commands) == 1:
        return
    if not m.hidden:
        text = "set -e is on: if this command fails, the shell ends here, and no prompt appears."
        m.problem(ProblemKind.ABORTS_FILE, pipeline.begin, pipeline.stop, text)
    status = m.status

    def leave() -> None:
        raise Signal("exit")

    def stay() -> None:
        m.status = 0

    if isinstance(status, Unknown):
        m.fork((stay, leave), status)
    else:
        leave()


def _return_on_failure(m: Machine) -> None:
    """End a function of zsh behind a command that failed, or may have, under ERR_RETURN."""
    status = m.status

    def leave() -> None:
        raise Signal("return")

    if isinstance(status, Unknown):
        m.fork((lambda: None, leave), status)
    else:
        leave()
