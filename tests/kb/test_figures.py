"""Lists say whom an article helped, how often checks led there and when it was verified; and search marks its words."""

import datetime as dt
from importlib import import_module

from django.apps import apps
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from kb.figures import Figures, figures_of
from kb.marking import marked_html, terms_of
from kb.models import Article, ArticleDay, SameProblem, Vote

from .cast import TODAY, alice, article, topic


class FigureTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.read, cls.quiet = article("read"), article("quiet")
        today = timezone.localdate()
        ArticleDay.objects.create(article=cls.read, day=today, checks=5)
        ArticleDay.objects.create(article=cls.read, day=today - dt.timedelta(days=29), checks=2)
        ArticleDay.objects.create(article=cls.read, day=today - dt.timedelta(days=31), checks=100)

    def vote(self, number: int, *, helped: bool) -> None:
        Vote.objects.create(article=self.read, revision=1, voter=f"{number}", helped=helped)

    def test_checks_are_those_of_thirty_days_and_verification_is_the_last(self) -> None:
        found = figures_of([self.read, self.quiet])
        self.assertEqual(found[self.read.pk], Figures(checks=7, verified=TODAY))
        self.assertEqual(found[self.quiet.pk], Figures(verified=TODAY))

    def test_help_is_told_from_ten_votes_on(self) -> None:
        for number in range(9):
            self.vote(number, helped=number > 2)
        self.assertIsNone(figures_of([self.read])[self.read.pk].helped)
        self.vote(9, helped=True)
        self.assertEqual(figures_of([self.read])[self.read.pk].helped, 70)
        for path in ("/latest/", "/top/"):
            with self.subTest(path):
                self.assertContains(self.client.get(path), "70 %")

    def test_what_readers_said_of_another_advice_is_told_apart_from_what_they_say_of_this_one(self) -> None:
        for number in range(10):
            self.vote(number, helped=number > 6)
        self.read.resolution = "Something else."
        self.read.save()
        found = figures_of([self.read])[self.read.pk]
        self.assertEqual((found.helped, found.votes, found.former, found.former_votes), (None, 0, 30, 10))
        page = self.client.get("/articles/read/")
        self.assertContains(page, "Its advice was changed; before, it helped 30 % of 10 readers who said so.")
        self.assertNotContains(self.client.get("/latest/"), "30 %")
        for number in range(10, 20):
            Vote.objects.create(article=self.read, revision=2, voter=f"{number}", helped=number > 10)
        found = figures_of([self.read])[self.read.pk]
        self.assertEqual((found.helped, found.votes, found.former, found.former_votes), (90, 10, 30, 10))
        words = "It helped 90 % of 10 readers who said so; before its advice was changed, 30 % of 10."
        self.read.topics.add(topic())  # any change of the content: numbers alone do not renew a kept page
        self.assertContains(self.client.get("/articles/read/"), words)
        self.assertContains(self.client.get("/latest/"), "90 %")

    def test_a_change_of_anything_else_keeps_what_readers_said(self) -> None:
        for number in range(10):
            self.vote(number, helped=True)
        for name, text in (
            *(("cause", "Another cause."), ("title", "Another title"), ("confidence", "not validated")),
            ("resolution", self.read.resolution.replace(" ", "\n", 1)),
        ):
            with self.subTest(name):
                setattr(self.read, name, text)
                self.read.save()
                self.assertEqual(figures_of([self.read])[self.read.pk].votes, 10)
        self.assertEqual((self.read.version, self.read.advice_version), (5, 1))

    def test_a_change_of_the_short_answer_or_of_a_quotation_mark_is_another_advice(self) -> None:
        for name, text in (("short_answer", "Take it off."), ("resolution", 'Delete "/v1" at the end of the address.')):
            with self.subTest(name):
                setattr(self.read, name, text)
                self.read.save()
                self.assertEqual(self.read.advice_version, self.read.version)

    def test_an_article_saved_from_elsewhere_keeps_the_count_of_the_database(self) -> None:
        ours, theirs = (Article.objects.get(pk=self.read.pk) for _ in range(2))
        theirs.resolution = "Something else."
        theirs.save()
        ours.refresh_from_db()
        ours.cause = "Another cause."
        ours.save()
        self.assertEqual((ours.advice_version, ours.version), (2, 3))

    def test_staff_are_told_of_both_and_may_choose_which_answers_they_read(self) -> None:
        self.vote(1, helped=False)
        self.read.resolution = "Something else."
        self.read.save()
        Vote.objects.create(article=self.read, revision=2, voter="2", helped=True)
        self.client.force_login(alice())
        form = self.client.get(reverse("admin:kb_article_change", args=(self.read.pk,)))
        self.assertContains(form, "1 of 1 readers since its advice was changed in version 2; 0 of 1 before")
        form = self.client.get(reverse("admin:kb_article_change", args=(self.quiet.pk,)))
        self.assertContains(form, "Nobody has said yet.")
        self.assertContains(self.client.get(reverse("admin:kb_article_add")), "Nobody has said yet.")
        for query, revisions in (("", [2, 1]), ("?advice=present", [2]), ("?advice=former", [1])):
            with self.subTest(query):
                page = self.client.get(reverse("admin:kb_vote_changelist") + query)
                self.assertEqual([vote.revision for vote in page.context["cl"].queryset], revisions)
                self.assertContains(page, "1 (former)", int(1 in revisions))

    def test_votes_of_before_are_told_by_the_history(self) -> None:
        fill = import_module("kb.migrations.0014_advice_version").fill
        for change, since in (("Something else.", 2), ("Something else.", 2), ("Third.", 4)):
            self.read.resolution = change
            self.read.save()
            self.vote(since * 10 + self.read.version, helped=True)
            Article.objects.update(advice_version=1)
            with self.subTest(self.read.version):
                fill(apps, None)
                self.assertEqual(Article.objects.get(pk=self.read.pk).advice_version, since)

    def test_top_by_help_counts_votes_of_the_advice_of_today(self) -> None:
        for number in range(3):
            self.vote(number, helped=True)
        Vote.objects.create(article=self.quiet, revision=1, voter="1", helped=True)
        order = [row.slug for row in Article.objects.published().top(by="helped")]
        self.assertEqual(order, ["read", "quiet"])
        self.read.short_answer = "Something else."
        self.read.save()
        order = [row.slug for row in Article.objects.published().top(by="helped")]
        self.assertEqual(order, ["quiet", "read"])

    def test_top_shows_the_number_by_which_and_over_which_time_it_orders(self) -> None:
        ArticleDay.objects.filter(checks=100).update(views=41)
        for query, words in (
            ("by=views&period=all", '41<span class="article-list__label"> views all time'),
            ("by=checks&period=all", '107<span class="article-list__label"> checks all time'),
            ("by=checks&period=week", '5<span class="article-list__label"> checks this week'),
            ("by=helped&period=week", '7<span class="article-list__label"> checks this month'),
        ):
            with self.subTest(query):
                self.assertContains(self.client.get(f"/top/?{query}"), words)

    def test_top_by_who_has_it_too_shows_numbers_from_ten_on_and_only_of_its_time(self) -> None:
        for number in range(9):
            SameProblem.objects.create(article=self.quiet, voter=f"{number}")
        old = timezone.localdate() - dt.timedelta(days=40)
        for number in range(12):
            SameProblem.objects.create(article=self.read, voter=f"{number}", day=old)
        page = self.client.get("/top/?by=same&period=month")
        self.assertLess(page.content.index(b'"/articles/quiet/"'), page.content.index(b'"/articles/read/"'))
        self.assertNotContains(page, "have it too, this month")
        self.assertContains(self.client.get("/top/?by=same&period=all"), '12<span class="article-list__label"> have it')
        first, *_ = self.client.get("/top.json?by=same&period=all").json()["articles"]
        self.assertEqual(first["slug"], "read")

    def test_every_list_has_a_feed_and_json_and_names_them(self) -> None:
        topic("gateways").articles.add(self.read)
        for page, feed, data in (
            ("/latest/", "/latest.atom", "/latest.json"),
            ("/top/", "/top.atom", "/top.json?by=views&amp;period=month"),
            ("/topics/gateways/", "/topics/gateways.atom", "/topics/gateways.json"),
            ("/topics/", "/latest.atom", "/topics.json"),
            ("/errors/", "/errors.atom", "/errors.json"),
        ):
            with self.subTest(page):
                for address in (feed, data):
                    self.assertContains(self.client.get(page), f'<a href="{address}"')
                    self.assertEqual(self.client.get(address.replace("&amp;", "&")).status_code, 200)

    def test_the_lists_as_json_have_the_same_figures(self) -> None:
        [entry] = [each for each in self.client.get("/top.json?by=checks").json()["articles"] if each["slug"] == "read"]
        self.assertEqual((entry["checks_this_month"], entry["verified"]), (7, TODAY.isoformat()))

    def test_a_search_result_leads_to_the_page_with_its_words_marked(self) -> None:
        self.read.resolution = "Delete the suffix of the address & `suffix`."
        self.read.save()
        page = self.client.get("/search/", {"q": "suffix"})
        self.assertContains(page, 'href="/articles/read/?mark=suffix"')
        shown = self.client.get("/articles/read/", {"mark": "suffix"})
        self.assertContains(shown, "<code><mark>suffix</mark></code>")
        self.assertContains(shown, 'href="/articles/read/">Without marks')
        self.assertContains(shown, '<meta name="robots" content="noindex">')
        self.assertNotContains(self.client.get("/articles/read/"), "<mark>")


class MarkingTests(SimpleTestCase):
    def test_tags_and_entities_stay_what_they_were(self) -> None:
        for text, searched, shown in (
            ('<p class="key">key</p>', "key", '<p class="key"><mark>key</mark></p>'),
            ("<p>a &lt;key&gt; &amp; more</p>", "key", "<p>a &lt;<mark>key</mark>&gt; &amp; more</p>"),
            ("<p>amp &amp; lt</p>", "amp", "<p><mark>amp</mark> &amp; lt</p>"),
            ('<a href="/x?key=1">go</a>', "key", '<a href="/x?key=1">go</a>'),
            ("<p>key</p>", "", "<p>key</p>"),
        ):
            with self.subTest(searched=searched, text=text):
                self.assertEqual(marked_html(text, terms_of(searched)), shown)

    @given(st.text(max_size=40), st.text(max_size=20))
    def test_nothing_that_was_searched_becomes_html(self, text: str, searched: str) -> None:
        shown = marked_html(f"<p>{escape(text)}</p>", terms_of(searched))
        plain = shown.removeprefix("<p>").removesuffix("</p>").replace("<mark>", "").replace("</mark>", "")
        self.assertNotIn("<", plain)
