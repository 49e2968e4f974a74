"""Dataclasses that the type checker keeps unchanged, and that cost little to define and to make.

A frozen dataclass sets each of its fields through `object.__setattr__`, which makes it some three times as slow to
make; a report makes hundreds. mypy refuses an assignment to a field long before the program runs.

Of each method of each class `dataclasses` writes the source and compiles it, at every start of Python: 50 of the 155
milliseconds that the offline command took. Only `__init__` is worth that, so the others are one function for all
classes, which does what theirs does.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:

    def dataclass(*, frozen: bool = False, order: bool = False, **options: Any) -> Any:
        """Return the decorator of `dataclasses.dataclass`; what is frozen can be hashed, as there."""
        if order:
            return dataclasses.dataclass(unsafe_hash=frozen, order=True, **options)
        made = dataclasses.dataclass(repr=False, eq=False, **options)

        def decorate(cls: type) -> type:
            own = vars(cls)  # what a class says itself stays, as in `dataclasses`
            cls = made(cls)
            key = _key([field.name for field in dataclasses.fields(cls) if field.compare])
            if "__repr__" not in own:
                cls.__repr__ = _repr
            if "__eq__" not in own:
                cls.__eq__ = _equals(key)
            if own.get("__hash__") is None:  # None too where only `__eq__` is its own
                cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
            return cls

        return decorate

    _copied: dict[type, tuple[Any, dict[str, int]]] = {}  # what gives a record's values, and the place of each

    def replace(record: Any, /, **changes: Any) -> Any:
        """Return a record with other values in some of its fields, as `dataclasses.replace` does, in half its time."""
        cls = record.__class__
        known = _copied.get(cls)
        if known is None:
            names = [field.name for field in dataclasses.fields(cls) if field.init]
            known = _copied[cls] = _key(names), {name: place for place, name in enumerate(names)}
        values, places = known
        made = list(values(record))
        for name, value in changes.items():
            made[places[name]] = value
        return cls(*made)

    def _key(names: list[str]) -> Any:
        """Return what gives the values that are compared, as a tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda self: tuple(getattr(self, name) for name in names)

    def _equals(key: Any) -> Any:
        def equals(self: object, other: object) -> bool:
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        return equals

    @recursive_repr()
    def _repr(self: Any) -> str:
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"
