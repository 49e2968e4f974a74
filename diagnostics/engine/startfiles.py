"""Every shell's start-up files among the documents: what they do to the environment of a program started there.

Of several families of shells only one is the person's, and the text does not say which: a variable that they leave
different is unknown, and both lines are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from . import shell
from .agreement import Start, agreed
from .environment import Evaluation
from .host import Host
from .records import dataclass
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
    return agreed(evaluations, [Start(family.name) for family in families])
