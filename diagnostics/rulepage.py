"""What the page of a rule shows, generated from its text: as shellcheck's wiki, but never out of step with the rule."""

from __future__ import annotations

import re

from . import rulefile
from .engine.rules.conditions import describe
from .engine.rules.rule import Rule as EngineRule
from .examples import worked_examples
from .models import Rule

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?:\.(line|document|where))?\}")
_WORDS = {"line": "n", "document": "the file", "where": "line n", "name": "the variable", "loser": "the earlier line"}


def rule_context(row: Rule) -> dict[str, object]:
    """Return what the rule's page shows; of a text that this version cannot read, the text alone."""
    try:
        rule = row.parsed()
    except rulefile.RuleFileError:
        return {"row": row, "rule": None}
    worked = worked_examples(row.source)
    return {
        "row": row,
        "rule": rule,
        "message": without_placeholders(rule.message),
        "why": without_placeholders(rule.why),
        "premise": without_placeholders(rule.effect.premise) if rule.effect else "",
        "applies": describe(rule.applies) if rule.applies else None,
        "when": describe(rule.when),
        "problems": [example for example in worked if example.is_bad],
        "corrects": [example for example in worked if not example.is_bad],
        "steps": rule.fix.describe() if rule.fix else (),
        "article": row.article if row.article and row.article.is_published else None,
    }


def without_placeholders(text: str) -> str:
    """Return a message for a page without a text to speak of: “line n” where a number would stand."""

    def word(found: re.Match[str]) -> str:
        name, part = found[1], found[2]
        return _WORDS[part] if part else _WORDS.get(name, f"the {name}")

    return _PLACEHOLDER.sub(word, text)


def short_context(rule: EngineRule, row: Rule) -> dict[str, object]:
    """Return what an article shows of a rule: the first example of each kind."""
    worked = worked_examples(row.source)
    bad = next((example for example in worked if example.is_bad), None)
    good = next((example for example in worked if not example.is_bad), None)
    return {"row": row, "rule": rule, "message": without_placeholders(rule.message), "bad": bad, "good": good}
