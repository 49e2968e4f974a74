"""What arithmetic makes of numbers: those that are written in an expression, and its operators, as C counts them."""

from __future__ import annotations

from math import fmod, isfinite
from operator import add, mul, sub, truediv

from .numbertext import Number, wrap
from .values import Unknown


class ArithmeticFailureError(Exception):
    """The shell prints an error here: division by zero, a bad number, a syntax error."""


class NotKnownError(Exception):
    """What an expression is worth is not known, and why."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__()
        self.unknown = unknown


def applied(operator: str, left: Number, right: Number, *, zsh: bool) -> Number:
    """Return what a binary operator makes of two numbers."""
    if operator in ("/", "%") and not right:
        if isinstance(left, float) or isinstance(right, float):
            raise NotKnownError(Unknown("an arithmetic expression divides by zero"))
        raise ArithmeticFailureError
    if operator == "/" and isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return wrap(quotient if (left < 0) == (right < 0) else -quotient)
    if operator == "**":
        return _power(left, right, zsh=zsh)
    if isinstance(left, float) or isinstance(right, float):
        return _floats(operator, left, right)
    return wrap(_integers(operator, left, right))


def _power(left: Number, right: Number, *, zsh: bool) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        if right < 0:
            if zsh and left:
                return float(left) ** right if right > -400 else 0.0
            raise ArithmeticFailureError
        result = pow(left, right, 1 << 64)
        return wrap(result)
    try:
        power = float(left) ** float(right)
    except (OverflowError, ZeroDivisionError):
        power = None
    if not isinstance(power, float):
        raise NotKnownError(Unknown("an arithmetic expression is too large"))
    return power


def _floats(operator: str, left: Number, right: Number) -> Number:
    if operator in ("<", ">", "<=", ">=", "==", "!="):
        return _compare(operator, left, right)
    if operator in ("/", "+", "-", "*"):
        made: float = {"/": truediv, "+": add, "-": sub, "*": mul}[operator](left, right)
        if isfinite(made):
            return made
    elif operator == "%":
        return fmod(left, right)
    elif max(abs(left), abs(right)) < 1 << 63:
        return wrap(_integers(operator, left, right))  # zsh takes the whole numbers of both
    raise NotKnownError(Unknown("an arithmetic expression is too large"))


def signed(operator: str, operand: Number) -> Number:
    """Return what a sign before a number makes of it."""
    if operator == "-":
        return wrap(-operand)
    if operator == "!":
        return int(not operand)
    return ~int(operand) if operator == "~" else operand


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_"


def _based(digits: str, base: int, most: int = 36) -> Number:
    """Return the number that digits stand for; bash knows bases up to 64, and lower case before upper case there."""
    if not 2 <= base <= most:
        raise ArithmeticFailureError
    if base > 36:
        places = [_DIGITS.find(digit) for digit in digits[:80]]
        if not all(0 <= place < base for place in places):
            raise ArithmeticFailureError
        number = 0
        for place in places:
            number = number * base + place
        return wrap(number)
    try:
        return wrap(int(digits[:80], base))
    except ValueError:
        raise ArithmeticFailureError from None


def _compare(operator: str, left: Number, right: Number) -> int:
    return int(
        {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right, "==": left == right}.get(
            operator, left != right
        )
    )


def _integers(operator: str, left: Number, right: Number) -> int:
    a, b = int(left), int(right)
    if operator in ("<", ">", "<=", ">=", "==", "!="):
        return _compare(operator, a, b)
    if operator == "%":
        return a - b * int(abs(a) // abs(b)) * (1 if (a < 0) == (b < 0) else -1)
    if operator in ("<<", ">>"):
        return a << (b & 63) if operator == "<<" else a >> (b & 63)
    return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[operator]


def number_of(text: str, *, zsh: bool, octal: bool) -> Number:
    """Return the number that is written so; `octal` = 010 is eight."""
    if "#" in text:
        base, _, digits = text.partition("#")
        return _based(digits, int(base) if len(base) < 3 else 99, 36 if zsh else 64)
    if text[:2] in ("0x", "0X"):
        return wrap(int(text[2:] or "0", 16))
    if any(c in text for c in ".eE") and text[:2] not in ("0b", "0B"):
        if not zsh:
            raise ArithmeticFailureError
        number = float(text)
        if not isfinite(number):
            raise NotKnownError(Unknown("a number is too large"))
        return number
    if text[:2] in ("0b", "0B"):
        if not zsh:
            raise ArithmeticFailureError
        return wrap(int(text[2:], 2))
    digits = text.replace("_", "") if zsh else text
    if not digits.isdigit():
        raise ArithmeticFailureError
    if digits[0] == "0" and len(digits) > 1 and octal:
        return _based(digits, 8)
    if len(digits) > 19:
        raise NotKnownError(Unknown("a number is too large"))
    return wrap(int(digits))
