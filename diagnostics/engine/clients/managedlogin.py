"""What an organization's managed settings ask of the login, before Claude Code sends anything. Measured on 2.1.332.

`forceLoginMethod` and `forceLoginOrgUUID` in any other file change nothing here.
"""

from __future__ import annotations

from ..findings import Login
from ..layers import Layer, layer_of
from ..source import Kind
from .credentials import CONSOLE, HELPER, KEY, OAUTH, TOKEN, has_console_key, helper_counts, used_key
from .inputs import Blocked, CannotTell, Inputs

_METHOD, _ORGANIZATION = "forceLoginMethod", "forceLoginOrgUUID"
_CONFIGURED = {
    TOKEN: "a bearer token from ANTHROPIC_AUTH_TOKEN",
    KEY: "an API key from ANTHROPIC_API_KEY",
    HELPER: "an API key from apiKeyHelper",
    CONSOLE: "a Console API key saved by an earlier login",
}


def check_login_method(inputs: Inputs, *, on_cloud: bool) -> None:
    """Raise Blocked where managed settings ask for a login and something else is set in its place, on a cloud too.

    Whether a login is of the organization that they name is the server's answer, so it cannot be told.
    """
    method, organization = _managed(inputs, _METHOD), _managed(inputs, _ORGANIZATION)
    if method is None and organization is None:
        return
    key, _ = used_key(inputs)
    used = TOKEN if inputs.text(TOKEN) else KEY if key else HELPER if helper_counts(inputs) else None
    if method == "gateway":
        if used or not on_cloud:
            _check_gateway(inputs, used)
    elif used and (organization is not None or method in ("claudeai", "console")):
        setting = _METHOD if organization is None else _ORGANIZATION
        asked = (
            f"they require a claude.ai or Console sign-in ({_METHOD})"
            if organization is None
            else f"they pin Anthropic sign-ins to your organization ({_ORGANIZATION})"
        )
        raise Blocked(
            f"This machine's managed settings require a first-party login: {asked}, and this session is configured "
            f"with {_CONFIGURED[used]}, which cannot be checked against that policy.",
            setting,
            used,
        )
    elif organization is not None and not on_cloud and (inputs.text(OAUTH) or inputs.login is Login.SUBSCRIPTION):
        raise CannotTell(
            f"Managed settings name an organization ({_ORGANIZATION}), and Claude Code asks Anthropic whether the "
            "login is of it.",
            _ORGANIZATION,
        )


def _check_gateway(inputs: Inputs, used: str | None) -> None:
    """Raise Blocked where anything but the gateway's own login is set; whether that one is there, no file shows."""
    if used is None and not inputs.text(OAUTH) and has_console_key(inputs):
        used = CONSOLE
    if used is None:
        raise CannotTell(
            "Managed settings ask for a sign-in to a gateway. No file shows it; without it Claude Code stops with "
            "“API Error: Not signed in to the Cloud gateway — run /login.”",
            _METHOD,
        )
    raise Blocked(
        "Administrator policy requires a Cloud gateway sign-in on this machine, but this session is configured with "
        f"{_CONFIGURED[used]}, which a gateway machine does not accept.",
        _METHOD,
        used,
    )


def _managed(inputs: Inputs, name: str) -> object:
    """Return a setting that managed settings make; None where they do not."""
    setting = inputs.evaluation.settings.get(name)
    if setting is None or layer_of(setting.span.document, Kind.CLAUDE_SETTINGS) is not Layer.MANAGED:
        return None
    return setting.value
