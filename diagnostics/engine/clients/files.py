"""A client's own files among the documents: found by name or kind, read with places, laid over the shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..client import FileRead, Mistake
from ..environment import Environment, Evaluation, State, Variable
from ..jsontree import read_json
from ..source import Document, Kind
from ..tomlfile import read_toml

_HOME = re.compile(
    r"(?:\$HOME|\$\{HOME\}|/(?:home|Users)/[^/]+|/root|[A-Za-z]:/Users/[^/]+|%USERPROFILE%|\$env:USERPROFILE)(?=/)",
    re.IGNORECASE,
)


def path_of(name: str) -> str:
    """Return a document's name with forward slashes, `~` for the home folder, and no `./` in front."""
    return _HOME.sub("~", name.strip().replace("\\", "/"), count=1).removeprefix("./")


def toml_files(documents: Sequence[Document], wanted: re.Pattern[str], *kinds: Kind) -> tuple[FileRead, ...]:
    """Return the TOML files whose path matches `wanted` or that are of one of the kinds, in the order given."""
    found = []
    for document in _matching(documents, wanted, kinds):
        read = read_toml(document)
        mistake = Mistake(document.name, read.reason, read.error) if read.error else None
        found.append(FileRead(path_of(document.name), read.file, mistake))
    return tuple(found)


def json_files(documents: Sequence[Document], wanted: re.Pattern[str], *kinds: Kind) -> tuple[FileRead, ...]:
    """Return the JSON files whose path matches `wanted` or that are of one of the kinds, in the order given."""
    found = []
    for document in _matching(documents, wanted, kinds):
        read = read_json(document)
        mistake = Mistake(document.name, "it is no JSON", read.error) if read.error else None
        found.append(FileRead(path_of(document.name), read.file, mistake))
    return tuple(found)


def _matching(documents: Sequence[Document], wanted: re.Pattern[str], kinds: Iterable[Kind]) -> list[Document]:
    known = frozenset(kinds)
    return [document for document in documents if document.kind in known or wanted.search(path_of(document.name))]


def env_files(documents: Sequence[Document], *names: str) -> tuple[Document, ...]:
    """Return the .env files among the documents that lie at one of the paths, in the order of the paths."""
    return tuple(document for name in names for document in documents if path_of(document.name) == name)


_PAIR = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*
        (?P<value>'[^']*' | "(?:[^"\\]|\\.)*" | [^\r\n]*?)[ \t]*(?:[ \t]\#[^\r\n]*)?\r?$""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)


def env_variables(document: Document) -> tuple[Variable, ...]:
    """Return the variables that a .env file sets, quotes cut; of a name that is given twice the last counts."""
    found: dict[str, Variable] = {}
    for pair in _PAIR.finditer(document.text):
        written = pair["value"]
        value = written[1:-1] if written[:1] in ("'", '"') and written[-1:] == written[:1] != "" else written
        found[pair["name"]] = Variable(
            pair["name"],
            State.SET,
            exported=True,
            value=value,
            set_at=document.span(pair.start("name"), pair.end("value")),
            value_span=document.span(pair.start("value"), pair.end("value")),
        )
    return tuple(found.values())


def lay_over(
    evaluation: Evaluation, variables: Iterable[Variable], wins: Callable[[Variable, Variable | None], bool]
) -> Evaluation:
    """Return the evaluation with the variables of a file in it, where `wins(variable, the shell's)` says so."""
    merged = dict(evaluation.environment.variables)
    for variable in variables:
        below = merged.get(variable.name)
        if not wins(variable, below):
            continue
        lost = (*below.overrides, *((below.set_at,) if below.set_at else ())) if below and below.exported else ()
        merged[variable.name] = replace(variable, overrides=lost)
    return replace(evaluation, environment=Environment(merged))


def fills(_variable: Variable, below: Variable | None) -> bool:
    """Tell whether a file that only fills gaps sets a variable: an exported one, also an empty one, stays."""
    return below is None or not below.exported or below.state is State.UNSET
