"""What a command is when it is run: its name, its arguments, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import dataclass, replace
from ..shell.sessionnames import SHARED_LISTS
from ..shell.values import Array, Text, Unknown, Var
from . import tree
from .machine import Fish, listed


@dataclass(frozen=True, slots=True)
class Call:
    """A command that is run; `words` are its arguments as written."""

    name: str
    arguments: list[Text]
    words: Sequence[tree.Word] = ()
    begin: int = 0
    stop: int = 0


Builtin = Callable[[Fish, Call], None]


def known(arguments: Sequence[Text]) -> list[str] | Unknown:
    """Return the arguments as texts, or the first that is not known."""
    for argument in arguments:
        if isinstance(argument, Unknown):
            return argument
    return [argument for argument in arguments if isinstance(argument, str)]


def make_foreign(m: Fish, why: Unknown, *, sets: str | None = None) -> None:
    """Remember that from here on, names which the text does not mention may have been set, and lists been added to.

    `sets`: what the code is documented to set, with blanks between the names; None where nothing is known of it.
    """
    if m.foreign() is None:
        m.cells.put("m:foreign", Var(why))
    for name in SHARED_LISTS if sets is None else sets.split():
        _unsettle(m, name, why)


def _unsettle(m: Fish, name: str, why: Unknown) -> None:
    """Make a value that is known one that may be another."""
    for key in ("v:" + name, "u:" + name):
        cell = m.cells.values.get(key)
        if not isinstance(cell, Var) or not isinstance(cell.value, str | Array):
            continue
        items = listed(name, cell)
        if not any(isinstance(item, Unknown) for item in items):
            other = Unknown(why.why, filled=any(items), is_set=True, many=True, line=why.line)
            m.cells.put(key, replace(cell, value=Array((other,))))
