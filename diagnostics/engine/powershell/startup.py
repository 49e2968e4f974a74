"""Which profiles PowerShell runs when it starts, in which order, and what they leave in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..clientcalls import calls_client
from ..environment import Environment, Evaluation, Problem, ProblemKind, State, Variable
from ..host import Host
from ..names import CLOUD_FLAGS, CREDENTIALS
from ..regexes import regex
from ..shell.budget import TooMuch
from ..shell.sessionnames import speaks_of_client
from ..shell.values import Unknown, Var, lines
from ..source import TYPED, Document, Kind
from .commands import FOR_LATER, NAMED, REMOVES_OR_EMPTIES, SETS_TO_NOTHING, STORED
from .machine import KNOWN, Session
from .running import run_block, run_document

# Claude Code takes an empty value of these for none (measured on 2.1.330).
_EMPTY_IS_UNSET = frozenset((*CREDENTIALS, "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS", *CLOUD_FLAGS))
_LONGEST_FOR_SETX = 1024  # characters; setx cuts off what is longer
# All hosts before this host (about_Profiles).
_ORDER = ("profile.ps1", "microsoft.powershell_profile.ps1", "microsoft.vscode_profile.ps1")
_UNIX = regex(r"(?:^|/)(?:\.config/powershell|opt/microsoft/powershell|usr/local/microsoft/powershell)/")


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what the PowerShell profiles among the documents do to the environment, without running anything.

    Takes the documents in any order and the environment before (None: not known). Whatever depends on the machine or
    on PowerShell's version is unknown and says why.
    """
    mine = [document for document in documents if document.kind is Kind.POWERSHELL]
    unix = any(_UNIX.search(document.name.replace("\\", "/")) for document in mine)
    m = Session(mine, given, ignores_case=not unix, host=host)
    m.run_statements = lambda block: run_block(m, block)
    too_much = ""
    try:
        m.boundary(lambda: _start(m, mine), "exit")
    except TooMuch as limit:
        too_much = limit.reason
    except RecursionError:
        too_much = "the text is nested too deeply"
    if too_much:
        text = f"This file cannot be read to its end: {too_much}."
        m.problems.append(Problem(ProblemKind.READER_LIMIT, mine[0].top_span(), text))
    return Evaluation(Environment(final_variables(m, too_much, NAMED)), tuple(m.assignments), tuple(m.problems))


def _start(m: Session, documents: Sequence[Document]) -> None:
    profiles = [one for one in documents if one.base.lower() in _ORDER or one.base.lower().startswith("$profile")]
    profiles.sort(key=lambda one: _ORDER.index(one.base.lower()) if one.base.lower() in _ORDER else 1)
    typed = [one for one in documents if one.name.startswith(TYPED)]  # behind the profile, whose session it is
    for document in [*profiles, *typed] if profiles else documents:
        if document.name not in m.sourced:
            run_document(m, document)
    if any(speaks_of_client(document.text) for document in m.documents):
        from .later import run_later

        run_later(m)


def final_variables(m: Session, too_much: str, named: re.Pattern[str]) -> dict[str, Variable]:
    """Return every variable that the text or the given environment mentions, as a program sees it at the end.

    Where reading stopped (`too_much`), what `named` finds in the texts may be set by lines that were not reached.
    """
    found: dict[str, Variable] = {}
    for key, cell in sorted(m.cells.values.items()):
        if not isinstance(cell, Var) or key[:2] not in ("p:", "v:"):
            continue
        name = key[2:] if key.startswith("v:") else key[2:].upper()
        if key.startswith("p:") and (name not in KNOWN or m.cells.get("v:" + name) is not None):
            continue
        found[name] = _stored(m, name, cell, too_much) or _variable(name, cell, too_much)
    for document in m.documents if too_much else ():
        for match in named.finditer(document.text):
            name = m.spelling(next(group for group in match.groups() if group))
            span = document.span(match.start(), match.end())
            found.setdefault(name, Variable(name, State.UNKNOWN, True, None, span, None, (), too_much))
    return dict(sorted(found.items()))


def _stored(m: Session, name: str, cell: Var, too_much: str) -> Variable | None:
    """Return a variable that sessions to come get, where this one has no other and calls no client below that line.

    Whoever stores a value opens another window for the client; one that is called below does not see it.
    """
    kept = m.cells.get(STORED + name)
    is_waiting = isinstance(cell.value, Unknown) and cell.value.why.endswith(FOR_LATER)
    if too_much or not is_waiting or not isinstance(kept, Var) or not isinstance(kept.value, str):
        return None
    if not kept.value and name not in _EMPTY_IS_UNSET:
        return None
    place = kept.set_at
    if place is None or len(kept.value) > _LONGEST_FOR_SETX:
        return None
    if any(one.name == place.document and calls_client(one.text, place.line - one.first_line) for one in m.documents):
        return None
    return Variable(name, State.SET, True, kept.value, place)


def _variable(name: str, cell: Var, too_much: str) -> Variable:
    exported = bool(cell.exported)
    losers = tuple(reversed([span for span in lines(cell.history) if span != cell.set_at]))
    place = (cell.set_at, cell.value_span, losers)
    if too_much:
        return Variable(name, State.UNKNOWN, exported, None, *place, too_much)
    value = cell.value
    if isinstance(value, Unknown) or (cell.exported is None and value is not None):
        why = value.why if isinstance(value, Unknown) else cell.depends or "it may be set or not"
        if name in _EMPTY_IS_UNSET and why.endswith((SETS_TO_NOTHING, REMOVES_OR_EMPTIES)):
            return Variable(name, State.SET, True, "", *place)
        return Variable(name, State.UNKNOWN, cell.exported is not False, None, *place, why)
    if not isinstance(value, str):
        return Variable(name, State.UNSET, False, None, *place)
    return Variable(name, State.SET, exported, value, *place)
