"""What makes code of sources while the program runs: expressions, and how records are filled.

Each is made at its first use, at every start of Python. A program that is started for one file spends a third of its
time so; it may put compilers in the place of these that keep what they made (`diagnostics/codecache.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import CodeType


class Compilers:
    """The functions in use: attributes, so that a program can replace them before it begins."""

    def __init__(self) -> None:
        self.expression: Callable[[str, int], re.Pattern[str]] = re.compile
        self.code: Callable[[str], CodeType] = code_of


def code_of(source: str) -> CodeType:
    """Return the code of some statements."""
    return compile(source, "<records>", "exec")


COMPILERS = Compilers()
