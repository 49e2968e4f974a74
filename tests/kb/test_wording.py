"""Texts are cut where a reader would cut them, and names in headings stay whole."""

import html
import re
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
    def test_a_name_is_one_piece_and_a_long_one_breaks_behind_its_underscores(self) -> None:
        for text, expected in (
            ("A_B <b>", '<span class="name">A_B</span> &lt;b&gt;'),
            ("A__AAAAAAAAAAAAAAAA", '<span class="name name--long">A_<wbr>_<wbr>AAAAAAAAAAAAAAAA</span>'),
            ('"Invalid --api-key format"', '&quot;Invalid <span class="name">--api-key</span> format&quot;'),
            ("well-known, x-api-key", "well-known, x-api-key"),
            ("&_<", "&amp;_&lt;"),
            ("(UnrecognizedClientException)", "(Unrecognized<wbr>Client<wbr>Exception)"),
            ("UnknownModel", "UnknownModel"),
            ('"undefined/chat/completions"', "&quot;undefined<wbr>/chat<wbr>/completions&quot;"),
            (
                'OPENAI_API_KEY="$OPENROUTER_KEY"',
                '<span class="name">OPENAI_API_KEY</span>=<wbr>&quot;$<span class="name">OPENROUTER_KEY</span>&quot;',
            ),
        ):
            with self.subTest(text):
                self.assertEqual(breakable(text), expected)

    @given(st.text(alphabet="aB_-/= <&\"'", max_size=60))
    def test_the_words_stay_as_they_are(self, text: str) -> None:
        self.assertEqual(html.unescape(re.sub(r"</?span[^>]*>|<wbr>", "", breakable(text))), text)
