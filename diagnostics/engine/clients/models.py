"""Which model the client names when it was not told one on the command line."""

from __future__ import annotations

from .inputs import OPAQUE, Inputs

OPUS, SONNET, HAIKU = "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-4-5"
_REMAPPED = {
    "opus": "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "sonnet": "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "haiku": "ANTHROPIC_DEFAULT_HAIKU_MODEL",
}
_BUILT_IN = {"opus": OPUS, "sonnet": SONNET, "haiku": HAIKU}


def model_name(inputs: Inputs, *, default: str = "opus", built_in: str | None = None) -> str | None:
    """Return the model as it is sent; None where it is not known.

    `default` is the family the client chooses by itself, `built_in` that model's name where it is not the usual one.
    """
    named = inputs.text("ANTHROPIC_MODEL") or inputs.setting("model") or inputs.text("ANTHROPIC_DEFAULT_MODEL")
    if named == OPAQUE:
        return None
    if named is None or named.lower() == "default":
        return _of_family(inputs, default, built_in)
    family = named.lower().removesuffix("[1m]")
    if family in _REMAPPED:
        return _of_family(inputs, family, built_in if family == default else None)
    return named.removesuffix("[1m]")


def _of_family(inputs: Inputs, family: str, built_in: str | None) -> str | None:
    named = inputs.text(_REMAPPED[family])
    if named == OPAQUE:
        return None
    return named.removesuffix("[1m]") if named else built_in or _BUILT_IN[family]
