"""The gate lets a rule through only if its examples, its fix and all other rules agree with the marks."""

from __future__ import annotations

import unittest
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from diagnostics.engine.findings import Confidence, Severity
from diagnostics.engine.fixing.fixes import FixPlan, parse_steps
from diagnostics.engine.rules.conditions import parse_condition
from diagnostics.engine.rules.examples import Flaw, check_all, check_examples, unmarked
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.rules.rule import Example, ExampleDocument, Rule


def example(kind: str, text: str, title: str = "") -> Example:
    return Example(kind, title or f"a {kind} one", (ExampleDocument("~/.zshrc", text),))


BAD = example("bad", "export EDITOR=vim\nexport PAGER=less  #~ XX101\n")
GOOD = example("good", "export EDITOR=vim\n")
RULE = Rule(
    "XX101",
    "a-pager",
    "A pager is set",
    Severity.ERROR,
    Confidence.CERTAIN,
    date(2026, 11, 25),
    "pagers",
    "{name} on {where} is set.",
    "Pagers are not wanted.",
    parse_condition({"var": "PAGER", "is": "is-set"}),
    fix=FixPlan(parse_steps([{"do": "delete-lines"}]), "It is gone."),
    examples=(BAD, GOOD),
)
OTHER = replace(
    RULE,
    code="XX102",
    when=parse_condition({"var": "VISUAL", "is": "is-set"}),
    examples=(
        example("bad", "export VISUAL=vim #~ XX102\n", "an editor"),
        example("good", "export PAGER=less #~ XX101\n", "a pager"),
    ),
)


def flaws(rule: Rule, others: tuple[Rule, ...] = (), articles: frozenset[str] | None = None) -> list[Flaw]:
    return [failure.flaw for failure in check_examples(rule, others, articles)]


class MarkTests(unittest.TestCase):
    def test_marks_are_taken_out_with_the_blanks_before_them(self):
        text = "a=1  #~ XX101\nb #~ XX101, XX102\r\nc #~ not a mark\n#~ XX101 later"
        plain, marks = unmarked(text)
        self.assertEqual(plain, "a=1\nb\r\nc #~ not a mark\n#~ XX101 later")
        self.assertEqual(marks, {1: ("XX101",), 2: ("XX101", "XX102")})


class GateTests(unittest.TestCase):
    def test_a_rule_that_says_what_its_marks_say_passes(self):
        self.assertEqual(flaws(RULE, (RULE, OTHER), frozenset({"pagers"})), [])
        self.assertEqual(check_all([RULE, OTHER], None), ())

    def test_all_rules_at_once_fail_for_what_each_fails_for_by_itself(self):
        silent = example("good", "export EDITOR=vim #~ XX101\n", "a mark of a rule that is not asked")
        loud = replace(OTHER, examples=(*OTHER.examples, silent, example("good", "export PAGER=most\n", "unmarked")))
        quiet = replace(RULE, code="XX103", when=parse_condition({"var": "NOBODYS", "is": "is-set"}))
        rules = (RULE, loud, quiet)
        found = check_all(rules, None)
        self.assertCountEqual(found, {one for rule in rules for one in check_examples(rule, rules, None)})
        self.assertEqual(
            {(failure.rule, failure.flaw, failure.example) for failure in found},
            {
                ("XX101", Flaw.NOT_FOUND, "a mark of a rule that is not asked"),
                ("XX101", Flaw.UNMARKED, "unmarked"),
                ("XX103", Flaw.NO_MARK, "a bad one"),
            },
        )

    def test_both_kinds_of_example_are_needed(self):
        self.assertEqual(flaws(replace(RULE, examples=(BAD,))), [Flaw.NO_EXAMPLE])
        self.assertEqual(flaws(replace(RULE, examples=())), [Flaw.NO_EXAMPLE, Flaw.NO_EXAMPLE])

    def test_a_marked_line_must_be_found(self):
        missed = example("bad", "export PAGER=less #~ XX101\nexport EDITOR=vim #~ XX101\n")
        failures = check_examples(replace(RULE, examples=(missed, GOOD)), (), None)
        self.assertEqual([failure.flaw for failure in failures], [Flaw.NOT_FOUND])
        self.assertEqual(
            failures[0].explain(),
            "XX101: a marked line is not found, in the example “a bad one”.\n"
            "  ~/.zshrc\n"
            "  2 | export EDITOR=vim\n"
            "    | ^^^^^^^^^^^^^^^^^\n"
            "  expected: XX101 on line 2\n"
            "  got:      found on other lines",
        )

    def test_an_unmarked_line_must_not_be_found(self):
        failures = check_examples(replace(RULE, examples=(BAD, example("good", "\texport PAGER=less\n"))), (), None)
        self.assertIn(Flaw.UNMARKED, [failure.flaw for failure in failures])
        self.assertEqual(
            failures[0].explain(),
            "XX101: a line is found that is not marked, in the example “a good one”.\n"
            "  ~/.zshrc\n"
            "  1 |  export PAGER=less\n"
            "    |  ^^^^^^^^^^^^^^^^^\n"
            "  expected: nothing here\n"
            "  got:      XX101: PAGER on line 1 is set.",
        )

    def test_a_bad_example_marks_a_line_and_a_good_one_none(self):
        self.assertIn(Flaw.NO_MARK, flaws(replace(RULE, examples=(example("bad", "A=1\n"), GOOD))))
        marked = example("good", "export PAGER=less #~ XX101\n")
        self.assertIn(Flaw.UNMARKED, flaws(replace(RULE, examples=(BAD, marked))))

    def test_what_cannot_be_told_is_not_found_and_says_why(self):
        unknown = example("bad", "export PAGER=$(which less) #~ XX101\n")
        failures = check_examples(replace(RULE, examples=(unknown, GOOD)), (), None)
        self.assertEqual(failures[0].flaw, Flaw.NOT_FOUND)
        self.assertIn("Cannot tell whether XX101", failures[0].got)

    def test_the_rule_must_not_fire_on_anothers_examples(self):
        loud = replace(OTHER, examples=(*OTHER.examples, example("good", "export PAGER=most\n", "another pager")))
        failures = check_examples(RULE, (loud,), None)
        self.assertEqual([failure.flaw for failure in failures], [Flaw.UNMARKED])
        self.assertIn("in the example “another pager” of XX102", failures[0].explain())

    def test_another_rule_must_not_fire_on_its_examples(self):
        loud = replace(OTHER, when=parse_condition({"var": ["VISUAL", "EDITOR"], "is": "is-set"}))
        failures = check_examples(RULE, (loud,), None)
        self.assertEqual({(failure.rule, failure.owner) for failure in failures}, {("XX102", "XX101")})

    def test_a_fix_must_clear_what_was_found(self):
        useless = FixPlan(parse_steps([{"do": "set-value", "value": "most"}]), "because")
        failures = check_examples(replace(RULE, fix=useless), (), None)
        self.assertEqual([failure.flaw for failure in failures], [Flaw.FIX_FAILS])
        self.assertEqual(failures[0].line_text, 'export PAGER="most"')

    def test_a_fix_must_do_something(self):
        nothing = FixPlan(parse_steps([{"do": "remove-prefix", "text": "x"}]), "because")
        self.assertEqual(flaws(replace(RULE, fix=nothing)), [Flaw.NO_FIX])

    def test_a_safe_fix_must_not_make_another_rule_find_something(self):
        moved = FixPlan(parse_steps([{"do": "rename", "to": "VISUAL"}]), "because")
        self.assertEqual(flaws(replace(RULE, fix=moved), (OTHER,)), [Flaw.FIX_HARMS])
        self.assertEqual(flaws(replace(RULE, fix=replace(moved, safe=False)), (OTHER,)), [])

    def test_the_article_must_exist(self):
        failures = check_examples(RULE, (), frozenset({"others"}))
        self.assertEqual([failure.flaw for failure in failures], [Flaw.NO_ARTICLE])
        self.assertEqual(
            failures[0].explain(),
            "XX101: the article does not exist.\n  expected: an article with the slug “pagers”",
        )

    def test_a_rule_that_crashes_does_not_pass(self):
        def crash(*_: object) -> None:
            raise ValueError

        broken = replace(PREDICATES["is-set"], ask=crash)
        with patch("diagnostics.engine.rules.conditions.PREDICATES", {**PREDICATES, "is-set": broken}):
            self.assertIn(Flaw.CRASHED, flaws(RULE))
