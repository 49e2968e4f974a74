"""What an import says of the files it read: a line for each that matters, a number for what came in by the hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.management.base import OutputWrapper

# So many files of one outcome are named each; more of them, as when a database is filled for the first time, are only
# counted: seven hundred names would push whatever else was said off the screen.
NAMED = 20


class Told(Protocol):
    """What became of one file, as a command tells it: `str()` of it is its line."""

    @property
    def outcome(self) -> str:
        """One word: added, updated, unchanged, kept, conflict, broken …"""

    @property
    def is_failure(self) -> bool:
        """Tell whether somebody has to mend something."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `outcome` is added, updated, unchanged, kept, conflict, refused or broken."""

    name: str
    outcome: str
    detail: str = ""

    @property
    def is_failure(self) -> bool:
        return self.outcome in {"conflict", "refused", "broken"}

    def __str__(self) -> str:
        if self.is_failure:
            return f"{self.outcome}: {self.name}\n{self.detail}"
        return f"{self.outcome}: {self.name}" + (f" ({self.detail})" if self.detail else "")


def tell(results: Sequence[Told], out: OutputWrapper, err: OutputWrapper, *, verbosity: int) -> str:
    """Write what became of the files, failures to `err`; return the numbers in words (`2 added, 1 kept`; "" for none).

    With verbosity 0 only failures are written; with 1 also what is not unchanged, but no outcome that more than `NAMED`
    files had; with 2 or 3 everything.
    """
    counts = Counter(result.outcome for result in results)
    for result in results:
        if result.is_failure:
            err.write(str(result))
        elif verbosity > 1 or (verbosity and result.outcome != "unchanged" and counts[result.outcome] <= NAMED):
            out.write(str(result))
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
