"""Every shell's start-up files among the documents: what they do to the environment of a program started there.

Of several families of shells only one is the person's, and the text does not say which: a variable that they leave
different is unknown, and both lines are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from . import shell
from .environment import Alternative, Environment, Evaluation, State, Variable
from .host import Host
from .records import dataclass
from .source import Document, Kind, Span


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

    return read(documents, given=given, host=host)


def _powershell(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None) -> Evaluation:
    from .powershell import evaluate as read

    return read(documents, given=given, host=host)


def _winbatch(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None) -> Evaluation:
    from .winbatch import evaluate as read

    return read(documents, given=given, host=host)


_FAMILIES = (
    _Family("zsh or bash", (Kind.ZSH, Kind.BASH, Kind.SH), shell.evaluate),
    _Family("fish", (Kind.FISH,), _fish),
    _Family("PowerShell", (Kind.POWERSHELL,), _powershell),
    _Family("the command prompt", (Kind.CMD,), _winbatch),
)


def evaluate(documents: Sequence[Document], *, given: Mapping[str, str] | None, host: Host | None = None) -> Evaluation:
    """Return what the start-up files do to the environment, without running anything.

    Takes documents of any kind, in any order (those that no shell reads are passed over), the environment before
    (None: not known), and what is known of the machine.
    """
    kinds = {document.kind for document in documents}
    families = [family for family in _FAMILIES if kinds.intersection(family.kinds)] or [_FAMILIES[0]]
    evaluations = [family.evaluate(documents, given=given, host=host) for family in families]
    if len(evaluations) == 1:
        return evaluations[0]
    names = dict.fromkeys(name for one in evaluations for name in one.environment.variables)
    readers = [family.name for family in families]
    return Evaluation(
        Environment({name: _either([one.environment.get(name) for one in evaluations], readers) for name in names}),
        tuple(assignment for one in evaluations for assignment in one.assignments),
        tuple(problem for one in evaluations for problem in one.problems),
    )


def _either(found: Sequence[Variable], readers: Sequence[str]) -> Variable:
    """Return the variable on which all shells agree, or an unknown one that names the lines of each."""
    first = found[0]
    if all((one.state, one.value, one.exported) == (first.state, first.value, first.exported) for one in found):
        return first
    winner = next(one for one in reversed(found) if one.set_at or one.state is not State.UNSET)
    spans: list[Span] = []
    for one in found:
        spans += [span for span in (*one.overrides, one.set_at) if span is not None and span != winner.set_at]
    return Variable(
        first.name,
        State.UNKNOWN,
        any(one.exported for one in found),
        None,
        winner.set_at,
        None,
        tuple(dict.fromkeys(spans)),
        "; ".join(_said(one, reader) for one, reader in zip(found, readers, strict=True)),
        tuple(dict.fromkeys(each for one in found for each in one.alternatives or (_alternative(one),))),
    )


def _alternative(variable: Variable) -> Alternative:
    return Alternative(variable.state, variable.exported, variable.value, variable.set_at, variable.why)


def _said(variable: Variable, reader: str) -> str:
    if variable.state is State.UNKNOWN:
        return f"not known for {reader}"
    if variable.state is State.UNSET or variable.set_at is None:
        return f"not set for {reader}" if variable.state is State.UNSET else f"set before {reader} starts"
    return f"set for {reader} on line {variable.set_at.line} of {variable.set_at.document}"
