"""Which model the client names when it was not told one on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..values import trim
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

    `default` is the family that the client chooses by itself; what a variable puts in its place is read once more, as
    if somebody had named it. A name that is no family's is sent as it is, without its `[1m]`.
    """
    named = _named(inputs)
    if named is None:
        named = inputs.text(_REMAPPED[default])
        if named is None:
            return families.get(default)
    if named == OPAQUE:
        return None
    word = _without_window(named).lower()
    family = _ALIASES.get(word, word)
    if family not in _REMAPPED:
        return _without_window(named)
    own = inputs.text(_REMAPPED[family])
    if own == OPAQUE:
        return None
    return _without_window(own) if own else families.get(family)


def _named(inputs: Inputs) -> str | None:
    """Return the model that is named; a blank one is one, and is sent as nothing."""
    value = inputs.raw("ANTHROPIC_MODEL") or inputs.setting("model")
    return None if value is None else trim(value)


def _without_window(name: str) -> str:
    return name[:-4] if name[-4:].lower() == "[1m]" else name
