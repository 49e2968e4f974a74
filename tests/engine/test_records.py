"""Records behave as the dataclasses of the standard library do."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import inspect
import pkgutil
import unittest
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import diagnostics.engine
from diagnostics.engine import records


def kinds(module: Any, **hashed: bool) -> dict[str, Any]:
    """Return one class of each shape that the engine has, by a module's words; `hashed` makes what is unchanged."""
    decorate, field = module.dataclass, module.field

    @decorate(slots=True, **hashed)
    class Fixed:
        a: Any
        b: Any = field(default="", repr=False)
        c: Any = field(default=0, compare=False)

    @decorate(slots=True)
    class Changing:
        a: Any
        b: Any = field(default_factory=list)

    @decorate(slots=True)
    class Filled:
        a: Any
        b: Any = field(default=2, init=False)
        c: Any = field(default_factory=list)
        d: Any = field(default=0, init=False)

        def __post_init__(self) -> None:
            self.d = [self.a]

    @decorate(slots=True, **hashed)
    class One:
        a: Any

    @decorate(slots=True, **hashed)
    class Nothing:
        pass

    @decorate(slots=True, order=True, **hashed)
    class Ordered:
        a: Any
        b: Any = 0

    @decorate(slots=True, **hashed)
    class Particular:
        a: Any

        def __repr__(self) -> str:
            return "its own"

        def __eq__(self, other: object) -> bool:
            return True

    @decorate(slots=True)
    class Hashed:
        a: Any

        def __hash__(self) -> int:
            return 7

    return {each.__name__: each for each in (Fixed, Changing, Filled, One, Nothing, Ordered, Particular, Hashed)}


OURS = kinds(records, frozen=True)
THEIRS = kinds(dataclasses, unsafe_hash=True)
VALUES = st.one_of(st.none(), st.integers(0, 2), st.text("ab", max_size=2), st.lists(st.integers(0, 1), max_size=2))


def made(cls: Any, values: list[Any]) -> Any:
    return cls(*values[: sum(field.init for field in dataclasses.fields(cls))])


def outcome(act: Callable[[], Any]) -> Any:
    """Return what an act gives, or the kind of its error."""
    try:
        return act()
    except TypeError:
        return TypeError


def engine_records() -> Iterator[tuple[str, Any]]:
    """Give the records that the engine's modules define by name."""
    for module in pkgutil.walk_packages(diagnostics.engine.__path__, "diagnostics.engine."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and "__record_fields__" in vars(value) and value.__module__ == module.name:
                yield f"{module.name}.{name}", value


def anew(known: Any) -> Any:
    """Return a field that no class has yet, and that takes the same."""
    given = {"default": known.default, "default_factory": known.default_factory}
    return dataclasses.field(init=known.init, **{w: v for w, v in given.items() if v is not dataclasses.MISSING})


def parameters(cls: Any) -> list[tuple[str, bool]]:
    """Return what a record is made of: each name, and whether it must be given."""
    return [(each.name, each.default is each.empty) for each in inspect.signature(cls.__init__).parameters.values()]


class RecordTests(unittest.TestCase):
    @given(st.lists(VALUES, min_size=3, max_size=3), st.lists(VALUES, min_size=3, max_size=3))
    def test_they_are_equal_ordered_hashed_and_shown_as_dataclasses_are(self, one, other):
        for name in OURS:
            (a, b), (x, y) = ((made(each[name], one), made(each[name], other)) for each in (OURS, THEIRS))
            self.assertEqual(a == b, x == y, name)
            self.assertEqual(a != b, x != y, name)
            self.assertEqual(outcome(lambda a=a, b=b: a < b), outcome(lambda x=x, y=y: x < y), name)
            self.assertEqual(outcome(lambda a=a: hash(a)), outcome(lambda x=x: hash(x)), name)
            self.assertEqual(repr(a), repr(x), name)
            self.assertEqual(dataclasses.astuple(dataclasses.replace(a)), dataclasses.astuple(x), name)

    def test_what_is_filled_in_is_filled_in_anew_for_each(self):
        for kind in (OURS, THEIRS):
            one, other = kind["Filled"](1), kind["Filled"](1)
            one.c.append(1)
            self.assertEqual((one.a, one.b, one.c, one.d), (1, 2, [1], [1]))
            self.assertEqual(other.c, [])
            self.assertEqual(kind["Filled"](1, c=(4,)).c, (4,))
            with self.assertRaises(TypeError):
                kind["Filled"](1, d=4)

    @given(st.lists(VALUES, min_size=3, max_size=3), VALUES)
    def test_a_copy_has_other_values_where_they_are_given(self, values, other):
        for name, kind in OURS.items():
            record = made(kind, values)
            for changes in ({}, *({each.name: other} for each in dataclasses.fields(kind) if each.init)):
                copy, meant = records.replace(record, **changes), dataclasses.replace(record, **changes)
                self.assertIs(type(copy), kind)
                self.assertIsNot(copy, record)
                self.assertEqual(dataclasses.astuple(copy), dataclasses.astuple(meant), name)

    def test_one_of_another_class_is_not_equal_though_its_values_are(self):
        self.assertNotEqual(OURS["One"](1), OURS["Fixed"](1))
        self.assertIs(OURS["One"](1).__eq__(1), NotImplemented)

    def test_a_field_that_is_not_shown_is_in_no_representation(self):
        self.assertNotIn("hidden", repr(OURS["Fixed"](1, "hidden")))

    def test_one_that_holds_itself_is_shown(self):
        one = OURS["Changing"](1)
        one.b.append(one)
        self.assertTrue(repr(one).endswith("Changing(a=1, b=[...])"), repr(one))

    def test_a_child_compares_its_own_fields_too(self):
        @records.dataclass(frozen=True, slots=True)
        class Child(OURS["One"]):
            b: int = 0

        self.assertEqual(Child(1, 2), Child(1, 2))
        self.assertNotEqual(Child(1, 2), Child(1, 3))
        self.assertEqual(repr(Child(1)).rpartition(".")[2], "Child(a=1, b=0)")

    def test_fields_are_known_before_a_record_is_made(self):
        @records.dataclass(frozen=True, slots=True)
        class Base:
            a: int = 1

        @records.dataclass(frozen=True, slots=True)
        class Child(Base):
            b: str = records.field(default="b", repr=False)

        self.assertEqual([each.name for each in dataclasses.fields(Child)], ["a", "b"])
        self.assertEqual(Child(), Child(1, "b"))
        self.assertEqual(Child.__match_args__, ("a", "b"))
        self.assertFalse(hasattr(Child(), "__dict__"))

    def test_a_field_of_dataclasses_is_refused_at_once(self):
        with self.assertRaisesRegex(TypeError, "Mistaken.a: use the field of diagnostics.engine.records"):

            @records.dataclass(slots=True)
            class Mistaken:
                a: list[int] = dataclasses.field(default_factory=list)

    def test_each_class_of_the_engine_takes_what_dataclasses_would_take(self):
        count = 0
        for name, cls in engine_records():
            with self.subTest(name):
                model = dataclasses.make_dataclass("M", [(f.name, Any, anew(f)) for f in dataclasses.fields(cls)])
                with contextlib.suppress(TypeError, AttributeError):  # it gets its `__init__` at its first record
                    cls()
                self.assertEqual(parameters(cls), parameters(model))
                count += 1
        self.assertGreater(count, 250)

    def test_many_threads_may_make_the_first_record_at_once(self):
        for _ in range(50):

            @records.dataclass(frozen=True, slots=True)
            class Fresh:
                a: int
                b: int = 2

            with ThreadPoolExecutor(8) as pool:
                made = list(pool.map(Fresh, range(8)))
            self.assertEqual([(each.a, each.b) for each in made], [(number, 2) for number in range(8)])


if __name__ == "__main__":
    unittest.main()
