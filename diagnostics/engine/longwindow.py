"""Whether the model that Claude Code is told to use asks for a long window that no plan includes.

`[1m]` behind a name asks for it, and is cut off before the name is sent, so that the request does not show it. Source:
https://code.claude.com/docs/en/model-config#extended-context (read 2026-08-22): for Sonnet 4.6 usage credits pay on
every plan. Of Opus the plan decides, which no file shows.
"""

from __future__ import annotations

from .environment import Evaluation
from .values import is_on

_METERED = "claude-sonnet-4-6[1m]"
_ALIASES = ("sonnet", "opusplan")


def asks_for_credits(evaluation: Evaluation) -> bool:
    """Tell whether the model in effect is Sonnet 4.6 with the long window; the variable comes before the setting."""
    if is_on(_value(evaluation, "CLAUDE_CODE_DISABLE_1M_CONTEXT")):
        return False
    setting = evaluation.settings.get("model")
    named = _value(evaluation, "ANTHROPIC_MODEL") or (str(setting.value).strip().lower() if setting else "")
    if named.removesuffix("[1m]") in _ALIASES:
        named = _value(evaluation, "ANTHROPIC_DEFAULT_SONNET_MODEL")
    return named == _METERED


def _value(evaluation: Evaluation, name: str) -> str:
    return (evaluation.environment.exported_value(name) or "").strip().lower()
