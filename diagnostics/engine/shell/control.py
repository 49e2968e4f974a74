"""How statements end early, and what is kept of ways not taken, of running functions and of input meanwhile."""

from __future__ import annotations

from dataclasses import field

from ..records import dataclass
from .values import Cell, Text, Unknown


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


@dataclass(slots=True)
class Frame:
    """A running function: the names it made local, and where its changes begin."""

    depth: int
    body: object = None
    mark: int = 0
    name: str = ""
    names: list[str] = field(default_factory=list)
    untied: dict[str, Cell | None] = field(default_factory=dict)  # zsh: arrays that show no scalar meanwhile
