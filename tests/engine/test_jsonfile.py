"""Settings files: values, their places, and what makes the client drop a file."""

from __future__ import annotations

import json
import unittest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.engine.environment import Problem, ProblemKind
from diagnostics.engine.readers.jsonfile import SettingsFile, read_settings
from diagnostics.engine.source import Document, Kind
from tests.guards import it_ends

NAME = "~/.claude/settings.json"


def read(text: str, kind: Kind = Kind.CLAUDE_SETTINGS) -> tuple[SettingsFile, tuple[Problem, ...]]:
    found = read_settings([Document(NAME, text, kind)])
    return found.files[0], found.problems


def env(text: str) -> dict[str, str]:
    return {entry.name: entry.value for entry in read(text)[0].env}


class Values(unittest.TestCase):
    def test_a_value_becomes_the_text_that_the_client_makes_of_it(self) -> None:
        for written, text in [
            ('"a"', "a"),
            ('"$HOME/${X}"', "$HOME/${X}"),
            ('"a\\nb"', "a\nb"),
            ("5", "5"),
            ("1.0", "1"),
            ("0", "0"),
            ("-0.5", "-0.5"),
            ("1e21", "1e+21"),
            ("1e-7", "1e-7"),
            ("0.00001", "0.00001"),
            ("12345678901234567890", "12345678901234567000"),
            ("1e999", "Infinity"),
            ("9" * 5000, "Infinity"),
            ("true", "true"),
            ("false", "false"),
            ("null", "null"),
            ('["a", null, 1]', "a,,1"),
            ('{"a": 1}', "[object Object]"),
            ('"Bearer ‹api-key, 9 characters, #1›"', "Bearer ‹api-key, 9 characters, #1›"),
            ("‹api-key, 9 characters, #1›", "‹api-key, 9 characters, #1›"),
            ('"\\ud800"', "\ufffd"),
        ]:
            with self.subTest(written=written[:40]):
                self.assertEqual(env('{"env": {"A": ' + written + "}}"), {"A": text})

    def test_of_a_repeated_key_the_last_counts(self) -> None:
        self.assertEqual(env('{"env": {"A": "1", "A": "2"}}'), {"A": "2"})
        self.assertEqual(env('{"env": {"A": "1"}, "env": {"B": "2"}}'), {"B": "2"})

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        self.assertEqual(env('\ufeff{"env": {"A": "1"}}'), {"A": "1"})

    def test_settings_outside_env_are_kept_with_their_places(self) -> None:
        text = '{\n  "apiKeyHelper": "echo x",\n  "customApiKeyResponses": {"approved": ["a", "b"]}\n}'
        settings = read(text)[0].settings
        self.assertEqual(settings["apiKeyHelper"].value, "echo x")
        self.assertEqual(settings["apiKeyHelper"].span.line, 2)
        self.assertEqual(settings["customApiKeyResponses.approved"].value, "a\nb")

    @given(st.dictionaries(st.text(), st.text(), max_size=4), st.sampled_from([None, 1, 4]))
    def test_each_place_holds_what_it_says(self, values: dict[str, str], indent: int | None) -> None:
        text = json.dumps({"x": [{"env": {"A": "no"}}], "env": values}, indent=indent)
        for entry in read(text)[0].env:
            written = text[entry.value_span.begin : entry.value_span.stop]
            self.assertEqual(json.loads(written), values[entry.name])
            self.assertTrue(text[entry.span.begin :].startswith(json.dumps(entry.name)))


class Dropped(unittest.TestCase):
    def test_a_file_that_is_not_json_is_dropped_whole(self) -> None:
        for text, line, reason in [
            ('{"env": {"A": "1",}}', 1, "a comma before the closing bracket"),
            ('{\n// gateway\n"env": {}}', 2, "JSON has no comments"),
            ("{“env”: {}}", 1, "typographic quotes"),
            ("{'env': {}}", 1, "single quotes"),
            ('{"env": {"A": "1"}', 1, "it ends too early"),
            ('{"env": {"A" "1"}}', 1, "a comma, a colon or a quote"),
            ('{"a": NaN}', 1, "NaN is not JSON"),
            ("[]", 1, "no JSON object"),
            ('{"env": []}', 1, "`env` must be an object"),
            ('{"env": null}', 1, "`env` must be an object"),
            ('{\n"apiKeyHelper": 5}', 2, "`apiKeyHelper` must be a text"),
            ('{"model": null}', 1, "`model` must be a text"),
            ('{"includeCoAuthoredBy": "no"}', 1, "must be true or false"),
            ('{"permissions": {"allow": "x"}}', 1, "`permissions.allow` must be a list"),
            ("[" * 100_000, 1, "too deep"),
            ('{"a":' * 100_000 + "1" + "}" * 100_000, 1, "too deep"),
        ]:
            with self.subTest(text=text[:40]):
                file, (problem,) = read(text)
                self.assertEqual((file.env, dict(file.settings)), ((), {}))
                self.assertEqual((problem.kind, problem.span.line), (ProblemKind.BAD_JSON, line))
                self.assertIn(reason, problem.text)
                self.assertIn("drops this whole file", problem.text)

    def test_hostile_text_takes_one_walk(self) -> None:
        for text in (
            '"' + '\\"' * 120_000,
            '{"' * 120_000,
            "‹" * 250_000,
            '{"a":"' + "‹api-key, 9 characters, #1›" * 9_000,
        ):
            with it_ends():
                self.assertEqual(len(read(text)[1]), 1)

    def test_deep_but_readable_json_is_read(self) -> None:
        self.assertEqual(env('{"x": %s, "env": {"A": "1"}}' % ("[" * 300 + "]" * 300)), {"A": "1"})

    def test_an_empty_file_is_no_mistake(self) -> None:
        self.assertEqual(read(" \n")[1], ())

    def test_the_state_file_stops_the_client_instead(self) -> None:
        _, (problem,) = read("{,}", Kind.CLAUDE_STATE)
        self.assertIn("stops before it sends anything", problem.text)

    def test_the_state_file_is_not_dropped_for_its_types(self) -> None:
        file, problems = read('{"env": [], "primaryApiKey": "x"}', Kind.CLAUDE_STATE)
        self.assertEqual((problems, file.settings["primaryApiKey"].value), ((), "x"))

    def test_no_text_of_the_person_is_repeated(self) -> None:
        for text in ('{"env": {"A": "CANARY",}}', '{"env": CANARY}', '{"ANTHROPIC_API_KEY": "CANARY"}'):
            self.assertNotIn("CANARY", str(read(text)[1]))


class Ignored(unittest.TestCase):
    def test_a_variable_outside_env_is_ignored(self) -> None:
        _, (problem,) = read('{"ANTHROPIC_API_KEY": "x", "model": "opus"}')
        self.assertEqual((problem.kind, problem.name), (ProblemKind.IGNORED_SETTING, "ANTHROPIC_API_KEY"))
