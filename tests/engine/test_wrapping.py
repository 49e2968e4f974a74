"""Lines as the standard library's textwrap breaks them."""

import textwrap
import unittest

from hypothesis import example, given
from hypothesis import strategies as st

from diagnostics.engine.rendering.wrapping import wrap

WORDS = st.lists(st.text("ab‹é", min_size=1, max_size=30), max_size=30).map(" ".join)
INDENTS = st.sampled_from(["", "  ", "    = why: ", "warning[CC101]: "])


class WrappingTests(unittest.TestCase):
    @given(WORDS, st.integers(1, 80), INDENTS, INDENTS)
    @example("aaaa", 4, "", "")
    @example("aa aa", 4, "", "")
    @example("a a a aaa", 1, "", "    = why: ")
    @example("aaaaaa a", 4, "", "  ")
    def test_lines_are_those_of_textwrap(self, words: str, width: int, first: str, rest: str) -> None:
        expected = textwrap.wrap(
            words, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
        self.assertEqual(wrap(words, width, first, rest), expected)
