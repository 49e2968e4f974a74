"""Make the request of a client's answer: what is sent and where, or its refusal, with the lines that decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..findings import Certainty, Request, Sent
from ..hosts import HIDDEN_HOST
from ..records import dataclass, field, replace
from ..regexes import regex
from ..source import Span
from .inputs import Blocked, CannotTell, Inputs
from .urls import Target

_HOLDS_ADDRESS = regex(r"(?i)url|host|endpoint|base|proxy|address|resource")  # by its name; a key does not


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes out: the parts of a request that a client's module works out."""

    provider: str
    target: Target | None  # None: the address is not known
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case name → source of the value
    model: str | None = None
    address: str | None = None  # the source that names the endpoint
    because: tuple[str, ...] = ()  # further sources that decided
    note: str | None = None  # what was assumed
    basis: Certainty | None = None  # where it is not the client's own


def answered(inputs: Inputs, provider: str, work_out: Callable[[Inputs], Sending]) -> Request:
    """Return the request that a function works out, or the refusal that it raises.

    `provider` stands in a refusal that names none.
    """
    try:
        return sent(inputs, work_out(inputs))
    except Blocked as blocked:
        stops = refusal(inputs, Sent.BLOCKED, blocked.provider or provider, blocked.message, blocked.because)
        said = left_out(inputs, blocked)
        return replace(stops, outcome=Sent.CANNOT_TELL, message=said, worlds=(stops,)) if said else stops
    except CannotTell as reason:
        return refusal(inputs, Sent.CANNOT_TELL, reason.provider or provider, reason.message, reason.because)


def left_out(inputs: Inputs, blocked: Blocked) -> str:
    """Say that a person has left out the host of an address, if that is why the client would stop; else ""."""
    for source in blocked.because:
        found = HIDDEN_HOST.match(inputs.written(source) or "")
        if found and (not found["whole"] or _HOLDS_ADDRESS.search(source)):
            said, hidden = blocked.message.rstrip("."), found["hidden"] or found["bare"] or found["whole"]
            what = "an address" if found["whole"] else "a host"
            what = "the name of a resource" if source.endswith("_RESOURCE") else what
            return (
                f"{hidden} stands in place of {what} in {source}. If you put it there to hide yours, the request goes "
                f"where your file says; if the file holds it, {inputs.client.name} stops with “{said}”."
            )
    return ""


def sent(inputs: Inputs, sending: Sending) -> Request:
    """Return the request of what goes out."""
    address = (sending.address,) if sending.address else ()
    target = sending.target
    return Request(
        inputs.client.id,
        inputs.client.version,
        inputs.mode,
        inputs.login,
        Sent.SENT,
        sending.provider,
        endpoint=target.endpoint if target else None,
        path=(target.path or None) if target else None,
        headers=dict(sending.headers),
        model=sending.model,
        message=sending.note,
        evidence=_evidence(inputs, (*sending.because, *address, *sending.headers.values())),
        address=sending.address,
        basis=sending.basis or inputs.client.basis,
        as_of=inputs.client.as_of,
    )


def refusal(inputs: Inputs, outcome: Sent, provider: str, message: str, because: tuple[str, ...]) -> Request:
    """Return the answer of a client that sends nothing, or of which nobody can tell what it sends."""
    return Request(
        inputs.client.id,
        inputs.client.version,
        inputs.mode,
        inputs.login,
        outcome,
        provider,
        message=message,
        evidence=_evidence(inputs, because),
        basis=inputs.client.basis,
        as_of=inputs.client.as_of,
    )


def _evidence(inputs: Inputs, sources: Iterable[str]) -> dict[str, Span]:
    """Return the lines of those sources that a document shows."""
    found = ((source, inputs.span(source)) for source in sources)
    return {source: span for source, span in found if span is not None}
