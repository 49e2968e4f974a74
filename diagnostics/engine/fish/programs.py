"""Run a program from fish: it sets nothing here, and what most of them write is not known."""

from __future__ import annotations

from ..environment import ProblemKind
from ..records import replace
from ..shell.computer import of_machine
from ..shell.printed import sets_of_output
from ..shell.unseen import is_known_program
from ..shell.values import Unknown
from .commands import Call, make_foreign
from .machine import Fish

_WRAPPERS = frozenset(("bass", "fenv", "replay", "source_env", "babelfish"))
# They turn texts into texts, as in the other shells.
_FILTERS = frozenset(
    [
        "cat",
        "grep",
        "egrep",
        "fgrep",
        "head",
        "tail",
        "sort",
        "uniq",
        "rev",
        "tac",
        "cut",
        "tr",
        "sed",
        "awk",
        "gawk",
        "paste",
        "wc",
        "base64",
        "basename",
        "dirname",
    ]
)


def run_program(m: Fish, call: Call, *, decorated: bool = False) -> None:
    """Run a program: it sets nothing here, and nobody knows what it writes. Some functions do more."""
    if call.name in _WRAPPERS:
        text = "This runs commands of another shell and takes over what they set; it may set any variable."
        m.problem(ProblemKind.RUNS_COMMAND, call.begin, call.stop, text)
        make_foreign(m, m.unknown(call.begin, "takes over what another shell sets", is_set=False))
    if call.name in _FILTERS:
        _filter(m, call)
        return
    known = of_machine(m, f"uname {call.arguments[0] if call.arguments else '-s'}") if call.name == "uname" else None
    if known is not None and len(call.arguments) < 2:
        m.status = 0
        m.write(known + "\n")
        return
    unknown = m.unknown(call.begin, "runs a command", is_set=False, many=True)
    m.status = replace(unknown, many=False)
    m.printed = unknown.why, call.name
    if m.foreign() is not None and not decorated and not _is_program(call.name):
        make_foreign(m, unknown)  # it may be a function of the code that was not given
    m.write(unknown)


def _is_program(name: str) -> bool:
    """Tell whether a name is that of a program, or of a function of fish's own, rather than of somebody's function."""
    return "/" in name or name.startswith("fish_") or sets_of_output(name) is not None or is_known_program(name)


def _filter(m: Fish, call: Call) -> None:
    """Run a program that turns texts into texts as the other shells do."""
    from ..shell.commands import Call as ShellCall
    from ..shell.programs import PROGRAMS

    out, m.out = m.out, []
    try:
        PROGRAMS[call.name](m, ShellCall(call.name, list(call.arguments), (), call.begin, call.stop))
    finally:
        made, m.out = m.out, out
    for piece in made or ():
        m.write(replace(piece, many=True) if isinstance(piece, Unknown) else piece)
