"""Made cases for Claude Code: variables, clouds, settings files and state."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

from case_values import Case, credential, shell_text, url
from claude_further import as_text, config_folder, further_place, further_settings, further_variables, state


def _headers(random: Random) -> str:
    """Return a value of ANTHROPIC_CUSTOM_HEADERS."""
    lines = [random.choice(_GOOD_LINES) for _ in range(random.choice((1, 1, 2, 3)))]
    if random.random() < 0.45:
        lines.insert(random.randrange(len(lines) + 1), random.choice(_ODD_LINES))
    separator = "\n" if random.random() < 0.75 else random.choice(("\r\n", "\r", "\\n", ",", ", ", ";", "\n\n", " \n "))
    text = separator.join(lines)
    return (
        text
        if random.random() < 0.9
        else random.choice((f'"{text}"', f"'{text}'", f"{text}\n", f"\n{text}", f"{text},"))
    )


_GOOD_LINES = (
    *("x-ai-gateway-api-key: Bearer vck_DUMMY", "X-Team: a", "x-litellm-api-key: Bearer sk-DUMMY", "http-referer: x"),
    *("Authorization: Bearer HDR-DUMMY", "x-api-key: HDR-KEY-DUMMY", "helicone-auth:Bearer h", "X-Title : my title"),
)

_ODD_LINES = (
    *(
        "nocolon",
        "a=b",
        ": v",
        "a b: c",
        "ä: b",
        "x-a: ä",
        "x-a: “b”",
        "x-a: b€",
        "'x-a': y",
        '"x-a": "y"',
        "x-a:",
        "x-a: ",
    ),
    *(
        "anthropic-beta: z",
        "anthropic-version: 1",
        "content-type: text/odd",
        "user-agent: u/1",
        "host: h.test",
        "accept: a",
    ),
    *("x-app: b", "connection: close", "cookie: a=b", "x-a: 1\tb", "x-a:: b", "X-A: 1", "x-a: 2", "authorization:"),
    *("Authorization: Basic eA==", "AUTHORIZATION: Bearer UPPER-DUMMY", "x-api-key:", "X-Api-Key: UPPER-KEY-DUMMY"),
    *("x-stainless-lang: z", "anthropic-dangerous-direct-browser-access: false", "x-claude-code-session-id: q", "{}"),
    *(
        "accept-encoding: identity",
        "content-length: 3",
        "transfer-encoding: x",
        "trailer: x",
        "x-a: \u00a0b",
        "x-a\u00a0: b",
    ),
    *(
        '{"x-a": "b"}',
        "x-a: b: c",
        "-H x-a: b",
        "x.a: b",
        "x_a: b",
        "x/a: b",
        "x-a: \x7f",
        "x-a: \x01",
        "expect: 100-continue",
    ),
    *(
        "proxy-authorization: Basic eA==",
        "keep-alive: 5",
        "upgrade: h2c",
        "x-a: b # mine",
        "# comment",
        "#x: y",
        "x-a : b",
    ),
)


def _flag(random: Random) -> str:
    if random.random() < 0.7:
        return random.choice(("1", "true"))
    return random.choice(
        (
            "TRUE",
            "True",
            "yes",
            "on",
            "On",
            " 1 ",
            "1\n",
            "0",
            "false",
            "no",
            "off",
            "2",
            '"1"',
            "",
            "y",
            "t",
            "enabled",
            "１",
        )
    )


_MODELS = (
    *("opus", "sonnet", "haiku", "opusplan", "best", "default", "inherit", "fable", "Opus", "opus[1m]", "sonnet[1m]"),
    *("claude-sonnet-4-5", "claude-opus-4-5", "claude-sonnet-4-6", "anthropic/claude-sonnet-4.6", "glm-4.7", "x[1m]"),
    *("Claude Sonnet 5", " sonnet ", '"sonnet"', "", " ", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "haiku[1m]"),
    *("claude-3-5-sonnet-latest", "claude-opus-5-5[1M]", "openai/gpt-5", "claude-fable-5-2", "opus[1M]", "OPUSPLAN"),
)

_CLOUDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CLAUDE_CODE_USE_BEDROCK": {
            "AWS_REGION": ("us-east-1", "eu-west-1", "ap-northeast-1", "nonsense", "", "us-gov-west-1", " us-west-2 "),
            "AWS_DEFAULT_REGION": ("us-west-2", "eu-central-1"),
            "AWS_BEARER_TOKEN_BEDROCK": ("BEDROCK-DUMMY", "", " "),
            "AWS_ACCESS_KEY_ID": ("AKIADUMMY",),
            "AWS_SECRET_ACCESS_KEY": ("SECRET-DUMMY",),
            "ANTHROPIC_BEDROCK_BASE_URL": ("https://bedrock.gw.test", "https://gw.test/bedrock/", "gw.test"),
            "CLAUDE_CODE_SKIP_BEDROCK_AUTH": ("1", "true", "0"),
        },
        "CLAUDE_CODE_USE_VERTEX": {
            "CLOUD_ML_REGION": ("us-east5", "global", "eu", "us", "europe-west1", "bad region", ""),
            "ANTHROPIC_VERTEX_PROJECT_ID": ("proj-a",),
            "GOOGLE_CLOUD_PROJECT": ("proj-b",),
            "ANTHROPIC_VERTEX_BASE_URL": ("https://vertex.gw.test/v1", "https://gw.test"),
            "CLAUDE_CODE_SKIP_VERTEX_AUTH": ("1", "1", "0"),
            "VERTEX_REGION_CLAUDE_5_5_OPUS": ("europe-west4",),
        },
        "CLAUDE_CODE_USE_FOUNDRY": {
            "ANTHROPIC_FOUNDRY_RESOURCE": ("res", "my-res", "https://res.services.ai.azure.com", "a_b", ""),
            "ANTHROPIC_FOUNDRY_BASE_URL": ("https://gw.test/anthropic", "https://res.services.ai.azure.com/anthropic/"),
            "ANTHROPIC_FOUNDRY_API_KEY": ("FOUNDRY-KEY-DUMMY", ""),
            "ANTHROPIC_FOUNDRY_AUTH_TOKEN": ("FOUNDRY-TOKEN-DUMMY",),
            "CLAUDE_CODE_SKIP_FOUNDRY_AUTH": ("1", "0"),
        },
        "CLAUDE_CODE_USE_ANTHROPIC_AWS": {
            "ANTHROPIC_AWS_WORKSPACE_ID": ("ws-1",),
            "ANTHROPIC_AWS_API_KEY": ("AWS-KEY-DUMMY",),
            "ANTHROPIC_AWS_BASE_URL": ("https://aws.gw.test",),
            "CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH": ("1",),
            "AWS_REGION": ("us-west-2",),
        },
        "CLAUDE_CODE_USE_MANTLE": {
            "AWS_BEARER_TOKEN_BEDROCK": ("MANTLE-DUMMY",),
            "ANTHROPIC_BEDROCK_MANTLE_BASE_URL": ("https://mantle.gw.test",),
            "CLAUDE_CODE_SKIP_MANTLE_AUTH": ("1",),
            "AWS_REGION": ("us-east-2",),
        },
        "CLAUDE_CODE_USE_ANTHROPIC_GOOGLE_CLOUD": {
            "ANTHROPIC_GOOGLE_CLOUD_WORKSPACE_ID": ("ws-2",),
            "ANTHROPIC_GOOGLE_CLOUD_PROJECT": ("proj-c",),
            "ANTHROPIC_GOOGLE_CLOUD_LOCATION": ("global", "us-east1"),
            "ANTHROPIC_GOOGLE_CLOUD_BASE_URL": ("https://gcp.gw.test",),
            "CLAUDE_CODE_SKIP_ANTHROPIC_GOOGLE_CLOUD_AUTH": ("1",),
        },
    }
)


def _claude_variables(random: Random, share: float) -> dict[str, str]:
    makers: dict[str, Callable[[], str]] = {
        "ANTHROPIC_API_KEY": lambda: credential(random, "KEY"),
        "ANTHROPIC_AUTH_TOKEN": lambda: credential(random, "TOKEN"),
        "CLAUDE_CODE_OAUTH_TOKEN": lambda: credential(random, "OAUTH"),
        "ANTHROPIC_BASE_URL": lambda: url(random),
        "ANTHROPIC_CUSTOM_HEADERS": lambda: _headers(random),
        "ANTHROPIC_MODEL": lambda: random.choice(_MODELS),
        "ANTHROPIC_DEFAULT_OPUS_MODEL": lambda: random.choice(_MODELS),
        "ANTHROPIC_DEFAULT_SONNET_MODEL": lambda: random.choice(_MODELS),
        "ANTHROPIC_DEFAULT_HAIKU_MODEL": lambda: random.choice(_MODELS),
        "ANTHROPIC_SMALL_FAST_MODEL": lambda: random.choice(_MODELS),
        "CLAUDE_CODE_SUBAGENT_MODEL": lambda: random.choice(_MODELS),
        "CLAUDE_CODE_USE_GATEWAY": lambda: _flag(random),
        "CLAUDE_CODE_SIMPLE": lambda: _flag(random),
        "CLAUDE_CODE_SKIP_BEDROCK_AUTH": lambda: _flag(random),
        "ANTHROPIC_BETAS": lambda: "some-beta-2025-01-01",
        "CLAUDE_CODE_ATTRIBUTION_HEADER": lambda: "0",
        "ANTHROPIC_TOKEN": lambda: "LOOKALIKE-DUMMY",
        "OPENAI_API_KEY": lambda: "LOOKALIKE2-DUMMY",
        "CLAUDE_CODE_MAX_OUTPUT_TOKENS": lambda: "1000",
        "DISABLE_PROMPT_CACHING": lambda: "1",
    }
    weights = [0.9, 0.9, 0.7, 1.3, 0.9, 0.6, 0.25, 0.15, 0.1, 0.1, 0.05, 0.1, 0.07, 0.05, *(0.05,) * 6]
    found = {
        name: make()
        for (name, make), weight in zip(makers.items(), weights, strict=True)
        if random.random() < share * weight
    }
    if random.random() < share * 0.4:
        for flag in random.sample(sorted(_CLOUDS), random.choice((1, 1, 1, 2))):
            found[flag] = _flag(random)
            for name, values in _CLOUDS[flag].items():
                if random.random() < 0.55:
                    found[name] = random.choice(values)
    return found


def claude_code(random: Random) -> Case:
    """Return one case: a start-up file, files of settings, a login, sometimes a terminal."""
    login = random.choice(("none", "subscription", "subscription", "console"))
    documents = []
    variables: dict[str, str] = {}
    if random.random() < 0.9:
        variables = _claude_variables(random, 0.5)
        if random.random() < 0.6:
            variables |= further_variables(random)
        if random.random() < 0.04:
            variables["CLAUDE_CONFIG_DIR"] = config_folder(random)
        documents.append({"name": "~/.zshrc", "text": shell_text(variables)})
    for name, share in (
        ("~/.claude/settings.json", 0.3),
        (".claude/settings.json", 0.15),
        (".claude/settings.local.json", 0.15),
        ("/etc/claude-code/managed-settings.json", 0.05),
        ("--settings flag.json", 0.04),
        ("~/.claude.json", 0.1),
        (further_place(random), 0.12),
    ):
        if random.random() < share and name not in [each["name"] for each in documents]:
            stores_key = name == "~/.claude.json" and login != "console"
            documents.append({"name": name, "text": _claude_settings(random, stores_key=stores_key)})
    case: Case = {"login": login, "documents": documents}
    if random.random() < 0.15:
        case["mode"] = "interactive"
        if random.random() < 0.4 and not any(each["name"] == "~/.claude.json" for each in documents):
            documents.append(
                {"name": "~/.claude.json", "text": as_text(state(random, variables.get("ANTHROPIC_API_KEY")))}
            )
    case["documents"] = [each for each in documents if each["text"].strip()] or [
        {"name": "~/.zshrc", "text": "# nothing\n"}
    ]
    return case


def _claude_settings(random: Random, *, stores_key: bool) -> str:
    block: dict[str, Any] = dict(_claude_variables(random, 0.3))
    for name in list(block):
        if random.random() < 0.12:
            block[name] = random.choice((None, 1, True, False, "", 0, 12.5, "null"))
    data: dict[str, Any] = {"env": block}
    if random.random() < 0.6:
        data |= further_settings(random)
    if random.random() < 0.06:
        data["apiKeyHelper"] = random.choice(
            ("echo HELPER-DUMMY", "echo HELPER-DUMMY", "echo 'HELPER-DUMMY'", "", " ", 1, None)
        )
    if random.random() < 0.12:
        data["model"] = random.choice((*_MODELS, 1, None))
    if random.random() < 0.05:
        data["forceLoginMethod"] = random.choice(("claudeai", "console"))
    if stores_key and random.random() < 0.4:
        data["primaryApiKey"] = random.choice(("sk-ant-api03-STORED-DUMMY", "", " x ", 1))
    if random.random() < 0.05:
        data[random.choice(("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "environ", "Env", "permissions"))] = (
            "https://x.test"
        )
    text = json.dumps(data, indent=2, ensure_ascii=random.random() < 0.5)
    spoil = random.random()
    if spoil < 0.03:
        return text[:-1] + ",}"
    if spoil < 0.06:
        return f"// mine\n{text}"
    if spoil < 0.08:
        return "\ufeff" + text
    if spoil < 0.09:
        return json.dumps({**data, "env": [block]})
    return "" if spoil < 0.1 else text
