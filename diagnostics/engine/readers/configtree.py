"""The settings file of a client as a tree of values with their places, whatever it was written in: JSON or TOML.

Readers give it, the models of the clients ask it: `file.text("model_providers", "gw", "base_url")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ..records import dataclass, field
from ..source import Kind, Span

Path: TypeAlias = "tuple[str | int, ...]"  # keys, and numbers of list items from 0
Scalar: TypeAlias = "str | bool | int | float | None"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that holds no others, and where it stands."""

    value: Scalar = field(repr=False)
    span: Span  # from the key, or the item of a list, to the end of the value
    value_span: Span


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What one settings file says. Of a key that is given twice the last counts."""

    document: str
    kind: Kind
    leaves: Mapping[Path, Leaf] = field(default_factory=dict)
    groups: Mapping[Path, Span] = field(default_factory=dict)  # objects, tables and lists; () is the whole file
    word: str = ""  # for a file in YAML, which has no kind of its own: the one that rules name it by

    def leaf(self, *path: str | int) -> Leaf | None:
        """Return the value at a path, if one stands there."""
        return self.leaves.get(path)

    def text(self, *path: str | int) -> str | None:
        """Return the value at a path if it is a text."""
        found = self.leaves.get(path)
        return found.value if found is not None and isinstance(found.value, str) else None

    def has(self, *path: str | int) -> bool:
        """Tell whether something stands at a path, be it a value, an object or a list."""
        return path in self.leaves or path in self.groups

    def keys(self, *path: str | int) -> tuple[str, ...]:
        """Return the keys of the object at a path, in order."""
        depth = len(path)
        found = (
            each[depth] for each in (*self.groups, *self.leaves) if len(each) == depth + 1 and each[:depth] == path
        )
        return tuple(dict.fromkeys(key for key in found if isinstance(key, str)))

    def span(self, *path: str | int) -> Span | None:
        """Return where a value, object or list stands."""
        found = self.leaves.get(path)
        return found.span if found is not None else self.groups.get(path)
