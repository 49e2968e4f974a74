"""Predicates over how a value is written: blanks, quotes, references. What is not written out is not matched.

These ask about the form of a text, so that an unknown value is no match rather than "cannot tell": a value that comes
from a command has no stray blank that anybody could see here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...clientnames import READ_BY_OTHERS, meant_for_others
from ...environment import Act, Assignment, State, Variable
from ...facts import Facts
from ...names import READ
from ...regexes import regex
from ...source import Kind, Span
from ...values import is_blank
from .. import signs
from ..answers import NO, Answer, Line, Yes, some
from ..parameters import Arguments, Parameter, Type
from .assigned import is_used
from .vocabulary import predicate

SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
ANY_KNOWN = Parameter("var", Type.NAMES, required=False, unsaid="a variable that a client reads")
VAR = Parameter("var", Type.NAMES)

# Two have words of their own: what stands in the one is a folder's name, and in the other are headers.
_OWN_WORDS = ("CLAUDE_CONFIG_DIR", "ANTHROPIC_CUSTOM_HEADERS")
KNOWN = frozenset(name for name in (*READ, *READ_BY_OTHERS) if name not in _OWN_WORDS)
_REFERENCE = regex(r"\$\{?[A-Za-z_]\w*\}?|\$\([^()]*\)|`[^`]*`")
_AT_HOME = regex(r"\$\{?HOME\}?(?:/|$)")
_LOUD = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_SECRETS = ("_KEY", "_TOKEN")
_NAME = regex(r"[A-Za-z_]\w*")
_NEXT_WORD = regex(r"[ \t]+([^\s=#;&|<>(){}\[\]\\'\"]+)(?=\s|$|[;&|])")
_NEAR = 400  # characters behind a value that are looked at
_USE = regex(r"(?<!\\)\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
# $env:NAME · ${env:NAME} · %NAME%
_USE_ON_WINDOWS = {Kind.POWERSHELL: regex(r"(?i)\$\{?env:(\w+)"), Kind.CMD: regex(r"%(\w+)%")}


def _written(facts: Facts, given: Arguments, holds: Callable[[Variable, str], bool], text: str) -> Answer:
    """Ask about the known, exported value of each variable; every match is a finding of its own."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is not State.SET or not variable.exported or variable.set_at is None:
            return NO
        if not holds(variable, variable.value or ""):
            return NO
        return Yes((Line(variable.set_at, text, name, separate=True),))

    return some(ask(name) for name in given.texts("var") or known_names(facts))


def known_names(facts: Facts) -> list[str]:
    """Return the names of variables in the text that a client reads, in the order of the environment."""
    return [name for name in facts.environment.variables if name in KNOWN]


def in_shell(facts: Facts, span: Span | None) -> bool:
    """Tell whether a place stands in a start-up file of zsh, bash, sh or fish."""
    return span is not None and facts.document(span.document).kind in (*SHELLS, Kind.FISH)


@predicate(
    "has-blank-at-edge",
    "the value of {var} begins or ends with a blank",
    "the value of {var} has no blank at its ends",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def has_blank_at_edge(facts: Facts, given: Arguments) -> Answer:
    """Match a value with a blank or tab before or after its text; line breaks and blank values do not count."""
    return _written(
        facts,
        given,
        lambda _, value: not is_blank(value) and value.strip(" \t") != value,
        "has a blank within the quotes",
    )


@predicate(
    "is-wrapped-in-quotes",
    "the value of {var} has quotation marks of its own around it",
    "the value of {var} has no quotation marks of its own",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def is_wrapped_in_quotes(facts: Facts, given: Arguments) -> Answer:
    r"""Match a value that itself begins and ends with " or ', as in \"sk-…\" or '"sk-…"'."""
    return _written(
        facts,
        given,
        lambda _, value: len(value) > 2 and value[0] in "\"'" and value[-1] == value[0],
        "has quotation marks that are part of the value",
    )


@predicate(
    "names-a-variable",
    "{var} holds the name of a variable in place of a key",
    "{var} holds no variable's name",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def names_a_variable(facts: Facts, given: Arguments) -> Answer:
    """Match `OPENAI_API_KEY=LITELLM_KEY`: a key or token that is the name of a variable that is read or set here."""

    def holds(variable: Variable, value: str) -> bool:
        text = value.strip().removeprefix("Bearer ")
        known = text in KNOWN or facts.environment.get(text).state is not State.UNSET
        return variable.name.endswith(_SECRETS) and _LOUD.fullmatch(text) is not None and known

    return _written(facts, given, holds, "holds a name")


@predicate(
    "is-unexpanded",
    "the value of {var} is a reference that nothing expands",
    "the value of {var} is no reference",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def is_unexpanded(facts: Facts, given: Arguments) -> Answer:
    """Match `$NAME`, `${NAME}`, `$(command)` or `$HOME/…` that a start-up file hands on as it stands: single quotes."""

    def holds(variable: Variable, value: str) -> bool:
        text = value.strip()
        return in_shell(facts, variable.set_at) and bool(_REFERENCE.fullmatch(text) or _AT_HOME.match(text))

    return _written(facts, given, holds, "hands the reference on, not what it stands for")


@predicate(
    "begins-with-tilde",
    "{var} begins with a ~ that nothing expands",
    "{var} begins with no ~",
    VAR,
    needs=signs.variables(),
)
def begins_with_tilde(facts: Facts, given: Arguments) -> Answer:
    """Match a path whose `~` the shell did not expand, as within quotes; settings files are left out."""
    return _written(
        facts,
        given,
        lambda variable, value: in_shell(facts, variable.set_at) and (value == "~" or value.startswith("~/")),
        "keeps the ~ as it stands",
    )


@predicate(
    "ends-in-comma",
    "the value of {var} ends in a comma",
    "the value of {var} ends in no comma",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def ends_in_comma(facts: Facts, given: Arguments) -> Answer:
    """Match `A=1,`: what was meant to part two assignments is a letter to a shell. Lists for proxies are left out."""
    return _written(
        facts,
        given,
        lambda variable, value: value.rstrip().endswith(",") and not variable.name.upper().endswith("PROXY"),
        "ends in a comma",
    )


@predicate(
    "is-cut-at-blank",
    "an exported value without quotes is cut at its first blank",
    "no exported value is cut at a blank",
)
def is_cut_at_blank(facts: Facts, given: Arguments) -> Answer:
    """Match `export A=Authorization: Bearer x`: bare words follow the value that cannot be, or hardly are, names."""
    lines = []
    for act in facts.assignments:
        if act.value_span is None or act.act is not Act.EXPORT or not in_shell(facts, act.value_span):
            continue
        document, stop = facts.document(act.span.document), act.value_span.stop
        raw = document.text[act.value_span.begin : stop]
        rest = document.text[stop : stop + _NEAR].partition("\n")[0]
        found = _NEXT_WORD.match(rest)
        if found is None or not raw or re.search(r"['\"$`\\(]", raw):
            continue
        if raw.endswith(":") or not _NAME.fullmatch(found[1]):
            lines.append(Line(act.span, "ends at the first blank", act.name, separate=True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "uses-name-set-later",
    "{var} uses a name that is set further down only",
    "{var} uses no name that is set further down only",
    ANY_KNOWN,
    needs=signs.variables(default=KNOWN),
)
def uses_name_set_later(facts: Facts, given: Arguments) -> Answer:
    """Match `export A="$B"` above the only lines that set B. `${B:-…}`, which provides for that, is left out."""
    names = frozenset(given.texts("var")) or KNOWN
    first: dict[str, int] = {}
    for place, act in enumerate(facts.assignments):
        if act.act is not Act.UNSET:
            first.setdefault(act.name, place)

    def ask(place: int, act: Assignment) -> Answer:
        if act.name not in names or facts.environment.get(act.name).set_at != act.span:
            return NO
        used = next((name for name in _used(facts, act) if first.get(name, -1) > place), None)
        if used is None:
            return NO
        below = facts.assignments[first[used]].span
        related = (Line(below, f"{used} is set only here", used),)
        words = {"used": used, "loser": facts.where(below)}
        return Yes((Line(act.span, f"{used} is not set yet", act.name, True, words, related),))

    return some(ask(place, act) for place, act in enumerate(facts.assignments))


def _used(facts: Facts, act: Assignment) -> list[str]:
    """Return the names that a value uses; within single quotes there are none."""
    if act.value_span is None:
        return []
    document = facts.document(act.span.document)
    raw = document.text[act.value_span.begin : act.value_span.stop]
    on_windows = _USE_ON_WINDOWS.get(document.kind)
    if on_windows is not None:
        return on_windows.findall(re.sub(r"'[^']*'", "", raw) if document.kind is Kind.POWERSHELL else raw)
    if not in_shell(facts, act.span):
        return []
    return [found[1] or found[2] for found in _USE.finditer(re.sub(r"'[^']*'", "", raw) if '"' not in raw else raw)]


@predicate(
    "is-misspelt",
    "a variable is set whose name only looks like one that a client reads",
    "no name only looks like one that a client reads",
)
def is_misspelt(facts: Facts, given: Arguments) -> Answer:
    """Match a look-alike of a name that Codex, Gemini CLI, opencode, aider, Copilot … read; one in use is left out."""

    def ask(variable: Variable) -> Answer:
        intended = meant_for_others(variable.name)
        if intended is None or variable.state is State.UNSET or variable.set_at is None:
            return NO
        if is_used(facts, variable.name):
            return NO
        text = f"these clients read {intended}, not this name"
        return Yes((Line(variable.set_at, text, variable.name, separate=True, words={"nearest": intended}),))

    return some(ask(variable) for variable in facts.environment)


@predicate(
    "replaces-path", "PATH is replaced by one without /usr/bin", "PATH keeps /usr/bin", needs=signs.always("PATH")
)
def replaces_path(facts: Facts, given: Arguments) -> Answer:
    """Match a PATH that ends up known and without /usr/bin: `export PATH="/opt/tool/bin"` in place of adding to it."""
    path = facts.environment.get("PATH")
    if path.state is not State.SET or path.set_at is None or not path.value:
        return NO
    if "/usr/bin" in path.value.split(":"):
        return NO
    return Yes((Line(path.set_at, "replaces the whole search path", "PATH", separate=True),))


@predicate(
    "is-written-with-end",
    "the value of {var} is written with “{text}” at its end",
    "the value of {var} is not written with “{text}” at its end",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def is_written_with_end(facts: Facts, given: Arguments) -> Answer:
    """Match the end of a value as it stands in the text, also where its beginning is not known: `"$HOME/ca.der"`."""
    wanted = tuple(text.lower() for text in given.texts("text"))

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        span = variable.value_span
        if span is None or variable.set_at is None or not variable.exported or variable.state is State.UNSET:
            return NO
        text = facts.document(span.document).text[span.begin : span.stop].strip("\"' ")
        return (
            Yes((Line(variable.set_at, "ends this way", name, separate=True),)) if text.lower().endswith(wanted) else NO
        )

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "looks-like-ci",
    "a variable is exported by which programs recognise a CI job",
    "no exported variable makes a program think of a CI job",
)
def looks_like_ci(facts: Facts, given: Arguments) -> Answer:
    """Match CI, CONTINUOUS_INTEGRATION and every name that begins with CI_, whatever the value."""

    def ask(variable: Variable) -> Answer:
        if not variable.exported or variable.state is State.UNSET or variable.set_at is None:
            return NO
        if variable.name not in ("CI", "CONTINUOUS_INTEGRATION") and not variable.name.startswith("CI_"):
            return NO
        return Yes((Line(variable.set_at, "makes the terminal look like a CI job", variable.name, separate=True),))

    return some(ask(variable) for variable in facts.environment)
