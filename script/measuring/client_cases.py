"""Make cases for a client at random, the same ones for the same seed: shapes of values and files that people write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from case_values import Case, shell_text
from claude_cases import claude_code

HOME = "/home/u"


def made(client: str, count: int, seed: int) -> Iterator[Case]:
    """Yield so many cases for a client."""
    for number in range(count):
        random = Random(f"{client} {seed} {number}")  # noqa: S311 -- no secret hangs on it
        yield {"id": f"made-{seed}-{number}", "client": client, "mode": "print", **MAKERS[client](random)}


def _some(random: Random, choices: Mapping[str, tuple[str, ...]], share: float) -> dict[str, str]:
    """Return some of the variables, each with one of its values."""
    return {name: random.choice(values) for name, values in choices.items() if random.random() < share}


def _odd(name: str) -> tuple[str, ...]:
    """Return values for a credential, most of them plain."""
    plain = f"{name}-DUMMY"
    return (
        plain,
        plain,
        plain,
        plain,
        "",
        " ",
        f"{plain} ",
        f" {plain}",
        f"“{plain}”",
        f'"{plain}"',
        f"Bearer {plain}",
        "$KEY",
    )


_BASES = (
    *(
        "https://gw.test/v1",
        "https://gw.test/v1",
        "https://gw.test",
        "http://localhost:8080/v1",
        "https://gw.test/v1/",
        "",
    ),
    *(
        "gw.test/v1",
        "localhost:8080",
        "https://gw.test/v1?x=1",
        " https://gw.test/v1 ",
        "https://gw.test//v1",
        '"https://gw.test"',
    ),
    *("https://u:p@gw.test/v1", "HTTPS://GW.test/V1", "https://gw.test/v1#x", "https://gw.test/a b"),
)


def _of_shell(variables: Mapping[str, str], *files: tuple[str, str], login: str = "none") -> Case:
    documents = [{"name": "~/.zshrc", "text": shell_text(variables) or "# nothing\n"}]
    return {"login": login, "documents": [*documents, *({"name": name, "text": text} for name, text in files)]}


def _codex(random: Random) -> Case:
    variables = _some(
        random,
        {
            "OPENAI_API_KEY": _odd("OPENAI"),
            "CODEX_API_KEY": _odd("CODEX"),
            "OPENAI_BASE_URL": _BASES,
            "GW_KEY": _odd("GW"),
            "OPENAI_ORGANIZATION": ("org-DUMMY", ""),
            "OPENAI_PROJECT": ("proj-DUMMY",),
        },
        0.45,
    )
    lines = []
    if random.random() < 0.3:
        lines.append(f"model = {json.dumps(random.choice(('gpt-5', 'm1', '')))}")
    if random.random() < 0.3:
        lines.append(f"openai_base_url = {json.dumps(random.choice(_BASES))}")
    if random.random() < 0.2:
        lines.append(f"forced_login_method = {json.dumps(random.choice(('chatgpt', 'api')))}")
    if random.random() < 0.6:
        lines.append(f"model_provider = {json.dumps(random.choice(('gw', 'gw', 'gw', 'nope', 'openai')))}")
    if random.random() < 0.7:
        lines += ["[model_providers.gw]", 'name = "gw"', "request_max_retries = 0", "stream_max_retries = 0"]
        if random.random() < 0.9:
            lines.append(f"base_url = {json.dumps(random.choice(_BASES))}")
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
            lines.append('wire_api = "responses"')
    files = [("~/.codex/config.toml", "\n".join(lines) + "\n")] if lines else []
    if random.random() < 0.15:
        files.append(
            ("~/.codex/.env", "GW_KEY=DOTENV-DUMMY\nOPENAI_API_KEY=DOTENV2-DUMMY\nCODEX_API_KEY=DOTENV3-DUMMY\n")
        )
    return _of_shell(variables, *files, login=random.choice(("none", "none", "console", "subscription")))


def _gemini(random: Random) -> Case:
    variables = _some(
        random,
        {
            "GEMINI_API_KEY": _odd("GEMINI"),
            "GOOGLE_API_KEY": _odd("GOOGLE"),
            "GOOGLE_GENAI_USE_VERTEXAI": ("true", "true", "1", "false", "TRUE"),
            "GOOGLE_GENAI_USE_GCA": ("true", "1"),
            "GOOGLE_GEMINI_BASE_URL": tuple(base.replace("/v1", "") for base in _BASES),
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
    )
    files = []
    if random.random() < 0.7:
        kind = random.choice(("gemini-api-key", "gemini-api-key", "vertex-ai", "oauth-personal", "nonsense"))
        files.append(("~/.gemini/settings.json", json.dumps({"security": {"auth": {"selectedType": kind}}})))
    if random.random() < 0.15:
        files.append((random.choice(("~/.gemini/.env", "~/.env")), "GEMINI_API_KEY=DOTENV-DUMMY\n"))
    return _of_shell(variables, *files, login=random.choice(("none", "none", "subscription")))


def _opencode(random: Random) -> Case:
    variables = _some(
        random,
        {
            "ANTHROPIC_API_KEY": _odd("ANTHROPIC"),
            "OPENAI_API_KEY": _odd("OPENAI"),
            "ANTHROPIC_BASE_URL": _BASES,
            "OPENAI_BASE_URL": _BASES,
            "ANTHROPIC_AUTH_TOKEN": _odd("TOKEN"),
            "OPENROUTER_API_KEY": ("OPENROUTER-DUMMY",),
            "GW_KEY": _odd("GW"),
            "GOOGLE_GENERATIVE_AI_API_KEY": ("GOOGLE-DUMMY",),
        },
        0.3,
    )
    files = []
    if random.random() < 0.5:
        options: dict[str, Any] = {}
        if random.random() < 0.6:
            options["baseURL"] = random.choice(_BASES)
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
        files.append(("~/.config/opencode/opencode.json", json.dumps(data)))
    if random.random() < 0.2:
        stored = {random.choice(("anthropic", "openai")): {"type": "api", "key": "AUTH-DUMMY"}}
        files.append(("~/.local/share/opencode/auth.json", json.dumps(stored)))
    return _of_shell(variables, *files)


def _qwen_code(random: Random) -> Case:
    variables = _some(
        random,
        {
            "OPENAI_API_KEY": _odd("OPENAI"),
            "OPENAI_BASE_URL": _BASES,
            "OPENAI_MODEL": ("m1", ""),
            "ANTHROPIC_API_KEY": _odd("ANTHROPIC"),
            "ANTHROPIC_BASE_URL": _BASES,
            "ANTHROPIC_MODEL": ("m2",),
            "GEMINI_API_KEY": ("GEMINI-DUMMY",),
            "GEMINI_MODEL": ("m3",),
        },
        0.4,
    )
    files = []
    if random.random() < 0.6:
        auth: dict[str, str] = {
            "selectedType": random.choice(("openai", "openai", "anthropic", "gemini", "qwen-oauth"))
        }
        if random.random() < 0.3:
            auth |= {"apiKey": "SETTINGS-DUMMY", "baseUrl": "https://set.test/v1"}
        data: dict[str, Any] = {"security": {"auth": auth}}
        if random.random() < 0.3:
            data["env"] = {"OPENAI_API_KEY": "ENV-BLOCK-DUMMY", "OPENAI_BASE_URL": "https://block.test/v1"}
        files.append(("~/.qwen/settings.json", json.dumps(data)))
    if random.random() < 0.2:
        files.append((random.choice(("~/.qwen/.env", ".env")), "OPENAI_API_KEY=DOTENV-DUMMY\n"))
    return _of_shell(variables, *files)


def _aider(random: Random) -> Case:
    variables = _some(
        random,
        {
            "OPENAI_API_KEY": _odd("OPENAI"),
            "OPENAI_API_BASE": _BASES,
            "OPENAI_BASE_URL": _BASES,
            "ANTHROPIC_API_KEY": _odd("ANTHROPIC"),
            "ANTHROPIC_BASE_URL": _BASES,
            "ANTHROPIC_API_BASE": _BASES,
            "OPENROUTER_API_KEY": ("OPENROUTER-DUMMY",),
            "GEMINI_API_KEY": ("GEMINI-DUMMY",),
            "DEEPSEEK_API_KEY": ("DEEPSEEK-DUMMY",),
            "AIDER_MODEL": ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "sonnet", "gpt-4o", "nonsense"),
            "AIDER_OPENAI_API_KEY": ("AIDER-DUMMY",),
        },
        0.28,
    )
    files = []
    if random.random() < 0.2:
        files.append(("~/.env", random.choice(("OPENAI_API_KEY=DOTENV-DUMMY\n", "ANTHROPIC_API_KEY=DOTENV-DUMMY\n"))))
    if random.random() < 0.2:
        files.append(("~/.aider.conf.yml", random.choice(("openai-api-key: CONF-DUMMY\n", "model: openai/gpt-4o\n"))))
    return _of_shell(variables, *files)


def _copilot_cli(random: Random) -> Case:
    variables = _some(
        random,
        {
            "COPILOT_PROVIDER_BASE_URL": _BASES,
            "COPILOT_MODEL": ("m1", "", "gpt-5"),
            "COPILOT_PROVIDER_API_KEY": _odd("PROVIDER"),
            "COPILOT_PROVIDER_BEARER_TOKEN": _odd("BEARER"),
            "COPILOT_PROVIDER_TYPE": ("openai", "anthropic", "azure", "nonsense"),
            "COPILOT_PROVIDER_WIRE_API": ("completions", "responses"),
            "COPILOT_PROVIDER_HEADERS": ("x-gateway: a", "x-gateway: a\\nx-team: b"),
            "OPENAI_API_KEY": ("OPENAI-DUMMY",),
            "GH_TOKEN": ("ghp_DUMMY",),
        },
        0.5,
    )
    variables.setdefault("COPILOT_PROVIDER_BASE_URL", "https://gw.test/v1")
    return _of_shell(variables)


def _cline_cli(random: Random) -> Case:
    choices = {
        "ANTHROPIC_API_KEY": _odd("ANTHROPIC"),
        "OPENAI_API_KEY": _odd("OPENAI"),
        "OPENROUTER_API_KEY": _odd("OPENROUTER"),
        "ANTHROPIC_BASE_URL": _BASES,
        "OPENAI_BASE_URL": _BASES,
    }
    return _of_shell(_some(random, choices, 0.5))


def _continue_cli(random: Random) -> Case:
    variables = _some(random, {"OPENAI_API_KEY": _odd("OPENAI"), "ANTHROPIC_API_KEY": _odd("ANTHROPIC")}, 0.6)
    if random.random() < 0.15:
        return _of_shell(variables | {"ANTHROPIC_API_KEY": "ANTHROPIC-DUMMY"})
    provider = random.choice(("openai", "openai", "anthropic"))
    key = random.choice(
        (
            f"${{{{ secrets.{provider.upper()}_API_KEY }}}}",
            "CONFIG-DUMMY",
            "$OPENAI_API_KEY",
            "${{ secrets.MISSING }}",
            "",
        )
    )
    lines = ["name: x", "version: 0.0.1", "schema: v1", "models:", "  - name: m", f"    provider: {provider}"]
    lines.append(f"    model: {random.choice(('gpt-4o', 'gpt-5', 'm1', 'claude-sonnet-4-5'))}")
    if key:
        lines.append(f"    apiKey: {key}")
    if random.random() < 0.6:
        lines.append(f"    apiBase: {json.dumps(random.choice(_BASES))}")
    lines.append("    roles: [chat]")
    files = [("~/.continue/config.yaml", "\n".join(lines) + "\n")]
    if random.random() < 0.25:
        files.append(("~/.continue/.env", "OPENAI_API_KEY=DOTENV-DUMMY\n"))
    return _of_shell(variables, *files)


MAKERS: Mapping[str, Callable[[Random], Case]] = MappingProxyType(
    {
        "claude-code": claude_code,
        "codex": _codex,
        "gemini": _gemini,
        "opencode": _opencode,
        "qwen-code": _qwen_code,
        "aider": _aider,
        "copilot-cli": _copilot_cli,
        "cline-cli": _cline_cli,
        "continue-cli": _continue_cli,
    }
)
