"""Rules come from files and go back to files; nobody's edit is overwritten."""

import io
import tempfile
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase

from diagnostics.exporting import export_rules
from diagnostics.importing import import_rules
from diagnostics.models import Rule, Status
from tests.seeding import small_seed

from .seed import SeededTestCase

CONTENT, RULES = small_seed()


def outcomes(results: list) -> set[str]:
    return {result.outcome for result in results}


class ImportingTests(SeededTestCase):
    def folder(self) -> Path:
        target = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for path in RULES.glob("*.toml"):
            (target / path.name).write_text(path.read_text("utf-8"), "utf-8")
        return target

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), "utf-8")

    def test_every_shipped_rule_is_active_and_has_its_article(self) -> None:
        self.assertEqual(Rule.objects.active().count(), len(list(RULES.glob("*.toml"))))
        self.assertFalse(Rule.objects.filter(article=None).exists())

    def test_a_second_import_changes_nothing(self) -> None:
        before = list(Rule.objects.values_list("code", "version", "updated"))
        self.assertEqual(outcomes(import_rules(RULES)), {"unchanged"})
        self.assertEqual(before, list(Rule.objects.values_list("code", "version", "updated")))

    def test_a_changed_file_updates_a_rule_that_nobody_edited(self) -> None:
        folder = self.folder()
        path = next(folder.glob("CC107-*"))
        self.edit(path, 'title = "', 'title = "Changed: ')
        self.assertEqual(outcomes(import_rules(folder)), {"updated", "unchanged"})
        self.assertTrue(self.rule("CC107").title.startswith("Changed: "))
        self.assertEqual(self.rule("CC107").history.first().history_change_reason, "imported")

    def test_an_edit_in_the_database_stays_when_the_file_is_unchanged(self) -> None:
        rule = self.rule("CC107")
        rule.source = rule.source.replace('title = "', 'title = "Edited: ', 1)
        rule.save()
        self.assertIn("kept", outcomes(import_rules(RULES)))
        self.assertTrue(self.rule("CC107").title.startswith("Edited: "))

    def test_both_changed_is_a_conflict_with_a_diff_and_exit_1(self) -> None:
        folder = self.folder()
        self.edit(next(folder.glob("CC107-*")), 'title = "', 'title = "Changed: ')
        rule = self.rule("CC107")
        rule.source = rule.source.replace('title = "', 'title = "Edited: ', 1)
        rule.save()
        errors = io.StringIO()
        with self.assertRaises(CommandError) as caught:
            call_command("import_rules", folder, verbosity=0, stderr=errors)
        self.assertEqual(caught.exception.returncode, 1)
        self.assertIn('-title = "Edited: ', errors.getvalue())
        self.assertIn('+title = "Changed: ', errors.getvalue())
        self.assertTrue(self.rule("CC107").title.startswith("Edited: "))

    def test_a_rule_whose_example_fails_is_refused_and_the_running_one_stays(self) -> None:
        folder = self.folder()
        self.edit(next(folder.glob("CC107-*")), "#~ CC107", "")
        result = next(result for result in import_rules(folder) if result.is_failure)
        self.assertEqual(result.outcome, "refused")
        self.assertIn("CC107", result.detail)
        self.assertIn("#~ CC107", self.rule("CC107").source)

    def test_a_file_that_is_no_rule_is_broken_with_its_line_and_the_others_come_in(self) -> None:
        folder = self.folder()
        (folder / "CC999-nonsense.toml").write_text('code = "CC999"\nname = nonsense\n', "utf-8")
        results = {result.name: result for result in import_rules(folder)}
        self.assertEqual(results["CC999-nonsense.toml"].outcome, "broken")
        self.assertIn("line 2", results["CC999-nonsense.toml"].detail)

    def test_a_dry_run_changes_nothing(self) -> None:
        folder = self.folder()
        self.edit(next(folder.glob("CC107-*")), 'title = "', 'title = "Changed: ')
        self.assertIn("updated", outcomes(import_rules(folder, dry_run=True)))
        self.assertFalse(self.rule("CC107").title.startswith("Changed: "))

    def test_export_writes_what_was_imported_byte_for_byte(self) -> None:
        target = Path(self.enterContext(tempfile.TemporaryDirectory()))
        export_rules(target, adopt=False)
        for path in RULES.glob("*.toml"):
            self.assertEqual((target / path.name).read_text("utf-8"), path.read_text("utf-8"))

    def test_export_leaves_a_file_that_somebody_changed(self) -> None:
        folder = self.folder()
        path = next(folder.glob("CC107-*"))
        self.edit(path, 'title = "', 'title = "Changed: ')
        changed = path.read_text("utf-8")
        self.assertIn("kept", outcomes(export_rules(folder, adopt=True)))
        rule = self.rule("CC107")
        rule.source = rule.source.replace('title = "', 'title = "Edited: ', 1)
        rule.save()
        self.assertIn("conflict", outcomes(export_rules(folder, adopt=True)))
        self.assertEqual(path.read_text("utf-8"), changed)

    def test_an_exported_edit_is_unchanged_at_the_next_import(self) -> None:
        folder = self.folder()
        rule = self.rule("CC107")
        rule.source = rule.source.replace('title = "', 'title = "Edited: ', 1)
        rule.save()
        self.assertIn("written", outcomes(export_rules(folder, adopt=True)))
        self.assertEqual(outcomes(import_rules(folder)), {"unchanged"})


class WithoutArticlesTests(TestCase):
    def test_a_rule_whose_article_is_missing_waits_as_a_draft_until_the_article_is_there(self) -> None:
        self.assertEqual(outcomes(import_rules(RULES)), {"refused"})
        self.assertFalse(Rule.objects.active().exists())
        call_command("import_content", CONTENT, verbosity=0)
        self.assertEqual(outcomes(import_rules(RULES)), {"updated"})
        self.assertFalse(Rule.objects.exclude(status=Status.ACTIVE).exists())
