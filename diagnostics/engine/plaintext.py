"""Take off what a terminal or a web page put into a text when it was copied: colours, and signs written as entities.

This comes before masking, so that a name and its value stand beside each other again. A start-up file may hold colours
of its own, within quotes, and words such as `&amp;` beside quotation marks: those stay.
"""

from __future__ import annotations

import re

from .regexes import regex

_IS_COLOURED = regex(
    r"^[ \t]*\x1b[\[\]]|\x1b\[m?\x1b\[K|\[[0-9;]{1,9}m\[K[^\n]*?\[m\[K|^[ \t]*(?:\^\[|\u241b)\[[0-9;]{1,20}m",
    re.MULTILINE,
)
# With the escape as it is, as `cat -v` shows it, or as a sign for it.
_COLOURS = regex(
    r"\x1b\[[0-9;?]{0,20}[A-Za-z]|(?:\^\[|\u241b)\[[0-9;]{0,20}[mK]|\x1b\][^\x07\x1b\n]{0,300}(?:\x07|\x1b\\)"
)
_COLOURS_WITHOUT_ESCAPE = regex(r"\[(?:[0-9]{1,3}(?:;[0-9]{1,3}){0,3})?m\[K")  # a browser drops the escape itself
_IS_ESCAPED = regex(
    r"(?:[=:{,\[( ]|^)&(?:quot|apos|#0?3[49]|#x2[27]);|[ ;]&amp;&amp; |&lt;/?(?:pre|code)&gt;", re.MULTILINE
)
# Not those of line ends: each line keeps its number.
_ENTITY = regex(r"&(?:quot|apos|amp|lt|gt|nbsp|#0?(?:3[2-9]|[4-9][0-9]|1[0-2][0-9]|160)|#x(?:[2-7][0-9A-Fa-f]|[Aa]0));")
_UNESCAPED = regex(r"[\"<>]")


def plain(text: str) -> str:
    """Return the text as it was before a terminal coloured it or a page escaped it; any other text as it is."""
    if "[" in text and any(mark in text for mark in ("\x1b", "m[K", "^[[", "\u241b[")) and _IS_COLOURED.search(text):
        text = _COLOURS_WITHOUT_ESCAPE.sub("", _COLOURS.sub("", text))
    if "&" in text and _UNESCAPED.search(text) is None and _IS_ESCAPED.search(text):
        import html

        text = _ENTITY.sub(lambda found: html.unescape(found.group()).replace("\xa0", " "), text)
    return text
