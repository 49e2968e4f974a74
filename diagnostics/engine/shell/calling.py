"""Call functions: arguments and local names of their own, which are put back when they end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..records import replace
from . import tree
from .control import Frame, Signal
from .machine import Machine
from .running import run_command
from .values import Array, Routine, Text, Unknown, Var

_MOST_CALLS = 3  # of a function by itself, as long as it is not known whether there is another


def run_hooks(m: Machine, hook: str, arguments: Sequence[Text]) -> None:
    """Call zsh's function of that name and those in the array `<name>_functions`."""
    value = m.variable(hook + "_functions").value
    for name in (hook, *(value.items if isinstance(value, Array) else ())):
        routine = m.function(name) if isinstance(name, str) else None
        if routine is not None and routine.body is not None:
            m.boundary(partial(call, m, routine, arguments, str(name)), "return")


def call(m: Machine, routine: Routine, arguments: Sequence[Text], name: str) -> None:
    """Call a function: its own arguments and locals, then everything local is put back."""
    if routine.body is None:
        m.status = Unknown(routine.why)
        return
    body = routine.body
    around = [frame for frame in m.frames if frame.body is body]
    if m.uncertain and len(around) >= _MOST_CALLS:
        _give_up_calls(m, around[0].mark)
        return
    caller = m.frames[-1] if m.frames else None
    if caller is not None and caller.private:
        from .localnames import hidden_private

        with hidden_private(m, caller):
            _call(m, routine, body, arguments, name)
    else:
        _call(m, routine, body, arguments, name)


def _call(m: Machine, routine: Routine, body: tree.Command, arguments: Sequence[Text], name: str) -> None:
    frame = Frame(len(m.frames) + 1, body, m.cells.mark(), name)
    old_arguments, outer = m.cells.get("m:arguments"), (m.source, m.loops, m.zero, m.tested)
    options, counted = m.options(), m.cells.get("v:OPTIND")
    m.frames.append(frame)
    m.cells.put("m:arguments", Var(Array(tuple(arguments))))
    m.source = routine.source
    m.loops = m.loops if m.zsh and not m.option("localloops") else 0  # zsh: `break` inside ends the loop around
    if counted is not None and m.zsh:
        m.cells.put("v:OPTIND", None)  # a function of zsh has its own
    trap = m.at_end
    m.zero = name if m.zsh else None
    if m.zsh:
        m.tested = 0  # of ERR_RETURN: it ends a function whose status is asked, too (measured with 5.9)
    given_up = False
    try:
        _run_body(m, body)
    except Signal as signal:
        given_up = signal.kind in ("abort", "end")
        raise
    finally:
        m.source, m.loops, m.zero, m.tested = outer
        _put_back_names(m, frame)
        m.cells.put("m:arguments", old_arguments)
        if m.zsh and m.cells.get("v:OPTIND") is not counted:
            m.cells.put("v:OPTIND", counted)
        if m.zsh and m.cells.get(trap) is not None:
            if given_up:
                m.cells.put(trap, None)  # then nothing is run at the end
            else:
                m.run_trap(trap)
        kept_options = m.cells.get(f"m:local-{frame.depth}")
        if kept_options is not None:
            m.cells.put(f"m:local-{frame.depth}", None)
        if m.option("localoptions") if m.zsh else kept_options is not None:
            m.restore_options(options)


def _run_body(m: Machine, body: tree.Command) -> None:
    with m.budget:
        if m.zsh:
            _to_return(m, body)
        else:
            m.in_function(partial(_to_return, m, body))


def _to_return(m: Machine, body: tree.Command) -> None:
    m.boundary(lambda: run_command(m, body), "return")


def _put_back_names(m: Machine, frame: Frame) -> None:
    """Leave a function's frame: what its local names hid shows again."""
    if m.frames and m.frames[-1] is frame:
        m.frames.pop()
    for name, tie in frame.untied.items():
        m.cells.put("t:" + name, tie)
    for local in frame.names:
        kept = m.cells.get(f"l{frame.depth}:{local}")
        if not m.zsh and m.cells.get("p:" + local) is not None:  # bash: what was exported outlasts it
            m.cells.put(f"l{frame.depth}:{local}", None)
            if not m.frames and not m.temporary:
                m.cells.put("p:" + local, None)
        elif isinstance(kept, Var):
            absent = kept.local
            if kept.declared and kept.exported:
                kept = replace(kept, declared=False)  # zsh puts it into the environment as it comes back
            m.cells.put("v:" + local, None if absent else kept)
            m.cells.put(f"l{frame.depth}:{local}", None)


def _give_up_calls(m: Machine, mark: int) -> None:
    """Leave a function that calls itself where something unknown says so: what it changes in the end is not known."""
    why = m.unknown(m.statement[0], "calls itself, and how often is not known", is_set=False)
    m.status = why
    m.write(why)
    for key in dict.fromkeys(key for key, _ in m.cells.journal[mark:] if key.startswith("v:")):
        cell = m.cells.values.get(key)
        if isinstance(cell, Var) and not cell.readonly:
            m.cells.put(key, replace(cell, value=why, maybe_unset=True, ways=()))
