"""The limits of one evaluation, and the ways in which reading can end early."""

from __future__ import annotations

MAX_DEPTH = 50  # nested constructs while reading or running; each level costs up to ten Python frames
MAX_STEPS = 200_000  # about 5 microseconds each
SUBSHELL = 8  # steps: what is kept and put back around one
FORK = 12  # steps: the same, and what all ways agree on
MAX_VALUE = 300_000  # characters in one value
MAX_WORDS = 20_000  # words that one expansion may make


class TooMuch(Exception):  # noqa: N818 - it ends the reading, it is not an error
    """The text asks for more work than a reader should do; `reason` is a phrase for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooDeep(TooMuch):
    """What is nested too deeply: a subshell around it may be left, and nothing of what it does be known."""


class ShellSyntaxError(Exception):
    """The shell cannot read on from here; `unterminated` where a quote or bracket is never closed."""

    def __init__(self, reason: str, begin: int, *, unterminated: bool = False, assigns: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.begin = begin
        self.unterminated = unterminated
        self.line_only = False  # bash gives up the line, not the file: the error stands inside `$(…)`
        self.assigns = assigns  # the name whose assignment was to go to the background, which zsh does not read


class Budget:
    """Count steps and levels, and stop what has no end."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps = steps
        self.depth = 0

    def spend(self, steps: int = 1) -> None:
        """Take `steps` from what is left; raise TooMuch where nothing is."""
        self.steps -= steps
        if self.steps < 0:
            raise TooMuch("the files ask for more work than a reader does")

    def __enter__(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.depth -= 1
            raise TooDeep("the text is nested too deeply")

    def __exit__(self, *_: object) -> None:
        self.depth -= 1
