"""With which login Codex CLI starts: what auth.json stores, and whether forced_login_method lets it.

Measured on 0.171.0 with `codex exec` against a recording server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..findings import Login, Mode
from ..hosts import hostname
from ..masking.secretpatterns import MASK_RE
from ..regexes import regex
from ..source import Document, Kind
from .codexconfig import Config
from .codexoptions import ACTION_ADDRESS
from .inputs import OPAQUE, Blocked, CannotTell, Inputs

KEY, ACCESS = "CODEX_API_KEY", "CODEX_ACCESS_TOKEN"
AUTH = regex(r"(?:^|/)\.codex/auth\.json$")
_SHOWN = regex(
    r"^[ \t>│|$%`*•-]*(?:Logged in using (?:(?P<plan>ChatGPT)|(?P<key>an API key))\b"
    r"|(?P<status>Signed in with ChatGPT\b|Account:[ \t]{1,20}[^\s@]{1,60}@\S{1,60} \((?:Plus|Pro|Team|Business)\))"
    r"|(?:codex login status[^\n]*\n[ \t>]*)Not logged in)",
    re.MULTILINE,
)
_DOCTORS = regex(r"\bstored auth mode\"?[ \t]?:?[ \t]{1,40}\"?(?:(?P<plan>chatgpt)|(?P<key>api_?key))\b", re.IGNORECASE)
# What stores a key, at the begin of a line: a command that writes auth.json, or hands the key to `codex login`. What
# logs in or out below it leaves open what is stored then.
_PATH = r"\"?(?:~|\$HOME|\$\{HOME\})/\.codex/auth\.json"
_KEYED = r"\\?\"OPENAI_API_KEY\\?\"[ \t]*:[ \t]*\\?\"[^\"\s\\]"  # a value, and not null
_STORES = regex(
    r"^[ \t>]*(?:[$❯%][ \t]+)?(?:(?P<key>"
    rf"(?:echo|printf)[ \t]+(?:-\w+[ \t]+)?['\"]\{{[^\n]{{0,40}}{_KEYED}[^\n]{{0,300}}[ \t}}'\"]>[ \t]*{_PATH}"
    rf"|cat[ \t]*(?:<<[^\n]{{1,20}})?>[ \t]*{_PATH}[^\n]{{0,40}}\n(?:[ \t]*\{{[ \t]*\n)?[ \t]*\{{?[ \t]*{_KEYED}"
    r"|[^\n|#]{1,200}\|[ \t]*codex login --with-api-key\b|codex login (?:--with-api-key[ \t]*<|--api-key[ =])\S)"
    r"|codex log(?:in|out)\b(?! status))",
    re.MULTILINE,
)
_COMMANDS = (Kind.TEXT, Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH)
_MAY_STORE = ("auth.json", "codex login", "codex logout")
_TOKENS = ("id_token", "access_token", "refresh_token")


def stored_login(inputs: Inputs) -> Login:
    """Return the stored login: as auth.json says where it was given, else as we are told.

    A file that Codex cannot read is no login: broken JSON, another word for the kind of login, tokens that lack one.
    """
    read = next((read for read in inputs.seen.files if AUTH.search(read.path)), None)
    if read is None:
        return inputs.login
    file, mode = read.file, read.file.text("auth_mode")
    has_tokens = file.has("tokens", "access_token")
    if read.mistake or (has_tokens and not all(file.has("tokens", name) for name in _TOKENS)):
        return Login.NONE
    if mode == "chatgpt" and not has_tokens:
        raise Blocked("plan type is required for chatgpt authentication", "auth_mode", provider="chatgpt")
    if mode == "chatgpt" or (mode is None and has_tokens and not file.text("OPENAI_API_KEY")):
        return Login.SUBSCRIPTION
    return Login.CONSOLE if mode in ("apikey", None) and file.text("OPENAI_API_KEY") else Login.NONE


def login_shown(documents: Sequence[Document]) -> Login:
    """Return the login that `codex login status` printed in a post, the last one, or that a command stores.

    UNKNOWN where nothing did.

    Its words, as 0.171.0 has them: "Logged in using ChatGPT", "Logged in using an API key - sk-proj-***ABCDE". Those of
    `/status` are of posts about 0.27 and 0.47: "Signed in with ChatGPT", "Account: NAME@HOST (Pro)"; those of `codex
    doctor` of posts about 0.144 and 0.148: "stored auth mode: chatgpt", in JSON too.
    """
    words = ("ogged in", "stored auth mode", "Signed in with ChatGPT", "Account:")
    texts = [each.text for each in documents if each.kind is Kind.TEXT and any(word in each.text for word in words)]
    found = [shown for text in texts for shown in _SHOWN.finditer(text)]
    if not found:
        doctors = [shown for text in texts for shown in _DOCTORS.finditer(text)]
        is_told = bool(doctors)
        return (Login.SUBSCRIPTION if doctors[-1]["plan"] else Login.CONSOLE) if is_told else _stored_by(documents)
    last = found[-1]
    return Login.SUBSCRIPTION if last["plan"] or last["status"] else Login.CONSOLE if last["key"] else Login.NONE


def _stored_by(documents: Sequence[Document]) -> Login:
    """Return the login that the last command stores, in a post's text or in a shell's file, there at the margin."""
    may = [each for each in documents if each.kind in _COMMANDS and any(map(each.text.__contains__, _MAY_STORE))]
    stores = ((each, found) for each in may for found in _STORES.finditer(each.text))
    found = [found for each, found in stores if each.kind is Kind.TEXT or not found.group()[0].isspace()]
    return Login.CONSOLE if found and found[-1]["key"] else Login.UNKNOWN


def check_forced(config: Config, login: Login, *, has_key: bool) -> None:
    """Raise Blocked where the config asks for one kind of login and another is in use."""
    forced = config.text("forced_login_method")
    uses_key = has_key or login is Login.CONSOLE
    if forced == "chatgpt" and uses_key:
        raise Blocked(
            "ChatGPT login is required, but an API key is currently being used. Logging out.",
            "forced_login_method",
            *((KEY,) if has_key else ()),
        )
    if forced == "api" and not uses_key and login is Login.SUBSCRIPTION:
        raise Blocked(
            "API key login is required, but ChatGPT is currently being used. Logging out.", "forced_login_method"
        )


def check_token(inputs: Inputs, config: Config, *, has_key: bool) -> None:
    """Raise Blocked where forced_login_method has a token decoded that is none, CannotTell for one that may be one.

    Measured with `codex exec`: whichever login is forced, a bad CODEX_ACCESS_TOKEN stops the client, unless there is a
    CODEX_API_KEY; what is stored makes no difference.
    """
    forced, token = "forced_login_method", inputs.text(ACCESS)
    if has_key or not token or not config.text(forced):
        return
    if token == OPAQUE or MASK_RE.search(token) or token.count(".") == 2 or inputs.mode is Mode.INTERACTIVE:
        raise CannotTell(
            f"{ACCESS} takes the place of the login that is stored, and {forced} has Codex decode it first: one that "
            "it cannot read makes it stop; what it does with a good one was not measured.",
            ACCESS,
            forced,
            provider="openai",
        )
    raise Blocked("failed to decode agent identity JWT: invalid agent identity JWT format", ACCESS, forced)


def check_action(inputs: Inputs) -> None:
    """Raise CannotTell where a workflow has openai/codex-action go to an address of its own.

    Its action.yml starts a proxy with that address and writes config.toml for it, so no other file decides.
    """
    if address := inputs.raw(ACTION_ADDRESS):
        host = hostname(address)
        where = f"to {host}" if host else "to the address in responses-api-endpoint"
        raise CannotTell(
            f"openai/codex-action sends the key in openai-api-key {where}, through a proxy of its own: who pays is up "
            "to whoever runs that address.",
            ACTION_ADDRESS,
            *([KEY] if inputs.raw(KEY) else []),
        )
