"""The error messages that a paste quotes, where none was given besides."""

from __future__ import annotations

from collections.abc import Sequence

from .pastes.pastelines import LONGEST, messages, messages_in_code
from .process import SHELLS
from .source import Document, Kind


def quoted(documents: Sequence[Document], signatures: Sequence[tuple[str, str]]) -> str:
    """Return the error messages that prose quotes, or that stand in start-up files, where none was given besides."""
    found = [
        messages_in_code(each.text) if each.kind in SHELLS else _quoted_in_prose(each.text.split("\n"), signatures)
        for each in documents
        if each.kind in (Kind.TEXT, Kind.STATUS) or each.kind in SHELLS
    ]
    return "\n".join(filter(None, found))


def _quoted_in_prose(lines: Sequence[str], signatures: Sequence[tuple[str, str]]) -> str:
    """Return the lines that look like a message or hold one that is known; what knows them is loaded here."""
    from .messages import messages as known_messages
    from .signatures import lines_with

    texts = (*(each.text for each in known_messages()), *(text for _, text in signatures))
    return messages(lines, lines_with([line[:LONGEST] for line in lines], texts))
