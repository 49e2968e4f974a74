"""What stands in front of the lines of a paste is taken off; a file that only looks so stays as it is."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.pastes.gutters import without_gutter
from diagnostics.engine.pastes.splitting import read_paste
from diagnostics.engine.source import Kind

CODE = ("export A=1\n", "alias ll='ls -l'\n", "\n", "if true; then\n", "# comment\n", "  export B=2\n")

FORMS = (
    ("cat -n", "     1\texport A=1\n     2\t\n     3\talias b=c\n", "export A=1\n\nalias b=c\n"),
    ("nl", "     1\texport A=1\n       \n     2\talias b=c\n", "export A=1\n       \nalias b=c\n"),
    ("grep -n", "12:export A=1\n40:alias b=c\n", "export A=1\nalias b=c\n"),
    ("an editor", " 9 export A=1\n10 alias b=c\n11 export C=2\n", "export A=1\nalias b=c\nexport C=2\n"),
    ("bat", "   1 │ export A=1\n   2 │ alias b=c\n", "export A=1\nalias b=c\n"),
    ("a quotation", "> export A=1\n>\n> alias b=c\n", "export A=1\n\nalias b=c\n"),
)
# Files that hold a document, or lines that begin alike.
FILES = (
    ("~/.zshrc", "cat <<'EOF' > note\n\n> one line\n> another line\nEOF\nexport A=1\n"),
    ("~/.zshrc", "# patch\npatch <<'EOF'\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\nEOF\nexport A=1\n"),
    ("~/.zshrc", "export HTML='\n<pre>\n</pre>\n'\nexport A=1\n"),
    ("~/.bashrc", "case $x in\n1) a ;;\n2) b ;;\nesac\n"),
    ("crontab", "0 3 * * * claude -p x\n5 4 * * * claude -p y\n"),
    ("data.sh", "1:a\n2:b\n"),
)


class Gutters(unittest.TestCase):
    def test_the_text_of_the_file_is_left(self) -> None:
        for name, text, wanted in FORMS:
            with self.subTest(name):
                (document,) = read_paste("pasted", text)
                self.assertEqual(document.text, wanted)

    def test_a_file_that_only_looks_so_stays_as_it_is(self) -> None:
        for name, text in FILES:
            with self.subTest(text):
                self.assertEqual([each.text for each in read_paste(name, text)], [text])

    @given(st.lists(st.sampled_from(CODE), min_size=3, max_size=12).filter(lambda lines: "export A=1\n" in lines))
    def test_numbers_that_were_put_in_front_come_off(self, lines: list[str]) -> None:
        numbered = [f"{number:6}\t{line}" for number, line in enumerate(lines, 1)]
        self.assertEqual(without_gutter(numbered), lines)

    @given(st.lists(st.text(alphabet="0123456789: \t>│=ab\n", max_size=12), max_size=8))
    def test_no_line_is_lost(self, lines: list[str]) -> None:
        bare = without_gutter(lines)
        self.assertTrue(bare is None or len(bare) == len(lines))


class Diffs(unittest.TestCase):
    DIFF = "diff --git a/.zshrc b/.zshrc\n--- a/.zshrc\n+++ b/.zshrc\n@@ -1,2 +1,2 @@\n a=1\n-b=2\n+c=3\n"

    def test_a_diff_gives_the_new_file_with_its_lines_in_place(self) -> None:
        *_, new = read_paste("pasted", self.DIFF)
        self.assertEqual((new.name, new.kind), (".zshrc", Kind.ZSH))
        self.assertEqual([new.line_text(number) for number in new.lines][-3:], ["a=1", "", "c=3"])

    def test_pieces_of_json_are_no_settings_file(self) -> None:
        *_, new = read_paste("pasted", self.DIFF.replace(".zshrc", ".claude/settings.json"))
        self.assertIs(new.kind, Kind.TEXT)
