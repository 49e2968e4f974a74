"""Names of variables that clients other than Claude Code read, and those that people write in their place.

Sources: own measurements of 2026-11-24 with Codex CLI 0.169.0, Gemini CLI 0.61.0, opencode 1.18.33, aider 0.86.2,
Qwen Code 0.15.10 and GitHub Copilot CLI 1.0.102, and each program's own documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .names import READ, near_to

# What decides where a request goes and who pays.
DECISIVE = (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "CODEX_API_KEY",
    "CODEX_HOME",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_VERTEX_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_GENAI_USE_GCA",
    "GOOGLE_GENERATIVE_AI_API_KEY",
    "OPENROUTER_API_KEY",
    "AI_GATEWAY_API_KEY",
    "AZURE_OPENAI_API_KEY",
    "COPILOT_GITHUB_TOKEN",
    "COPILOT_PROVIDER_BASE_URL",
    "COPILOT_PROVIDER_API_KEY",
    "COPILOT_PROVIDER_BEARER_TOKEN",
    "GROQ_API_KEY",
    "XAI_API_KEY",
    "MISTRAL_API_KEY",
    "DEEPSEEK_API_KEY",
    "DASHSCOPE_API_KEY",
    "V0_API_KEY",
)

READ_BY_OTHERS = (
    *DECISIVE,
    "OPENAI_MODEL",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
    "OPENAI_ORGANIZATION",
    "OPENAI_PROJECT",
    "OPENROUTER_API_BASE",
    "GEMINI_MODEL",
    "GEMINI_API_BASE",
    "GEMINI_CLI_CUSTOM_HEADERS",
    "GEMINI_CLI_TRUST_WORKSPACE",
    "GEMINI_API_KEY_AUTH_MECHANISM",
    "COPILOT_MODEL",
    "COPILOT_PROVIDER_TYPE",
    "COPILOT_PROVIDER_HEADERS",
    "COPILOT_PROVIDER_WIRE_API",
    "COPILOT_PROVIDER_MODEL_ID",
    "GOOSE_PROVIDER",
    "GOOSE_MODEL",
    "GOOSE_DISABLE_KEYRING",
    "AIDER_MODEL",
    "AIDER_API_KEY",
    "OLLAMA_HOST",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
)

# Written by many, read by none of these clients → the name that was meant.
UNREAD_BY_OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "OPEN_AI_API_KEY": "OPENAI_API_KEY",
        "OPEN_AI_KEY": "OPENAI_API_KEY",
        "OPENAI_KEY": "OPENAI_API_KEY",
        "OPENAI_APIKEY": "OPENAI_API_KEY",
        "OPENAI_SECRET_KEY": "OPENAI_API_KEY",
        "OPENAI_TOKEN": "OPENAI_API_KEY",
        "OPENAI_URL": "OPENAI_BASE_URL",
        "OPENAI_BASEURL": "OPENAI_BASE_URL",
        "OPENAI_API_URL": "OPENAI_BASE_URL",
        "OPENAI_ENDPOINT": "OPENAI_BASE_URL",
        "OPENAI_API_HOST": "OPENAI_BASE_URL",
        "GEMINI_KEY": "GEMINI_API_KEY",
        "GEMINI_APIKEY": "GEMINI_API_KEY",
        "GOOGLE_GEMINI_API_KEY": "GEMINI_API_KEY",
        "GOOGLE_GEMINI_KEY": "GEMINI_API_KEY",
        "GEMINI_BASE_URL": "GOOGLE_GEMINI_BASE_URL",
        "GEMINI_API_BASE_URL": "GOOGLE_GEMINI_BASE_URL",
        "OPENROUTER_KEY": "OPENROUTER_API_KEY",
        "OPEN_ROUTER_API_KEY": "OPENROUTER_API_KEY",
        "OPENROUTER_APIKEY": "OPENROUTER_API_KEY",
        "AI_GATEWAY_KEY": "AI_GATEWAY_API_KEY",
        "AI_GATEWAY_TOKEN": "AI_GATEWAY_API_KEY",
        "VERCEL_AI_GATEWAY_KEY": "AI_GATEWAY_API_KEY",
        "VERCEL_AI_GATEWAY_API_KEY": "AI_GATEWAY_API_KEY",
        "CODEX_CONFIG_DIR": "CODEX_HOME",
        "CODEX_DIR": "CODEX_HOME",
        "COPILOT_PROVIDER_KEY": "COPILOT_PROVIDER_API_KEY",
        "COPILOT_PROVIDER_URL": "COPILOT_PROVIDER_BASE_URL",
    }
)


_READ = frozenset((*READ, *READ_BY_OTHERS))


def meant_for_others(name: str) -> str | None:
    """Return the name that was meant by one that none of these clients reads; None for any other name.

    Beyond the table, a name of twelve characters or more that differs from exactly one decisive name by a single slip
    is a look-alike. A number at the end is none: OPENAI_API_KEY2 is somebody's second key.
    """
    if name in _READ:
        return None
    if name in UNREAD_BY_OTHERS:
        return UNREAD_BY_OTHERS[name]
    upper = name.upper()
    if upper in DECISIVE:
        return upper
    if len(name) < 12 or name[-1].isdigit():
        return None
    near = near_to(upper, DECISIVE)
    return near[0] if len(near) == 1 else None
