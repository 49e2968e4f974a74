"""Keys that only one client's file holds: by them a text without a name is told."""

from __future__ import annotations

import re

from .regexes import regex
from .source import Kind

LOOKED_AT = 600  # lines
_OPENCODE_KEYS = regex(
    r'"provider"\s*:\s*\{\s*"[^"\n]{1,80}"\s*:\s*\{[^{}]{0,400}"(?:(?:options|npm|models)"\s*:\s*\{|baseURL"\s*:)'
)
# Gemini CLI's settings hold no key and no address, and its ways to log in are called otherwise.
_QWEN_KEYS = regex(
    r'"(?:modelProviders|qwen-oauth)"|"QWEN_|"selected(?:Auth)?Type"\s*:\s*"(?:openai|anthropic|gemini)"'
    r'|"auth"\s*:\s*\{[^{}]{0,400}"(?:apiKey|baseUrl)"\s*:'
)
_LOGIN_KEYS = regex(r'"auth_mode"\s*:|"type"\s*:\s*"(?:api|oauth)"\s*,\s*"(?:key|refresh|access)"\s*:')
_TOML_FIELD = regex(
    r"(?:name|base_url|wire_api|env_key|query_params|http_headers|requires_openai_auth|experimental_bearer_token)"
    r"[ \t]+=[ \t]"
)
_SHELL_WORDS = regex(r"^[ \t]*(?:export|alias|source|eval|set|typeset|declare|if|for)[ \t]", re.M)
_TOML_PAIR = regex(r"[\w.-]+[ \t]*=[ \t]*(?:[\"'\[{\d]|true\b|false\b)")


def json_by_keys(text: str) -> Kind | None:
    """Return the kind of an object by keys that only one client's file holds."""
    if "opencode.ai/config" in text or _OPENCODE_KEYS.search(text):
        return Kind.OPENCODE_CONFIG
    if '"selectedType"' in text or '"selectedAuthType"' in text or '"modelProviders"' in text:
        return Kind.QWEN_SETTINGS if _QWEN_KEYS.search(text) else Kind.GEMINI_SETTINGS
    if '"lastUsedProvider"' in text and '"providers"' in text:
        return Kind.CLINE_PROVIDERS
    return Kind.LOGIN_FILE if _LOGIN_KEYS.search(text) else None


def holds_own_keys(text: str) -> bool:
    """Tell whether an object has keys that Claude Code's settings never have, whatever else stands in it."""
    return '"modelProviders"' in text or ('"selectedType"' in text and '"security"' in text)


def is_piece_of_toml(text: str) -> bool:
    """Tell whether a text is lines out of a table of Codex's config.toml, such as base_url = "…": no shell's."""
    lines = [line.strip() for line in text.split("\n", LOOKED_AT)[:LOOKED_AT]]
    filled = [line for line in lines if line and not line.startswith("#")]
    if not filled or _TOML_FIELD.match(filled[0]) is None or _SHELL_WORDS.search(text):
        return False
    return sum(1 for line in filled if _TOML_PAIR.match(line)) * 2 > len(filled)
