"""Which model the client names when it was not told one on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .inputs import OPAQUE, Inputs

# What a family's name means at the Anthropic API; a cloud has a table of its own.
ANTHROPIC: Mapping[str, str] = MappingProxyType(
    {
        "opus": "claude-opus-5-5",
        "sonnet": "claude-sonnet-5-5",
        "haiku": "claude-haiku-5-5",
        "fable": "claude-fable-5-2",
    }
)
_REMAPPED = MappingProxyType(
    {
        "opus": "ANTHROPIC_DEFAULT_OPUS_MODEL",
        "sonnet": "ANTHROPIC_DEFAULT_SONNET_MODEL",
        "haiku": "ANTHROPIC_DEFAULT_HAIKU_MODEL",
        "fable": "ANTHROPIC_DEFAULT_FABLE_MODEL",
    }
)
_ALIASES = MappingProxyType({"opusplan": "sonnet", "best": "opus"})


def model_name(inputs: Inputs, *, default: str = "opus", families: Mapping[str, str] = ANTHROPIC) -> str | None:
    """Return the model as it is sent; None where it is not known.

    `default` is the family that the client chooses by itself. A name that is no family's is sent as it is, without
    its `[1m]`.
    """
    named = inputs.text("ANTHROPIC_MODEL") or inputs.setting("model")
    if named == OPAQUE:
        return None
    word = (named or default).lower().removesuffix("[1m]")
    family = _ALIASES.get(word, word)
    if named and family not in _REMAPPED:
        return named.removesuffix("[1m]")
    own = inputs.text(_REMAPPED[family])
    if own == OPAQUE:
        return None
    return own.removesuffix("[1m]") if own else families.get(family)
