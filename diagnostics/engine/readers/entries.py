"""The variables that a file gives to a process without a shell: .env, a dump, a unit of systemd, a compose file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..records import dataclass, field
from ..source import Kind, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One variable as one place of a file gives it."""

    name: str
    value: str | None = field(repr=False)  # None: not known (see `why`), or taken away
    span: Span  # name and value
    value_span: Span | None = None  # the value as written, quotes included
    why: str | None = None  # why the value is not known
    is_set: bool = True  # False: the process does not have the variable
    exported: bool | None = True  # None: cannot be seen there (`set` lists what is not exported too)


@dataclass(frozen=True, slots=True)
class EnvFile:
    """What one file gives, in order; of entries of one name the last counts.

    `is_whole`: what is not listed is not set, as in the output of `env`. With a `filter` (`env | grep CLAUDE`) that
    is so for the names in which it is found.
    """

    document: str
    kind: Kind
    entries: tuple[Entry, ...] = ()
    is_whole: bool = False
    filter: re.Pattern[str] | None = None
    stored: str = ""  # "user" or "machine": kept by Windows for what is opened later, and not shown of a process
    owner: str = ""  # the service or unit whose process gets them, where the file names one

    def last(self) -> Mapping[str, Entry]:
        """Return the entry that counts for each name."""
        return {entry.name: entry for entry in self.entries}

    def lacks(self, name: str) -> bool:
        """Tell whether the file shows that the process does not have a variable."""
        if not self.is_whole or any(entry.name == name for entry in self.entries):
            return False
        return self.filter is None or self.filter.search(name) is not None


class Unread(Exception):  # noqa: N818 -- not an error: the value is not known
    """A value that the documents do not show; says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
