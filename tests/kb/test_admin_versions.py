"""In the admin, two who edit at once lose nothing; what was and what will be can be looked at, and saved as a file."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from kb import articlefile
from kb.exporting import as_article_file
from kb.models import Article

from .adminforms import ADD, AdminTestCase, form_data, record, source
from .cast import article, topic


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
