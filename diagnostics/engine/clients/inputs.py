"""What a client can see: the exported variables and its settings, one possible world at a time."""

from __future__ import annotations

from collections.abc import Mapping

from ..client import Client, FileRead, Seen
from ..environment import Evaluation, State
from ..findings import Login, Mode
from ..readers.configtree import Path
from ..records import dataclass, field, replace
from ..source import Span
from ..values import trim

# Stands for a value that is not known but is not blank. No real value holds a NUL: no environment can.
OPAQUE = "\x00"

_TRUE = frozenset({"1", "true", "yes", "on"})


class UnknownValue(Exception):  # noqa: N818 -- not an error: it asks the caller to try both possibilities
    """A variable decides here whose value the documents do not show."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Blocked(Exception):  # noqa: N818 -- the client's refusal, not our error
    """The client stops before it sends anything."""

    def __init__(self, message: str, *because: str, provider: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.because = because
        self.provider = provider


class CannotTell(Exception):  # noqa: N818 -- an answer, not an error
    """Something decides here that no document can show.

    `given` are variables with which a credential would be there, where it is one that no document shows.
    """

    def __init__(
        self, message: str, *because: str, provider: str = "", given: Mapping[str, str | None] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.because = because
        self.provider = provider
        self.given = given


@dataclass(frozen=True, slots=True)
class Inputs:
    """The variables, settings, login and mode of one run; unknown variables as assumed for this world."""

    client: Client
    seen: Seen
    login: Login
    mode: Mode
    assumed: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def evaluation(self) -> Evaluation:
        """The environment and the settings as the client sees them."""
        return self.seen.evaluation

    def assume(self, name: str, value: str | None) -> Inputs:
        """Return the world in which the variable has that value, or is unset."""
        return replace(self, assumed={**self.assumed, name: value})

    def raw(self, name: str) -> str | None:
        """Return an exported variable's value as it is, None where it is unset; raise UnknownValue."""
        if name in self.assumed:
            return self.assumed[name]
        variable = self.evaluation.environment.variables.get(name)  # most of the names that are asked are in no file
        if variable is None or not variable.exported:
            return None
        if variable.state is State.UNKNOWN:
            raise UnknownValue(name)
        return variable.value if variable.state is State.SET else None

    def text(self, name: str) -> str | None:
        """Return a variable's value without the blanks around it; None where nothing is left."""
        value = self.raw(name)
        return (trim(value) or None) if value is not None else None

    def first(self, *names: str) -> str | None:
        """Return the first of the names that holds a value."""
        return next((name for name in names if self.text(name)), None)

    def flag(self, name: str) -> bool:
        """Tell whether a switch is on: `1 true yes on` in any case; everything else, also `2`, is off."""
        value = self.text(name)
        return value is not None and (value == OPAQUE or value.lower() in _TRUE)

    def is_from_settings(self, name: str) -> bool:
        """Tell whether the client's own settings file gives a variable its value."""
        variable = self.evaluation.environment.variables.get(name)
        return variable is not None and variable.in_settings

    def setting(self, name: str) -> str | None:
        """Return a setting that is a text and not empty."""
        found = self.evaluation.settings.get(name)
        return found.value if found is not None and isinstance(found.value, str) and found.value else None

    def span(self, source: str) -> Span | None:
        """Return the line from which a source of the request comes, if a document shows it."""
        if refused := next((read.mistake for read in self.seen.files if _is_refused(read, source)), None):
            return refused.span
        name = self.client.places.get(source, source)
        if ":" in name:  # a setting of one file only
            return self._span_in(*name.split(":", 1))
        variable = self.evaluation.environment.get(name)
        if variable.set_at is not None:
            return variable.set_at
        found = self.evaluation.settings.get(name)
        if found is not None:
            return found.span
        return self._span_in("", name)

    def written(self, source: str) -> str | None:
        """Return a source of the request as it is written: a variable's value, or a text of the client's own files."""
        variable = self.evaluation.environment.get(source)
        if variable.value is not None:
            return variable.value
        for read in reversed(self.seen.files):
            for path, leaf in read.file.leaves.items():
                if dotted(path) == source:
                    return leaf.value if isinstance(leaf.value, str) else None
        return None

    def _span_in(self, ending: str, name: str) -> Span | None:
        """Return the line of a setting in the strongest of the client's own files whose path ends so."""
        for read in reversed(self.seen.files):
            if not read.path.endswith(ending):
                continue
            for path in (*read.file.leaves, *read.file.groups):
                if dotted(path) == name:
                    return read.file.span(*path)
        return None


def _is_refused(read: FileRead, document: str) -> bool:
    return read.mistake is not None and read.mistake.document == document


def dotted(path: Path) -> str:
    """Return the name of a setting in a file: its keys, joined by dots."""
    return ".".join(map(str, path))
