"""Predicates over the requests that the clients would send.

Each takes an optional `client`: one id or a list, or `any` for every client in the report. Without it Claude Code is
meant. Of a client that the documents do not concern nothing is reported, so the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...clients import CLIENT_NAMES, DEFAULT_CLIENT
from ...facts import Facts
from ...findings import PROVIDERS, Certainty, Request, Sent
from ...hosts import is_this_machine, is_vendors
from ...sources import CREDENTIAL_HEADERS
from ...values import host_is, host_of
from .. import signs
from ..answers import NO, Answer, Line, Maybe, No, Yes, every, some
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate

ANY = "any"
CLIENT = Parameter(
    "client",
    Type.TEXTS,
    required=False,
    choices=(*CLIENT_NAMES, ANY),
    unsaid=CLIENT_NAMES[DEFAULT_CLIENT],
    spoken=((ANY, "any client"), *CLIENT_NAMES.items()),
)


def client_signs(given: Arguments) -> signs.Signs:
    """Need a request of the client meant, or that none was predicted at all."""
    wanted = given.texts("client") or (DEFAULT_CLIENT,)
    meant = CLIENT_NAMES if ANY in wanted else wanted
    return frozenset((signs.NO_PREDICTION, *(f"client:{name}" for name in meant)))


def _requests(
    facts: Facts, given: Arguments, holds: Callable[[Request], Answer], *, in_each_world: bool = True
) -> Answer:
    """Ask of each request of the client meant; where none was predicted at all, the answer is maybe.

    Who pays is said of a request as it stands in the report only, so that is not asked `in_each_world`.
    """
    if not facts.requests:
        return Maybe("what the client sends was not worked out")
    wanted = given.texts("client") or (DEFAULT_CLIENT,)
    meant = [request for request in facts.requests if ANY in wanted or request.client in wanted]
    return some(_ask(request, holds) if in_each_world else holds(request) for request in meant)


def _ask(request: Request, holds: Callable[[Request], Answer]) -> Answer:
    """Ask of a request; where an unknown variable decides, of what each possibility comes to.

    Possibilities that agree are the answer, whatever the variable holds.
    """
    answer = holds(request)
    if not request.worlds or isinstance(answer, Yes):
        return answer
    answers = [_ask(world, holds) for world in request.worlds]
    if all(isinstance(each, No) for each in answers):
        return NO
    if all(isinstance(each, Yes) for each in answers):
        return every(answers)
    return _undecided(request)


def _undecided(request: Request) -> Maybe:
    why = (
        request.undecided.reason
        if request.undecided
        else request.message or "what the client sends depends on something that is not shown"
    )
    return Maybe(why, next(iter(request.evidence.values()), None))


def _lines(request: Request, sources: Iterable[str], text: str) -> Yes:
    """Return yes with the lines that the sources of headers come from."""
    spans = [(source, request.evidence[source]) for source in sources if source in request.evidence]
    return Yes(tuple(Line(span, text, source) for source, span in spans))


def at_address(request: Request, text: str) -> Yes:
    """Return yes with the line that names the endpoint; the client's own has none."""
    return _lines(request, [request.address] if request.address else [], text)


def of_sent(facts: Facts, given: Arguments, holds: Callable[[Request], Answer]) -> Answer:
    """Ask of requests that go out; a blocked one sends nothing, an undecided one gives maybe."""

    def ask(request: Request) -> Answer:
        if request.outcome is Sent.BLOCKED:
            return NO
        return holds(request) if request.outcome is Sent.SENT else _undecided(request)

    return _requests(facts, given, ask)


@predicate("is-reported", "the files concern {client}", "the files do not concern {client}", CLIENT, needs=client_signs)
def is_reported(facts: Facts, given: Arguments) -> Answer:
    """Match a client that the documents concern: only of those the report says what they send."""
    return _requests(facts, given, lambda _: Yes())


@predicate(
    "sends-header",
    "{client} sends the header {header}{source}",
    "{client} does not send the header {header}{source}",
    Parameter("header", Type.TEXT),
    Parameter("source", Type.TEXTS, required=False, framed=" from {}"),
    CLIENT,
    by_login=True,
    needs=client_signs,
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

    return _requests(facts, given, ask)


@predicate(
    "sends-credential",
    "{client} sends the credential {source}",
    "{client} does not send the credential {source}",
    Parameter("source", Type.TEXTS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def sends_credential(facts: Facts, given: Arguments) -> Answer:
    """Match a credential by where it comes from, whatever the header: OPENAI_API_KEY, subscription-login …"""
    wanted = given.texts("source")

    def ask(request: Request) -> Answer:
        sent = [source for source in credentials(request) if source in wanted]
        if not sent and request.outcome is Sent.CANNOT_TELL:
            return _undecided(request)
        return _lines(request, sent, "goes out as a credential") if sent else NO

    return _requests(facts, given, ask)


@predicate(
    "counts-credentials",
    "{client} sends {least} credentials or more",
    "{client} sends fewer than {least} credentials",
    Parameter("least", Type.NUMBER),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def counts_credentials(facts: Facts, given: Arguments) -> Answer:
    """Match a request with that many credentials of different sources; `not` with least = 1: none at all."""
    least = given.number("least", 2)

    def ask(request: Request) -> Answer:
        sources = credentials(request)
        return _lines(request, sources, "is one of the credentials sent") if len(sources) >= least else NO

    return of_sent(facts, given, ask)


def credentials(request: Request) -> list[str]:
    """Return the different sources of the credentials in a request, in order of their names."""
    return sorted({request.headers[name] for name in CREDENTIAL_HEADERS if name in request.headers})


@predicate(
    "endpoint-in",
    "the request of {client} goes to {hosts}",
    "the request of {client} does not go to {hosts}",
    Parameter("hosts", Type.TEXTS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def endpoint_in(facts: Facts, given: Arguments) -> Answer:
    """Match the host that the request goes to; `.example.com` stands for every name below example.com."""
    wanted = given.texts("hosts")

    def ask(request: Request) -> Answer:
        if request.endpoint is None:
            return _undecided(request)
        return at_address(request, "names the host here") if host_is(host_of(request.endpoint), wanted) else NO

    return of_sent(facts, given, ask)


@predicate(
    "endpoint-is-elsewhere",
    "the request of {client} goes to a host that is neither its vendor's nor the person's own machine",
    "the request of {client} goes to its vendor or to the person's own machine",
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def endpoint_is_elsewhere(facts: Facts, given: Arguments) -> Answer:
    """Match a request that goes to a gateway or to any host that is neither the vendor's nor this machine."""

    def ask(request: Request) -> Answer:
        if request.endpoint is None:
            return _undecided(request)
        at_home = is_vendors(request.provider, request.endpoint) or is_this_machine(request.endpoint)
        return NO if at_home else at_address(request, "names the host here")

    return of_sent(facts, given, ask)


@predicate(
    "path-contains",
    "the path of the request of {client} contains {text}",
    "the path of the request of {client} does not contain {text}",
    Parameter("text", Type.TEXT),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def path_contains(facts: Facts, given: Arguments) -> Answer:
    """Match the path that the request is sent to, such as /v1/v1/messages."""
    text = given.text("text")
    return of_sent(
        facts, given, lambda request: at_address(request, "makes this path") if text in (request.path or "") else NO
    )


@predicate(
    "model-contains",
    "the model that {client} names contains {text}",
    "the model that {client} names does not contain {text}",
    Parameter("text", Type.TEXTS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def model_contains(facts: Facts, given: Arguments) -> Answer:
    """Match the name of the model in the request; one that the files do not show cannot be told."""
    wanted = [text.lower() for text in given.texts("text")]

    def ask(request: Request) -> Answer:
        if request.model is None:
            return Maybe("which model the client names is not shown")
        return Yes() if any(text in request.model.lower() for text in wanted) else NO

    return of_sent(facts, given, ask)


@predicate(
    "outcome-is",
    "the answer of {client} is: {outcome}",
    "the answer of {client} is not: {outcome}",
    Parameter("outcome", Type.TEXTS, choices=tuple(Sent)),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def outcome_is(facts: Facts, given: Arguments) -> Answer:
    """Match what the client does: sent, blocked, cannot tell."""
    wanted = given.texts("outcome")
    return _requests(facts, given, lambda request: Yes() if request.outcome in wanted else NO)


@predicate(
    "refuses-with",
    "{client} refuses with a message that contains “{text}”",
    "{client} does not refuse with a message that contains “{text}”",
    Parameter("text", Type.TEXTS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def refuses_with(facts: Facts, given: Arguments) -> Answer:
    """Match the client's own words where it stops before it sends anything, upper and lower case alike."""
    wanted = [text.lower() for text in given.texts("text")]

    def ask(request: Request) -> Answer:
        if request.outcome is Sent.CANNOT_TELL:
            return _undecided(request)
        said = (request.message or "").lower() if request.outcome is Sent.BLOCKED else ""
        if not any(text in said for text in wanted):
            return NO
        return _lines(request, request.evidence, "makes the client refuse")

    return _requests(facts, given, ask)


@predicate(
    "provider-is",
    "the provider of {client} is {provider}",
    "the provider of {client} is not {provider}",
    Parameter("provider", Type.TEXTS, choices=PROVIDERS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def provider_is(facts: Facts, given: Arguments) -> Answer:
    """Match whose service the client speaks to: anthropic, a cloud, openai, chatgpt, gemini, custom …"""
    wanted = given.texts("provider")
    return _requests(facts, given, lambda request: Yes() if request.provider in wanted else NO)


@predicate(
    "payer-certainty-is",
    "who pays for {client} is {certainty}",
    "who pays for {client} is not {certainty}",
    Parameter("certainty", Type.TEXTS, choices=tuple(Certainty)),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def payer_certainty_is(facts: Facts, given: Arguments) -> Answer:
    """Match how it is known who pays: measured, documented, reported, cannot tell."""
    wanted = given.texts("certainty")
    return _requests(
        facts,
        given,
        lambda request: _payer(request) if request.payer.certainty in wanted else NO,
        in_each_world=False,
    )


@predicate(
    "payer-is",
    "“{text}” pays for {client}",
    "“{text}” does not pay for {client}",
    Parameter("text", Type.TEXTS),
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def payer_is(facts: Facts, given: Arguments) -> Answer:
    """Match words in the name of the payer, such as `subscription` or `credits`."""
    wanted = [text.lower() for text in given.texts("text")]

    def ask(request: Request) -> Answer:
        return _payer(request) if any(text in request.payer.who.lower() for text in wanted) else NO

    return _requests(facts, given, ask, in_each_world=False)


def _payer(request: Request) -> Yes:
    return Yes(tuple(Line(note.span, note.text) for note in request.payer.lines))
