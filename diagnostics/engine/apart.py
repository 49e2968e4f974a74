"""What the parts of a text have in common that start a client apart from the shell whose files were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .facts import Facts
from .findings import Login, Request
from .records import dataclass
from .source import Document, Span
from .startways import SHELL, Way

TERMINAL = "In a terminal:"


@dataclass(frozen=True, slots=True)
class Apart:
    """What starts the client, where it stands, what it has not, and the facts as they are for it."""

    client: str  # its id
    says: str  # "The job on {where} reads no start-up file of a shell:"
    span: Span
    facts: Facts
    inherits: bool = False  # what stands in other files, too
    of_rest: str = TERMINAL  # how what is said of the facts themselves begins

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the client sends then: one request, or one for each login where that decides."""
        return tuple(each for each in self.facts.requests if each.client == self.client)


@dataclass(frozen=True, slots=True)
class Found:
    """What starts a client: which, what is said of it, where it stands, and the documents that count for it."""

    client: str
    says: str
    span: Span
    kept: Sequence[Document]
    login: Login = Login.UNKNOWN
    way: Way = SHELL
    of_rest: str = TERMINAL

    @property
    def inherits(self) -> bool:
        """Whether what it has may stand in other files, too."""
        return self.way != SHELL


class Again(Protocol):
    """What works out the facts once more, for other documents."""

    def __call__(self, facts: Facts, documents: Sequence[Document], way: Way = SHELL) -> Facts:
        """Return them as what is started that way sees it."""
