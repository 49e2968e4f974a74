"""What a page or a log puts around the lines of a post goes, and what a file holds itself stays."""

from __future__ import annotations

import unittest

from diagnostics.engine.pastes.undecorated import (
    with_single_marks,
    with_traces_typed,
    without_struck,
    without_times,
)


class Undecorated(unittest.TestCase):
    def test_a_line_that_is_struck_through_is_left_empty(self) -> None:
        self.assertEqual(without_struck(["~~export A=b~~\n", "export C=~~d\n"]), ["\n", "export C=~~d\n"])

    def test_a_quotation_of_two_signs_is_two_quotations(self) -> None:
        lines = [">> I have this:\n", ">> export A=b\n", "> And then?\n"]
        self.assertEqual(with_single_marks(lines), ["> > I have this:\n", "> > export A=b\n", "> And then?\n"])

    def test_lines_that_a_shell_appends_to_a_file_stay(self) -> None:
        lines = ["cat x \\\n", ">> a.log\n", ">> b.log\n"]
        self.assertEqual(with_single_marks(lines), lines)

    def test_times_go_where_every_line_has_one(self) -> None:
        log = ["2026-11-20T10:01:02Z + export A=b\n", "2026-11-20 10:01:03,5 done\n"]
        self.assertEqual(without_times(log), ["+ export A=b\n", "done\n"])
        self.assertEqual(without_times([*log, "end\n"]), [*log, "end\n"])

    def test_what_a_shell_traces_was_typed_unless_a_script_did(self) -> None:
        self.assertEqual(with_traces_typed(["+ export A=b\n", "+ ls\n"]), ["$ export A=b\n", "+ ls\n"])
        script = ["bash -x a.sh\n", "+ export A=b\n"]
        self.assertEqual(with_traces_typed(script), script)
