"""What Claude Code sends: provider, address, credential headers, model; or why it refuses. Measured on 2.1.332.

The steps are the client's own: cloud or Anthropic API, base URL, custom headers, then two credential headers that are
filled independently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from types import MappingProxyType

from ..client import Client, Concern, Seen
from ..environment import ProblemKind
from ..findings import Login, Mode, Request, Sent
from ..hosts import is_anthropic
from ..layers import FOLDER, Layer, layer_of
from ..records import replace
from ..regexes import regex
from ..source import Kind
from .cloudmodels import older
from .clouds import ASKED, SKIP_FOUNDRY, Cloud, CloudRequest, chosen_cloud
from .credentials import (
    HELPER,
    KEY,
    NOT_LOGGED_IN,
    OAUTH,
    TOKEN,
    USERINFO,
    Credentials,
    check_login,
    fill,
    gateway_mode,
)
from .headers import AT_ANTHROPIC, check_custom_headers, check_names, custom_headers, unmasked, value_fault
from .headers import VARIABLE as CUSTOM
from .inputs import OPAQUE, Blocked, CannotTell, Inputs
from .managedlogin import check_login_method
from .models import model_name
from .proxies import check_protocol, check_proxy
from .sending import Sending, left_out, refusal, sent
from .urls import INVALID, BadUrl, Target, join
from .worlds import explore

BASE = "ANTHROPIC_BASE_URL"
_DIRECT = "https://api.anthropic.com"
_GATEWAY = "CLAUDE_CODE_USE_GATEWAY"
_GATEWAY_MODELS = MappingProxyType(
    {
        "opus": "claude-opus-4-7",
        "sonnet": "claude-sonnet-4-6",
        "haiku": "claude-haiku-4-5-20251001",
        "fable": "claude-fable-5",
    }
)
_NAMES_AN_OLDER = frozenset({"bedrock", "vertex", "mantle"})  # where it proposes an older model
_DESCRIPTOR = "CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR"
_STATE = ("claude.json", "/.config.json")
_NO_HOST = regex(r"(?i:https?):[/\\]*")
_EMBEDDED = "CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST"


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment, these settings and this login (never `unknown`)."""
    return explore(Inputs(CLIENT, seen, login, mode), _answer)


def _answer(inputs: Inputs) -> Request:
    """Return the client's request in a world in which everything that is asked for is known."""
    provider: str = "anthropic"
    because: tuple[str, ...] = ()
    try:
        cloud = None if _uses_gateway(inputs) else chosen_cloud(inputs)
        if cloud:
            provider, because = cloud.provider, (cloud.flag,)
        _check_state(inputs)
        check_proxy(inputs)
        check_login_method(inputs, on_cloud=cloud is not None)
        if inputs.flag(_EMBEDDED):
            raise CannotTell(f"{_EMBEDDED} is on: the program that embeds Claude Code chooses the account.", _EMBEDDED)
        custom = custom_headers(inputs.raw(CUSTOM))
        if cloud is None:
            return _anthropic(inputs, custom)
        found = _of_cloud(cloud, inputs, custom)
        check_protocol(inputs, found.target)
        return _to_cloud(inputs, cloud, found)
    except Blocked as blocked:
        stops = refusal(inputs, Sent.BLOCKED, provider, blocked.message, (*because, *blocked.because))
        is_left = blocked.message == INVALID or blocked.because == ("ANTHROPIC_FOUNDRY_RESOURCE",)
        said = left_out(inputs, blocked) if is_left else ""
        return replace(stops, outcome=Sent.CANNOT_TELL, message=said, worlds=(stops,)) if said else stops
    except CannotTell as reason:
        return refusal(inputs, Sent.CANNOT_TELL, provider, reason.message, (*because, *reason.because))


def _of_cloud(cloud: Cloud, inputs: Inputs, custom: Mapping[str, str]) -> CloudRequest:
    """Return a cloud's request. What stops it with any credential is told also where no file shows one."""
    if cloud.drops_nameless:
        custom = {name: value for name, value in custom.items() if name}
    try:
        found = cloud.request(inputs, custom)
    except CannotTell as reason:
        if reason.given:
            supposed = replace(inputs, assumed={**inputs.assumed, **reason.given})
            with suppress(CannotTell):
                _check_cloud_headers(supposed, cloud, cloud.request(supposed, custom).headers)
        raise
    _check_cloud_headers(inputs, cloud, found.headers)
    return found


def _to_cloud(inputs: Inputs, cloud: Cloud, found: CloudRequest) -> Request:
    """Return the request to a cloud, or to what stands in its place; a user's name may stand in that address, too."""
    address = next(iter(found.because), None)
    sending = Sending(cloud.provider, found.target, found.headers, found.model, address, (cloud.flag,), found.note)
    request = sent(inputs, sending)
    span = inputs.span(address) if address and USERINFO in found.headers.values() else None
    if span:
        request = replace(request, evidence={**request.evidence, USERINFO: span})
    return _unanswered(request, found.target)


def _check_state(inputs: Inputs) -> None:
    """Raise Blocked where ~/.claude.json or a managed file is broken: unlike the rest, they are not passed over."""
    for problem in inputs.evaluation.problems:
        name = problem.span.document
        if problem.kind is not ProblemKind.BAD_JSON:
            continue
        if layer_of(name, Kind.CLAUDE_STATE, inputs.raw(FOLDER)) is Layer.STATE and name.endswith(_STATE):
            raise Blocked(f"Configuration error in {name}")
        if layer_of(name, Kind.CLAUDE_SETTINGS) is Layer.MANAGED:
            raise Blocked(
                f"{name}: Managed settings document could not be parsed as a JSON object; none of its settings are in "
                "effect. Fix or remove it."
            )


def _check_cloud_headers(inputs: Inputs, cloud: Cloud, headers: Mapping[str, str]) -> None:
    """Raise Blocked where the runtime refuses a header of a request to a cloud; a word in its message decides more."""
    try:
        for name, source in headers.items():
            value = inputs.text(source) if source.isidentifier() and source != CUSTOM else None
            if value and value != OPAQUE and value_fault(value):
                raise Blocked(f"API Error: Header '{name.title()}' has invalid value", source)
        check_custom_headers(inputs.raw(CUSTOM), on_cloud=True, needs_names=not cloud.drops_nameless)
    except Blocked as blocked:
        if "x-api-key" not in blocked.message.lower():
            raise
        message = "Invalid API key · Fix external API key" if inputs.text(KEY) else NOT_LOGGED_IN
        raise Blocked(message, *blocked.because) from None


def _uses_gateway(inputs: Inputs) -> bool:
    """Tell whether the undocumented gateway mode is on; it has no effect without both a base URL and a token.

    A project's files can switch it on, but their base URL and token do not count for it.
    """
    if not inputs.flag(_GATEWAY):
        return False
    variables = {name: inputs.evaluation.environment.get(name) for name in (BASE, TOKEN)}
    if not all(inputs.text(name) or variable.overrides for name, variable in variables.items()):
        return False
    for name, variable in variables.items():
        place = variable.set_at.document if variable.set_at else ""
        if layer_of(place, Kind.CLAUDE_SETTINGS) in (Layer.PROJECT, Layer.LOCAL):
            if variable.overrides:
                raise CannotTell(f"{_GATEWAY} is on, and for it {name} counts as it is without {place}.", name)
            return False
    return bool(inputs.text(BASE) and inputs.text(TOKEN))


def _gateway_url(base: str) -> str:
    """Return the address of the gateway mode, which adds a scheme; raise Blocked for one that it refuses."""
    url = base if re.match(r"https?://", base, re.IGNORECASE) else f"https://{base}"
    fault = "Gateway URL must use https:// (got http://). Plain HTTP is only allowed for localhost during development."
    try:
        host = join(url, ASKED).host
    except BadUrl as bad:
        if str(bad) != INVALID and not _NO_HOST.fullmatch(url):
            return url
        host, fault = "", "Invalid URL"
    if not host or (url.lower().startswith("http:") and host not in ("localhost", "127.0.0.1", "[::1]")):
        raise Blocked(f"{_GATEWAY} is set but ANTHROPIC_BASE_URL is invalid: {fault}", BASE)
    return url


def _anthropic(inputs: Inputs, custom: Mapping[str, str]) -> Request:
    """Return the request to the Anthropic API or to what ANTHROPIC_BASE_URL names in its place.

    The order of the refusals is the client's: managed login, the gateway mode's address, unsendable credential, no URL
    at all, no login, no host.
    """
    _check_elsewhere(inputs)
    is_gateway = _uses_gateway(inputs)
    if is_gateway:
        base = inputs.text(BASE)
        base = _gateway_url(unmasked(base)) if base and base != OPAQUE else base
        credentials = gateway_mode(inputs, custom)
    else:  # what is not known is asked about in this order
        credentials = fill(inputs, custom)
        base = inputs.text(BASE)
    target: Target | None = None
    refusal: str | None = None
    if base != OPAQUE:
        try:
            target = join(unmasked(base), ASKED) if base else _directly()
        except BadUrl as error:
            refusal = str(error)
    if refusal == INVALID:
        raise Blocked(refusal, BASE)
    check_names(inputs.raw(CUSTOM))
    check_login(inputs, credentials, custom)
    if refusal:
        raise Blocked(refusal, BASE)
    headers = dict(credentials.headers)
    if target is not None and is_anthropic(target.endpoint):
        headers = {name: source for name, source in headers.items() if name not in AT_ANTHROPIC}
    if target is not None and target.has_userinfo:
        headers.setdefault("authorization", USERINFO)
    check_protocol(inputs, target)
    model = _model(inputs, credentials)
    address = BASE if base else None
    request = sent(inputs, Sending("anthropic", target, headers, model, address, note=credentials.note))
    return _unanswered(request, target)


@cache
def _directly() -> Target:
    """Return where a request goes without a base URL, as most do."""
    return join(_DIRECT, ASKED)


def _unanswered(request: Request, target: Target | None) -> Request:
    """Return the answer of a client whose request goes out, credential and all, to a path that nothing answers.

    So it is where the address holds `?` or `#`, unless the path is there before that: the client then gives up.
    """
    if target is None or not target.swallows_path or target.path.endswith(ASKED):
        return request
    model = "the model" if request.model is None else request.model  # an empty one is named, too
    message = (
        f"There's an issue with the selected model ({model}). It may not exist or you may not have access to it. Run "
        "--model to pick a different model."
    )
    proposed = older(model) if request.provider in _NAMES_AN_OLDER else None
    if proposed:
        message = (
            f"The model {model} is not available on your {request.provider} deployment. Try --model to switch to "
            f"{proposed}, or ask your admin to enable this model."
        )
    return replace(request, outcome=Sent.BLOCKED, message=message)


def _check_elsewhere(inputs: Inputs) -> None:
    """Raise CannotTell where the address or the key lies in what is no file and no variable (measured one by one)."""
    for name in ("ANTHROPIC_UNIX_SOCKET", "CLAUDE_CODE_CUSTOM_OAUTH_URL"):
        if inputs.text(name):
            raise CannotTell(f"{name} is for Anthropic's own programs: it moves requests and login elsewhere.", name)
    if inputs.text(_DESCRIPTOR) and not inputs.text(KEY):
        raise CannotTell(f"{_DESCRIPTOR} hands a key over from the program that starts Claude Code.", _DESCRIPTOR)


def _model(inputs: Inputs, credentials: Credentials) -> str | None:
    """Return the model; a plan token from the environment tells the client nothing of the plan, so it is careful."""
    if _uses_gateway(inputs):
        return model_name(inputs, families=_GATEWAY_MODELS)
    return model_name(inputs, default="sonnet" if credentials.uses_plan_token else "opus")


CLIENT = Client(
    id="claude-code",
    name="Claude Code",
    version="2.1.332",
    as_of="2026-11-29",
    predict=predict,
    concern=Concern(
        own=regex(
            r"(?i:ANTHROPIC|CLAUDE)_\w+|AWS_BEARER_TOKEN_BEDROCK|DISABLE_PROMPT_CACHING\w*|ENABLE_TOOL_SEARCH"
            r"|MAX_THINKING_TOKENS"
        ),
        kinds=frozenset({Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.STATUS}),
        commands=("claude",),
        words=regex(
            r"\b[Cc]laude [Cc]ode\b|\bCLAUDE_CODE_[A-Z]|@anthropic-ai[/\\]claude-code\b"
            r"|(?<![A-Za-z0-9_./-])[Cc]laude[Cc]ode\d?(?![A-Za-z0-9_./-])"
        ),
    ),
    logins=MappingProxyType(
        {
            Login.SUBSCRIPTION: "logged in with a Claude subscription",
            Login.CONSOLE: "logged in with a Console account",
            Login.NONE: "not logged in",
        }
    ),
    commands=MappingProxyType({Mode.PRINT: "claude -p", Mode.INTERACTIVE: "claude"}),
    on_terminal=True,
    shows_login="claude auth status --text",
    plan="your Claude subscription",
    sources=MappingProxyType(
        {
            "subscription-login": "your Claude subscription's token",
            OAUTH: "the subscription token in CLAUDE_CODE_OAUTH_TOKEN",
            "console-login": "your stored Console key",
            HELPER: "what apiKeyHelper prints",
            SKIP_FOUNDRY: "the words “skip-foundry-auth”",
            USERINFO: "the user name and password in the address",
        }
    ),
    places=MappingProxyType(
        {
            "aws-credentials": "AWS_ACCESS_KEY_ID",
            "gcp-credentials": "GOOGLE_APPLICATION_CREDENTIALS",
            "console-login": "primaryApiKey",
            USERINFO: BASE,
        }
    ),
)
