"""How an article is taken apart for the search, and which part of it a result shows."""

import re
import unittest

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.markup import render
from kb.search.excerpts import LENGTH, LENGTH_OF_CODE, Excerpts
from kb.search.passages import CLOSE, CODE, OPEN, of_section, passages, without_marks
from kb.search.query import read

ARTICLE = """
The plan was meant to pay. The gateway bills credits instead, and says `402` at the end.

Look at the line that the message names, and close the quote:

```sh
export CLIENT_URL="https://example.com" # the address
curl -s https://example.com \\
  -H "x-api-key: $KEY"
```

- One point.
- Another, with *emphasis* and [a link](https://example.com "with > in it").

| File | Reader |
| --- | --- |
| `.env` | the client |
"""


def shown(text: str, query: str, title: str = "") -> str:
    """Return an excerpt as it reads: `*` around marks, backticks around code."""
    html = Excerpts(read(query).terms).of(text, title)
    return re.sub("</?code>", "`", re.sub("</?mark>", "*", html)).replace("&quot;", '"').replace("&#x27;", "'")


class PassageTests(SimpleTestCase):
    def test_an_article_is_sentences_and_lines_of_code(self) -> None:
        self.assertEqual(
            of_section(render(ARTICLE)).split("\n"),
            [
                "The plan was meant to pay. The gateway bills credits instead, and says \x02402\x03 at the end.",
                "Look at the line that the message names, and close the quote:",
                '\texport CLIENT_URL="https://example.com" # the address',
                '\tcurl -s https://example.com -H "x-api-key: $KEY"',
                "One point.",
                "Another, with emphasis and a link.",
                "File · Reader",
                "\x02.env\x03 · the client",
            ],
        )

    def test_sections_are_parted_and_messages_are_code(self) -> None:
        found = passages([of_section(render("One.")), "", of_section(render("Two."))], ["API  Error: …"])
        self.assertEqual(found, "One.\n\nTwo.\n\n\tAPI Error: …")

    def test_an_article_cannot_write_what_marks_code(self) -> None:
        self.assertEqual(of_section(f"<p>a{OPEN}b{CLOSE} <code>c{CLOSE}</code></p>"), f"ab {OPEN}c{CLOSE}")

    def test_without_marks_a_text_is_as_it_is_read(self) -> None:
        self.assertEqual(without_marks(of_section(render("Several `export`s."))), "Several exports.")


class ExcerptTests(unittest.TestCase):
    def test_a_sentence_is_shown_before_a_line_of_code(self) -> None:
        text = f'{CODE}curl -H "x-api-key: 1"\nThe key is sent as {OPEN}x-api-key{CLOSE}, and nothing else is.'
        self.assertEqual(shown(text, "x-api-key"), "The key is sent as `*x-api-key*`, and nothing else is.")

    def test_a_line_of_code_is_shown_whole_and_as_code_where_nothing_else_says_it(self) -> None:
        line = "curl -s -o /dev/null -w '%{http_code}' https://gateway.example.com/v1/models -H " + '"Auth: x" ' * 9
        text = f"Nothing to see.\nAsk for it. Then:\n{CODE}first line\n{CODE}{line.strip()}"
        self.assertLess(len(line), LENGTH_OF_CODE)
        self.assertEqual(shown(text, "curl"), f"`*{line[:4]}*{line[4:].rstrip()}`")

    def test_the_words_that_lead_to_a_line_of_code_stand_before_it(self) -> None:
        text = f"On Vertex:\n{CODE}export MODEL=opus\n{CODE}export SMALL=haiku"
        self.assertEqual(shown(text, "opus"), "On Vertex: `export MODEL=*opus*`")
        self.assertEqual(shown(text, "haiku"), "`export SMALL=*haiku*`")

    def test_what_leads_to_code_is_shown_with_it_or_as_a_sentence(self) -> None:
        text = f"Name the model:\n{CODE}export MODEL=opus"
        self.assertEqual(shown(text, "name"), "*Name* the model: `export MODEL=opus`")
        self.assertEqual(shown(f"{text}\n{CODE}export SMALL=haiku", "name"), "*Name* the model.")
        self.assertEqual(shown("Name the model:\nOne.", "name"), "*Name* the model.")

    def test_of_a_long_paragraph_whole_sentences_are_shown(self) -> None:
        text = "Nothing is here. " * 12 + "The gateway bills credits. It should not. " + "Nor is it here. " * 12
        cut = shown(text, "gateway credits")
        self.assertTrue(cut.startswith(("Nothing is", "The *gateway*")), cut)
        self.assertIn("The *gateway* bills *credits*.", cut)
        self.assertTrue(cut.endswith("."), cut)
        self.assertLessEqual(len(cut), LENGTH + 4)

    def test_of_a_long_sentence_a_part_is_shown_and_dots_say_so(self) -> None:
        text = "of which there is more " * 20 + "the gateway bills credits " + "and so it goes on and on " * 20
        cut = shown(text, "gateway credits")
        self.assertIn("the *gateway* bills *credits*", cut)
        self.assertTrue(cut.startswith("… ") and cut.endswith(" …"), cut)

    def test_a_text_with_hardly_a_blank_shows_what_was_asked_for(self) -> None:
        cut = shown("x" * 300 + " " + "/path" * 30 + "|gateway_bills|" + "=value" * 60, "bills")
        self.assertIn("gateway_*bills*", cut)
        self.assertLess(len(cut), 300)

    def test_a_short_sentence_is_followed_by_the_next(self) -> None:
        self.assertEqual(shown("One two.\nThree.\n\nFour.", "two"), "One *two*. Three.")

    def test_where_most_of_it_stands_is_shown(self) -> None:
        text = "The gateway.\n\nIts credits.\n\nThe gateway bills credits.\n\nThe gateway has credits."
        self.assertEqual(shown(text, "gateway credits"), "The *gateway* bills *credits*.")

    def test_a_phrase_is_not_found_across_passages(self) -> None:
        text = "It is a base.\n\nURL is a word.\n\nThe base URL."
        self.assertEqual(shown(text, '"base url"'), "The *base URL*.")

    def test_a_closed_term_does_not_go_on(self) -> None:
        self.assertEqual(shown("It is 4021.\n\nIt is 402.", "402"), "It is *402*.")

    def test_words_that_only_lead_to_code_are_left_out(self) -> None:
        text = f"Name the model. On Vertex:\n{CODE}export MODEL=opus\n{CODE}export SMALL=haiku"
        self.assertEqual(shown(text, "name"), "*Name* the model.")

    def test_what_the_title_says_is_sought_in_the_two_sections_that_come_first(self) -> None:
        text = "Name one.\n\nEach fails.\n\nThe gateway is asked.\n\nThe gateway bills."
        self.assertEqual(shown(text, "gateway", "The gateway fails"), "Name one.")
        self.assertEqual(shown(text, "gateway bills", "The gateway fails"), "The *gateway* *bills*.")
        self.assertEqual(shown(f"{text} ", "each", "Each gateway"), "*Each* fails.")

    def test_an_article_that_begins_with_a_table_is_shown_from_its_first_sentence(self) -> None:
        self.assertEqual(shown(f"Answer · Look at\n{CODE}x\n\nEach fails.", "gateway"), "Each fails.")
        self.assertEqual(shown("Answer · Look at", "gateway"), "Answer · Look at")

    def test_an_excerpt_without_a_hit_is_the_beginning(self) -> None:
        self.assertEqual(shown("One two.\n\nThree.", "gateway"), "One two.")
        self.assertEqual(shown("", "gateway"), "")

    def test_no_mark_stands_across_the_edge_of_code(self) -> None:
        self.assertEqual(
            Excerpts(read('"key header"').terms).of(f"Send {OPEN}x-api-key{CLOSE}/header."),
            "Send <code>x-api-<mark>key</mark></code><mark>/header</mark>.",
        )

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(("gateway", "a", ". ", "\n", CODE, "<b>", "&", "é", '"', ":")), max_size=80))
    def test_marks_and_code_are_the_only_markup_and_closed(self, pieces: list[str]) -> None:
        words = "".join(pieces)
        for text in (words, f"The {OPEN}{words.translate({10: ' '})}{CLOSE} of it." * 3):
            html = Excerpts(read("gateway a").terms).of(text)
            tags = re.findall("<[^>]*>", html)
            self.assertLessEqual(set(tags), {"<mark>", "</mark>", "<code>", "</code>"})
            opened: list[str] = []
            for tag in tags:
                if tag.startswith("</"):
                    self.assertEqual(opened.pop(), tag.replace("/", ""))
                else:
                    opened.append(tag)
            self.assertEqual(opened, [])
