"""How statements end early, and what is kept of ways not taken, of running functions and of input meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..environment import ProblemKind
from ..records import dataclass, field
from .values import Cell, Text, Unknown

if TYPE_CHECKING:
    from .machine import Machine


class Signal(Exception):  # noqa: N818 - control flow, not an error
    """The way in which statements end early.

    `kind`: "return", "exit", "break 1", "continue 2" (the number is the loop's depth), "abort" (zsh gives up the file),
    "end" (zsh gives up every file: `${NAME:?}`), "discard" (bash gives up the line).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class Pending:
    """A way that may have been taken, and what it changed since a mark."""

    signal: Signal
    changes: dict[str, Cell | None]
    mark: int
    why: Unknown


@dataclass(slots=True)
class Input:
    """What a command reads."""

    text: Text
    position: int = 0

    def take(self) -> Text:
        """Return what nothing has read yet, and leave nothing of it."""
        if isinstance(self.text, Unknown):
            return self.text
        rest = self.text[self.position :] if self.position else self.text
        self.position = len(self.text)
        return rest

    def leave(self, why: Unknown) -> None:
        """Note that a program has read a part, and that how much of it depends on what it was given."""
        if not isinstance(self.text, Unknown):
            self.text, self.position = why, 0


@dataclass(slots=True)
class Frame:
    """A running function: the names it made local, and where its changes begin."""

    depth: int
    body: object = None
    mark: int = 0
    name: str = ""
    names: list[str] = field(default_factory=list)
    untied: dict[str, Cell | None] = field(default_factory=dict)  # zsh: arrays that show no scalar meanwhile
    private: list[str] = field(default_factory=list)  # zsh: those of the names that no function called from here sees


def failure(m: Machine, begin: int, stop: int, text: str, name: str | None = None, *, kind: str = "abort") -> None:
    """Do what an error in an expansion does: zsh gives up the file, bash the line."""
    if m.zsh:
        if not m.hidden:
            m.problem(ProblemKind.ABORTS_FILE, begin, stop, f"zsh stops reading the file here: {text}.", name)
        raise Signal(kind)
    raise Signal("discard")
