"""The compiled rules are those of the files as they are now, whatever the compiled file says."""

from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from diagnostics.compiledrules import compiled, load
from diagnostics.engine.analysis import digest
from diagnostics.rulefile import RuleFileError, load_rules
from diagnostics.shipped import COMPILED, RULES, shipped_rules


class ShippedTests(unittest.TestCase):
    def test_the_shipped_file_is_up_to_date(self):
        self.assertEqual(
            sorted(COMPILED.read_text(encoding="utf-8").splitlines()),
            sorted(compiled(RULES).splitlines()),
            "a rule changed: run python -m diagnostics.shipping",
        )

    def test_compiled_rules_are_those_of_the_files_without_their_examples(self):
        read = [replace(rule, examples=()) for rule in load_rules(RULES)]
        for rule, known in zip(read, shipped_rules(), strict=True):
            with self.subTest(rule=rule.code):
                self.assertEqual(known, rule)
                self.assertEqual(known.fingerprint, rule.fingerprint)
                self.assertEqual(known.fix and known.fix.describe(), rule.fix and rule.fix.describe())
        self.assertEqual(digest(shipped_rules()), digest(read))


class StaleTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.file = Path(folder.name), Path(folder.name, "rules.jsonl")
        self.paths = [
            Path(shutil.copy(path, self.folder))
            for path in sorted(RULES.glob("*.toml"))
            if path.name.startswith(("CC101-", "CC104-", "SH101-"))
        ]
        self.file.write_text(compiled(self.folder), encoding="utf-8")

    def test_a_changed_file_is_read_itself(self):
        text = self.paths[0].read_text(encoding="utf-8")
        self.paths[0].write_text(text.replace('title = "', 'title = "Changed: '), encoding="utf-8")
        titles = {rule.code: rule.title for rule in load(self.folder, self.file)}
        self.assertTrue(titles["CC101"].startswith("Changed: "))
        self.assertFalse(titles["CC104"].startswith("Changed: "))

    def test_a_new_file_is_read_and_one_that_is_gone_is_not(self):
        kept = self.paths[1].read_text(encoding="utf-8")
        self.paths[1].unlink()
        self.assertEqual([rule.code for rule in load(self.folder, self.file)], ["CC101", "SH101"])
        self.file.write_text(compiled(self.folder), encoding="utf-8")
        self.paths[1].write_text(kept, encoding="utf-8")
        self.assertEqual([rule.code for rule in load(self.folder, self.file)], ["CC101", "CC104", "SH101"])

    def test_lines_of_two_branches_may_stand_together_in_any_order(self):
        lines = self.file.read_text(encoding="utf-8").splitlines(keepends=True)
        stale = json.dumps({**json.loads(lines[0]), "digest": "0" * 64, "title": "Stale"}) + "\n"
        self.file.write_text("".join((*lines[::-1], stale, lines[0])), encoding="utf-8")
        self.assertNotIn("Stale", {rule.title for rule in load(self.folder, self.file)})

    def test_a_file_that_is_missing_or_broken_costs_time_only(self):
        expected = load(self.folder, self.file)
        for text in ("", "<<<<<<< HEAD\n", '{"code": "CC101"}\n', "[1]\n", '{"digest'):
            with self.subTest(text=text):
                self.file.write_text(text, encoding="utf-8")
                self.assertEqual(load(self.folder, self.file), expected)
        self.file.unlink()
        self.assertEqual(load(self.folder, self.file), expected)

    def test_a_rule_that_cannot_be_read_is_named_with_its_file(self):
        self.paths[0].write_text("code = 1\n", encoding="utf-8")
        with self.assertRaisesRegex(RuleFileError, rf"in {self.paths[0].name}\)"):
            load(self.folder, self.file)

    def test_two_files_with_one_code_are_refused(self):
        shutil.copy(self.paths[0], self.folder / "CC999-copy.toml")
        with self.assertRaisesRegex(RuleFileError, "another file's rule"):
            load(self.folder, self.file)
