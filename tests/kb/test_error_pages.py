"""Each error message has a page, and the pages have a list."""

from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from kb.search.signatures import MAX_SLUG, normalise, slug

from .cast import article, product


class AddressTests(SimpleTestCase):
    def test_a_short_plain_message_is_its_own_address(self) -> None:
        self.assertEqual(slug(normalise("API Error: 402 insufficient_funds")), "api-error-402-insufficient-funds")

    def test_what_an_address_loses_a_digest_keeps(self) -> None:
        pairs = [
            ("prompt is too long: … tokens", "prompt is too long: tokens"),
            ("über Limit", "ber Limit"),
            ("a " * 60 + "x", "a " * 60 + "y"),
            ("模型不存在", "模型存在"),
        ]
        for one, other in pairs:
            with self.subTest(one):
                self.assertNotEqual(slug(normalise(one)), slug(normalise(other)))

    @given(st.lists(st.text(max_size=120).map(normalise).filter(bool), min_size=2, max_size=6, unique=True))
    def test_two_messages_have_two_addresses_that_a_url_can_hold(self, messages: list[str]) -> None:
        addresses = [slug(message) for message in messages]
        self.assertEqual(len(set(addresses)), len(messages))
        for address in addresses:
            self.assertRegex(address, r"^[a-z0-9]+(-[a-z0-9]+)*$")
            self.assertLessEqual(len(address), MAX_SLUG + 7)


class ErrorPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        claude = product("claude-code", title="Claude Code")
        cls.first = article("one-cause", signatures=("Not logged in · Please run /login", "Only here"))
        cls.second = article("other-cause", signatures=("not logged in: please run login!",))
        cls.first.products.add(claude)
        article("hidden", signatures=("Secret message",), audience="internal")

    def test_the_page_of_a_message_shows_all_articles_that_know_it(self) -> None:
        page = self.client.get("/errors/not-logged-in-please-run-login/")
        for words in ("2 known problems", self.first.title, self.second.title, "Only here"):
            self.assertContains(page, words)

    def test_a_part_that_varies_is_explained(self) -> None:
        article("third", signatures=("too long: … tokens",))
        [address] = [one for one in self.addresses() if "too-long" in one]
        self.assertContains(self.client.get(address), "stands for a part that differs")

    def addresses(self) -> list[str]:
        return [str(entry["url"]).removeprefix("http://testserver") for entry in self.json()]

    def json(self) -> list[dict[str, object]]:
        return self.client.get("/errors.json").json()["errors"]

    def test_the_list_has_each_message_once_under_its_product(self) -> None:
        page = self.client.get("/errors/")
        self.assertContains(page, "Not logged in · Please run /login", count=1)
        self.assertContains(page, "Claude Code")
        self.assertContains(self.client.get("/errors/", {"product": "claude-code"}), "Only here")
        self.assertEqual(self.client.get("/errors/", {"product": "nothing"}).status_code, 404)

    def test_what_is_not_published_is_nowhere(self) -> None:
        self.assertNotContains(self.client.get("/errors/"), "Secret message")
        self.assertNotIn("Secret message", str(self.json()))
        self.assertEqual(self.client.get("/errors/secret-message/").status_code, 404)

    def test_an_article_links_its_messages(self) -> None:
        self.assertContains(self.client.get(self.first.get_absolute_url()), 'href="/errors/only-here/"')

    def test_an_empty_list_says_so(self) -> None:
        self.first.signatures.all().delete()
        self.second.signatures.all().delete()
        self.assertContains(self.client.get("/errors/"), "No message is known here yet")

    def test_the_number_of_queries_does_not_grow_with_the_messages(self) -> None:
        for number in range(20):
            article(f"more-{number}", signatures=(f"message number {number} of many",))
        with self.assertNumQueries(4):
            self.client.get("/errors/")
