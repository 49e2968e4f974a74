"""Tables of cron: what they give to the commands below their lines."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.readers.crontab import read_crontab
from diagnostics.engine.source import Document, Kind

MASK = "‹anthropic-api-key, 108 characters, #1›"


def read(text: str) -> dict[str, str | None]:
    found = read_crontab(Document("crontab", text, Kind.CRONTAB)).last()
    return {name: entry.value for name, entry in found.items()}


class Crontabs(unittest.TestCase):
    def test_a_pair_is_taken_as_cron_takes_it(self) -> None:
        for written, value in (
            ("A=b", "b"),
            ("A = b ", "b"),
            ('A="b c"', "b c"),
            ("A='b'", "b"),
            ("A=$B # c", "$B # c"),
            ("A=", ""),
            (f"A={MASK}", MASK),
        ):
            with self.subTest(written):
                self.assertEqual(read(f"{written}\n0 3 * * * claude -p x\n"), {"A": value})

    def test_a_line_counts_for_what_stands_after_it(self) -> None:
        self.assertEqual(read("A=1\n0 3 * * * claude -p x\nB=2\n@daily backup\nC=3\n"), {"A": "1"})

    def test_without_a_client_the_last_command_counts(self) -> None:
        self.assertEqual(read("A=1\n0 3 * * * x\nB=2\n@daily backup\nC=3\n"), {"A": "1", "B": "2"})

    def test_what_is_no_pair_is_left_out(self) -> None:
        self.assertEqual(read("# A=1\nexport B=2\n*/5 * * * * C=3 true\n"), {})

    def test_what_a_job_sets_for_its_client_counts(self) -> None:
        for job, wanted in (
            ("C=3 claude -p x", {"C": "3"}),
            ("export C='3 4'; claude -p x", {"C": "3 4"}),
            ("C=3; claude -p x", {}),
            ("env C=$D claude -p x", {"C": None}),
            ("claude -p C=3", {}),
        ):
            with self.subTest(job):
                self.assertEqual(read(f"*/5 * * * * {job}\n"), wanted)

    @given(st.text(alphabet="A =\"'#*0@dail y\n\r‹›", max_size=80))
    def test_any_text_is_read(self, text: str) -> None:
        for entry in read_crontab(Document("crontab", text, Kind.CRONTAB)).entries:
            self.assertEqual(text[entry.span.begin :][: len(entry.name)], entry.name)
