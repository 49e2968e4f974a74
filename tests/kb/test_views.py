"""The reader's pages over HTTP, without JavaScript."""

import datetime as dt
import re

from django.contrib.auth import get_user_model
from django.test import TestCase
from django.utils import timezone

from kb import articlefile
from kb.models import Article, ArticleDay, ErrorSignature, FormerSlug, SearchMiss, Source, Topic, VerificationRecord

TODAY = timezone.localdate()


def write_article(slug: str, title: str, **fields: object) -> Article:
    """Write a public, validated article with a source and a record that holds for a year."""
    values = {
        "short_answer": "Set `ANTHROPIC_API_KEY` to nothing.",
        "issue": "The bill is too high.",
        "resolution": "1. Remove the line.",
        "cause": "A key wins.",
        "current_behaviour": "The key pays.",
        "expected_behaviour": "The plan pays.",
        "confidence": "validated",
        "audience": "public",
    }
    article = Article.objects.create(slug=slug, title=title, **(values | fields))
    Source.objects.create(article=article, url="https://vendor.example/page", what="The vendor's page", date="2026-11")
    VerificationRecord.objects.create(
        article=article,
        by="Verdict",
        how="measured",
        version="Claude Code 2.1.330",
        on=TODAY,
        until=TODAY + dt.timedelta(days=365),
        what="Both were sent.",
    )
    return article


class ReaderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = Topic.objects.create(slug="gateways", title="Gateways", summary="What stands between.")
        cls.public = write_article("the-key-wins", "The key wins over the plan")
        cls.public.topics.add(cls.topic)
        cls.secret = write_article("for-staff", "Only for staff", audience="internal")
        cls.draft = write_article("half-done", "Half done", confidence="work in progress")

    def test_home_asks_one_question_and_lists_only_published_articles(self):
        answer = self.client.get("/")
        self.assertContains(answer, "What do you see?")
        self.assertContains(answer, "The key wins over the plan")
        self.assertNotContains(answer, "Only for staff")
        self.assertNotContains(answer, "Half done")

    def test_home_sets_no_cookie(self):
        for path in ("/", "/search/?q=key", "/articles/the-key-wins/"):
            with self.subTest(path=path):
                self.assertEqual(len(self.client.get(path).cookies), 0)

    def test_an_empty_site_still_has_a_home(self):
        Article.objects.all().delete()
        answer = self.client.get("/")
        self.assertContains(answer, "No article has been published yet.")

    def test_topics_count_their_published_articles(self):
        self.draft.topics.add(self.topic)
        self.assertContains(self.client.get("/topics/"), "1 article")

    def test_a_topic_lists_its_articles(self):
        answer = self.client.get("/topics/gateways/")
        self.assertContains(answer, "The key wins over the plan")
        self.assertContains(answer, "What stands between.")

    def test_lists_answer_nonsense_page_numbers_with_a_page(self):
        for path in ("/latest/?page=x", "/latest/?page=99999", "/top/?period=x&page=-1", "/search/?q=key&page=0"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(path).status_code, 200)

    def test_lists_need_few_queries_however_many_articles(self):
        for number in range(15):
            write_article(f"article-{number}", f"Article {number}").topics.add(self.topic)
        for path, queries in (("/latest/", 8), ("/top/", 8), ("/topics/gateways/", 9)):
            with self.subTest(path=path), self.assertNumQueries(queries):
                self.client.get(path)

    def test_the_article_stands_in_the_order_of_need(self):
        page = self.client.get("/articles/the-key-wins/").content.decode()
        order = [
            "<h1",
            "Validated",
            "Short answer",
            'id="issue"',
            'id="current-behaviour"',
            'id="expected-behaviour"',
            'id="cause"',
            'id="resolution"',
            'id="sources"',
        ]
        places = [page.index(mark) for mark in order]
        self.assertEqual(places, sorted(places))

    def test_every_part_of_an_article_can_be_gone_to_on_a_phone_and_on_a_wide_page(self):
        page = self.client.get("/articles/the-key-wins/").content.decode()
        linked = re.findall(r'<li><a href="#([\w-]+)">', page)
        half = len(linked) // 2
        self.assertEqual(linked[:half], linked[half:])
        self.assertGreater(half, 3)
        headings = re.findall(r'<h2 id="([\w-]+)"', page)
        self.assertEqual([each for each in headings if each not in linked], ["helped"])
        self.assertEqual([each for each in linked if each not in headings], [])

    def test_an_expired_verification_is_said_before_anything_else(self):
        self.public.verifications.update(on=TODAY - dt.timedelta(days=9), until=TODAY - dt.timedelta(days=1))
        page = self.client.get("/articles/the-key-wins/").content.decode()
        self.assertLess(page.index("Check again."), page.index("<h1"))

    def test_what_is_not_published_is_not_found_by_readers_but_by_staff(self):
        for slug in ("for-staff", "half-done"):
            for ending in ("/", ".md", ".json"):
                with self.subTest(slug=slug, ending=ending):
                    self.assertEqual(self.client.get(f"/articles/{slug}{ending}").status_code, 404)
        self.client.force_login(get_user_model().objects.create_user("alice", password="x", is_staff=True))
        self.assertEqual(self.client.get("/articles/for-staff/").status_code, 200)

    def test_a_former_address_redirects_for_good(self):
        FormerSlug.objects.create(slug="old-name", article=self.public)
        self.assertRedirects(self.client.get("/articles/old-name/"), "/articles/the-key-wins/", status_code=301)

    def test_a_former_address_of_a_hidden_article_tells_nothing(self):
        FormerSlug.objects.create(slug="old-secret", article=self.secret)
        self.assertEqual(self.client.get("/articles/old-secret/").status_code, 404)

    def test_the_markdown_page_is_the_exported_file(self):
        text = self.client.get("/articles/the-key-wins.md").content.decode()
        self.assertEqual(articlefile.dump(articlefile.parse(text)), text)
        self.assertEqual(
            self.client.get("/articles/the-key-wins/", headers={"accept": "text/markdown"}).content.decode(), text
        )

    def test_the_json_page_has_the_fields(self):
        data = self.client.get("/articles/the-key-wins.json").json()
        self.assertEqual(data["title"], "The key wins over the plan")
        self.assertEqual(data["url"], "http://testserver/articles/the-key-wins/")

    def test_reading_counts_once_a_request_and_staff_do_not_count(self):
        self.client.get("/articles/the-key-wins/")
        self.client.head("/articles/the-key-wins/")
        self.client.force_login(get_user_model().objects.create_user("bob", password="x", is_staff=True))
        self.client.get("/articles/the-key-wins/")
        self.assertEqual(ArticleDay.objects.get(article=self.public).views, 1)

    def test_nothing_may_be_posted_to_a_page(self):
        for path in ("/", "/search/", "/articles/the-key-wins/"):
            with self.subTest(path=path):
                self.assertEqual(self.client.post(path).status_code, 405)


class SearchPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.article = write_article("funds", "The gateway wants credits")
        ErrorSignature.objects.create(
            article=cls.article, text="Insufficient funds. Please add credits to your account"
        )

    def test_each_state_has_its_own_words(self):
        cases = {
            "": "Nothing was asked yet.",
            "credits": "1 article for",
            "gatewy": "Search instead for gatewy",
            "zebra": "Nothing found for",
            'API Error: 402 {"message":"Insufficient funds. Please add credits to your account"}': "This exact message",
        }
        for query, words in cases.items():
            with self.subTest(query=query):
                self.assertContains(self.client.get("/search/", {"q": query}), words)

    def test_the_query_comes_back_escaped(self):
        answer = self.client.get("/search/", {"q": '"><script>alert(1)</script>'})
        self.assertNotContains(answer, "<script>alert")

    def test_a_pasted_configuration_is_sent_to_the_check(self):
        answer = self.client.get("/search/", {"q": "export CREDITS_GATEWAY=credits gateway"})
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertContains(self.client.get("/search/", {"q": "credits SOME_NAME=credits"}), 'href="/check/"')

    def test_a_miss_is_recorded_without_what_looks_like_a_key(self):
        self.client.get("/search/", {"q": "zebra sk-ant-api03-" + "Ab3dEf6hIj9k" * 6})
        self.assertNotIn("Ab3dEf6hIj9k", " ".join(SearchMiss.objects.values_list("query", flat=True)))
