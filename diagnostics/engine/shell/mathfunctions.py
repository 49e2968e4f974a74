"""The functions of zsh's arithmetic: those of the module zsh/mathfunc, and min, max and sum of `zmathfunc`."""

from __future__ import annotations

import math
from collections.abc import Sequence

Number = int | float
_NAMES = (
    "abs acos acosh asin asinh atan atanh cbrt ceil copysign cos cosh erf erfc exp expm1 fabs float floor fmod gamma "
    "hypot ilogb int isinf isnan j0 j1 jn ldexp lgamma log log10 log1p log2 logb nextafter rand48 rint scalb signgam "
    "sin sinh sqrt tan tanh y0 y1 yn"
)
OF_MODULE = frozenset(_NAMES.split())
OF_ZMATHFUNC = frozenset(("min", "max", "sum"))


def called(name: str, arguments: Sequence[Number]) -> Number | None:
    """Return what a function gives; None where that is not worked out here. ValueError: zsh complains."""
    if name in OF_ZMATHFUNC:
        if not arguments and name != "sum":
            raise ValueError
        numbers = list(arguments) or [0]
        return min(numbers) if name == "min" else max(numbers) if name == "max" else sum(numbers)
    if name not in ("abs", "int", "float", "floor", "ceil", "rint", "sqrt", "fabs"):
        return None
    if len(arguments) != 1:
        raise ValueError
    number = arguments[0]
    if isinstance(number, float) and not math.isfinite(number):
        return None
    if name == "abs":
        return abs(number)
    if name == "int":
        return int(number)
    if name == "sqrt":
        return math.sqrt(number) if number >= 0 else None
    if name in ("floor", "ceil", "rint"):
        return float(math.floor(number) if name == "floor" else math.ceil(number) if name == "ceil" else round(number))
    return abs(float(number)) if name == "fabs" else float(number)
