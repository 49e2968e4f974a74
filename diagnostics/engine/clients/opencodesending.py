"""What opencode sends. Measured on 1.18.33 with `opencode run` against a recording server.

The model names the provider; where none is named, the first provider in the client's own order for which there is a
key. The key is that of opencode.json, else of auth.json, else of the environment.
"""

from __future__ import annotations

from types import MappingProxyType

from ..client import FileRead, Seen
from ..findings import Login, Mode, Request
from ..masking.secretpatterns import MASK_RE
from ..records import replace
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .opencode import CLIENT, LOGIN, OPTIONS, PUBLIC, STORED
from .opencodefiles import AUTH, REFERENCE, said_of_stray
from .opencodelist import said_of_list
from .opencodeproviders import (
    BEFORE_CLOUDS,
    BUNDLED,
    CLOUD_VARIABLES,
    OPENROUTER,
    ZEN,
    missing_key,
)
from .opencoderequests import request_to
from .opencodesettings import (
    is_configured,
    key_of,
    knows_stored,
    option_path,
    providers,
    setting,
    stored_key,
    stored_logins,
    texts_of,
)
from .proxies import check_runtime
from .sending import Sending, answered
from .urls import Target, join
from .worlds import explore

_PLAN = "opencode-go"  # OpenCode's own, with a key alone
_SWITCHES = ("disabled_providers", "enabled_providers")
# How the models begin that these providers have by themselves (models.dev).
_MAKERS = MappingProxyType(
    {
        "openai": ("gpt-", "o1", "o3", "o4", "codex", "chatgpt", "text-", "computer-use"),
        "anthropic": ("claude",),
        "google": ("gemini", "gemma", "learnlm"),
    }
)
_FREE = "big-pickle"
_NOTHING_LEFT = "Unexpected server error. Check server logs for details."


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and its files; the login of another program is not used."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "unknown", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    """Return the request; where nothing says what is stored, for the case that no key is."""
    sending = _chosen(inputs)
    check_runtime(inputs, sending.target)
    is_stored = any(source in (STORED, LOGIN) for source in sending.headers.values())
    model = _model(inputs)[0]
    asked = [model.partition("/")[0]] if model else providers(inputs)
    is_written = bool(asked) and all(setting(inputs, *option_path(named, "apiKey")) is not None for named in asked)
    if is_stored or is_written or stored_logins(inputs) is not None or knows_stored(inputs):
        return sending
    return replace(sending, note="A key that `opencode auth login` has stored would be used before this.")


def _chosen(inputs: Inputs) -> Sending:
    """Return the request to the provider that the model names, else to the first that has a key."""
    for read in inputs.seen.files:
        _check_file(read)
        _check_filled(inputs, read)
    model, because = _model(inputs)
    if model is not None and "/" in model:
        named, _, short = model.partition("/")
        return _to_provider(inputs, named, short, because)
    return _to_first(inputs)


def _check_file(read: FileRead) -> None:
    """Raise Blocked for settings that the client cannot read, CannotTell where what decides may stand elsewhere."""
    if said := said_of_stray(read.path):
        raise CannotTell(said)
    if read.mistake is None or AUTH.search(read.path):
        return
    line = read.mistake.span.line
    if read.mistake.breaks_off:
        raise CannotTell(
            f"The settings break off on line {line}, and what decides may stand below. If that is the whole "
            "file, a bracket is not closed, and opencode stops with “is not valid JSON(C)”."
        )
    named = "" if " on line" in read.path else f" at {read.path}"
    raise Blocked(f"Error: Config file{named} is not valid JSON(C): line {line}", read.mistake.document)


def _to_provider(inputs: Inputs, named: str, model: str, because: str) -> Sending:
    """Return the request for a model of a provider; `because` is what names it."""
    if _is_off(inputs, named):
        raise Blocked(_NOTHING_LEFT, *_SWITCHES)
    key = key_of(inputs, named)
    if key is None and not is_configured(inputs, named):
        return _without_key(inputs, named, model, because)
    _check_key(inputs, named, key)
    if key is None and named == _PLAN and stored_logins(inputs) is None and not knows_stored(inputs):
        raise CannotTell(
            f"The model is {named}'s, which answers nobody without a key, and none of these files holds one. "
            "`opencode auth login` may have stored it.",
            because,
        )
    _check_maker(inputs, named, model, because)
    return request_to(inputs, named, key, model, (because,))


def _without_key(inputs: Inputs, named: str, model: str, because: str) -> Sending:
    """Return the request for a model whose provider has neither a key nor settings: one that costs nothing."""
    if named in BUNDLED and knows_stored(inputs):
        if named == "opencode" and model == _FREE:
            return _free(because)
        if named != "opencode":  # which of its models cost nothing was not measured
            raise Blocked(_NOTHING_LEFT, because)
    raise CannotTell(
        f"The model is {named}'s, and none of these files holds a key for it. `opencode auth login` may have "
        "stored one; without one opencode sends nothing.",
        because,
    )


def _to_first(inputs: Inputs) -> Sending:
    """Return the request where no model is named: to the first provider with a key, a cloud, or for nothing."""
    if (said := said_of_list(stored_logins(inputs), inputs.seen.evaluation)) and not providers(inputs):
        raise CannotTell(said)
    cloud = None if providers(inputs) else _cloud(inputs)
    for named in _order(inputs):
        key = key_of(inputs, named)
        _check_key(inputs, named, key)
        if key is None and named in BUNDLED:
            continue
        if cloud and named in BUNDLED and named not in BEFORE_CLOUDS:
            return _cloud_request(inputs, *cloud, rival=key if named != "openai" else None)
        return request_to(inputs, named, key, None, ())
    if cloud:
        return _cloud_request(inputs, *cloud, rival=None)
    if _is_off(inputs, "opencode") or any(_is_off(inputs, named) for named in providers(inputs)):
        raise Blocked(_NOTHING_LEFT, *_SWITCHES)
    return _free()


def _free(*because: str) -> Sending:
    """Return the request that anybody may send: to opencode's own service, with the key that is in the program."""
    headers = {"authorization": PUBLIC}
    return Sending("opencode-zen", join(ZEN, "/chat/completions"), headers, _FREE, because=because)


def _model(inputs: Inputs) -> tuple[str | None, str]:
    """Return the model, and what names it: on the command line it wins over opencode.json (measured)."""
    option = inputs.first(*OPTIONS)
    return (inputs.text(option), option) if option else (setting(inputs, "model"), "model")


def _check_filled(inputs: Inputs, read: FileRead) -> None:
    """Raise Blocked where the value of `{env:NAME}` breaks the file: it is put in before the JSON is read."""
    for leaf in read.file.leaves.values():
        for name in REFERENCE.findall(leaf.value) if isinstance(leaf.value, str) else ():
            if '"' in unmasked(inputs.raw(name) or ""):
                named = "" if " on line" in read.path else f" at {read.path}"
                raise Blocked(f"Error: Config file{named} is not valid JSON(C)", name)


def _check_key(inputs: Inputs, named: str, key: str | None) -> None:
    """Raise Blocked, or CannotTell where a key may be stored, for a provider of opencode.json that has none."""
    said = missing_key(named)
    package = setting(inputs, "provider", named, "npm")
    is_other = package is not None and (package, named) != (OPENROUTER, "openrouter")
    if key is not None or said is None or named not in providers(inputs) or is_other:
        return
    if stored_logins(inputs) is not None or knows_stored(inputs):
        raise Blocked(said, f"provider.{named}")
    raise CannotTell(
        f"opencode.json names {named}, and none of these files holds a key for it. `opencode auth login` may have "
        f"stored one; without one opencode stops with “{said}”",
        f"provider.{named}",
    )


def _check_maker(inputs: Inputs, named: str, model: str, because: str) -> None:
    """Raise Blocked for a model of another maker's that a vendor's provider has neither by itself nor by the settings.

    Measured for openai, anthropic and google, with an address of one's own and without.
    """
    makers = _MAKERS.get(named)
    if makers is None or model == OPAQUE or model.startswith(makers) or MASK_RE.search(model):
        return
    if setting(inputs, "provider", named, "npm") is None and not _has_model(inputs, named, model):
        raise Blocked(_NOTHING_LEFT, because)


def _has_model(inputs: Inputs, named: str, model: str) -> bool:
    """Tell whether a settings file gives a provider a model of that name."""
    return any(read.file.has("provider", named, "models", model) for read in inputs.seen.files)


def _cloud(inputs: Inputs) -> tuple[str, str] | None:
    """Return the cloud that the environment makes a candidate, and the variable that does."""
    for cloud, names in CLOUD_VARIABLES.items():
        found = next((name for name in names if inputs.raw(name)), None)
        if found:
            return cloud, found
    return None


def _cloud_request(inputs: Inputs, cloud: str, because: str, *, rival: str | None) -> Sending:
    """Return the request to Amazon Bedrock, the one cloud that was measured; raise CannotTell for the rest."""
    if rival is not None or cloud != "Amazon Bedrock":
        chosen = f"{because} makes opencode think of {cloud}"
        beside = f", and whether that or the provider of {rival} comes first was not measured" if rival else ""
        raise CannotTell(
            f"{chosen}{beside}. `model` in opencode.json would decide.", because, *([rival] if rival else [])
        )
    region = inputs.text("AWS_REGION") or "us-east-1"
    bearer = "AWS_BEARER_TOKEN_BEDROCK"
    if inputs.text(bearer):
        source = bearer
    elif inputs.text("AWS_ACCESS_KEY_ID") and inputs.text("AWS_SECRET_ACCESS_KEY"):
        source = "aws-credentials"
    else:
        raise CannotTell(
            f"{because} makes opencode take Amazon Bedrock, and none of these files holds a credential for it. It may "
            "come from ~/.aws; without one opencode stops with “AWS SigV4 authentication requires AWS credentials.”",
            because,
            provider="bedrock",
        )
    host = f"bedrock-runtime.{region}.amazonaws.com"
    target = None if region == OPAQUE else Target(f"https://{host}", "", host)
    return Sending("bedrock", target, {"authorization": source}, None, None, (because,))


def _order(inputs: Inputs) -> list[str]:
    """Return the providers in the order in which the client looks for one, without those that are switched off.

    First those with a key in the environment, then those of auth.json, then those of opencode.json. Where that names
    any, no other counts.
    """
    configured = providers(inputs)
    auth = stored_logins(inputs)
    in_environment = [name for name, known in BUNDLED.items() if any(inputs.raw(each) for each in known.variables)]
    stored = [name for name in tuple(auth.keys()) if stored_key(inputs, name)] if auth else []
    known = dict.fromkeys((*in_environment, *stored, *configured))
    return [name for name in known if not _is_off(inputs, name) and (not configured or name in configured)]


def _is_off(inputs: Inputs, named: str) -> bool:
    """Tell whether the settings files switch a provider off, or others on alone."""
    off, on = (texts_of(inputs, name) for name in _SWITCHES)
    return named in off or (bool(on) and named not in on)
