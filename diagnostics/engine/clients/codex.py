"""Codex CLI: its names, options and files, and when a report speaks of it. What it sends: `codexsending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Login, Mode
from ..regexes import regex
from ..source import Kind
from .codexoptions import OPTIONS
from .loaded import login_shown_in, predict_in, view_in

LOGIN, STORED_KEY, AWS = "subscription-login", "console-login", "aws-credentials"
USERINFO = "base-url-userinfo"

CLIENT = Client(
    id="codex",
    name="Codex CLI",
    version="0.171.0",
    as_of="2026-11-28",
    predict=predict_in("codexsending"),
    view=view_in("codexsending"),
    concern=Concern(
        own=regex(r"CODEX_(?:API_KEY|HOME|ACCESS_TOKEN|OSS_BASE_URL|OSS_PORT|CA_CERTIFICATE)"),
        first=frozenset({"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORGANIZATION"}),
        shared=frozenset({"OPENAI_API_BASE", "OPENAI_PROJECT", "AI_GATEWAY_API_KEY", "OPENROUTER_API_KEY"}),
        kinds=frozenset({Kind.CODEX_CONFIG}),
        files=regex(r"(?:^|/)\.codex/"),
        commands=("codex",),
        words=regex(r"(?a)\b[Cc]odex\b"),
    ),
    logins=MappingProxyType(
        {
            Login.SUBSCRIPTION: "logged in with ChatGPT",
            Login.CONSOLE: "logged in with an API key",
            Login.NONE: "not logged in",
        }
    ),
    asked=(Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE),
    commands=MappingProxyType({Mode.PRINT: "codex exec", Mode.INTERACTIVE: "codex"}),
    on_terminal=True,
    options=OPTIONS,
    shows_login="codex login status",
    login_shown=login_shown_in("codexlogins"),
    main_file="~/.codex/config.toml",
    plan="your ChatGPT plan",
    sources=MappingProxyType(
        {
            LOGIN: "your ChatGPT login's token",
            STORED_KEY: "the API key that Codex has stored",
            USERINFO: "the user name and password in the address",
        }
    ),
    places=MappingProxyType({STORED_KEY: "auth.json:OPENAI_API_KEY", AWS: "AWS_ACCESS_KEY_ID"}),
    effects=MappingProxyType(
        {
            "model_provider": "chooses the provider",
            "forced_login_method": "asks for one kind of login",
        }
    ),
)
