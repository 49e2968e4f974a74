"""The forms in which models are named: each provider has its own, and a name in another's form is refused.

Sources: https://code.claude.com/docs/en/model-config#pin-models-for-third-party-deployments (read 2026-08-22), the
prefixes of https://code.claude.com/docs/en/amazon-bedrock#cross-region-inference-profile-prefixes, and Anthropic's
table of retirements (https://platform.claude.com/docs/en/about-claude/model-deprecations).
"""

from __future__ import annotations

import re
from enum import StrEnum

from .regexes import regex

PREFIXES = ("us-gov", "us", "eu", "apac", "jp", "au", "global")

_ALIAS = regex(r"(?:opus|sonnet|haiku|fable|opusplan|best|default|inherit)", re.IGNORECASE)
_CLAUDE = regex(r"claude-[a-z0-9-]+")
_PROFILE = regex(rf"(?P<prefix>{'|'.join(PREFIXES)})\.anthropic\.[A-Za-z0-9.:-]+")
_BARE = regex(r"anthropic\.[A-Za-z0-9.:-]+")
_VERTEX = regex(r"claude-[a-z0-9-]+@[A-Za-z0-9]+")
_DOTTED = regex(r"claude-(?:[a-z]+-)?\d+\.\d+(?:-[a-z]+)?(?:-\d+)?", re.IGNORECASE)
_BEDROCK_END = regex(r"-v\d+:\d+$")
_WINDOW = regex(r"\[1m\]$", re.IGNORECASE)

# Names that Anthropic's own API no longer serves. Clouds that others run keep dates of their own.
_RETIRED = regex(
    r"claude-(?:1|2|instant)(?:[.-].*)?"  # Claude 1, 2 and Instant
    r"|claude-3-.*"  # all of Claude 3, 3.5 and 3.7; the last on 2026-04-20
    r"|claude-(?:sonnet|opus)-4(?:-0|-20250514)?"  # 2026-06-15
)


class Form(StrEnum):
    """How a model's name is written. A name may have several forms."""

    ALIAS = "alias"  # sonnet
    CLAUDE = "claude id"  # claude-sonnet-4-6
    DISPLAY = "display name"  # Claude Sonnet 5
    PATH = "vendor and model"  # anthropic/claude-sonnet-4.6
    PROFILE = "bedrock profile"  # eu.anthropic.claude-sonnet-4-6
    BARE = "bedrock id"  # anthropic.claude-sonnet-4-6
    ARN = "arn"
    VERTEX = "vertex id"  # claude-sonnet-4-5@20250929
    DOTTED = "dotted version"  # claude-sonnet-4.6
    LATEST = "latest"  # claude-3-5-sonnet-latest
    OTHER = "other"  # glm-4.7, my-sonnet


_OTHERS = frozenset({Form.DISPLAY, Form.PATH, Form.PROFILE, Form.BARE, Form.ARN, Form.VERTEX, Form.DOTTED})


def plain(name: str) -> str:
    """Return a model's name without its `[1m]` and the blanks around it."""
    return _WINDOW.sub("", name.strip())


def forms(name: str) -> frozenset[Form]:
    """Return the forms of a model's name, its `[1m]` and the blanks around it cut; a blank name has none."""
    text = plain(name)
    if not text:
        return frozenset()
    if text.startswith("arn:"):
        return frozenset({Form.ARN})
    tests = {
        Form.ALIAS: _ALIAS.fullmatch(text),
        Form.CLAUDE: _CLAUDE.fullmatch(text),
        Form.DISPLAY: re.search(r"\s", text) and re.match(r"claude|opus|sonnet|haiku|fable", text, re.IGNORECASE),
        Form.PATH: "/" in text,
        Form.PROFILE: _PROFILE.fullmatch(text),
        Form.BARE: _BARE.fullmatch(text),
        Form.VERTEX: _VERTEX.fullmatch(text),
        Form.DOTTED: _DOTTED.fullmatch(text.rpartition("/")[2]),
        Form.LATEST: text.endswith("-latest"),
    }
    found = frozenset(form for form, holds in tests.items() if holds)
    return found or frozenset({Form.OTHER})


def is_named_after_claude(name: str) -> bool:
    """Tell whether a name is an alias or names a Claude model in any provider's form."""
    return "claude" in name.lower() or Form.ALIAS in forms(name)


def is_unknown_to_anthropic(name: str) -> bool:
    """Tell whether a name that is sent is another vendor's, or in a form in which only others name a Claude model."""
    if not name.strip():
        return False
    return "claude" not in name.lower() or not _OTHERS.isdisjoint(forms(name))


def is_retired(name: str) -> bool:
    """Tell whether Anthropic's own API has stopped serving a model of that name."""
    return _RETIRED.fullmatch(plain(name)) is not None


def ends_like_bedrock(name: str) -> bool:
    """Tell whether a name ends in a version of Bedrock's, such as `-v1:0`."""
    return _BEDROCK_END.search(plain(name)) is not None


def prefix_of(name: str) -> str | None:
    """Return the geography that a Bedrock profile's name begins with; None for a name without one."""
    found = _PROFILE.fullmatch(plain(name))
    return found["prefix"] if found else None


def suits(prefix: str, region: str) -> bool:
    """Tell whether a profile of that geography can be called from an AWS region."""
    if prefix == "global":
        return not region.startswith("us-gov-")
    if region.startswith("us-gov-"):
        return prefix == "us-gov"
    start = region.partition("-")[0]
    # Profiles of `us` are offered in Canada too; which of `apac`, `jp` and `au` a region has is not decided here.
    allowed = {"us": ("us",), "ca": ("us",), "eu": ("eu",), "ap": ("apac", "jp", "au")}
    return prefix in allowed.get(start, PREFIXES)
