"""What fish's `set -S` prints, as fish 3.6 printed it."""

from __future__ import annotations

import unittest

from diagnostics.engine.readers.fishshown import is_fish_shown, shown_by_fish
from diagnostics.engine.source import Document, Kind

SHOWN = """\
$A: set in global scope, exported, with 2 elements
$A[1]: |https://x|
$A[2]: |b c|
$A: set in universal scope, exported, with 1 elements
$A[1]: |https://u|
$B: set in global scope, unexported, with 0 elements
$C: not set in local scope
$C: set in universal scope, exported, with 1 elements
$C[1]: |q|
$D: not set in global scope
$E: set in global scope, exported, a path variable with 11 elements
$E[1]: |/bin|
"""


class FishShown(unittest.TestCase):
    def test_the_innermost_scope_that_is_set_counts(self) -> None:
        entries = {each.name: each for each in shown_by_fish(Document("set -S", SHOWN, Kind.DUMP))}
        self.assertEqual((entries["A"].value, entries["A"].exported), ("https://x b c", True))
        self.assertEqual((entries["B"].value, entries["B"].exported), ("", False))
        self.assertEqual(entries["C"].value, "q")
        self.assertFalse(entries["D"].is_set)

    def test_values_that_are_not_shown_are_not_known(self) -> None:
        entries = {each.name: each for each in shown_by_fish(Document("set -S", SHOWN, Kind.DUMP))}
        self.assertIsNone(entries["E"].value)
        self.assertIn("not shown", entries["E"].why or "")

    def test_other_text_is_none_of_it(self) -> None:
        self.assertTrue(is_fish_shown(SHOWN))
        for text in ("set -gx A b\n", "$A: set in stone\n", "echo $A: set in global scope\n"):
            with self.subTest(text):
                self.assertFalse(is_fish_shown(text))
