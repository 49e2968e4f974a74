"""GitHub Copilot CLI: its names, options and files, and when a report speaks of it. What it sends: `copilotsending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Login, Mode
from ..regexes import regex
from .loaded import predict_in, view_in

LOGIN = "subscription-login"
MODEL_OPTION = "--model"

CLIENT = Client(
    id="copilot-cli",
    name="GitHub Copilot CLI",
    version="1.0.102",
    as_of="2026-11-28",
    predict=predict_in("copilotsending"),
    view=view_in("copilotsending"),
    concern=Concern(
        own=regex(r"COPILOT_\w+"),
        shared=frozenset({"GH_TOKEN", "GITHUB_TOKEN"}),
        files=regex(r"(?:^|/)\.copilot/"),
        commands=("copilot",),
        words=regex(r"(?a)\b[Cc]opilot[ -](?:App / )?(?:CLI|cli)\b"),
    ),
    logins=MappingProxyType({Login.SUBSCRIPTION: "logged in with GitHub", Login.NONE: "not logged in with GitHub"}),
    commands=MappingProxyType({Mode.PRINT: "copilot -p", Mode.INTERACTIVE: "copilot"}),
    options=(MODEL_OPTION,),
    shows_login="copilot, then /user show",
    plan="your GitHub Copilot plan",
    sources=MappingProxyType({LOGIN: "your GitHub login's token"}),
)
