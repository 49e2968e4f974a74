"""The contract of the search: the same on SQLite and on PostgreSQL; run on whichever the settings give."""

import datetime as dt
from unittest import mock

from django.db import connection, transaction
from django.test import TestCase
from django.urls import get_script_prefix, set_script_prefix

from kb.models import Article, SearchCard, SearchDocument, SearchMiss, SearchVariant, SearchWord
from kb.search import ENOUGH, PAGE_SIZE, State, index, misses, ranking, search
from kb.search_rows import rows

from .cast import article, product, topic, verified


def slugs(query: str, **filters) -> list[str]:
    return [hit.article.slug for hit in search(query, **filters).hits]


class SearchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.base = article(
            "base-url-ends-in-v1",
            title="Every model fails: ANTHROPIC_BASE_URL ends in /v1",
            signatures=("There's an issue with the selected model",),
            cause="The client adds `/v1/messages` itself.",
        )
        cls.credits = article(
            "gateway-bills-credits",
            title="The gateway bills credits instead of the plan",
            signatures=("insufficient_funds", "API Error: 402 Insufficient funds."),
            cause="The balance is checked before routing; it ends in 402.",
            resolution="```sh\nexport ANTHROPIC_CUSTOM_HEADERS='x-api-key: …'\n```",
        )
        cls.quotes = article(
            "typographic-quotes",
            title="Curly quotes around a value",
            short_answer="Write straight quotes.",
            cause="A gateway's guide in a word processor.",
            confidence="not validated",
        )
        cls.hidden = article(
            "secret-gateway", title="Internal gateway notes", audience="internal", signatures=("zebra stripes fail",)
        )
        cls.credits.topics.add(topic("gateways"))
        cls.quotes.topics.add(topic("shells-and-files"))
        cls.quotes.products.add(product("zsh"))

    def test_results_lead_to_articles_also_where_the_sites_own_path_has_hyphens(self):
        self.addCleanup(set_script_prefix, get_script_prefix())
        set_script_prefix("/help-desk/")
        shown = rows(search("insufficient_funds").hits, "mark=a")
        self.assertIn('href="/help-desk/articles/gateway-bills-credits/?mark=', shown)

    def test_nothing_asked_is_a_state_of_its_own(self):
        for query in ("", "   ", "* : ()", '""'):
            with self.subTest(query=query):
                self.assertEqual(search(query).state, State.NOT_ASKED)

    def test_words_find_articles_and_the_title_counts_most(self):
        results = search("gateway")
        self.assertEqual(results.state, State.FOUND)
        self.assertEqual(slugs("gateway"), ["gateway-bills-credits", "typographic-quotes"])
        self.assertEqual(results.total, 2)
        self.assertIn("<mark>gateway</mark>", results.hits[0].title)

    def test_queries_find_what_they_should(self):
        cases = {
            "ANTHROPIC_BASE_URL": ["base-url-ends-in-v1"],
            "anthropic_base": ["base-url-ends-in-v1"],
            "base url": ["base-url-ends-in-v1"],
            "x-api-key": ["gateway-bills-credits"],
            "ANTHROPIC_CUSTOM_HEADERS": ["gateway-bills-credits"],
            "402": ["gateway-bills-credits"],
            "billing credit": ["gateway-bills-credits"],
            "v1/messages": ["base-url-ends-in-v1"],
            '"straight quotes"': ["typographic-quotes"],
            '"quotes straight"': [],
            "why does the gateway bill my credits": ["gateway-bills-credits"],
            "typographic": ["typographic-quotes"],
        }
        for query, expected in cases.items():
            with self.subTest(query=query):
                self.assertEqual(slugs(query), expected)

    def test_no_sign_of_a_query_language_does_anything(self):
        for query in (
            '"',
            "gateway OR",
            "NEAR(gateway)",
            "title:gateway",
            "-gateway",
            "gateway*",
            "^gateway",
            "a & b | !c",
            "'; --",
            "gateway:*",
            "<->",
            "\\",
            "%",
            "_",
            "API Error: 401",
            "\x00gateway",
            "𝓰ateway",
            "½ ² ª",
            "ﬁle",
        ):
            with self.subTest(query=query):
                self.assertIsInstance(search(query).state, State)
        self.assertEqual(slugs("title:gateway"), slugs("title gateway"))
        self.assertEqual(slugs("gateway*"), slugs("gateway"))
        self.assertEqual(slugs("%"), [])

    def test_a_pasted_message_finds_its_article_first_and_is_marked(self):
        pasted = '│ API Error: 402 {"error":{"type":"insufficient_funds"}} │'
        results = search(pasted)
        self.assertEqual(results.state, State.EXACT)
        self.assertEqual(results.hits[0].article, self.credits)
        self.assertEqual(results.hits[0].signature, "insufficient_funds")
        self.assertTrue(results.hits[0].is_exact)
        self.assertIn("<mark>insufficient_funds</mark>", results.message)
        self.assertIn("&quot;error&quot;", results.message)

    def test_the_longest_message_is_the_one_that_is_named(self):
        self.assertEqual(
            search("api error: 402 insufficient funds").hits[0].signature, "API Error: 402 Insufficient funds."
        )

    def test_a_message_of_an_internal_article_is_not_known(self):
        self.assertNotEqual(search("zebra stripes fail").state, State.EXACT)
        self.assertEqual(slugs("zebra stripes fail"), [])

    def test_a_slip_is_corrected_and_said(self):
        results = search("gatway credits")
        self.assertEqual(results.state, State.CORRECTED)
        self.assertEqual(results.corrected, "gateway credits")
        self.assertEqual(results.literal, '"gatway credits"')
        self.assertEqual(results.hits[0].article, self.credits)
        self.assertEqual(search(results.literal).state, State.NOTHING)

    def test_swapped_letters_are_corrected(self):
        self.assertEqual(search("gaetway").corrected, "gateway")

    def test_a_word_that_we_know_is_never_corrected(self):
        self.assertEqual(search("ends gateway").corrected, "")

    def test_numbers_and_short_words_are_not_corrected(self):
        for query in ("403", "vl"):
            with self.subTest(query=query):
                self.assertEqual(search(query).state, State.NOTHING)

    def test_a_long_text_known_in_half_is_found(self):
        self.assertEqual(slugs("yesterday suddenly the gateway billed credits"), ["gateway-bills-credits"])
        self.assertEqual(slugs("yesterday suddenly everything exploded near credits"), [])

    def test_filters_narrow_everything(self):
        self.assertEqual(slugs("gateway", topic="gateways"), ["gateway-bills-credits"])
        self.assertEqual(slugs("gateway", product="zsh"), ["typographic-quotes"])
        self.assertEqual(slugs("gateway", confidence="not validated"), ["typographic-quotes"])
        self.assertEqual(slugs("insufficient_funds", topic="shells-and-files"), [])
        self.assertEqual(slugs("gateway", topic="nowhere"), [])
        self.assertTrue(search("gateway", topic="nowhere").is_filtered)

    def test_excerpts_are_safe_and_marked(self):
        hit = search("routing").hits[0]
        self.assertIn("<mark>routing</mark>", hit.excerpt)
        made = article("hostile", title="<script>alert(1)</script> kangaroo", cause="`<img onerror=x>` kangaroo")
        hit = search("kangaroo").hits[0]
        self.assertEqual(hit.article, made)
        self.assertNotIn("<script", hit.title)
        self.assertNotIn("<img", hit.excerpt)

    def test_results_show_what_topics_and_verifications_are_now(self):
        made = article("shown", title="Ephemeral wombat")
        label, other = topic("gateways"), topic("shells-and-files")

        def rename():
            label.title = "Gates"
            label.save()

        changes = (
            (lambda: made.topics.add(label), "Gateways", 2099),
            (lambda: other.articles.add(made), "Gateways, Shells And Files", 2099),
            (lambda: made.topics.remove(other), "Gateways", 2099),
            (rename, "Gates", 2099),
            (label.articles.clear, "", 2099),
            (lambda: made.topics.set([label, other]), "Gates, Shells And Files", 2099),
            (label.delete, "Shells And Files", 2099),
            (lambda: verified(made, until=dt.date(2100, 1, 2)), "Shells And Files", 2100),
            (lambda: made.verifications.latest("until").delete(), "Shells And Files", 2099),
        )
        for number, (change, topics, until) in enumerate(changes):
            with self.subTest(number):
                change()
                [hit] = search("wombat").hits
                self.assertEqual((hit.topics, hit.verified_until.year), (topics, until))

    def test_what_is_left_out_of_published_is_left_out_of_the_index(self):
        self.assertEqual(slugs("internal notes"), [])
        for change in ({"audience": "internal"}, {"confidence": "archived"}, {"confidence": "work in progress"}):
            with self.subTest(change=change):
                made = article("passing", title="Ephemeral wombat")
                self.assertEqual(slugs("wombat"), ["passing"])
                for name, value in change.items():
                    setattr(made, name, value)
                made.save()
                self.assertEqual(slugs("wombat"), [])
                made.delete()

    def test_after_a_new_title_the_old_words_find_nothing(self):
        made = article("renamed", title="Ephemeral wombat")
        made.title = "Lasting badger"
        made.save()
        self.assertEqual(slugs("wombat"), [])
        self.assertEqual(slugs("badger"), ["renamed"])
        self.assertFalse(SearchWord.objects.filter(word__in=("wombat", "ephemeral")).exists())

    def test_a_new_signature_is_found_and_a_deleted_one_is_not(self):
        row = self.quotes.signatures.create(text="parse error near narwhal")
        self.assertEqual(search("parse error near narwhal").state, State.EXACT)
        self.assertEqual(slugs("narwhal"), ["typographic-quotes"])
        row.delete()
        self.assertEqual(slugs("narwhal"), [])

    def test_what_is_saved_within_one_change_is_indexed_once_and_whole(self):
        with mock.patch.object(index, "reindex", wraps=index.reindex) as reindex, index.postponed():
            made = article("once", title="Ephemeral wombat", signatures=("parse error near narwhal", "other narwhal"))
            made.title = "Lasting badger"
            made.save()
            article("gone", title="Ephemeral wombat").delete()
            self.assertEqual(slugs("narwhal"), [])
        self.assertEqual(reindex.call_count, 1)
        self.assertEqual(slugs("narwhal"), ["once"])
        self.assertEqual((slugs("badger"), slugs("wombat")), (["once"], []))

    def test_a_change_that_fails_is_not_indexed(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic(), index.postponed():
            article("never", title="Ephemeral wombat")
            raise ZeroDivisionError
        self.assertEqual(slugs("wombat"), [])

    def test_a_deleted_article_leaves_nothing_in_the_index(self):
        Article.objects.all().delete()
        self.assertEqual(slugs("gateway"), [])
        for model in (SearchCard, SearchDocument, SearchWord, SearchVariant):
            self.assertFalse(model.objects.exists(), model)

    def test_results_come_in_pages(self):
        for number in range(PAGE_SIZE + 3):
            article(f"paged-{number}", title=f"Platypus {number}")
        first, second = search("platypus"), search("platypus", page=2)
        self.assertEqual((first.total, len(first.hits), len(second.hits)), (PAGE_SIZE + 3, PAGE_SIZE, 3))
        self.assertFalse({hit.article.pk for hit in first.hits} & {hit.article.pk for hit in second.hits})
        self.assertEqual(list(first.page_numbers), [1, 2])
        self.assertEqual(search("platypus", page=99).page.number, 2)

    def test_a_search_needs_few_queries_however_much_it_finds(self):
        for number in range(10):
            article(f"paged-{number}", title=f"Platypus {number}")
        with self.assertNumQueries({"sqlite": 4, "postgresql": 2}[connection.vendor]):
            search("platypus")

    def test_the_colours_of_a_terminal_are_no_words(self):
        for pasted in (
            "\x1b[31mAPI Error: 402\x1b[0m Insufficient funds.",
            r"\u001b[1mAPI Error: 402 Insufficient funds.",
        ):
            with self.subTest(pasted=pasted):
                self.assertEqual(search(pasted).state, State.EXACT)
        self.assertEqual(slugs("\x1b[31mgateway\x1b[0m credits"), ["gateway-bills-credits"])

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

    def test_filters_hold_for_a_whole_message(self):
        message = "API Error: 402 Insufficient funds."
        self.assertEqual(search(message, topic="gateways").state, State.EXACT)
        self.assertNotEqual(search(message, topic="shells-and-files").state, State.EXACT)
        self.assertNotEqual(search(message, product="zsh").state, State.EXACT)
        self.assertNotEqual(search(message, confidence="not validated").state, State.EXACT)

    def test_what_nobody_needs_to_ask_is_answered_all_the_same(self):
        queries = (
            "a",
            "\0",
            "🔥 402",
            "网关 计费 错误",
            "İstanbul ǅ ß ﬃ",
            " ".join("abcdefghijklmnopqrstuvwxyz") * 2,
            "word " * 2_000,
            " ".join(f"word{number}" for number in range(1_500)),
            "_-:./" * 2_000,
            "x" * 10_000,
            '"' * 999,
            "\u202egateway\u200b",
        )
        for query in queries:
            with self.subTest(query=query[:20]):
                self.assertEqual(self.client.get("/search/", {"q": query}).status_code, 200)
                self.assertEqual(self.client.get("/search/suggest/", {"q": query}).status_code, 200)


class MissTests(TestCase):
    def test_a_miss_is_counted_once_a_query(self):
        for query in ("Flux capacitor", "flux  capacitor"):
            self.assertEqual(search(query).state, State.NOTHING)
        miss = SearchMiss.objects.get()
        self.assertEqual((miss.query, miss.count), ("flux capacitor", 2))

    def test_a_miss_under_a_filter_says_nothing_about_our_articles(self):
        search("flux capacitor", topic="gateways")
        self.assertFalse(SearchMiss.objects.exists())

    def test_a_secret_never_reaches_the_table(self):
        secret = "sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
        search(f"export FLUX_API_KEY={secret}")
        search(secret)
        self.assertNotIn("abcdef", " ".join(SearchMiss.objects.values_list("query", flat=True)))

    def test_the_table_stays_small(self):
        self.addCleanup(setattr, misses, "MAX_ROWS", misses.MAX_ROWS)
        misses.MAX_ROWS = 2
        for query in ("flux one", "flux two", "flux three", "flux one"):
            search(query)
        self.assertEqual(SearchMiss.objects.count(), 2)
        self.assertEqual(SearchMiss.objects.get(query="flux one").count, 2)

    def test_the_most_wanted_come_first(self):
        for query in ("flux", "capacitor", "capacitor"):
            search(query)
        self.assertEqual([row.query for row in SearchMiss.objects.most_wanted()], ["capacitor", "flux"])
