"""aider: its names, options and files, and when a report speaks of it. What it sends: `aidersending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Mode
from ..regexes import regex
from .aiderproviders import NAMED, PROVIDERS
from .loaded import predict_in, view_in

# Options that decide; the command line wins over variables and files.
OPTIONS = ("--model", "--openai-api-key", "--anthropic-api-key", "--openai-api-base", "--api-key")
CONFIG = regex(r"(?:^|/)\.aider\.conf\.ya?ml$")
ALL = MappingProxyType({**PROVIDERS, **NAMED})

CLIENT = Client(
    id="aider",
    name="aider",
    version="0.86.2",
    as_of="2026-11-28",
    predict=predict_in("aidersending"),
    view=view_in("aidersending"),
    concern=Concern(
        yaml="aider config",
        own=regex(r"AIDER_\w+"),
        shared=frozenset(name for one in ALL.values() for name in (*one.keys, *one.bases)),
        files=CONFIG,
        commands=("aider",),
        words=regex(r"\bAider\b|\baider\.conf\.ya?ml\b"),
    ),
    logins=MappingProxyType({}),
    asked=(),
    commands=MappingProxyType({Mode.PRINT: "aider --message", Mode.INTERACTIVE: "aider"}),
    shows_login="aider --verbose --exit",
    main_file="~/.aider.conf.yml",
    options=OPTIONS,
    sources=MappingProxyType(
        {
            "openai-api-key": "the openai-api-key in .aider.conf.yml",
            "anthropic-api-key": "the anthropic-api-key in .aider.conf.yml",
            "--openai-api-key": "the key behind --openai-api-key",
            "--anthropic-api-key": "the key behind --anthropic-api-key",
            "--api-key": "the key behind --api-key",
        }
    ),
    effects=MappingProxyType(
        {
            "model": "names the model, and with it the provider",
            "AIDER_MODEL": "names the model, and with it the provider",
            "--model": "names the model, and with it the provider",
        }
    ),
)
