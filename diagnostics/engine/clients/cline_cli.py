"""What Cline CLI sends. Measured on 3.0.65 against a recording server.

The provider is what `cline auth` has stored, or `-P`; no variable chooses it, and none changes an address. Without a
stored one it is Cline's own service, whatever keys the shell exports. A base URL that is exported and empty stops it at
the start, whichever provider is chosen: the library that it is built on reads the variable when it is loaded.
"""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern, Seen
from ..findings import Login, Mode, Request
from ..regexes import regex
from ..values import trim
from .inputs import Blocked, CannotTell, Inputs
from .proxies import check_runtime
from .sending import Sending, answered
from .urls import join
from .worlds import explore

LOGIN = "subscription-login"
_KEYS = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY")
_BASES = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL")


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends without a chosen provider; with a login it is Cline's own account."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "custom", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    for name in _BASES:
        value = inputs.raw(name)
        if value is not None and not trim(value):
            raise Blocked("AI_InvalidArgumentError: baseURL must be a non-empty string.", name)
    if inputs.login is Login.CONSOLE:
        keys = [name for name in _KEYS if inputs.raw(name)]
        raise CannotTell(
            "Which provider `cline auth` has stored decides. Where it has no key of its own, Cline takes the "
            "provider's variable, such as ANTHROPIC_API_KEY; ANTHROPIC_BASE_URL and OPENAI_BASE_URL it never reads.",
            *keys,
        )
    headers = {"authorization": LOGIN} if inputs.login is Login.SUBSCRIPTION else {}
    target = join("https://api.cline.bot/api/v1", "/chat/completions")
    check_runtime(inputs, target)
    return Sending("custom", target, headers)


CLIENT = Client(
    id="cline-cli",
    name="Cline CLI",
    version="3.0.65",
    as_of="2026-11-27",
    predict=predict,
    view=lambda shell, _documents: Seen(shell),
    concern=Concern(
        own=regex(r"CLINE_\w+"),
        shared=frozenset({*_KEYS, *_BASES, "AI_GATEWAY_API_KEY", "LITELLM_API_KEY"}),
        files=regex(r"(?:^|/)\.cline/"),
        commands=("cline",),
        words=regex(r"\b[Cc]line[ -](?:CLI|cli)\b|### Plugin Type\s{1,4}CLI\b"),  # the form of its issues,
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
    shows_login="cline auth",
    plan="your Cline account",
    sources=MappingProxyType({LOGIN: "your Cline login's token"}),
)
