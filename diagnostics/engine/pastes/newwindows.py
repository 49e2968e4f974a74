"""A post of Windows that tells of a window opened anew: what `setx` stored counts there, also for a client below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..clientcalls import SCRIPT_CLIENT
from ..regexes import regex
from ..source import Kind
from .parts import Part

_NEW = regex(
    r"\b(?:opened|open|using|used|started|in|with) (?:a |another |the )?(?:new|fresh|different) "
    r"(?:window|terminal|shell|session|powershell|cmd|console|tab|prompt)\b"
    r"|\b(?:restarted|rebooted|reopened|closed and (?:re)?opened) (?:my |the )?"
    r"(?:window|terminal|shell|powershell|cmd|console|pc|computer|laptop|machine|windows|vs ?code|editor)\b",
    re.IGNORECASE,
)
_NOT_SO = regex(r"\b(?:if|should|before|try|not|need|must|have to|can|do i|without)\b|n['’]t\b|\?", re.IGNORECASE)
_STORES = ("setx", "SetEnvironmentVariable")
_LONGEST = 1000


def in_new_windows(parts: Sequence[Part]) -> None:
    """Take the client's start from below what is stored, in place, where sentences tell of a new window."""
    stores = [part for part in parts if any(word in line for line in part.lines for word in _STORES)]
    if not stores or not any(says_so(line) for part in parts if part.kind is Kind.TEXT for line in part.lines):
        return
    for part in stores:
        if part.kind is not Kind.TEXT:
            part.lines = ["\n" if SCRIPT_CLIENT.match(line) else line for line in part.lines]


def says_so(line: str) -> bool:
    """Tell whether a line of sentences tells of a window, or a shell, that was opened anew."""
    sentences = re.split(r"(?<=[.!;])[ \t]+", line[:_LONGEST])
    return any(_NEW.search(each) and not _NOT_SO.search(each) for each in sentences)
