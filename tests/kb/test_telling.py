"""From a post the words are chosen that our articles use; the search for them finds the right article."""

import tomllib
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

from kb.models import SearchMiss
from kb.search import search
from kb.search.telling import LEAST_ARTICLES, MOST, telling_words

from .cast import article

ROOT = Path(__file__).resolve().parents[2]
POSTS = ROOT / "tests" / "cases" / "told_in_sentences.toml"


class TellingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for number in range(LEAST_ARTICLES):
            article(f"okapi-{number}", title=f"The okapi and the walrus, case {number}", cause="A zebra grazes.")
        article("narwhal", title="A narwhal")

    def test_words_of_several_articles_are_chosen_in_the_order_of_the_text(self) -> None:
        self.assertEqual(telling_words("Why does a Walrus bite my OKAPI?"), ("walrus", "okapi"))

    def test_no_word_is_chosen_that_articles_lack_or_that_hardly_one_has(self) -> None:
        self.assertEqual(telling_words("narwhal hunter2 acme-corp.internal sk-ant-DUMMY"), ())

    def test_fillers_numbers_and_what_forms_ask_are_left_out(self) -> None:
        self.assertEqual(telling_words("The case 401: expected behavior, steps to reproduce, and"), ("case",))

    def test_what_is_told_most_is_chosen_of_many(self) -> None:
        many = " ".join(f"beast{number}" for number in range(30))
        for number in range(LEAST_ARTICLES):
            article(f"many-{number}", cause=many)
        words = telling_words(f"{many} okapi okapi")
        self.assertEqual((len(words), words[-1]), (MOST, "okapi"))

    def test_it_is_one_query_however_long_the_text(self) -> None:
        with self.assertNumQueries(1):
            telling_words("walrus okapi zebra " * 20_000)
        with self.assertNumQueries(0):
            self.assertEqual(telling_words("   "), ())

    def test_what_a_report_chose_is_not_kept_as_a_search_of_a_person(self) -> None:
        query = "walrus trombone violin xylophone"
        page = self.client.get("/search/", {"q": query, "from": "report"})
        self.assertNotContains(page, "Your words were noted")
        self.assertFalse(SearchMiss.objects.exists())
        self.assertContains(self.client.get("/search/", {"q": query}), "Your words were noted")


class PostTests(TestCase):
    def test_the_article_is_on_the_first_page_of_the_search(self) -> None:
        call_command("import_content", ROOT / "content", verbosity=0)
        for case in tomllib.loads(POSTS.read_text(encoding="utf-8"))["case"]:
            with self.subTest(case["article"]):
                hits = search(" ".join(telling_words(case["text"])), is_typed=False).hits
                self.assertIn(case["article"], [hit.slug for hit in hits])
