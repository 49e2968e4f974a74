"""Dataclasses that the type checker keeps unchanged, and that cost little to define and to make.

A frozen dataclass sets each of its fields through `object.__setattr__`, which makes it some three times as slow to
make; a report makes hundreds. mypy refuses an assignment to a field long before the program runs.

Of each class `dataclasses` writes the source of its methods and compiles it, at every start of Python: a third of a
millisecond for each, and the engine has some three hundred, most of which a report has no use for. To load
`dataclasses` takes as long as thirty of them. So here a class gets its `__init__` at its first record, the comparisons
and what is shown are one function for all classes, and `dataclasses` is asked when somebody asks for the fields.
"""

from __future__ import annotations

from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

from .compiling import COMPILERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace

    def complete(cls: type) -> None: ...

else:
    _MISSING = object()  # not None, which is a default that fields have

    class _Field:
        """What a class says of a field; `given` are the words that are `dataclasses.field`'s too."""

        __slots__ = ("default", "factory", "given")

        def __init__(self, default: Any = _MISSING, factory: Any = None, **given: bool) -> None:
            self.default, self.factory, self.given = default, factory, given

        def is_(self, word: str) -> bool:
            return self.given.get(word, True)

        def real(self) -> Any:
            """Return it as `dataclasses` knows it."""
            import dataclasses

            if self.factory is not None:
                return dataclasses.field(default_factory=self.factory, **self.given)
            if self.default is not _MISSING:
                return dataclasses.field(default=self.default, **self.given)
            return dataclasses.field(**self.given)

    def field(*, default: Any = _MISSING, default_factory: Any = None, **given: bool) -> Any:
        """Return what stands for a field: `init`, `repr` and `compare` are True where they are not given."""
        return _Field(default, default_factory, **given)

    def dataclass(*, frozen: bool = False, order: bool = False, slots: bool = False) -> Any:
        """Return the decorator of `dataclasses.dataclass`; what is frozen can be hashed, as there.

        It knows what the engine uses: fields, not `ClassVar` or `InitVar`.
        """
        return lambda cls: _decorated(cls, frozen=frozen, order=order, slots=slots)

    def _decorated(cls: type, *, frozen: bool, order: bool, slots: bool) -> type:
        own = dict(vars(cls))
        names = own.get("__annotations__", {})
        stated = {name: own[name] for name in names if name in own}
        if slots:
            cls = _with_slots(cls, own)
        else:
            for name, value in stated.items():
                if isinstance(value, _Field):
                    _set_default(cls, name, value)
        fields = {}
        for base in reversed(cls.__mro__[1:]):
            fields |= base.__dict__.get("__record_fields__", {})
        for name in names:
            value = stated.get(name, _MISSING)
            if hasattr(value, "default_factory") and not isinstance(value, _Field):
                raise TypeError(f"{cls.__name__}.{name}: use the field of {__name__}, not that of dataclasses")
            fields[name] = value if isinstance(value, _Field) else _Field(value)
        cls.__record_fields__ = fields
        cls.__match_args__ = tuple(name for name, each in fields.items() if each.is_("init"))
        key = _key([name for name, each in fields.items() if each.is_("compare")])

        def made_first(self: object, *values: Any, **named: Any) -> None:
            complete(cls)
            cls.__init__(self, *values, **named)

        def equals(self: object, other: object) -> bool:
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        cls.__init__ = made_first
        cls.__dataclass_fields__ = _Asked("__dataclass_fields__")
        cls.__dataclass_params__ = _Asked("__dataclass_params__")
        if "__repr__" not in own:  # what a class says itself stays, as in `dataclasses`
            cls.__repr__ = _repr
        if "__eq__" not in own:
            cls.__eq__ = equals
        if own.get("__hash__") is None:  # None too where only `__eq__` is its own
            cls.__hash__ = (lambda self: hash(key(self))) if frozen else None
        if order:
            _add_order(cls, key)
        return cls

    def _set_default(cls: type, name: str, value: _Field) -> None:
        """Leave what `dataclasses` leaves at the class in the place of a field: its default, or nothing."""
        if value.default is _MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, value.default)

    def _add_order(cls: type, key: Any) -> None:
        def compared(by: str) -> Callable[[Any, Any], bool]:
            method = getattr(tuple, by)
            return lambda self, other: (
                method(key(self), key(other)) if other.__class__ is self.__class__ else NotImplemented
            )

        for by in ("__lt__", "__le__", "__gt__", "__ge__"):
            setattr(cls, by, compared(by))

    def complete(cls: type) -> None:
        """Give a class its `__init__`, which takes its fields in order.

        The source holds names alone, so that the same source is the same code whatever the defaults are.
        """
        takes, lines, given = [], [], {"_missing": _MISSING}
        for name, each in cls.__record_fields__.items():
            value = name
            if each.factory is not None:
                given[f"_new_{name}"] = each.factory
                value = f"_new_{name}()"
                if each.is_("init"):
                    takes.append(f"{name}=_missing")
                    value = f"{value} if {name} is _missing else {name}"
            elif each.default is not _MISSING:
                given[f"_default_{name}"] = each.default
                value = name if each.is_("init") else f"_default_{name}"
                if each.is_("init"):
                    takes.append(f"{name}=_default_{name}")
            elif each.is_("init"):
                takes.append(name)
            else:
                continue
            lines.append(f"  self.{name}={value}")
        if hasattr(cls, "__post_init__"):
            lines.append("  self.__post_init__()")
        heads = f"def make({','.join(given)}):\n def __init__({','.join(('self', *takes))}):"
        scope: dict[str, Any] = {}
        exec(COMPILERS.code("\n".join((heads, *(lines or ["  pass"]), " return __init__\n"))), scope)  # noqa: S102
        cls.__init__ = scope["make"](**given)

    def _with_slots(cls: type, own: dict[str, Any]) -> type:
        """Return the class anew with a slot for each field that no base has one for."""
        names = own.get("__annotations__", {})
        inherited = {name for base in cls.__mro__ for name in getattr(base, "__slots__", ())}
        left = {name: value for name, value in own.items() if name not in names and name not in _OF_NO_SLOTS}
        left |= {"__qualname__": cls.__qualname__, "__slots__": tuple(name for name in names if name not in inherited)}
        return type(cls)(cls.__name__, cls.__bases__, left)

    _OF_NO_SLOTS = ("__dict__", "__weakref__")

    class _Asked:
        """Stands for what `dataclasses` knows of a class until it is asked for, by a class derived from it too."""

        def __init__(self, name: str) -> None:
            self.name = name

        def __get__(self, record: object, cls: type) -> Any:
            import dataclasses

            owner = next(base for base in cls.__mro__ if base.__dict__.get(self.name) is self)
            fields = {name: each.real() for name, each in owner.__record_fields__.items()}
            plain = {"__annotations__": dict.fromkeys(fields, "Any"), "__module__": owner.__module__, **fields}
            model = dataclasses.dataclass(repr=False, eq=False)(type(owner.__name__, (), plain))
            value = getattr(model, self.name)
            setattr(owner, self.name, value)
            return value

    _copied: dict[type, tuple[Any, dict[str, int]]] = {}  # what gives a record's values, and the place of each

    def replace(record: Any, /, **changes: Any) -> Any:
        """Return a record with other values in some of its fields, as `dataclasses.replace` does, in half its time."""
        cls = record.__class__
        known = _copied.get(cls)
        if known is None:
            names = cls.__match_args__
            known = _copied[cls] = _key(names), {name: place for place, name in enumerate(names)}
        values, places = known
        made = list(values(record))
        for name, value in changes.items():
            made[places[name]] = value
        return cls(*made)

    def _key(names: Any) -> Any:
        """Return what gives the values that are compared, as a tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda self: tuple([getattr(self, name) for name in names])

    @recursive_repr()
    def _repr(self: Any) -> str:
        fields = self.__record_fields__.items()
        shown = (f"{name}={getattr(self, name)!r}" for name, each in fields if each.is_("repr"))
        return f"{type(self).__qualname__}({', '.join(shown)})"
