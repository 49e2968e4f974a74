"""What Python's HTTP library makes of a key: a blank behind it, or what no header can hold, stops the request."""

from __future__ import annotations

from .headers import spelled_out
from .inputs import OPAQUE, Blocked


def check_letters(value: str, source: str) -> None:
    """Raise Blocked for a key with a letter beyond ASCII: the library stops before it looks where the request goes."""
    text = spelled_out(value)
    if value != OPAQUE and not text.isascii():
        character = next(one for one in text if not one.isascii())
        raise Blocked(f"'ascii' codec can't encode character '\\u{ord(character):04x}'", source)


def check_value(value: str, source: str) -> None:
    """Raise Blocked where a key cannot go out; the words are those that the person sees."""
    check_letters(value, source)
    if value == OPAQUE:
        return
    text = spelled_out(value)
    if text != text.rstrip() or any(one in "\r\n\0" for one in text):
        raise Blocked("Connection error.", source)
