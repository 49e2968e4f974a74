"""Predicates over one variable of the effective environment. A list of names means: any of them."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase

from ...credentialkinds import kinds_in
from ...environment import ProblemKind, State, Variable
from ...facts import Facts
from ...names import READ
from ...regexes import regex
from ...source import Kind
from ...values import (
    custom_headers,
    has_typographic_quote,
    host_is,
    host_of,
    is_blank,
    is_crossed_out,
    is_elsewhere,
    is_for_the_reader,
    is_on,
    path_of,
)
from .. import signs
from ..answers import NO, Answer, Line, Maybe, No, Yes, some
from ..parameters import Arguments, Parameter, Type
from ..patterns import compile_pattern
from .vocabulary import predicate

VAR = Parameter("var", Type.NAMES)
ANY_READ = Parameter("var", Type.NAMES, required=False, unsaid="a variable that Claude Code reads")

_TO_BE_COPIED = regex(r"example|sample|template|\.dist$")  # .env.example holds placeholders on purpose
_PLACES = {name: place for place, name in enumerate(READ)}


def _answers(facts: Facts, given: Arguments, holds: Callable[[Variable], Answer]) -> Answer:
    """Ask for each name; several names give several findings, one name is part of a whole."""
    names = given.texts("var")
    return some(holds(facts.environment.get(name)) for name in names)


def valued(facts: Facts, given: Arguments, holds: Callable[[str], bool], text: str, *, exported: bool = True) -> Answer:
    """Ask about the value that the client sees; an unknown value gives maybe, none gives no."""
    variables = facts.environment.variables  # long lists of names are asked of, of which a file has one or two
    names = given.texts("var")
    answers: list[Answer] = []
    for name in names:
        variable = variables.get(name)
        if variable is None or variable.state is State.UNSET:
            continue
        if variable.state is State.UNKNOWN:
            answers.append(unknown(variable))
        elif variable.value is not None and (variable.exported or not exported) and holds(variable.value):
            answers.append(sighting(variable, text, separate=len(names) > 1))
    return some(answers) if answers else NO


def read_names(facts: Facts) -> list[str]:
    """Return the names in the text that Claude Code reads, in their order in the table."""
    return sorted((name for name in facts.environment.variables if name in _PLACES), key=_PLACES.__getitem__)


def unknown(variable: Variable) -> Maybe:
    """Say why nothing certain is known of a variable."""
    return Maybe(f"the value of {variable.name} is not known: {variable.why or 'it is not shown'}", variable.set_at)


def sighting(variable: Variable, text: str, *, separate: bool = False) -> Yes:
    """Return yes with the winning line of a variable; a value that was given from outside has no line."""
    if variable.set_at is None:
        return Yes()
    return Yes((Line(variable.set_at, text, variable.name, separate),))


@predicate(
    "is-set",
    "{var} is set to something not blank",
    "{var} is unset, blank or not exported",
    VAR,
    needs=signs.variables(),
)
def is_set(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that a program started from this shell sees with a value that is not blank."""
    return valued(facts, given, lambda value: not is_blank(value), "is set here")


@predicate(
    "is-blank", "{var} is set to nothing or to blanks", "{var} is not set to nothing", VAR, needs=signs.variables()
)
def is_blank_(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that is exported with an empty or blank value: not the same as unset."""
    return valued(facts, given, is_blank, "is set to nothing here")


@predicate("is-unset", "{var} is not set at all", "a line sets {var}", VAR)
def is_unset(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that no line sets, or that a later line unsets."""

    def ask(variable: Variable) -> Answer:
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        return sighting(variable, "is unset here") if variable.state is State.UNSET else NO

    return _answers(facts, given, ask)


@predicate(
    "is-mentioned", "a line sets or unsets {var}", "no line touches {var}", VAR, needs=signs.variables(), suffices=True
)
def is_mentioned(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that the documents touch in any way."""
    variables = facts.environment.variables
    return some(sighting(variables[name], "stands here") for name in given.texts("var") if name in variables)


@predicate("is-exported", "{var} is exported", "{var} is not exported", VAR, needs=signs.variables())
def is_exported(facts: Facts, given: Arguments) -> Answer:
    """Match a variable that programs see, whatever its value."""

    later = {each.span for each in facts.problems if each.kind is ProblemKind.STORED_FOR_LATER}

    def ask(variable: Variable) -> Answer:
        words = "is kept for windows opened later" if variable.set_at in later else "is exported here"
        return sighting(variable, words) if variable.exported else NO

    return _answers(facts, given, ask)


@predicate(
    "equals",
    "{var} is {values}",
    "{var} is not {values}",
    VAR,
    Parameter("values", Type.TEXTS),
    needs=signs.variables(),
)
def equals(facts: Facts, given: Arguments) -> Answer:
    """Match a value, blanks around it cut, that is one of the texts."""
    wanted = given.texts("values")
    return valued(facts, given, lambda value: value.strip() in wanted, "is set here")


@predicate(
    "contains",
    "{var} contains “{text}”",
    "{var} does not contain “{text}”",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def contains(facts: Facts, given: Arguments) -> Answer:
    """Match a value that holds one of the texts, upper and lower case alike."""
    wanted = [text.lower() for text in given.texts("text")]
    return valued(facts, given, lambda value: any(text in value.lower() for text in wanted), "is set here")


@predicate(
    "starts-with",
    "{var} starts with “{text}”",
    "{var} does not start with “{text}”",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def starts_with(facts: Facts, given: Arguments) -> Answer:
    """Match a value that begins with one of the texts, blanks before it cut, upper and lower case alike."""
    wanted = tuple(text.lower() for text in given.texts("text"))
    return valued(facts, given, lambda value: value.lstrip().lower().startswith(wanted), "is set here")


@predicate(
    "matches",
    "{var} matches {pattern}",
    "{var} does not match {pattern}",
    VAR,
    Parameter("pattern", Type.PATTERN),
    needs=signs.variables(),
)
def matches(facts: Facts, given: Arguments) -> Answer:
    """Match a value in which the RE2 pattern is found. Masked secrets are opaque: match on `is-secret` instead."""
    pattern = compile_pattern(given.text("pattern"))
    if pattern is None:
        is_there = not isinstance(valued(facts, given, lambda _: True, "is set here"), No)
        return Maybe("this rule needs the library google-re2, which is not installed here") if is_there else NO
    return valued(facts, given, lambda value: pattern.search(value) is not None, "is set here")


@predicate(
    "host-in",
    "the host of {var} is {hosts}",
    "the host of {var} is not {hosts}",
    VAR,
    Parameter("hosts", Type.TEXTS),
    needs=signs.hosts(),
)
def host_in(facts: Facts, given: Arguments) -> Answer:
    """Match a URL by its host; `.example.com` stands for every name below example.com."""
    wanted = given.texts("hosts")
    return valued(facts, given, lambda value: host_is(host_of(value), wanted), "names the host here")


@predicate(
    "path-ends-with",
    "the path of {var} ends in {text}",
    "the path of {var} does not end in {text}",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def path_ends_with(facts: Facts, given: Arguments) -> Answer:
    """Match a URL by the end of its path, slashes after it cut."""
    wanted = given.texts("text")
    return valued(facts, given, lambda value: path_of(value).endswith(wanted), "names the path here")


@predicate(
    "looks-like-placeholder",
    "{var} still holds a placeholder from a guide",
    "{var} holds no placeholder from a guide",
    VAR,
    needs=signs.variables(),
)
def looks_like_placeholder(facts: Facts, given: Arguments) -> Answer:
    """Match `your-api-key-here`, `<your key>` and the like, also inside a header; not what is hidden or crossed out."""
    note = "still holds the guide's placeholder"
    answer = _written_out(facts, given, is_for_the_reader, note)
    if isinstance(answer, No):
        answer = some(_left_in_env_file(facts, facts.environment.get(name), note) for name in given.texts("var"))
    return answer


@predicate(
    "looks-crossed-out",
    "{var} holds the beginning of a key, then crosses or dots",
    "{var} holds no key that is crossed out",
    VAR,
    needs=signs.variables(),
)
def looks_crossed_out(facts: Facts, given: Arguments) -> Answer:
    """Match `sk-ant-...` and `sk-or-v1-xxxx`: a guide writes them, and so does who hides a key before pasting."""
    return _written_out(facts, given, is_crossed_out, "is crossed out")


def _written_out(facts: Facts, given: Arguments, test: Callable[[str], bool], note: str) -> Answer:
    """Match a value that is written out: one that is not known matches only if a line that may count has it."""
    answer = valued(facts, given, test, note)
    if not isinstance(answer, Maybe):
        return answer
    names = frozenset(given.texts("var"))
    acts = (act for act in facts.assignments if act.name in names and act.value is not None)
    return answer if any(test(act.value or "") for act in acts) else NO


def _left_in_env_file(facts: Facts, variable: Variable, note: str) -> Answer:
    """Ask of a .env file, which a client or a program loads; one that is made to be copied holds them on purpose."""
    if variable.set_at is None or variable.exported or not is_for_the_reader(variable.value or ""):
        return NO
    document = facts.document(variable.set_at.document)
    if document.kind is not Kind.DOTENV or _TO_BE_COPIED.search(document.base):
        return NO
    return sighting(variable, note, separate=True)


@predicate(
    "host-is-elsewhere",
    "{var} names a host that is neither Anthropic's nor this machine",
    "{var} names no host but Anthropic's or this machine",
    VAR,
    needs=signs.variables(),
)
def host_is_elsewhere(facts: Facts, given: Arguments) -> Answer:
    """Match a URL (http, https or without a scheme) whose host can be read and is a gateway's or anyone else's."""
    return valued(facts, given, is_elsewhere, "names the host here")


@predicate(
    "holds-typographic-quote",
    "the value of {var} holds a typographic quotation mark",
    "the value of {var} holds no typographic quotation mark",
    VAR,
    needs=signs.variables(),
)
def holds_typographic_quote(facts: Facts, given: Arguments) -> Answer:
    """Match a value that has “ ” ‘ ’ in it."""
    return valued(facts, given, has_typographic_quote, "holds typographic quotation marks", exported=False)


@predicate("is-on", "{var} is switched on", "{var} is off", VAR, needs=signs.variables())
def is_on_(facts: Facts, given: Arguments) -> Answer:
    """Match a flag as Claude Code reads it: 1, true, yes, on."""
    return valued(facts, given, is_on, "is switched on here")


@predicate(
    "is-secret",
    "{var} holds a secret of the kind {kinds}",
    "{var} holds no {kinds}",
    VAR,
    Parameter("kinds", Type.TEXTS),
    needs=signs.variables(),
)
def is_secret(facts: Facts, given: Arguments) -> Answer:
    """Match a value in which a secret of that kind was masked, or begins and was hidden by hand."""
    wanted = frozenset(given.texts("kinds"))

    def holds(value: str) -> bool:
        return not wanted.isdisjoint(kinds_in(value))

    return valued(facts, given, holds, "is set here")


@predicate(
    "names-header",
    "{var} names the header {headers}",
    "{var} does not name the header {headers}",
    Parameter("headers", Type.TEXTS),
    Parameter("var", Type.NAMES, required=False, unsaid="ANTHROPIC_CUSTOM_HEADERS"),
    needs=signs.headers(),
)
def names_header(facts: Facts, given: Arguments) -> Answer:
    """Match a header in ANTHROPIC_CUSTOM_HEADERS (or `var`), as the client splits it; `*` stands for anything."""
    wanted = [header.lower() for header in given.texts("headers")]
    named = Arguments({**given.values, "var": given.values.get("var", "ANTHROPIC_CUSTOM_HEADERS")})

    def holds(value: str) -> bool:
        return any(fnmatchcase(name, pattern) for name in custom_headers(value) for pattern in wanted)

    return valued(facts, named, holds, "names the header here")
