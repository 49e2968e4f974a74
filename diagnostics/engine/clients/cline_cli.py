"""Cline CLI: its names, options and files, and when a report speaks of it. What it sends: `clinesending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Login, Mode
from ..regexes import regex
from ..source import Kind
from .loaded import predict_in, view_in

LOGIN = "subscription-login"
KEYS = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY")
BASES = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL")
# Options of `cline auth`, as its documentation has them; `auth` itself tells whether they are its own.
PROVIDER, KEY, ADDRESS = ("-p", "--provider"), ("-k", "--apikey"), ("-b", "--baseurl")
OPTIONS = ("auth", *PROVIDER, *KEY, *ADDRESS)

CLIENT = Client(
    id="cline-cli",
    name="Cline CLI",
    version="3.0.65",
    as_of="2026-11-28",
    predict=predict_in("clinesending"),
    view=view_in("clinesending"),
    concern=Concern(
        own=regex(r"CLINE_\w+"),
        kinds=frozenset({Kind.CLINE_PROVIDERS}),
        shared=frozenset({*KEYS, *BASES, "AI_GATEWAY_API_KEY", "LITELLM_API_KEY"}),
        files=regex(r"(?:^|/)\.cline/"),
        commands=("cline",),
        # the form of its issues, and the folder in which version 3 keeps what `cline auth` stores
        words=regex(
            r"\b[Cc]line[ -](?:CLI|cli)\b|### (?:Plugin Type|Cline Surface)\s{1,4}CLI\b"
            r"|\.cline[/\\]data[/\\]settings[/\\]"
        ),
    ),
    logins=MappingProxyType(
        {
            Login.SUBSCRIPTION: "signed in to Cline",
            Login.CONSOLE: "set to another provider by `cline auth`",
            Login.NONE: "not set up",
        }
    ),
    asked=(Login.SUBSCRIPTION, Login.CONSOLE, Login.NONE),
    commands=MappingProxyType({Mode.PRINT: "cline", Mode.INTERACTIVE: "cline"}),
    options=OPTIONS,
    shows_login="cline auth",
    plan="your Cline account",
    sources=MappingProxyType({LOGIN: "your Cline login's token"}),
)
