"""What Node's fetch makes of a header's value: blanks at the ends go, a character above U+00FF stops the request."""

from __future__ import annotations

from .headers import unmasked
from .inputs import OPAQUE, Blocked


def check_value(value: str, source: str) -> None:
    """Raise Blocked where a value cannot go out in a header; the words are the runtime's."""
    text = "" if value == OPAQUE else unmasked(value).strip()
    for index, character in enumerate(text):
        if character > "\u00ff":
            raise Blocked(
                f"Cannot convert argument to a ByteString because the character at index {index} has a value of "
                f"{ord(character)} which is greater than 255.",
                source,
            )
        if character in "\r\n\0":
            raise Blocked(f"Headers.append: the value of {source} is an invalid header value.", source)
