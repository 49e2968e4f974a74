"""Predicates over the problems that the readers of files met."""

from __future__ import annotations

from ..answers import NO, Answer, Line, Yes
from ..environment import Problem, ProblemKind
from ..facts import Facts
from ..names import READ
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate


@predicate(
    "has-problem",
    "a line{var} has the problem {kind}",
    "no line{var} has the problem {kind}",
    Parameter("kind", Type.TEXTS, choices=tuple(ProblemKind)),
    Parameter("var", Type.NAMES, required=False, framed=" for {}"),
    Parameter("only-read", Type.FLAG, required=False),
    Parameter("alone", Type.FLAG, required=False),
)
def has_problem(facts: Facts, given: Arguments) -> Answer:
    """Match each line with such a problem; `only-read` leaves out variables that Claude Code does not read.

    `alone` leaves out lines that have a problem of another kind as well, which says more precisely what is wrong.
    """
    kinds, names = given.texts("kind"), given.texts("var")
    only_read = given.flag("only-read")
    named = (
        {_place(problem) for problem in facts.problems if problem.kind not in kinds} if given.flag("alone") else set()
    )
    lines: dict[tuple[str, int, str], Line] = {}  # several marks in one line are one finding
    for problem in facts.problems:
        concerns = (not names or problem.name in names) and (not only_read or problem.name in READ)
        if problem.kind in kinds and concerns and _place(problem) not in named:
            line = Line(problem.span, problem.text, problem.name, separate=True)
            lines.setdefault((problem.span.document, problem.span.line, problem.kind), line)
    return Yes(tuple(lines.values())) if lines else NO


def _place(problem: Problem) -> tuple[str, int]:
    return problem.span.document, problem.span.line
