"""Settings as posts quote them: pieces without braces, lists of names and values, and two versions of one file."""

import re
import unittest

from hypothesis import example, given, settings
from hypothesis import strategies as st

from diagnostics.engine.analysis import analyse
from diagnostics.engine.findings import Login, Report
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.readers.jsonpieces import is_piece, whole
from diagnostics.engine.readers.listed import is_list, is_listed, read_listed
from diagnostics.engine.source import EARLIER, Document, Kind
from tests.guards import it_ends

PAIR = '"ANTHROPIC_BASE_URL": "https://gw.example"'
TOKEN = '"ANTHROPIC_AUTH_TOKEN": "t"'
FENCE = "My settings:\n```json\n{}\n```\nIt fails.\n"
# How a post quotes the settings that send a token to gw.example.
PIECES = (
    ("without the outer braces", f'"env": {{\n  {PAIR},\n  {TOKEN}\n}}'),
    ("with a comma behind", f'"env": {{\n  {PAIR},\n  {TOKEN}\n}},'),
    ("without the last brace", f'{{\n"env": {{\n{PAIR},\n{TOKEN}\n}}\n'),
    ("without any closing brace", f'{{\n"env": {{\n{PAIR},\n{TOKEN}\n'),
    ("the variables alone", f"{PAIR},\n{TOKEN}"),
    ("below a remark", f'// settings\n"env": {{\n  {PAIR},\n  {TOKEN}\n}}'),
    ("whole", f'{{"env": {{{PAIR}, {TOKEN}}}}}'),
)
LISTS = (
    ("with equals signs", "ANTHROPIC_BASE_URL=https://gw.example\nANTHROPIC_AUTH_TOKEN=t\n"),
    ("with colons", "ANTHROPIC_BASE_URL: https://gw.example\nANTHROPIC_AUTH_TOKEN: t\n"),
    ("as items", "- ANTHROPIC_BASE_URL=https://gw.example\n- ANTHROPIC_AUTH_TOKEN=t\n"),
    ("as items in backticks", "* `ANTHROPIC_BASE_URL`: `https://gw.example`\n* `ANTHROPIC_AUTH_TOKEN`: `t`\n"),
    ("in quotes", 'ANTHROPIC_BASE_URL="https://gw.example"\nANTHROPIC_AUTH_TOKEN="t"\n'),
    ("with remarks", "ANTHROPIC_BASE_URL=https://gw.example  # ours\n# the token\nANTHROPIC_AUTH_TOKEN=t\n"),
    ("with a length for a value", "ANTHROPIC_BASE_URL=https://gw.example\nANTHROPIC_AUTH_TOKEN=<set,len=108>\n"),
)
# A line, and what is known of its variable: the value, or that it is not set, or not known.
LINES = (
    ("ANTHROPIC_MODEL=opus", "opus", True),
    ("ANTHROPIC_MODEL: opus,", "opus", True),
    ("ANTHROPIC_API_KEY=(unset)", None, False),
    ("ANTHROPIC_API_KEY: none", None, False),
    ("ANTHROPIC_API_KEY=$OTHER", None, True),
)
NO_LISTS = (
    ("a sentence", "ANTHROPIC_API_KEY is set and it fails.\n"),
    ("other variables", "DATABASE_URL=x\nSOME_PORT=8\n"),
    ("code", "export ANTHROPIC_API_KEY=k\n"),
    ("a call", "ANTHROPIC_API_KEY=k claude\n"),
)
TWO = '"env": {{ "ANTHROPIC_BASE_URL": "{}", "ANTHROPIC_AUTH_TOKEN": "t" }}'


def report(text: str) -> Report:
    return analyse(read_pastes([("pasted", text, None)]), rules=(), login=Login.NONE)


def piece(text: str) -> Document:
    return Document("code on lines 1–9", text, Kind.CLAUDE_SETTINGS, paste="pasted")


class PostedTests(unittest.TestCase):
    def sends_the_token(self, text: str) -> None:
        [request] = report(text).requests
        self.assertEqual(request.endpoint, "https://gw.example")
        self.assertEqual(request.headers, {"authorization": "ANTHROPIC_AUTH_TOKEN"})

    def test_a_piece_of_settings_is_read_as_if_it_were_whole(self):
        for title, text in PIECES:
            with self.subTest(title):
                self.sends_the_token(FENCE.format(text))

    def test_a_list_of_variables_says_what_is_set(self):
        for title, text in LISTS:
            with self.subTest(title):
                self.assertTrue(is_list(text.splitlines(keepends=True)))
                self.sends_the_token(f"I set these environment variables:\n```\n{text}```\n")

    def test_a_line_of_a_list_may_hide_its_value(self):
        for line, value, is_set in LINES:
            with self.subTest(line):
                [entry] = read_listed(Document("list on line 1", line + "\n", Kind.LISTED)).entries
                self.assertEqual((entry.value, entry.is_set), (value, is_set))

    def test_what_is_no_list_is_none(self):
        for title, text in NO_LISTS:
            with self.subTest(title):
                self.assertFalse(is_list(text.splitlines(keepends=True)))

    def test_a_file_that_begins_so_is_no_piece(self):
        text = f'"env": {{ {PAIR} }}'
        self.assertEqual(whole(Document("settings.json", text, Kind.CLAUDE_SETTINGS)).text, text)

    def test_brackets_that_do_not_fit_are_left_as_they_are(self):
        for text in (f'"env": {{ {PAIR} ]', f'"env": {{ {PAIR} }} }} }}'):
            with self.subTest(text):
                self.assertEqual(whole(piece(text)).text, text)

    def test_of_a_piece_that_ends_within_a_text_what_is_whole_above_it_counts(self):
        self.assertEqual(whole(piece('"env": { "A": "')).text, '{"env": {}}')
        self.assertEqual(whole(piece('"env": { "A": "b",\n "C": "d')).text, '{"env": { "A": "b"}}')

    def test_the_last_of_two_versions_is_read(self):
        text = "Before:\n```\n{}\n```\nNow:\n```\n{}\n```\n".format(
            TWO.format("https://old.example"), TWO.format("https://gw.example")
        )
        self.sends_the_token(text)
        self.assertIn("the last ones", report(text).verdict.sentence)
        self.assertTrue(any(each.name.startswith(EARLIER) for each in read_pastes([("pasted", text, None)])))

    def test_two_pieces_that_do_not_differ_are_no_versions(self):
        text = "A:\n```\n{}\n```\nB:\n```\n{}\n```\n".format(TWO.format("https://gw.example"), '"model": "opus"')
        self.assertFalse(any(each.name.startswith(EARLIER) for each in read_pastes([("pasted", text, None)])))

    @settings(deadline=None)
    @given(st.text(alphabet='"env:{}[],\\A \n', max_size=200))
    @example('\n"A":')
    def test_any_piece_is_closed_or_left(self, text):
        found = whole(piece(text))
        self.assertTrue(found.text == text or is_piece(text) or text.lstrip("\ufeff \t\r\n").startswith("{"))
        # All of it is there, but for a last member that has no end.
        ends = [len(text), *(found.end() for found in re.finditer(r"[{,\n]", text))]
        cuts = [end for end in ends if re.fullmatch(r'([ \t]*"(?:.|\n)*)?', text[end:])]
        self.assertTrue(any(text[:end].rstrip(" \n,") in found.text for end in cuts))

    def test_long_lines_take_no_longer_than_short_ones(self):
        for title, text in (
            ("braces", '"a": ' + "{" * 200_000),
            ("quotes", '"a": ' + '"' * 200_000),
            ("blanks", "ANTHROPIC_API_KEY=" + " " * 200_000 + "x"),
            ("a name", "A" * 200_000),
            ("names", "A_" * 100_000),
            ("items", "- " * 100_000),
        ):
            with self.subTest(title), it_ends():
                whole(piece(text))
                is_listed(text)


if __name__ == "__main__":
    unittest.main()
