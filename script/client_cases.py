"""Make cases for a client at random, the same ones for the same seed: shapes of values and files that people write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Any

Case = dict[str, Any]
HOME = "/home/u"


def made(client: str, count: int, seed: int) -> Iterator[Case]:
    """Yield so many cases for a client."""
    for number in range(count):
        random = Random(f"{client} {seed} {number}")  # noqa: S311 -- no secret hangs on it
        yield {"id": f"made-{seed}-{number}", "client": client, "mode": "print", **MAKERS[client](random)}


def shell_text(variables: Mapping[str, str]) -> str:
    """Return a .zshrc that exports the variables."""
    return "".join(f"export {name}={_quoted(value)}\n" for name, value in variables.items())


def _quoted(value: str) -> str:
    if any(character in value for character in "\r\t"):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\t", "\\t")
        return f"$'{escaped}'".replace("\n", "\\n")
    return "'" + value.replace("'", "'\\''") + "'"


def _credential(random: Random, name: str) -> str:
    """Return a value for a credential: mostly a plain one, sometimes one of the forms in which it goes wrong."""
    plain = f"{name}-DUMMY-{random.randrange(10**6)}"
    odd = (
        *("", " ", "\t", "\n"),
        *(f'"{plain}"', f"'{plain}'", f"Bearer {plain}", f"“{plain}”", f"$(echo {plain})", f"op://vault/{plain}/key"),
        *(f" {plain}", f"{plain} ", f"{plain}\n", f"{plain}\r", f"\n{plain}", f"{plain}\u00a0", f"\ufeff{plain}"),
        *(f"{plain}\u200b", f"{plain[:5]}\n{plain[5:]}", f"{plain[:5]}\r\n{plain[5:]}", f"{plain[:5]}\t{plain[5:]}"),
        *(f"{plain}é", f"{plain}\x7f", f"{plain}\x01", f"{plain}…", f"{plain}—x", f"{plain},x", f"{plain} # mine"),
        *("0", "false", "none", "null", "undefined", "your-api-key-here", "<token>", "xxx", f"{plain}=", f"x:{plain}"),
    )
    return plain if random.random() < 0.6 else random.choice(odd)


def _url(random: Random) -> str:
    """Return a base URL, put together of parts that are right, odd or wrong."""
    good = random.random() < 0.5
    scheme = random.choice(("https://", "https://", "http://")) if good else random.choice(_SCHEMES)
    host = random.choice(_HOSTS[:6]) if good else random.choice(_HOSTS)
    port = random.choice(("", "", "", ":8080")) if good else random.choice(_PORTS)
    user = "" if good or random.random() < 0.8 else random.choice(("u:p@", "u@", ":p@", "u:p%40q@", "@", "u:p:q@"))
    path = random.choice(_PATHS[:7]) if random.random() < 0.7 else random.choice(_PATHS)
    tail = random.choice(("?k=v", "#part", "?", "#", "?a=b#c", "/?x")) if random.random() < 0.1 else ""
    url = f"{scheme}{user}{host}{port}{path}{tail}"
    return url if random.random() < 0.85 else random.choice(_AROUND).replace("%", url)


_SCHEMES = (
    *("https://", "http://", "HTTPS://", "Http://", "https:/", "https:", "https:///", "https:\\\\", "//", "", ""),
    *("ftp://", "ws://", "wss://", "socks5://", "htp://", "https//", "https;//", "http//:", "https://https://"),
    *("https ://", "localhost:"),
)
_HOSTS = (
    *("gw.example.test", "ai-gateway.vercel.sh", "openrouter.ai", "localhost", "127.0.0.1", "api.anthropic.com"),
    *("GW.Example.TEST", "gw.example.test.", "[::1]", "[::ffff:10.0.0.1]", "[::1", "10.0.0.5", "127.1", "0x7f.1"),
    *("bücher.test", "gw_x.test", "-gw.test", "gw..test", "gw%2etest", "$HOST", "${HOST}", "<host>", "gw test"),
    *("“gw.test”", "host.docker.internal", "2130706433", "256.1.1.1", "1.2.3.4.5", "gw", "gw.test,other.test", ""),
    *("api.anthropic.com.evil.test", "xn--bcher-kva.test", "ｇｗ.test", "gw。test", "fe80::1", "[fe80::1%25lo]"),
)
_PORTS = ("", "", "", ":80", ":443", ":8080", ":4000", ":", ":0080", ":99999", ":80a", ":-1", ":8080:9", ": 80", ":0")
_PATHS = (
    *("", "", "/", "/v1", "/api", "/anthropic", "/v1/"),
    *("//", "/v1/messages", "/v1/messages/", "/a b", "/ä", "/a%20b", "/../x", "/./x", "/a/..", "/a/%2e%2e/b", "\\x"),
    *('/"', "/{x}", "/[x]", "/a;b", "/a|b", "/a^b", "/`a`", "/<x>", "/%zz", "/a:b", "/@x", "/'q'", "/a//b", "/%", "/~"),
    *("/v1#", "/*", "/a,b", "/a=b&c", "/..", "/.", "/a/./b/../c", "/\u200b", "/€"),
)
_AROUND = (
    *(
        " %",
        "% ",
        "%\n",
        "\n%",
        "%\r",
        "\t%",
        '"%"',
        "'%'",
        "“%”",
        "% # mine",
        "%\u00a0",
        "\ufeff%",
        "%,https://b.test",
    ),
    *("<%>", "(%)", "%;", "%.", "% /v1", "%\nX", "[%](%)", "`%`", "%\\n"),
)


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
        "ANTHROPIC_API_KEY": lambda: _credential(random, "KEY"),
        "ANTHROPIC_AUTH_TOKEN": lambda: _credential(random, "TOKEN"),
        "CLAUDE_CODE_OAUTH_TOKEN": lambda: _credential(random, "OAUTH"),
        "ANTHROPIC_BASE_URL": lambda: _url(random),
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


def _claude_code(random: Random) -> Case:
    login = random.choice(("none", "subscription", "subscription", "console"))
    documents = []
    if random.random() < 0.9:
        documents.append({"name": "~/.zshrc", "text": shell_text(_claude_variables(random, 0.5))})
    for name, share in (
        ("~/.claude/settings.json", 0.3),
        (".claude/settings.json", 0.15),
        (".claude/settings.local.json", 0.15),
        ("/etc/claude-code/managed-settings.json", 0.05),
        ("--settings flag.json", 0.04),
        ("~/.claude.json", 0.1),
        ("~/.claude/settings.local.json", 0.03),
    ):
        if random.random() < share:
            stores_key = name == "~/.claude.json" and login != "console"
            documents.append({"name": name, "text": _claude_settings(random, stores_key=stores_key)})
    documents = [each for each in documents if each["text"].strip()] or [{"name": "~/.zshrc", "text": "# nothing\n"}]
    return {"login": login, "documents": documents}


def _claude_settings(random: Random, *, stores_key: bool) -> str:
    block: dict[str, Any] = dict(_claude_variables(random, 0.3))
    for name in list(block):
        if random.random() < 0.12:
            block[name] = random.choice((None, 1, True, False, "", 0, 12.5, "null"))
    data: dict[str, Any] = {"env": block}
    if random.random() < 0.12:
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
        "claude-code": _claude_code,
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
