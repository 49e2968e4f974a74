"""What programs make of lines with masked values: the mask goes through whole, or nothing is known."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.host import Host
from diagnostics.engine.pastes.splitting import read_pastes
from diagnostics.engine.shell.maskedtext import kept_whole, words_of_xargs
from diagnostics.engine.startfiles import evaluate

KEY = "‹anthropic-api-key, 108 characters, #1›"
OTHER = "‹openai-api-key, 51 characters, #2›"
FILE = f'# the keys\nANTHROPIC_API_KEY="{KEY}"\n\nOPENAI_API_KEY={OTHER}\nPORT=1\n'
LINES = (
    ("export $(grep -v '^#' ~/.env | xargs)", KEY),
    ("[ -f ~/.env ] && export $(cat ~/.env | grep -v '^#' | xargs)", KEY),
    ("export $(xargs < $HOME/.env)", KEY),
    ("export $(grep -v '^#' ~/.env | xargs -d '\\n')", f'"{KEY}"'),
    ("export ANTHROPIC_API_KEY=$(grep ANTHROPIC_API_KEY ~/.env | cut -d= -f2 | tr -d '\"')", None),
    ("export ANTHROPIC_API_KEY=$(grep '^ANTHROPIC_API_KEY=' ~/.env | cut -d '=' -f2-)", f'"{KEY}"'),
    ("export ANTHROPIC_API_KEY=$(grep '^OPENAI_API_KEY' ~/.env | cut -d= -f2-)", OTHER),
    ("export ANTHROPIC_API_KEY=$(grep sk ~/.env | cut -d= -f2)", None),
    ("export ANTHROPIC_API_KEY=$(tail -n 2 ~/.env | head -n 1 | cut -c 1-30)", None),
)


class MaskedTextTests(unittest.TestCase):
    def test_a_start_up_file_hands_on_the_masked_values_of_a_file_or_nothing_is_known(self) -> None:
        for line, expected in LINES:
            for shell in ("~/.bashrc", "~/.zshrc"):
                with self.subTest(line=line, shell=shell):
                    documents = read_pastes([(shell, f"{line}\n", None), ("~/.env", FILE, None)])
                    found = evaluate(documents, given=None, host=Host()).environment.get("ANTHROPIC_API_KEY")
                    self.assertEqual(found.value, expected)
                    self.assertEqual(found.state.value, "set" if expected else "unknown")

    def test_words_are_parted_and_quotes_taken_away_as_xargs_does_it(self) -> None:
        for text, words in (
            ("a b\n  c\n", ["a", "b", "c"]),
            ("A=\"b c\" 'd'e\n", ["A=b c", "de"]),
            ("a\\ b ''\n", ["a b", ""]),
            ("it's\n", None),
            ("a\\\nb\n", None),
            ("", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(words_of_xargs(text), words)

    @given(st.lists(st.sampled_from(("A=", KEY, OTHER, "\n", " ", "#", "b"))))
    def test_lines_that_are_left_as_they_are_keep_their_masks(self, pieces: list[str]) -> None:
        text = "".join(pieces)
        self.assertEqual(kept_whole(text, lambda plain: plain), text)

    def test_of_two_lines_that_differ_in_the_mask_alone_it_is_not_told_which_was_left_out(self) -> None:
        self.assertIsNone(kept_whole(f"A={KEY}\nA={OTHER}\n", lambda plain: plain.split("\n")[1]))
        self.assertEqual(kept_whole(f"A={KEY}\nA={KEY}\n", lambda plain: plain.split("\n")[1]), f"A={KEY}")

    @given(st.lists(st.sampled_from((f"A={KEY}", f"B={OTHER}", "# c", "", f"{KEY} {OTHER}"))))
    def test_lines_that_are_left_out_take_their_own_masks_with_them(self, lines: list[str]) -> None:
        kept = kept_whole(
            "\n".join(lines), lambda plain: "\n".join(line for line in plain.split("\n") if line[:1] != "A")
        )
        if kept is not None:
            self.assertEqual(kept, "\n".join(line for line in lines if line[:1] != "A"))
