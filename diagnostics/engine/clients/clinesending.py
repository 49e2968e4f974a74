"""What Cline CLI sends. Measured on 3.0.65 against a recording server.

The provider is what `cline auth` has stored, or `-P`; no variable chooses it, and none changes an address. Without a
stored one it is Cline's own service, whatever keys the shell exports. Where its providers.json is shown, that says what
is stored (`clineproviders`); where a text shows `cline auth` with its options, these do (measured for openai and
openai-compatible with an address; a name that is no provider's is refused, and what was stored before counts). A
base URL that is exported and empty stops it at the start, whichever provider is chosen: the library that it is built on
reads the variable when it is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..client import Seen
from ..environment import Evaluation
from ..findings import Login, Mode, Request
from ..hosts import hostname
from ..regexes import regex
from ..source import Document, Kind
from ..values import trim
from .cline_cli import ADDRESS, BASES, CLIENT, KEY, KEYS, LOGIN, PROVIDER
from .files import fills, json_files, lay_over, unseen
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .proxies import check_runtime
from .sending import Sending, answered
from .urls import join
from .worlds import explore

_STORE = regex(r"(?:^|/)\.cline/data/settings/providers\.json$")
_COMPATIBLE = "openai-compatible"


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what Cline CLI sees: the shell, and what `cline auth` has stored if that is shown."""
    files = json_files(documents, _STORE, Kind.CLINE_PROVIDERS)
    if not files:
        return Seen(shell)
    from .clineproviders import variables_of

    return Seen(lay_over(shell, unseen(variables_of(files), documents), fills), files)


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends without a chosen provider; with a login it is Cline's own account."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "custom", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    for name in BASES:
        value = inputs.raw(name)
        if value is not None and not trim(value):
            raise Blocked("AI_InvalidArgumentError: baseURL must be a non-empty string.", name)
    if inputs.seen.files:
        from .clineproviders import stored

        if (sending := stored(inputs)) is not None:
            check_runtime(inputs, sending.target)
            return sending
    if inputs.raw("auth") is not None and (option := inputs.first(*PROVIDER)):
        raise CannotTell(_said_of_stored(inputs, option), *_stored_by(inputs))
    if inputs.login is Login.CONSOLE:
        keys = [name for name in KEYS if inputs.raw(name)]
        raise CannotTell(
            "Which provider `cline auth` has stored decides. Where it has no key of its own, Cline takes the "
            "provider's variable, such as ANTHROPIC_API_KEY; ANTHROPIC_BASE_URL and OPENAI_BASE_URL it never reads.",
            *keys,
        )
    headers = {"authorization": LOGIN} if inputs.login is Login.SUBSCRIPTION else {}
    target = join("https://api.cline.bot/api/v1", "/chat/completions")
    check_runtime(inputs, target)
    return Sending("custom", target, headers)


def _stored_by(inputs: Inputs) -> list[str]:
    """Return the options of `cline auth` that decide."""
    return [name for names in (PROVIDER, KEY, ADDRESS) if (name := inputs.first(*names))]


def _said_of_stored(inputs: Inputs, option: str) -> str:
    """Say what `cline auth` stores, with which requests go out from then on."""
    provider = inputs.text(option) or ""
    if provider == _COMPATIBLE:
        return (
            "`cline auth` refuses the provider openai-compatible in older versions, as people report of 2.0.5, and "
            "what was stored before counts; 3.0.65 takes it, and `openai` with `--baseurl` for the same."
        )
    key, address = inputs.first(*KEY), inputs.first(*ADDRESS)
    host = hostname(inputs.raw(address) or "") if address else ""
    named = f"the provider {provider}" if provider and provider != OPAQUE else "a provider"
    at = f" and the address at {host}" if host else " and an address of its own" if address else ""
    with_key = ", the key that is given" if key else ""
    return f"`cline auth` stores {named}{with_key}{at}: Cline CLI sends that key there, whatever the shell exports."
