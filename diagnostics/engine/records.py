"""Dataclasses that the type checker keeps unchanged, and that cost little to define and to make.

A frozen dataclass sets each of its fields through `object.__setattr__`, which makes it some three times as slow to
make; a report makes hundreds. mypy refuses an assignment to a field long before the program runs.

Of each class `dataclasses` writes the source of its methods and compiles it, at every start of Python: a third of a
millisecond for each, and the engine has some three hundred, most of which a report has no use for. So here a class is
a dataclass from its first record on. The comparisons and what is shown are one function for all of them.
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

    def dataclass(*, frozen: bool = False, order: bool = False, slots: bool = False) -> Any:
        """Return the decorator of `dataclasses.dataclass`; what is frozen can be hashed, as there.

        It knows what the engine uses: fields, not `ClassVar` or `InitVar`.
        """
        if order:
            return dataclasses.dataclass(unsafe_hash=frozen, order=True, slots=slots)
        made = dataclasses.dataclass(repr=False, eq=False, slots=slots)
        return lambda cls: _deferred(cls, made, frozen=frozen, slots=slots)

    def _deferred(cls: type, decorate: Any, *, frozen: bool, slots: bool) -> type:
        """Return a class that `dataclasses` takes in hand at its first record, or when its fields are asked for."""
        own = dict(vars(cls))
        stated = {name: own[name] for name in (*own.get("__annotations__", ()), *_KEPT) if name in own}
        if slots:
            cls = _with_slots(cls, own)

        def complete() -> None:
            nonlocal key
            model = decorate(type(cls)(cls.__name__, cls.__bases__, dict(stated)))
            key = _key([field.name for field in dataclasses.fields(model) if field.compare])
            for name in _TAKEN:
                setattr(cls, name, getattr(model, name))

        def made_first(self: object, *values: Any, **named: Any) -> None:
            complete()
            cls.__init__(self, *values, **named)

        def equals(self: object, other: object) -> bool:
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        key = None
        cls.__init__ = made_first
        cls.__dataclass_fields__ = _Fields(complete)
        if "__repr__" not in own:  # what a class says itself stays, as in `dataclasses`
            cls.__repr__ = _repr
        if "__eq__" not in own:
            cls.__eq__ = equals
        if own.get("__hash__") is None:  # None too where only `__eq__` is its own
            cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
        return cls

    # In this order: until a class can make records by itself, another thread does the same again, to no harm.
    _TAKEN = ("__dataclass_params__", "__match_args__", "__dataclass_fields__", "__init__")
    _KEPT = ("__annotations__", "__module__", "__qualname__", "__post_init__")  # what `dataclasses` looks at besides

    def _with_slots(cls: type, own: dict[str, Any]) -> type:
        """Return the class anew with a slot for each field that no base has one for."""
        names = own.get("__annotations__", {})
        inherited = {name for base in cls.__mro__ for name in getattr(base, "__slots__", ())}
        left = {name: value for name, value in own.items() if name not in names and name not in _OF_NO_SLOTS}
        left |= {"__qualname__": cls.__qualname__, "__slots__": tuple(name for name in names if name not in inherited)}
        return type(cls)(cls.__name__, cls.__bases__, left)

    _OF_NO_SLOTS = ("__dict__", "__weakref__")

    class _Fields:
        """Stands for a class's fields until they are asked for, which a class that is derived from it does too."""

        def __init__(self, complete: Any) -> None:
            self.complete = complete

        def __get__(self, record: object, cls: type) -> Any:
            self.complete()
            return cls.__dataclass_fields__

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

    @recursive_repr()
    def _repr(self: Any) -> str:
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"
