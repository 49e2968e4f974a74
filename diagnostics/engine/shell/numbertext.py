"""How the shells write numbers: in 64 bits, with a base, and zsh's floats."""

from __future__ import annotations

from ..regexes import regex

_BASED = regex(r"\s*[-+]?(?:(\d{1,2})#|0([xXbB]))")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Number = int | float


def wrap(number: Number) -> Number:
    """Return a number as 64 bits hold it."""
    if isinstance(number, float):
        return number
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def show(number: Number) -> str:
    """Return a number as the shell prints it."""
    if isinstance(number, int):
        return str(number)
    text = f"{number:.17g}"
    text = text.removesuffix("0") if text.endswith(".0") else text
    return text if "." in text or "e" in text or "n" in text else text + "."


def written_base(text: str) -> int:
    """Return the base that a number is written with, `16#ff` or `0xff`; 0 where it is written without one."""
    found = _BASED.match(text)
    return 0 if not found else int(found.group(1)) if found.group(1) else 16 if found.group(2) in "xX" else 2


def in_base(number: int, base: int, *, as_c: bool = False) -> str:
    """Return a number as zsh shows that of a variable with a base; `as_c` is its C_BASES."""
    if as_c and base == 16:
        return f"{'-' if number < 0 else ''}0x{abs(number):X}"
    if base in (0, 10) or not 2 <= base <= 36:
        return str(number)
    digits = ""
    rest = abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    return f"{'-' if number < 0 else ''}{base}#{digits}"
