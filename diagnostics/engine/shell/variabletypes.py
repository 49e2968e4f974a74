"""What zsh's `${(t)NAME}` says of a variable: its kind and its flags, in the order of params.c (zsh 5.9)."""

from __future__ import annotations

from .machine import Machine
from .sessionnames import TIES
from .specials import OF_ZSH
from .values import Array, Table, Text, Unknown, Var


def type_of(m: Machine, name: str, variable: Var) -> Text:
    """Return what zsh's `${(t)NAME}` says of a variable that is set."""
    value = variable.value
    local = any(name in frame.names for frame in m.frames)
    pair = m.tied(name) or m.cells.get("T:" + name) is not None
    own = name in TIES or name in TIES.values()
    of_shell = (name in OF_ZSH or name.startswith("LC_")) and not own
    if isinstance(value, Unknown) or variable.case == "?" or variable.exported is None or of_shell or (own and local):
        return Unknown(f"{m.line(m.statement[0])} asks for the type of a variable", filled=True)
    kind = "association" if isinstance(value, Table) else "scalar"
    kind = "array" if isinstance(value, Array) or m.tied(name) else kind
    kind = "integer" if variable.integer else "float" if variable.decimals else kind
    words = (
        kind,
        "local" * local,
        {"L": "left", "R": "right_blanks", "Z": "right_zeros"}.get(variable.pad[:1], ""),
        {"u": "upper", "l": "lower"}.get(variable.case, ""),
        "readonly" * variable.readonly,
        "tied" * bool(pair or own),
        "export" * bool(variable.exported and not m.tied(name)),
        "unique" * bool(variable.unique),
        "special" * own,
    )
    return "-".join(word for word in words if word)
