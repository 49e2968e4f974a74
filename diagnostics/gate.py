"""The gate in front of the site: may this rule run beside all that run already?"""

from __future__ import annotations

from collections.abc import Collection

from kb.models import Article

from .engine.rules.examples import check_examples, check_sound
from .engine.rules.rule import Rule
from .loading import active_rules
from .soundness import documented


def failures_of(rule: Rule) -> list[str]:
    """Return, explained, what keeps the rule from going active; empty if nothing does."""
    others = [other for other in active_rules().rules if other.code != rule.code]
    failures = [
        *check_examples(rule, others, known_articles([rule])),
        *check_sound([rule], [case.example for case in documented()]),
    ]
    return [failure.explain() for failure in failures]


def known_articles(rules: Collection[Rule]) -> frozenset[str]:
    """Return those of the rules' articles that exist."""
    return frozenset(Article.objects.filter(slug__in={rule.article for rule in rules}).values_list("slug", flat=True))
