"""Files of a person's home folder beside what starts a client where that folder is not: a container, a runner."""

from __future__ import annotations

from collections.abc import Sequence

from .regexes import regex
from .source import Document, Kind, Span
from .starters import clients_started

CONTAINERS = (Kind.COMPOSE, Kind.DOCKERFILE, Kind.KUBERNETES, Kind.WORKFLOW, Kind.GITLAB)
_KEPT_AT_HOME = frozenset(
    {Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.CODEX_CONFIG, Kind.OPENCODE_CONFIG, Kind.LOGIN_FILE}
    | {Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS}
)
_AT_HOME = regex(r"(?:~|/(?:home|Users)/[^/]+|[A-Za-z]:/Users/[^/]+)/(?P<folder>\.[\w-]+)(?:[/.]|$)")
_DEVCONTAINER = regex(r"\"(?:containerEnv|remoteEnv|runArgs)\"[ \t]*:")


def container_place(document: Document) -> Span | None:
    """Return where a document says what a development container has; None where it does not."""
    found = _DEVCONTAINER.search(document.text) if document.kind is Kind.VSCODE_SETTINGS else None
    return document.span(found.start(), found.end()) if found else None


def runs_elsewhere(document: Document) -> bool:
    """Tell whether a document starts a client in a container, or on a runner."""
    return container_place(document) is not None or (document.kind in CONTAINERS and bool(clients_started((document,))))


def left_at_home(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the clients' files in the home folder that a container does not have which another document starts.

    None where no document starts one, or where one speaks of their folder, as where it mounts that.
    """
    starters = [document for document in documents if runs_elsewhere(document)]
    found = []
    for document in documents if starters else ():
        at_home = _AT_HOME.match(document.name.replace("\\", "/")) if document.kind in _KEPT_AT_HOME else None
        if at_home is not None and not any(at_home["folder"] in starter.text for starter in starters):
            found.append(document)
    return tuple(found)
