"""A post that tells of a new window, below what was typed in another one: a shell's variables end with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .facts import Facts
from .names import READ
from .pastes.newwindows import says_so
from .regexes import regex
from .source import TYPED, Document, Kind

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH)
# Who says so gave the lines to a shell by hand, and to no file.
_BY_HAND = regex(
    r"\b(?:typed|typing|(?:r[ua]n|entered|executed|exported|set|did|put)\b[^.\n]{0,60}\b(?:in|at|into|on)"
    r" (?:the|my|a|one) (?:same )?(?:terminal|prompt|shell|command line|console|session))\b"
    r"|^[ \t]*,?(?:in|at|into) (?:the|my|a) (?:terminal|prompt|shell|command line|console)\b",
    re.IGNORECASE | re.MULTILINE,
)


def said_of_new_window(facts: Facts) -> str:
    """Say that what was typed ends with its shell, where sentences tell of a new one; empty elsewhere."""
    typed = next(_typed(facts), None)
    if typed is None:
        return ""
    texts = [each for each in facts.documents if each.kind is Kind.TEXT]
    by_hand = typed.name.startswith(TYPED) or any(_BY_HAND.search(each.text) for each in texts)
    for document in texts if by_hand else ():
        for number in document.lines:
            if number >= typed.first_line and says_so(document.line_text(number)):
                place = facts.where(document.line_span(number))
                return (
                    f"{place.capitalize()} tells of a new window: what was typed in another one does not count there."
                )
    return ""


def _typed(facts: Facts) -> Iterator[Document]:
    """Yield the lines of a post that no file is named for, and that set what a client reads."""
    setting = {act.span.document for act in facts.assignments if act.name in READ}
    for document in facts.documents:
        is_unnamed = document.name.startswith((TYPED, "code on ")) and document.paste
        if is_unnamed and document.kind in _SHELLS and document.name in setting:
            yield document
