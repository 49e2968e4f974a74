"""What is offered while somebody types; the same on SQLite and on PostgreSQL."""

from django.db import connection
from django.test import TestCase

from kb.models import SearchMiss
from kb.search.suggesting import MOST, suggest

from .cast import article


class SuggestingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        article("gateway-bills", title="The gateway bills <b>credits</b>", signatures=("402 insufficient_funds",))
        article("garden", title="Garlic in a garden")
        article("internal-gateway", title="Gateway notes", audience="internal")

    def slugs(self, text: str) -> list[str]:
        return [one.slug for one in suggest(text)]

    def test_a_word_that_is_still_being_typed_finds_what_begins_so(self) -> None:
        self.assertEqual(self.slugs("gatew"), ["gateway-bills"])
        self.assertEqual(set(self.slugs("ga")), {"gateway-bills", "garden"})
        self.assertEqual(self.slugs("the bills cr"), ["gateway-bills"])

    def test_a_single_letter_that_begins_the_next_word_changes_nothing_yet(self) -> None:
        for text in ("gateway z", "insufficient_f", "the gateway b"):
            self.assertEqual(self.slugs(text), ["gateway-bills"], text)
        self.assertEqual(self.slugs("gateway z "), [])

    def test_words_that_stand_everywhere_offer_nothing_until_another_is_typed(self) -> None:
        article("everywhere", title="How do I do that?")
        self.assertEqual(self.slugs("how do i"), [])
        self.assertEqual(self.slugs("how do i garl"), ["garden"])
        self.assertEqual(self.slugs("how"), ["everywhere"])

    def test_a_finished_or_quoted_short_word_is_taken_as_it_is(self) -> None:
        for text in ("ga ", '"ga"', '"ga" '):
            self.assertEqual(self.slugs(text), [], text)

    def test_less_than_two_characters_offer_nothing(self) -> None:
        for text in ("", " ", "g", "?", "\x00"):
            self.assertEqual(self.slugs(text), [], repr(text))

    def test_a_pasted_message_offers_its_article_first(self) -> None:
        [first] = suggest("API Error: 402 insufficient_funds, please add credits")
        self.assertTrue(first.is_exact)

    def test_what_was_typed_is_marked_and_everything_else_escaped(self) -> None:
        self.assertEqual(suggest("gate")[0].title, "The <mark>gateway</mark> bills &lt;b&gt;credits&lt;/b&gt;")

    def test_nothing_is_recorded_while_typing(self) -> None:
        self.assertEqual(self.slugs("zebra"), [])
        self.assertFalse(SearchMiss.objects.exists())

    def test_the_list_is_short_and_needs_few_queries(self) -> None:
        for number in range(MOST + 5):
            article(f"more-{number}", title=f"Zebra number {number}")
        with self.assertNumQueries({"sqlite": 3, "postgresql": 2}[connection.vendor]):
            self.assertEqual(len(suggest("zeb")), MOST)

    def test_the_fragment_is_a_list_of_links_that_nothing_keeps(self) -> None:
        response = self.client.get("/search/suggest/", {"q": "gatew"})
        self.assertContains(response, 'href="/articles/gateway-bills/"')
        self.assertEqual(response["Cache-Control"], "no-store")
        self.assertContains(self.client.get("/search/suggest/"), "<ul")
