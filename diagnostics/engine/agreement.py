"""What several ways to start leave behind: where they differ a variable is unknown, and says where each sets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .environment import Alternative, Environment, Evaluation, State, Variable
from .source import Span


class Start(NamedTuple):
    """A way to start, as sentences call it: "set for <name> on line 2 of …", "not set for <without>"."""

    name: str
    without: str = ""


def agreed(evaluations: Sequence[Evaluation], starts: Sequence[Start]) -> Evaluation:
    """Return what the evaluations of several starts agree on."""
    names = dict.fromkeys(name for one in evaluations for name in one.environment.variables)
    return Evaluation(
        Environment({name: _either([one.environment.get(name) for one in evaluations], starts) for name in names}),
        tuple(dict.fromkeys(assignment for one in evaluations for assignment in one.assignments)),
        tuple(dict.fromkeys(problem for one in evaluations for problem in one.problems)),
    )


def _either(found: Sequence[Variable], starts: Sequence[Start]) -> Variable:
    """Return the variable on which all agree, or an unknown one that names the lines of each."""
    first = found[0]
    if all((one.state, one.value, one.exported) == (first.state, first.value, first.exported) for one in found):
        return first
    winner = next(one for one in reversed(found) if one.set_at or one.state is not State.UNSET)
    spans: list[Span] = []
    for one in found:
        spans += [span for span in (*one.overrides, one.set_at) if span is not None and span != winner.set_at]
    return Variable(
        first.name,
        State.UNKNOWN,
        any(one.exported for one in found),
        None,
        winner.set_at,
        None,
        tuple(dict.fromkeys(spans)),
        "; ".join(_said(one, start) for one, start in zip(found, starts, strict=True)),
        tuple(dict.fromkeys(each for one in found for each in one.alternatives or (_alternative(one),))),
    )


def _alternative(variable: Variable) -> Alternative:
    return Alternative(variable.state, variable.exported, variable.value, variable.set_at, variable.why)


def _said(variable: Variable, start: Start) -> str:
    if variable.state is State.UNKNOWN:
        return f"not known for {start.name}"
    if variable.state is State.UNSET:
        return f"not set for {start.without or start.name}"
    if variable.set_at is None:
        return f"set before {start.name} starts"
    return f"set for {start.name} on line {variable.set_at.line} of {variable.set_at.document}"
