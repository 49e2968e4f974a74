"""What a post says was taken out of a file that it shows: "I have already removed the line below, and still …"."""

from __future__ import annotations

import re

from .facts import Facts
from .names import READ
from .process import SHELLS
from .regexes import regex
from .source import Kind

_TAKEN_OUT = regex(
    r"\b(?:I|we)(?:['’]ve| have|['’]d| had)?(?: (?:already|also|just|now|since|then|even|long|actually)){0,3} "
    r"(?:removed|deleted|erased|commented out|took out|taken out|gotten? rid of)"
    r"(?=[^.!?\n]{0,60}\b(?:lines?|exports?|block|this|following)\b)"
    r"[^.!?\n]{0,200}?(?:\b(?:below|following)\b|:[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)

# "Solved, I removed the line above and opened a new terminal", below the file
_TAKEN_OUT_ABOVE = regex(
    r"\b(?:I|we)(?:['’]ve| have|['’]d| had)?(?: (?:already|also|just|now|since|then|have)){0,3} "
    r"(?:removed|deleted|erased|commented out|took out|taken out|gotten? rid of)[^.!?\n]{0,60}\babove\b",
    re.IGNORECASE,
)
_HEDGED = regex(r"\b(?:if|when|whenever|until|before)\b[^.!?\n]{0,40}$", re.IGNORECASE)


def said_of_removed(facts: Facts) -> str:
    """Say that what is shown is said to be gone; empty where no sentence does, or where more than one file is shown."""
    shown = [document for document in facts.documents if document.kind in SHELLS]
    if len(shown) != 1 or not any(act.name in READ for act in facts.assignments):
        return ""
    for document in facts.documents:
        if document.kind is not Kind.TEXT:
            continue
        form = _TAKEN_OUT_ABOVE if document.first_line > shown[0].first_line else _TAKEN_OUT
        found = form.search(document.text)
        if found is not None and not _HEDGED.search(document.text, max(0, found.start() - 60), found.start()):
            place = facts.where(document.line_at(found.start()))
            return (
                f"By {place} this is gone from the file; if it is still so, another file or an older window sets it. "
                "While it stood there:"
            )
    return ""
