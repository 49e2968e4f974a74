"""What the rules look at: everything computed once from the documents. Rules only combine these."""

from __future__ import annotations

from collections.abc import Mapping

from .environment import Assignment, Environment, Problem, Setting
from .findings import Login, Mode, Request
from .readers.configtree import ConfigFile
from .records import dataclass, field
from .source import Document, Span, where


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one check. `requests` has one entry a client, or two where the login is unknown and decides."""

    documents: tuple[Document, ...]
    environment: Environment = field(default_factory=Environment)
    assignments: tuple[Assignment, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()
    login: Login = Login.UNKNOWN
    mode: Mode = Mode.PRINT
    files: tuple[ConfigFile, ...] = ()  # settings files of clients other than Claude Code
    error: str = field(default="", repr=False)  # the message that the person saw, given or quoted in prose; masked

    def document(self, name: str) -> Document:
        """Return the document of that name; raise KeyError where there is none."""
        for document in self.documents:
            if document.name == name:
                return document
        raise KeyError(name)

    def where(self, span: Span | None) -> str:
        """Say where a span stands: with its document's name only where there are several."""
        if span is None:
            return "a line that is not shown"
        return where(span, self.documents)
