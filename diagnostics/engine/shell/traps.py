"""`trap` and `kill`: what runs at a signal, behind a command, at the end of a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ..regexes import regex
from .commands import Call
from .machine import Machine
from .sourcing import run_string
from .values import Cell, Unknown, Var

_SIGNAL_NAMES = (
    "EXIT DEBUG ERR ZERR RETURN HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT "
    "STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO POLL PWR SYS CLD IOT INFO EMT"
)
_SIGNALS = frozenset(_SIGNAL_NAMES.split())
_TAKEN_BACK = regex(r"\btrap\s+(?:--\s+)?(?:-|''|\"\")\s[^;]*\bERR\b")
KEPT = ("DEBUG", "ERR", "RETURN")  # of bash: a function does not inherit them, and leaves behind what it sets


def trap(m: Machine, call: Call) -> None:
    """`trap`: keep what is to run for DEBUG, bash's ERR and RETURN, EXIT of a function or subshell, a signal.

    Measured: zsh runs none for a command that fails while it reads its start-up files.
    """
    m.status = 0
    if not call.arguments or call.arguments[0] in ("-p", "-l"):
        m.write(m.unknown(call.begin, "lists traps"))
    text = call.arguments[0] if len(call.arguments) > 1 else "-"
    words = [str(name).upper().removeprefix("SIG") for name in call.arguments[1:]]
    if len(call.arguments) == 1 and isinstance(call.arguments[0], str) and call.arguments[0][:1] != "-":
        words = [call.arguments[0].upper().removeprefix("SIG")]
    wrong = next((index for index, name in enumerate(words) if not re.fullmatch(r"[A-Z0-9+-]+", name)), len(words))
    if wrong < len(words):
        m.status = 1
        words = words[:wrong] if m.zsh else words  # bash passes over what is no signal
    names = set(words)
    if not names <= _SIGNALS and not all(name.isdigit() for name in names - _SIGNALS):
        m.status = 1
    if names & {"EXIT", "0"} and (m.hidden or (m.zsh and m.frames and not m.option("posixtraps"))):
        m.cells.put(m.at_end, None if text in ("-", "") else Var(text))
    status = m.status
    if m.zsh:
        names -= {"ERR", "ZERR"}
    for name in sorted(names - {"EXIT", "0"}):
        if name == "RETURN" and m.zsh:
            continue
        place = m.span(call.begin, call.stop)
        m.cells.put("e:" + name, None if text in ("-", "") else Var(text, set_at=place))
        m.debugs = m.debugs or name == "DEBUG"
    if isinstance(text, Unknown) and names & {"DEBUG", "ERR", "RETURN"}:
        from .unseen import make_foreign

        make_foreign(m, m.unknown(call.begin, "runs something at a signal", is_set=False))
    m.status = status


def kill(m: Machine, call: Call) -> None:
    """`kill -USR1 $$`: the shell runs its own trap."""
    raws = [getattr(node, "raw", "") for node in call.nodes]
    words = [str(text).upper().removeprefix("-").removeprefix("S ").removeprefix("SIG") for text in call.arguments[:-1]]
    m.status = m.unknown(call.begin, "runs a command", is_set=False)
    cell = m.cells.get("e:" + words[-1]) if words and raws[-1:] in (["$$"], ['"$$"']) else None
    if isinstance(cell, Var):
        m.status = 0
        _run(m, cell)


def run_debug_trap(m: Machine) -> None:
    """Run the trap for DEBUG, which comes before a command; it does not run for what it runs itself."""
    cell = m.cells.values.get("e:DEBUG")
    if not isinstance(cell, Var):
        return
    m.debugs = False
    m.cells.put("e:DEBUG", None)
    _run(m, cell)
    if m.cells.values.get("e:DEBUG") is None:
        m.cells.put("e:DEBUG", cell)
    m.debugs = True


def debug_at_prompt(m: Machine) -> None:
    """Run the trap for DEBUG as often as commands are typed at the prompt, which is not known."""
    if not m.debugs:
        return
    run_debug_trap(m)
    why = Unknown("a DEBUG trap runs for each command, and how many there are is not known", is_set=False)
    m.fork((lambda: run_debug_trap(m), lambda: None), why)


def _run(m: Machine, cell: Var) -> None:
    """Run what a trap keeps; where that depends on the way here, each of it."""
    status = m.status
    if isinstance(cell.value, Unknown):
        why = cell.value
        ways = [value for value, _, _ in cell.ways if isinstance(value, str)]
        if len(ways) < len(cell.ways) - 1 or not ways:
            from .unseen import make_foreign

            make_foreign(m, why)
        m.fork((*(partial(run_string, m, text, *m.statement) for text in ways), lambda: None), why)
    elif isinstance(cell.value, str):
        run_string(m, cell.value, *m.statement)
    m.status = status


def run_trap(m: Machine, key: str) -> None:
    """Run what a trap keeps for the end of a function or subshell, if anything."""
    cell = m.cells.get(key)
    if isinstance(cell, Var):
        m.cells.put(key, None)
        _run(m, cell)


def run_err_trap(m: Machine) -> None:
    """Run bash's trap for a command that failed, or may have."""
    cell, status = m.cells.get("e:ERR"), m.status
    if not isinstance(cell, Var):
        return

    def run() -> None:
        m.cells.put("e:ERR", None)  # not for what fails in itself
        _run(m, cell)
        if m.cells.get("e:ERR") is None and not cleared(cell):
            m.cells.put("e:ERR", cell)

    if isinstance(status, Unknown):
        m.fork((run, lambda: None), status)
    else:
        run()
    m.status = status


def cleared(cell: Var) -> bool:
    """Tell whether a trap takes itself back: `trap - ERR`."""
    return isinstance(cell.value, str) and _TAKEN_BACK.search(cell.value) is not None


def in_function(m: Machine, run: Callable[[], None]) -> None:
    """Run a function of bash: it inherits no trap for DEBUG, ERR and RETURN, and what it sets stays behind it."""
    outer: dict[str, Cell | None] = {}
    for name in KEPT:
        kept = m.cells.values.get("e:" + name)
        inherits = m.option("errtrace" if name == "ERR" else "functrace")
        if kept is not None and not inherits:
            outer["e:" + name] = kept
            m.cells.put("e:" + name, None)
    if m.debugs:
        run_debug_trap(m)  # measured: where it is inherited, it comes before the function as a whole, too
    run()
    cell = m.cells.values.get("e:RETURN")
    if isinstance(cell, Var):
        _run(m, cell)
    for key, kept in outer.items():
        if m.cells.values.get(key) is None:
            m.cells.put(key, kept)


def behind_file(m: Machine) -> None:
    """Run bash's trap for RETURN, which also runs behind each file that is sourced."""
    cell = m.cells.values.get("e:RETURN")
    if isinstance(cell, Var):
        _run(m, cell)


__all__ = [
    "behind_file",
    "debug_at_prompt",
    "in_function",
    "kill",
    "run_debug_trap",
    "run_err_trap",
    "run_trap",
    "trap",
]
