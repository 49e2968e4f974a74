"""Which model asks for a long window that no plan includes: usage credits pay then, not the plan."""

from __future__ import annotations

import json
import unittest

from diagnostics.engine.factsof import facts_of
from diagnostics.engine.findings import Certainty, Login, Mode
from diagnostics.engine.kinds import recognise
from diagnostics.engine.source import Document

CREDITS = "your Claude account's usage credits"
PLAN = "your Claude subscription"
METERED = "claude-sonnet-4-6[1m]"


def payer(env: dict[str, str], model: str = "") -> tuple[str, Certainty]:
    """Return who pays with these settings and a login with a plan."""
    text = json.dumps({"env": env, **({"model": model} if model else {})})
    name = "~/.claude/settings.json"
    made = facts_of([Document(name, text, recognise(name, text))], login=Login.SUBSCRIPTION, mode=Mode.PRINT)
    return made.requests[0].payer.who, made.requests[0].payer.certainty


class LongWindowTests(unittest.TestCase):
    def test_usage_credits_pay_where_the_model_in_effect_asks_for_it(self) -> None:
        for env, model in (
            ({"ANTHROPIC_MODEL": METERED}, ""),
            ({"ANTHROPIC_MODEL": " Claude-Sonnet-4-6[1M] "}, ""),
            ({}, METERED),
            ({"ANTHROPIC_DEFAULT_SONNET_MODEL": METERED}, "sonnet"),
            ({"ANTHROPIC_DEFAULT_SONNET_MODEL": METERED, "ANTHROPIC_MODEL": "sonnet[1m]"}, ""),
            ({"ANTHROPIC_MODEL": METERED, "CLAUDE_CODE_DISABLE_1M_CONTEXT": "0"}, "opus"),
        ):
            with self.subTest(env=env, model=model):
                self.assertEqual(payer(env, model), (CREDITS, Certainty.DOCUMENTED))

    def test_the_plan_pays_where_it_does_not(self) -> None:
        for env, model in (
            ({}, ""),
            ({"ANTHROPIC_MODEL": "claude-sonnet-4-6"}, METERED),
            ({"ANTHROPIC_MODEL": "claude-sonnet-5-5[1m]"}, ""),
            ({"ANTHROPIC_DEFAULT_SONNET_MODEL": METERED}, "opus"),
            ({"ANTHROPIC_MODEL": METERED, "CLAUDE_CODE_DISABLE_1M_CONTEXT": "1"}, ""),
        ):
            with self.subTest(env=env, model=model):
                self.assertEqual(payer(env, model), (PLAN, Certainty.MEASURED))

    def test_a_gateway_or_a_key_has_nothing_to_do_with_it(self) -> None:
        for env in (
            {"ANTHROPIC_MODEL": METERED, "ANTHROPIC_API_KEY": "sk-ant-api03-DUMMY000000000000000000000AAA"},
            {"ANTHROPIC_MODEL": METERED, "ANTHROPIC_BASE_URL": "https://llm.corp.example"},
        ):
            with self.subTest(env=env):
                self.assertNotEqual(payer(env)[0], CREDITS)
