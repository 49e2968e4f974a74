"""Predicates over values that stand in the text: one that is not known is no match, and never "cannot tell".

For rules whose other parts already say enough: a key that comes from a command is no reason to say that the rule might
concern somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...credentialkinds import kinds_in
from ...environment import State
from ...facts import Facts
from ...regexes import regex
from ...values import MASK, is_blank
from .. import signs
from ..answers import NO, Answer, Line, Yes, some
from ..parameters import Arguments, Parameter, Type
from .variables import VAR
from .vocabulary import predicate
from .written import KNOWN, in_shell, known_names

_REFERENCE = regex(
    r"(?:op|vault|bw|keychain|aws-sm|gcp-sm|secretref|infisical|doppler):(?://)?\S|ref\+\w+://", re.IGNORECASE
)

_SILENT = regex(r"(?:&>|2>>?)[ \t]?/dev/null")


def _known(facts: Facts, given: Arguments, holds: Callable[[str], bool], text: str) -> Answer:
    """Ask about the known, exported value of each variable; several names give several findings."""
    names = given.texts("var")

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is not State.SET or not variable.exported or variable.value is None:
            return NO
        if not holds(variable.value):
            return NO
        line = Line(variable.set_at, text, name, separate=len(names) > 1) if variable.set_at else None
        return Yes((line,) if line else ())

    return some(ask(name) for name in names)


@predicate(
    "is-emptied",
    "{var} is exported with nothing in it",
    "{var} is not exported with nothing in it",
    VAR,
    needs=signs.variables(),
)
def is_emptied(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that a line exports as nothing or blanks."""
    return _known(facts, given, is_blank, "is set to nothing here")


@predicate(
    "is-known-to-start-with",
    "the value of {var} starts with “{text}”",
    "the value of {var} does not start with “{text}”",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def is_known_to_start_with(facts: Facts, given: Arguments) -> Answer:
    """Match the beginning of a value that stands in the text, upper and lower case alike."""
    wanted = tuple(text.lower() for text in given.texts("text"))
    return _known(facts, given, lambda value: value.lstrip().lower().startswith(wanted), "starts so")


@predicate(
    "is-known-secret",
    "the value of {var} is a secret of the kind {kinds}",
    "the value of {var} is no {kinds}",
    VAR,
    Parameter("kinds", Type.TEXTS),
    needs=signs.variables(),
)
def is_known_secret(facts: Facts, given: Arguments) -> Answer:
    """Match a value in which a secret of that kind was masked, or begins and was hidden by hand."""
    wanted = frozenset(given.texts("kinds"))

    def holds(value: str) -> bool:
        return not wanted.isdisjoint(kinds_in(value))

    return _known(facts, given, holds, "is set here")


@predicate(
    "is-unknown-secret-of-length",
    "{var} holds a secret of no known form, {length} characters long",
    "{var} holds no secret of an unknown form that is {length} characters long",
    VAR,
    Parameter("length", Type.TEXTS),
    needs=signs.variables(),
)
def is_unknown_secret_of_length(facts: Facts, given: Arguments) -> Answer:
    """Match a value that is one masked secret of which nothing is known but its length, such as 32."""
    wanted = frozenset(given.texts("length"))

    def holds(value: str) -> bool:
        found = _UNKNOWN_SECRET.fullmatch(value.strip())
        return found is not None and found[1] in wanted

    return _known(facts, given, holds, "is set here")


@predicate(
    "is-secret-reference",
    "a start-up file hands a password manager's reference on as the value of {var}",
    "no start-up file hands a password manager's reference on as the value of {var}",
    Parameter("var", Type.NAMES, required=False, unsaid="a variable that a client reads"),
    needs=signs.variables(default=KNOWN),
)
def is_secret_reference(facts: Facts, given: Arguments) -> Answer:
    """Match `op://vault/item/key` and the like; a .env file that `op run` reads may hold such a value."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        known = variable.state is State.SET and variable.exported and in_shell(facts, variable.set_at)
        if not known or variable.set_at is None or not _REFERENCE.match((variable.value or "").strip()):
            return NO
        return Yes((Line(variable.set_at, "is sent as it stands", name, separate=True),))

    return some(ask(name) for name in given.texts("var") or known_names(facts))


# What bundlers put into the code that every visitor's browser loads.
_PUBLIC = ("NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "PUBLIC_", "VUE_APP_")
_UNKNOWN_SECRET = regex(r"‹secret, (\d+) characters, #\d+›")
_API_KEYS = regex(r"(?:anthropic|openai|openrouter|vercel-ai|google-api|groq|xai|kimi|github|gitlab|aws|stripe)")


@predicate(
    "is-secret-for-everybody",
    "a variable that bundlers publish holds a vendor's key",
    "no variable that bundlers publish holds a vendor's key",
)
def is_secret_for_everybody(facts: Facts, given: Arguments) -> Answer:
    """Match `NEXT_PUBLIC_…`, `VITE_…` and their kin with a vendor's key in them."""
    lines = []
    for variable in facts.environment:
        if not variable.name.startswith(_PUBLIC) or variable.set_at is None or variable.state is not State.SET:
            continue
        if any(_API_KEYS.match(found[1]) for found in MASK.finditer(variable.value or "")):
            lines.append(Line(variable.set_at, "is put into the page", variable.name, separate=True))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "comes-from-a-silent-command",
    "the value of {var} comes from a command whose complaint is thrown away",
    "no command whose complaint is thrown away gives {var} its value",
    VAR,
    needs=signs.variables(),
)
def comes_from_a_silent_command(facts: Facts, given: Arguments) -> Answer:
    """Match a winning line in a start-up file such as `export A="$(op read … 2>/dev/null)"`."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        span = variable.set_at
        if variable.state is not State.UNKNOWN or span is None or not in_shell(facts, span):
            return NO
        text = facts.document(span.document).text[span.begin : span.stop]
        if not any(sign in text for sign in ("(", "`")) or not _SILENT.search(text):
            return NO
        return Yes((Line(span, "says nothing when the command fails", name, separate=True),))

    return some(ask(name) for name in given.texts("var"))
