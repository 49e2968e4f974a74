"""Fill the two credential headers of a request to an Anthropic-style endpoint, each on its own (measured)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..findings import Login, Mode
from ..layers import moved_login
from .headers import check_key, check_token, sources
from .inputs import OPAQUE, Blocked, CannotTell, Inputs

KEY = "ANTHROPIC_API_KEY"
TOKEN = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 -- a name
OAUTH = "CLAUDE_CODE_OAUTH_TOKEN"
HELPER = "apiKeyHelper"
LOGIN = "subscription-login"
CONSOLE = "console-login"
USERINFO = "base-url-userinfo"
NOT_LOGGED_IN = "Not logged in · Please run /login"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The headers, name → source; why the client may ask first; what else had a part in it."""

    headers: Mapping[str, str]
    note: str | None = None
    because: tuple[str, ...] = field(default=())


def fill(inputs: Inputs, custom: Mapping[str, str], *, userinfo: bool) -> Credentials:
    """Return the credential headers and all custom ones; raise Blocked where nothing is left to log in with.

    `custom` are the parsed custom headers, `userinfo` tells whether the base URL holds `user:password@`.
    """
    headers = sources(custom)
    key, note = _key(inputs)
    token = inputs.text(TOKEN)
    helper = inputs.setting(HELPER)
    key_source = KEY if key else HELPER if helper else None
    bearer_source = TOKEN if token else HELPER if helper else None
    if key_source and "x-api-key" not in headers:
        headers["x-api-key"] = key_source
    if bearer_source:
        headers["authorization"] = bearer_source
    if not (key or token or helper):
        _add_subscription(inputs, headers)
    elif "x-api-key" not in headers and _console_key(inputs):
        headers["x-api-key"] = CONSOLE
    _check(inputs, headers, key, token)
    if not any(_is_filled(name, headers, custom) for name in ("authorization", "x-api-key")):
        raise Blocked(NOT_LOGGED_IN, *((KEY,) if note else ()))
    if userinfo and "authorization" not in headers:
        headers["authorization"] = USERINFO
    return Credentials(headers, note)


def _key(inputs: Inputs) -> tuple[str | None, str | None]:
    """Return the key that is used and, where the client asks for approval first, what is assumed.

    On a terminal a key counts only after a yes, which ~/.claude.json remembers by the key's last 20 characters; the
    answer that Enter gives is No.
    """
    key = inputs.text(KEY)
    if key is None or inputs.mode is Mode.PRINT:
        return key, None
    approved = inputs.setting("customApiKeyResponses.approved") or ""
    if key != OPAQUE and key[-20:] in approved.split("\n"):
        return key, None
    return None, (
        "On a terminal Claude Code asks whether to use the key in ANTHROPIC_API_KEY and proposes No. "
        "This is what follows from No; after a Yes the key is sent instead of the login."
    )


def _add_subscription(inputs: Inputs, headers: dict[str, str]) -> None:
    """Add what the client falls back to without a key, token or helper: plan token, profile, login, Console key."""
    simple = inputs.flag("CLAUDE_CODE_SIMPLE")
    logged_in = inputs.login is Login.SUBSCRIPTION and not simple and moved_login(inputs.evaluation.environment) is None
    if not simple and inputs.text(OAUTH):
        headers.setdefault("authorization", OAUTH)
        return
    if not simple:
        _check_profile(inputs, headers, logged_in)
    if logged_in:
        headers.setdefault("authorization", LOGIN)
    elif not simple and _console_key(inputs):
        headers.setdefault("x-api-key", CONSOLE)


def _check_profile(inputs: Inputs, headers: Mapping[str, str], logged_in: bool) -> None:
    """Raise CannotTell where a credential decides that lies outside all files one could paste.

    A named profile that does not exist is passed over (measured), so with a login the login is the better answer.
    """
    if "authorization" in headers:
        return
    if inputs.text("ANTHROPIC_FEDERATION_RULE_ID") and inputs.text("ANTHROPIC_ORGANIZATION_ID"):
        raise CannotTell(
            "ANTHROPIC_FEDERATION_RULE_ID switches on a sign-in through your identity provider, "
            "and no file shows whether that works.",
            "ANTHROPIC_FEDERATION_RULE_ID",
        )
    if inputs.text("ANTHROPIC_PROFILE") and not logged_in:
        raise CannotTell(
            "ANTHROPIC_PROFILE names a profile in ~/.config/anthropic, and these files do not show whether it exists.",
            "ANTHROPIC_PROFILE",
        )


def _console_key(inputs: Inputs) -> bool:
    """Tell whether a Console key is stored: in the ~/.claude.json that was given, or by what we are told."""
    if inputs.login is Login.CONSOLE and moved_login(inputs.evaluation.environment) is None:
        return True
    return inputs.setting("primaryApiKey") is not None


def _check(inputs: Inputs, headers: Mapping[str, str], key: str | None, token: str | None) -> None:
    """Raise Blocked for a credential that cannot be written into its header; the key is looked at first."""
    if key and headers.get("x-api-key") == KEY:
        check_key(key, KEY)
    if token:
        check_token(token, TOKEN)
    if headers.get("authorization") == OAUTH:
        check_token(inputs.text(OAUTH) or "", OAUTH)


def _is_filled(name: str, headers: Mapping[str, str], custom: Mapping[str, str]) -> bool:
    """Tell whether a credential header is there and holds something; a custom one may be empty."""
    source = headers.get(name)
    return source is not None and (source != "ANTHROPIC_CUSTOM_HEADERS" or bool(custom[name]))
