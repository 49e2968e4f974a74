"""Fill the two credential headers of a request to an Anthropic-style endpoint, each on its own (measured)."""

from __future__ import annotations

from collections.abc import Mapping

from ..findings import Login, Mode
from ..layers import Place, place_of
from ..records import dataclass
from .headers import VARIABLE as CUSTOM
from .headers import check_custom_headers, check_key, check_token, sources, value_fault
from .inputs import OPAQUE, Blocked, CannotTell, Inputs

KEY = "ANTHROPIC_API_KEY"
TOKEN = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 -- a name
OAUTH = "CLAUDE_CODE_OAUTH_TOKEN"
HELPER = "apiKeyHelper"
LOGIN = "subscription-login"
CONSOLE = "console-login"
USERINFO = "base-url-userinfo"
SIMPLE = "CLAUDE_CODE_SIMPLE"
_FOLDER, _STORE = "CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR"
NOT_LOGGED_IN = "Not logged in · Please run /login"
REMOTE, ENTRYPOINT = "CLAUDE_CODE_REMOTE", "CLAUDE_CODE_ENTRYPOINT"
# Programs that start the client and have signed the person in: with them a login counts before key, token and helper.
_SIGNED_IN = frozenset({"claude-desktop", "local-agent"})
_SIGN_IN_AGAIN = "Authentication required · Sign in again to continue"
_EDITOR = "claude-vscode"  # asks of a key what a terminal asks


@dataclass(frozen=True, slots=True)
class Credentials:
    """The headers, name → source; what was assumed where the client asks first; which of two variables count."""

    headers: Mapping[str, str]
    note: str | None = None
    uses_key: bool = False
    uses_plan_token: bool = False


def fill(inputs: Inputs, custom: Mapping[str, str]) -> Credentials:
    """Return the credential headers and all custom ones; raise Blocked for a credential that cannot be sent.

    `custom` are the parsed custom headers. Whether what is left is enough to log in is `check_login`'s question.
    """
    headers = sources(custom)
    key, note = used_key(inputs)
    token = inputs.text(TOKEN)
    helper = helper_counts(inputs)
    if _has_login_first(inputs):
        key, note, token, helper = None, None, None, False
    if key:
        check_key(key, KEY)
    check_custom_headers(inputs.raw(CUSTOM))
    if token:
        check_token(token, TOKEN)
    if key or helper:
        headers.setdefault("x-api-key", KEY if key else HELPER)
    if token or helper:
        headers["authorization"] = TOKEN if token else HELPER
    plan_token = False
    if not (key or token or helper):
        plan_token = _add_stored(inputs, headers)
    elif not inputs.flag(SIMPLE) and has_console_key(inputs):
        headers.setdefault("x-api-key", CONSOLE)
    return Credentials(headers, note, uses_key=key is not None, uses_plan_token=plan_token)


def gateway_mode(inputs: Inputs, custom: Mapping[str, str]) -> Credentials:
    """Return the headers under CLAUDE_CODE_USE_GATEWAY: the token, and no key, helper or login beside it."""
    token = inputs.text(TOKEN) or ""
    if token != OPAQUE and value_fault(token):
        raise Blocked("API Error: Header 'Authorization' has invalid value", TOKEN)
    check_custom_headers(inputs.raw(CUSTOM), on_cloud=True)
    return Credentials({**sources(custom), "authorization": TOKEN})


def check_login(inputs: Inputs, credentials: Credentials, custom: Mapping[str, str]) -> None:
    """Raise Blocked where no credential header holds anything; a custom one may be there and empty."""
    for name in ("authorization", "x-api-key"):
        source = credentials.headers.get(name)
        if source is not None and (source != CUSTOM or custom[name]):
            return
    if credentials.uses_key:
        raise Blocked("Invalid API key · Fix external API key", CUSTOM)
    raise Blocked(_without_login(inputs), *((KEY,) if credentials.note else ()))


def _without_login(inputs: Inputs) -> str:
    """Return what the client says where it has nothing to send: to whom depends on who has started it."""
    if inputs.flag(REMOTE) and not inputs.is_from_settings(REMOTE):
        return "Authentication error · This may be a temporary network issue, please try again"
    return _SIGN_IN_AGAIN if _entrypoint(inputs) in _SIGNED_IN else NOT_LOGGED_IN


def helper_counts(inputs: Inputs) -> bool:
    """Tell whether apiKeyHelper is used; in the minimal mode only one that `--settings` names is."""
    if inputs.setting(HELPER) is None:
        return False
    span = inputs.span(HELPER)
    return not inputs.flag(SIMPLE) or (span is not None and span.document.startswith("--settings"))


def used_key(inputs: Inputs) -> tuple[str | None, str | None]:
    """Return the key that is used and, where the client asks for approval first, what is assumed.

    On a terminal a key counts only after a yes, which ~/.claude.json remembers by the key's last 20 characters; the
    answer that Enter gives is No. The minimal mode does not ask.
    """
    key = inputs.text(KEY)
    asks = inputs.mode is not Mode.PRINT or _entrypoint(inputs) == _EDITOR
    if key is None or not asks or inputs.flag(SIMPLE):
        return key, None
    approved = inputs.setting("customApiKeyResponses.approved") or ""
    if key != OPAQUE and key[-20:] in approved.split("\n"):
        return key, None
    if inputs.mode is Mode.PRINT:
        return None, (
            "The extension of VS Code starts Claude Code, which then uses a key in ANTHROPIC_API_KEY only if somebody "
            "has said Yes to it on a terminal before. This is what follows where nobody has."
        )
    return None, (
        "On a terminal Claude Code asks whether to use the key in ANTHROPIC_API_KEY and proposes No. "
        "This is what follows from No; after a Yes the key is sent and the login is not."
    )


def _has_login_first(inputs: Inputs) -> bool:
    """Tell whether a login takes the place of all else: in Anthropic's cloud, and under the desktop app (measured)."""
    is_hosted = inputs.flag(REMOTE) and not inputs.is_from_settings(REMOTE)
    if inputs.flag(SIMPLE) or not (is_hosted or _entrypoint(inputs) in _SIGNED_IN):
        return False
    return bool(inputs.text(OAUTH)) or (inputs.login is Login.SUBSCRIPTION and _is_stored_here(inputs, {}))


def _entrypoint(inputs: Inputs) -> str | None:
    """Return what says which program has started the client; in a settings file it does not count."""
    return None if inputs.is_from_settings(ENTRYPOINT) else inputs.text(ENTRYPOINT)


def _add_stored(inputs: Inputs, headers: dict[str, str]) -> bool:
    """Add what counts without a key, token or helper: plan token, Console key, login; minimal mode has none of them.

    Return whether it is the plan token.
    """
    if inputs.flag(SIMPLE):
        return False
    oauth = inputs.text(OAUTH)
    if oauth:
        check_token(oauth, OAUTH)
        headers.setdefault("authorization", OAUTH)
        return True
    logged_in = inputs.login is Login.SUBSCRIPTION and _is_stored_here(inputs, headers)
    if not logged_in and has_console_key(inputs):
        headers.setdefault("x-api-key", CONSOLE)
        return False
    _check_profile(inputs)
    if logged_in:
        headers.setdefault("authorization", LOGIN)
    return False


def _check_profile(inputs: Inputs) -> None:
    """Raise CannotTell where a sign-in decides that lies outside all files one could paste. Both beat the login."""
    if inputs.text("ANTHROPIC_FEDERATION_RULE_ID") and inputs.text("ANTHROPIC_ORGANIZATION_ID"):
        raise CannotTell(
            "ANTHROPIC_FEDERATION_RULE_ID and ANTHROPIC_ORGANIZATION_ID switch on a sign-in through your identity "
            "provider, and no file shows whether that works.",
            "ANTHROPIC_FEDERATION_RULE_ID",
        )
    if inputs.text("ANTHROPIC_PROFILE"):
        raise CannotTell(
            "ANTHROPIC_PROFILE names a profile in ~/.config/anthropic. If it exists, its account is used; if it does "
            "not, Claude Code passes it over.",
            "ANTHROPIC_PROFILE",
        )


def _is_stored_here(inputs: Inputs, headers: Mapping[str, str]) -> bool:
    """Tell whether a login is stored in the folder that the client looks into.

    Where CLAUDE_SECURESTORAGE_CONFIG_DIR is set, the other name does not count; set to nothing, it is ~/.claude.
    """
    name = _FOLDER if inputs.raw(_STORE) is None else _STORE
    if name == _STORE and inputs.raw(_STORE) == "":
        return True
    return _is_here(inputs, name, known="authorization" in headers)


def _is_here(inputs: Inputs, name: str, *, known: bool = False) -> bool:
    """Tell whether a variable leaves the client in its own folder; raise CannotTell where it leads to another one."""
    text = inputs.raw(name)
    place = Place.ELSEWHERE if text == OPAQUE else place_of(text)
    if place is Place.ELSEWHERE and not known:
        raise CannotTell(
            f"{name} moves Claude Code to another folder: the login that is stored for it pays, if there is one.", name
        )
    return place is not Place.NOWHERE


def has_console_key(inputs: Inputs) -> bool:
    """Tell whether a Console key is stored: in the ~/.claude.json that was given, or by what we are told.

    CLAUDE_CONFIG_DIR alone moves that file, unless it is set to nothing (measured).
    """
    if inputs.setting("primaryApiKey") is not None:
        return True
    if inputs.login is not Login.CONSOLE:
        return False
    folder = inputs.raw(_FOLDER)
    if not folder:
        return True
    if place_of(folder) is Place.HERE:
        raise CannotTell(
            "Where CLAUDE_CONFIG_DIR is set, even to ~/.claude, the key that a Console login stores is looked for in "
            "that folder's .claude.json, and no longer in ~/.claude.json.",
            _FOLDER,
        )
    return _is_here(inputs, _FOLDER)
