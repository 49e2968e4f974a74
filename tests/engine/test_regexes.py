"""Expressions that are compiled late are expressions all the same."""

import importlib
import pkgutil
import re
import unittest
from collections.abc import Iterator

import diagnostics.engine
from diagnostics.engine.regexes import Uncompiled, regex


class RegexTests(unittest.TestCase):
    def test_it_does_what_the_compiled_one_does(self) -> None:
        late, early = regex(r"(a+)b", re.IGNORECASE), re.compile(r"(a+)b", re.IGNORECASE)
        for text in ("aab AB", "", "b"):
            with self.subTest(text):
                self.assertEqual([m.span() for m in late.finditer(text)], [m.span() for m in early.finditer(text)])
                self.assertEqual(late.sub(r"\1", text), early.sub(r"\1", text))
        self.assertEqual((late.pattern, late.flags), (early.pattern, early.flags))

    def test_each_one_of_the_engine_can_be_compiled(self) -> None:
        count = 0
        for name, each in uncompiled():
            count += 1
            with self.subTest(name):
                self.assertTrue(each.pattern)
        self.assertGreater(count, 300)

    def test_an_error_is_raised_at_the_first_use(self) -> None:
        self.assertRaises(re.error, lambda: regex("(").match("a"))


def uncompiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Give the late expressions that stand in the engine's modules by name."""
    for module in pkgutil.walk_packages(diagnostics.engine.__path__, "diagnostics.engine."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Uncompiled):
                yield f"{module.name}.{name}", value
