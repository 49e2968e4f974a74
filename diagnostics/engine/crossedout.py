"""What people write over a value before they paste it, where no quotes stand around it: `KEY=<redacted>`.

A shell takes the brackets for redirections and JSON takes the word for a mistake; in the person's own file stands a
value there. Words that a guide leaves for its reader (`<your-key>`) are not meant: a file may really hold them.
"""

from __future__ import annotations

import re

from .regexes import regex

_WORDS = r"(?:redacted|removed|hidden|censored|masked|scrubbed|omitted|snip|my)"
_BRACKETED = regex(rf"<[ _-]?{_WORDS}\b[^<>\n]{{0,40}}>(?=[\s;&|,}}\]]|$)", re.IGNORECASE)
_WORD = regex(rf"<?\*{{0,4}}{_WORDS}(?:[_-]\w{{1,20}})?\*{{0,4}}>?|\*{{3,}}|x{{3,}}|\.{{3,}}|…", re.IGNORECASE)


# Where JSON wants a value.
IN_JSON = (
    rf"(?<=:)[ \t]{{0,20}}(?:<[ _-]?(?i:{_WORDS})\b[^<>\n\"]{{0,40}}>|(?i:redacted)|\*{{3,40}})(?=[ \t]*[,}}\r\n])"
)


def crossed_out_at(text: str, position: int) -> str:
    """Return the brackets with a word for what is hidden that begin at a place of a text; "" where none do."""
    found = _BRACKETED.match(text, position)
    return found.group() if found else ""


def is_crossed_out_word(word: str) -> bool:
    """Tell whether a word without quotes, where JSON wants a value, stands for one that the person hid."""
    return _WORD.fullmatch(word) is not None
