"""Predicates over where a value stands: in the shell, or in which of the settings files."""

from __future__ import annotations

from enum import StrEnum

from ...environment import State, Variable
from ...facts import Facts
from ...layers import Layer, layer_of
from ...names import READ
from ...regexes import regex
from ...source import Kind, Span
from ...values import is_blank
from .. import signs
from ..answers import NO, Answer, Line, Maybe, Yes, some
from ..parameters import Arguments, Parameter, Type
from .variables import VAR, read_names, sighting, unknown
from .vocabulary import predicate


class Place(StrEnum):
    """Where a line stands that sets something."""

    SHELL = "shell"
    STATE = "state"  # ~/.claude.json
    USER = "user"  # ~/.claude/settings.json
    PROJECT = "project"  # .claude/settings.json of a repository
    LOCAL = "local"  # .claude/settings.local.json
    FLAG = "flag"  # claude --settings FILE
    MANAGED = "managed"


_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
_PLACES = {
    Layer.STATE: Place.STATE,
    Layer.USER: Place.USER,
    Layer.PROJECT: Place.PROJECT,
    Layer.LOCAL: Place.LOCAL,
    Layer.FLAG: Place.FLAG,
    Layer.MANAGED: Place.MANAGED,
}
# What a shell, cmd or another client's file would replace by a value; Claude Code's `env` replaces nothing.
_REFERENCE = regex(r"\$\{?[A-Za-z_]\w*|\$\(|%[A-Za-z_]\w*%|\{env:[A-Za-z_]\w*\}")
_SPOKEN = (
    (Place.SHELL, "a start-up file"),
    (Place.STATE, "~/.claude.json"),
    (Place.USER, "~/.claude/settings.json"),
    (Place.PROJECT, ".claude/settings.json of a project"),
    (Place.LOCAL, ".claude/settings.local.json of a project"),
    (Place.FLAG, "a file named by --settings"),
    (Place.MANAGED, "managed settings"),
)
_WHERE = Parameter("places", Type.TEXTS, choices=tuple(Place), spoken=_SPOKEN)


def place_of(facts: Facts, span: Span) -> Place | None:
    """Return where a span stands; None for a file of another kind."""
    document = facts.document(span.document)
    if document.kind in _SHELLS:
        return Place.SHELL
    layer = layer_of(document.name, document.kind, facts.environment.exported_value("CLAUDE_CONFIG_DIR"))
    return _PLACES[layer] if layer is not None else None


@predicate(
    "stands-in",
    "the line that sets {var} stands in {places}",
    "no line that sets {var} stands in {places}",
    VAR,
    _WHERE,
    Parameter("filled", Type.FLAG, required=False),
    needs=signs.variables(),
)
def stands_in(facts: Facts, given: Arguments) -> Answer:
    """Match the winning line by its file; with `filled`, only one whose value is not blank.

    shell · state (~/.claude.json) · user, project, local (settings files) · flag (--settings) · managed.
    """
    wanted, filled = given.texts("places"), given.flag("filled")
    separate = len(given.texts("var")) > 1

    def ask(variable: Variable) -> Answer:
        if variable.set_at is None or variable.state is State.UNSET or not variable.exported:
            return NO
        if filled and variable.state is State.SET and is_blank(variable.value or ""):
            return NO
        if place_of(facts, variable.set_at) not in wanted:
            return NO
        return sighting(variable, "is set in this file", separate=separate)

    return some(ask(facts.environment.get(name)) for name in given.texts("var"))


@predicate(
    "setting-stands-in",
    "the setting {setting} stands in {places}",
    "the setting {setting} does not stand in {places}",
    Parameter("setting", Type.TEXT),
    _WHERE,
    needs=signs.arguments("setting", "setting"),
)
def setting_stands_in(facts: Facts, given: Arguments) -> Answer:
    """Match a setting outside `env` by the file that it comes from; an empty text counts as absent."""
    setting = facts.settings.get(given.text("setting"))
    if setting is None or setting.value == "" or place_of(facts, setting.span) not in given.texts("places"):
        return NO
    return Yes((Line(setting.span, f"sets {setting.name} in this file", setting.name),))


@predicate(
    "replaces-a-value",
    "{var} replaces a value that an earlier line or a weaker file gives",
    "{var} replaces no other value",
    VAR,
    needs=signs.variables(),
)
def replaces_a_value(facts: Facts, given: Arguments) -> Answer:
    """Match a variable whose winning line, whatever its own value, takes the place of one that is not blank."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        overrides = frozenset(variable.overrides)
        losers = [
            act
            for act in facts.assignments
            if act.name == name
            and act.span in overrides
            and act.exported
            and (act.value is None or not is_blank(act.value))
        ]
        if variable.set_at is None or not losers:
            return NO
        if variable.state is State.UNKNOWN or not all(act.certain for act in losers):
            return Maybe(f"which line gives {name} its value is not known", variable.set_at)
        earlier = tuple(Line(act.span, "gives the value that is replaced", name) for act in losers)
        return Yes((Line(variable.set_at, "takes the value's place", name), *earlier))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "names-another-variable",
    "a settings file writes the name of another variable as the value of {var}",
    "no settings file writes the name of another variable as the value of {var}",
    Parameter("var", Type.NAMES, required=False, unsaid="a variable that Claude Code reads"),
    needs=signs.variables(default=READ),
)
def names_another_variable(facts: Facts, given: Arguments) -> Answer:
    """Match `$KEY`, `${KEY}`, `$(command)`, `%KEY%` or `{env:KEY}` in a settings file's `env`, which is sent as is."""

    def ask(variable: Variable) -> Answer:
        if variable.set_at is None or variable.state is State.UNSET:
            return NO
        if place_of(facts, variable.set_at) in (None, Place.SHELL):
            return NO
        if variable.state is State.UNKNOWN or variable.value is None:
            return unknown(variable)
        if not _REFERENCE.search(variable.value):
            return NO
        return sighting(variable, "is sent as it is written here", separate=True)

    return some(ask(facts.environment.get(name)) for name in given.texts("var") or read_names(facts))
