"""The words of a command that is read as text: `NAME=value` in front of a client, its options, and what is given so.

A word goes on through quotes, `$(…)` and backslashes, as in a shell; what a shell would first have to work out is told
from what stands there.
"""

from __future__ import annotations

import re

from .environment import State, Variable
from .readers.shadow import Shadow
from .regexes import regex
from .source import Document

BLANK = r"(?:[ \t]|\\\r?\n)"
_SINGLE = r"'[^'\n]*'"
_OUTPUT = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_DOUBLE = rf"\"(?:[^\"\\\n$]|\\.|\${_OUTPUT}|\$(?!\())*\""
_MADE = rf"[$<>]?{_OUTPUT}|`[^`\n]*`"  # what a command puts out; fish writes it without the `$`
_PLAIN = r"(?:[^\s'\"\\;&|<>()`$‹]|\$(?!\()|‹[^‹›\n]*›)"  # a mask has blanks of its own
# One piece of a word, and a whole one, which may be nothing; `<your-key>` is what people write who hide a value.
_PIECE = rf"{_SINGLE}|{_DOUBLE}|{_MADE}|<[^<>()\s'\"]*>|\\[^\r\n]|{_PLAIN}"
WORD = rf"(?:{_PIECE})*"
FILLED = rf"(?:{_PIECE})+"
ASSIGNED = rf"(?P<name>[A-Za-z_]\w*)=(?P<value>{WORD})"
# What is done after it hangs on more than the text.
BRANCHES = regex(r"(?:^|[\s;&|({])(?:if|case|for|while|until|switch|select)(?=\s)")

_PIECES = regex(rf"(?P<single>{_SINGLE})|{_DOUBLE}|{_MADE}|\\[^\r\n]|(?:{_PLAIN}|[<>])+")
_ESCAPED = regex(r"\\([\"$`\\])")


def plain_value(written: str, *, is_expanded_before: bool = False) -> str | None:
    """Return what a shell makes of a word; None where that does not stand there: `$NAME`, `$(…)`, `~`.

    `is_expanded_before`: the word is part of a text in double quotes, so that its own quotes protect nothing.
    """
    if written[:1] == "~":
        return None
    made = ""
    for piece in _PIECES.finditer(written):
        text = piece.group()
        inside = text[1:-1] if text[0] in "'\"" else text
        is_literal = piece["single"] is not None and not is_expanded_before
        if not is_literal and any(sign in inside for sign in "$`\\("):
            inside = "" if is_expanded_before else _without_escapes(text)
            if not inside:
                return None
        made += inside
    return made


def _without_escapes(text: str) -> str:
    """Return a piece without its backslashes; nothing where something else is left to be worked out."""
    if text[0] == "\\":
        return text[1:]
    if text[0] != '"':
        return ""
    rest = _ESCAPED.sub("", text)
    return "" if "$" in rest or "`" in rest else _ESCAPED.sub(r"\1", text[1:-1])


def given_variable(document: Document, text: Shadow, found: re.Match[str], begin: int, value: str | None) -> Variable:
    """Return what `NAME=value` gives, found in a part of the shadow that begins there; unknown where it is None."""
    span = document.span(begin + found.start("name"), begin + found.end("value"))
    at = begin + found.start("value")
    value_span = document.span(at, begin + found.end("value"))
    if value is None:
        works = "(" in found["value"] or "`" in found["value"]
        why = f"line {span.line} {'works it out when it is run' if works else 'takes it from elsewhere'}"
        return Variable(found["name"], State.UNKNOWN, True, None, span, value_span, (), why)
    return Variable(found["name"], State.SET, True, text.restore(value, at), span, value_span)
