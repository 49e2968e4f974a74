"""What is not there helps to go on: the words of the address are searched, a withdrawn article says why."""

import datetime as dt

from django.test import SimpleTestCase, TestCase

from kb.missing import address_words
from kb.models import SearchMiss

from .cast import alice, article, topic


class AddressWordTests(SimpleTestCase):
    def test_the_words_of_an_address_are_those_that_say_something(self) -> None:
        for path, words in (
            ("/articles/vercel-gateway-402/", "vercel gateway 402"),
            ("/articles/ANTHROPIC_BASE_URL.html", "ANTHROPIC BASE URL"),
            ("/index.php", ""),
            ("/", ""),
            ("/a/" + "b-" * 50, "a b b b b b b b"),
            ("/\x00\ud800<script>/", "script"),
            ("/fehler-für-schlüssel/", "fehler für schlüssel"),
        ):
            with self.subTest(ascii(path)):
                self.assertEqual(address_words(path), words)


class MissingPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.found = article("base-url-ends-in-v1", title="Every model fails: the base URL ends in v1")

    def test_an_address_that_is_nearly_right_finds_the_article(self) -> None:
        page = self.client.get("/articles/base-url-ends-with-v1/")
        self.assertContains(page, self.found.get_absolute_url(), status_code=404)
        self.assertContains(page, 'value="base url ends with v1"', status_code=404)

    def test_an_address_of_other_words_finds_nothing_and_offers_the_search(self) -> None:
        page = self.client.get("/zebra/crossing/")
        self.assertNotContains(page, "Its words find these", status_code=404)
        self.assertContains(page, 'action="/search/"', status_code=404)

    def test_addresses_are_not_recorded_as_searches(self) -> None:
        self.client.get("/zebra/crossing/")
        self.assertFalse(SearchMiss.objects.exists())

    def test_what_an_address_holds_is_shown_as_text(self) -> None:
        self.assertNotContains(self.client.get("/<script>alert(1)</script>/"), "<script>alert", status_code=404)


class WithdrawnTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        gateways = topic("gateways")
        cls.article = article("old-advice", confidence="archived", withdrawn="The vendor took the option away.")
        cls.other = article("new-advice")
        for each in (cls.article, cls.other):
            each.topics.add(gateways)

    def test_every_form_of_a_withdrawn_article_says_why_and_what_there_is_instead(self) -> None:
        for path in ("/articles/old-advice/", "/articles/old-advice.md", "/articles/old-advice.json"):
            with self.subTest(path):
                page = self.client.get(path)
                self.assertContains(page, "The vendor took the option away.", status_code=410)
                self.assertContains(page, self.other.get_absolute_url(), status_code=410)
                self.assertNotContains(page, "Delete <code>/v1</code>", status_code=410)

    def test_its_former_address_leads_there(self) -> None:
        self.article.slug = "older-advice"
        self.article.save()
        page = self.client.get("/articles/old-advice/", follow=True)
        self.assertEqual((page.redirect_chain[0][1], page.status_code), (301, 410))

    def test_staff_go_on_reading_it(self) -> None:
        self.client.force_login(alice())
        self.assertContains(self.client.get("/articles/old-advice/"), "The vendor took the option away.")

    def test_a_fixed_article_says_so_before_anything_else(self) -> None:
        self.other.fixed_in = "Claude Code 2.1.400"
        self.other.save()
        page = self.client.get("/articles/new-advice/").content.decode()
        self.assertLess(page.index("Fixed in Claude Code 2.1.400."), page.index("<h1"))
        self.assertContains(self.client.get("/latest/"), "✓ Fixed in Claude Code 2.1.400")
        self.assertEqual(self.client.get("/latest.json").json()["articles"][0]["fixed_in"], "Claude Code 2.1.400")

    def test_a_stale_article_says_so_before_anything_else(self) -> None:
        self.other.verifications.update(on=dt.date(2020, 1, 1), until=dt.date(2020, 6, 1))
        page = self.client.get("/articles/new-advice/").content.decode()
        self.assertLess(page.index("Check again."), page.index("<h1"))


class ProblemFormTests(TestCase):
    """Programs and assistants get the same answer in their own form."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.found = article("base-url-ends-in-v1", title="Every <model> & fails: the base URL ends in v1")
        article("old-advice", confidence="archived", withdrawn="The vendor took the option away.")

    def test_the_address_or_what_is_accepted_chooses_the_form(self) -> None:
        lost = "/articles/base-url-ends-with-v1"
        for path, accept, form in (
            (f"{lost}/", "text/html,*/*;q=0.8", "text/html"),
            (f"{lost}/", "*/*", "text/html"),
            (f"{lost}/", "application/json", "application/problem+json"),
            (f"{lost}/", "text/markdown", "text/markdown"),
            (f"{lost}/", "text/plain", "text/plain"),
            (f"{lost}/", "image/png", "text/html"),
            (f"{lost}.json", "*/*", "application/problem+json"),
            (f"{lost}.md", "text/html", "text/markdown"),
            ("/rules/XX999.toml", "*/*", "text/plain"),
            ("/api/base-url-ends-in-v1", "*/*", "text/plain"),
            ("/api/base-url-ends-in-v1", "application/json", "application/problem+json"),
        ):
            with self.subTest(path=path, accept=accept):
                answer = self.client.get(path, headers={"Accept": accept})
                self.assertEqual((answer.status_code, answer["Content-Type"].partition(";")[0]), (404, form))
                self.assertIn("Accept", answer["Vary"])

    def test_every_form_leads_to_what_the_words_of_the_address_find(self) -> None:
        for accept in ("text/html", "application/json", "text/plain"):
            with self.subTest(accept):
                answer = self.client.get("/articles/base-url-ends-with-v1/", headers={"Accept": accept})
                self.assertContains(answer, self.found.get_absolute_url(), status_code=404)

    def test_problem_details_say_status_reason_and_where_to_go_on(self) -> None:
        answer = self.client.get("/articles/old-advice.json")
        self.assertEqual(
            answer.json(),
            {
                "type": "about:blank",
                "title": "Withdrawn: Old advice",
                "status": 410,
                "detail": "The vendor took the option away.",
            },
        )
        lost = self.client.get("/base-url-ends-in-v1.json").json()
        self.assertEqual(
            lost["instead"], [{"title": self.found.title, "url": f"http://testserver{self.found.get_absolute_url()}"}]
        )

    def test_the_lines_are_text_and_markdown_alike(self) -> None:
        text = self.client.get("/articles/old-advice.md").content.decode()
        self.assertEqual(text, "410: Withdrawn: Old advice\n\nThe vendor took the option away.\n")
