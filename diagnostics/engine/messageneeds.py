"""Hold what an error message needs against a request: a host, a credential, a cloud, a variable that is set."""

from __future__ import annotations

from collections.abc import Sequence

from .environment import State
from .facts import Facts
from .findings import Request, Sent
from .hosts import gateway_of, is_anthropic, is_this_machine, local_model
from .messages import Message, Need, Vendor, vendors
from .sends import PLAN_SOURCES
from .signatures import normalise
from .sources import credentials_of
from .values import host_is, host_of, is_blank

_KEYS = ("ANTHROPIC_API_KEY", "console-login")

# What holds, what does not, and (None) what these files leave open.
Answer = bool | None


def brings_about(message: Message, request: Request, facts: Facts) -> Answer:
    """Tell whether a request can bring the message about; None where these files leave it open."""
    vendor = vendor_answers(message.vendor, request) if message.vendor else True
    if vendor is False and message.copied and request.outcome is Sent.SENT and not is_anthropic(request.endpoint):
        return None  # whosever server it is
    if vendor is False:
        return False
    cases = [_holds(need, request, facts) for need in message.needs or (Need(),)]
    case = True if any(cases) else None if any(each is None for each in cases) else False
    if case is False and message.vendor and _is_passed_on_here(request):
        return None
    return case if vendor else None if case else case


def _is_passed_on_here(request: Request) -> bool:
    """Tell whether a program on this machine answers that is no model's: it may ask anybody with any credential."""
    return request.outcome is Sent.SENT and is_this_machine(request.endpoint) and local_model(request.endpoint) is None


def vendor_answers(vendor: Vendor, request: Request) -> Answer:
    """Tell whether the vendor can have answered; a host that nobody knows may pass anything on."""
    if request.outcome is Sent.BLOCKED:
        return False
    host = host_of(request.endpoint or "")
    if host is None:
        return None
    if host_is(host, vendor.hosts):
        return True
    if is_anthropic(request.endpoint):
        return False
    owner = next((each for each in vendors().values() if host_is(host, each.hosts)), None)
    if owner is None:
        gateway = gateway_of(request.endpoint, request.headers)
        if gateway is None or not gateway.hosts or gateway.name == vendor.name:
            return True if gateway and gateway.name == vendor.name else None
        return None if gateway.forwards and not vendor.passes_on else False
    return None if owner.passes_on and not vendor.passes_on else False


def _holds(need: Need, request: Request, facts: Facts) -> Answer:
    """Tell whether all parts of a case hold for a request."""
    parts: list[Answer] = []
    if need.stops:
        wanted = normalise(need.stops)
        stopped = request.outcome is Sent.BLOCKED and wanted in normalise(request.message or "")
        is_open = request.outcome is Sent.CANNOT_TELL or request.message  # what a hidden value could bring about
        parts.append(stopped or (None if is_open and request.outcome is not Sent.BLOCKED else False))
    if need.credential:
        parts.append(_has_credential(need.credential, request))
    if need.provider:
        parts.append(None if request.provider == "unknown" else request.provider in need.provider)
    if need.elsewhere or need.here:
        parts.append(_is_at(need, request))
    if need.variables:
        parts.append(_is_one_set(need.variables, facts))
    return False if False in parts else None if None in parts else True


def _has_credential(wanted: Sequence[str], request: Request) -> Answer:
    if request.outcome is Sent.BLOCKED:
        return False
    bearer, key = request.headers.get("authorization"), request.headers.get("x-api-key")
    sent = {
        "plan": bearer in PLAN_SOURCES,
        "token": bearer not in (None, "apiKeyHelper", "opencode-public", *PLAN_SOURCES),
        "helper": "apiKeyHelper" in (bearer, key),
        "key": key in _KEYS,
        "none": request.outcome is Sent.SENT and not credentials_of(request.headers),
    }
    if any(sent[word] for word in wanted):
        return True
    return None if request.outcome is Sent.CANNOT_TELL else False


def _is_at(need: Need, request: Request) -> Answer:
    if request.outcome is Sent.BLOCKED:
        return False
    if host_of(request.endpoint or "") is None:
        return None
    local = is_this_machine(request.endpoint)
    return local if need.here else not local and not is_anthropic(request.endpoint)


def _is_one_set(names: Sequence[str], facts: Facts) -> Answer:
    found = [facts.environment.get(name) for name in names]
    if any(each.state is State.SET and each.exported and not is_blank(each.value or "") for each in found):
        return True
    return None if any(each.state is State.UNKNOWN for each in found) else False
