"""What a shell's history shows is read as typed at a prompt; other lines with numbers are left as they are."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.findings import Login
from diagnostics.engine.logouts import logged_out_at
from diagnostics.engine.pastes.history import with_prompts
from diagnostics.engine.pastes.splitting import TYPED, read_paste
from diagnostics.engine.process import login_there
from diagnostics.engine.source import Document, Kind

COMMANDS = ["export A=b\n", "claude\n"]
# Printed by zsh 5.9 (`fc -l`, -li, -lE, -lf, -lD, -lt%s) and bash 5.2 (`history`, with and without HISTTIMEFORMAT), and
# the file that zsh writes with EXTENDED_HISTORY; the asterisk is that of a line which was changed.
PRINTED = (
    "    1  export A=b\n    2  claude\n",
    "    1  2023-11-14 22:13  export A=b\n    2  2023-11-14 22:13  claude\n",
    "    1  14.11.2023 22:13  export A=b\n    2  14.11.2023 22:13  claude\n",
    "    1  11/14/2023 22:13  export A=b\n    2  11/14/2023 22:13  claude\n",
    "    1  0:00  export A=b\n    2  0:00  claude\n",
    "    1  1700000000  export A=b\n    2  1700000001  claude\n",
    "    1  2026-11-29 12:49:45 export A=b\n    2  2026-11-29 12:49:45 claude\n",
    ": 1700000000:0;export A=b\n: 1700000000:0;claude\n",
    "  501* export A=b\n  507  claude\n",
)
OTHERS = (
    "1. export A=b\n2. claude\n",  # the steps of a list
    "     1\texport A=b\n     2\tclaude\n",  # cat -n
    "    2  export A=b\n    1  claude\n",  # numbers that do not grow
    "    1  export A=b\n\n    2  claude\n",  # no block
    "  100  apples\n  200  pears\n",  # nothing that was typed
    "    1  export A=b\n",
)


class History(unittest.TestCase):
    def test_each_form_is_read_as_typed_at_a_prompt(self) -> None:
        for text in PRINTED:
            with self.subTest(text=text):
                self.assertEqual(with_prompts(text.splitlines(keepends=True)), [f"$ {each}" for each in COMMANDS])

    def test_other_lines_with_numbers_stay(self) -> None:
        for text in OTHERS:
            with self.subTest(text=text):
                lines = text.splitlines(keepends=True)
                self.assertEqual(with_prompts(lines), lines)

    @given(st.lists(st.sampled_from(["    1  export A=b\n", "   12  claude\n", "text\n", "\n", ": 1700000000:0;ls\n"])))
    def test_no_line_is_added_or_lost(self, lines: list[str]) -> None:
        found = with_prompts(lines)
        self.assertEqual(len(found), len(lines))
        self.assertTrue(
            all(new == old or old.endswith(new.removeprefix("$ ")) for old, new in zip(lines, found, strict=True))
        )

    def test_in_a_post_it_is_what_was_typed_and_each_command_keeps_its_line(self) -> None:
        text = "This is what I did:\n\n  501  export ANTHROPIC_API_KEY=abc\n  502  claude -p hi\n\nWho pays?\n"
        typed = next(each for each in read_paste("post.txt", text) if each.name.startswith(TYPED))
        self.assertEqual((typed.kind, typed.first_line), (Kind.ZSH, 3))
        self.assertIn("ANTHROPIC_API_KEY=abc", typed.line_text(3))


class LogOuts(unittest.TestCase):
    def test_a_login_below_a_log_out_leaves_open_whether_one_is_there(self) -> None:
        for below in ("claude\n", "$ claude\n", "Then I logged in with Max.\n", "and re-authenticated\n"):
            with self.subTest(below=below):
                document = Document("pasted", f"$ claude /logout\n{below}", Kind.TEXT)
                self.assertEqual(logged_out_at([document]), 0)
                self.assertIs(login_there(Login.UNKNOWN, [document]), Login.UNKNOWN)

    def test_what_is_no_login_leaves_the_log_out_as_it_is(self) -> None:
        for below in ("claude -p hi\n", "I am not logged in now\n", "It worked when I was logged in\n", ""):
            with self.subTest(below=below):
                document = Document("pasted", f"$ claude /logout\n{below}", Kind.TEXT)
                self.assertEqual(logged_out_at([document]), 1)
                self.assertIs(login_there(Login.UNKNOWN, [document]), Login.NONE)
