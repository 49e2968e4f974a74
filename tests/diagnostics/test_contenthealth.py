"""Content health names what needs somebody, each thing with the way to it."""

from __future__ import annotations

import datetime as dt
import time

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from diagnostics import contenthealth
from diagnostics.models import HitHour, Rule
from kb.models import Article, ErrorSignature, SearchMiss, Vote

from .seed import SeededTestCase, alice

URL = reverse("content_health")
SLUG = "a-later-line-wins"


class ContentHealthTests(SeededTestCase):
    def titles(self, section: contenthealth.Section) -> list[str]:
        return [entry.title for entry in section.entries]

    def article(self) -> Article:
        return Article.objects.get(slug=SLUG)

    def test_work_in_progress_without_a_resolution(self) -> None:
        Article.objects.create(slug="begun", title="Begun")
        Article.objects.create(slug="nearly", title="Nearly", resolution="Do it.")
        self.assertEqual(self.titles(contenthealth.unfinished()), ["Begun"])

    def test_a_verification_that_has_run_out(self) -> None:
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        self.article().verifications.update(on=yesterday, until=yesterday)
        self.assertEqual(self.titles(contenthealth.run_out()), [self.article().title])

    def test_what_helped_fewer_than_it_did_not(self) -> None:
        for number in range(3):
            self.assertEqual(contenthealth.unhelpful().count, 0)
            Vote.objects.create(article=self.article(), revision=1, voter=str(number), helped=False)
        self.assertEqual([entry.note for entry in contenthealth.unhelpful().entries], ["3 no, 0 yes"])
        for number in range(3, 6):
            Vote.objects.create(article=self.article(), revision=1, voter=str(number), helped=True)
        self.assertEqual(contenthealth.unhelpful().count, 0)

    def test_what_was_looked_for_in_vain_the_most_wanted_first(self) -> None:
        SearchMiss.objects.create(query="once")
        SearchMiss.objects.create(query="often", count=9)
        self.assertEqual(self.titles(contenthealth.looked_for()), ["often", "once"])

    def test_an_article_whose_only_rule_was_removed_is_without_one(self) -> None:
        self.assertEqual(contenthealth.without_rules().count, 0)
        Rule.objects.filter(article__slug=SLUG).update(status="removed")
        self.assertEqual(self.titles(contenthealth.without_rules()), [self.article().title])

    def test_a_rule_that_nobody_hit_for_a_month(self) -> None:
        hour = int(time.time()) // 3600
        for rule in Rule.objects.active():
            HitHour.objects.create(code=rule.code, hour=hour - 5 if rule.code != "CC104" else hour - 24 * 31)
        self.assertEqual([title[:5] for title in self.titles(contenthealth.without_hits())], ["CC104"])

    def test_a_message_that_two_articles_claim(self) -> None:
        before = contenthealth.duplicates().count
        for article in Article.objects.published()[:2]:
            ErrorSignature.objects.create(article=article, text="A message of both")
        section = contenthealth.duplicates()
        self.assertEqual(section.count, before + 1)
        self.assertIn("A message of both", self.titles(section))

    def test_the_page_is_for_staff_who_may_see_articles_and_every_link_leads_somewhere(self) -> None:
        self.assertEqual(self.client.get(URL).status_code, 302)
        self.client.force_login(get_user_model().objects.create_user("charlie", is_staff=True))
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.force_login(alice())
        Article.objects.create(slug="begun", title="Begun")
        SearchMiss.objects.create(query="a & b")
        self.assertContains(self.client.get("/admin/"), URL)
        page = self.client.get(URL)
        for section in page.context["sections"]:
            for entry in section.entries[:3]:
                self.assertEqual(self.client.get(entry.href).status_code, 200, entry.href)
