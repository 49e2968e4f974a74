"""The error messages that a paste quotes, where none was given besides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .pastes.pastelines import LONGEST, messages, messages_in_code
from .process import SHELLS
from .regexes import regex
from .source import Document, Kind

# A line of a list that says of a variable that it has no value: no message, though "API key not set" is one.
_NOT_SET = regex(r"[ \t*•-]*[A-Z][A-Z0-9_]{2,60}[ \t]*[:=][ \t]*[\[(<]?(?i:not set|unset|none)[\])>]?[ \t\r]*")

# A header as a trace of a request shows it: what it holds is no message, though a message may name it.
_HEADER = regex(
    r"[ \t]*(?:[<>*|][ \t]*)?['\"]?(?:anthropic-(?:beta|version)|user-agent|authorization|x-(?:api-key|app)"
    r"|content-type|accept|host)['\"]?[ \t]*:",
    re.IGNORECASE,
)


def quoted(documents: Sequence[Document], signatures: Sequence[tuple[str, str]]) -> str:
    """Return the error messages that prose quotes, or that stand in start-up files, where none was given besides."""
    has_prose = any(each.kind in (Kind.TEXT, Kind.STATUS) for each in documents)
    known = _known(signatures) if has_prose else ()
    found = [
        messages_in_code(each.text) if each.kind in SHELLS else _in_prose(each.text.split("\n"), known)
        for each in documents
        if each.kind in (*SHELLS, Kind.TEXT, Kind.STATUS)
    ]
    return "\n".join(filter(None, found))


def _known(signatures: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the messages that are known, the articles' among them; what knows them is loaded here."""
    from .messages import messages as known_messages

    return (*(each.text for each in known_messages()), *(text for _, text in signatures))


def _in_prose(lines: Sequence[str], known: tuple[str, ...]) -> str:
    """Return the lines that look like a message or hold one that is known."""
    from .signatures import lines_with

    lines = [
        line
        for line in lines
        if not (":" in line[:40] and _HEADER.match(line)) and _NOT_SET.fullmatch(line[:LONGEST]) is None
    ]
    return messages(lines, lines_with([line[:LONGEST] for line in lines], known))
