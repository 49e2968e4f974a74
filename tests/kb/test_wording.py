"""Texts are cut where a reader would cut them, and names in headings stay whole."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from kb.templatetags.wording import breakable, shortened


class ShortenedTests(unittest.TestCase):
    def test_a_text_ends_with_a_sentence_or_a_word(self) -> None:
        for text, most, expected in (
            ("All of it.", 20, "All of it."),
            ("Remove it. Then open a new terminal.", 15, "Remove it."),
            ("Yes. People report that it charged them", 30, "Yes. People report that it…"),
            ("The client, which reads it twice", 12, "The client…"),
            ("Version 2.1.330 reads the other file first", 20, "Version 2.1.330…"),
            ("ANTHROPIC_CUSTOM_HEADERS", 10, "ANTHROPIC…"),
        ):
            with self.subTest(text):
                self.assertEqual(shortened(text, most), expected)

    @given(st.text(max_size=60), st.integers(5, 40))
    def test_it_never_takes_more_room_than_there_is(self, text: str, most: int) -> None:
        found = shortened(text, most)
        self.assertLessEqual(len(found), most)
        self.assertTrue(text.startswith(found.removesuffix("…")))


class BreakableTests(unittest.TestCase):
    def test_a_name_is_one_piece_that_may_break_behind_an_underscore(self) -> None:
        for text, expected in (
            ("A_B <b>", '<span class="name">A_<wbr>B</span> &lt;b&gt;'),
            ('"Invalid --api-key format"', '&quot;Invalid <span class="name">--api-key</span> format&quot;'),
            ("well-known, x-api-key", "well-known, x-api-key"),
            ("&_<", "&amp;_&lt;"),
        ):
            with self.subTest(text):
                self.assertEqual(breakable(text), expected)
