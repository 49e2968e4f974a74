"""What kind of credential a value is: whose, by its first letters or by the mask that stands in its place."""

from __future__ import annotations

from .environment import Evaluation
from .masking.secretpatterns import MASK_RE
from .values import is_placeholder

PLAN = "anthropic-plan"  # a token of a Claude subscription
ANTHROPIC = "anthropic"
PLACEHOLDER = "placeholder"

# Beginnings of values, the longer ones first → whose key it is.
_PREFIXES = (
    ("sk-ant-oat", PLAN),
    ("sk-ant-", ANTHROPIC),
    ("vck_", "vercel"),
    ("sk-or-", "openrouter"),
    ("sk-proj-", "openai"),
    ("sk-svcacct-", "openai"),
    ("sk-kimi-", "kimi"),
    ("sk-sp-", "alibaba-plan"),
    ("AKIA", "aws"),
    ("AIza", "google"),
    ("gsk_", "groq"),
    ("xai-", "xai"),
    ("hf_", "hugging-face"),
    ("github_pat_", "github"),
    ("ghp_", "github"),
    ("gho_", "github"),
    ("ghu_", "github"),
)
# Beginnings of the kinds of masks that tell the issuer; the rest may be anybody's.
_KINDS = (
    ("anthropic-oauth", PLAN),
    ("anthropic", ANTHROPIC),
    *((name, name) for name in ("vercel", "openrouter", "openai", "kimi", "google", "aws", "groq", "xai", "github")),
    *((name, name) for name in ("litellm", "portkey", "helicone", "hugging-face", "zai")),
)


def issuer_of(value: str) -> str | None:
    """Return whose credential a value seems to be, "placeholder" for a guide's text, or None for nobody knows."""
    mask = MASK_RE.search(value)
    text = value.strip().strip("\"'").removeprefix("Bearer ").strip()
    known = next((name for start, name in _PREFIXES if text.startswith(start)), None)
    if known is None and mask is not None:
        known = next((name for start, name in _KINDS if mask.group(1).startswith(start)), None)
    if known is None and is_placeholder(value):
        return PLACEHOLDER
    return known


def issuer(source: str | None, evaluation: Evaluation) -> str | None:
    """Return whose credential the variable or setting `source` seems to hold; None where its value is not known."""
    if source is None:
        return None
    value = evaluation.environment.exported_value(source)
    return issuer_of(value) if value else None
