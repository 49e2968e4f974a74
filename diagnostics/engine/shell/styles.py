"""zsh's `zstyle`: what it looks up is not known here, only where it puts it."""

from __future__ import annotations

from .assigning import assign_text
from .commands import IDENTIFIER, Call
from .machine import Machine


def zstyle(m: Machine, call: Call) -> None:
    """`zstyle`: -s, -b and -a put a style into a variable, -t, -T, -m and -q ask for one, anything else keeps it."""
    first = call.arguments[0] if call.arguments else ""
    m.status = 0
    if first not in ("-s", "-b", "-a", "-t", "-T", "-m", "-q", "-g", "-L"):
        return
    why = m.unknown(call.begin, "asks for a style", many=first in ("-a", "-g"))
    if first != "-L":
        m.status = why
    if m.out is not None:
        m.write(why)
    names = call.arguments[3:4] if first in ("-s", "-b", "-a") else call.arguments[1:2] if first == "-g" else []
    for name in names:
        if isinstance(name, str) and IDENTIFIER.fullmatch(name):
            assign_text(m, name, why)
