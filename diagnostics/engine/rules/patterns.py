"""Patterns that staff write run on RE2 only: its time grows with the text, whatever the pattern."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Protocol, cast

MAX_PATTERN = 300


class Pattern(Protocol):
    """The one thing that rules do with a pattern."""

    def search(self, text: str) -> object | None:
        """Return something where the pattern is found."""


class _Engine(Protocol):
    def compile(self, pattern: str) -> Pattern:
        """Return the compiled pattern."""


class PatternError(ValueError):
    """A pattern that RE2 does not take."""


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Pattern | None:
    """Return the compiled pattern, or None where google-re2 is not installed; raise PatternError for a bad one."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"A pattern may have {MAX_PATTERN} characters at most.")
    try:
        engine = cast(_Engine, importlib.import_module("re2"))
    except ImportError:
        return None
    try:
        return engine.compile(pattern)
    except Exception as error:  # re2.error, a bare Exception without a stable place to import it from
        raise PatternError("RE2 does not take this pattern; it knows no look-around and no back-references.") from error
