"""The words of a rule's message, filled in from the facts: places, names, hosts and payers, never a value."""

from __future__ import annotations

import re

from ..clients import CLIENT_NAMES
from ..environment import State
from ..facts import Facts
from ..findings import Request
from ..regexes import regex
from ..source import Span
from ..values import host_of
from .answers import Line

WORDS = ("line", "document", "where", "name", "host", "payer", "client", "nearest", "loser", "further")
_PLACEHOLDER = regex(r"\{([^{}]*)\}")
_OF_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*\.(line|document|where)")


def unknown_words(text: str) -> list[str]:
    """Return the placeholders of a message that `fill` does not know."""
    return [word for word in _PLACEHOLDER.findall(text) if word not in WORDS and not _OF_NAME.fullmatch(word)]


def fill(text: str, facts: Facts, words: dict[str, str]) -> str:
    """Fill the placeholders of a message: {line}, {where}, {NAME.line}, {host} …; never with a value."""

    def word(found: re.Match[str]) -> str:
        name, _, part = found[1].partition(".")
        if not part:
            return words.get(name, "")
        span = facts.environment.get(name).set_at
        return _place(facts, span)[part]

    return _PLACEHOLDER.sub(word, text)


def words_of(meant: frozenset[str], facts: Facts, primary: Line | None) -> dict[str, str]:
    """Return the words that a message may use, besides {NAME.line}; host and payer are those of the clients meant."""
    request = _request_of(meant, facts)
    base = facts.environment.get("ANTHROPIC_BASE_URL")
    url = request.endpoint if request and request.endpoint else base.value if base.state is State.SET else None
    return {
        **_place(facts, primary.span if primary else None),
        "name": (primary.name if primary else None) or "a variable",
        "host": host_of(url or "") or "the host",
        "payer": request.payer.who if request else "cannot tell",
        "client": CLIENT_NAMES[request.client] if request else "the client",
        **(primary.words if primary else {}),
    }


def _request_of(meant: frozenset[str], facts: Facts) -> Request | None:
    """Return the request of one of the clients meant; else the first in the report."""
    return next((request for request in facts.requests if request.client in meant), next(iter(facts.requests), None))


def _place(facts: Facts, span: Span | None) -> dict[str, str]:
    """Return the words for a place; what is not in the text has neither line nor document."""
    line, document = (str(span.line), span.document) if span else ("?", "the environment")
    return {"line": line, "document": document, "where": facts.where(span)}
