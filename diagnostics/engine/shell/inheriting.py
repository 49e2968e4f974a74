"""What a script has of the shell in which it is typed: each variable that it exports, and each that it took away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..environment import Alternative, State, Variable
from .values import Cell, Unknown, Var, Way

_NOT_KNOWN = "the shell that starts the script decides"


def cells_before(given: Mapping[str, str], inherited: Sequence[Variable]) -> dict[str, Cell]:
    """Return the cells of what is there before the first file: the environment given, and what a shell hands on."""
    found: dict[str, Cell] = {"v:" + name: Var(text, exported=True) for name, text in given.items()}
    return found | {"v:" + variable.name: _inherited(variable) for variable in inherited}


def _inherited(variable: Variable) -> Var:
    """Return a variable of the shell as a program that it starts finds it, with the line that sets it there."""
    if variable.state is State.UNSET or not variable.exported:
        return Var(text_wins=True)
    if variable.state is State.SET:
        place = (variable.set_at, variable.value_span)
        return Var(variable.value, exported=True, set_at=place[0], value_span=place[1], text_wins=True)
    ways = tuple(_way(each) for each in variable.alternatives)
    value = Unknown(variable.why or _NOT_KNOWN)
    return Var(value, exported=True, set_at=variable.set_at, maybe_unset=True, text_wins=True, ways=ways)


def _way(alternative: Alternative) -> Way:
    if alternative.state is State.UNKNOWN:
        return Unknown(alternative.why or _NOT_KNOWN), alternative.exported, alternative.set_at
    return alternative.value if alternative.exported else None, alternative.exported, alternative.set_at
