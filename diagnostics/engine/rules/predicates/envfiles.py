"""Predicates over .env files: what one sets, against the shell and against another one."""

from __future__ import annotations

from ...clients.files import env_files, env_variables
from ...credentialkinds import kinds_in
from ...environment import State
from ...facts import Facts
from ...regexes import regex
from ...source import Document, Kind, home_path
from ...values import is_placeholder
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments, Parameter, Type
from .variables import VAR
from .vocabulary import predicate

_PROJECTS = regex(r"^(?!~/\.env$)(?:.*/(?<!/\.gemini/)(?<!/\.qwen/))?\.env$")


def _env_files(facts: Facts, given: Arguments) -> tuple[Document, ...]:
    """Return the .env files at the path; people leave out the home folder in front of a client's own folder."""
    path = given.text("path")
    return env_files(facts.documents, *dict.fromkeys((path, path.removeprefix("~/") if "/." in path else path)))


@predicate(
    "env-file-sets",
    "the file {path} sets a variable that begins with {text}",
    "the file {path} sets no variable that begins with {text}",
    Parameter("path", Type.TEXT),
    Parameter("text", Type.TEXT),
    needs=signs.path(),
)
def env_file_sets(facts: Facts, given: Arguments) -> Answer:
    """Match a line of a .env file at that path by the beginning of its name."""
    lines = [
        Line(variable.set_at, "is dropped", variable.name, separate=True)
        for document in _env_files(facts, given)
        for variable in env_variables(document)
        if variable.set_at and variable.name.startswith(given.text("text"))
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "env-file-differs",
    "the file {path} gives a variable another value than the one that is exported",
    "the file {path} gives no variable another value than the one that is exported",
    Parameter("path", Type.TEXT),
    Parameter("shell-wins", Type.FLAG, required=False),
    needs=signs.path(),
)
def env_file_differs(facts: Facts, given: Arguments) -> Answer:
    """Match a line of a .env file at that path whose variable the shell exports with another, known value.

    Some clients let the file win, others the shell: with `shell-wins` the notes at the lines say the latter.
    """
    lines = []
    file_says, shell_says = "is what the client uses", "is replaced by the file"
    if given.flag("shell-wins"):
        file_says, shell_says = "has no effect", "is what the client uses"
    for document in _env_files(facts, given):
        for variable in env_variables(document):
            shell = facts.environment.get(variable.name)
            known = shell.state is State.SET and shell.exported and shell.set_at is not None
            if not known or shell.value == variable.value or variable.set_at is None:
                continue
            if shell.set_at is not None and shell.set_at.document != document.name:
                related = (Line(shell.set_at, shell_says, variable.name),)
                words = {"loser": facts.where(shell.set_at)}
                lines.append(Line(variable.set_at, file_says, variable.name, True, words, related))
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "env-file-holds",
    "a .env file gives {var} a secret of the kind {kinds}, and nothing to {without}",
    "no .env file gives {var} a {kinds} without {without}",
    VAR,
    Parameter("kinds", Type.TEXTS),
    Parameter("without", Type.NAMES),
    needs=signs.kinds(Kind.DOTENV),
)
def env_file_holds(facts: Facts, given: Arguments) -> Answer:
    """Match a line of any .env file by the kind of its secret, where the file does not set the other names."""
    lines = []
    for document in facts.documents:
        if document.kind is not Kind.DOTENV:
            continue
        variables = {variable.name: variable for variable in env_variables(document)}
        if any(name in variables for name in given.texts("without")):
            continue
        lines += [
            Line(variable.set_at, "is set in this file", variable.name, separate=True)
            for name in given.texts("var")
            if (variable := variables.get(name)) is not None and variable.set_at is not None
            if not kinds_in(variable.value or "").isdisjoint(given.texts("kinds"))
        ]
    return Yes(tuple(lines)) if lines else NO


def _is_exported(facts: Facts, name: str, home: Document) -> bool:
    """Tell whether something besides that file sets a variable."""
    found = facts.environment.get(name)
    return found.state is not State.UNSET and (found.set_at is None or found.set_at.document != home.name)


@predicate(
    "env-file-is-passed-over",
    "the file {path} sets a variable, and a project's .env file without it is read in its place",
    "no project's .env file is read in place of {path}",
    Parameter("path", Type.TEXT),
    Parameter("text", Type.TEXTS),
    needs=signs.path(),
)
def env_file_is_passed_over(facts: Facts, given: Arguments) -> Answer:
    """Match a variable of the home's file, by its beginning, that neither a project's file nor a shell sets.

    Clients that read the nearest .env file read that one only.
    """
    home = _env_files(facts, given)
    nearest = [document for document in facts.documents if _PROJECTS.search(home_path(document.name))]
    if len(home) != 1 or len(nearest) != 1:
        return NO
    there = {variable.name for variable in env_variables(nearest[0])}
    words = {"nearest": nearest[0].name}
    lines = [
        Line(variable.set_at, "is not read in that folder", variable.name, True, words)
        for variable in env_variables(home[0])
        if variable.set_at and variable.name.startswith(given.texts("text")) and variable.name not in there
        if not _is_exported(facts, variable.name, home[0])
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "project-env-file-differs",
    "a project's .env file gives a variable another value than the file {path}",
    "no project's .env file gives a variable another value than the file {path}",
    Parameter("path", Type.TEXT),
    Parameter("text", Type.TEXTS),
    needs=signs.path(),
)
def project_env_file_differs(facts: Facts, given: Arguments) -> Answer:
    """Match a variable, by its beginning, that the home's file and one project's file set to different values."""
    home = _env_files(facts, given)
    nearest = [document for document in facts.documents if _PROJECTS.search(home_path(document.name))]
    if len(home) != 1 or len(nearest) != 1:
        return NO
    at_home = {variable.name: variable for variable in env_variables(home[0])}
    lines = []
    for variable in env_variables(nearest[0]):
        other = at_home.get(variable.name)
        if other is None or variable.set_at is None or other.set_at is None:
            continue
        if not variable.name.startswith(given.texts("text")) or is_placeholder(variable.value or ""):
            continue
        if other.value != variable.value:
            related = (Line(other.set_at, "is not read in that folder", variable.name),)
            words = {"loser": facts.where(other.set_at)}
            lines.append(Line(variable.set_at, "is what counts there", variable.name, True, words, related))
    return Yes(tuple(lines)) if lines else NO
