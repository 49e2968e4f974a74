"""Predicates over the request that the client would send."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..answers import NO, Answer, Line, Maybe, Yes, some
from ..facts import Facts
from ..findings import Certainty, Request, Sent
from ..parameters import Arguments, Parameter, Type
from ..values import host_is, host_of, is_elsewhere
from .vocabulary import predicate

CREDENTIAL_HEADERS = ("authorization", "x-api-key")
PROVIDERS = ("anthropic", "bedrock", "vertex", "foundry", "mantle", "anthropic-aws", "anthropic-gcp")


def _requests(facts: Facts, holds: Callable[[Request], Answer]) -> Answer:
    """Ask of each request; where none was predicted, or one cannot be, the answer is maybe."""
    if not facts.requests:
        return Maybe("what the client sends was not worked out")
    return some(holds(request) for request in facts.requests)


def _undecided(request: Request) -> Maybe:
    why = request.message or "what the client sends depends on something that is not shown"
    return Maybe(why, next(iter(request.evidence.values()), None))


def _lines(request: Request, sources: Iterable[str], text: str) -> Yes:
    """Return yes with the lines that the sources of headers come from."""
    spans = [(source, request.evidence[source]) for source in sources if source in request.evidence]
    return Yes(tuple(Line(span, text, source) for source, span in spans))


def _of_sent(facts: Facts, holds: Callable[[Request], Answer]) -> Answer:
    """Ask of requests that go out; a blocked one sends nothing, an undecided one gives maybe."""

    def ask(request: Request) -> Answer:
        if request.outcome is Sent.BLOCKED:
            return NO
        return holds(request) if request.outcome is Sent.SENT else _undecided(request)

    return _requests(facts, ask)


@predicate(
    "sends-header",
    "Claude Code sends the header {header}{source}",
    "Claude Code does not send the header {header}{source}",
    Parameter("header", Type.TEXT),
    Parameter("source", Type.TEXTS, required=False, framed=" from {}"),
    by_login=True,
)
def sends_header(facts: Facts, given: Arguments) -> Answer:
    """Match a header of the predicted request; `source` is a variable, subscription-login, apiKeyHelper …"""
    header, sources = given.text("header").lower(), given.texts("source")

    def ask(request: Request) -> Answer:
        source = request.headers.get(header)  # an undecided request has those that go out in any case
        if source is None and request.outcome is Sent.CANNOT_TELL:
            return _undecided(request)
        if source is None or (sources and source not in sources):
            return NO
        return _lines(request, [source], f"goes out in the header {header}")

    return _requests(facts, ask)


@predicate(
    "counts-credentials",
    "Claude Code sends {least} credentials or more",
    "Claude Code sends fewer than {least} credentials",
    Parameter("least", Type.NUMBER),
    by_login=True,
)
def counts_credentials(facts: Facts, given: Arguments) -> Answer:
    """Match a request with that many credentials of different sources in `Authorization` and `x-api-key`."""
    least = given.number("least", 2)

    def ask(request: Request) -> Answer:
        sources = {request.headers[name] for name in CREDENTIAL_HEADERS if name in request.headers}
        return _lines(request, sorted(sources), "is one of the credentials sent") if len(sources) >= least else NO

    return _of_sent(facts, ask)


@predicate(
    "endpoint-in",
    "the request goes to {hosts}",
    "the request does not go to {hosts}",
    Parameter("hosts", Type.TEXTS),
    by_login=True,
)
def endpoint_in(facts: Facts, given: Arguments) -> Answer:
    """Match the host that the request goes to; `.example.com` stands for every name below example.com."""
    wanted = given.texts("hosts")

    def ask(request: Request) -> Answer:
        if request.endpoint is None:
            return _undecided(request)
        return (
            _lines(request, ["ANTHROPIC_BASE_URL"], "names the host here")
            if host_is(host_of(request.endpoint), wanted)
            else NO
        )

    return _of_sent(facts, ask)


@predicate(
    "endpoint-is-elsewhere",
    "the request goes to another host than Anthropic's and the person's own machine",
    "the request goes to Anthropic or to the person's own machine",
    by_login=True,
)
def endpoint_is_elsewhere(facts: Facts, given: Arguments) -> Answer:
    """Match a request that goes to a gateway or to any host that is neither Anthropic's nor this machine."""

    def ask(request: Request) -> Answer:
        if request.endpoint is None:
            return _undecided(request)
        if not is_elsewhere(request.endpoint):
            return NO
        return _lines(request, ["ANTHROPIC_BASE_URL"], "names the host here")

    return _of_sent(facts, ask)


@predicate(
    "path-contains",
    "the path of the request contains {text}",
    "the path of the request does not contain {text}",
    Parameter("text", Type.TEXT),
    by_login=True,
)
def path_contains(facts: Facts, given: Arguments) -> Answer:
    """Match the path that the request is sent to, such as /v1/v1/messages."""
    text = given.text("text")
    return _of_sent(
        facts,
        lambda request: (
            _lines(request, ["ANTHROPIC_BASE_URL"], "makes this path") if text in (request.path or "") else NO
        ),
    )


@predicate(
    "outcome-is",
    "the client's answer is: {outcome}",
    "the client's answer is not: {outcome}",
    Parameter("outcome", Type.TEXTS, choices=tuple(Sent)),
    by_login=True,
)
def outcome_is(facts: Facts, given: Arguments) -> Answer:
    """Match what the client does: sent, blocked, cannot tell."""
    wanted = given.texts("outcome")
    return _requests(facts, lambda request: Yes() if request.outcome in wanted else NO)


@predicate(
    "provider-is",
    "the provider is {provider}",
    "the provider is not {provider}",
    Parameter("provider", Type.TEXTS, choices=PROVIDERS),
)
def provider_is(facts: Facts, given: Arguments) -> Answer:
    """Match whose protocol the client speaks: Anthropic's own or a cloud's."""
    wanted = given.texts("provider")
    return _requests(facts, lambda request: Yes() if request.provider in wanted else NO)


@predicate(
    "payer-certainty-is",
    "who pays is {certainty}",
    "who pays is not {certainty}",
    Parameter("certainty", Type.TEXTS, choices=tuple(Certainty)),
    by_login=True,
)
def payer_certainty_is(facts: Facts, given: Arguments) -> Answer:
    """Match how it is known who pays: measured, documented, reported, cannot tell."""
    wanted = given.texts("certainty")

    def ask(request: Request) -> Answer:
        if request.payer.certainty not in wanted:
            return NO
        return Yes(tuple(Line(note.span, note.text) for note in request.payer.lines))

    return _requests(facts, ask)


@predicate("payer-is", "“{text}” pays", "“{text}” does not pay", Parameter("text", Type.TEXTS), by_login=True)
def payer_is(facts: Facts, given: Arguments) -> Answer:
    """Match words in the name of the payer, such as `subscription` or `credits`."""
    wanted = [text.lower() for text in given.texts("text")]

    def ask(request: Request) -> Answer:
        if not any(text in request.payer.who.lower() for text in wanted):
            return NO
        return Yes(tuple(Line(note.span, note.text) for note in request.payer.lines))

    return _requests(facts, ask)
