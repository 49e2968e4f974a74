"""The stages of a report: one that crashes is told as a finding, and those after it go on with less."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .findings import Confidence, Finding, Outcome, Severity

Result = TypeVar("Result")

ENGINE = "ENGINE"  # what stands in place of a rule's code


class Stages:
    """Runs the stages one by one; one that crashes gives its fallback and a finding that says so, unless `strict`."""

    def __init__(self, *, strict: bool = False) -> None:
        self.crashed: list[Finding] = []
        self._strict = strict

    def run(self, stage: str, function: Callable[[], Result], fallback: Result) -> Result:
        """Return what the function gives, or the fallback."""
        try:
            return function()
        except Exception as error:  # whatever it was; its text may hold the person's
            if self._strict:
                raise
            message = f"The stage “{stage}” stopped with {type(error).__name__}. That is our fault, not your file's."
            self.crashed.append(
                Finding(
                    ENGINE,
                    stage,
                    Outcome.CRASHED,
                    Severity.NOTICE,
                    Confidence.CERTAIN,
                    message,
                    "What follows is worked out without it.",
                    None,
                )
            )
            return fallback


def nothing(_kind: type[Result]) -> tuple[Result, ...]:
    """Return an empty tuple of that type: what a stage that crashed gives."""
    return ()
