"""Where no article holds all of the words, those with most of them are found, in a fair order, and the page says so."""

from unittest import mock

from django.db import connection

from kb.models import SearchMiss
from kb.search import ENOUGH, State, ranking, search

from .cast import article
from .searchcast import SearchTestCase, slugs


class PartTests(SearchTestCase):
    def test_who_says_it_in_the_title_is_not_lost_among_many_newer_that_mention_it(self):
        article("okapi", title="An okapi bills twice")
        for number in range(6):
            article(f"mentions-{number}", title=f"Number {number}", cause="Unlike an okapi, it bills once.")
        with mock.patch.object(ranking, "WHOLES", 3):
            results = search("okapi bills")
        self.assertEqual(results.hits[0].article.slug, "okapi")
        self.assertEqual((results.total, results.is_cut), (4, True))
        self.assertContains(self.client.get("/search/?q=okapi+bills"), "7 articles for")

    def test_where_enough_articles_say_it_first_the_page_says_at_least(self):
        for number in range(ENOUGH + 1):
            article(f"paged-{number}", title=f"Platypus {number}")
        self.assertContains(self.client.get("/search/?q=platypus"), f"At least {ENOUGH + 1} articles for")

    def test_where_no_article_has_all_words_those_with_most_are_found_and_that_is_said(self):
        results = search("my gateway billed all credits on tuesday, routing included")
        self.assertEqual(results.state, State.PARTLY)
        self.assertEqual(results.hits[0].slug, "gateway-bills-credits")
        self.assertEqual(results.remark, "No article holds all of these words; these hold most of them.")
        page = self.client.get("/search/", {"q": results.query})
        self.assertContains(page, f"1 article for “{results.query}”. {results.remark}</p>")

    def test_it_is_not_said_of_articles_with_less_than_most(self):
        results = search("narrow curly zebra violin gateway trombone")
        self.assertEqual([hit.slug for hit in results.hits], ["typographic-quotes"])
        self.assertEqual(results.remark, "No article holds all of these words; these hold the most telling of them.")

    def test_what_was_found_only_in_lesser_part_is_a_miss_and_that_is_said(self):
        noted = "Your words were noted"
        poor, better = "narrow curly zebra violin gateway trombone", "my gateway billed all credits on tuesday, routing"
        self.assertContains(self.client.get("/search/", {"q": poor}), noted)
        self.assertNotContains(self.client.get("/search/", {"q": better}), noted)
        self.assertEqual([row.query for row in SearchMiss.objects.all()], [poor])

    def test_misspelt_fillers_alone_find_nothing(self):
        article("one", cause="It works although it should not.")
        article("other", cause="It works because it should.")
        self.assertEqual(search("altough becuase").state, State.NOTHING)

    def test_one_word_that_is_known_among_many_is_not_enough(self):
        self.assertEqual(search("violin zebra trombone gateway").state, State.NOTHING)

    def test_a_misspelt_word_of_a_sentence_is_seen_through_and_said(self):
        results = search("when did the gatewya begin to bill my credits, I wonder and wonder and wonder")
        self.assertEqual(results.hits[0].slug, "gateway-bills-credits")
        self.assertIn("(“gatewya” was read as “gateway”)", results.remark)

    def test_a_quoted_part_of_a_sentence_may_be_found_in_part_a_quoted_whole_may_not(self):
        self.assertEqual(slugs('the gateway prints "credits narwhal" and bills them'), ["gateway-bills-credits"])
        self.assertEqual(slugs('"the gateway prints credits narwhal and bills them"'), [])

    def test_a_sentence_of_which_one_article_mentions_all_finds_the_one_that_is_about_it(self):
        article("okapi", title="Okapi eats fern instead of hay", short_answer="Feed it.")
        article("long-story", title="Many things", cause="An okapi may eat fern although the zoo buys its hay.")
        results = search("why does my okapi eat fern although the zoo has its hay")
        self.assertEqual([hit.slug for hit in results.hits], ["okapi", "long-story"])
        self.assertEqual(results.remark, "Only 1 article holds all of these words; the others hold most of them.")

    def test_words_that_are_no_sentence_find_what_has_all_of_them_and_nothing_else(self):
        article("okapi", title="Okapi eats fern instead of hay", short_answer="Feed it.")
        article("long-story", title="Many things", cause="An okapi may eat fern although the zoo buys its hay.")
        results = search("okapi eat fern zoo hay")
        self.assertEqual(([hit.slug for hit in results.hits], results.state), (["long-story"], State.FOUND))

    def test_filters_hold_for_what_has_most_words(self):
        sentence = "my gateway billed all credits on tuesday, routing included"
        self.assertEqual(slugs(sentence, topic="gateways"), ["gateway-bills-credits"])
        self.assertEqual(slugs(sentence, topic="shells-and-files"), [])

    def test_a_rare_word_counts_more_than_common_ones(self):
        for number in range(6):
            article(f"common-{number}", title=f"The gateway bills credits, case {number}")
        article("rare", title="Narwhal in the gateway")
        self.assertEqual(slugs("whose narwhal costs gateway credits xylophone")[0], "rare")

    def test_beside_a_known_message_the_page_says_that_others_hold_only_part(self):
        results = search("insufficient_funds everywhere since tuesday, curly quotes around it")
        self.assertEqual(results.state, State.EXACT)
        self.assertEqual([hit.slug for hit in results.hits], ["gateway-bills-credits", "typographic-quotes"])
        self.assertContains(self.client.get("/search/", {"q": results.query}), results.remark)

    def test_what_has_most_words_is_found_with_few_queries(self):
        with self.assertNumQueries({"sqlite": 7, "postgresql": 6}[connection.vendor]):
            search("my gateway billed all credits on tuesday, routing included")

    def test_half_of_a_long_text_is_found_by_its_rarest_words(self):
        for number in range(4):
            article(f"newer-{number}", title=f"The gateway bills credits, case {number}")
        article("rare", title="Narwhal and walrus", cause="Ice.")
        with mock.patch.object(ranking, "READ", 1):
            for query in ("gateway narwhal walrus missing", "narwhal nothing gateway walrus"):
                with self.subTest(query=query):
                    self.assertEqual(slugs(query), ["rare"])
