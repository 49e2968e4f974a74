"""Marks of a fence that share a line with code open and close a block, as whoever writes in a chat means it."""

import unittest

from diagnostics.engine.pastes.gluedfences import closed_on, opened_on
from diagnostics.engine.pastes.splitting import read_paste
from diagnostics.engine.source import Kind

A, B = "export ANTHROPIC_BASE_URL=https://openrouter.ai/api", "export ANTHROPIC_AUTH_TOKEN=abc"


def parts(text: str) -> list[tuple[str, int, str]]:
    """Return kind, first line and text of each part."""
    return [(each.kind.value, each.first_line, each.text) for each in read_paste("~/.zshrc", text)]


class GluedTests(unittest.TestCase):
    def test_code_begins_behind_the_marks_and_ends_before_them(self):
        for text in (
            f"My setup:\n```{A}\n{B}```\n\nWhy?\n",
            f"My setup:\n``` {A}\n{B} ```\n\nWhy?\n",
            f"My setup:\n```{A}\n{B}\n```\n\nWhy?\n",
        ):
            with self.subTest(text):
                read = parts(text)
                self.assertEqual(read[0], ("text", 1, "My setup:\n"))
                self.assertEqual(read[1], (Kind.ZSH.value, 2, f"{A}\n{B}\n"))
                self.assertIn("Why?", read[2][2])

    def test_a_block_that_opens_on_its_own_line_may_end_behind_code(self):
        read = parts(f"My setup:\n```bash\n{A}\n{B}```\nWhy?\n")
        self.assertEqual(read[1], (Kind.BASH.value, 3, f"{A}\n{B}\n"))

    def test_sentences_on_the_line_stay_sentences(self):
        read = parts(f"My setup is this: ```{A}\n{B}``` Why does it not work?\nThanks!\n")
        self.assertEqual([kind for kind, _, _ in read], ["text", "zsh", "text"])
        self.assertEqual(read[1][1:], (1, f"{A}\n{B}\n"))
        self.assertEqual(read[2][1:], (2, " Why does it not work?\nThanks!\n"))

    def test_a_few_words_and_a_mask_may_stand_behind_the_marks(self):
        for behind in ("please help", "‹secret, 29 characters, #2›", "."):
            with self.subTest(behind):
                read = parts(f"My setup: ```{A}\n{B}``` {behind}\n")
                self.assertEqual([(kind, text) for kind, _, text in read][1], ("zsh", f"{A}\n{B}\n"))

    def test_a_block_may_be_one_line(self):
        read = parts(f"I have this:\n```{A}; {B}```\nand it fails.\n")
        self.assertEqual(read[1], ("zsh", 2, f"{A}; {B}\n"))

    def test_an_object_is_code_too(self):
        read = parts('My settings.json:\n```{"env": {\n"ANTHROPIC_API_KEY": "abc"}}```\nWhy?\n')
        self.assertEqual((read[1][0], read[1][1]), (Kind.CLAUDE_SETTINGS.value, 2))

    def test_a_languages_name_and_words_are_no_code(self):
        for line in (
            "```bash",
            "```json title=x",
            "``` zsh",
            "```",
            "Use ```code``` for code",
            "```some words```",
            "````md",
        ):
            with self.subTest(line):
                self.assertIsNone(opened_on(line + "\n"))

    def test_marks_within_a_line_of_code_close_nothing(self):
        for line in ('echo "```" ; x', "a ``` b ``` c", "```", "x=`y`"):
            with self.subTest(line):
                self.assertIsNone(closed_on(line + "\n"))


if __name__ == "__main__":
    unittest.main()
