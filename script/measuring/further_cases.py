"""Made cases for the clients that are measured less: Qwen Code, aider, Copilot, Cline and Continue."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from case_values import BASES, Case, beside, odd, of_shell, some


def qwen_code(random: Random) -> Case:
    """Return one case."""
    variables = some(
        random,
        {
            "OPENAI_API_KEY": odd("OPENAI"),
            "OPENAI_BASE_URL": BASES,
            "OPENAI_MODEL": ("m1", ""),
            "ANTHROPIC_API_KEY": odd("ANTHROPIC"),
            "ANTHROPIC_BASE_URL": BASES,
            "ANTHROPIC_MODEL": ("m2",),
            "GEMINI_API_KEY": ("GEMINI-DUMMY",),
            "GEMINI_MODEL": ("m3",),
        },
        0.4,
    ) | beside(random)
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
    return of_shell(variables, *files)


def aider(random: Random) -> Case:
    """Return one case."""
    variables = some(
        random,
        {
            "OPENAI_API_KEY": odd("OPENAI"),
            "OPENAI_API_BASE": BASES,
            "OPENAI_BASE_URL": BASES,
            "ANTHROPIC_API_KEY": odd("ANTHROPIC"),
            "ANTHROPIC_BASE_URL": BASES,
            "ANTHROPIC_API_BASE": BASES,
            "OPENROUTER_API_KEY": ("OPENROUTER-DUMMY",),
            "GEMINI_API_KEY": ("GEMINI-DUMMY",),
            "DEEPSEEK_API_KEY": ("DEEPSEEK-DUMMY",),
            "AIDER_MODEL": ("openai/gpt-4o", "anthropic/claude-sonnet-4-5", "sonnet", "gpt-4o", "nonsense"),
            "AIDER_OPENAI_API_KEY": ("AIDER-DUMMY",),
        },
        0.28,
    ) | beside(random)
    files = []
    if random.random() < 0.2:
        files.append(("~/.env", random.choice(("OPENAI_API_KEY=DOTENV-DUMMY\n", "ANTHROPIC_API_KEY=DOTENV-DUMMY\n"))))
    if random.random() < 0.2:
        files.append(("~/.aider.conf.yml", random.choice(("openai-api-key: CONF-DUMMY\n", "model: openai/gpt-4o\n"))))
    return of_shell(variables, *files)


def copilot_cli(random: Random) -> Case:
    """Return one case."""
    variables = some(
        random,
        {
            "COPILOT_PROVIDER_BASE_URL": BASES,
            "COPILOT_MODEL": ("m1", "", "gpt-5"),
            "COPILOT_PROVIDER_API_KEY": odd("PROVIDER"),
            "COPILOT_PROVIDER_BEARER_TOKEN": odd("BEARER"),
            "COPILOT_PROVIDER_TYPE": ("openai", "anthropic", "azure", "nonsense"),
            "COPILOT_PROVIDER_WIRE_API": ("completions", "responses"),
            "COPILOT_PROVIDER_HEADERS": ("x-gateway: a", "x-gateway: a\\nx-team: b"),
            "OPENAI_API_KEY": ("OPENAI-DUMMY",),
            "GH_TOKEN": ("ghp_DUMMY",),
        },
        0.5,
    ) | beside(random)
    variables.setdefault("COPILOT_PROVIDER_BASE_URL", "https://gw.test/v1")
    return of_shell(variables)


def cline_cli(random: Random) -> Case:
    """Return one case."""
    choices = {
        "ANTHROPIC_API_KEY": odd("ANTHROPIC"),
        "OPENAI_API_KEY": odd("OPENAI"),
        "OPENROUTER_API_KEY": odd("OPENROUTER"),
        "ANTHROPIC_BASE_URL": BASES,
        "OPENAI_BASE_URL": BASES,
    }
    return of_shell(some(random, choices, 0.5) | beside(random))


def continue_cli(random: Random) -> Case:
    """Return one case."""
    variables = some(random, {"OPENAI_API_KEY": odd("OPENAI"), "ANTHROPIC_API_KEY": odd("ANTHROPIC")}, 0.6)
    variables |= beside(random)
    if random.random() < 0.15:
        return of_shell(variables | {"ANTHROPIC_API_KEY": "ANTHROPIC-DUMMY"})
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
        lines.append(f"    apiBase: {json.dumps(random.choice(BASES))}")
    lines.append("    roles: [chat]")
    files = [("~/.continue/config.yaml", "\n".join(lines) + "\n")]
    if random.random() < 0.25:
        files.append(("~/.continue/.env", "OPENAI_API_KEY=DOTENV-DUMMY\n"))
    return of_shell(variables, *files)
