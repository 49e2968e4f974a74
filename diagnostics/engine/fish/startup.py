"""Which files fish reads when it starts, in which order, and what runs before the first prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..environment import Environment, Evaluation, Problem, ProblemKind, State, Variable
from ..host import Host
from ..launching import Launch, is_fish_script, starts_elsewhere
from ..records import replace
from ..regexes import regex
from ..shell.budget import TooMuch
from ..shell.sessionnames import speaks_of_client
from ..shell.values import Array, Line, Source, Text, Unknown, Var, lines
from ..source import Document, Kind, Span
from . import universals
from .machine import Fish, Routine, exported_text
from .running import call, run_jobs
from .sourcing import run_document

_NAMED = regex(r"\bset[ \t]+(?:--?\w+[ \t]+){0,5}([A-Za-z_]\w*)|\bexport[ \t]+([A-Za-z_]\w*)=")
_AT_PROMPT = Unknown("the command at the prompt is not known", filled=True)


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what fish's start-up files among the documents do to the environment, without running anything.

    Takes the documents in any order, the environment before (None: not known) and what is known of the machine.
    Whatever else depends on it is unknown and says why.
    """
    mine = [document for document in documents if document.kind is Kind.FISH]
    m = Fish(mine, given, host)
    m.texts = {one.name: one.text for one in documents if one.kind is not Kind.FISH and one.name[:1] in ("~", "/", ".")}
    m.run_jobs = lambda block: run_jobs(m, block)
    given_to_it: tuple[Text, ...] = ()
    if len(mine) == 1 and is_fish_script(mine[0]):
        given_to_it = (Unknown("what the script is given is not known", many=True, is_set=False),)
        m.launch = Launch(mine[0].name, (), is_alone=False) if starts_elsewhere(mine) else None
    m.cells.values["v:argv"] = Var(Array(given_to_it), text_wins=True)
    too_much = ""
    try:
        m.boundary(lambda: _start(m, mine), "exec", "exit", "return")
    except TooMuch as limit:
        too_much = limit.reason
    except RecursionError:
        too_much = "the text is nested too deeply"
    if too_much:
        text = f"This file cannot be read to its end: {too_much}."
        m.problems.append(Problem(ProblemKind.READER_LIMIT, mine[0].top_span(), text))
    return Evaluation(Environment(_variables(m, too_much)), tuple(m.assignments), tuple(m.problems))


def _order(documents: Sequence[Document]) -> list[Document]:
    """Return the documents that fish reads by itself: conf.d by their names, then config.fish."""
    snippets = sorted(
        (one for one in documents if re.search(r"conf\.d[/\\][^/\\]+$", one.name)), key=lambda one: one.base
    )
    first: dict[str, Document] = {}
    for one in snippets:  # of two files of one name, the person's own counts
        if one.base not in first or not one.name.startswith(("/etc", "/usr")):
            first[one.base] = one
    configs = [one for one in documents if one.base == "config.fish" and one not in snippets]
    configs.sort(key=lambda one: not one.name.startswith(("/etc", "/usr")))
    return [*first.values(), *configs]


def _start(m: Fish, documents: Sequence[Document]) -> None:
    stores = [one for one in documents if universals.is_store(one)]
    for store in stores:
        m.source = Source(store.span, store.name)
        universals.read_store(m, store)
    started = _order(documents) or [
        one for one in documents if one not in stores and not re.search(r"functions[/\\][^/\\]+$", one.name)
    ]
    for document in started:
        if document.name not in m.sourced:
            run_document(m, document)
    for name in dict.fromkeys(m.events):
        routine = m.routine(name)
        if isinstance(routine, Routine):
            call(m, routine, [_AT_PROMPT])
    if any(speaks_of_client(document.text) for document in m.documents):
        from .later import run_later

        run_later(m)


# --- the result


def _variables(m: Fish, too_much: str) -> dict[str, Variable]:
    names = {key.partition(":")[2] for key in m.cells.values if key.startswith(("v:", "u:", "s0:"))}
    found = {name: _final(m, name, too_much) for name in sorted(names)}
    if too_much:  # lines that were not reached may set these
        for document in m.documents:
            for match in _NAMED.finditer(document.text):
                name = match.group(1) or match.group(2)
                if found.get(name) is None:
                    span = document.span(match.start(), match.end())
                    found[name] = Variable(name, State.UNKNOWN, True, None, span, None, (), too_much)
    return {name: variable for name, variable in found.items() if variable is not None}


def _final(m: Fish, name: str, too_much: str) -> Variable | None:
    """Return what a program sees of a name.

    An exported global variable, else an exported universal one: a global variable that is not exported does not hide
    it. What `set -f` made outside functions covers the global one.
    """
    on_top, below = m.cells.get("v:" + name), m.cells.get("u:" + name)
    covers = m.cells.get("s0:" + name)
    cell = on_top if isinstance(on_top, Var) else None
    if isinstance(covers, Var) and covers.value is not None:
        cell = replace(covers, history=Line(cell.set_at, covers.history) if cell and cell.set_at else covers.history)
    universal = below if isinstance(below, Var) else None
    wins = universal is not None and universal.value is not None and universal.exported is not False
    if universal is not None and not _may_be_exported(cell) and (wins or cell is None or cell.value is None):
        return _variable(name, universal, cell, too_much)
    if cell is None or (cell.set_at is None and not cell.exported):
        return None
    return _variable(name, cell, universal, too_much)


def _may_be_exported(cell: Var | None) -> bool:
    return cell is not None and cell.value is not None and cell.exported is not False


def _variable(name: str, cell: Var, other: Var | None, too_much: str) -> Variable:
    losers: list[Span] = [span for span in lines(cell.history) if span != cell.set_at]
    if other is not None and other.set_at and other.set_at not in (*losers, cell.set_at):
        losers.append(other.set_at)
    overrides = tuple(reversed(losers))
    exported = bool(cell.exported)
    if too_much:
        return Variable(name, State.UNKNOWN, exported, None, cell.set_at, cell.value_span, overrides, too_much)
    if cell.value is None:
        return Variable(name, State.UNSET, False, None, cell.set_at, cell.value_span, overrides)
    text = exported_text(name, cell)
    if isinstance(text, Unknown) or cell.exported is None:
        why = text.why if isinstance(text, Unknown) else cell.depends or "it may be exported or not"
        return Variable(
            name, State.UNKNOWN, cell.exported is not False, None, cell.set_at, cell.value_span, overrides, why
        )
    return Variable(name, State.SET, exported, text, cell.set_at, cell.value_span, overrides)
