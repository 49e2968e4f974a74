"""Error messages are known by their words, whatever a terminal, a forum or one person's ids make of them."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.signatures import match, normalise


class NormaliseTests(unittest.TestCase):
    def test_what_varies_becomes_a_gap(self):
        for pasted, words in (
            ("\x1b[1;31mAPI Error:\x1b[0m 402", "api error 402"),
            ("request req_011CSabcdefghijkl failed", "request … failed"),
            ("in /home/me/project/x.json: bad", "in … bad"),
            ("trace 123e4567-e89b-12d3-a456-426614174000 ended", "trace … ended"),
            ("prompt is too long: 201234 tokens", "prompt is too long … tokens"),
            ("key ‹anthropic-api-key, 104 characters, #1› refused", "key … refused"),
            ("HTTP 402 and 5-hour", "http 402 and 5 hour"),
        ):
            with self.subTest(pasted=pasted):
                self.assertEqual(normalise(pasted), words)

    @given(st.text(max_size=200))
    def test_it_is_done_after_one_turn(self, text):
        once = normalise(text)
        self.assertEqual(normalise(once), once)


class MatchTests(unittest.TestCase):
    KNOWN = (
        ("a", "Credit balance is too low"),
        ("b", "balance is too low"),
        ("c", "402"),
        ("d", "prompt is too long: … tokens > … maximum"),
        ("e", "Invocation of model ID … with on-demand throughput isn't supported"),
    )

    def test_the_longest_comes_first(self):
        self.assertEqual([each.slug for each in match("Error: Credit balance is too low!", self.KNOWN)], ["a", "b"])

    def test_a_single_word_must_be_all_that_was_pasted(self):
        self.assertEqual([each.slug for each in match("402", self.KNOWN)], ["c"])
        self.assertEqual(match("API Error: 402 something else", self.KNOWN), ())

    def test_numbers_and_ids_fill_the_gaps(self):
        for pasted, slug in (
            ("prompt is too long: 201234 tokens > 200000 maximum", "d"),
            (
                "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t "
                "supported.",
                "e",
            ),
        ):
            with self.subTest(pasted=pasted):
                self.assertEqual([each.slug for each in match(pasted, self.KNOWN)], [slug])

    def test_an_article_is_named_once(self):
        known = (("a", "too low"), ("a", "balance is too low"))
        self.assertEqual([each.signature for each in match("balance is too low", known)], ["balance is too low"])

    @given(st.text(max_size=200))
    def test_a_message_of_two_words_or_more_is_found_in_itself(self, text):
        if " " in normalise(text) and "…" not in normalise(text):
            self.assertEqual([each.slug for each in match(text, [("x", text)])], ["x"])
