"""All content leaves as one folder and comes back the same, and no change of either side is ever lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import tempfile
from pathlib import Path

from django.core.management import CommandError, call_command

from diagnostics.everything import kinds
from diagnostics.models import Rule, Status
from kb.bulk.archive import opened
from kb.bulk.folder import Choice, import_folder
from kb.models import Article, Product, Topic
from tests.kb.cast import article

from .seed import SeededTestCase

SLUG = "vercel-ai-gateway-bills-credits-instead-of-claude-max"
FILE = f"articles/{SLUG}.md"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wipe() -> None:
    for model in (Rule, Article, Topic, Product):
        model.objects.all().delete()


class FolderTestCase(SeededTestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "all"

    def export(self, *options: str) -> str:
        return self.call("export_everything", *options)

    def bring(self, *options: str) -> str:
        return self.call("import_everything", *options)

    def call(self, command: str, *options: str) -> str:
        out = io.StringIO()
        try:
            call_command(command, self.folder, *options, stdout=out, stderr=out)
        except CommandError as error:
            out.write(f"\nexit {error.returncode}: {error}")
        return out.getvalue()

    def edit_file(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text("utf-8")
        self.assertIn(old, text)
        (self.folder / path).write_text(text.replace(old, new, 1), "utf-8")

    def edit_row(self, **fields: object) -> None:
        row = Article.objects.get(slug=SLUG)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


class RoundTripTests(FolderTestCase):
    def test_wiped_and_imported_again_everything_is_exported_byte_by_byte_as_before(self) -> None:
        later = article("published-later", signatures=('API Error: 499 \\ "x"',), created=dt.date(2026, 1, 1))
        later.slug = "published-later-and-renamed"
        later.save()
        Article.objects.create(slug="a-draft", title="A draft")
        Rule.objects.filter(code="CC107").update(status=Status.DEPRECATED)
        Rule.objects.filter(code="SH104").update(status=Status.DRAFT)
        Topic.objects.create(slug="new-topic", title='Of "quotes", \\ and –', summary="", position=3)
        self.export()
        before = contents(self.folder)
        published = Article.objects.get(slug="published-later-and-renamed").published
        wipe()
        self.bring()
        again = self.folder.with_name("again")
        call_command("export_everything", again, stdout=io.StringIO())
        self.assertEqual(contents(again), before)
        self.assertEqual(contents(self.folder), before)
        row = Article.objects.get(slug="published-later-and-renamed")
        self.assertEqual((row.published, row.former_slugs.get().slug), (published, "published-later"))
        self.assertEqual(Rule.objects.get(code="CC107").status, Status.DEPRECATED)

    def test_a_second_run_in_either_direction_changes_nothing(self) -> None:
        self.export()
        before = contents(self.folder)
        versions = list(Article.objects.order_by("pk").values_list("version", flat=True))
        rules = list(Rule.objects.order_by("pk").values_list("version", "updated"))
        for call in (self.export, self.bring, self.bring, self.export):
            self.assertRegex(call(), r"\A\d+ unchanged\n\Z")
        self.assertEqual(contents(self.folder), before)
        self.assertEqual(list(Article.objects.order_by("pk").values_list("version", flat=True)), versions)
        self.assertEqual(list(Rule.objects.order_by("pk").values_list("version", "updated")), rules)

    def test_the_next_start_does_not_take_what_came_from_elsewhere_back(self) -> None:
        self.export()
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.bring()
        out = io.StringIO()
        call_command("import_content", self.seed_folder(), stdout=out, stderr=out)
        self.assertIn("First of all, wait.", Article.objects.get(slug=SLUG).resolution)

    def seed_folder(self) -> Path:
        from tests.seeding import small_seed

        return small_seed()[0]


class ArchiveTests(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.folder = self.folder.with_name("all.zip")

    def edit_file(self, path: str, old: str, new: str) -> None:
        with opened(self.folder) as place:
            text = (place.folder / path).read_text("utf-8")
            self.assertIn(old, text)
            (place.folder / path).write_text(text.replace(old, new, 1), "utf-8")
            place.give_back()

    def test_wiped_and_brought_back_from_an_archive_everything_is_as_it_was(self) -> None:
        self.assertRegex(self.export(), r"(?m)^\d+ written$")
        before = self.folder.read_bytes()
        wipe()
        self.bring()
        self.assertEqual(self.folder.read_bytes(), before)
        self.assertRegex(self.export(), r"\A\d+ unchanged\n\Z")
        self.assertEqual(self.folder.read_bytes(), before)

    def test_what_both_sides_changed_is_a_conflict_with_its_diff_and_a_choice_settles_it(self) -> None:
        self.export()
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.edit_row(cause="We know now.")
        before = self.folder.read_bytes()
        for said in (self.bring(), self.export()):
            self.assertIn(f"{FILE}: both sides were changed", said)
            self.assertIn("First of all, wait.", said)
            self.assertIn("exit 1", said)
        self.assertEqual(self.folder.read_bytes(), before)
        self.bring("--theirs", SLUG)
        self.assertIn("First of all, wait.", Article.objects.get(slug=SLUG).resolution)
        self.assertNotEqual(self.folder.read_bytes(), before, "the archive remembers what was agreed")
        self.edit_row(cause="We know more.")
        self.assertIn("changed in the database only", self.bring())

    def test_a_dry_run_leaves_no_archive(self) -> None:
        self.assertIn("Would be:", self.export("--dry-run"))
        self.assertFalse(self.folder.exists())

    def test_what_is_not_there_or_is_no_archive_is_told(self) -> None:
        self.assertIn("There is no folder", self.bring())
        self.folder.write_bytes(b"no zip")
        for call in (self.bring, self.export):
            self.assertIn("no archive that can be unpacked", call())


class ImportTests(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.export()

    def test_what_was_changed_in_the_folder_only_is_taken(self) -> None:
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.edit_file("topics.toml", 'title = "Gateways"', 'title = "Gateways and proxies"')
        path = next((self.folder / "rules").glob("CC107-*")).relative_to(self.folder).as_posix()
        self.edit_file(path, 'title = "', 'title = "Changed: ')
        said = self.bring()
        for name in (FILE, "topics.toml", path):
            self.assertIn(f"updated: {name}", said)
        self.assertTrue(Article.objects.get(slug=SLUG).resolution.startswith("First of all, wait."))
        self.assertEqual(Topic.objects.get(slug="gateways").title, "Gateways and proxies")
        self.assertTrue(Rule.objects.get(code="CC107").title.startswith("Changed: "))
        self.edit_row(cause="We know now.")
        self.assertIn(f"kept: {FILE} (changed in the database only)", self.bring())

    def test_a_change_on_both_sides_is_a_conflict_with_its_diff_and_nothing_at_all_is_imported(self) -> None:
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.edit_file("topics.toml", 'title = "Gateways"', 'title = "Gateways and proxies"')
        self.edit_row(cause="We know now.")
        said = self.bring()
        for words in (
            f"{FILE}: both sides were changed",
            "-We know now.",
            "+First of all, wait.",
            "exit 1: Nothing was",
        ):
            self.assertIn(words, said)
        self.assertEqual(Topic.objects.get(slug="gateways").title, "Gateways")
        self.assertEqual(Article.objects.get(slug=SLUG).cause, "We know now.")

    def test_a_person_settles_a_conflict_by_name_or_for_all(self) -> None:
        for option, name, is_theirs in (
            ("--theirs", SLUG, True),
            ("--theirs", "all", True),
            ("--theirs", FILE, True),
            ("--ours", SLUG, False),
        ):
            with self.subTest(option=option, name=name):
                self.export("--ours", "all")
                words = f"Take {option} {name}."
                self.edit_file(FILE, "\n## Resolution\n\n", f"\n## Resolution\n\n{words} ")
                self.edit_row(cause=f"We know {option} {name}.")
                self.assertIn("both sides", self.bring())
                self.assertNotIn("exit", self.bring(option, name))
                row = Article.objects.get(slug=SLUG)
                self.assertEqual(row.resolution.startswith(words), is_theirs)
                self.assertEqual(row.cause == f"We know {option} {name}.", not is_theirs)
                self.assertNotIn("both sides", self.bring(), "it is settled for the next run too")
                self.assertNotIn("both sides", self.export())
        self.assertIn("There is nothing with the name no-such-thing", self.bring("--ours", "no-such-thing"))
        self.assertIn("both name x", self.bring("--ours", "x", "--theirs", "x"))

    def test_a_dry_run_tells_and_changes_nothing(self) -> None:
        state = (self.folder / "verdict.json").read_bytes()
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.assertIn(f"updated: {FILE}", self.bring("--dry-run"))
        self.assertNotIn("First of all", Article.objects.get(slug=SLUG).resolution)
        self.assertEqual((self.folder / "verdict.json").read_bytes(), state)

    def test_each_mistake_is_named_with_file_and_line_and_nothing_is_imported(self) -> None:
        rule = next((self.folder / "rules").glob("CC107-*")).relative_to(self.folder).as_posix()
        cases = {
            "an unknown heading": (FILE, "## Cause", "## Reason", rf"{FILE}:\d\d+: unknown heading “Reason”"),
            "an unknown topic": (FILE, "topics = [", 'topics = ["cooking", ', rf"{FILE}:5: There is no topic"),
            "a title of 201 signs": (FILE, "\n# ", f"\n# {'x' * 200}", rf"{FILE}:\d+: title: "),
            "a word that no rule knows": (rule, "severity = ", "severe = ", rf"{rule}:\d+: severe: “severe”"),
            "a rule without its article": (rule, 'article = "', 'article = "not-', rf"{rule}:1: There is no art"),
            "two topics of one slug": ("topics.toml", 'slug = "gateways"', 'slug = "clients"', r"topics.toml:\d+: Two"),
            "no TOML": ("products.toml", "[[product]]", "[[product]", r"products.toml:1: This is not TOML"),
            "a topic gone that is in use": ("topics.toml", None, "", r"topics.toml:1: “\S+” is not in this file"),
            "a folder that nobody reads": ("rules/actif/CC107-x.toml", "", "", r"/CC107-x.toml:1: Nothing is read"),
            "a broken state": ("verdict.json", "{", "[", r"This is not what an export writes"),
        }  # fmt: skip
        for name, (path, old, new, said) in cases.items():
            with self.subTest(name):
                (self.folder / path).parent.mkdir(exist_ok=True)
                (self.folder / path).touch()
                before = (self.folder / path).read_text("utf-8")
                if old is None:
                    (self.folder / path).write_text("\n\n".join(before.split("\n\n")[2:]), "utf-8")
                else:
                    self.edit_file(path, old, new)
                Topic.objects.filter(slug="gateways").update(summary="")
                self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
                found = self.bring("--theirs", "all")
                self.assertRegex(found, said)
                self.assertIn("\nexit 1: ", found)
                self.assertNotIn("First of all", Article.objects.get(slug=SLUG).resolution)
                self.edit_file(FILE, "First of all, wait. ", "")
                (self.folder / path).write_text(before, "utf-8")
                if "actif" in path:
                    shutil.rmtree((self.folder / path).parent)

    def test_a_rule_that_no_longer_passes_the_gate_is_refused_with_its_line(self) -> None:
        path = next((self.folder / "rules").glob("CC104-*")).relative_to(self.folder).as_posix()
        self.edit_file(path, " #~ CC104", "")
        said = self.bring()
        self.assertIn(f"{path}:1: CC104: ", said)
        self.assertIn("exit 1", said)
        (self.folder / "rules" / "draft").mkdir()
        shutil.move(self.folder / path, self.folder / "rules" / "draft")
        self.assertIn("updated: rules/draft/CC104", self.bring(), "a draft need not pass")

    def test_a_new_address_in_the_folder_renames_the_article(self) -> None:
        pk = Article.objects.get(slug=SLUG).pk
        self.edit_file(FILE, f'slug = "{SLUG}"', 'slug = "new-name"')
        self.edit_file(FILE, "aliases = [", f'aliases = ["{SLUG}"')
        (self.folder / FILE).rename(self.folder / "articles" / "new-name.md")
        for path in (self.folder / "rules").glob("*.toml"):
            path.write_text(path.read_text("utf-8").replace(f'article = "{SLUG}"', 'article = "new-name"'), "utf-8")
        self.assertIn("updated: articles/new-name.md", self.bring())
        self.assertEqual(Article.objects.get(slug="new-name").pk, pk)
        self.assertRegex(self.bring(), r"\A\d+ unchanged\n\Z")

    def test_a_folder_that_cannot_be_written_to_is_a_good_source_all_the_same(self) -> None:
        (self.folder / "verdict.json").unlink()
        (self.folder / "verdict.json").mkdir()
        with self.assertRaises(OSError):
            import_folder(self.folder, kinds())
        (self.folder / "verdict.json").rmdir()
        self.assertEqual({one.outcome for one in import_folder(self.folder, kinds(), choice=Choice())}, {"unchanged"})

    def test_where_there_is_nothing_to_import_that_is_said(self) -> None:
        shutil.rmtree(self.folder)
        self.assertIn("There is no folder", self.bring())
        self.folder.mkdir()
        self.assertIn("There is no content", self.bring())


class ExportTests(FolderTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.export()

    def test_an_edit_made_here_reaches_the_folder(self) -> None:
        self.edit_row(cause="We know now.")
        self.assertIn(f"written: {FILE}", self.export())
        self.assertIn("We know now.", (self.folder / FILE).read_text("utf-8"))

    def test_a_change_on_both_sides_writes_nothing_at_all(self) -> None:
        self.edit_file(FILE, "\n## Resolution\n\n", "\n## Resolution\n\nFirst of all, wait. ")
        self.edit_row(cause="We know now.")
        Topic.objects.filter(slug="gateways").update(title="Gateways and proxies")
        before = contents(self.folder)
        said = self.export()
        for words in ("both sides were changed", "+We know now.", "exit 1: Nothing was written."):
            self.assertIn(words, said)
        self.assertEqual(contents(self.folder), before)
        self.export("--ours", SLUG)
        self.assertNotIn("First of all", (self.folder / FILE).read_text("utf-8"))
        self.assertIn("Gateways and proxies", (self.folder / "topics.toml").read_text("utf-8"))

    def test_a_changed_or_broken_file_of_an_article_that_stayed_is_kept(self) -> None:
        for old, new in (("\n## Resolution\n\n", "\n## Resolution\n\nWait. "), ("## Cause", "## Reason")):
            with self.subTest(new):
                self.edit_file(FILE, old, new)
                self.assertIn(f"kept: {FILE} (changed in the folder only; import it)", self.export())

    def test_a_rule_of_another_state_or_name_moves(self) -> None:
        former = next((self.folder / "rules").glob("CC107-*"))
        Rule.objects.filter(code="CC107").update(status=Status.REMOVED)
        self.export()
        self.assertFalse(former.exists())
        self.assertTrue((self.folder / "rules" / "removed" / former.name).exists())

    def test_the_file_of_a_former_address_goes_and_that_of_a_deleted_article_stays(self) -> None:
        self.edit_row(slug="new-name")
        gone = Article.objects.exclude(slug="new-name").first()
        gone.delete()
        said = self.export()
        self.assertIn(f"removed: {FILE}", said)
        self.assertIn(f"left: articles/{gone.slug}.md (not in the database; import it or delete it)", said)
        self.assertFalse((self.folder / FILE).exists())
        self.assertTrue((self.folder / f"articles/{gone.slug}.md").exists())

    def test_the_state_names_what_both_sides_agree_on(self) -> None:
        state = json.loads((self.folder / "verdict.json").read_text("utf-8"))
        self.assertEqual(state["schema"], "verdict-content/1")
        numbers = Article.objects.count() + Rule.objects.count() + 2
        self.assertEqual(len(state["agreed"]), numbers)
