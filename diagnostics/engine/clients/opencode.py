"""opencode: its names, options and files, and when a report speaks of it. What it sends: `opencodesending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Mode
from ..regexes import regex
from ..source import Kind
from .loaded import predict_in, screen_in, view_in
from .opencodeproviders import BUNDLED

PUBLIC = "opencode-public"  # the word that opencode sends where it has no key at all
OPTIONS = ("--model", "-m")
STORED = "opencode-auth"  # a key that `opencode auth login` has stored
LOGIN = "subscription-login"
MAIN = "~/.local/share/opencode/auth.json"

CLIENT = Client(
    id="opencode",
    name="opencode",
    version="1.18.33",
    as_of="2026-11-29",
    predict=predict_in("opencodesending"),
    view=view_in("opencodefiles"),
    concern=Concern(
        own=regex(r"OPENCODE_\w+"),
        first=frozenset({"OPENAI_BASE_URL", "OPENAI_API_BASE"}),  # the first Codex CLI no longer reads
        shared=frozenset({name for provider in BUNDLED.values() for name in provider.variables}),
        kinds=frozenset({Kind.OPENCODE_CONFIG}),
        files=regex(r"(?:^|/)\.?opencode(?:/|\.jsonc?$)"),
        commands=("opencode",),
        words=regex(r"(?a)\b[Oo]pen ?[Cc]ode\b"),
        screen=screen_in("opencodelist", "shows_list"),
    ),
    logins=MappingProxyType({}),
    asked=(),  # which keys are stored decides; that none is, a person may say
    commands=MappingProxyType({Mode.PRINT: "opencode run", Mode.INTERACTIVE: "opencode"}),
    options=OPTIONS,
    shows_login="opencode auth list",
    main_file=MAIN,
    main_file_is_secret=True,
    plan="your ChatGPT plan",
    places=MappingProxyType({"aws-credentials": "AWS_ACCESS_KEY_ID"}),
    sources=MappingProxyType(
        {
            STORED: "the key that opencode has stored",
            LOGIN: "the login that opencode has stored",
            PUBLIC: "the word “public”",
        }
    ),
    effects=MappingProxyType(
        {
            "model": "names the model, and with it the provider",
            "--model": "names the model, and with it the provider",
            "-m": "names the model, and with it the provider",
        }
    ),
)
