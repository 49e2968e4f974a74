"""What Claude Code makes of a model's name on a cloud: of those names of Anthropic's that it knows, the cloud's own.

Measured on 2.1.332, name by name; any other name without a date is sent as it is. To 2.1.330 the families meant older
models on two clouds: Sonnet 4.5 on Vertex AI, Opus 4.6 and Sonnet 4.5 on Foundry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .models import ANTHROPIC

BEDROCK: Mapping[str, str] = MappingProxyType(
    {
        "opus": "claude-opus-5-5",
        "sonnet": "claude-sonnet-4-5-20250929",
        "haiku": "claude-haiku-4-5-20251001",
        "fable": "claude-fable-5-2",
    }
)
MANTLE: Mapping[str, str] = MappingProxyType({"opus": "claude-opus-5-5"})  # of the rest, what the account has
VERTEX: Mapping[str, str] = MappingProxyType({**BEDROCK, "sonnet": "claude-sonnet-5-5"})
FOUNDRY: Mapping[str, str] = MappingProxyType(
    {
        "opus": "claude-opus-5-5",
        "sonnet": "claude-sonnet-5-5",
        "haiku": "claude-haiku-4-5",
        "fable": "claude-fable-5-2",
    }
)
ANTHROPIC_AWS: Mapping[str, str] = MappingProxyType(
    {**ANTHROPIC, "sonnet": "claude-sonnet-4-6", "haiku": "claude-haiku-4-5-20251001"}
)
ANTHROPIC_GCP: Mapping[str, str] = MappingProxyType({**ANTHROPIC, "haiku": "claude-haiku-4-5-20251001"})

# The same on Bedrock and on Mantle, with Anthropic's name in front.
_RECENT = frozenset(
    f"claude-{name}"
    for name in (
        "opus-4-7",
        "opus-4-8",
        "opus-5",
        "opus-5-5",
        "sonnet-5",
        "sonnet-5-5",
        "haiku-5-5",
        "fable-5",
        "fable-5-2",
    )
)
# Those of them that were refused when this was measured.
_OLDER = MappingProxyType(
    {
        "claude-opus-5-5": "claude-opus-5",
        "claude-opus-5": "claude-opus-4-8",
        "claude-sonnet-5-5": "claude-sonnet-5",
    }
)
_HAIKU = "claude-haiku-4-5-20251001"
_DATED = frozenset(
    f"claude-{name}"
    for name in (
        *("opus-4-5-20251101", "haiku-4-5-20251001", "sonnet-4-5-20250929"),
        *("opus-4-1-20250805", "opus-4-20250514", "sonnet-4-20250514"),
    )
)
_ON_BEDROCK = {  # tried on Bedrock alone
    "claude-3-7-sonnet-20250219": "claude-3-7-sonnet-20250219-v1:0",
    "claude-3-5-sonnet-20241022": "claude-3-5-sonnet-20241022-v2:0",
    "claude-3-5-haiku-20241022": "claude-3-5-haiku-20241022-v1:0",
}


def on_bedrock(name: str | None, prefix: str) -> str | None:
    """Return a name as Bedrock has it, with the prefix of a region; one that the client does not know, as it is.

    What it knows, it shows itself: when a model is refused, 2.1.332 tries each profile of its table in turn.
    """
    plain = (name or "").lower()
    if plain in _RECENT or plain == "claude-sonnet-4-6":
        return f"{prefix}.anthropic.{plain}"
    if plain == "claude-opus-4-6":
        return f"{prefix}.anthropic.{plain}-v1"
    if plain in _DATED:
        return f"{prefix}.anthropic.{plain}-v1:0"
    return f"{prefix}.anthropic.{_ON_BEDROCK[plain]}" if plain in _ON_BEDROCK else name


def older(name: str) -> str | None:
    """Return the model that the client proposes where a cloud has none of that name; None where it proposes none."""
    prefix, dot, plain = name.rpartition(".")
    return f"{prefix}{dot}{_OLDER[plain]}" if plain in _OLDER else None


def on_mantle(name: str | None) -> str | None:
    """Return a name as Mantle has it; None where it was not measured."""
    plain = (name or "").lower()
    if plain in _RECENT:
        return f"anthropic.{plain}"
    if plain == _HAIKU:
        return "anthropic.claude-haiku-4-5"
    return name if plain in _DATED else _as_it_is(name)


def on_vertex(name: str | None) -> str | None:
    """Return a name as Vertex AI has it, with the date behind an @; None where it was not measured."""
    plain = (name or "").lower()
    if plain in _DATED:
        return re.sub(r"-(\d{8})$", r"@\1", plain)
    return _as_it_is(name)


def _as_it_is(name: str | None) -> str | None:
    """Return the name unchanged, unless it is one of Anthropic's with a date that nobody has tried."""
    return None if name and re.fullmatch(r"claude-[a-z0-9-]+-\d{8}", name.lower()) else name
