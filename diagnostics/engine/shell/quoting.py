"""Put quotes around a text as the shells do, and take them off."""

from __future__ import annotations

import re

from ..regexes import regex

_ZSH_SPECIAL = regex(r"([ '\"\\`$|&;()<>{}*\[\]?^#])|^([=~])")
_BASH_SPECIAL = regex(r"[ '\"\\|&;()<>!{}*\[\]?^$`,]|^#|(?<![^:=])~")
_SAFE = regex(r"[\w./:@+,-]+")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\x1b": "\\E", "\f": "\\f", "\v": "\\v"}


def quote_bash(text: str) -> str:
    """Return a text as `${NAME@Q}` shows it."""
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        return "$'" + escape_controls(text) + "'"
    return "'" + text.replace("'", "'\\''") + "'"


def escape_controls(text: str) -> str:
    """Return a text as it stands in `$'…'`."""
    return "".join(_escape(c) for c in text)


def _escape(c: str) -> str:
    if c in _ESCAPES:
        return _ESCAPES[c]
    if c in "\\'":
        return "\\" + c
    return f"\\{ord(c):03o}" if ord(c) < 32 or ord(c) == 127 else c


def quote_words(text: str) -> str:
    """Return a text with a backslash before everything that zsh would read (`printf %q`, `${(q)NAME}`)."""
    if not text:
        return "''"
    made = _ZSH_SPECIAL.sub(r"\\\g<0>", text)
    return "".join(f"$'{_escape(c)}'" if ord(c) < 32 or ord(c) == 127 else c for c in made)


def quote_bash_words(text: str) -> str:
    """Return a text as bash's `printf %q` shows it."""
    if not text:
        return "''"
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        return "$'" + "".join(_escape(c) for c in text) + "'"
    return _BASH_SPECIAL.sub(r"\\\g<0>", text)


def quote_zsh(text: str, level: int) -> str | None:
    """Return a text as zsh's flags q, qq, qqq show it; None where that is not known."""
    if level == 1:
        return quote_words(text) if text.isascii() and not any(ord(c) < 32 for c in text) else None
    if level == 2:
        return "'" + text.replace("'", "'\\''") + "'"
    if level == 4 and text.isascii() and text.isprintable():
        return "$'" + re.sub(r"([\\'])", r"\\\1", text) + "'"
    if level == 3:
        return '"' + re.sub(r'([$`"\\])', r"\\\1", text) + '"'
    return None


def quote_least(text: str) -> str | None:
    """Return a text as zsh's flags q- and q+ show it, with quotes where it needs some; None where that is not known."""
    if not text or "'" in text or not text.isascii() or any(ord(c) < 32 or ord(c) == 127 for c in text):
        return None
    if _ZSH_SPECIAL.search(text):
        return f"'{text}'"
    return text if _SAFE.fullmatch(text) else None


def unquote(text: str) -> str:
    """Return a text without one level of quotes."""
    result: list[str] = []
    for single, double, escaped, other in re.findall(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\(.)|(.)", text, re.DOTALL):
        result.append(single or re.sub(r'\\([$`"\\])', r"\1", double) or escaped or other)
    return "".join(result)
