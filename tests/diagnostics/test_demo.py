"""Demo data fills every page with use, the same for the same seed, and goes away without a trace."""

from __future__ import annotations

import datetime as dt
import io
import re

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse

from diagnostics import demo
from diagnostics.live import spikes
from diagnostics.models import HitHour
from kb.models import Article, ArticleDay, SameProblem, SearchMiss, Vote

from .seed import SeededTestCase, alice

DAY = dt.date(2026, 11, 27)


def state() -> dict[str, list[tuple]]:
    return {
        "days": sorted(ArticleDay.objects.values_list("article__slug", "day", "views", "checks")),
        "hits": sorted(HitHour.objects.values_list("code", "hour", "count")),
        "misses": sorted(SearchMiss.objects.values_list("query", "count")),
        "votes": sorted(Vote.objects.values_list("article__slug", "voter", "helped", "reason", "day")),
        "same": sorted(SameProblem.objects.values_list("article__slug", "voter")),
        "articles": sorted(Article.objects.values_list("slug")),
        "history": [(Article.history.count(),)],
        "people": sorted(get_user_model().objects.values_list("username")),
    }


class DemoTests(SeededTestCase):
    def call(self, *options: str) -> str:
        out = io.StringIO()
        call_command("demo_data", *options, stdout=out)
        return out.getvalue()

    def test_the_same_seed_makes_the_same_and_removing_leaves_what_was_there_before(self) -> None:
        ArticleDay.objects.create(article=Article.objects.order_by("slug").first(), day=DAY, views=7)
        SearchMiss.objects.create(query=demo.MISSES[0], count=3)
        before = state()
        demo.add(1, DAY)
        first = state()
        self.assertTrue(demo.remove())
        self.assertEqual(state(), before)
        self.assertFalse(demo.remove())
        demo.add(1, DAY)
        self.assertEqual(state(), first)
        demo.remove()
        demo.add(2, DAY)
        self.assertNotEqual(state()["days"], first["days"])

    def test_there_is_something_on_every_page_that_shows_use(self) -> None:
        self.call()
        self.client.force_login(alice())
        health = self.client.get(reverse("content_health")).content.decode()
        for words in (demo.TITLES[0].split("'")[0], demo.OUTDATED[0], demo.MISSES[0]):
            self.assertIn(words, health)
        self.assertTrue(spikes(), "one rule is hit far above the usual")
        self.assertContains(self.client.get("/live/"), "× the usual in the last hour")
        self.assertEqual(self.client.get("/top/").status_code, 200)

    def test_repeated_it_begins_anew_and_prints_passwords_that_open(self) -> None:
        self.call()
        said = self.call()
        self.assertEqual(get_user_model().objects.filter(username__startswith="demo-").count(), 4)
        passwords = dict(re.findall(r"(demo-\w+) +(\S+)", said))
        for name, group in zip(passwords, demo.GROUPS, strict=True):
            person = get_user_model().objects.get(username=name)
            self.assertTrue(person.check_password(passwords[name]))
            self.assertEqual([one.name for one in person.groups.all()], [group])
        self.assertIn("is gone", self.call("--remove"))
        self.assertIn("There is no demo data", self.call("--remove"))

    @override_settings(PRODUCTION=True)
    def test_production_gets_none(self) -> None:
        with self.assertRaisesRegex(CommandError, "production"):
            self.call()
