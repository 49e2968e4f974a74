"""Predicates over the problems that the readers of files met."""

from __future__ import annotations

from ..answers import NO, Answer, Line, Yes
from ..environment import ProblemKind
from ..facts import Facts
from ..names import READ
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate


@predicate(
    "has-problem",
    "a line has the problem {kind} (variable: {var})",
    "no line has the problem {kind} (variable: {var})",
    Parameter("kind", Type.TEXTS, choices=tuple(ProblemKind)),
    Parameter("var", Type.NAMES, required=False, unsaid="any"),
    Parameter("only-read", Type.FLAG, required=False),
)
def has_problem(facts: Facts, given: Arguments) -> Answer:
    """Match each line with such a problem; `only-read` leaves out variables that Claude Code does not read."""
    kinds, names = given.texts("kind"), given.texts("var")
    only_read = given.flag("only-read")
    lines = tuple(
        Line(problem.span, problem.text, problem.name, separate=True)
        for problem in facts.problems
        if problem.kind in kinds and (not names or problem.name in names) and (not only_read or problem.name in READ)
    )
    return Yes(lines) if lines else NO
