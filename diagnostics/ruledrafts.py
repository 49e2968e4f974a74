"""What of a rule's form is kept as a draft. A text to try the rule on is not: it is somebody's configuration."""

from __future__ import annotations

from kb.drafts import Fields, Kind

from .dummies import without_real_keys
from .models import Rule, RuleDraft, Status, tidy
from .skeleton import skeleton


def fields_of(rule: Rule | None) -> Fields:
    """Return what a form holds that was just opened for this rule, or for a new one."""
    return (
        {"status": [rule.status], "source": [rule.source]}
        if rule
        else {"status": [Status.DRAFT], "source": [skeleton("")]}
    )


def text_of(fields: Fields) -> str:
    """Return a form as one text, its status first."""
    status, source = ((fields.get(name) or ("",))[0] for name in ("status", "source"))
    return f"# status: {status}\n{tidy(source)}"


RULE_DRAFTS = Kind(
    RuleDraft,
    "rule",
    fields_of,
    text_of,
    lambda text: without_real_keys(text)[0],
    names=frozenset(("status", "source", "seen_version", "case")),
)
