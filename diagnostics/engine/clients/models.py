"""Which model the client names when it was not told one on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from ..layers import Layer, layer_of
from ..source import Kind
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
_NO_DEFAULTS = frozenset({"haiku", "opusplan", "best", "default", "inherit"})  # measured on 2.1.332
_ALIASES = MappingProxyType({"opusplan": "sonnet", "best": "opus"})
# In the place of these the client takes the newest Opus, where Anthropic's own API is spoken. Measured on 2.1.332; what
# looks alike, `claude-opus-4` or `claude-sonnet-4-0`, is sent as it is.
_LEGACY = frozenset({"claude-opus-4-1", "claude-opus-4-0", "claude-opus-4-20250514", "claude-opus-4-1-20250805"})
_KEEPS_LEGACY = "CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP"


def model_name(
    inputs: Inputs,
    *,
    default: str = "opus",
    families: Mapping[str, str] = ANTHROPIC,
    instead: str = "",
    remaps: bool = True,
) -> str | None:
    """Return the model as it is sent; None where it is not known.

    `default` is the family that the client chooses by itself; what a variable puts in its place is read once more, as
    if somebody had named it. A name that is no family's is sent as it is, without its `[1m]`. `instead` is a family
    that is chosen where a variable puts a model in its place alone. `remaps` tells whether an old Opus is replaced by
    the newest.
    """
    extra = _in_the_body(inputs)
    if extra is not None:
        return extra or None
    denied = inputs.evaluation.settings.get("deniedModels")
    if denied is not None and layer_of(denied.span.document, Kind.CLAUDE_SETTINGS) is Layer.MANAGED:
        return None  # which is left, the client's own list of models decides; of other files it takes no notice
    model = _chosen(inputs, default, families, instead, remaps=remaps)
    is_anthropics = model is not None and model.lower().startswith("claude-")  # of other names none is replaced
    return inputs.setting(f"modelOverrides.{model.lower()}") or model if model and is_anthropics else model


def _chosen(inputs: Inputs, default: str, families: Mapping[str, str], instead: str, *, remaps: bool) -> str | None:
    named = _named(inputs)
    if named is None:
        named = _new_default(inputs)
    allowed = inputs.evaluation.settings.get("availableModels")
    if named and named != OPAQUE and allowed is not None:
        known = _resolved(inputs, named, families, remaps=remaps)
        if known is None or _is_unclear(named, str(allowed.value)):
            return None
        if not _is_allowed(known, str(allowed.value)):
            named = None
    if named is None:
        named = inputs.text(_REMAPPED[default]) or (inputs.text(_REMAPPED[instead]) if instead else None)
        if named is None:
            return families.get(default)
    return _resolved(inputs, named, families, remaps=remaps)


def _resolved(inputs: Inputs, named: str, families: Mapping[str, str], *, remaps: bool) -> str | None:
    """Return the model that a name stands for."""
    if named == OPAQUE:
        return None
    word = _without_window(named).lower()
    is_replaced = remaps and word in _LEGACY and not inputs.flag(_KEEPS_LEGACY)
    family = "opus" if is_replaced else _ALIASES.get(word, word)
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


def _new_default(inputs: Inputs) -> str | None:
    """Return what ANTHROPIC_DEFAULT_MODEL names where nothing else does; of some words the client takes no notice."""
    named = inputs.text("ANTHROPIC_DEFAULT_MODEL")
    return None if named is None or _without_window(named).lower() in _NO_DEFAULTS else named


def _is_allowed(model: str, allowed: str) -> bool:
    """Tell whether a list of availableModels holds a model: by its family, or by how its name begins."""
    entries = [_without_window(entry.strip()).lower() for entry in allowed.split("\n") if entry.strip()]
    name = model.lower()
    return any(entry in name if entry in _REMAPPED else name.startswith(entry) for entry in entries)


def _is_unclear(named: str, allowed: str) -> bool:
    """Tell whether a family is asked for of which the list has single models: the client then takes one of those."""
    word = _without_window(named).lower()
    family = _ALIASES.get(word, word)
    entries = [_without_window(entry.strip()).lower() for entry in allowed.split("\n")]
    return family in _REMAPPED and family not in entries and any(f"-{family}-" in entry for entry in entries)


def _in_the_body(inputs: Inputs) -> str | None:
    """Return the model that CLAUDE_CODE_EXTRA_BODY puts into each request; "" for one that is none, None without."""
    text = inputs.raw("CLAUDE_CODE_EXTRA_BODY")
    if not text or '"model"' not in text:
        return None
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict) or "model" not in body:
        return None
    return body["model"] if isinstance(body["model"], str) else ""


def _without_window(name: str) -> str:
    return name[:-4] if name[-4:].lower() == "[1m]" else name
