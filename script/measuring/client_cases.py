"""Make cases for a client at random, the same ones for the same seed: shapes of values and files that people write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from case_values import BASES, Case, beside, odd, of_shell, some
from claude_cases import claude_code
from further_cases import aider, cline_cli, continue_cli, copilot_cli, qwen_code

HOME = "/home/u"


def made(client: str, count: int, seed: int) -> Iterator[Case]:
    """Yield so many cases for a client."""
    for number in range(count):
        random = Random(f"{client} {seed} {number}")  # noqa: S311 -- no secret hangs on it
        yield {"id": f"made-{seed}-{number}", "client": client, "mode": "print", **MAKERS[client](random)}


def _codex(random: Random) -> Case:
    variables = some(
        random,
        {
            "OPENAI_API_KEY": odd("OPENAI"),
            "CODEX_API_KEY": odd("CODEX"),
            "OPENAI_BASE_URL": BASES,
            "GW_KEY": odd("GW"),
            "OPENAI_ORGANIZATION": ("org-DUMMY", ""),
            "OPENAI_PROJECT": ("proj-DUMMY",),
        },
        0.45,
    ) | beside(random)
    variables |= some(random, _CODEX_FURTHER, 0.06)
    lines = []
    if random.random() < 0.3:
        lines.append(f"model = {json.dumps(random.choice(('gpt-5', 'm1', '')))}")
    if random.random() < 0.3:
        lines.append(f"openai_base_url = {json.dumps(random.choice(BASES))}")
    if random.random() < 0.2:
        lines.append(f"forced_login_method = {json.dumps(random.choice(('chatgpt', 'api')))}")
    if random.random() < 0.6:
        provider = random.choice(("gw", "gw", "gw", "gw", "nope", "openai", "ollama", "lmstudio", "oss", "azure"))
        lines.append(f"model_provider = {json.dumps(provider)}")
    if random.random() < 0.12:
        lines.append(f"profile = {json.dumps(random.choice(('work', 'nope')))}")
    if random.random() < 0.12:
        lines.append(random.choice(_CODEX_LINES))
    if random.random() < 0.7:
        lines += ["[model_providers.gw]", 'name = "gw"', "request_max_retries = 0", "stream_max_retries = 0"]
        if random.random() < 0.9:
            lines.append(f"base_url = {json.dumps(random.choice(BASES))}")
        if random.random() < 0.6:
            lines.append(
                f"env_key = {json.dumps(random.choice(('GW_KEY', 'GW_KEY', 'OPENAI_API_KEY', 'MISSING', '')))}"
            )
        if random.random() < 0.2:
            lines.append("requires_openai_auth = true")
        if random.random() < 0.15:
            lines.append('experimental_bearer_token = "TOML-TOKEN-DUMMY"')
        if random.random() < 0.2:
            lines.append('http_headers = { "X-Team" = "a", "Authorization" = "Bearer HDR-DUMMY" }')
        if random.random() < 0.15:
            lines.append('env_http_headers = { "X-Key" = "GW_KEY" }')
        if random.random() < 0.1:
            lines.append(random.choice(('wire_api = "responses"', 'wire_api = "chat"')))
        if random.random() < 0.1:
            lines.append('query_params = { "api-version" = "2025-04-01-preview" }')
        if random.random() < 0.1:
            lines.append('auth = { command = "echo", args = ["COMMAND-DUMMY"] }')
    if random.random() < 0.15:
        lines += ["[profiles.work]", 'model_provider = "gw"', 'model = "work-model"']
    files = [("~/.codex/config.toml", "\n".join(lines) + "\n")] if lines else []
    if random.random() < 0.15:
        files.append(
            ("~/.codex/.env", "GW_KEY=DOTENV-DUMMY\nOPENAI_API_KEY=DOTENV2-DUMMY\nCODEX_API_KEY=DOTENV3-DUMMY\n")
        )
    return of_shell(variables, *files, login=random.choice(("none", "none", "console", "subscription")))


_CODEX_FURTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CODEX_HOME": ("/home/u/.codex", "/home/u/.other", ""),
        "CODEX_OSS_BASE_URL": ("http://localhost:8080/v1",),
        "CODEX_OSS_PORT": ("8080",),
        "OPENAI_API_BASE": ("https://look.test/v1",),
        "AZURE_OPENAI_API_KEY": ("AZURE-DUMMY",),
        "CODEX_ACCESS_TOKEN": ("CODEX-TOKEN-DUMMY",),
        "OPENAI_MODEL": ("m-env",),
        "OPENROUTER_API_KEY": ("OPENROUTER-DUMMY",),
    }
)
_CODEX_LINES = (
    *('chatgpt_base_url = "https://chat.test/backend-api/"', 'cli_auth_credentials_store = "keyring"'),
    *('cli_auth_credentials_store = "file"', 'preferred_auth_method = "apikey"', 'model_reasoning_effort = "high"'),
    *('approval_policy = "never"', 'sandbox_mode = "read-only"', 'forced_chatgpt_workspace_id = "ACCOUNT-DUMMY"'),
    *('oss_provider = "ollama"', "disable_response_storage = true", 'base_url = "https://top.test/v1"'),
    *('env_key = "GW_KEY"', 'OPENAI_API_KEY = "TOP-DUMMY"', 'api_key = "TOP2-DUMMY"', "nonsense = 1", "model = 1"),
)


def _gemini(random: Random) -> Case:
    variables = some(
        random,
        {
            "GEMINI_API_KEY": odd("GEMINI"),
            "GOOGLE_API_KEY": odd("GOOGLE"),
            "GOOGLE_GENAI_USE_VERTEXAI": ("true", "true", "1", "false", "TRUE"),
            "GOOGLE_GENAI_USE_GCA": ("true", "1"),
            "GOOGLE_GEMINI_BASE_URL": tuple(base.replace("/v1", "") for base in BASES),
            "GOOGLE_VERTEX_BASE_URL": ("https://vertex.test",),
            "GOOGLE_CLOUD_PROJECT": ("proj",),
            "GOOGLE_CLOUD_LOCATION": ("us-central1", "global", "us"),
            "GEMINI_MODEL": ("gemini-2.5-flash", ""),
            "GEMINI_API_KEY_AUTH_MECHANISM": ("bearer", "x-goog-api-key", "other"),
            "GEMINI_CLI_CUSTOM_HEADERS": (
                "x-gateway: a, X-Team: b",
                "Authorization: Bearer HDR-DUMMY",
                "nocolon",
                "x-a:",
            ),
        },
        0.3,
    ) | beside(random)
    variables |= some(random, _GEMINI_FURTHER, 0.06)
    files = []
    if random.random() < 0.7:
        kind = random.choice(("gemini-api-key", "gemini-api-key", "vertex-ai", "oauth-personal", "nonsense"))
        data: dict[str, Any] = {"security": {"auth": {"selectedType": kind}}}
        if random.random() < 0.15:
            data["security"]["auth"]["enforcedType"] = random.choice(("gemini-api-key", "oauth-personal"))
        if random.random() < 0.15:
            data["model"] = {"name": random.choice(("gemini-2.5-flash", "gemini-3-pro-preview", "auto", ""))}
        if random.random() < 0.1:
            data["selectedAuthType"] = "gemini-api-key"
        files.append((random.choice(("~/.gemini/settings.json",) * 4 + (".gemini/settings.json",)), json.dumps(data)))
    if random.random() < 0.2:
        place = random.choice(("~/.gemini/.env", "~/.env", ".env", ".gemini/.env"))
        name = random.choice(("GEMINI_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_API_KEY"))
        files.append((place, f"{name}={'https://dotenv.test' if 'URL' in name else 'DOTENV-DUMMY'}\n"))
    return of_shell(variables, *files, login=random.choice(("none", "none", "subscription")))


_GEMINI_FURTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CODE_ASSIST_ENDPOINT": ("https://assist.test",),
        "GEMINI_CLI_HOME": ("/home/u", "/home/u/other"),
        "GEMINI_DEFAULT_AUTH_TYPE": ("gemini-api-key", "oauth-personal"),
        "GOOGLE_APPLICATION_CREDENTIALS": ("/home/u/adc.json",),
        "GOOGLE_CLOUD_ACCESS_TOKEN": ("GCA-DUMMY",),
        "CLOUD_SHELL": ("true",),
        "GEMINI_BASE_URL": ("https://look.test",),
        "GEMINI_API_BASE": ("https://look.test",),
        "GOOGLE_GENERATIVE_AI_API_KEY": ("LOOK-DUMMY",),
        "GEMINI_KEY": ("LOOK2-DUMMY",),
        "GOOGLE_GENAI_API_VERSION": ("v1", "v1alpha"),
    }
)


def _opencode(random: Random) -> Case:
    variables = some(
        random,
        {
            "ANTHROPIC_API_KEY": odd("ANTHROPIC"),
            "OPENAI_API_KEY": odd("OPENAI"),
            "ANTHROPIC_BASE_URL": BASES,
            "OPENAI_BASE_URL": BASES,
            "ANTHROPIC_AUTH_TOKEN": odd("TOKEN"),
            "OPENROUTER_API_KEY": ("OPENROUTER-DUMMY",),
            "GW_KEY": odd("GW"),
            "GOOGLE_GENERATIVE_AI_API_KEY": ("GOOGLE-DUMMY",),
        },
        0.3,
    ) | beside(random)
    variables |= some(random, _OPENCODE_FURTHER, 0.06)
    files = []
    if random.random() < 0.5:
        options: dict[str, Any] = {}
        if random.random() < 0.6:
            options["baseURL"] = random.choice(BASES)
        if random.random() < 0.6:
            options["apiKey"] = random.choice(("CONFIG-DUMMY", "{env:GW_KEY}", "$GW_KEY", "", "{env:MISSING}"))
        if random.random() < 0.2:
            options["headers"] = {"X-Team": "a"}
        name = random.choice(("anthropic", "openai", "gw"))
        provider: dict[str, Any] = {"options": options}
        data: dict[str, Any] = {"provider": {name: provider}}
        if name == "gw":
            provider |= {"npm": "@ai-sdk/openai-compatible", "models": {"m1": {}}}
            data["model"] = "gw/m1"
        elif random.random() < 0.3:
            data["model"] = random.choice(("anthropic/claude-sonnet-4-5", "openai/gpt-5", "openrouter/openai/gpt-5"))
        if random.random() < 0.12:
            data[random.choice(("enabled_providers", "disabled_providers"))] = [random.choice(("anthropic", "openai"))]
        places = ("~/.config/opencode/opencode.json",) * 4 + ("opencode.json", "~/.config/opencode/opencode.jsonc")
        files.append((random.choice(places), json.dumps(data)))
    if random.random() < 0.2:
        stored = {random.choice(("anthropic", "openai")): {"type": "api", "key": "AUTH-DUMMY"}}
        files.append(("~/.local/share/opencode/auth.json", json.dumps(stored)))
    return of_shell(variables, *files)


_OPENCODE_FURTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "GEMINI_API_KEY": ("GEMINI-DUMMY",),
        "GITHUB_TOKEN": ("ghp_DUMMY",),
        "GROQ_API_KEY": ("GROQ-DUMMY",),
        "XAI_API_KEY": ("XAI-DUMMY",),
        "DEEPSEEK_API_KEY": ("DEEPSEEK-DUMMY",),
        "MISTRAL_API_KEY": ("MISTRAL-DUMMY",),
        "OPENCODE_API_KEY": ("ZEN-DUMMY",),
        "AI_GATEWAY_API_KEY": ("GATEWAY-DUMMY",),
        "OPENAI_API_BASE": ("https://look.test/v1",),
        "ANTHROPIC_MODEL": ("m-env",),
        "CLAUDE_CODE_OAUTH_TOKEN": ("OAUTH-DUMMY",),
        "ZAI_API_KEY": ("ZAI-DUMMY",),
    }
)


MAKERS: Mapping[str, Callable[[Random], Case]] = MappingProxyType(
    {
        "claude-code": claude_code,
        "codex": _codex,
        "gemini": _gemini,
        "opencode": _opencode,
        "qwen-code": qwen_code,
        "aider": aider,
        "copilot-cli": copilot_cli,
        "cline-cli": cline_cli,
        "continue-cli": continue_cli,
    }
)
