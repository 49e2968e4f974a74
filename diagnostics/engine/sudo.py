"""Commands that start a client as another user: unless told, sudo and doas hand on hardly any variable."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .clients import DEFAULT_CLIENT
from .facts import Facts
from .records import dataclass
from .regexes import regex
from .source import Document, Kind

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH)
_CALL = regex(
    r"(?:^|[;&|(]|\b(?:then|do|else)\s)\s*(?:sudo|doas)[ \t]+"
    r"(?P<options>(?:-\S{1,60}[ \t]+(?:(?!claude\b|codex\b|gemini\b)[\w.-]{1,40}[ \t]+)?){0,6})"
    r"(?:/\S{1,200}/)?(?P<client>claude|codex|gemini)(?![\w.-])"
)
# The same in a sentence: in backticks, or at the beginning of a line, where it is no advice.
_QUOTED = regex(r"(?:^[ \t]*(?:[$❯%][ \t]+)?|`)(?=(?:sudo|doas)[ \t])", re.MULTILINE)
_KEEPS = regex(r"(?:^|\s)(?:-[A-Za-z]*E[A-Za-z]*|--preserve-env\S*)(?:\s|$)")
_LONGEST = 2_000  # characters of a line that are looked at
_FAILS_WITHOUT = regex(
    r"\bwithout (?:sudo|doas)\b(?: (?:it|claude|codex|I|always|still|just|only|now)){0,3} "
    r"(?:says?|prints?|fails?|gives?|errors?|shows?|answers?|gets?|stops?)\b"
)


@dataclass(frozen=True, slots=True)
class SudoCall:
    """A line that starts a client by sudo."""

    document: Document
    line: int
    client: str


def sudo_calls(documents: Sequence[Document]) -> tuple[SudoCall, ...]:
    """Return the lines of the shells' files that start a client by sudo without its own environment."""
    return tuple(
        SudoCall(document, number, found["client"])
        for document in documents
        if document.kind in (*_SHELLS, Kind.TEXT) and ("sudo" in document.text or "doas" in document.text)
        for number, text in enumerate(document.text.split("\n"), document.first_line)
        if (found := _called(document, text[:_LONGEST])) and not _KEEPS.search(found["options"])
    )


def _called(document: Document, line: str) -> re.Match[str] | None:
    """Return the call by sudo on a line of a shell's file, or in a sentence."""
    if document.kind is not Kind.TEXT:
        return _CALL.search(line)
    quoted = _QUOTED.search(line) if "do" in line else None
    return _CALL.match(line[quoted.end() :]) if quoted else None


def met_without_sudo(facts: Facts) -> bool:
    """Tell whether a sentence says that it is the call without sudo that fails."""
    return any(each.kind is Kind.TEXT and _FAILS_WITHOUT.search(each.text) for each in facts.documents)


def said_of_sudo(facts: Facts) -> str:
    """Say that sudo starts Claude Code without the person's variables; empty where nothing does."""
    if not any(request.client == DEFAULT_CLIENT for request in facts.requests):
        return ""
    call = next((call for call in sudo_calls(facts.documents) if call.client == "claude"), None)
    if call is None:
        return ""
    where = facts.where(call.document.line_span(call.line))
    return (
        f"On {where} sudo starts Claude Code as another user, without your variables and as a rule with that user's "
        "login; what it sends then is not worked out here. Without sudo:"
    )
