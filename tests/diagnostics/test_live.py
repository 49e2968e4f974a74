"""What people are hitting now: counted without a trace of the text, and marked where it is far above the usual."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from unittest import mock

from django.db import DatabaseError, connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext

from diagnostics import counting, live, live_pages
from diagnostics.models import HitHour
from kb.models import Article, ArticleDay

from .seed import FOUNDING_CASE, SeededTestCase

HOUR = int(time.time()) // 3600


def hits(code: str, counts: dict[int, int]) -> None:
    """Write hits by how many hours ago they were."""
    HitHour.objects.bulk_create(HitHour(code=code, hour=HOUR - ago, count=count) for ago, count in counts.items())


class CountingTests(SeededTestCase):
    def test_a_check_counts_each_found_rule_once_and_its_article_once(self) -> None:
        for _ in range(2):
            self.client.post("/check/", {"text": FOUNDING_CASE * 3, "login": "subscription"})
        self.assertEqual(HitHour.objects.get(code="CC104").count, 2)
        day = ArticleDay.objects.get(article__slug="vercel-ai-gateway-bills-credits-instead-of-claude-max")
        self.assertEqual((day.checks, day.views), (2, 0))

    def test_the_api_counts_and_a_clear_file_does_not(self) -> None:
        self.client.post("/api/check?login=subscription", FOUNDING_CASE, content_type="text/plain")
        self.client.post("/api/check", "export EDITOR=vi\n", content_type="text/plain")
        self.assertEqual(list(HitHour.objects.values_list("code", "count")), [("CC104", 1)])

    def test_a_check_is_answered_although_it_cannot_be_counted(self) -> None:
        with mock.patch.object(counting, "_add_one", side_effect=DatabaseError("disk full")):
            response = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertContains(response, "CC104")

    def test_top_orders_by_checks_and_by_help(self) -> None:
        slug = "vercel-ai-gateway-bills-credits-instead-of-claude-max"
        self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertEqual(Article.objects.published().top(by="checks")[0].slug, slug)
        self.client.post("/articles/a-later-line-wins/helped/", {"helped": "yes"})
        self.client.post(f"/articles/{slug}/helped/", {"helped": "no"})
        helped = list(Article.objects.published().top(by="helped").values_list("slug", flat=True))
        self.assertEqual((helped[0], helped[-1]), ("a-later-line-wins", slug))
        for by in ("views", "helped", "checks", "nonsense"):
            self.assertEqual(self.client.get("/top/", {"by": by, "period": "week"}).status_code, 200)


class SpikeTests(SimpleTestCase):
    def test_a_spike_has_at_least_five_hits_and_three_times_the_usual(self) -> None:
        cases = [(4, 0.0, 0), (5, 0.0, 5), (9, 1.0, 9), (5, 1.6, 3), (5, 2.0, 0), (300, 200.0, 0), (600, 200.0, 3)]
        for count, usual, times in cases:
            self.assertEqual(live.times_the_usual(count, usual), times, (count, usual))

    def test_the_highest_hour_fills_the_chart_and_no_hit_is_hidden(self) -> None:
        drawn = live.bars([0, 1, 1000], usual=0)
        self.assertEqual([(bar.x // 80, bar.height) for bar in drawn], [(1, 1), (2, live.HEIGHT)])
        self.assertEqual(live.bars([0] * 24, usual=0), ())


class LivePageTests(SeededTestCase):
    def setUp(self) -> None:
        # The hour in which this file was loaded, however long the run takes: hits are counted back from it.
        self.enterContext(mock.patch.object(live.time, "time", return_value=HOUR * 3600 + 60.0))

    def test_the_page_is_sent_packed(self) -> None:
        HitHour.objects.create(code="CC104", hour=HOUR, count=7)
        for address in ("/live/", "/live.json"):
            answer = self.client.get(address, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(answer["Content-Encoding"], "gzip", address)

    def test_an_empty_page_says_where_to_go(self) -> None:
        self.assertContains(self.client.get("/live/"), "No check found a problem in the last 24 hours.")

    def test_what_is_far_above_the_usual_comes_first_and_is_marked(self) -> None:
        hits("CC101", dict.fromkeys(range(24 * 8), 30))
        hits("CC104", {1: 9})
        page = self.client.get("/live/")
        self.assertContains(page, "9× the usual in the last hour")
        content = page.content.decode()
        self.assertLess(content.index("/rules/CC104/"), content.index("/rules/CC101/"))
        self.assertContains(page, "<svg", count=4, msg_prefix="the mark, a chart of all and one of each")

    def test_rules_found_less_often_are_folded(self) -> None:
        for code in ("CC101", "CC102", "CC104"):
            hits(code, {2: 1})
        with mock.patch.object(live_pages, "MOST_ROWS", 1):
            self.assertContains(self.client.get("/live/"), "2 more, found less often")

    def test_old_hits_are_usual_and_not_shown(self) -> None:
        hits("CC104", {30: 50})
        self.assertContains(self.client.get("/live/"), "No check found")

    def test_a_removed_rule_is_not_shown(self) -> None:
        hits("CC104", {1: 9})
        self.rule("CC104").__class__.objects.filter(code="CC104").update(status="removed")
        self.assertNotContains(self.client.get("/live/"), "CC104")

    def test_the_feed_has_an_entry_for_each_hour_with_a_spike(self) -> None:
        hits("CC104", {1: 9, 50: 12, 24 * 9: 40, 3: 2})
        feed = ET.fromstring(self.client.get("/live.atom").content)
        titles = [title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")][1:]
        self.assertEqual(len(titles), 2)
        self.assertIn("9× the usual in an hour", titles[0])

    def test_the_numbers_are_json_too(self) -> None:
        hits("CC104", {1: 9, 2: 1})
        [rule] = self.client.get("/live.json").json()["rules"]
        self.assertEqual((rule["rule"], sum(rule["counts"]), rule["times_the_usual"]), ("CC104", 10, 9))

    def test_the_page_needs_few_queries_however_many_rules(self) -> None:
        for code in ("CC101", "CC102", "CC104", "SH101"):
            hits(code, {1: 2, 5: 3})
        # On PostgreSQL the version of the content is read over a connection of its own.
        with CaptureQueriesContext(connection) as asked:
            self.client.get("/live/")
        self.assertLessEqual(len(asked), 3)
