"""Content health names what needs somebody, each thing with the way to it."""

from __future__ import annotations

import datetime as dt
import time

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from diagnostics import contenthealth
from diagnostics.models import CheckDay, HitHour, Rule
from kb.models import Article, ArticleDay, ErrorSignature, Flag, SearchMiss, Vote

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

    def test_what_did_not_help_is_dealt_with_once_another_advice_is_given(self) -> None:
        article = self.article()
        for number in range(3):
            Vote.objects.create(article=article, revision=1, voter=str(number), helped=False)
        article.cause = "Another cause."
        article.save()
        self.assertEqual(contenthealth.unhelpful().count, 1)
        article.resolution = "Something else."
        article.save()
        self.assertEqual(contenthealth.unhelpful().count, 0)

    def test_what_did_not_help_leads_to_the_form_and_to_what_readers_said(self) -> None:
        for number in range(3):
            Vote.objects.create(article=self.article(), revision=1, voter=str(number), helped=False, comment="No.")
        [entry] = contenthealth.unhelpful().entries
        self.assertEqual(entry.href, reverse("admin:kb_article_change", args=(self.article().pk,)))
        self.client.force_login(alice())
        self.assertContains(self.client.get(dict(entry.more)["What they said"]), "No.")

    def test_a_search_in_vain_leads_to_a_new_article_of_that_title(self) -> None:
        SearchMiss.objects.create(query="flux & capacitor")
        [entry] = contenthealth.looked_for().entries
        self.client.force_login(alice())
        self.assertContains(self.client.get(entry.href), 'value="flux &amp; capacitor"')
        for words, address in entry.more:
            self.assertContains(self.client.get(address), "capacitor", msg_prefix=words)

    def test_an_article_without_a_rule_leads_to_a_new_rule_for_it(self) -> None:
        Rule.objects.filter(article__slug=SLUG).update(status="removed")
        [entry] = contenthealth.without_rules().entries
        self.client.force_login(alice())
        self.assertContains(self.client.get(entry.href), f"article = &quot;{SLUG}&quot;")
        crafted = self.client.get(reverse("admin:diagnostics_rule_add"), {"article": 'x"\ncode = "CC101'})
        self.assertContains(crafted, "article = &quot;slug-of-the-article-that-explains-it&quot;")

    def test_a_flag_leads_to_its_answer_until_it_is_resolved(self) -> None:
        flag = Flag.objects.create(article=self.article(), revision=1, reason="wrong")
        [entry] = contenthealth.flagged().entries
        self.assertIn("something in it is wrong", entry.title)
        self.assertIn("nobody", entry.note)
        self.assertEqual(entry.href, reverse("admin:kb_flag_change", args=(flag.pk,)))
        Flag.objects.update(resolved=timezone.now())
        self.assertEqual(contenthealth.flagged().count, 0)

    def test_checks_that_led_to_nothing_are_counted_by_what_was_pasted_without_any_text(self) -> None:
        for text, name in (
            ("export PAGER=less\n", "~/.zshrc"),
            ("export PAGER=less\n", "~/.bashrc"),
            ("export A = 1\n", "~/.zshrc"),
        ):
            self.client.post("/check/", {"text": text, "name": name})
        section = contenthealth.unmatched()
        notes = {entry.title: entry.note for entry in section.entries}
        self.assertEqual(notes, {"bash": "1 of 1 checks", "zsh": "1 of 2 checks"})
        self.assertNotIn("PAGER", str(list(CheckDay.objects.values())))

    def test_an_article_that_reports_lead_to_is_reused_and_the_list_and_the_page_say_so(self) -> None:
        for _ in range(2):
            self.client.post("/check/", {"text": "export ANTHROPIC_API_KEY=a\nexport ANTHROPIC_API_KEY=b\n"})
        slugs = {row.article.slug for row in ArticleDay.objects.filter(checks=2).select_related("article")}
        self.assertIn(SLUG, slugs)
        entry = next(entry for entry in contenthealth.reused().entries if entry.title == self.article().title)
        self.assertIn("2 reports led to it", entry.note)
        ArticleDay.objects.filter(article__slug=SLUG).update(views=7)
        old = timezone.localdate() - dt.timedelta(days=31)
        ArticleDay.objects.create(article=self.article(), day=old, checks=100, views=100)
        self.client.force_login(alice())
        listed = self.client.get(reverse("admin:kb_article_changelist"), {"q": SLUG}).context["cl"].result_list
        self.assertEqual([(row.checks, row.views) for row in listed if row.slug == SLUG], [(2, 7)])

    def test_titles_that_say_the_same_are_suspected_whatever_their_order(self) -> None:
        for slug, title in (
            ("one", "The gateway bills the plan"),
            ("two", "Plan bills a gateway"),
            ("three", "The gateway bills credits"),
        ):
            Article.objects.create(slug=slug, title=title)
        [entry] = contenthealth.twins().entries
        self.assertEqual(entry.title, "The gateway bills the plan")
        self.assertEqual([words for words, _ in entry.more], ["Plan bills a gateway"])
        Article.objects.filter(slug="two").update(confidence="archived")
        self.assertEqual(contenthealth.twins().count, 0)

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
                for address in (entry.href, *(href for _, href in entry.more)):
                    self.assertEqual(self.client.get(address).status_code, 200, address)
