"""The drawing of a request's way: nothing overlaps, nothing runs out of its box, the words say the same."""

from __future__ import annotations

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.drawing import CHARACTER, LINE, NARROW, Drawing, Strand, draw, draw_narrow

from .seed import FOUNDING_CASE, SeededTestCase

TEXT = st.text("ABCabc_-./: ’é", min_size=1, max_size=90).filter(str.strip)
STRANDS = st.lists(st.builds(Strand, TEXT, TEXT, TEXT), max_size=4)


class DrawingTests(SimpleTestCase):
    @given(STRANDS, TEXT, TEXT)
    def test_words_stay_in_their_boxes_and_boxes_in_the_drawing(
        self, strands: list[Strand], host: str, payer: str
    ) -> None:
        for drawing in (draw(strands, host, payer), draw_narrow(strands, host, payer)):
            self.check(drawing)

    def check(self, drawing: Drawing) -> None:
        for box in drawing.boxes:
            self.assertGreaterEqual(box.x, 0)
            self.assertLessEqual(box.x + box.width, drawing.width)
            self.assertLessEqual(box.y + box.height, drawing.height)
            for words in box.words:
                self.assertLessEqual(len(words.text) * CHARACTER, box.width)
                self.assertTrue(box.y + LINE / 2 < words.y < box.y + box.height, (box, words))
        for one in drawing.boxes:
            for other in drawing.boxes:
                apart = (
                    one.x + one.width <= other.x
                    or other.x + other.width <= one.x
                    or one.y + one.height <= other.y
                    or other.y + other.height <= one.y
                )
                self.assertTrue(one is other or apart, (one, other))

    def test_the_narrow_drawing_says_the_same_and_fits_a_phone(self) -> None:
        strands = [Strand("line 3", "KEY", "header x-api-key"), Strand("", "your login", "header authorization")]
        wide, narrow = draw(strands, "h.example", "you"), draw_narrow(strands, "h.example", "you")
        self.assertEqual(wide.description, narrow.description)
        self.assertEqual(narrow.width, NARROW)
        self.assertEqual([box.kind for box in narrow.boxes], ["variable", "variable", "host", "payer"])

    @given(TEXT)
    def test_no_character_is_lost_by_breaking_lines(self, text: str) -> None:
        drawn = "".join(words.text for words in draw([], text, "x").boxes[0].words)
        self.assertEqual("".join(drawn.split()), "".join(text.split()))

    def test_what_no_line_sets_has_no_box_for_a_line(self) -> None:
        drawing = draw([Strand("", "your login", "header authorization")], "api.anthropic.com", "your plan")
        self.assertEqual([box.kind for box in drawing.boxes], ["variable", "header", "host", "payer"])

    def test_the_description_says_what_is_drawn(self) -> None:
        drawing = draw([Strand("line 3", "KEY", "header x-api-key")], "h.example", "you")
        self.assertEqual(
            drawing.description,
            "KEY (line 3) gives the header x-api-key. The request goes to h.example. Who pays: you.",
        )


class ReportTests(SeededTestCase):
    def test_the_report_draws_the_founding_case_with_its_lines(self) -> None:
        response = self.client.post("/check/", {"text": FOUNDING_CASE, "login": "subscription"})
        self.assertContains(response, 'class="way"')
        [shown] = response.context["shown"].requests
        [wide, _] = shown.drawings
        kinds = [box.kind for box in wide.boxes]
        self.assertEqual(kinds.count("header"), 3, "two headers and the address")
        lines = [box.words[0].text for box in wide.boxes if box.kind == "line"]
        self.assertEqual(lines, ["line 2", "line 1"])

    def test_a_refusal_is_not_drawn(self) -> None:
        response = self.client.post("/check/", {"text": "export EDITOR=vi\n", "login": "none"})
        self.assertNotContains(response, 'class="way"')
