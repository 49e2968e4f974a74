"""Predicates over models, regions and several variables together."""

import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Login, Mode
from diagnostics.engine.rules.answers import Maybe, No, Yes
from diagnostics.engine.rules.conditions import ask, parse_condition, sentence
from diagnostics.engine.source import Document, Kind

MODEL = {"var": "ANTHROPIC_MODEL"}
FLAGS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX"]
PREFIX = MODEL | {"is": "model-prefix-is-foreign"}
ON = {"var": FLAGS, "is": "counts-switched-on", "least": 2}
DIFFER = {"var": "https_proxy", "is": "differs-from", "other": ["HTTPS_PROXY"]}
CA = {"var": "NODE_EXTRA_CA_CERTS", "is": "is-written-with-end", "text": [".der", ".p12"]}
UNIT = {"var": "API_TIMEOUT_MS", "is": "is-number-with-unit"}

# condition, text, the lines of a yes (None: no; "maybe": nobody can tell)
CASES = (
    (MODEL | {"is": "model-is-written-as", "form": "dotted version"}, "export ANTHROPIC_MODEL=claude-opus-4.8", [1]),
    (MODEL | {"is": "model-is-written-as", "form": "claude id"}, "ANTHROPIC_MODEL=claude-opus-4-8", None),
    (MODEL | {"is": "model-is-written-as", "form": ["arn", "alias"]}, "export ANTHROPIC_MODEL=opus", [1]),
    (MODEL | {"is": "model-is-claude"}, 'export ANTHROPIC_MODEL="Claude Opus"', [1]),
    (MODEL | {"is": "model-is-claude"}, "export ANTHROPIC_MODEL=glm-5", None),
    (MODEL | {"is": "model-is-claude"}, "export ANTHROPIC_MODEL=$(pick)", "maybe"),
    (MODEL | {"is": "model-is-retired"}, "export ANTHROPIC_MODEL=claude-3-opus-20240229", [1]),
    (MODEL | {"is": "model-is-retired"}, "export ANTHROPIC_MODEL=", None),
    (MODEL | {"is": "model-ends-like-bedrock"}, "export ANTHROPIC_MODEL=claude-x-v1:0", [1]),
    (PREFIX, "export AWS_REGION=eu-west-1\nexport ANTHROPIC_MODEL=us.anthropic.claude-opus-5-5", [2]),
    (PREFIX, "export AWS_DEFAULT_REGION=us-east-1\nexport ANTHROPIC_MODEL=us.anthropic.claude-opus-5-5", None),
    (PREFIX, "export AWS_REGION=bad\nexport AWS_DEFAULT_REGION=eu-west-1\nexport ANTHROPIC_MODEL=us.anthropic.c", [3]),
    (PREFIX, "export ANTHROPIC_MODEL=eu.anthropic.claude-opus-5-5", None),
    (PREFIX, "export AWS_REGION=$(aws configure get region)\nexport ANTHROPIC_MODEL=eu.anthropic.c", "maybe"),
    ({"var": "AWS_REGION", "is": "region-is-malformed", "cloud": "AWS"}, "export AWS_REGION=eu-west-1a", [1]),
    ({"var": "AWS_REGION", "is": "region-is-malformed", "cloud": "AWS"}, "export AWS_REGION='eu-west-1 '", None),
    (
        {"var": "CLOUD_ML_REGION", "is": "region-is-malformed", "cloud": "Google Cloud"},
        "export CLOUD_ML_REGION=eu",
        None,
    ),
    (
        {"var": "CLOUD_ML_REGION", "is": "region-is-malformed", "cloud": "Google Cloud"},
        "export CLOUD_ML_REGION=us-central1-a",
        [1],
    ),
    (ON, "export CLAUDE_CODE_USE_BEDROCK=1\nexport CLAUDE_CODE_USE_VERTEX=true", [1, 2]),
    (ON, "export CLAUDE_CODE_USE_BEDROCK=1\nexport CLAUDE_CODE_USE_VERTEX=0", None),
    (ON, "export CLAUDE_CODE_USE_BEDROCK=1\nexport CLAUDE_CODE_USE_VERTEX=$(x)", "maybe"),
    (DIFFER, "export https_proxy=http://a:1\nexport HTTPS_PROXY=http://b:1", [1, 2]),
    (DIFFER, "export https_proxy=http://a:1\nexport HTTPS_PROXY=http://a:1", None),
    (DIFFER, "export https_proxy=http://a:1\nHTTPS_PROXY=http://b:1", None),
    (UNIT, "export API_TIMEOUT_MS=600s", [1]),
    (UNIT, "export API_TIMEOUT_MS='10 min'", [1]),
    (UNIT, "export API_TIMEOUT_MS=600_000", None),
    (UNIT, "export API_TIMEOUT_MS=600000ms", None),
    (UNIT, "export API_TIMEOUT_MS=600000", None),
    (UNIT, "export API_TIMEOUT_MS=auto", None),
    (CA, 'export NODE_EXTRA_CA_CERTS="$HOME/corp.DER"', [1]),
    (CA, "export NODE_EXTRA_CA_CERTS=$HOME/corp.pem", None),
    (CA, "NODE_EXTRA_CA_CERTS=/a.der", None),
    ({"var": "NO_PROXY", "is": "has-address-pattern"}, "export NO_PROXY=localhost,10.*", [1]),
    ({"var": "NO_PROXY", "is": "has-address-pattern"}, "export NO_PROXY='*.corp.example,10.0.0.0/8'", None),
)


def answer(data, text):
    facts = facts_of([Document("~/.bashrc", text, Kind.BASH)], login=Login.NONE, mode=Mode.PRINT)
    return ask(parse_condition(data), facts)


class ModelPredicateTests(unittest.TestCase):
    def test_each_answers_with_its_lines(self):
        for data, text, expected in CASES:
            with self.subTest(predicate=data["is"], text=text):
                found = answer(data, text)
                if expected is None:
                    self.assertIsInstance(found, No)
                elif expected == "maybe":
                    self.assertIsInstance(found, Maybe)
                else:
                    self.assertIsInstance(found, Yes)
                    self.assertEqual([line.span.line for line in found.lines], expected)

    def test_a_region_in_another_place_is_not_guessed(self):
        found = answer(PREFIX, "export AWS_PROFILE=work\nexport ANTHROPIC_MODEL=eu.anthropic.claude-opus-5-5")
        self.assertIsInstance(found, No)

    def test_a_setting_and_a_variable_are_compared(self):
        same = {"is": "setting-equals-variable", "setting": "model", "var": "ANTHROPIC_MODEL"}
        for value, expected in (("sonnet", Yes), (" sonnet ", Yes), ("opus", No)):
            with self.subTest(value=value):
                text = f'{{"model": "sonnet", "env": {{"ANTHROPIC_MODEL": "{value}"}}}}'
                document = Document("~/.claude/settings.json", text, Kind.CLAUDE_SETTINGS)
                facts = facts_of([document], login=Login.NONE, mode=Mode.PRINT)
                self.assertIsInstance(ask(parse_condition(same), facts), expected)
        self.assertIsInstance(answer(same, "export ANTHROPIC_MODEL=sonnet"), No)

    def test_each_says_in_english_what_it_asks(self):
        for data in (PREFIX, ON, DIFFER, UNIT):
            with self.subTest(predicate=data["is"]):
                self.assertNotIn("{", sentence(parse_condition(data)))
