"""The compiled rules are those of the files as they are now, whatever the compiled file says."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

from diagnostics.codecache import CACHE
from diagnostics.compiledrules import compiled, load
from diagnostics.engine.analysis import analyse, digest
from diagnostics.engine.source import Document, Kind
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


class UnreadTests(unittest.TestCase):
    def test_a_check_reads_the_rules_that_it_asks_and_no_other(self):
        rules = shipped_rules()
        text = 'export ANTHROPIC_BASE_URL="https://ai-gateway.vercel.sh"\n'
        report = analyse([Document("~/.zshrc", text, Kind.ZSH)], rules=rules)
        unread = [rule for rule in rules if rule._memory.read is not None]
        self.assertGreater(len(unread), len(rules) // 2)
        self.assertLess(len(unread), len(rules))
        self.assertEqual(len(report.passed) + len(report.not_applicable) + len(report.findings), len(rules))

    def test_one_that_is_unread_is_the_rule_all_the_same(self):
        whole = {rule.code: replace(rule, examples=()) for rule in load_rules(RULES)}
        for rule in shipped_rules():
            meant = whole[rule.code]
            self.assertEqual(
                (rule.fingerprint, rule.applies_at_once, rule.applies_needs, rule.when_needs),
                (meant.fingerprint, meant.applies_at_once, meant.applies_needs, meant.when_needs),
            )
        first, *others = shipped_rules()
        self.assertEqual({rule.code: rule for rule in [first, *others]}, whole)
        self.assertRaises(AttributeError, lambda: first.no_such_word)

    def test_many_threads_may_read_one_at_once(self):
        for rule in shipped_rules()[:40]:
            with ThreadPoolExecutor(8) as pool:
                self.assertEqual(len(set(pool.map(lambda _, rule=rule: rule.message, range(8)))), 1)


class KeptTests(unittest.TestCase):
    """What is kept of the rules from one run to the next counts only while no file has another time or size."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.file = Path(folder.name), Path(folder.name, "rules.jsonl")
        for path in RULES.glob("CC10*.toml"):
            shutil.copy(path, self.folder)
        self.path = next(self.folder.glob("CC101-*"))
        self.file.write_text(compiled(self.folder), encoding="utf-8")
        self.addCleanup(CACHE.put, "rules", None)

    def titles(self):
        return {rule.code: rule.title for rule in load(self.folder, self.file)}

    def test_the_files_are_not_read_again(self):
        before = self.titles()
        with mock.patch("diagnostics.compiledrules._rows", side_effect=AssertionError):
            self.assertEqual(self.titles(), before)

    def test_a_changed_file_a_new_one_and_one_that_is_gone_are_seen(self):
        self.titles()
        text = self.path.read_text(encoding="utf-8")
        self.path.write_text(text.replace('title = "', 'title = "Changed: '), encoding="utf-8")
        self.assertTrue(self.titles()["CC101"].startswith("Changed: "))
        self.path.unlink()
        self.assertNotIn("CC101", self.titles())
        self.path.write_text(text, encoding="utf-8")
        self.assertIn("CC101", self.titles())

    def test_one_changed_within_its_size_is_seen_by_its_time(self):
        self.titles()
        text = self.path.read_text(encoding="utf-8")
        time = self.path.stat().st_mtime_ns + 1_000_000
        self.path.write_text(text.replace('title = "A', 'title = "B'), encoding="utf-8")
        os.utime(self.path, ns=(time, time))
        self.assertEqual(self.titles()["CC101"][0], "B")


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
