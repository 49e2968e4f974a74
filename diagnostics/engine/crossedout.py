"""What people write over a value before they paste it: `sk-ant-…`, `••••••••`, or `KEY=<redacted>` without quotes.

A shell takes the brackets for redirections and JSON takes the word for a mistake; in the person's own file stands a
value there. Words that a guide leaves for its reader (`<your-key>`) are not meant: a file may really hold them.
"""

from __future__ import annotations

import re

from .regexes import regex

_WORDS = r"(?:redacted|removed|hidden|censored|masked|scrubbed|omitted|snip|my)"
_BRACKETED = regex(rf"<[ _-]?{_WORDS}\b[^<>\n]{{0,40}}>(?=[\s;&|,}}\]]|$)", re.IGNORECASE)
# What stands in JSON without quotes where a value belongs.
IN_JSON = (
    rf"(?:<[ _-]?(?i:{_WORDS})\b[^<>\n\"]{{0,40}}>|\*{{0,4}}(?i:{_WORDS})(?:[_-]\w{{1,20}})?\*{{0,4}}|\*{{3,40}}"
    r"|(?i:x{3,40})|\.{3,40}|…)(?=[ \t]*(?:[,}\]\r\n]|//|/\*|\Z))"
)
# Signs over a key, or in place of its middle or end.
_CROSSES = regex("[\u2022\u25cf\u25a0\u2588\u2593\u2592\u2591\u25aa]+")
_SHORTENED = regex(
    r"(?<![^\s\"'(\[:])((?:(?:[a-z][a-z0-9]{1,10}[-_]|AIza|eyJ|ABSK|ya29\.)[\w.-]{0,24}|[\w-]{1,8})?[\[(<]?)"
    r"\u2026+(?=[\w-]{0,8}[\])>]?(?:[\s\"']|$))"
)


def without_crosses(text: str) -> str:
    """Return a value with plain letters in place of the signs that stand for what the person crossed out.

    An ellipsis behind anything that does not begin as a vendor's key does may be a part of the value, and stays.
    """
    return text if text.isascii() else _SHORTENED.sub(r"\1xxx", _CROSSES.sub("xxx", text))


def crossed_out_at(text: str, position: int) -> str:
    """Return the brackets with a word for what is hidden that begin at a place of a text; "" where none do."""
    found = _BRACKETED.match(text, position)
    return found.group() if found else ""
