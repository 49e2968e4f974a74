"""What Node's fetch makes of a header's value: blanks at the ends go, a character above U+00FF stops the request."""

from __future__ import annotations

from .headers import spelled_out
from .inputs import OPAQUE, Blocked


def fault(value: str) -> int | None:
    """Return the index of the first character that keeps a value out of a header; None where it can go out.

    Of words in angle brackets, `<系统注入>`, nobody knows what stands in the file: they are there for the reader.
    """
    text = "" if value == OPAQUE else spelled_out(value).strip()
    if text.endswith(">") and text.removeprefix("Bearer ").startswith("<"):
        return None
    return next((index for index, one in enumerate(text) if one > "\u00ff" or one in "\r\n\0"), None)


def check_value(value: str, source: str) -> None:
    """Raise Blocked where a value cannot go out in a header; the words are the runtime's."""
    index = fault(value)
    if index is None:
        return
    character = spelled_out(value).strip()[index]
    if character > "\u00ff":
        raise Blocked(
            f"Cannot convert argument to a ByteString because the character at index {index} has a value of "
            f"{ord(character)} which is greater than 255.",
            source,
        )
    raise Blocked(f"Headers.append: the value of {source} is an invalid header value.", source)
