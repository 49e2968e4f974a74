"""What the facts lack decides for most rules: the answers are those of asking every rule everything."""

from __future__ import annotations

import tomllib
import unittest
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pytest

from diagnostics.engine.facts import Facts
from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode, Outcome
from diagnostics.engine.kinds import recognise
from diagnostics.engine.masking.secrets import mask
from diagnostics.engine.rules.answers import NO, Maybe, No, Yes
from diagnostics.engine.rules.conditions import Answered, Leaf, ask, leaves, needs, parse_condition
from diagnostics.engine.rules.examples import prepare
from diagnostics.engine.rules.predicates import PREDICATES
from diagnostics.engine.rules.running import run_rule, run_rules
from diagnostics.engine.rules.signs import NO_PREDICTION, signs_of
from diagnostics.engine.source import Document, Kind
from diagnostics.rulefile import load_rules
from tests.engine.by_hand import facts, request
from tests.engine.client_cases import cases

ROOT = Path(__file__).parents[2]
RULES = load_rules(ROOT / "diagnostics" / "rules")
CLIENT_FILES = ("claude_code.jsonl", "claude_code_more.jsonl", "codex.jsonl", "gemini.jsonl", "further_clients.jsonl")
SETS = (ROOT / "tests" / "cases" / "blind", ROOT / "diagnostics" / "sound")
PLAIN = (Login.UNKNOWN, Mode.PRINT)
EVERY = 6  # of the measured runs of clients, which differ in one thing only, so many make one test


def of_examples() -> Iterator[tuple[str, Facts]]:
    """Yield the facts of each example of the shipped rules."""
    for rule in RULES:
        for example in rule.examples:
            yield f"{rule.code} {example.title}", prepare(rule.code, example).facts


def of_configurations() -> Iterator[tuple[str, Facts]]:
    """Yield the facts of whole configurations: those written before the rules saw them, and sound ones."""
    for path in sorted(chain.from_iterable(folder.glob("*.toml") for folder in SETS)):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            documents = [
                Document(each["name"], each["text"], recognise(each["name"], each["text"])) for each in case["document"]
            ]
            yield case["title"], seen(documents, Login(case.get("login", "unknown")), Mode(case.get("mode", "print")))


def of_clients() -> Iterator[tuple[str, Facts]]:
    """Yield the facts of some of the measured runs of clients."""
    for name in CLIENT_FILES:
        for case in islice(cases(name), 0, None, EVERY):
            yield f"{name} {case.id}", seen(case.documents, case.login, case.mode)


def seen(documents: list[Document] | tuple[Document, ...], login: Login, mode: Mode) -> Facts:
    """Return the facts as a check works them out."""
    return facts_of(mask(documents)[0], login=login, mode=mode)


def everything() -> Iterator[tuple[str, Facts]]:
    """Yield all facts there are."""
    return chain(of_examples(), of_configurations(), of_clients())


class SameAnswerTests(unittest.TestCase):
    @pytest.mark.once
    def test_rules_that_are_not_asked_answer_as_if_they_were(self):
        for title, made in everything():
            with self.subTest(title=title):
                for rule, answer in zip(RULES, run_rules(RULES, made), strict=True):
                    full = run_rule(rule, made)
                    self.assertEqual((answer.outcome, answer.findings), (full.outcome, full.findings), rule.code)

    @pytest.mark.once
    def test_a_condition_whose_needs_are_missing_does_not_hold(self):
        asked = {
            leaf.key: leaf for rule in RULES for part in (rule.when, rule.applies) if part for leaf in leaves(part)
        }
        wanting = 0
        for title, made in islice(everything(), 0, None, 10):
            there = signs_of(made)
            for leaf in asked.values():
                if any(group.isdisjoint(there) for group in needs(leaf)):
                    wanting += 1
                    self.assertEqual(leaf.predicate.ask(made, leaf.given), NO, f"{title}: {leaf.key}")
        self.assertGreater(wanting, 1000)

    def test_most_rules_are_not_asked_about_an_ordinary_file(self):
        there = signs_of(seen([Document("~/.zshrc", "export EDITOR=vim\n", recognise("~/.zshrc", ""))], *PLAIN))
        asked = [rule for rule in RULES if all(not group.isdisjoint(there) for group in rule.when_needs)]
        self.assertLess(len(asked), len(RULES) // 5)


class NeedsTests(unittest.TestCase):
    IS_SET = {"var": ["A", "B"], "is": "is-set"}  # noqa: RUF012 -- never changed
    ZSH = {"is": "has-document", "kind": "zsh"}  # noqa: RUF012 -- never changed
    NO_LOGIN = {"is": "login-is", "login": "none"}  # noqa: RUF012 -- never changed

    def test_all_needs_what_each_part_needs_and_any_what_one_part_needs(self):
        names, kinds = frozenset(("A", "B")), frozenset(("kind:zsh",))
        for data, expected in (
            (self.IS_SET, (names,)),
            ({"all": [self.IS_SET, self.ZSH, self.NO_LOGIN]}, (names, kinds)),
            ({"any": [self.IS_SET, self.ZSH]}, (names | kinds,)),
            ({"any": [self.IS_SET, {"all": [self.ZSH, self.IS_SET]}]}, (names | kinds,)),
            ({"any": [self.IS_SET, self.NO_LOGIN]}, ()),
            ({"not": self.IS_SET}, ()),
        ):
            with self.subTest(data=data):
                self.assertEqual(needs(parse_condition(data)), expected)

    def test_words_that_no_shipped_rule_uses_keep_their_promise_too(self):
        made = facts("export X=1\n", requests=[request(Login.NONE, {"a": "b"}, client="codex", provider="openai")])
        for data in (
            {"is": "matches", "var": "A", "pattern": "x"},
            {"is": "ends-with", "var": "A", "text": "x"},
            {"is": "setting-is", "setting": "a", "values": "b"},
            {"is": "setting-contains", "setting": "a", "text": "b"},
            {"is": "payer-is", "text": "you"},
            {"is": "payer-certainty-is", "certainty": "measured"},
        ):
            with self.subTest(data=data):
                leaf = parse_condition(data)
                assert isinstance(leaf, Leaf)
                self.assertTrue(all(group.isdisjoint(signs_of(made)) for group in needs(leaf)))
                self.assertEqual(ask(leaf, made), NO)

    def test_addresses_and_headers_are_looked_up_by_name_or_unknown(self):
        for text, data, expected in (
            (
                "export X_URL=https://a.example.com/v1\n",
                {"var": "X_URL", "is": "host-in", "hosts": ".example.com"},
                Yes,
            ),
            ("export X_URL=a.example.com\n", {"var": "X_URL", "is": "host-in", "hosts": ["b", "a.example.com"]}, Yes),
            ("export X_URL=https://example.com\n", {"var": "X_URL", "is": "host-in", "hosts": ".example.com"}, No),
            ("X_URL=https://a.example.com\n", {"var": "X_URL", "is": "host-in", "hosts": ".example.com"}, No),
            ('export X_URL="$(a)"\n', {"var": "X_URL", "is": "host-in", "hosts": "example.com"}, Maybe),
            ("export X=https://example.com\n", {"var": "X", "is": "host-in", "hosts": "example.com"}, Yes),
            ("export ANTHROPIC_CUSTOM_HEADERS='X-A: b'\n", {"is": "names-header", "headers": "x-a"}, Yes),
            ("export ANTHROPIC_CUSTOM_HEADERS='X-A: b'\n", {"is": "names-header", "headers": "x-*"}, Yes),
            ("export ANTHROPIC_CUSTOM_HEADERS='X-B: x-a'\n", {"is": "names-header", "headers": "x-a"}, No),
            ('export ANTHROPIC_CUSTOM_HEADERS="$(a)"\n', {"is": "names-header", "headers": "x-a"}, Maybe),
            ("export H='X-A: b'\n", {"is": "names-header", "var": "H", "headers": "x-a"}, Yes),
        ):
            with self.subTest(text=text, data=data):
                made, leaf = seen([Document("~/.zshrc", text, Kind.ZSH)], *PLAIN), parse_condition(data)
                self.assertIsInstance(ask(leaf, made), expected)
                is_looked_up = not needs(leaf)[0].isdisjoint(signs_of(made))
                self.assertEqual(is_looked_up, expected is not No)

    def test_without_a_prediction_a_rule_about_requests_is_asked(self):
        made = facts("")
        self.assertIn(NO_PREDICTION, signs_of(made))
        leaf = parse_condition({"is": "endpoint-in", "hosts": "a.example"})
        self.assertFalse(needs(leaf)[0].isdisjoint(signs_of(made)))
        self.assertIsInstance(ask(leaf, made), Maybe)

    def test_equal_questions_are_put_once(self):
        left, right = (parse_condition(self.IS_SET) for _ in range(2))
        known = Answered()
        first = ask(left, facts("export A=1\n"), known)
        self.assertIs(ask(right, facts("export A=1\n"), known), first)

    def test_what_depends_on_the_login_is_asked_for_each(self):
        leaf = parse_condition(self.NO_LOGIN)
        worlds = [facts("", login=login) for login in (Login.NONE, Login.CONSOLE)]
        known = Answered()
        answers = [ask(leaf, world, Answered(known.steady)) for world in worlds]
        self.assertEqual([answer == NO for answer in answers], [False, True])
        self.assertEqual(known.steady, {})  # nothing that a login changes is shared

    def test_every_word_that_looks_at_one_sort_of_fact_says_what_it_needs(self):
        silent = {name for name, word in PREDICATES.items() if word.needs is None}
        self.assertEqual(
            silent,
            {
                *("is-unset", "login-is", "mode-is", "names-client", "is-written", "is-read-by-nothing", "is-misspelt"),
                *("looks-like-ci", "is-secret-for-everybody", "is-cut-at-blank"),
            },
        )


class CrashTests(unittest.TestCase):
    def test_a_rule_that_cannot_hold_does_not_crash_either(self):
        answers = run_rules(RULES, facts(""))
        self.assertNotIn(Outcome.CRASHED, {answer.outcome for answer in answers})
