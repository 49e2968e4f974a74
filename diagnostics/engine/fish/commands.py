"""What a command is when it is run: its name, its arguments, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import dataclass
from ..shell.values import Text, Unknown, Var
from . import tree
from .machine import Fish


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


def make_foreign(m: Fish, why: Unknown) -> None:
    """Remember that from here on, names which the text does not mention may have been set."""
    if m.foreign() is None:
        m.cells.put("m:foreign", Var(why))
