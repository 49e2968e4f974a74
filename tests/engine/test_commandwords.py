"""The words of a command as they are read in a text, held against bash."""

import re
import subprocess
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.commandwords import WORD, plain_value
from tests.guards import it_ends

# Words of which the text says what they are.
TOLD = (
    "plain",
    "",
    "'in single'",
    '"in double"',
    "''",
    '""',
    """a"b"'c'd""",
    '"it\'s"',
    """'say "x"'""",
    r"a\ b",
    r"\$A",
    r'"a\"b"',
    r'"\$A \\ \` \n"',
    "'$A `b` \\'",
    "http://h.example/?a=b#c",
    "$",
    "a~b",
    "x:y,z@{1}[2]%",
)
# Words that hang on more than the text.
ASKED = (
    "$A",
    "${A}",
    '"$A"',
    "a$A",
    '"a ${A}"',
    "$(pwd)",
    '"$(echo "a b")"',
    "`pwd`",
    "$(echo $(pwd))",
    "~/x",
    "<(pwd)",
)
# The same within a text in double quotes, such as an alias's: what is expanded before protects nothing.
PROTECTED_NO_MORE = ("'$A'", r"'a\b'", r"a\ b", "'`b`'")


class CommandWordTests(unittest.TestCase):
    def test_a_word_that_stands_there_is_what_bash_makes_of_it(self):
        words = [word for word in TOLD if word != "$"]
        made = subprocess.run(
            ["bash", "-c", "printf '%s\\0' " + " ".join(word or "''" for word in words)], capture_output=True
        )
        self.assertEqual([plain_value(word) for word in words], made.stdout.decode().split("\0")[:-1])

    def test_a_word_that_is_worked_out_is_not_known(self):
        for word in ASKED:
            with self.subTest(word):
                self.assertIsNone(plain_value(word))

    def test_in_double_quotes_single_ones_protect_nothing(self):
        for word in PROTECTED_NO_MORE:
            with self.subTest(word):
                self.assertIsNotNone(plain_value(word))
                self.assertIsNone(plain_value(word, is_expanded_before=True))
        self.assertEqual(plain_value("'a b'", is_expanded_before=True), "a b")

    def test_a_word_is_read_to_its_end(self):
        for word in (*TOLD, *ASKED, "<your-key>"):
            for end in (" claude", "; claude", "", " \\\n claude"):
                with self.subTest(word + end):
                    self.assertEqual(re.match(WORD, word + end).group(), word)

    @given(st.text(alphabet="a$()`'\"\\ <>=~", max_size=40))
    def test_any_word_is_read_and_answered(self, text):
        self.assertIsInstance(plain_value(re.match(WORD, text).group()), str | None)

    def test_a_quarter_of_a_megabyte_is_read_in_time(self):
        for piece in ("$(", "$(a)", '"$(', '"$(a)', "'", '"', "`", "(", "((a)", "<", "\\", "$", "a"):
            text = piece * (250_000 // len(piece))
            with self.subTest(piece), it_ends():
                plain_value(re.match(WORD, text).group())
