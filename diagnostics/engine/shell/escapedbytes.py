"""Characters that are written byte by byte, `$'\\xc3\\xa9'`: the bytes wait for one another until all are read."""

from __future__ import annotations

_FIRST = 0xDC80  # bytes beyond ASCII stand as lone surrogates, as Python itself writes them


def byte(code: int) -> str:
    """Return the character that stands for a byte until `whole` has seen its neighbours."""
    return chr(code) if code < 0x80 else chr(_FIRST - 0x80 + code)


def whole(text: str) -> str:
    """Return a text whose bytes are characters again; what is no UTF-8 is U+FFFD, as programs read it."""
    if text.isascii() or not any(0xDC80 <= ord(c) <= 0xDCFF for c in text):
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
