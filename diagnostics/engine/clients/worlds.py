"""Answer for variables that the documents leave open: try both possibilities, and see whether it matters.

A variable whose value is unknown is tried with a value and without. Where both give the same request it does not
matter; only otherwise the answer is "cannot tell", with the variable that decides.
"""

from __future__ import annotations

from collections.abc import Callable

from ..findings import Request, Sent, Undecided
from ..hosts import CLOUDS
from ..records import replace
from ..regexes import regex
from ..sources import credentials_of, source_words
from .inputs import OPAQUE, Inputs, UnknownValue
from .sending import refusal

_SWITCH = regex(r"\w+_(?:USE|SKIP|SIMPLE)_?\w*")
_DECIDES = "decides:"  # in a sentence on what a second variable comes to
_MOST_UNKNOWN = 6  # at most 64 worlds

Answer = Callable[[Inputs], Request]


def explore(inputs: Inputs, answer: Answer) -> Request:
    """Return the request of all worlds that agree; where they do not, say which variable decides."""
    try:
        return answer(inputs)
    except UnknownValue as unknown:
        name = unknown.name
    if len(inputs.assumed) >= _MOST_UNKNOWN:
        return _undecided(inputs, name, None, None)
    without = explore(inputs.assume(name, None), answer)
    with_value = explore(inputs.assume(name, OPAQUE), answer)
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


def _undecided(inputs: Inputs, name: str, without: Request | None, with_value: Request | None) -> Request:
    """Return "cannot tell" with what is the same in both worlds, and the variable that decides."""
    why = inputs.evaluation.environment.get(name).why
    undecided = Undecided(name, f"The value of {name} cannot be told{f': {why}' if why else ''}.")
    request = refusal(inputs, Sent.CANNOT_TELL, "unknown", undecided.reason, (name,))
    if without is None or with_value is None:
        return replace(request, undecided=undecided)
    yes, no = _effect(inputs, with_value, why), _effect(inputs, without, why)
    if yes:
        on, off = ("is on", "is off") if _SWITCH.fullmatch(name) else ("holds a value", "is empty")
        undecided = replace(undecided, on=on, off=off, does_on=yes, does_off=no)
    common = {header: source for header, source in without.headers.items() if with_value.headers.get(header) == source}
    return replace(
        request,
        provider=without.provider if without.provider == with_value.provider else "unknown",
        endpoint=without.endpoint if without.endpoint == with_value.endpoint else None,
        path=without.path if without.path == with_value.path else None,
        address=without.address if without.address == with_value.address else None,
        headers=common,
        message=undecided.sentence(),
        undecided=undecided,
        worlds=(with_value, without),
        evidence={**without.evidence, **with_value.evidence, **request.evidence},
    )


def _effect(inputs: Inputs, request: Request, why: str | None) -> str:
    """Say in half a sentence what a request comes to; nothing where it is not known, or hangs on two more variables.

    Nor where it hangs on one that is unknown for the same reason: a line that may set anything.
    """
    next_one = request.undecided
    both = (next_one.does_on, next_one.does_off) if next_one else ()
    is_other = next_one is not None and inputs.evaluation.environment.get(next_one.name).why != why
    if next_one and is_other and all(both) and not any(_DECIDES in does for does in both):
        on, off = ("switched on", "switched off") if next_one.on == "is on" else ("with a value", "without one")
        return f"{next_one.name} {_DECIDES} {on} {next_one.does_on}, {off} {next_one.does_off}"
    done = _done(inputs, request)
    return done and f"{inputs.client.name} {done}"


def _done(inputs: Inputs, request: Request) -> str:
    """Say what the client does with a request that is known: "sends your plan's token to https://…"."""
    if request.outcome is Sent.BLOCKED:
        return f"stops with “{request.message}”"
    cloud = CLOUDS.get(request.provider)
    if cloud:
        return f"goes to {cloud.name}, where {cloud.pays} pays"
    if request.outcome is not Sent.SENT:
        return ""
    sent = [source_words(inputs.client, source) for source in credentials_of(request.headers)]
    what = " and ".join(dict.fromkeys(sent)) or "no credential"
    return f"sends {what} to {request.endpoint or 'the address that it holds'}"
