"""Where the files still hold what a message speaks of, although it has no effect there: a remark, a line that loses.

A terminal keeps the values that it was opened with. So a line that was turned into a remark, or replaced by a later
one, explains a message that the files as they stand cannot produce.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .environment import Act
from .facts import Facts
from .messages import Message
from .regexes import regex
from .source import Document, Kind, Span

_FILES = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD, Kind.DOTENV)
_IS_REMARK = regex(r"(?:#|::|rem\s)", re.IGNORECASE)
_ASSIGNS = regex(r"=|\bset(?:x|env)?\s", re.IGNORECASE)
_OF_CREDENTIAL = {"key": "ANTHROPIC_API_KEY", "token": "ANTHROPIC_AUTH_TOKEN", "plan": "CLAUDE_CODE_OAUTH_TOKEN"}
_OF_PROVIDER = {
    "bedrock": "CLAUDE_CODE_USE_BEDROCK",
    "mantle": "CLAUDE_CODE_USE_MANTLE",
    "vertex": "CLAUDE_CODE_USE_VERTEX",
    "foundry": "CLAUDE_CODE_USE_FOUNDRY",
}
_MOST_LINES = 2_000  # of one document that are looked at
_LONGEST = 500  # characters of a line


def trace_of(message: Message, facts: Facts) -> str:
    """Say in a sentence where the files hold what the message needs without effect; nothing where they do not."""
    wanted = _wanted(message)
    if wanted is None:
        return ""
    for document in facts.documents:
        if document.kind in _FILES and (line := _remark(document, wanted)):
            return _kept(facts, document.line_span(line), "is a remark now")
    for act in facts.assignments:
        variable = facts.environment.get(act.name)
        if act.act is Act.UNSET or act.span == variable.set_at:
            continue
        if wanted.search(facts.document(act.span.document).text[act.span.begin : act.span.stop]):
            return _kept(facts, act.span, "is replaced further down")
    return ""


def _kept(facts: Facts, span: Span, what: str) -> str:
    where = facts.where(span)
    return (
        f"{where[:1].upper()}{where[1:]} names what the message needs, but it {what}: a terminal that was opened "
        "before the change still has the old value. Open a new one, and look again."
    )


def _wanted(message: Message) -> re.Pattern[str] | None:
    """Return a pattern of the hosts or names that the message needs; None where it needs nothing that has a name."""
    words = list(_words(message))
    if not words:
        return None
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(re.escape(word) for word in dict.fromkeys(words))})(?![\w-])")


def _words(message: Message) -> Iterator[str]:
    if message.vendor:
        yield from (host for host in message.vendor.hosts if not host.startswith("."))
    for need in message.needs:
        yield from (_OF_CREDENTIAL[word] for word in need.credential if word in _OF_CREDENTIAL)
        yield from (_OF_PROVIDER[word] for word in need.provider if word in _OF_PROVIDER)
        yield from need.variables
        yield from (("apiKeyHelper",) if "helper" in need.credential else ())


def _remark(document: Document, wanted: re.Pattern[str]) -> int | None:
    """Return the line of a remark that holds an assignment with one of the words."""
    for number in document.lines[:_MOST_LINES]:
        text = document.line_text(number)[:_LONGEST].strip()
        if _IS_REMARK.match(text) and _ASSIGNS.search(text) and wanted.search(text):
            return number
    return None
