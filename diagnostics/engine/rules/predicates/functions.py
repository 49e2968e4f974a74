"""Predicates over functions of start-up files: what they leave behind in the terminal."""

from __future__ import annotations

from ...clientcalls import COMMANDS
from ...facts import Facts
from ...functions import FORMED, aliases, bodies, left_behind, statement
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_NAMED = frozenset(COMMANDS.values())


@predicate(
    "function-leaves-its-exports",
    "a function or alias exports what a client reads, calls the client, and leaves that in the terminal",
    "no function or alias that calls a client leaves what it exports in the terminal",
    needs=signs.kinds(*FORMED),
)
def function_leaves_its_exports(facts: Facts, given: Arguments) -> Answer:
    """Match `glm() { export ANTHROPIC_BASE_URL=…; claude "$@"; }`, unless the variable is taken away again.

    What only exports is made to change the terminal, and what is named like its client is always used.
    """
    lines = []
    for document in facts.documents:
        if document.kind not in FORMED:
            continue
        for body in (*bodies(document), *aliases(document)):
            found = left_behind(document, body) if body.name not in _NAMED else []
            if not found:
                continue
            marks = [Line(statement(document, body, each), "stays set", each[1]) for each in found]
            first, *others = marks
            lines.append(Line(first.span, "stays set afterwards", first.name, True, {}, tuple(others)))
    return Yes(tuple(lines)) if lines else NO
