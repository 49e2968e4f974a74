"""What kind of credential a value is: whose, by its first letters or by the mask that stands in its place."""

from __future__ import annotations

from .environment import Evaluation
from .masking.secretpatterns import MASK_RE
from .regexes import regex
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
    ("ASIA", "aws"),
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
    *((name, name) for name in ("alibaba-plan", "litellm", "portkey", "helicone", "hugging-face", "zai")),
)

# Beginnings of values that stay readable where the person hid the rest, the longer ones first → the kind of mask that
# the whole would have had.
_MASK_KINDS = (
    ("sk-ant-oat", "anthropic-oauth-token"),
    ("sk-ant-api", "anthropic-api-key"),
    ("vck_", "vercel-ai-gateway-key"),
    ("sk-or-", "openrouter-api-key"),
    ("sk-proj-", "openai-api-key"),
    ("sk-svcacct-", "openai-api-key"),
    ("sk-kimi-", "kimi-api-key"),
    ("sk-sp-", "alibaba-plan-key"),
    ("ASIA", "aws-temporary-key-id"),
    ("AIza", "google-api-key"),
    ("gsk_", "groq-api-key"),
    ("xai-", "xai-api-key"),
    ("nvapi-", "nvidia-api-key"),
)
_WORDS = regex(r"[^\s:\"']+")


def kinds_in(value: str) -> frozenset[str]:
    """Return the kinds of the secrets in a value: of its masks, and of words that only a key begins like.

    Who hides a key by hand often leaves its beginning: `sk-ant-oat01-...` is a plan's token as much as a mask is one.
    """
    begun = (
        kind for word in _WORDS.findall(MASK_RE.sub("", value)) for start, kind in _MASK_KINDS if word.startswith(start)
    )
    return frozenset((*(found[1] for found in MASK_RE.finditer(value)), *begun))


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
