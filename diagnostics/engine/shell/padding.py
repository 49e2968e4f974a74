"""zsh's `typeset -L`, `-R` and `-Z`: what a variable holds stays, and shows as wide as it was declared."""

from __future__ import annotations

import re

from .values import MASKED, Unknown, Var, is_masked


def padded(variable: Var, text: str) -> str | Unknown:
    """Return a text as zsh shows it; programs see it as it is (measured with zsh 5.9)."""
    if is_masked(text):
        return Unknown(MASKED, filled=True)
    letters, digits = variable.pad.rstrip("0123456789"), re.sub(r"\D", "", variable.pad)
    if not digits or not int(digits[:4]) or not text.isascii():
        return Unknown("a padded variable has the width of its first value", filled=bool(text))
    width = int(digits[:4])
    if "L" in letters:
        return text.lstrip("0" if "Z" in letters else " \t")[:width].ljust(width)
    lacks = width - len(text)
    if lacks <= 0:
        return text[-lacks:]
    begin = len(text) - len(text.lstrip(" \t"))
    numeric = bool(variable.integer or variable.decimals)
    begin += numeric and text[begin : begin + 1] == "-"
    zeros = letters == "Z" and (numeric or text[begin : begin + 1].isdigit()) and begin < len(text)
    return text[:begin] + "0" * lacks + text[begin:] if zeros else " " * lacks + text
