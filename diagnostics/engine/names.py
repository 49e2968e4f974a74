"""Names of variables: those that Claude Code reads, and those that people write in their place.

Sources: https://code.claude.com/docs/en/env-vars (read 2026-08-22) and own measurements with Claude Code 2.1.330,
which ignored every name in `UNREAD` without a word (ANTHROPIC_API_TOKEN: 2.1.332).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

CREDENTIALS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN")

CLOUD_FLAGS = (
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD",
    "CLAUDE_CODE_USE_MANTLE",
    "CLAUDE_CODE_USE_VERTEX",
)

# What decides where a request goes and who pays; a mistake here costs money.
DECISIVE = (
    *CREDENTIALS,
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    *CLOUD_FLAGS,
    "ANTHROPIC_PROFILE",
    "CLAUDE_CONFIG_DIR",
    "AWS_BEARER_TOKEN_BEDROCK",
    "ANTHROPIC_BEDROCK_BASE_URL",
    "ANTHROPIC_VERTEX_BASE_URL",
    "ANTHROPIC_VERTEX_PROJECT_ID",
    "ANTHROPIC_FOUNDRY_RESOURCE",
    "ANTHROPIC_FOUNDRY_BASE_URL",
    "ANTHROPIC_FOUNDRY_API_KEY",
    "ANTHROPIC_FOUNDRY_AUTH_TOKEN",
    "ANTHROPIC_AWS_API_KEY",
    "ANTHROPIC_AWS_BASE_URL",
)

READ = (
    *DECISIVE,
    "ANTHROPIC_MODEL",
    "ANTHROPIC_DEFAULT_MODEL",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "ANTHROPIC_DEFAULT_FABLE_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION",
    "ANTHROPIC_CUSTOM_MODEL_OPTION",
    "ANTHROPIC_BETAS",
    "ANTHROPIC_FEDERATION_RULE_ID",
    "ANTHROPIC_ORGANIZATION_ID",
    "ANTHROPIC_WORKSPACE_ID",
    "ANTHROPIC_AWS_WORKSPACE_ID",
    "ANTHROPIC_BEDROCK_MANTLE_BASE_URL",
    "ANTHROPIC_BEDROCK_REGION_PREFIX",
    "ANTHROPIC_BEDROCK_SERVICE_TIER",
    "CLAUDE_CODE_OAUTH_REFRESH_TOKEN",
    "CLAUDE_CODE_OAUTH_SCOPES",
    "CLAUDE_CODE_API_KEY_HELPER_TTL_MS",
    "CLAUDE_CODE_SIMPLE",
    "CLAUDE_CODE_SKIP_BEDROCK_AUTH",
    "CLAUDE_CODE_SKIP_MANTLE_AUTH",
    "CLAUDE_CODE_SKIP_VERTEX_AUTH",
    "CLAUDE_CODE_SKIP_FOUNDRY_AUTH",
    "CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH",
    "CLAUDE_CODE_USE_GATEWAY",
    "CLAUDE_CODE_SUBAGENT_MODEL",
    "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
    "CLAUDE_CODE_MAX_CONTEXT_TOKENS",
    "CLAUDE_CODE_MAX_RETRIES",
    "CLAUDE_CODE_EFFORT_LEVEL",
    "CLAUDE_CODE_EXTRA_BODY",
    "CLAUDE_CODE_ATTRIBUTION_HEADER",
    "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
    "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY",
    "CLAUDE_CODE_CLIENT_CERT",
    "CLAUDE_CODE_CLIENT_KEY",
    "CLAUDE_CODE_CERT_STORE",
    "API_TIMEOUT_MS",
    "MAX_THINKING_TOKENS",
    "DISABLE_TELEMETRY",
    "DISABLE_PROMPT_CACHING",
    "ENABLE_TOOL_SEARCH",
)

_MODELS = tuple([name for name in READ if name.endswith("_MODEL")])

# The vendor's or the product's name with another word for what is meant: ANTHROPIC_AUTH_KEY, CLAUDE_API_URL.
_VENDORS = ("ANTHROPIC", "CLAUDE", "CLAUDE_CODE")
_OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ANTHROPIC_API_KEY": ("KEY", "API_KEY", "APIKEY", "SECRET_KEY", "API_SECRET"),
        "ANTHROPIC_AUTH_TOKEN": ("AUTH_TOKEN", "AUTH_KEY", "AUTHTOKEN", "AUTH", "BEARER_TOKEN", "ACCESS_TOKEN"),
        "ANTHROPIC_BASE_URL": ("BASE_URL", "BASEURL", "URL", "API_URL", "API_BASE_URL", "ENDPOINT", "API_ENDPOINT"),
    }
)
# Written by many, read by nobody → the name that was meant.
UNREAD: Mapping[str, str] = MappingProxyType(
    {
        **{
            f"{vendor}_{word}": wanted
            for wanted, words in _OTHER_WORDS.items()
            for vendor in _VENDORS
            for word in words
            if f"{vendor}_{word}" != wanted
        },
        "anthropic_api_key": "ANTHROPIC_API_KEY",
        "ANTHROPIC_TOKEN": "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_API_HOST": "ANTHROPIC_BASE_URL",
        "ANTHROPIC_HOST": "ANTHROPIC_BASE_URL",
        "ANTHROPIC_PROXY_URL": "ANTHROPIC_BASE_URL",
        "ANTHROPIC_GATEWAY_URL": "ANTHROPIC_BASE_URL",
        "ANTHROPIC_API_TOKEN": "ANTHROPIC_API_KEY",
        "ANTHROPIC_OAUTH_TOKEN": "CLAUDE_CODE_OAUTH_TOKEN",
        "CLAUDE_OAUTH_TOKEN": "CLAUDE_CODE_OAUTH_TOKEN",
        "ANTHROPIC_CUSTOM_HEADER": "ANTHROPIC_CUSTOM_HEADERS",
        "ANTHROPIC_HEADERS": "ANTHROPIC_CUSTOM_HEADERS",
        "ANTHROPIC_EXTRA_HEADERS": "ANTHROPIC_CUSTOM_HEADERS",
        "CLAUDE_CODE_CUSTOM_HEADERS": "ANTHROPIC_CUSTOM_HEADERS",
        "CLAUDE_MODEL": "ANTHROPIC_MODEL",
        "CLAUDE_CODE_MODEL": "ANTHROPIC_MODEL",
        "CLAUDE_USE_BEDROCK": "CLAUDE_CODE_USE_BEDROCK",
        "CLAUDE_USE_VERTEX": "CLAUDE_CODE_USE_VERTEX",
        "ANTHROPIC_USE_BEDROCK": "CLAUDE_CODE_USE_BEDROCK",
        "ANTHROPIC_USE_VERTEX": "CLAUDE_CODE_USE_VERTEX",
    }
)


_READ = frozenset(READ)


# Names of LiteLLM's own library, which people give to Claude Code's extension
# (github.com/anthropics/claude-code/issues/20271); the program of 2.1.332 holds none of them.
LITELLMS: Mapping[str, str] = MappingProxyType(
    {
        "LITELLM_PROXY_API_KEY": "ANTHROPIC_AUTH_TOKEN",
        "LITELLM_API_KEY": "ANTHROPIC_AUTH_TOKEN",
        "LITELLM_PROXY_URL": "ANTHROPIC_BASE_URL",
        "LITELLM_PROXY_API_BASE": "ANTHROPIC_BASE_URL",
        "LITELLM_BASE_URL": "ANTHROPIC_BASE_URL",
    }
)


def meant(name: str) -> str | None:
    """Return the name that was meant by one that nothing reads; None for a name that is read, or is another's.

    Beyond the table, a name of twelve characters or more that begins like one of Claude Code's and differs from
    exactly one decisive name, or one of a model, by a single slip (a letter too many, too few, wrong or swapped) is a
    look-alike.
    """
    if name in _READ:
        return None
    if name in UNREAD:
        return UNREAD[name]
    upper = name.upper()
    if upper in DECISIVE:
        return upper
    if len(name) < 12 or not upper.startswith(("AN", "AT", "CL", "CA")):
        return None
    near = near_to(upper, (*DECISIVE, *_MODELS))
    return near[0] if len(near) == 1 else None


def near_to(name: str, names: Iterable[str]) -> list[str]:
    """Return those of the names that the name, of four letters or more, differs from by one slip."""
    first, last = name[:2], name[-2:]  # one slip leaves the one or the other
    return [known for known in names if (known[:2] == first or known[-2:] == last) and one_slip(name, known)]


def one_slip(left: str, right: str) -> bool:
    """Tell whether two words differ by one inserted, missing, wrong or swapped letter."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    first, second = left[start:], right[start:]
    swapped = first[:2] == second[:2][::-1] and first[2:] == second[2:]
    return first[1:] == second or first == second[1:] or first[1:] == second[1:] or swapped
