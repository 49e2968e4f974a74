"""Staff write articles in the admin, and lose nothing."""

import datetime as dt
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import TestCase
from django.urls import reverse

from kb import articlefile
from kb.exporting import as_article_file
from kb.models import Article, FormerSlug, SearchMiss
from kb.search import search

from .cast import TODAY, alice, article, topic

CHANGELIST = reverse("admin:kb_article_changelist")
ADD = reverse("admin:kb_article_add")
INLINES = ("signatures", "sources", "verifications", "former_slugs")


def form_data(made: Article | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the form of this article, or of a new one, with some fields changed."""
    names = (
        "title",
        "slug",
        "short_answer",
        "issue",
        "environment",
        "steps",
        "current_behaviour",
        "expected_behaviour",
    )
    names += ("cause", "resolution", "verification_steps", "cannot_be_seen", "wrong_advice", "confidence", "audience")
    data: dict[str, Any] = {name: getattr(made or Article(), name) for name in names}
    data["seen_version"] = made.version if made else 0
    columns = {
        "signatures": ("text", "position"),
        "sources": ("url", "what", "date", "archived", "position"),
        "verifications": ("by", "how", "version", "on", "until", "what", "position"),
        "former_slugs": ("slug",),
    }
    for prefix, fields in columns.items():
        rows = list(getattr(made, prefix).all()) if made else []
        data |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{field}": getattr(row, field) for field in fields}
            data |= {f"{prefix}-{number}-id": row.pk, f"{prefix}-{number}-article": made.pk}
        data |= {f"{prefix}-{len(rows)}-{field}": "" for field in fields if field != "position"}
        if "position" in fields:
            data[f"{prefix}-{len(rows)}-position"] = 0
    return data | changes


def source(number: int = 0) -> dict[str, Any]:
    return {f"sources-{number}-url": "https://example.com/", f"sources-{number}-what": "The page"}


def record(number: int = 0) -> dict[str, Any]:
    values = {"by": "Alice", "how": "measured", "on": "2026-11-25", "until": "2099-01-01", "what": "It was seen."}
    return {f"verifications-{number}-{key}": value for key, value in values.items()}


class AdminTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.alice = alice()

    def setUp(self):
        self.client.force_login(self.alice)

    def change(self, made: Article, **changes: Any):
        address = reverse("admin:kb_article_change", args=(made.pk,))
        return self.client.post(address, form_data(made, **changes))

    def errors(self, answer) -> str:
        """The text of the page's error lists."""
        self.assertEqual(answer.status_code, 200, answer)
        lists = re.findall(r'<ul class="errorlist.*?</ul>', answer.content.decode(), re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", found) for found in lists)


class WriteTests(AdminTestCase):
    def test_an_article_is_created_whole(self):
        data = form_data(
            title="The bill is wrong",
            slug="the-bill-is-wrong",
            issue="A line\r\nand another",
            resolution="Do it.",
            confidence="validated",
            audience="public",
            topics=[topic().pk],
            **source(),
            **record(),
            **{"signatures-0-text": "402 wrong bill"},
        )
        answer = self.client.post(ADD, data)
        self.assertRedirects(answer, CHANGELIST)
        made = Article.objects.get()
        self.assertEqual(made.issue, "A line\nand another")
        self.assertEqual(made.signatures.get().normalised, "402 wrong bill")
        self.assertEqual(made.topics.get().slug, "gateways")
        self.assertEqual(search("402 wrong bill").hits[0].article, made)
        self.assertIn('url = "https://example.com/"', made.history.get().snapshot)
        self.assertEqual(made.history.get().history_user, self.alice)

    def test_a_change_reaches_the_reader_with_todays_date(self):
        made = article(updated=dt.date(2026, 1, 1), created=dt.date(2026, 1, 1))
        answer = self.change(made, cause="Because of *this*.")
        self.assertEqual(answer.status_code, 302)
        made.refresh_from_db()
        self.assertIn("<em>this</em>", made.cause_html)
        self.assertGreater(made.updated, dt.date(2026, 1, 1))
        self.assertEqual(made.version, 2)

    def test_saving_without_a_change_is_no_new_version(self):
        made = article(signatures=("402 a",))
        self.assertEqual(self.change(made).status_code, 302)
        made.refresh_from_db()
        self.assertEqual((made.version, made.history.count()), (1, 1))

    def test_a_change_of_a_source_alone_is_a_version_with_history(self):
        made = article()
        self.assertEqual(self.change(made, **{"sources-0-what": "Another page"}).status_code, 302)
        made.refresh_from_db()
        self.assertEqual(made.version, 2)
        self.assertIn("Another page", made.history.first().snapshot)

    def test_a_new_address_leaves_a_redirect(self):
        made = article("old-name")
        self.change(made, slug="new-name")
        self.assertEqual(FormerSlug.objects.get().slug, "old-name")

    def test_the_form_stands_in_reading_order(self):
        page = self.client.get(reverse("admin:kb_article_change", args=(article().pk,))).content.decode()
        order = ("title", "slug", "short_answer", "issue", "environment", "steps", "cause", "resolution", "confidence")
        places = [page.index(f'name="{name}"') for name in order]
        self.assertEqual(places, sorted(places))

    def test_every_field_says_what_it_is_for_and_shows_an_example(self):
        answer = self.client.get(reverse("admin:kb_article_change", args=(article(signatures=("402 a",)).pk,)))
        forms = [answer.context["adminform"].form]
        forms += [inline.formset.empty_form for inline in answer.context["inline_admin_formsets"]]
        seen = 0
        for form in forms:
            for field in form.visible_fields():
                if field.name == "DELETE":
                    continue
                with self.subTest(form=form.prefix, field=field.name):
                    self.assertRegex(
                        str(field.help_text), r'(?s)^\w[^<]+ <span class="example">Example: <q>.+</q></span>$'
                    )
                    seen += 1
        self.assertGreater(seen, 30)

    def test_the_article_is_exported_as_its_markdown_file(self):
        made = article(audience="internal", confidence="work in progress")
        page = self.client.get(reverse("admin:kb_article_change", args=(made.pk,)))
        address = reverse("kb:article_markdown", args=(made.slug,))
        self.assertContains(page, f'href="{address}" download="{made.slug}.md"')
        file = articlefile.parse(self.client.get(address).content.decode())
        self.assertEqual(file, as_article_file(Article.objects.with_everything().get()))

    def test_no_page_of_the_admin_carries_inline_script_or_style(self):
        made = article()
        self.change(made, cause="Changed.")
        entry = made.history.first().pk
        pages = (
            reverse("admin:index"),
            CHANGELIST,
            ADD,
            reverse("admin:kb_article_change", args=(made.pk,)),
            reverse("admin:kb_article_history", args=(made.pk,)),
            reverse("admin:kb_article_simple_history", args=(made.pk, entry)),
            reverse("admin:kb_searchmiss_changelist"),
            f"{reverse('admin:kb_article_compare', args=(made.pk,))}?from={entry}&to={entry}",
            reverse("admin:kb_article_flag", args=(made.pk,)),
            reverse("admin:kb_flag_changelist"),
        )
        for address in pages:
            with self.subTest(address=address):
                page = self.client.get(address).content.decode()
                self.assertNotRegex(
                    page, r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")"
                )

    def test_view_on_site_leads_to_the_article(self):
        made = article()
        self.assertContains(
            self.client.get(reverse("admin:kb_article_change", args=(made.pk,))), made.get_absolute_url()
        )

    def test_the_list_finds_stale_articles(self):
        stale, never = article("stale"), article("never")
        article("fresh")
        stale.verifications.update(on=TODAY - dt.timedelta(900), until=TODAY - dt.timedelta(400))
        never.verifications.all().delete()
        for value, expected in (("stale", "stale"), ("never", "never")):
            with self.subTest(value=value):
                listed = self.client.get(CHANGELIST, {"verification": value}).context["cl"].result_list
                self.assertEqual([row.slug for row in listed], [expected])

    def test_the_list_is_searched_by_signature(self):
        article("one", signatures=("402 strange",))
        article("two")
        listed = self.client.get(CHANGELIST, {"q": "402 strange"}).context["cl"].result_list
        self.assertEqual([row.slug for row in listed], ["one"])


class RuleTests(AdminTestCase):
    """A fault is named at its field, and what was typed stays."""

    WHOLE = {  # noqa: RUF012
        "title": "The bill is wrong",
        "slug": "the-bill-is-wrong",
        "issue": "It is.",
        "resolution": "Mend it.",
        "confidence": "validated",
        "audience": "public",
    }

    def test_what_is_published_or_validated_has_its_proof(self):
        cases = (
            ("no issue", {"issue": "", **source(), **record()}, "says what the person sees"),
            ("no resolution", {"resolution": " ", **source(), **record()}, "says what to change"),
            ("no source", {**record()}, "names at least one source"),
            ("no record", {**source()}, "at least one verification record"),
            ("not validated", {"confidence": "not validated"}, "names at least one source"),
            ("internal", {"audience": "internal"}, "names at least one source"),
        )
        for name, changes, message in cases:
            with self.subTest(case=name):
                answer = self.client.post(ADD, form_data(**(self.WHOLE | changes)))
                self.assertIn(message, self.errors(answer))
                self.assertContains(answer, "The bill is wrong")
        self.assertFalse(Article.objects.exists())

    def test_a_draft_needs_no_proof(self):
        answer = self.client.post(ADD, form_data(title="A draft", slug="a-draft", audience="public"))
        self.assertRedirects(answer, CHANGELIST)

    def test_the_last_source_of_a_published_article_stays(self):
        made = article()
        self.assertIn("at least one source", self.errors(self.change(made, **{"sources-0-DELETE": "on"})))

    def test_faults_are_named_at_their_field(self):
        made = article("one")
        article("two")
        cases = (
            ("a heading of first rank", {"cause": "# Cause"}, "cause", "Begin it with ###"),
            ("too many brackets", {"cause": "[" * 501}, "cause", "Line 1: more than 500"),
            ("an address that is taken", {"slug": "two"}, "slug", "already exists"),
        )
        for name, changes, field, message in cases:
            with self.subTest(case=name):
                answer = self.change(made, **changes)
                self.assertIn(message, self.errors(answer))
                self.assertIn(field, answer.context["adminform"].form.errors)

    def test_a_real_key_is_refused_masked_in_the_form_and_stored_nowhere(self):
        made = article(signatures=("402 a",))
        real = "sk-ant-api03-" + "Zq7" * 31
        for field in ("cause", "title", "signatures-0-text", "sources-0-what", "verifications-0-what"):
            with self.subTest(field=field):
                answer = self.change(made, **{field: f"It was {real}"})
                self.assertIn("may be a real key", self.errors(answer))
                self.assertNotContains(answer, real)
                self.assertContains(answer, "It was ‹anthropic-api-key")
        made.refresh_from_db()
        self.assertEqual(made.version, 1)

    def test_a_dummy_is_no_key(self):
        made = article()
        dummies = "`sk-ant-api03-REDACTED`, `sk-or-v1-DUMMY0000000000000000000000`, `API_KEY=abc`, the secret: hush"
        self.assertEqual(self.change(made, cause=dummies).status_code, 302)

    def test_a_signature_twice_is_refused_at_its_row(self):
        made = article(signatures=("API Error: 402",))
        self.assertIn("stands here twice", self.errors(self.change(made, **{"signatures-1-text": "api error 402"})))

    def test_verification_dates_in_the_wrong_order_are_refused(self):
        made = article()
        answer = self.change(made, **{"verifications-0-until": "2020-01-01"})
        self.assertIn("“Until” is before “on”", self.errors(answer))

    def test_people_without_the_permission_change_and_restore_nothing(self):
        made = article()
        bob = get_user_model().objects.create_user("bob", password="a-long-password", is_staff=True)
        self.client.force_login(bob)
        for address in (
            reverse("admin:kb_article_change", args=(made.pk,)),
            reverse("admin:kb_article_preview", args=(made.pk,)),
            reverse("admin:kb_article_restore", args=(made.pk, made.history.first().pk)),
        ):
            with self.subTest(address=address):
                self.assertEqual(self.client.post(address, form_data(made)).status_code, 403)


class ConflictTests(AdminTestCase):
    def test_the_second_of_two_editors_sees_the_others_change_and_loses_nothing(self):
        made = article()
        mine, theirs = form_data(made, cause="My cause."), form_data(made, resolution="Their resolution.")
        address = reverse("admin:kb_article_change", args=(made.pk,))
        self.assertEqual(self.client.post(address, theirs).status_code, 302)
        answer = self.client.post(address, mine)
        shown = self.errors(answer)
        self.assertIn("Somebody changed this article", shown)
        self.assertIn("+Their resolution.", shown)
        self.assertContains(answer, "My cause.")
        made.refresh_from_db()
        self.assertEqual((made.cause, made.resolution), ("", "Their resolution."))
        # What the page sends next is what it shows: mine, on top of the version that I have seen now.
        shown_version = answer.context["adminform"].form["seen_version"].value()
        self.assertEqual(self.client.post(address, mine | {"seen_version": shown_version}).status_code, 302)
        made.refresh_from_db()
        self.assertEqual(made.cause, "My cause.")

    def test_a_change_of_a_source_is_a_conflict_too(self):
        made = article()
        mine, theirs = form_data(made, cause="My cause."), form_data(made, **{"sources-0-what": "Another page"})
        address = reverse("admin:kb_article_change", args=(made.pk,))
        self.client.post(address, theirs)
        self.assertIn("Another page", self.errors(self.client.post(address, mine)))

    def test_the_others_text_is_shown_as_text(self):
        made = article()
        mine = form_data(made, cause="My cause.")
        self.change(made, cause="<script>alert(1)</script>")
        answer = self.client.post(reverse("admin:kb_article_change", args=(made.pk,)), mine)
        self.assertNotContains(answer, "<script>alert(1)")
        self.assertContains(answer, "&lt;script&gt;alert(1)")


class PreviewTests(AdminTestCase):
    def test_a_preview_shows_what_was_typed_and_saves_nothing(self):
        made = article()
        data = form_data(
            made, title="A new title", cause="Because of **this**.", **{"signatures-0-text": "402 unsaved"}
        )
        answer = self.client.post(reverse("admin:kb_article_preview", args=(made.pk,)), data)
        self.assertContains(answer, "A new title")
        self.assertContains(answer, "<strong>this</strong>")
        self.assertContains(answer, "402 unsaved")
        self.assertContains(answer, "Nothing of this is saved")
        made.refresh_from_db()
        self.assertEqual((made.cause, made.version, made.signatures.count()), ("", 1, 0))

    def test_a_new_article_is_previewed_whole(self):
        data = form_data(title="Brand new", issue="It is.", topics=[topic().pk], **source(), **record())
        answer = self.client.post(reverse("admin:kb_article_add_preview"), data)
        self.assertContains(answer, "Brand new")
        self.assertContains(answer, "The page")
        self.assertEqual(answer.context["topic"], topic())
        self.assertFalse(Article.objects.exists())

    def test_an_empty_or_faulty_form_is_previewed_with_its_faults(self):
        answer = self.client.post(reverse("admin:kb_article_add_preview"), form_data())
        self.assertContains(answer, "Without a title")
        made = article()
        data = form_data(made, cause="[" * 501)
        answer = self.client.post(reverse("admin:kb_article_preview", args=(made.pk,)), data)
        self.assertContains(answer, "Cause: Line 1: more than 500")

    def test_beside_the_form_stands_the_same_without_a_page_around_it(self):
        made = article()
        data = form_data(made, cause="Because of **this**.", **{"signatures-0-text": "402 unsaved"})
        for address in (
            reverse("admin:kb_article_beside", args=(made.pk,)),
            reverse("admin:kb_article_add_beside"),
        ):
            answer = self.client.post(address, data)
            for words in ("<strong>this</strong>", "402 unsaved", made.title):
                self.assertContains(answer, words)
            self.assertNotContains(answer, "<html")
            self.assertEqual(self.client.get(address).status_code, 405)
        faulty = self.client.post(reverse("admin:kb_article_add_beside"), form_data(cause="[" * 501))
        self.assertContains(faulty, "Cause: Line 1: more than 500")

    def test_a_preview_is_not_kept_and_only_posted(self):
        made = article()
        address = reverse("admin:kb_article_preview", args=(made.pk,))
        self.assertEqual(self.client.get(address).status_code, 405)
        self.assertIn("no-store", self.client.post(address, form_data(made))["Cache-Control"])

    def test_the_button_needs_no_javascript(self):
        page = self.client.get(ADD)
        self.assertContains(page, f'formaction="{reverse("admin:kb_article_add_preview")}" formtarget="_blank"')


class HistoryTests(AdminTestCase):
    def test_the_history_shows_each_version_with_its_difference(self):
        made = article()
        self.change(made, cause="Because <of> this.")
        page = self.client.get(reverse("admin:kb_article_history", args=(made.pk,)))
        self.assertContains(page, "+Because &lt;of&gt; this.")
        self.assertContains(page, "2 versions")

    def test_a_former_version_is_shown_and_restored_whole(self):
        made = article()
        self.change(made, cause="First.", **{"sources-0-what": "First page"})
        first = made.history.first()
        made.refresh_from_db()
        self.change(made, cause="Second.", slug="second-name", **{"sources-0-what": "Second page"})
        page = self.client.get(reverse("admin:kb_article_simple_history", args=(made.pk, first.pk)))
        self.assertContains(page, "Restore this version")
        answer = self.client.post(reverse("admin:kb_article_restore", args=(made.pk, first.pk)), follow=True)
        self.assertContains(answer, "Version 2 is restored.")
        made = Article.objects.get()
        self.assertEqual((made.cause, made.sources.get().what, made.version), ("First.", "First page", 4))
        self.assertEqual(made.slug, "base-url-ends-in-v1")
        self.assertEqual(made.former_slugs.get().slug, "second-name")
        self.assertEqual(made.history.first().history_change_reason, "version 2 restored")

    def test_any_two_versions_are_compared_whichever_is_named_first(self):
        made = article()
        for number, cause in enumerate(("First.", "Second.", "Third."), 1):
            self.change(made, cause=cause, seen_version=number)
        first, third = made.history.get(version=2).pk, made.history.get(version=4).pk
        address = reverse("admin:kb_article_compare", args=(made.pk,))
        for pair in ({"from": first, "to": third}, {"from": third, "to": first}):
            page = self.client.get(address, pair)
            self.assertContains(page, "-First.")
            self.assertContains(page, "+Third.")
            self.assertNotContains(page, "Second.")
            self.assertContains(page, "Restore version 2")
            self.assertNotContains(page, "Restore version 4", msg_prefix="that is the present one")
        self.assertContains(self.client.get(address, {"from": first, "to": first}), "Nothing in the text.")
        history = reverse("admin:kb_article_history", args=(made.pk,))
        self.assertContains(self.client.get(history), f'form="compare" name="from" value="{first}"')
        self.assertRedirects(self.client.get(address, {"from": "x"}), history)
        other = article("another")
        self.change(other, cause="Other.")
        self.assertEqual(self.client.get(address, {"from": first, "to": other.history.first().pk}).status_code, 404)

    def test_the_history_restores_with_one_click_and_only_for_who_may_change(self):
        made = article()
        self.change(made, cause="First.")
        self.change(made, cause="Second.", seen_version=2)
        history = reverse("admin:kb_article_history", args=(made.pk,))
        restore = reverse("admin:kb_article_restore", args=(made.pk, made.history.get(version=2).pk))
        self.assertContains(self.client.get(history), f'action="{restore}"')
        bob = get_user_model().objects.create_user("bob", is_staff=True)
        bob.user_permissions.add(Permission.objects.get(codename="view_article"))
        self.client.force_login(bob)
        self.assertNotContains(self.client.get(history), restore)

    def test_a_version_without_a_copy_of_the_whole_cannot_be_restored_and_says_so(self):
        made = article()
        answer = self.client.post(
            reverse("admin:kb_article_restore", args=(made.pk, made.history.first().pk)), follow=True
        )
        self.assertContains(answer, "could not be restored")


class MissTests(AdminTestCase):
    def test_misses_are_listed_by_how_often_and_deleted_but_not_written(self):
        search("flux capacitor")
        miss = SearchMiss.objects.get()
        self.assertContains(self.client.get(reverse("admin:kb_searchmiss_changelist")), "flux capacitor")
        self.assertEqual(self.client.get(reverse("admin:kb_searchmiss_add")).status_code, 403)
        self.client.post(reverse("admin:kb_searchmiss_delete", args=(miss.pk,)), {"post": "yes"})
        self.assertFalse(SearchMiss.objects.exists())


class FileTests(AdminTestCase):
    """What the admin accepts, the article's file can hold."""

    def test_what_no_file_could_hold_is_refused_in_the_form(self):
        made = article(signatures=("402 a",))
        cases = (
            {"title": "Two\x01"},
            {"slug": "Old_Name"},
            {"sources-0-url": "ftp://example.com/"},
            {"sources-0-what": "A\x02page"},
            {"signatures-0-text": "402\x03 b"},
            {"verifications-0-by": "Al\rice"},
            {"former_slugs-0-slug": "Old_Name"},
        )
        for changes in cases:
            with self.subTest(changes=changes):
                self.assertTrue(self.errors(self.change(made, **changes)))

    def test_strange_but_whole_text_comes_back_from_the_file(self):
        made = article(signatures=("402 a",))
        changes = {
            "title": 'C # "quoted" \\n #',
            "cause": "```\n# no title\n## Cause\n```\n\n+++\n\n    ## code",
            "sources-0-what": "back\\slash \"quote\" 'single' # x",
            "signatures-0-text": '402 {"a": "\\u00e4"} …',
        }
        self.assertEqual(self.change(made, **changes).status_code, 302)
        row = Article.objects.with_everything().get()
        file = as_article_file(row)
        self.assertEqual(articlefile.parse(articlefile.dump(file)), file)
        self.assertEqual(row.title, changes["title"])
        self.assertEqual(row.signatures.get().text, changes["signatures-0-text"])
