"""`emit`: the functions that a text lets wait for an event of its own."""

from __future__ import annotations

from .commands import Call
from .machine import Fish, Routine
from .running import call as call_function


def emit(m: Fish, call: Call) -> None:
    """`emit EVENT …`: call the functions that wait for it, in the order in which they were defined."""
    event = call.arguments[0] if call.arguments else ""
    for name in list(m.handlers.get(event, ())) if isinstance(event, str) else ():
        routine = m.routine(name)
        if isinstance(routine, Routine):
            call_function(m, routine, call.arguments[1:])
    m.status = 0
