"""The contract of the search: the same on SQLite and on PostgreSQL; run on whichever the settings give."""

from django.db import connection
from django.urls import get_script_prefix, set_script_prefix

from kb.search import PAGE_SIZE, State, search
from kb.search_rows import rows

from .cast import article
from .searchcast import SearchTestCase, slugs


class SearchTests(SearchTestCase):
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
