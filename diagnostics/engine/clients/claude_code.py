"""What Claude Code sends: provider, address, credential headers, model; or why it refuses. Measured on 2.1.330.

The steps are the client's own: cloud or Anthropic API, base URL, custom headers, then two credential headers that are
filled independently. A variable that the documents leave open is tried both ways; where both give the same request,
it does not matter, and only otherwise the answer is "cannot tell".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..environment import Evaluation, ProblemKind
from ..findings import Login, Mode, Request, Sent
from ..layers import Layer, layer_of
from ..payer import CLOUDS, credential_words
from ..source import Kind, Span
from .clouds import chosen_cloud
from .credentials import HELPER, KEY, TOKEN, USERINFO, Credentials, check_login, fill, gateway_mode, helper_counts
from .headers import VARIABLE as CUSTOM
from .headers import custom_headers, unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, UnknownValue
from .models import ANTHROPIC, model_name
from .urls import INVALID, BadUrl, Target, join

CLIENT = "claude-code"
VERSION = "2.1.330"
BASE = "ANTHROPIC_BASE_URL"
_DIRECT = "https://api.anthropic.com"
_PATH = "/v1/messages"
_EMBEDDED = "CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST"
_SWITCH = re.compile(r"CLAUDE_CODE_(?:USE|SKIP|SIMPLE)")
_MOST_UNKNOWN = 6  # at most 64 worlds


def predict(evaluation: Evaluation, *, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment, these settings and this login (never `unknown`)."""
    return _explore(Inputs(evaluation, login, mode))


def _explore(inputs: Inputs) -> Request:
    """Return the request of all worlds that agree; where they do not, say which variable decides."""
    try:
        return _answer(inputs)
    except UnknownValue as unknown:
        name = unknown.name
    if len(inputs.assumed) >= _MOST_UNKNOWN:
        return _undecided(inputs, name, None, None)
    without = _explore(inputs.assume(name, None))
    with_value = _explore(inputs.assume(name, OPAQUE))
    if same_request(without, with_value):
        return without if without.model == with_value.model else replace(without, model=None)
    return _undecided(inputs, name, without, with_value)


def same_request(one: Request, other: Request) -> bool:
    """Tell whether two answers come to the same: same outcome, same address, same headers, same words."""
    return (
        one.outcome is other.outcome
        and one.provider == other.provider
        and (one.endpoint, one.path) == (other.endpoint, other.path)
        and (one.endpoint is not None or one.outcome is not Sent.SENT)
        and dict(one.headers) == dict(other.headers)
        and one.message == other.message
    )


def _answer(inputs: Inputs) -> Request:
    """Return the client's request in a world in which everything that is asked for is known."""
    cloud = None if _uses_gateway(inputs) else chosen_cloud(inputs)
    provider = cloud.provider if cloud else "anthropic"
    because = (cloud.flag,) if cloud else ()
    try:
        _check_state(inputs)
        if inputs.flag(_EMBEDDED):
            raise CannotTell(f"{_EMBEDDED} is on: the program that embeds Claude Code chooses the account.", _EMBEDDED)
        custom = custom_headers(inputs.raw(CUSTOM))
        if cloud is None:
            return _anthropic(inputs, custom)
        found = cloud.request(inputs, custom)
        request = _sent(inputs, provider, found.target, found.headers, found.model, (*because, *found.because))
        return replace(request, address=next(iter(found.because), None))
    except Blocked as blocked:
        names = (*because, *blocked.because)
        return _request(inputs, Sent.BLOCKED, provider, message=blocked.message, because=names)
    except CannotTell as reason:
        names = (*because, *reason.because)
        return _request(inputs, Sent.CANNOT_TELL, provider, message=reason.message, because=names)


def _check_state(inputs: Inputs) -> None:
    """Raise Blocked where ~/.claude.json is broken: unlike a settings file, it is not passed over."""
    for problem in inputs.evaluation.problems:
        if problem.kind is ProblemKind.BAD_JSON and problem.span.document.endswith("claude.json"):
            raise Blocked(f"Configuration error in {problem.span.document}")


def _uses_gateway(inputs: Inputs) -> bool:
    """Tell whether the undocumented gateway mode is on; it has no effect without both a base URL and a token."""
    return inputs.flag("CLAUDE_CODE_USE_GATEWAY") and bool(inputs.text(BASE)) and bool(inputs.text(TOKEN))


def _anthropic(inputs: Inputs, custom: Mapping[str, str]) -> Request:
    """Return the request to the Anthropic API or to what ANTHROPIC_BASE_URL names in its place.

    The order of the refusals is the client's: managed login, unsendable credential, no URL at all, no login, no host.
    """
    _check_login_method(inputs)
    credentials = gateway_mode(inputs, custom) if _uses_gateway(inputs) else fill(inputs, custom)
    base = inputs.text(BASE)
    target: Target | None = None
    refusal: str | None = None
    if base != OPAQUE:
        try:
            target = join(unmasked(base) if base else _DIRECT, _PATH)
        except BadUrl as error:
            refusal = str(error)
    if refusal == INVALID:
        raise Blocked(refusal, BASE)
    check_login(credentials, custom)
    if refusal:
        raise Blocked(refusal, BASE)
    headers = dict(credentials.headers)
    if target is not None and target.has_userinfo:
        headers.setdefault("authorization", USERINFO)
    model = _model(inputs, credentials)
    if target is not None and target.swallows_path:
        raise Blocked(
            f"There's an issue with the selected model ({model or 'the model'}). It may not exist or you may not have "
            "access to it. Run --model to pick a different model.",
            BASE,
        )
    request = _sent(inputs, "anthropic", target, headers, model, (BASE,) if base else ())
    return replace(request, message=credentials.note, address=BASE if base else None)


def _check_login_method(inputs: Inputs) -> None:
    """Raise Blocked where managed settings ask for a login and a key, token or helper is set in its place."""
    setting = inputs.evaluation.settings.get("forceLoginMethod")
    if setting is None or layer_of(setting.span.document, Kind.CLAUDE_SETTINGS) is not Layer.MANAGED:
        return
    used = TOKEN if inputs.text(TOKEN) else KEY if inputs.text(KEY) else HELPER if helper_counts(inputs) else None
    if used and setting.value in ("claudeai", "console"):
        raise Blocked(
            "This machine's managed settings require a first-party login: they require a claude.ai or Console sign-in "
            f"(forceLoginMethod), and this session is configured with {_CONFIGURED[used]}, which cannot be checked "
            "against that policy.",
            "forceLoginMethod",
            used,
        )


_CONFIGURED = {
    TOKEN: "a bearer token from ANTHROPIC_AUTH_TOKEN",
    KEY: "an API key from ANTHROPIC_API_KEY",
    HELPER: "an API key from apiKeyHelper",
}


def _model(inputs: Inputs, credentials: Credentials) -> str | None:
    """Return the model; a plan token from the environment tells the client nothing of the plan, so it is careful."""
    if _uses_gateway(inputs):
        return model_name(inputs, families={**ANTHROPIC, "opus": "claude-opus-4-7"})
    return model_name(inputs, default="sonnet" if credentials.uses_plan_token else "opus")


def _sent(
    inputs: Inputs,
    provider: str,
    target: Target | None,
    headers: Mapping[str, str],
    model: str | None,
    because: tuple[str, ...],
) -> Request:
    request = _request(inputs, Sent.SENT, provider, headers=headers, because=because)
    endpoint, path = (target.endpoint, target.path or None) if target else (None, None)
    return replace(request, endpoint=endpoint, path=path, model=model)


def _request(
    inputs: Inputs,
    outcome: Sent,
    provider: str,
    *,
    headers: Mapping[str, str] | None = None,
    message: str | None = None,
    because: tuple[str, ...] = (),
) -> Request:
    """Return a request with the lines that decided it."""
    evidence: dict[str, Span] = {}
    for source in (*because, *(headers or {}).values()):
        span = inputs.span(source)
        if span is not None:
            evidence[source] = span
    return Request(
        CLIENT,
        VERSION,
        inputs.mode,
        inputs.login,
        outcome,
        provider,
        headers=dict(headers or {}),
        message=message,
        evidence=evidence,
    )


def _undecided(inputs: Inputs, name: str, without: Request | None, with_value: Request | None) -> Request:
    """Return "cannot tell" with what is the same in both worlds, and the variable that decides."""
    why = inputs.evaluation.environment.get(name).why
    message = f"The value of {name} cannot be told{f': {why}' if why else ''}."
    request = _request(inputs, Sent.CANNOT_TELL, "unknown", message=message, because=(name,))
    if without is None or with_value is None:
        return request
    if _effect(with_value) and _effect(without):
        yes, no = ("is on", "is off") if _SWITCH.match(name) else ("holds a value", "is empty")
        message += f" If it {yes}, Claude Code {_effect(with_value)}; if it {no}, Claude Code {_effect(without)}."
    common = {header: source for header, source in without.headers.items() if with_value.headers.get(header) == source}
    return replace(
        request,
        provider=without.provider if without.provider == with_value.provider else "unknown",
        endpoint=without.endpoint if without.endpoint == with_value.endpoint else None,
        path=without.path if without.path == with_value.path else None,
        headers=common,
        message=message,
        evidence={**without.evidence, **with_value.evidence, **request.evidence},
    )


def _effect(request: Request) -> str:
    """Say in half a sentence what a request comes to; nothing where it is not known either."""
    if request.outcome is Sent.BLOCKED:
        return f"stops with “{request.message}”"
    cloud = CLOUDS.get(request.provider)
    if cloud:
        return f"goes to {cloud.name}, where {cloud.pays} pays"
    if request.outcome is not Sent.SENT:
        return ""
    credentials = [request.headers[name] for name in ("authorization", "x-api-key") if name in request.headers]
    what = " and ".join(dict.fromkeys(map(credential_words, credentials))) or "no credential"
    return f"sends {what} to {request.endpoint or 'the address that it holds'}"
