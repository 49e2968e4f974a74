"""Run the batch files among the documents, and say what they leave in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from ..environment import Environment, Evaluation, Problem, ProblemKind
from ..host import Host
from ..powershell.machine import Session
from ..powershell.startup import final_variables
from ..regexes import regex
from ..shell.budget import TooMuch
from ..source import Document, Kind
from .running import run_document

_NAMED = regex(r"\bset(?:x)?[ \t]+(?:/\w[ \t]+)?\"?([A-Za-z_]\w*)(?=[= \t])", re.IGNORECASE)


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what the batch files do to the environment of the command prompt they are run in, one after the other.

    Takes the documents and the environment before (None: not known). Whatever depends on the machine is unknown and
    says why.
    """
    mine = [document for document in documents if document.kind is Kind.CMD]
    m = Session(mine, given, host=host)
    too_much = ""
    try:
        for document in mine:
            if document.name not in m.sourced:
                m.boundary(partial(run_document, m, document), "exit", "end")
    except TooMuch as limit:
        too_much = limit.reason
    except RecursionError:
        too_much = "the text is nested too deeply"
    if too_much:
        text = f"This file cannot be read to its end: {too_much}."
        m.problems.append(Problem(ProblemKind.READER_LIMIT, mine[0].top_span(), text))
    return Evaluation(Environment(final_variables(m, too_much, _NAMED)), tuple(m.assignments), tuple(m.problems))
