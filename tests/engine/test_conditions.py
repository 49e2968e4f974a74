"""Conditions combine three answers, are checked when they are read, and tell themselves in English."""

from __future__ import annotations

import unittest

from diagnostics.engine.rules.answers import NO, Line, Maybe, No, Yes, every, opposite, some
from diagnostics.engine.rules.conditions import ask, describe, parse_condition, sentence, to_data
from diagnostics.engine.rules.parameters import WordError
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.source import Document
from tests.engine.by_hand import facts

A = {"var": "A", "is": "is-set"}
B = {"var": "B", "is": "is-set"}
MAYBE = Maybe("it is not shown")
DOCUMENT = Document("~/.zshrc", "one\ntwo\n")
ONE = Yes((Line(DOCUMENT.line_span(1), "is one"),))
TWO = Yes((Line(DOCUMENT.line_span(2), "is two"),))


class AnswerTests(unittest.TestCase):
    def test_every_is_no_if_one_is_no_even_where_another_cannot_tell(self):
        self.assertEqual(every([ONE, MAYBE, NO]), NO)

    def test_every_cannot_tell_if_one_cannot_and_none_is_no(self):
        self.assertEqual(every([ONE, MAYBE]), MAYBE)

    def test_every_brings_the_lines_of_all(self):
        self.assertEqual(every([ONE, TWO, ONE]), Yes((*ONE.lines, *TWO.lines)))

    def test_some_is_yes_if_one_is_yes_even_where_another_cannot_tell(self):
        self.assertEqual(some([NO, MAYBE, TWO]), TWO)

    def test_some_cannot_tell_rather_than_say_no(self):
        self.assertEqual(some([NO, MAYBE]), MAYBE)
        self.assertEqual(some([NO, NO]), NO)

    def test_the_opposite_of_not_knowing_is_not_knowing(self):
        self.assertEqual(opposite(MAYBE), MAYBE)
        self.assertEqual(opposite(ONE), NO)
        self.assertEqual(opposite(NO), Yes())


class AskingTests(unittest.TestCase):
    def test_nested_conditions_bring_the_lines_that_made_them_true(self):
        condition = parse_condition({"all": [A, {"any": [B, {"not": {"var": "C", "is": "is-set"}}]}]})
        answer = ask(condition, facts("export A=1\nexport B=2\n"))
        self.assertIsInstance(answer, Yes)
        self.assertEqual([line.span.line for line in answer.lines], [1, 2])

    def test_an_unknown_value_makes_the_whole_unknown_where_it_decides(self):
        condition = parse_condition({"all": [A, B]})
        self.assertIsInstance(ask(condition, facts("export A=1\nexport B=2\n", unknown="B")), Maybe)
        self.assertIsInstance(ask(condition, facts("export B=2\n", unknown="B")), No)


class ReadingTests(unittest.TestCase):
    CASES = (
        ("text", "when", "table"),
        ({}, "when", "exactly one of"),
        ({"all": [A], "any": [B]}, "when", "exactly one of"),
        ({"al": [A]}, "when.al", "Did you mean “all”?"),
        ({"all": []}, "when.all", "one or more"),
        ({"all": A}, "when.all", "list"),
        ({"all": [A, {"is": "is-sett", "var": "B"}]}, "when.all[1].is", "Did you mean “is-set”?"),
        ({"is": 3}, "when.is", "no predicate"),
        ({"is": "is-set"}, "when", "needs “var”"),
        ({"is": "is-set", "var": 1}, "when.var", "list of them"),
        ({"is": "is-set", "var": []}, "when.var", "list of them"),
        ({"is": "is-set", "var": "NOT A NAME"}, "when.var", "letters, digits"),
        ({"is": "is-set", "vra": "A", "var": "A"}, "when.vra", "Did you mean “var”?"),
        ({"is": "counts-credentials", "least": "2"}, "when.least", "whole number"),
        ({"is": "counts-credentials", "least": True}, "when.least", "whole number"),
        ({"is": "has-problem", "kind": "typographic-quotes"}, "when.kind", "Did you mean “typographic-quote”?"),
        ({"is": "has-problem", "kind": "bad-json", "only-read": 1}, "when.only-read", "true or false"),
        ({"is": "matches", "var": "A", "pattern": "(?<=a)b"}, "when.pattern", "no look-around"),
        ({"is": "matches", "var": "A", "pattern": "a" * 301}, "when.pattern", "300 characters"),
        ({"not": [A]}, "when.not", "table"),
    )

    def test_each_mistake_names_its_place_and_a_mend(self):
        for data, path, words in self.CASES:
            with self.subTest(data=data), self.assertRaises(WordError) as caught:
                parse_condition(data)
            self.assertEqual(caught.exception.path, path)
            self.assertIn(words, caught.exception.message)

    def test_depth_is_bounded(self):
        data: object = A
        for _ in range(2000):
            data = {"not": data}
        with self.assertRaisesRegex(WordError, "nested 6 deep"):
            parse_condition(data)

    def test_the_number_of_parts_is_bounded(self):
        with self.assertRaisesRegex(WordError, "60 parts"):
            parse_condition({"any": [A] * 60})

    def test_a_condition_written_as_data_reads_back_the_same(self):
        data = {"any": [A, {"not": {"all": [B, {"var": ["A", "B"], "is": "contains", "text": ["x", "y"]}]}}]}
        self.assertEqual(to_data(parse_condition(data)), data)
        self.assertEqual(parse_condition(to_data(parse_condition(data))), parse_condition(data))


class TellingTests(unittest.TestCase):
    def test_a_condition_reads_as_a_sentence(self):
        condition = parse_condition({"all": [A, {"any": [B, {"not": {"var": "C", "is": "is-on"}}]}]})
        self.assertEqual(
            sentence(condition), "A is set to something not blank; and (B is set to something not blank, or C is off)"
        )

    def test_a_denied_group_is_told_part_by_part(self):
        told = describe(parse_condition({"not": {"all": [A, B]}}))
        self.assertEqual(told.text, "one of these holds")
        self.assertEqual(
            [part.text for part in told.parts],
            ["A is unset, blank or not exported", "B is unset, blank or not exported"],
        )

    def test_denying_a_list_of_names_denies_each(self):
        condition = parse_condition({"not": {"var": ["A", "B"], "is": "is-set"}})
        self.assertEqual(sentence(condition), "each of A and B is unset, blank or not exported")

    def test_an_optional_parameter_is_told_only_where_it_is_given(self):
        plain = parse_condition({"is": "sends-header", "header": "x-api-key"})
        sourced = parse_condition({"is": "sends-header", "header": "x-api-key", "source": "A"})
        self.assertEqual(sentence(plain), "Claude Code sends the header x-api-key")
        self.assertEqual(sentence(sourced), "Claude Code sends the header x-api-key from A")

    def test_every_predicate_has_help_and_fills_its_phrases(self):
        for predicate in PREDICATES.values():
            with self.subTest(predicate=predicate.name):
                self.assertTrue(predicate.help.startswith("Match"), predicate.help)
                for phrase in (predicate.says, predicate.denies):
                    phrase.format(**{parameter.name: "x" for parameter in predicate.parameters})
