"""How a query is read, a text marked, and a miss stripped of secrets."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.index import variants
from kb.search.marks import Marker, marked
from kb.search.misses import MAX_LENGTH, without_secrets
from kb.search.query import MAX_TERMS, Term, open_term, read, stem
from kb.search.vocabulary import slips
from kb.search.words import words


class ReadTests(unittest.TestCase):
    CASES = (
        ("gateway", [Term(("gateway",), True)]),
        ("bills", [Term(("bill",), True)]),
        ("402", [Term(("402",), False)]),
        ("ANTHROPIC_BASE_URL", [Term(("anthropic", "base", "url"), True)]),
        ("x-api-key", [Term(("x", "api", "key"), True)]),
        ('"too low"', [Term(("too", "low"), False)]),
        ("what is the gateway", [Term(("gateway",), True)]),
        ("what is it", [Term(("what",), True), Term(("is",), False), Term(("it",), False)]),
        ("a* OR NEAR(b) ^c:d", [Term(("near", "b"), False), Term(("c", "d"), False)]),
        ("* : ( ) ^", []),
        ("Café", [Term(("cafe",), True)]),
    )

    def test_a_query_is_words_and_nothing_else(self):
        for text, terms in self.CASES:
            with self.subTest(query=text):
                self.assertEqual(list(read(text).terms), terms)

    def test_terms_are_few_however_much_is_pasted(self):
        self.assertLessEqual(len(read(" ".join(f"word{n}" for n in range(500))).terms), MAX_TERMS)

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=300))
    def test_what_reaches_the_database_has_no_sign_in_it(self, text):
        query = read(text)
        for term in (*query.terms, *map(open_term, query.telling())):
            for word in term.words:
                self.assertTrue(word)
                self.assertNotRegex(word, r"[\s\"'\\_*:&|!<>()^+-]")

    def test_endings_are_taken_off_only_where_enough_remains(self):
        cases = {
            "billing": "bill",
            "bills": "bill",
            "gateways": "gateway",
            "string": "string",
            "address": "address",
            "is": "is",
        }
        for word, left in cases.items():
            with self.subTest(word=word):
                self.assertEqual(stem(word), left)


class MarkTests(unittest.TestCase):
    def test_an_identifier_is_marked_as_one(self):
        self.assertEqual(
            marked("Set ANTHROPIC_BASE_URL.", read("anthropic base").terms), "Set <mark>ANTHROPIC_BASE</mark>_URL."
        )

    def test_a_text_with_markup_comes_out_harmless(self):
        self.assertEqual(marked("<b>gateway</b>", read("gateway").terms), "&lt;b&gt;<mark>gateway</mark>&lt;/b&gt;")

    @settings(max_examples=300, deadline=None)
    @given(st.text("ab1A_- .…\n", max_size=60), st.text('ab1A_- "', max_size=12))
    def test_a_plain_text_is_marked_as_if_it_were_cut_into_words(self, text, query):
        marker = Marker(read(query).terms)
        self.assertEqual(marker.places(text), list(marker._places_of_words(words(text))))

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=200), st.text(max_size=30))
    def test_marks_are_the_only_markup(self, text, query):
        html = marked(text, read(query).terms)
        self.assertNotIn("<", html.replace("<mark>", "").replace("</mark>", ""))


class SlipTests(unittest.TestCase):
    def test_slips_are_counted(self):
        cases = (("gatway", "gateway", 1), ("gaetway", "gateway", 1), ("gateway", "gateway", 0), ("fish", "bash", 2))
        for one, other, number in cases:
            with self.subTest(one=one, other=other):
                self.assertEqual(slips(one, other), number)

    @settings(max_examples=80, deadline=None)
    @given(st.text("abcde", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("xyz"))
    def test_words_one_slip_apart_share_a_variant(self, word, at, letter):
        at %= len(word)
        for slip in (word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :], word[:at] + letter + word[at:]):
            self.assertTrue(variants(word) & variants(slip), slip)


class MissTests(unittest.TestCase):
    SECRETS = (
        "sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "sk-proj-abcDEF123456ghiJKL",
        "vck_1a2B3c4D5e6F7g8H9i0J",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "hunter2Correct9Horse",
        "550e8400-e29b-41d4-a716-446655440000",
    )

    def test_a_secret_is_dropped_wherever_it_stands(self):
        for secret in self.SECRETS:
            for text in (
                secret,
                f"error with {secret} in it",
                f'ANTHROPIC_API_KEY="{secret}"',
                f"https://me:{secret}@host/x",
            ):
                with self.subTest(text=text):
                    kept = without_secrets(text)
                    self.assertNotIn(secret.lower(), kept)
                    self.assertNotIn(secret.lower()[8:20], kept)

    def test_words_and_identifiers_are_kept(self):
        for text in (
            "anthropic_base_url gateway",
            "claude_code_use_bedrock",
            "402 insufficient_funds",
            "api error: 401 invalid token",
        ):
            with self.subTest(text=text):
                self.assertEqual(without_secrets(text), text)

    def test_an_address_of_a_person_is_dropped(self):
        self.assertEqual(without_secrets("login me@example.com fails"), "login … fails")

    def test_a_miss_is_one_short_line_in_small_letters(self):
        kept = without_secrets("Strange\n  thing " * 40)
        self.assertTrue(kept.startswith("strange thing strange"))
        self.assertLessEqual(len(kept), MAX_LENGTH)


class WordTests(unittest.TestCase):
    def test_words_keep_their_places(self):
        text = "Éa ANTHROPIC_BASE_URL"
        found = [(word.text, text[word.start : word.end]) for word in words(text)]
        self.assertEqual(found, [("ea", "Éa"), ("anthropic", "ANTHROPIC"), ("base", "BASE"), ("url", "URL")])
