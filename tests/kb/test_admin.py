"""Staff write articles in the admin, and lose nothing."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.urls import reverse

from kb import articlefile
from kb.exporting import as_article_file
from kb.models import Article, FormerSlug, SearchMiss
from kb.search import search

from .adminforms import ADD, CHANGELIST, AdminTestCase, form_data, record, source
from .cast import TODAY, article, topic


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


class MissTests(AdminTestCase):
    def test_misses_are_listed_by_how_often_and_deleted_but_not_written(self):
        search("flux capacitor")
        miss = SearchMiss.objects.get()
        self.assertContains(self.client.get(reverse("admin:kb_searchmiss_changelist")), "flux capacitor")
        self.assertEqual(self.client.get(reverse("admin:kb_searchmiss_add")).status_code, 403)
        self.client.post(reverse("admin:kb_searchmiss_delete", args=(miss.pk,)), {"post": "yes"})
        self.assertFalse(SearchMiss.objects.exists())
