"""Nothing is collected while a report is made, and afterwards the collector is as it was before."""

import gc
import unittest
from collections.abc import Callable
from unittest import mock

from diagnostics.engine import analysis
from diagnostics.engine.collector import uncollected
from diagnostics.engine.rules.index import Answers
from diagnostics.engine.source import Document, Kind


class Collector(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(gc.enable)

    def test_a_report_is_made_with_the_collector_off_and_leaves_it_on(self) -> None:
        seen: list[bool] = []

        def looked(*_given: object, **_named: object) -> Answers:
            seen.append(gc.isenabled())
            return Answers((), {}, {})

        with mock.patch.object(analysis, "run_rules", looked):
            analysis.analyse((Document("~/.zshrc", "export A=1\n", Kind.ZSH),), rules=())
        self.assertEqual((seen, gc.isenabled()), ([False], True))

    def test_it_is_on_again_after_an_error_and_stays_off_where_it_was_off(self) -> None:
        @uncollected
        def failing() -> None:
            raise ValueError

        states: tuple[tuple[Callable[[], None], bool], ...] = ((gc.enable, True), (gc.disable, False))
        for before, on in states:
            with self.subTest(on=on):
                before()
                self.assertRaises(ValueError, failing)
                self.assertIs(gc.isenabled(), on)
