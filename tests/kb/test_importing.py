"""Files and database stay in step, and no change of either side is lost."""

import shutil
import tempfile
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase

from kb import articlefile
from kb.exporting import as_article_file, export_articles
from kb.imported import NAMED
from kb.importing import import_articles, import_labels
from kb.models import Article, ErrorSignature, Topic

from .cast import product, topic
from .test_articlefile import GOOD

CONTENT = Path(settings.BASE_DIR) / "content"


class FolderTestCase(TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "base-url-ends-in-v1.md"
        self.file.write_text(GOOD, encoding="utf-8")
        topic(), product()

    def outcomes(self, **options):
        return {result.name: result.outcome for result in import_articles(self.folder, **options)}

    def edit_file(self, old, new):
        self.file.write_text(self.file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def edit_row(self, **fields):
        row = Article.objects.get()
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


class ImportTests(FolderTestCase):
    def test_a_file_becomes_an_article_with_all_that_belongs_to_it(self):
        self.assertEqual(self.outcomes(), {"base-url-ends-in-v1.md": "added"})
        row = Article.objects.with_everything().get()
        self.assertEqual(articlefile.dump(as_article_file(row)), GOOD)
        self.assertEqual(row.history.get().snapshot, GOOD)

    def test_a_second_import_changes_nothing(self):
        self.outcomes()
        self.assertEqual(set(self.outcomes().values()), {"unchanged"})
        self.assertEqual(Article.objects.get().version, 1)

    def test_a_changed_file_updates_the_article_and_keeps_what_stayed(self):
        self.outcomes()
        before = Article.objects.get().sources.get()
        self.edit_file("Waiting.", "Hoping.")
        self.edit_file(
            "[[verification]]", '[[source]]\nurl = "https://example.com/2"\nwhat = "More"\n\n[[verification]]'
        )
        self.assertEqual(set(self.outcomes().values()), {"updated"})
        row = Article.objects.get()
        self.assertEqual(row.wrong_advice, "Hoping.")
        self.assertEqual(row.sources.count(), 2)
        self.assertEqual(row.sources.first(), before)

    def test_an_edit_made_here_is_kept(self):
        self.outcomes()
        self.edit_row(cause="We know now.")
        self.assertEqual(set(self.outcomes().values()), {"kept"})
        self.assertEqual(Article.objects.get().cause, "We know now.")

    def test_a_change_on_both_sides_is_a_conflict_with_a_diff_and_changes_nothing(self):
        self.outcomes()
        self.edit_row(cause="We know now.")
        self.edit_file("Waiting.", "Hoping.")
        (result,) = import_articles(self.folder)
        self.assertEqual(result.outcome, "conflict")
        self.assertIn("-We know now.", result.detail)
        self.assertIn("+Hoping.", result.detail)
        self.assertEqual(Article.objects.get().cause, "We know now.")
        self.assertEqual(Article.objects.get().wrong_advice, "Waiting.")

    def test_the_same_change_on_both_sides_is_none(self):
        self.outcomes()
        self.edit_row(wrong_advice="Hoping.")
        self.edit_file("Waiting.", "Hoping.")
        self.assertEqual(set(self.outcomes().values()), {"unchanged"})
        self.edit_file("Hoping.", "Praying.")
        self.assertEqual(set(self.outcomes().values()), {"updated"})

    def test_a_dry_run_tells_and_changes_nothing(self):
        self.assertEqual(set(self.outcomes(dry_run=True).values()), {"added"})
        self.assertFalse(Article.objects.exists())

    def test_a_broken_file_is_named_with_its_line_and_the_others_are_imported(self):
        broken = self.folder / "a-broken-one.md"
        broken.write_text(GOOD.replace("base-url-ends-in-v1", "a-broken-one").replace("## Cause", "## Reason"))
        results = {result.name: result for result in import_articles(self.folder)}
        self.assertEqual(results["a-broken-one.md"].outcome, "broken")
        self.assertRegex(results["a-broken-one.md"].detail, r"^line \d+: unknown heading “Reason”")
        self.assertEqual(results["base-url-ends-in-v1.md"].outcome, "added")

    def test_what_may_not_be_published_is_broken_and_leaves_nothing_behind(self):
        cases = {
            "no source": (GOOD[GOOD.index("[[source]]") : GOOD.index("[[verification]]")], "", "source"),
            "no verification": (
                GOOD[GOOD.index("[[verification]]") : GOOD.index("+++\n# ")],
                "",
                "verification record",
            ),
            "no issue": ("Every model fails.\n\n### Only with opencode\n\nNo.\n", "", "issue"),
            "unknown topic": ('["gateways"]', '["cooking"]', "no topic “cooking”"),
            "unknown product": ('["claude-code"]', '["kettle"]', "no product “kettle”"),
        }
        for name, (old, new, words) in cases.items():
            with self.subTest(case=name):
                self.assertIn(old, GOOD)
                self.file.write_text(GOOD.replace(old, new))
                (result,) = import_articles(self.folder)
                self.assertEqual(result.outcome, "broken")
                self.assertIn(words, result.detail)
                self.assertFalse(Article.objects.exists())

    def test_a_signature_that_differs_in_signs_only_is_broken_as_well(self):
        self.edit_file('model",\n]', 'model",\n    "There\'s an issue (with the selected) MODEL",\n]')
        (result,) = import_articles(self.folder)
        self.assertEqual(result.outcome, "broken")
        self.assertIn("twice", result.detail)

    def test_a_signature_may_change_its_signs(self):
        self.outcomes()
        self.edit_file('\\"selected\\" model', "selected model")
        self.assertEqual(set(self.outcomes().values()), {"updated"})
        self.assertEqual(ErrorSignature.objects.get().text, "There's an issue with the selected model")

    def test_a_file_with_another_name_than_its_slug_is_broken(self):
        self.file.rename(self.folder / "other.md")
        self.assertEqual(self.outcomes(), {"other.md": "broken"})

    def test_text_that_is_not_utf_8_is_broken(self):
        self.file.write_bytes(GOOD.encode().replace(b"Waiting", b"Wait\xe4ing"))
        self.assertEqual(set(self.outcomes().values()), {"broken"})

    def test_an_article_whose_file_is_gone_stays(self):
        self.outcomes()
        self.file.unlink()
        self.assertEqual(self.outcomes(), {})
        self.assertTrue(Article.objects.exists())

    def test_a_renamed_file_that_names_its_alias_renames_the_article(self):
        self.outcomes()
        self.edit_file('slug = "base-url-ends-in-v1"', 'slug = "new-name"')
        self.edit_file("aliases = []", 'aliases = ["base-url-ends-in-v1"]')
        self.file.rename(self.folder / "new-name.md")
        self.assertEqual(self.outcomes(), {"new-name.md": "updated"})
        self.assertEqual(self.outcomes(), {"new-name.md": "unchanged"})
        self.assertEqual(Article.objects.get().slug, "new-name")
        self.assertEqual(Article.objects.get().former_slugs.get().slug, "base-url-ends-in-v1")

    def test_an_alias_that_is_another_article_is_broken(self):
        other = self.folder / "other.md"
        other.write_text(GOOD.replace('slug = "base-url-ends-in-v1"', 'slug = "other"'))
        self.outcomes()
        text = other.read_text().replace("aliases = []", 'aliases = ["base-url-ends-in-v1"]')
        other.write_text(text)
        results = {result.name: result for result in import_articles(self.folder)}
        self.assertEqual(results["other.md"].outcome, "broken")
        self.assertIn("present address", results["other.md"].detail)


class ExportTests(FolderTestCase):
    def export(self, **options):
        return {result.slug: result.outcome for result in export_articles(self.folder, **({"adopt": True} | options))}

    def test_an_export_after_an_import_writes_nothing(self):
        self.outcomes()
        self.assertEqual(self.export(), {"base-url-ends-in-v1": "unchanged"})
        self.assertEqual(self.file.read_text(), GOOD)

    def test_an_edit_made_here_reaches_the_file_and_agrees_with_it(self):
        self.outcomes()
        self.edit_row(wrong_advice="Hoping.")
        self.assertEqual(self.export(), {"base-url-ends-in-v1": "written"})
        self.assertIn("Hoping.", self.file.read_text())
        self.assertEqual(set(self.outcomes().values()), {"unchanged"})
        self.edit_file("Hoping.", "Praying.")
        self.assertEqual(set(self.outcomes().values()), {"updated"})

    def test_a_changed_file_is_not_overwritten(self):
        self.outcomes()
        self.edit_file("Waiting.", "Hoping.")
        self.assertEqual(self.export(), {"base-url-ends-in-v1": "kept"})
        self.edit_row(cause="We know now.")
        self.assertEqual(self.export(), {"base-url-ends-in-v1": "conflict"})
        self.assertIn("Hoping.", self.file.read_text())

    def test_a_broken_file_is_not_overwritten(self):
        self.outcomes()
        self.edit_file("## Cause", "## Reason")
        self.assertEqual(self.export(), {"base-url-ends-in-v1": "kept"})

    def test_a_copy_elsewhere_does_not_make_the_next_import_go_back(self):
        self.outcomes()
        self.edit_row(wrong_advice="Hoping.")
        elsewhere = self.folder / "copy"
        export_articles(elsewhere, adopt=False)
        self.assertIn("Hoping.", (elsewhere / self.file.name).read_text())
        self.assertEqual(set(self.outcomes().values()), {"kept"})

    def test_the_file_of_a_former_address_does_not_come_back(self):
        self.outcomes()
        self.edit_row(slug="new-name")
        self.assertEqual(self.export(), {"new-name": "written"})
        for _ in range(2):
            self.assertEqual(self.outcomes(), {"base-url-ends-in-v1.md": "kept", "new-name.md": "unchanged"})
        self.assertEqual(Article.objects.get().slug, "new-name")


class CommandTests(FolderTestCase):
    def test_the_command_reports_and_exits_with_1_when_something_failed(self):
        out, err = StringIO(), StringIO()
        call_command("import_content", self.folder, stdout=out, stderr=err)
        self.assertIn("added: base-url-ends-in-v1.md", out.getvalue())
        self.edit_row(cause="We know now.")
        self.edit_file("Waiting.", "Hoping.")
        with self.assertRaises(CommandError) as caught:
            call_command("import_content", self.folder, stdout=out, stderr=err)
        self.assertEqual(caught.exception.returncode, 1)
        self.assertIn("conflict: base-url-ends-in-v1.md\n--- database\n+++ file", err.getvalue())
        with self.assertRaises(CommandError):
            call_command("export_content", self.folder, stdout=out, stderr=err)

    def test_a_first_import_of_many_files_counts_them_and_names_none(self):
        text = self.file.read_text()
        for number in range(NAMED):
            (self.folder / f"another-{number}.md").write_text(text.replace("base-url-ends-in-v1", f"another-{number}"))
        out = StringIO()
        call_command("import_content", self.folder, dry_run=True, stdout=out)
        self.assertEqual(out.getvalue(), f"Would be: {NAMED + 1} added\n")
        out = StringIO()
        call_command("import_content", self.folder, dry_run=True, verbosity=2, stdout=out)
        self.assertEqual(out.getvalue().count("added: "), NAMED + 1)

    def test_an_edit_made_here_is_named(self):
        call_command("import_content", self.folder, stdout=StringIO())
        self.edit_row(cause="We know now.")
        out = StringIO()
        call_command("import_content", self.folder, stdout=out)
        self.assertIn("kept: base-url-ends-in-v1.md (edited here)", out.getvalue())

    def test_asked_to_be_quiet_it_says_nothing_unless_something_failed(self):
        out, err = StringIO(), StringIO()
        for command in ("import_content", "export_content"):
            call_command(command, self.folder, verbosity=0, stdout=out, stderr=err)
        self.assertEqual((out.getvalue(), err.getvalue()), ("", ""))
        self.edit_row(cause="We know now.")
        self.edit_file("Waiting.", "Hoping.")
        with self.assertRaises(CommandError):
            call_command("import_content", self.folder, verbosity=0, stdout=out, stderr=err)
        self.assertIn("conflict: base-url-ends-in-v1.md", err.getvalue())

    def test_a_folder_that_is_not_there_is_an_error(self):
        with self.assertRaises(CommandError):
            call_command("import_content", self.folder / "nowhere", stdout=StringIO())


class ShippedContentTests(TestCase):
    def test_the_shipped_content_imports_whole_and_the_second_time_nothing_changes(self):
        labels = import_labels(CONTENT)
        first = import_articles(CONTENT / "articles")
        self.assertEqual([result for result in (*labels, *first) if result.is_failure], [])
        again = import_articles(CONTENT / "articles")
        self.assertEqual({result.outcome for result in again}, {"unchanged"})
        self.assertGreaterEqual(Article.objects.published().count(), 120)

    def test_the_shipped_files_are_written_as_we_write_them(self):
        for path in sorted((CONTENT / "articles").glob("*.md")):
            with self.subTest(file=path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual(articlefile.dump(articlefile.parse(text)), text)

    def test_topics_edited_here_stay_as_they_are(self):
        import_labels(CONTENT)
        Topic.objects.filter(slug="gateways").update(title="Proxies of models")
        self.assertEqual({result.outcome for result in import_labels(CONTENT)}, {"unchanged"})
        self.assertEqual(Topic.objects.get(slug="gateways").title, "Proxies of models")

    def test_a_broken_list_of_topics_is_named(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        for text in (
            "[[topic]\n",
            '[[topic]]\ntitle = "No slug"\n',
            '[[topic]]\nslug = "a"\ntitle = "A"\ncolour = "red"\n',
        ):
            with self.subTest(text=text):
                (folder / "topics.toml").write_text(text)
                (result,) = import_labels(folder)
                self.assertEqual((result.name, result.outcome), ("topics.toml", "broken"))
