"""Continue CLI: its names, options and files, and when a report speaks of it. What it sends: `continuesending`."""

from __future__ import annotations

from types import MappingProxyType

from ..client import Client, Concern
from ..findings import Mode
from ..regexes import regex
from .loaded import predict_in, view_in

CONFIG = "--config"

CLIENT = Client(
    id="continue-cli",
    name="Continue CLI",
    version="1.5.47",
    as_of="2026-11-28",
    predict=predict_in("continuesending"),
    view=view_in("continuesending"),
    concern=Concern(
        yaml="continue config",
        own=regex(r"CONTINUE_(?:API_KEY|GLOBAL_DIR)"),
        files=regex(r"(?:^|/)\.continue/"),
        commands=("cn",),
        words=regex(r"(?a)\bContinue CLI\b|\bcn -p\b|`cn`"),
    ),
    logins=MappingProxyType({}),
    asked=(),
    commands=MappingProxyType({Mode.PRINT: "cn -p", Mode.INTERACTIVE: "cn"}),
    shows_login="cn, then /whoami",
    main_file="~/.continue/config.yaml",
    options=(CONFIG,),
)
