"""Colours of a terminal and entities of a page are taken off, and nothing that belongs to a file."""

from __future__ import annotations

import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.limits import InputError, read_bytes
from diagnostics.engine.plaintext import plain

PLAINED = (
    ("\x1b[1;32msam@box\x1b[0m:~$ env\nA=1\n", "sam@box:~$ env\nA=1\n"),
    ("\x1b[01;31m\x1b[KANTHROPIC_API_KEY\x1b[m\x1b[K=x\n", "ANTHROPIC_API_KEY=x\n"),
    ("[01;31m[KANTHROPIC_API_KEY[m[K=x\n", "ANTHROPIC_API_KEY=x\n"),
    ("^[[32mA=b^[[0m\n", "A=b\n"),
    ("\u241b[32mA=b\u241b[0m\n", "A=b\n"),
    ("\x1b]0;title\x07\x1b[0m$ env\n", "$ env\n"),
    ("export A=&quot;b&quot; &amp;&amp; c\n", 'export A="b" && c\n'),
    ("{&#34;env&#34;: {&#34;A&#34;: &#34;b&#34;}}\n", '{"env": {"A": "b"}}\n'),
    ("[ -f x ] &amp;&amp; . x\n", "[ -f x ] && . x\n"),
)
KEPT = (
    "export PS1='\x1b[1;32m%n\x1b[0m '\n",
    "bindkey ^[[A up-line\nbindkey '^[[1;5C' forward-word\n",
    "<plist><key>&quot;a&quot;:</key></plist>\n",
    "arr=([1]=a [m]=b)\n",
    "sed 's/&quot;/\"/g' page.html\n",
    'echo "a &amp;&amp; b" > x.html\n',
    "curl https://x.example/?a=1&amp=2\n",
    "export A=1\n",
)


class Plain(unittest.TestCase):
    def test_what_a_terminal_or_a_page_added_is_taken_off(self) -> None:
        for text, wanted in PLAINED:
            with self.subTest(text):
                self.assertEqual(plain(text), wanted)

    def test_what_belongs_to_a_file_stays(self) -> None:
        for text in KEPT:
            with self.subTest(text):
                self.assertEqual(plain(text), text)

    @given(st.text(alphabet="abc[mK;0\x1b&quot=\n\"'<>", max_size=60))
    def test_lines_keep_their_numbers(self, text: str) -> None:
        self.assertEqual(plain(text).count("\n"), text.count("\n"))


class Utf16(unittest.TestCase):
    def test_what_powershell_wrote_is_read(self) -> None:
        for name in ("env.txt", "Microsoft.PowerShell_profile.ps1", "out.log"):
            with self.subTest(name):
                self.assertIn("A=1", read_bytes(name, "A=1\n".encode("utf-16")))

    def test_a_file_that_its_own_reader_cannot_read_in_utf_16_is_refused(self) -> None:
        for name in ("~/.zshrc", "settings.json", ".env"):
            with self.subTest(name), self.assertRaises(InputError):
                read_bytes(name, "A=1\n".encode("utf-16"))
