"""Qwen Code: its names, options and files, and when a report speaks of it. What it sends: `qwensending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Mode
from ..regexes import regex
from ..source import Kind
from .loaded import predict_in, view_in

KEY_OPTION, ADDRESS_OPTION = "--openai-api-key", "--openai-base-url"
OPTIONS = ("--model", "-m", KEY_OPTION, ADDRESS_OPTION)  # measured: each wins over its variable, and over settings

CLIENT = Client(
    id="qwen-code",
    name="Qwen Code",
    version="0.24.4",
    as_of="2026-11-29",
    predict=predict_in("qwensending"),
    view=view_in("qwensending"),
    concern=Concern(
        own=regex(r"QWEN_\w+"),
        shared=frozenset(
            {
                *("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_MODEL"),
                "DASHSCOPE_API_KEY",
                "GEMINI_API_KEY",
            }
        ),
        kinds=frozenset({Kind.QWEN_SETTINGS}),
        files=regex(r"(?:^|/)\.qwen/"),
        commands=("qwen",),
        words=regex(r"(?a)\b[Qq]wen[ -]?[Cc]ode\b|\.qwen[/\\](?:settings\.json|\.env)\b"),
    ),
    logins=MappingProxyType({}),
    asked=(),
    commands=MappingProxyType({Mode.PRINT: "qwen -p", Mode.INTERACTIVE: "qwen"}),
    options=OPTIONS,
    shows_login="qwen, then /about",
    main_file="~/.qwen/settings.json",
    sources=MappingProxyType({"security.auth.apiKey": "the key in security.auth.apiKey of its settings"}),
    effects=MappingProxyType(
        {
            "security.auth.selectedType": "chooses how to sign in",
        }
    ),
)
