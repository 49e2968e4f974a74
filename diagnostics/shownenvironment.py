"""The effective environment as the report's page shows it: first what a client reads or lines disagree on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .engine.clientnames import meant_for_others
from .engine.clients import CLIENTS, DEFAULT_CLIENT
from .engine.environment import Variable
from .engine.findings import Report
from .engine.names import READ, meant
from .engine.source import Span

MOST_UNFOLDED = 20  # so many variables are shown before those that concern nobody are folded
MOST_OVERRIDDEN = 12  # lines that lose, of one variable; the last ones, since each had beaten those before it

Place = TypeVar("Place")
_READ = frozenset(READ)


@dataclass(frozen=True, slots=True)
class ShownVariable(Generic[Place]):
    """One row: the variable, the line that wins, the lines that lose, and the clients of the report that read it."""

    variable: Variable
    set_at: Place | None
    overrides: tuple[Place, ...]
    more_overrides: int
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownEnvironment(Generic[Place]):
    """The rows in two groups; `rest` is folded, and empty where all together are few."""

    first: tuple[ShownVariable[Place], ...]
    rest: tuple[ShownVariable[Place], ...] = ()


def readers(name: str, clients: Sequence[str]) -> tuple[str, ...]:
    """Return those of the clients, as people call them, that are known to read a variable of that name.

    A name that is one slip away from one that is read is nobody's. No client here does not mean that none reads it.
    """
    return tuple(CLIENTS[client].name for client in clients if _reads(client, name))


def _reads(client: str, name: str) -> bool:
    if client == DEFAULT_CLIENT:
        return name in _READ
    concern = CLIENTS[client].concern
    is_its = name in concern.first or name in concern.shared or concern.own.fullmatch(name) is not None
    return is_its and meant(name) is None and meant_for_others(name) is None


def shown_environment(
    report: Report, place: Callable[[Span | None], Place | None], place_of_rest: Callable[[Span | None], Place | None]
) -> ShownEnvironment[Place]:
    """Return the rows of a report. `place` makes of a span what can be gone to; `place_of_rest` does so for `rest`."""
    clients = tuple(dict.fromkeys(request.client for request in report.requests))
    known = [(variable, readers(variable.name, clients)) for variable in report.environment]
    first = [(variable, read) for variable, read in known if read or variable.overrides]
    rest = [(variable, read) for variable, read in known if not (read or variable.overrides)]
    if len(known) <= MOST_UNFOLDED or not first:
        return ShownEnvironment(_rows([*first, *rest], place))
    return ShownEnvironment(_rows(first, place), _rows(rest, place_of_rest))


def _rows(
    known: Sequence[tuple[Variable, tuple[str, ...]]], place: Callable[[Span | None], Place | None]
) -> tuple[ShownVariable[Place], ...]:
    return tuple(
        ShownVariable(
            variable,
            place(variable.set_at),
            tuple(found for span in variable.overrides[-MOST_OVERRIDDEN:] if (found := place(span)) is not None),
            max(0, len(variable.overrides) - MOST_OVERRIDDEN),
            read,
        )
        for variable, read in known
    )
