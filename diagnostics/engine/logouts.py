"""A log-out that a post shows: typed at a prompt, or as what the client printed of it, and no login below it.

A start at a terminal below it may be one, for it asks who is not logged in.

Measured on Claude Code 2.1.332: `claude auth logout` takes the stored login away and says “Successfully logged out
from your Anthropic account.”; `claude logout` is no command of it and takes nothing away. `/logout` is typed within a
session, or handed over as `claude /logout`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .regexes import regex
from .source import TYPED, Document, Kind

_OUT = regex(
    r"(?:[^\n]{0,120}[$%#❯➜>»λ][ \t]+)?claude (?:auth logout|[\"']?/logout[\"']?)[ \t]*$"
    r"|[ \t│|]*[>❯][ \t]*/logout[ \t]*$|[ \t⎿└│|>]*Successfully logged out\b"
)
_IN = regex(
    r"[ \t⎿└│|>]*(?:Login successful|Logged in as |Successfully logged in)"
    r"|(?:[^\n]{0,120}[$%#❯➜>»λ][ \t]+)?claude (?:auth login|[\"']?/login|login\b)|[ \t│|]*[>❯][ \t]*/login[ \t]*$"
)
# A sentence that tells of a login: "Then I chose option 1 and logged in with Max".
_TOLD_IN = regex(r"\b(?:(?:logged|signed)[ ](?:back[ ])?in|re-?authenticated)\b", re.IGNORECASE)
_NOT_IN = regex(r"\b(?:not?|never|isn['’]t|when|if|was|were|before|until|cannot|can['’]t)\b", re.IGNORECASE)
# A start at a terminal, which asks who is not logged in to do so.
_ASKS = regex(r"(?:[^\n]{0,120}[$%#❯➜>»λ][ \t]+)?claude[ \t]*$")


def logged_out_at(documents: Sequence[Document]) -> int:
    """Return the line of the last log-out that the documents show; 0 where none is, or a login may stand below it."""
    if not any("logout" in document.text or "ogged out" in document.text for document in documents):
        return 0
    last, out = 0, 0
    for document in documents:
        is_typed = document.name.startswith(TYPED) or " on line" in document.name
        if document.kind not in (Kind.TEXT, Kind.STATUS) and not is_typed:
            continue
        for number, line in enumerate(document.text.split("\n"), document.first_line):
            if len(line) > 300:
                continue
            if _OUT.match(line):
                out = max(out, number)
            elif _IN.match(line) or _ASKS.match(line) or (_TOLD_IN.search(line) and not _NOT_IN.search(line)):
                last = max(last, number)
    return out if out > last else 0
