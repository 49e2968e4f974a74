"""What a recorded request of Claude Code's shows in a post: a proxy's record, or the headers that somebody copied."""

from __future__ import annotations

import re

from .facts import Facts
from .regexes import regex
from .source import Document, Kind

_CLIENT = regex(r"(?i:user-agent)[\"']?[ \t]*[:=][ \t]*[\"']?claude-(?:cli|code)/")
_OWN_HOST = regex(r"(?i:\bhost[\"']?[ \t]*[:=][ \t]*[\"']?api\.anthropic\.com\b)|https://api\.anthropic\.com/")
_HEADER = regex(
    r"^[ \t<>*|\"'-]{0,12}(?:(?P<key>(?i:x-api-key))|(?i:authorization))[\"']?[ \t]*[:=][ \t]*[\"']?"
    r"(?:(?i:bearer)[ \t]+)?‹(?P<kind>[a-z-]{3,40}),",
    re.MULTILINE,
)
_PAYS = {
    (True, "anthropic-api-key"): "an Anthropic API key as x-api-key: the account that owns it pays, not a Claude plan",
    (False, "anthropic-oauth-token"): "the token of a Claude login: the plan of that login pays",
}


def said_of_shown_request(facts: Facts) -> str:
    """Say who pays for a request to Anthropic that a post shows; empty where it shows none, or two credentials."""
    for document in facts.documents:
        if document.kind is not Kind.TEXT or not (_CLIENT.search(document.text) and _OWN_HOST.search(document.text)):
            continue
        found = _credential(document)
        if found is not None:
            says, at = found
            place = facts.where(document.line_at(at))
            return (
                f"The request that your text shows carries on {place} {says}. Which file sets it does not stand here."
            )
    return ""


def _credential(document: Document) -> tuple[str, int] | None:
    headers = [*_HEADER.finditer(document.text)]
    shown = {(header["key"] is not None, header["kind"]) for header in headers}
    if len(shown) != 1 or (says := _PAYS.get(next(iter(shown)))) is None:
        return None
    return says, headers[0].start("kind")
