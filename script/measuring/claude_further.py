"""Further parts of made cases for Claude Code: what is set beside the usual, what looks alike, where files lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from case_values import Case, credential, url

# Each is drawn by itself, with its chance in a hundred. None of them is in the usual set of `claude_cases`.
_VARIABLES: Mapping[str, tuple[float, tuple[str, ...]]] = MappingProxyType(
    {
        "ANTHROPIC_DEFAULT_MODEL": (
            6,
            ("opus", "sonnet", "haiku", "claude-opus-4-5", "glm-4.7", "", "sonnet[1m]"),
        ),
        "ANTHROPIC_DEFAULT_FABLE_MODEL": (3, ("claude-x", "opus", "")),
        "ANTHROPIC_CUSTOM_MODEL_OPTION": (3, ("my-model", "opus")),
        "ANTHROPIC_REASONING_MODEL": (2, ("deep-model",)),
        "CLAUDE_MODEL": (2, ("opus", "x")),
        "CLAUDE_CODE_MODEL": (2, ("haiku",)),
        "CLAUDE_CODE_DISABLE_1M_CONTEXT": (3, ("1", "0")),
        "CLAUDE_CODE_EFFORT_LEVEL": (2, ("high", "max")),
        "CLAUDE_CODE_EXTRA_BODY": (2, ('{"metadata": {"a": "b"}}', "nonsense", "{}")),
        "CLAUDE_CODE_SUBSCRIPTION_TYPE": (3, ("free", "pro", "max")),
        "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS": (3, ("1",)),
        "CLAUDE_CODE_API_KEY_HELPER_TTL_MS": (2, ("1000", "0")),
        "CLAUDE_CODE_ENTRYPOINT": (2, ("sdk-py", "cli")),
        "CLAUDECODE": (2, ("1",)),
        "CLAUDE_CODE_SAFE_MODE": (3, ("1", "0")),
        "CLAUDE_CODE_RESTRICTED": (2, ("1",)),
        "CLAUDE_CODE_REMOTE": (2, ("1", "true")),
        "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB": (2, ("1",)),
        "CLAUDE_CODE_OAUTH_REFRESH_TOKEN": (2, ("REFRESH-DUMMY",)),
        "CLAUDE_CODE_OAUTH_SCOPES": (2, ("user:inference", "user:inference user:profile")),
        "CLAUDE_CODE_API_BASE_URL": (2, ("https://look.test",)),
        "CLAUDE_CODE_ORGANIZATION_UUID": (2, ("3b0e0000-0000-4000-8000-000000000000",)),
        "ANTHROPIC_ORGANIZATION_ID": (2, ("org-1",)),
        "ANTHROPIC_WORKSPACE_ID": (2, ("wrkspc-1",)),
        "ANTHROPIC_LOG": (2, ("debug",)),
        "API_TIMEOUT_MS": (3, ("3000000", "600000", "x")),
        "MAX_THINKING_TOKENS": (3, ("0", "31999")),
        "ENABLE_TOOL_SEARCH": (2, ("true", "false", "auto:5")),
        "CLAUDE_CODE_SKIP_VERTEX_AUTH": (2, ("1",)),
        "CLAUDE_CODE_SKIP_FOUNDRY_AUTH": (2, ("1",)),
        "AWS_BEARER_TOKEN_BEDROCK": (2, ("BEDROCK-ALONE-DUMMY",)),
        "ANTHROPIC_BEDROCK_BASE_URL": (2, ("https://bedrock.alone.test",)),
        "ANTHROPIC_VERTEX_BASE_URL": (1, ("https://vertex.alone.test",)),
        "ANTHROPIC_FOUNDRY_API_KEY": (1, ("FOUNDRY-ALONE-DUMMY",)),
        "ANTHROPIC_BEDROCK_REGION_PREFIX": (2, ("eu", "global", "jp", "xx", "EU", "")),
        "AWS_SESSION_TOKEN": (2, ("SESSION-DUMMY",)),
        "GOOGLE_APPLICATION_CREDENTIALS": (1, ("~/adc.json", "/home/u/adc.json")),
        # Proxies carry a request, and change neither its address nor its headers.
        "HTTPS_PROXY": (3, ("http://proxy.test:8080", "proxy.test:8080", "http://u:p@proxy.test:8080", "", " ")),
        "https_proxy": (2, ("http://proxy.test:8080",)),
        "HTTP_PROXY": (3, ("http://proxy.test:8080", "proxy.test:8080")),
        "ALL_PROXY": (2, ("http://proxy.test:8080", "socks5://proxy.test:8080")),
        "NO_PROXY": (3, ("*", "localhost,127.0.0.1", ".test", "anthropic.com")),
    }
)
# Read by nobody here, or by other programs.
_LOOKALIKES = (
    *("ANTHROPIC_API_URL", "ANTHROPIC_URL", "ANTHROPIC_BASEURL", "ANTHROPIC_API_BASE", "ANTHROPIC_API_BASE_URL"),
    *("CLAUDE_BASE_URL", "CLAUDE_CODE_BASE_URL", "anthropic_base_url", "ANTHROPIC_ENDPOINT", "ANTHROPIC_BASE_URLS"),
    *("CLAUDE_API_KEY", "CLAUDE_KEY", "ANTHROPIC_KEY", "ANTHROPIC_APIKEY", "anthropic_api_key", "CLAUDE_CODE_API_KEY"),
    *("ANTHROPIC_OAUTH_TOKEN", "CLAUDE_OAUTH_TOKEN", "CLAUDE_CODE_AUTH_TOKEN", "CLAUDE_CODE_TOKEN", "ANTHROPIC_BEARER"),
    *("ANTHROPIC_HEADERS", "ANTHROPIC_CUSTOM_HEADER", "CLAUDE_CODE_CUSTOM_HEADERS", "ANTHROPIC_EXTRA_HEADERS"),
    *("CLAUDE_USE_BEDROCK", "CLAUDE_CODE_USE_AZURE", "CLAUDE_CODE_USE_OPENROUTER", "claude_code_use_bedrock"),
    *("ANTHROPIC_API_KEY_", "ANTROPIC_API_KEY", "ANTHROPIC_AUTH_KEY", "AI_GATEWAY_API_KEY", "OPENROUTER_API_KEY"),
)
_HELPERS = (
    *("echo HELPER-DUMMY", "printf HELPER-DUMMY", "printf '%s\\n' HELPER-DUMMY", "echo '  HELPER-DUMMY  '"),
    *("/nowhere/key.sh", "~/key.sh", "false", "exit 3", "true", "echo", "printf 'HELPER-DUMMY\\nsecond\\n'"),
    *(
        "echo HELPER-DUMMY >&2",
        "echo HELPER-DUMMY; exit 1",
        "sleep 0.1; echo HELPER-DUMMY",
        "bash -c 'echo HELPER-DUMMY'",
    ),
)
_ORGANIZATION = "3b0e0000-0000-4000-8000-000000000000"
_SETTINGS: Mapping[str, tuple[float, tuple[Any, ...]]] = MappingProxyType(
    {
        "apiKeyHelper": (10, _HELPERS),
        "model": (
            10,
            ("opus", "haiku", "sonnet[1m]", "opusplan", "claude-sonnet-4-5", "glm-4.7", "default", ""),
        ),
        "forceLoginMethod": (6, ("claudeai", "console", "gateway", "nonsense")),
        "forceLoginOrgUUID": (4, (_ORGANIZATION, [_ORGANIZATION], "")),
        "availableModels": (4, (["sonnet"], ["opus", "haiku"], [], ["claude-opus-5-5"])),
        "modelOverrides": (3, ({"claude-opus-5-5": "my-opus"}, {"claude-sonnet-5-5": "my-sonnet"})),
        "fallbackModel": (2, ("haiku", ["haiku"])),
        "awsAuthRefresh": (2, ("true", "false")),
        "gcpAuthRefresh": (2, ("true",)),
        "otelHeadersHelper": (2, ("echo {}",)),
        "proxyAuthHelper": (1, ("echo x",)),
        "permissions": (8, ({"allow": ["Bash(ls:*)"]}, {"defaultMode": "plan"}, {"deny": []})),
        "hooks": (3, ({}, {"PreToolUse": []})),
        "effortLevel": (2, ("high", "low")),
        "alwaysThinkingEnabled": (3, (True, False)),
        "statusLine": (2, ({"type": "command", "command": "echo x"},)),
        "$schema": (4, ("https://json.schemastore.org/claude-code-settings.json",)),
        "cleanupPeriodDays": (2, (30, 0)),
        "includeCoAuthoredBy": (3, (False,)),
        "enabledPlugins": (1, ({},)),
    }
)
# Where people put settings: places that are read beside the usual, and places that are not.
_PLACES = (
    *("/etc/claude-code/managed-settings.json", "/etc/claude-code/managed-settings.d/10-keys.json"),
    *("~/.claude/settings.local.json", "~/.claude/setting.json", "~/.claude/config.json", "~/.claude/.claude.json"),
    *("../.claude/settings.json", ".claude/config.json", "/etc/claude-code/settings.json"),
)
_FOLDERS = ("/home/u/.claude", "/home/u/.claude/", "~/.claude", "", "/home/u/.claude-work", ".claude")


def further_variables(random: Random) -> dict[str, str]:
    """Return some variables that are set beside the usual ones."""
    found = {
        name: random.choice(values) for name, (chance, values) in _VARIABLES.items() if random.random() * 100 < chance
    }
    for name in random.sample(_LOOKALIKES, random.choice((0, 0, 0, 1, 2))):
        is_address = "URL" in name.upper() or "BASE" in name or "ENDPOINT" in name
        found[name] = url(random) if is_address else "1" if "USE" in name.upper() else f"LOOK-{credential(random, 'A')}"
    return found


def further_settings(random: Random) -> dict[str, Any]:
    """Return some settings."""
    return {
        name: random.choice(values) for name, (chance, values) in _SETTINGS.items() if random.random() * 100 < chance
    }


def further_place(random: Random) -> str:
    """Return where one more file of settings lies."""
    return random.choice(_PLACES)


def config_folder(random: Random) -> str:
    """Return a value of CLAUDE_CONFIG_DIR."""
    return random.choice(_FOLDERS)


def state(random: Random, key: str | None) -> Case:
    """Return what ~/.claude.json may hold of keys that somebody has approved or refused."""
    end = (key or "KEY-DUMMY-000000")[-20:]
    answers = random.choice(({"approved": [end]}, {"rejected": [end]}, {"approved": ["other"], "rejected": []}))
    return {"customApiKeyResponses": answers, "numStartups": 3}


def as_text(data: Case) -> str:
    """Return the JSON of a file."""
    return json.dumps(data, indent=2, ensure_ascii=False)
