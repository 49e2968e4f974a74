"""What sentences of a post tell of variables is taken at its word; what asks, advises or supposes tells nothing."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from diagnostics.engine.limits import MAX_LINES, InputError, check_documents
from diagnostics.engine.pastes.splitting import read_paste
from diagnostics.engine.readers.told import read_told, told_of
from diagnostics.engine.source import Document, Kind

CASES = Path(__file__).parents[1] / "cases" / "told.jsonl"
BASE = "ANTHROPIC_BASE_URL"


class ToldSentences(unittest.TestCase):
    def test_a_sentence_tells_what_it_says_to_be_so_and_no_other_tells_anything(self) -> None:
        for line in CASES.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            with self.subTest(case["says"]):
                found = {each.name: each.value for each in told_of(case["says"] + "\n") if each.is_set}
                self.assertEqual(found, case["sets"])

    def test_of_what_is_told_both_ways_nothing_is_known(self) -> None:
        text = "I have ANTHROPIC_API_KEY set in my shell. Later I unset ANTHROPIC_API_KEY.\n"
        entries = read_told(Document("what is told on line 1", text, Kind.TOLD)).entries
        self.assertEqual(
            {(each.name, each.value, each.is_set) for each in entries}, {("ANTHROPIC_API_KEY", None, True)}
        )

    def test_a_token_without_an_address_leaves_open_where_it_goes(self) -> None:
        document = Document("what is told on line 1", "I use ANTHROPIC_AUTH_TOKEN with a company's key.\n", Kind.TOLD)
        entries = {each.name: each for each in read_told(document).entries}
        self.assertIsNone(entries[BASE].value)
        self.assertEqual(entries[BASE].why, "the text does not say where requests go")

    def test_long_texts_are_read_in_time(self) -> None:
        for text in ("I have ANTHROPIC_API_KEY set " * 9_000, "ANTHROPIC_API_KEY, " * 12_000, "a_b. A" * 40_000):
            told_of(text)

    def test_lines_that_stand_in_several_parts_of_a_post_count_once_against_the_limits(self) -> None:
        told = "I have ANTHROPIC_API_KEY set in my shell, and the Max plan is not used.\n"
        for text in (told * 3_000, told + "The key pays.\n" * (MAX_LINES - 2) + told):
            parts = read_paste("pasted", text)
            self.assertGreater(len(parts), 1)
            check_documents(parts)
        with self.assertRaises(InputError):
            check_documents(read_paste("pasted", told * 4_000))
