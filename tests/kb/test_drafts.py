"""What is typed into an article's form is kept until it is saved, and nobody's row costs another's text."""

import html
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.test import Client, SimpleTestCase
from django.urls import reverse

from kb import drafts
from kb.admin import ArticleAdmin
from kb.formrows import without_gone_rows
from kb.models import Article, ArticleDraft

from .adminforms import ADD, AdminTestCase, form_data, record, source
from .cast import article, topic

KEY = "0123456789abcdef" * 2
OTHER_KEY = "f" * 32


class DraftTests(AdminTestCase):
    def keep(self, made: Article | None = None, key: str = KEY, **changes: Any) -> Any:
        address = reverse("admin:kb_article_draft", args=(made.pk,)) if made else reverse("admin:kb_article_add_draft")
        return self.client.post(address, form_data(made, **changes) | {"draft": key, "_save": "Save"})

    def form(self, made: Article | None = None) -> str:
        return reverse("admin:kb_article_change", args=(made.pk,)) if made else ADD

    def test_what_is_typed_is_kept_and_offered_with_what_differs(self):
        made = article()
        answer = self.keep(made, cause="Because of this.")
        self.assertRegex(answer.json()["saved"], r"^\d\d:\d\d$")
        page = self.client.get(self.form(made))
        self.assertContains(page, "You left a draft")
        self.assertContains(page, "+Because of this.")
        self.assertNotContains(page, "-Delete `/v1`", msg_prefix="what is the same is no difference")
        made.refresh_from_db()
        self.assertEqual((made.cause, made.version), ("", 1))

    def test_a_draft_fills_the_form_with_its_rows_and_saves_nothing(self):
        made = article(signatures=("402 a",))
        changes = {"cause": "Because.", "topics": [topic().pk], "signatures-1-text": "500 b", **source(1)}
        self.keep(made, **changes, **{"sources-TOTAL_FORMS": 2, "verifications-0-by": ""})
        page = self.client.post(self.form(made), {"_draft": KEY})
        self.assertContains(page, "This is your draft")
        self.assertContains(page, f'name="draft" value="{KEY}"')
        for words in ("Because.", "500 b", "The page"):
            self.assertContains(page, words)
        self.assertNotContains(page, "errornote", msg_prefix="nobody has pressed Save yet")
        self.assertNotContains(page, "errorlist")
        self.assertEqual((Article.objects.get().version, made.signatures.count()), (1, 1))

    def test_saving_takes_the_draft_away(self):
        made = article()
        self.keep(made, cause="Because.")
        self.keep(made, key=OTHER_KEY, cause="Of another tab.")
        self.assertEqual(self.change(made, cause="Because.", draft=KEY).status_code, 302)
        self.assertEqual([draft.key for draft in ArticleDraft.objects.all()], [OTHER_KEY])

    def test_a_refused_form_keeps_its_draft(self):
        made = article()
        self.keep(made, resolution="")
        answer = self.change(made, resolution="", draft=KEY)
        self.assertContains(answer, f'name="draft" value="{KEY}"')
        self.assertTrue(ArticleDraft.objects.exists())

    def test_a_draft_that_says_what_is_kept_is_not_offered(self):
        made = article(signatures=("402 a",))
        self.keep(made)
        self.assertNotContains(self.client.get(self.form(made)), "You left a draft")
        self.assertFalse(ArticleDraft.objects.exists())

    def test_a_new_article_has_drafts_of_its_own(self):
        self.keep(title="Begun yesterday")
        self.keep(title="Begun today", key=OTHER_KEY)
        page = self.client.get(ADD)
        self.assertContains(page, "+Begun yesterday")
        self.assertContains(page, "+Begun today")
        self.assertContains(self.client.post(ADD, {"_draft": KEY}), 'value="Begun yesterday"')

    def test_a_draft_is_discarded_and_only_by_its_author(self):
        made = article()
        self.keep(made, cause="Mine.")
        bob = get_user_model().objects.create_superuser("bob", password="a-long-password")
        discard = reverse("admin:kb_article_draft_discard", args=(KEY,))
        self.client.force_login(bob)
        self.assertNotContains(self.client.get(self.form(made)), "You left a draft")
        self.assertEqual(self.client.post(discard).status_code, 404)
        self.assertEqual(self.client.post(self.form(made), {"_draft": KEY}).status_code, 404)
        self.client.force_login(self.alice)
        self.assertEqual(self.client.get(discard).status_code, 405)
        self.assertRedirects(self.client.post(discard), self.form(made))
        self.assertFalse(ArticleDraft.objects.exists())

    def test_a_draft_on_an_older_version_is_a_conflict_when_it_is_saved(self):
        made = article()
        self.keep(made, cause="Mine.")
        self.change(made, resolution="Theirs.")
        page = self.client.post(self.form(made), {"_draft": KEY})
        shown = page.context["adminform"].form["seen_version"].value()
        self.assertEqual(str(shown), "1")
        self.assertIn(
            "Somebody changed this article", self.errors(self.change(made, cause="Mine.", seen_version=shown))
        )

    def test_who_may_not_change_the_article_keeps_no_draft_of_it(self):
        made = article()
        self.client.force_login(get_user_model().objects.create_user("charlie", is_staff=True))
        self.assertEqual(self.keep(made, cause="Mine.").status_code, 403)
        self.assertEqual(self.keep(title="New").status_code, 403)
        self.assertFalse(ArticleDraft.objects.exists())

    def test_without_a_session_the_answer_is_the_way_to_the_log_in(self):
        made = article()
        self.client.logout()
        answer = self.keep(made, cause="Mine.")
        self.assertEqual(answer.status_code, 302)
        self.assertIn("/admin/login/", answer["Location"])

    def test_a_form_of_the_session_before_gets_the_new_token_and_goes_on(self):
        made = article()
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.alice)
        address = reverse("admin:kb_article_draft", args=(made.pk,))
        data = form_data(made, cause="Mine.") | {"draft": KEY, "csrfmiddlewaretoken": "x" * 64}
        self.assertEqual(client.post(address, data).status_code, 403)
        answer = client.get(address)
        self.assertIn("no-store", answer["Cache-Control"])
        data["csrfmiddlewaretoken"] = answer.json()["token"]
        self.assertEqual(client.post(address, data).status_code, 200)

    def test_a_form_that_names_no_draft_is_refused(self):
        for key in ("", "short", "é" * 32, "../" * 10 + "ab"):
            with self.subTest(key=key):
                self.assertEqual(self.keep(key=key).status_code, 400)

    def test_the_token_of_the_session_is_never_kept(self):
        self.keep(title="T", csrfmiddlewaretoken="secret-token")
        self.assertNotIn("secret-token", str(ArticleDraft.objects.get().data))

    def test_a_real_key_is_masked_in_a_draft_and_a_dummy_stays(self):
        real, dummy = "sk-ant-api03-" + "Zq7" * 31, "sk-ant-api03-REDACTED"
        self.keep(title="T", cause=f"`export A={real}` and `export B={dummy}`")
        kept = str(ArticleDraft.objects.get().data)
        self.assertNotIn(real, kept)
        self.assertIn("‹anthropic-api-key", kept)
        self.assertIn(dummy, kept)

    def test_of_many_drafts_the_oldest_goes(self):
        for number in range(drafts.MOST + 2):
            drafts.keep(ArticleAdmin.drafts, self.alice, None, f"{number:032d}", {"title": [str(number)]})
        kept = sorted(ArticleDraft.objects.values_list("key", flat=True))
        self.assertEqual(kept, [f"{number:032d}" for number in range(2, drafts.MOST + 2)])


class LostRowTests(AdminTestCase):
    def test_a_row_that_another_deleted_comes_back_with_mine_and_nothing_typed_is_lost(self):
        made = article(confidence="work in progress", audience="internal")
        mine = form_data(made, **{"sources-0-what": "As I have it"}, **source(1), **{"sources-TOTAL_FORMS": 2})
        made.sources.all().delete()
        self.change(made, cause="Theirs.", **record())
        address = reverse("admin:kb_article_change", args=(made.pk,))
        answer = self.client.post(address, mine)
        self.assertIn("Somebody changed", self.errors(answer))
        # What the page sends next is what it shows: the row has no key any more.
        for name in ("seen_version", "sources-INITIAL_FORMS", "sources-TOTAL_FORMS"):
            mine[name] = self.shown(answer, name)
        self.assertEqual([mine.pop("sources-0-id"), self.shown(answer, "sources-0-id")][1], "")
        self.assertEqual(self.client.post(address, mine).status_code, 302)
        self.assertEqual({row.what for row in made.sources.all()}, {"As I have it", "The page"})

    def shown(self, answer: Any, name: str) -> str:
        """The value that the page has in a field."""
        [field] = re.findall(rf'<input[^>]* name="{name}"[^>]*>', answer.content.decode())
        found = re.search(r' value="([^"]*)"', field)
        return html.unescape(found[1]) if found else ""


class RowTests(SimpleTestCase):
    def data(self, **fields: str) -> QueryDict:
        made = QueryDict(mutable=True)
        made.update(fields)
        return made

    def test_a_gone_row_stands_behind_those_that_exist(self):
        data = self.data(
            **{"a-TOTAL_FORMS": "4", "a-INITIAL_FORMS": "3"},
            **{"a-0-id": "1", "a-0-x": "one", "a-1-id": "2", "a-1-x": "two", "a-2-id": "3", "a-2-x": "three"},
            **{"a-3-id": "", "a-3-x": "new", "b-0-x": "other"},
        )
        changed = without_gone_rows(data, "a", {1, 3})
        self.assertEqual([changed[f"a-{row}-x"] for row in range(4)], ["one", "three", "two", "new"])
        self.assertEqual([changed.get(f"a-{row}-id") for row in range(4)], ["1", "3", None, ""])
        self.assertEqual((changed["a-INITIAL_FORMS"], changed["a-TOTAL_FORMS"], changed["b-0-x"]), ("2", "4", "other"))

    def test_data_whose_rows_all_exist_is_left_alone(self):
        data = self.data(**{"a-TOTAL_FORMS": "1", "a-INITIAL_FORMS": "1", "a-0-id": "1"})
        self.assertIs(without_gone_rows(data, "a", {1}), data)

    def test_numbers_that_make_no_sense_are_left_to_the_formset(self):
        for total, initial in (("x", "1"), ("1", "5"), ("99999", "3"), ("", "")):
            with self.subTest(total=total, initial=initial):
                data = self.data(**{"a-TOTAL_FORMS": total, "a-INITIAL_FORMS": initial})
                self.assertIs(without_gone_rows(data, "a", set()), data)
