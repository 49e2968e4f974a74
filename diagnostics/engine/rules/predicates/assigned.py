"""Predicates over how the lines of the files set a name, hand it on and use it."""

from __future__ import annotations

import re

from ...environment import Act, State, Variable
from ...facts import Facts
from ...names import LITELLMS, READ, meant
from ...process import SHELLS
from ...source import Kind, Span
from ...values import is_blank
from .. import signs
from ..answers import NO, Answer, Line, Yes, some
from ..parameters import Arguments
from .variables import ANY_READ, read_names, sighting
from .vocabulary import predicate

_SETTINGS = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
# a job, a step, a stage of its own each
_EACH_COUNTS = (Kind.DUMP, Kind.CRONTAB, Kind.DOCKERFILE, Kind.WORKFLOW, Kind.KUBERNETES, Kind.GITLAB)


@predicate(
    "is-not-exported",
    "{var} is set, but not exported",
    "{var} is exported or not set",
    ANY_READ,
    needs=signs.variables(default=READ),
)
def is_not_exported(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that has a value in the shell which no program sees. Without `var`: all that are read.

    Where a line takes the export away (`export -n`, `typeset +x`), that is meant, and no match.
    """
    meant_so = {act.name for act in facts.assignments if act.act is Act.UNEXPORT}

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.exported or variable.state is not State.SET or is_blank(variable.value or "") or name in meant_so:
            return NO
        if not _is_a_shells(facts, variable):
            return NO  # a .env file, a unit of systemd: export is not what is missing there
        if name not in READ and is_used(facts, name):
            return NO  # handed on under another name
        return sighting(variable, "is set for the shell only", separate=True)

    return some(ask(name) for name in given.texts("var") or read_names(facts))


def _is_a_shells(facts: Facts, variable: Variable) -> bool:
    """Tell whether a shell's file sets the variable, or a file of another kind that a shell loads."""
    if variable.set_at is None or facts.document(variable.set_at.document).kind in SHELLS:
        return True
    return any(act.span == variable.set_at for act in facts.assignments)


def _beaten(facts: Facts, winner: Span, loser: Span) -> str:
    """Say why a line has no effect: a shell keeps the last value, settings files have ranks of their own."""
    if winner.document == loser.document or facts.document(winner.document).kind not in _SETTINGS:
        return "has no effect: a later line replaces it"
    return "has no effect on Claude Code: a settings file that ranks higher replaces it"


@predicate(
    "is-assigned-again",
    "a later line gives {var} another value",
    "no later line gives {var} another value",
    ANY_READ,
    needs=signs.variables(default=READ),
)
def is_assigned_again(facts: Facts, given: Arguments) -> Answer:
    """Match a variable whose winning line replaces an earlier one that had another, known and not blank, value.

    Left out are files of which an earlier line counts for what stands before the later one, and an
    empty winner: setting to nothing is how guides take a credential away on purpose.
    """

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.set_at is None or variable.state is not State.SET or is_blank(variable.value or ""):
            return NO
        if facts.document(variable.set_at.document).kind in _EACH_COUNTS or _builds_on_itself(
            facts, variable.set_at, name
        ):
            return NO
        overrides = frozenset(variable.overrides)
        losers = tuple(
            Line(loser.span, _beaten(facts, variable.set_at, loser.span), name)
            for loser in facts.assignments
            if loser.name == name
            and loser.span in overrides
            and loser.certain
            and loser.value not in (None, "", variable.value)
            and facts.document(loser.span.document).kind not in _EACH_COUNTS
        )
        if not losers:
            return NO
        words = {"loser": facts.where(losers[-1].span)}
        return Yes((Line(variable.set_at, "this line wins", name, separate=True, words=words, related=losers),))

    return some(ask(name) for name in given.texts("var") or read_names(facts))


def _builds_on_itself(facts: Facts, span: Span, name: str) -> bool:
    """Tell whether a line adds to the earlier value: `A+=x`, `A="$A x"`."""
    text = facts.document(span.document).text[span.begin : span.stop]
    return re.search(rf"\b{name}\+=|\$\{{?{name}\b", text) is not None


@predicate("is-read-by-nothing", "a variable is set whose name only looks like one that is read", "every name is read")
def is_read_by_nothing(facts: Facts, given: Arguments) -> Answer:
    """Match a name from the table of look-alikes, or one slip of the pen away from a name that decides.

    A name that another line uses (`$CLAUDE_API_KEY`) is a helper of the person's own and is left out.
    """

    def ask(variable: Variable) -> Answer:
        intended = meant(variable.name) or _for_extension(facts, variable)
        if (
            intended is None
            or variable.state is State.UNSET
            or variable.set_at is None
            or is_used(facts, variable.name)
        ):
            return NO
        text = f"nothing reads this name; {intended} is read"
        return Yes((Line(variable.set_at, text, variable.name, separate=True, words={"nearest": intended}),))

    return some(ask(variable) for variable in facts.environment)


def _for_extension(facts: Facts, variable: Variable) -> str | None:
    """Return what was meant by a name of LiteLLM's in the extension's list: elsewhere its own library reads it."""
    intended = LITELLMS.get(variable.name)
    if intended is None or variable.set_at is None:
        return None
    return intended if facts.document(variable.set_at.document).kind is Kind.VSCODE_SETTINGS else None


def is_used(facts: Facts, name: str) -> bool:
    """Tell whether a document in which the shell's variables count expands the variable."""
    use = re.compile(rf"\$\{{?{re.escape(name)}(?!\w)")  # a settings file may call a variable anything
    return any(use.search(document.text) for document in facts.documents if document.kind is not Kind.TEXT)
