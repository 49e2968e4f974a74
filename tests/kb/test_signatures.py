"""A pasted message is known again, however it was wrapped."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.signatures import anchor, anchors, match, normalise


def matched(signature: str, pasted: str) -> str | None:
    """The part of the pasted text that is the signature, or None."""
    found = match(pasted, [(1, normalise(signature))])
    return pasted[found[0].start : found[0].end] if found else None


class MatchTests(unittest.TestCase):
    # (signature, pasted text, the part of it that is the message)
    CASES = (
        ("insufficient_funds", '402 {"type":"insufficient_funds"}', "insufficient_funds"),
        ("Credit balance is too low", "Error: credit balance is too low!", "credit balance is too low"),
        ("Credit balance is too low", "│ Credit balance is │\n│ too low │", "Credit balance is │\n│ too low"),
        ("Credit balance is too low", "\x1b[31mCredit balance\x1b[0m is too low", "Credit balance\x1b[0m is too low"),
        ("API Error: 402", r"\u001b[1;31mAPI Error\u001b[0m: 402", r"API Error\u001b[0m: 402"),
        ("API Error: 402", "^[[31mAPI Error: 402^[[0m", "API Error: 402"),
        ("opus[1m] is refused", "opus[1m] is refused", "opus[1m] is refused"),
        ("There's an issue", "there’s an issue with it", "there’s an issue"),
        ("Ｃredit balance", "credit balance", "credit balance"),
        (
            "prompt is too long: … tokens",
            "prompt is too long: 201234 tokens > 200000",
            "prompt is too long: 201234 tokens",
        ),
        ("model ... not found", "the model claude-3-opus was not found", "model claude-3-opus was not found"),
        ("402", "402", "402"),
        ("402", "API Error: 402", None),
        ("Credit balance is too low", "credit is low", None),
        ("insufficient_funds", "sufficient_funds", None),
        ("low", "below low", None),
        ("a b", "xa b", None),
        ("model … not found", "the model " + "very " * 20 + "not found", None),
    )

    def test_a_message_is_found_as_it_was_pasted(self):
        for signature, pasted, part in self.CASES:
            with self.subTest(signature=signature, pasted=pasted):
                self.assertEqual(matched(signature, pasted), part)

    def test_the_longest_message_comes_first(self):
        known = [(1, normalise("API Error: 402")), (2, normalise("API Error: 402 Insufficient funds."))]
        self.assertEqual([found.key for found in match("API Error: 402 Insufficient funds.", known)], [2, 1])

    def test_gaps_at_the_ends_say_nothing(self):
        self.assertEqual(normalise("… Error: 402 …"), "error 402")

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
    def test_any_signature_is_found_in_any_frame(self, signature, before, after):
        normal = normalise(signature)
        if normal.count(" ") and "…" not in normal:
            self.assertIsNotNone(matched(signature, f"{before.replace(chr(27), '')} | {signature} | {after}"))

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=200), st.text(max_size=60))
    def test_no_text_fails(self, pasted, signature):
        matched(signature, pasted)


class AnchorTests(unittest.TestCase):
    def test_the_longest_part_is_what_is_looked_up(self):
        cases = {
            "402": "402",
            "error 402": "error 402",
            "credit balance is too low": "credit balance is",
            "error … the model was not found": "the model was",
            "a … b": "a",
        }
        for signature, expected in cases.items():
            with self.subTest(signature=signature):
                self.assertEqual(anchor(signature), expected)

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), min_size=1, max_size=3),
        st.lists(st.sampled_from("abcdef"), max_size=6),
    )
    def test_whatever_matches_is_also_looked_up(self, parts, around):
        signature = normalise(" … ".join(" ".join(part) for part in parts))
        pasted = " ".join([*around, *(word for part in parts for word in (*part, *around[:2]))])
        if match(pasted, [(1, signature)]):
            self.assertIn(anchor(signature), anchors(pasted))
