"""The lines of a file as HTML: each with its number, what is said about it, and what is folded, lean."""

import unittest
from html.parser import HTMLParser

from diagnostics.engine.source import Document, Kind, Span
from diagnostics.linehtml import lines_html
from diagnostics.shownlines import Underline, folded, whole

LINES = 10_000
MARKED = 5_000


class Items(HTMLParser):
    """Collects the anchors of list items with the text behind each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._anchor = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._anchor = dict(attrs).get("id") or self._anchor if tag in {"li", "span", "code", "a"} else ""

    def handle_data(self, data: str) -> None:
        if self._anchor:
            self.texts[self._anchor] = self.texts.get(self._anchor, "") + data


class LongFileTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        text = "".join(f"alias a{number}='<b> & \"c\"'\n" for number in range(1, LINES + 1))
        cls.document = Document("~/.zshrc", text, Kind.ZSH)
        mark = Underline(Span("~/.zshrc", MARKED, 1, 6, 0, 5), "error", "is wrong", "#F1", "CC101")
        lines = folded(whole(cls.document, [mark], "L1-"), ())
        cls.html = lines_html(lines, labels=False)

    def test_every_line_is_there_under_its_number_and_escaped(self) -> None:
        texts = Items(self.html).texts
        self.assertEqual(list(texts), [f"L1-{number}" for number in range(1, LINES + 1)])
        self.assertEqual(texts["L1-7"], "alias a7='<b> & \"c\"'")
        self.assertIn('<ol class="lines__rest" start="1">', self.html)
        self.assertIn(f'start="{MARKED + 5}"', self.html)

    def test_the_marked_line_stays_in_sight_and_leads_to_its_finding(self) -> None:
        self.assertIn(f'<li class="line line--marked" id="L1-{MARKED}">', self.html)
        self.assertIn('<a class="line__link line__link--error" href="#F1">CC101</a>', self.html)

    def test_what_stands_around_a_folded_line_weighs_less_than_thirty_characters(self) -> None:
        # An apostrophe takes six characters, and so on; that is the text's own.
        text = sum(len(self.document.line_text(number)) + 2 * 5 + 2 * 5 + 3 + 3 + 4 for number in self.document.lines)
        self.assertLess(len(self.html) - text, 30 * LINES)
