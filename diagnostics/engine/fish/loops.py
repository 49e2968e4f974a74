"""Run fish's loops in imagination: over known words exactly, else any number of times."""

from __future__ import annotations

from collections.abc import Callable

from ..records import replace
from ..shell.values import Array, Text, Unknown, Var
from . import tree
from .expansion import expand
from .machine import LOCAL, Fish

_MAX_ROUNDS = 2_000


def run_for(m: Fish, body: tree.For) -> None:
    """Run `for NAME in WORDS`: the variable is local to where the loop stands, and keeps its last value."""
    items = expand(m, body.words)
    m.assign(body.name, m.elements(body.name) or [], m.span(*m.statement), where=LOCAL)
    loose = next((item for item in items if isinstance(item, Unknown) and item.many), None)
    m.loops += 1
    try:
        if loose:
            why = replace(loose, line=loose.line or m.line(m.statement[0]))
            with m.scope():
                any_rounds(m, lambda: _for_round(m, body, replace(why, many=False)), why)
            return

        def run() -> None:
            for item in items:
                m.budget.spend()
                _for_round(m, body, item)

        with m.scope():  # one for all rounds: what is local in one round is there in the next
            m.boundary(run, f"break {m.loops}")
    finally:
        m.loops -= 1


def _for_round(m: Fish, body: tree.For, item: Text) -> None:
    m.assign(body.name, [item], m.span(*m.statement))
    _round(m, lambda: m.run_jobs(body.body))


def _scoped(m: Fish, block: tree.Block) -> None:
    with m.scope():
        m.run_jobs(block)


def _round(m: Fish, run: Callable[[], None]) -> None:
    """Run a loop's body once; `continue` ends it, `break` goes through."""
    with m.budget:
        m.boundary(run, f"continue {m.loops}")


def run_while(m: Fish, body: tree.While, command: tree.Command) -> None:
    """Run `while CONDITION`."""
    m.loops += 1
    unsure: list[Unknown] = []

    def run() -> None:
        last: int | Unknown = 0
        for _ in range(_MAX_ROUNDS):
            m.budget.spend()
            m.run_jobs(body.condition)  # what it makes local is seen by the body, too
            verdict = m.status
            if isinstance(verdict, Unknown):
                unsure.append(verdict)
                return
            if verdict != 0:
                m.status = last
                return
            _round(m, lambda: _scoped(m, body.body))
            last = m.status
        unsure.append(m.unknown(command.begin, "is a loop that does not end here"))

    try:
        m.boundary(run, f"break {m.loops}")
        if unsure:
            why = replace(unsure[0], line=unsure[0].line or m.line(command.begin))

            def once() -> None:
                _scoped(m, body.body)
                m.run_jobs(body.condition)

            any_rounds(m, once, why)
    finally:
        m.loops -= 1


def any_rounds(m: Fish, run: Callable[[], None], why: Unknown) -> None:
    """Run a body that may run any number of times: what two rounds leave different is not known."""

    def round_() -> None:
        m.boundary(lambda: _round(m, run), f"break {m.loops}")

    mark = m.cells.mark()
    m.fork((round_, lambda: None), why)
    one = m.cells.changes(mark)
    second = m.cells.mark()
    kept = len(m.assignments)
    m.fork((round_, lambda: None), why)
    del m.assignments[kept:]
    two = m.cells.changes(second)
    m.cells.rollback(second)
    for key in two:
        cell = m.cells.get(key)
        if isinstance(cell, Var) and not _same(one.get(key), two.get(key)):
            reason = f"changed in the loop on {why.line}" if why.line else why.why
            m.cells.put(key, replace(cell, value=Unknown(reason, line=why.line, many=True)))
    m.status = why


def _same(one: object, other: object) -> bool:
    return one == other or (
        isinstance(one, Var) and isinstance(other, Var) and isinstance(one.value, Array) and one.value == other.value
    )
