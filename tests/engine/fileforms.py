"""Clients' own files, and the ways in which posts show them: what a client sends must be the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from .forms import KEY


def _json(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"


# What it is → the file's name, its text, the client whose file it is.
FILES: Mapping[str, tuple[str, str, str]] = {
    "Codex with a provider": (
        "~/.codex/config.toml",
        'model = "gpt-5-codex"\nmodel_provider = "azure"\n\n[model_providers.azure]\nname = "Azure"\n'
        'base_url = "https://my-res.openai.azure.com/openai/v1"\nenv_key = "AZURE_OPENAI_API_KEY"\n'
        'wire_api = "responses"\n',
        "Codex CLI",
    ),
    "Codex with an address": (
        "~/.codex/config.toml",
        'openai_base_url = "https://gw.example.com/v1"\nmodel = "gpt-5"\n',
        "Codex CLI",
    ),
    "Codex on this machine": (
        "~/.codex/config.toml",
        'model_provider = "ollama"\nmodel = "gpt-oss:20b"\n',
        "Codex CLI",
    ),
    "opencode with an address": (
        "opencode.json",
        _json(
            {
                "$schema": "https://opencode.ai/config.json",
                "provider": {
                    "anthropic": {"options": {"baseURL": "https://gw.example.com/v1", "apiKey": "{env:MY_KEY}"}}
                },
                "model": "anthropic/claude-sonnet-4-5",
            }
        ),
        "opencode",
    ),
    "opencode with a provider": (
        "opencode.json",
        _json(
            {
                "provider": {"openrouter": {"models": {"moonshotai/kimi-k2": {}}}},
                "model": "openrouter/moonshotai/kimi-k2",
            }
        ),
        "opencode",
    ),
    "Gemini CLI": (
        "~/.gemini/settings.json",
        _json({"security": {"auth": {"selectedType": "gemini-api-key"}}, "model": {"name": "gemini-2.5-pro"}}),
        "Gemini CLI",
    ),
    "Qwen Code": (
        "~/.qwen/settings.json",
        _json(
            {
                "security": {
                    "auth": {
                        "selectedType": "openai",
                        "apiKey": "sk-abc123def456",
                        "baseUrl": "https://dashscope.aliyuncs.com/compatible-mode/v1",
                    }
                },
                "model": {"name": "qwen3-coder-plus"},
            }
        ),
        "Qwen Code",
    ),
    "Cline CLI": (
        "~/.cline/data/settings/providers.json",
        _json(
            {
                "version": 1,
                "lastUsedProvider": "openai-compatible",
                "modes": {},
                "providers": {
                    "openai-compatible": {
                        "settings": {
                            "provider": "openai-compatible",
                            "apiKey": "sk-abc123def456",
                            "model": "m1",
                            "baseUrl": "https://gw.example.com/v1",
                        },
                        "updatedAt": "2026-11-28T10:00:00.000Z",
                        "tokenSource": "manual",
                    }
                },
            }
        ),
        "Cline CLI",
    ),
    "aider": (
        ".aider.conf.yml",
        "model: openai/foo\nopenai-api-base: https://gw.example.com/v1\nopenai-api-key: sk-abc123def456\n",
        "aider",
    ),
    "Continue": (
        "~/.continue/config.yaml",
        "name: my\nversion: 1.0.0\nschema: v1\nmodels:\n  - name: Claude\n    provider: anthropic\n"
        f"    model: claude-sonnet-4-5\n    apiKey: {KEY}\n    roles: [chat]\n",
        "Continue CLI",
    ),
    "Claude Code with a command": (
        "~/.claude/settings.json",
        _json({"apiKeyHelper": "~/bin/key.sh", "env": {"ANTHROPIC_BASE_URL": "https://gw.example.com"}}),
        "Claude Code",
    ),
    "Claude Code with a token": (
        "~/.claude/settings.json",
        _json(
            {
                "model": "opus",
                "env": {"ANTHROPIC_AUTH_TOKEN": "abc123def456ghi", "ANTHROPIC_BASE_URL": "https://gw.example.com"},
                "permissions": {"allow": ["Bash(ls:*)"]},
            }
        ),
        "Claude Code",
    ),
}


def _moved(text: str, by: str) -> str:
    return "".join(by + line if line.strip() else by.rstrip(" ") + line for line in text.splitlines(keepends=True))


ASKS = "\nIt says 401. What is wrong?\n"
# How it is shown, from the file's name, its text, and the client's name.
SHOWN: Mapping[str, Callable[[str, str, str], str]] = {
    "by itself": lambda _name, text, _client: text,
    "below its name": lambda name, text, _client: f"{name}:\n{text}",
    "below a comment": lambda name, text, _client: f"# {name}\n\n{text}",
    "below a heading": lambda name, text, _client: f"## {name}\n\n```\n{text}```\n",
    "below its name in bold": lambda name, text, _client: f"**{name}**\n\n```\n{text}```\n",
    "named in a sentence": lambda name, text, client: f"I use {client}. This is my {name}:\n\n{text}{ASKS}",
    "in a fence": lambda name, text, client: f"I use {client}. In my `{name}`:\n\n```\n{text}```\n{ASKS}",
    "in a fence, without a name": lambda _name, text, client: f"I use {client} so:\n\n```\n{text}```\n{ASKS}",
    "without a name": lambda _name, text, client: f"I use {client} with this configuration:\n\n{text}{ASKS}",
    "set in": lambda _name, text, client: f"I use {client} so:\n\n{_moved(text, '    ')}{ASKS}",
    "quoted": lambda _name, text, client: f"I use {client} with this configuration:\n\n{_moved(text, '> ')}{ASKS}",
    "printed": lambda name, text, _client: f"$ cat {name}\n{text}$ echo $SHELL\n/bin/zsh\n",
    "printed on Windows": lambda name, text, _client: (
        f"PS C:\\Users\\me> Get-Content {name}\n{text}PS C:\\Users\\me> \n"
    ),
    "in a step": lambda name, text, client: (
        f"1. Install {client}\n2. Put this into `{name}`:\n{_moved(f'```{chr(10)}{text}```{chr(10)}', '   ')}3. 401.\n"
    ),
    "folded": lambda name, text, client: (
        f"{client} fails.\n\n<details><summary>{name}</summary>\n\n```\n{text}```\n\n</details>\n"
    ),
    "in a form": lambda _name, text, client: (
        f"### What version of {client} is running?\n\n0.1.2\n\n### Configuration\n\n```text\n{text}```\n\n### What do "
        "you see?\n\n401 Unauthorized\n"
    ),
    "written by commands": lambda name, text, client: (
        f"I use {client}. I made the file so:\n\n```bash\nmkdir -p ~/x\ncat > {name} <<'EOF'\n{text}EOF\n```\n{ASKS}"
    ),
    "with line ends of Windows": lambda name, text, client: (
        f"I use {client}. I have this in my `{name}`:\n\n```\n{text}```\n{ASKS}".replace("\n", "\r\n")
    ),
    "in German": lambda name, text, client: (
        f"Hallo, ich nutze {client} mit dieser {name}:\n\n```\n{text}```\n\nDanke!\n"
    ),
}
