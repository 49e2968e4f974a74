"""A rule answers in one of five ways; with an unknown login it answers for each and says which login it needs."""

from __future__ import annotations

import unittest
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from diagnostics.engine.findings import Confidence, Login, Outcome, Severity
from diagnostics.engine.fixing.fixes import FixPlan, parse_steps
from diagnostics.engine.rules.conditions import parse_condition
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.rules.rule import Effect, Raise, Rule
from diagnostics.engine.rules.rulewords import unknown_words
from diagnostics.engine.rules.running import run_rule, run_rules
from diagnostics.engine.rules.telling import MOST_FINDINGS
from diagnostics.engine.source import Document
from tests.engine.by_hand import facts, request

SECRET = "sk-ant-api03-DUMMY-NEVER-TO-BE-SEEN"
BEARER = {"is": "sends-header", "header": "authorization", "source": "subscription-login"}


def rule(when: object, **changes: object) -> Rule:
    """Return a rule with a condition and little else."""
    plain = Rule(
        "XX101",
        "a-name",
        "A title",
        Severity.ERROR,
        Confidence.CERTAIN,
        date(2026, 11, 25),
        "an-article",
        "A on {A.where} is wrong.",
        "Because of {name}.",
        parse_condition(when),
    )
    return replace(plain, **changes)


class OutcomeTests(unittest.TestCase):
    IS_SET = {"var": "A", "is": "is-set"}  # noqa: RUF012 -- never changed

    def test_what_holds_is_found_at_its_line_with_the_others_related(self):
        answer = run_rule(
            rule({"all": [{"var": "B", "is": "is-set"}, self.IS_SET]}, at="A"), facts("export A=1\nexport B=2\n")
        )
        finding = answer.findings[0]
        self.assertEqual(answer.outcome, Outcome.FOUND)
        self.assertEqual((finding.primary.span.line, [note.span.line for note in finding.related]), (1, [2]))
        self.assertEqual((finding.message, finding.why), ("A on line 1 is wrong.", "Because of A."))
        self.assertEqual((finding.rule, finding.name, finding.article), ("XX101", "a-name", "an-article"))

    def test_what_it_does_to_the_verdict_is_said_of_what_was_found(self):
        made = rule(self.IS_SET, effect=Effect("Without {A.where}:", is_open=True))
        found = run_rule(made, facts("export A=1\n")).findings[0]
        self.assertEqual((found.premise, found.is_open), ("Without line 1:", True))
        plain = run_rule(rule(self.IS_SET), facts("export A=1\n")).findings[0]
        self.assertEqual((plain.premise, plain.is_open), ("", False))
        self.assertNotEqual(made.fingerprint, rule(self.IS_SET).fingerprint)

    def test_without_a_place_of_its_own_the_first_line_is_underlined(self):
        answer = run_rule(rule({"var": "B", "is": "is-set"}), facts("export A=1\nexport B=2\n"))
        self.assertEqual(answer.findings[0].primary.span.line, 2)

    def test_a_place_that_the_condition_did_not_mention_is_its_winning_line(self):
        answer = run_rule(rule({"var": "B", "is": "is-set"}, at="A"), facts("export A=1\nexport B=2\n"))
        self.assertEqual(answer.findings[0].primary.span.line, 1)

    def test_a_condition_without_lines_gives_a_finding_without_a_place(self):
        answer = run_rule(rule({"var": "A", "is": "is-unset"}), facts(""))
        self.assertIsNone(answer.findings[0].primary)
        self.assertEqual(answer.findings[0].message, "A on a line that is not shown is wrong.")

    def test_what_does_not_hold_is_clear(self):
        self.assertEqual(run_rule(rule(self.IS_SET), facts("A=1\n")).outcome, Outcome.CLEAR)

    def test_where_it_does_not_apply_it_is_not_applicable(self):
        applies = parse_condition({"var": "B", "is": "is-mentioned"})
        self.assertEqual(run_rule(rule(self.IS_SET, applies=applies), facts("A=1\n")).outcome, Outcome.NOT_APPLICABLE)

    def test_what_cannot_be_told_says_why_and_where(self):
        answer = run_rule(rule(self.IS_SET), facts("export A=1\n", unknown="A"))
        self.assertEqual(answer.outcome, Outcome.CANNOT_TELL)
        self.assertIn("the value of A is not known: line 1 runs a command", answer.findings[0].message)
        self.assertEqual(answer.findings[0].primary.span.line, 1)

    def test_whether_it_applies_matters_only_where_the_condition_holds(self):
        applies = parse_condition({"var": "B", "is": "is-set"})
        for text, outcome in (("export A=1\nexport B=1\n", Outcome.CANNOT_TELL), ("export B=1\n", Outcome.CLEAR)):
            with self.subTest(text=text):
                self.assertEqual(
                    run_rule(rule(self.IS_SET, applies=applies), facts(text, unknown="B")).outcome, outcome
                )

    def test_separate_lines_are_findings_of_their_own(self):
        answer = run_rule(rule({"var": ["A", "B"], "is": "is-set"}), facts("export A=1\nexport B=2\n"))
        self.assertEqual([finding.primary.span.line for finding in answer.findings], [1, 2])
        self.assertEqual([finding.why for finding in answer.findings], ["Because of A.", "Because of B."])

    def test_of_very_many_lines_only_so_many_are_listed_and_the_rest_counted(self):
        names = [f"A{number}" for number in range(MOST_FINDINGS + 3)]
        text = "".join(f"export {name}=1\n" for name in names)
        findings = run_rule(rule({"var": names, "is": "is-set"}), facts(text)).findings
        self.assertEqual(len(findings), MOST_FINDINGS)
        self.assertTrue(findings[-1].message.endswith("(3 more such lines are not listed.)"))

    def test_a_crash_is_an_answer_without_the_text_of_the_error_and_stops_nobody(self):
        def crash(*_: object) -> None:
            raise ValueError(SECRET)

        broken = replace(PREDICATES["is-blank"], ask=crash)
        with patch("diagnostics.engine.rules.conditions.PREDICATES", {**PREDICATES, "is-blank": broken}):
            bad, good = run_rules([rule({"var": "A", "is": "is-blank"}), rule(self.IS_SET)], facts("export A=1\n"))
        self.assertEqual((bad.outcome, good.outcome), (Outcome.CRASHED, Outcome.FOUND))
        self.assertIn("XX101 stopped with ValueError", bad.findings[0].message)
        self.assertNotIn(SECRET, repr(bad.findings))


class SayingTests(unittest.TestCase):
    def test_a_rules_own_words_for_a_variable_stand_at_its_line(self):
        answer = run_rule(rule({"var": "A", "is": "is-set"}, notes=(("A", "does it"),)), facts("export A=1\n"))
        self.assertEqual(answer.findings[0].primary.text, "does it")

    def test_a_variable_that_matters_more_raises_the_severity(self):
        raised = Raise(Severity.WARNING, ("B",))
        made = rule({"var": ["A", "B"], "is": "is-set"}, severity=Severity.NOTICE, raised=raised)
        findings = run_rule(made, facts("export A=1\nexport B=2\n")).findings
        self.assertEqual([finding.severity for finding in findings], [Severity.NOTICE, Severity.WARNING])

    def test_a_fix_comes_with_its_finding(self):
        plan = FixPlan(parse_steps([{"do": "delete-lines"}]), "so", safe=False)
        finding = run_rule(rule({"var": "A", "is": "is-set"}, fix=plan), facts("export A=1\n")).findings[0]
        self.assertEqual((len(finding.fix.edits), finding.fix.why, finding.fix.safe), (1, "so", False))

    def test_messages_name_hosts_and_payers_and_places_but_never_values(self):
        text = f"export A={SECRET}\nexport ANTHROPIC_BASE_URL=https://gateway.example/x\n"
        message = (
            "{A.line} {A.document} {A.where} {B.line} {host} {payer} {line} {document} {where} {name} {nearest}|{loser}"
        )
        made = rule({"var": "A", "is": "is-set"}, message=message)
        self.assertEqual(unknown_words(message), [])
        self.assertEqual(
            run_rule(made, facts(text)).findings[0].message,
            "1 ~/.zshrc line 1 ? gateway.example cannot tell 1 ~/.zshrc line 1 A |",
        )

    def test_a_masked_host_is_not_named(self):
        text = "export ANTHROPIC_BASE_URL=https://‹token, 9 characters, #1›.example/\n"
        made = rule({"var": "ANTHROPIC_BASE_URL", "is": "is-set"}, message="to {host}")
        self.assertEqual(run_rule(made, facts(text)).findings[0].message, "to the host")

    def test_with_several_documents_a_place_has_its_documents_name(self):
        made = facts("export A=1\n")
        several = replace(made, documents=(*made.documents, Document("~/.zprofile", "")))
        finding = run_rule(rule({"var": "A", "is": "is-set"}), several).findings[0]
        self.assertEqual(finding.message, "A on line 1 of ~/.zshrc is wrong.")

    def test_words_that_a_message_cannot_have_are_named(self):
        self.assertEqual(unknown_words("{A.value} {A.line} {} {host} {A}"), ["A.value", "", "A"])


class LoginTests(unittest.TestCase):
    SUBSCRIPTION = request(Login.SUBSCRIPTION, {"authorization": "subscription-login"})
    NONE = request(Login.NONE)
    SAME = request(Login.UNKNOWN, {"x-api-key": "A"})

    def test_what_needs_a_login_says_so_and_is_likely_at_most(self):
        answer = run_rule(rule(BEARER, message="It happens."), facts("", requests=[self.SUBSCRIPTION, self.NONE]))
        finding = answer.findings[0]
        self.assertEqual(answer.outcome, Outcome.FOUND)
        self.assertEqual(finding.message, "If you are logged in with a Claude subscription: it happens.")
        self.assertEqual(finding.confidence, Confidence.LIKELY)

    def test_a_name_at_the_beginning_keeps_its_capitals(self):
        answer = run_rule(rule(BEARER, message="API_KEY it is."), facts("", requests=[self.SUBSCRIPTION, self.NONE]))
        self.assertEqual(answer.findings[0].message, "If you are logged in with a Claude subscription: API_KEY it is.")

    def test_what_holds_for_every_login_needs_no_condition(self):
        made = rule({"is": "sends-header", "header": "x-api-key"}, message="It happens.")
        finding = run_rule(made, facts("", requests=[self.SAME])).findings[0]
        self.assertEqual((finding.message, finding.confidence), ("It happens.", Confidence.CERTAIN))

    def test_one_request_for_every_login_still_answers_by_login(self):
        applies = parse_condition({"is": "login-is", "login": "subscription"})
        made = rule({"is": "sends-header", "header": "x-api-key"}, applies=applies)
        answer = run_rule(made, facts("", requests=[self.SAME]))
        self.assertEqual(answer.outcome, Outcome.FOUND)
        self.assertIn("If you are logged in with a Claude subscription", answer.findings[0].message)

    def test_clear_for_some_logins_and_not_applicable_for_others_is_clear(self):
        applies = parse_condition({"is": "login-is", "login": "subscription"})
        made = rule({"is": "sends-header", "header": "x-other"}, applies=applies)
        self.assertEqual(run_rule(made, facts("", requests=[self.SAME])).outcome, Outcome.CLEAR)

    def test_a_known_login_is_asked_once(self):
        made = rule(BEARER, message="It happens.")
        answer = run_rule(made, facts("", login=Login.SUBSCRIPTION, requests=[self.SUBSCRIPTION]))
        self.assertEqual(
            (answer.findings[0].message, answer.findings[0].confidence), ("It happens.", Confidence.CERTAIN)
        )

    def test_without_any_prediction_it_cannot_be_told(self):
        self.assertEqual(run_rule(rule(BEARER), facts("")).outcome, Outcome.CANNOT_TELL)

    def test_a_rule_that_asks_for_no_request_is_not_asked_by_login(self):
        made = rule({"var": "A", "is": "is-set"})
        self.assertEqual(run_rule(made, facts("export A=1\n")).findings[0].confidence, Confidence.CERTAIN)

    def test_not_applicable_for_every_login_is_not_applicable(self):
        applies = parse_condition({"all": [{"is": "login-is", "login": "console"}, {"var": "A", "is": "is-set"}]})
        self.assertEqual(run_rule(rule(BEARER, applies=applies), facts("")).outcome, Outcome.NOT_APPLICABLE)
