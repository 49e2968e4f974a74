"""Posts that start a client in several ways: what is said is said of the last, and the person may ask about another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .clients import CLIENTS, DEFAULT_CLIENT
from .clients.calls import starts_of
from .findings import Request
from .source import Document, Span


def said_of_several(requests: Sequence[Request], documents: Sequence[Document], where: Callable[[Span], str]) -> str:
    """Say that lines of a post start one client with different variables or options; "" where they do not."""
    for client in (CLIENTS[each] for each in dict.fromkeys(request.client for request in requests)):
        if client.id == DEFAULT_CLIENT or not client.concern.commands:
            continue
        command = client.concern.commands[0]
        if sum(document.text.count(command) for document in documents) < 2:
            continue
        found = list(starts_of(command, documents, client.options))
        if len({given for given, _ in found}) > 1:
            last = where(next((span for given, span in reversed(found) if _decides(given)), found[-1][1]))
            return f"Your text starts {client.name} in several ways; what follows is said of the last one, on {last}."
    return ""


def _decides(given: tuple[tuple[object, ...], ...]) -> bool:
    """Tell whether a line gives the client a variable or an option that decides."""
    return any(each is not None for part in given for each in part)
