"""Lists say whom an article helped, how often checks led there and when it was verified; and search marks its words."""

import datetime as dt

from django.test import SimpleTestCase, TestCase
from django.utils import timezone
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from kb.figures import Figures, figures_of
from kb.marking import marked_html, terms_of
from kb.models import ArticleDay, SameProblem, Vote

from .cast import TODAY, article, topic


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
