"""Find what each group of a pattern matched: one way through it at a time, in the order in which the shell tries them.

A pattern is a program of steps. No step is tried twice at the same place of a text, so the work grows with the product
of both. That is enough for the first way that leads to the end: whether one does depends on nothing that came before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import dataclass

MOST_STEPS = 4_000  # of a program: `x{1,99}` is written out
_NOWHERE = -2
Ends = Callable[[str, int], Sequence[int]]  # where a piece of a text may end that begins at a place, the best one first


@dataclass(frozen=True, slots=True)
class Take:
    """A piece of the text: one character, most times."""

    ends: Ends
    next: int


@dataclass(frozen=True, slots=True)
class Split:
    """Several ways to go on, the best one first."""

    ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Save:
    """A group begins or ends here."""

    slot: int
    next: int


@dataclass(frozen=True, slots=True)
class At:
    """An end of the text, which has to be here."""

    end: bool
    next: int


Step = Take | Split | Save | At | None  # None: everything matched


class TooLongError(Exception):
    """A pattern whose program would be too long."""


class Program:
    """The steps of a pattern, built from its end to its beginning: what follows a step is there before it."""

    def __init__(self) -> None:
        self.steps: list[Step] = [None]
        self.groups = 0
        self.spent = 0

    def add(self, step: Step) -> int:
        """Add a step; return its number."""
        if len(self.steps) > MOST_STEPS:
            raise TooLongError
        self.steps.append(step)
        return len(self.steps) - 1

    def loop(self, body: Callable[[int], int], follow: int, *, once: bool = False) -> int:
        """Add what repeats without end before `follow`; with `once` it stands there at least once."""
        again = self.add(None)
        first = body(again)
        self.steps[again] = Split((first, follow))
        return first if once else again

    def find(
        self, start: int, text: str, begins: Sequence[int], *, stop: int = -1, turned: bool = False
    ) -> list[int] | None:
        """Return where the first way through begins and ends, and so do its groups (-1: took no part); or None.

        With `stop` it has to end there. A `turned` search tries every choice the other way round: what it finds is the
        last of all ways.
        """
        seen: set[tuple[int, int]] = set()
        for begin in begins:
            found = self._from(start, text, begin, seen, stop, turned=turned)
            if found:
                return [begin, *found]
        return None

    def ends(self, start: int, text: str, begin: int) -> set[int]:
        """Return every place where what begins at a place may end."""
        seen: set[tuple[int, int]] = set()
        self._from(start, text, begin, seen, _NOWHERE)
        return {place for number, place in seen if number == 0}

    def _from(
        self, start: int, text: str, begin: int, seen: set[tuple[int, int]], stop: int, *, turned: bool = False
    ) -> list[int] | None:
        slots = [-1] * (2 * self.groups)
        waiting: list[tuple[int, int]] = [(start, begin)]  # steps to try; below zero a slot to put back
        while waiting:
            number, place = waiting.pop()
            if number < 0:
                slots[-number - 1] = place
                continue
            if (number, place) in seen:
                continue
            seen.add((number, place))
            self.spent += 1
            step = self.steps[number]
            if step is None:
                if stop in (-1, place):
                    return [place, *slots]
                continue
            if isinstance(step, Take):
                stops = step.ends(text, place)
                waiting += [(step.next, stop) for stop in (stops if turned else reversed(stops))]
            elif isinstance(step, Split):
                waiting += [(way, place) for way in (step.ways if turned else reversed(step.ways))]
            elif isinstance(step, Save):
                waiting += [(-step.slot - 1, slots[step.slot]), (step.next, place)]
                slots[step.slot] = place
            elif place == (len(text) if step.end else 0):
                waiting.append((step.next, place))
        return None
