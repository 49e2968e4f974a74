"""zsh's `fc -p` and `fc -P`: a history list of its own, with its file and sizes."""

from __future__ import annotations

import re

from .assigning import assign_text, unset
from .commands import Call
from .localnames import make_local
from .machine import Machine
from .values import Text, Unknown, Var

_SIZES = ("HISTSIZE", "SAVEHIST")


def fc(m: Machine, call: Call) -> None:
    """`fc`, `history`: with -p a new list is begun, HISTFILE names its file; with -P the one before is back.

    zsh 5.9: a size that is exported already is not handed to programs as it is then.
    """
    flags, rest = "", list(call.arguments)
    while rest and isinstance(rest[0], str) and re.fullmatch(r"-[a-zA-Z]+|--", rest[0]):
        flags += str(rest.pop(0))[1:]
    unknown = m.unknown(call.begin, "changes the history", is_set=False)
    if not m.zsh or not {"p", "P"} & set(flags):
        from .builtins import quiet

        quiet(m, call)
        return
    m.status = unknown
    if "p" in flags and "a" in flags and m.frames:  # it ends with the function
        for name in ("HISTFILE", *_SIZES):
            make_local(m, name, inherit=True)
    if "P" in flags or any(isinstance(text, Unknown) for text in rest):
        for name in ("HISTFILE", *_SIZES):
            assign_text(m, name, unknown)
        return
    m.status = int(len(rest) > 3 or not all(isinstance(text, str) and text.isdecimal() for text in rest[1:]))
    if m.status:
        return
    if rest:
        assign_text(m, "HISTFILE", rest[0])
    else:
        unset(m, "HISTFILE", m.span(call.begin, call.stop))
    for name, size in zip(_SIZES, rest[1:], strict=False):
        assign_text(m, name, unknown if _is_exported(m, name) else _number(size))


def _is_exported(m: Machine, name: str) -> bool:
    cell = m.cells.get("v:" + name)
    return isinstance(cell, Var) and cell.exported is not False


def _number(text: Text) -> Text:
    return text.lstrip("0") or "0" if isinstance(text, str) else text
