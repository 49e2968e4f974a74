"""Every shell's start-up files among the documents: what they do to the environment of a program started there.

Of several families of shells only one is the person's, and the text does not say which: a variable that they leave
different is unknown, and both lines are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from . import shell
from .agreement import Start, agreed
from .environment import Environment, Evaluation
from .host import Host
from .launching import until_launch, without_scripts
from .records import dataclass, replace
from .source import Document, Kind


class Evaluate(Protocol):
    """A reader of one family's start-up files."""

    def __call__(
        self, documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None
    ) -> Evaluation:
        """Return what the files of that family among the documents do."""


@dataclass(frozen=True, slots=True)
class _Family:
    """Shells that one reader reads."""

    name: str
    kinds: tuple[Kind, ...]
    evaluate: Evaluate


# The readers of rarer shells are loaded where a document needs them: the offline command starts sooner.


def _fish(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None) -> Evaluation:
    from .fish import evaluate as read

    return read(until_launch(documents), given=given, host=host)


def _powershell(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None) -> Evaluation:
    from .powershell import evaluate as read

    return read(until_launch(documents), given=given, host=host)


def _winbatch(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None) -> Evaluation:
    from .winbatch import evaluate as read

    return read(until_launch(documents), given=given, host=host)


_FAMILIES = (
    _Family("zsh or bash", (Kind.ZSH, Kind.BASH, Kind.SH), shell.evaluate),
    _Family("fish", (Kind.FISH,), _fish),
    _Family("PowerShell", (Kind.POWERSHELL,), _powershell),
    _Family("the command prompt", (Kind.CMD,), _winbatch),
)


_OTHERS = tuple(kind for family in _FAMILIES[1:] for kind in family.kinds)


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what the start-up files do to the environment, without running anything.

    Takes documents of any kind, in any order (those that no shell reads are passed over), the environment before
    (None: not known), and what is known of the machine. What direnv loads in a folder it puts into any shell.
    A script that starts a client counts where it is what is run, or all that there is.
    """
    if host is not None and host.script:
        return _of_script(host.script, documents, given, host)
    documents = without_scripts(documents)
    folder = [document for document in documents if document.base == ".envrc" and document.kind is Kind.BASH]
    rest = [document for document in documents if document not in folder]
    kinds = {document.kind for document in rest}
    if len(folder) == 1 and not kinds.intersection(_FAMILIES[0].kinds) and kinds.intersection(_OTHERS):
        below = evaluate(rest, given=given, host=host)
        others = [document for document in rest if document.kind not in _OTHERS]
        return _laid_over(below, shell.evaluate([*folder, *others], given=None, host=host))
    kinds = {document.kind for document in documents}
    families = [family for family in _FAMILIES if kinds.intersection(family.kinds)] or [_FAMILIES[0]]
    evaluations = [family.evaluate(documents, given=given, host=host) for family in families]
    if len(evaluations) == 1:
        return evaluations[0]
    return agreed(evaluations, [Start(family.name) for family in families])


def _of_script(name: str, documents: Sequence[Document], given: Mapping[str, str] | None, host: Host) -> Evaluation:
    script = next(document for document in documents if document.name == name)
    family = next(family for family in _FAMILIES if script.kind in family.kinds)
    return family.evaluate(documents, given=given, host=host)


def by_family(documents: Sequence[Document]) -> tuple[tuple[Document, ...], ...]:
    """Return, where several families of shells are there, for each of them the documents without the others' files.

    What direnv loads in a folder is no family's. Of one family, or none, there is nothing to part: ().
    """
    documents = without_scripts(documents)
    found = [
        family
        for family in _FAMILIES
        if any(document.kind in family.kinds and document.base != ".envrc" for document in documents)
    ]
    if len(found) < 2:
        return ()
    others = {kind for family in found for kind in family.kinds}
    return tuple(
        tuple([each for each in documents if each.kind not in others or each.kind in family.kinds]) for family in found
    )


def _laid_over(below: Evaluation, direnv: Evaluation) -> Evaluation:
    """Return what a shell has in a folder: its own variables, and over them what direnv's file sets."""
    variables = dict(below.environment.variables)
    for variable in direnv.environment:
        if variable.set_at is None:
            continue
        lost = variables.get(variable.name)
        places = (*lost.overrides, lost.set_at) if lost is not None else ()
        spans = tuple(span for span in places if span is not None)
        variables[variable.name] = replace(variable, overrides=(*spans, *variable.overrides))
    return Evaluation(
        Environment(dict(sorted(variables.items()))),
        (*below.assignments, *direnv.assignments),
        (*below.problems, *direnv.problems),
    )
