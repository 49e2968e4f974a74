"""Who pays for a request, how that is known, and the sentence that says so.

Never more than is known: what a server makes of two credentials was not measured and is not promised.
"""

from __future__ import annotations

from collections.abc import Sequence

from .client import Client, FileRead
from .credentialkinds import ANTHROPIC, PLACEHOLDER, PLAN
from .environment import Evaluation
from .findings import Certainty, Note, Payer, Request, Sent
from .gateways import TRUEFOUNDRY, VERCEL, Gateway
from .hosts import (
    CLOUDS,
    OLLAMA,
    WEBSITES,
    Cloud,
    gateway_of,
    has_own_port,
    is_anthropic,
    is_cloud_model,
    is_private,
    is_this_machine,
    local_model,
    local_proxy,
)
from .records import replace
from .refusals import would_pay
from .regexes import regex
from .sends import Sends, capital, listed, sends_of, verb
from .settling import settles
from .values import GATEWAY_HEADERS, host_is, host_of
from .vendors import CANNOT_TELL, KEY_OWNER, SUBSCRIPTION, at_vendor, cannot, vendor_at

_TWICE = regex(r"/v\d+(?:/messages)?/v1/messages$|/(?:completions|responses)/v1/messages$")

_AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")

__all__ = ["CANNOT_TELL", "KEY_OWNER", "SUBSCRIPTION", "payer"]


def payer(request: Request, evaluation: Evaluation, client: Client, files: Sequence[FileRead] = ()) -> Payer:
    """Return who pays for a request that has no payer yet; environment and the client's own files gave it."""
    found = _payer(request, sends_of(request, client, evaluation, files))
    if found.certainty is not Certainty.CANNOT_TELL and request.outcome is Sent.SENT and _leads_nowhere(request):
        found = would_pay(found, f"Nothing answers at {request.path}, so nobody pays as it stands.")
    if client.id == "claude-code" and request.outcome is Sent.SENT and _names_no_model(request):
        found = would_pay(found, "Anthropic has no model of the name that is sent, so nobody pays as it stands.")
    note = f" {request.message}" if request.message and request.outcome is Sent.SENT else ""
    whole = replace(found, sentence=found.sentence + note, lines=_lines(request, client))
    return replace(whole, settles=settles(request, whole))


def _leads_nowhere(request: Request) -> bool:
    """Tell whether a request ends in a path twice, `/v1/v1/messages`, or where Azure has nothing.

    Azure serves models below /openai, and in Foundry below /anthropic and /models as well, and answers 404 elsewhere:
    https://learn.microsoft.com/en-us/azure/foundry/openai/api-version-lifecycle, read 2026-11-27.
    """
    if request.path and host_is(host_of(request.endpoint or ""), _AZURE):
        return not request.path.startswith(("/openai/", "/anthropic/", "/models/", "/api/", "/deployments/"))
    return _TWICE.search(request.path or "") is not None


def _names_no_model(request: Request) -> bool:
    """Tell whether a request to Anthropic names a model that only others have."""
    from .modelnames import is_unknown_to_anthropic

    return is_anthropic(request.endpoint) and is_unknown_to_anthropic(request.model or "")


def _payer(request: Request, sends: Sends) -> Payer:
    cloud = CLOUDS.get(request.provider)
    if request.outcome is Sent.BLOCKED:
        return _blocked(request, sends.client)
    if request.outcome is Sent.CANNOT_TELL:
        return _undecided(request, cloud, sends.client)
    if cloud:
        return _cloud(cloud, sends)
    wants_a_key = vendor_at(request.endpoint) or gateway_of(request.endpoint, request.headers)
    if wants_a_key and (sends.is_unfilled or sends.is_address):
        what = "the name of a variable, sent as it stands" if sends.is_unfilled else "an address and no key"
        said = f"Nobody pays: {sends.sentence()} It is {what}, and refused there."
        return Payer("nobody", sends.client.basis, said)
    if vendor_at(request.endpoint):
        return _at_odd_port(sends) if has_own_port(request.endpoint) else at_vendor(request, sends)
    program = local_model(request.endpoint)
    if program:
        return _local_model(program, request.model, sends)
    gateway = gateway_of(request.endpoint, request.headers, request.path)
    if gateway and gateway.hosts and has_own_port(request.endpoint):
        return _at_odd_port(sends)
    if gateway:
        found = _gateway(gateway, request, sends)
        is_known = found.certainty is not Certainty.CANNOT_TELL
        return replace(found, source=gateway.source, read=gateway.read) if is_known else found
    return _unknown_host(request, sends)


def _blocked(request: Request, client: Client) -> Payer:
    """Say that nothing is paid; a base URL with `?` or `#` lets a request out, but none that anything answers."""
    message = (request.message or "an error").rstrip(".")
    if not request.headers:
        return Payer("nobody", client.basis, f"Nobody pays: {client.name} stops with “{message}” and sends nothing.")
    host = (request.endpoint or "").partition("://")[2] or "its address"
    return Payer(
        "nobody",
        client.basis,
        f"Nobody pays: {client.name} stops with “{message}” and gets no answer that costs anything. "
        f"What it sends reaches {host} all the same.",
    )


def _undecided(request: Request, cloud: Cloud | None, client: Client) -> Payer:
    message = request.message or f"It cannot be told what {client.name} sends."
    if cloud:
        plan = f", not {client.plan}" if client.plan and client.logins else ""
        return cannot(f"{message} If a request goes out, {cloud.pays} pays{plan}.")
    return cannot(f"Who pays cannot be told. {message}")


def _cloud(cloud: Cloud, sends: Sends) -> Payer:
    host = sends.host.partition(":")[0]
    if not host.endswith(cloud.hosts):
        plan = f" {capital(sends.client.plan)} does not." if sends.client.plan else ""
        return cannot(
            f"{sends.sentence()} It speaks {cloud.name}'s language at an address that is not {cloud.name}'s own: "
            f"who pays is up to whoever runs it.{plan}",
        )
    if set(sends.sources) <= {"CLAUDE_CODE_SKIP_FOUNDRY_AUTH"}:  # a constant is no credential
        return cannot(
            f"{sends.sentence()} {cloud.name} will refuse it, unless something on the way adds a credential.",
        )
    if sends.client.id == "claude-code":
        return Payer(
            cloud.pays,
            Certainty.MEASURED,
            f"{cloud.flag} is on, so Claude Code sends its requests to {cloud.name} and {cloud.pays} pays. "
            "Your Claude login, ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL do not count.",
        )
    return Payer(cloud.pays, sends.client.basis, f"{sends.sentence()} {capital(verb(cloud.pays))}.")


def _at_odd_port(sends: Sends) -> Payer:
    return cannot(f"{sends.sentence()} No address with that port is documented there, so nothing may answer.")


def _local_model(program: str, model: str | None, sends: Sends) -> Payer:
    """Say who pays for a model on this machine; Ollama passes some on: https://docs.ollama.com/cloud, 2026-11-27."""
    said = f"{sends.sentence()} That is the usual address of {program}"
    if program == OLLAMA and is_cloud_model(model):
        return Payer(
            "your Ollama account",
            Certainty.DOCUMENTED,
            f"{said}, which documents that it passes a model with “cloud” at the end of its name on to ollama.com: "
            "your Ollama account pays.",
            source="https://docs.ollama.com/cloud",
            read="2026-11-27",
        )
    unless = ", unless its name ends in “cloud”: those run at ollama.com" if program == OLLAMA and not model else ""
    return Payer(
        "nobody",
        Certainty.DOCUMENTED,
        f"{said}, which runs a model on this machine: nobody pays for it{unless}.",
    )


def _gateway(gateway: Gateway, request: Request, sends: Sends) -> Payer:
    """Say who pays at a known gateway, by what its vendor documents."""
    said = sends.sentence()
    has_own = gateway.own_header in sends.headers
    if sends.has_plan:
        return _plan_at_gateway(gateway, sends, said, has_own=has_own)
    if gateway is VERCEL and has_own and not sends.bearer:
        return cannot(
            f"{said} Your Claude login is not sent. Vercel documents the gateway key beside a login only, so either "
            "the account that owns the key or the gateway's credits pay."
        )
    accepts = _accepted(gateway, request)
    accepted = next((name for name in accepts if name in sends.headers), None)
    if accepted is None:
        return _not_documented(gateway, sends, said)
    source = sends.headers[accepted]
    found = sends.issuer(source)
    if not gateway.passes_key and found in (PLAN, ANTHROPIC):
        return cannot(f"{said} It is a credential of Anthropic's, and {gateway.name} documents a key of its own.")
    knows_keys = bool(gateway.issuers) or not gateway.forwards
    if knows_keys and found not in (None, PLACEHOLDER, "litellm", *gateway.issuers):
        return cannot(
            f"{said} It is a credential of another vendor or service, and {gateway.name} documents a key of its own."
        )
    pays = _who(gateway, request)
    condition = f" if it is a key of {gateway.name}'s" if source == "apiKeyHelper" else ""
    said += f" {f'A guide by {gateway.guide} says' if gateway.guide else f'{gateway.name} documents'} that "
    said += f"{verb(pays)}{condition}."
    if found == PLACEHOLDER:
        said += " If your file has a placeholder there as well, the gateway refuses it."
    other = next((each for each in sends.sources if each != source), None)
    if other is not None and not sends.holds_one_value(source, other):
        said += f" {capital(sends.words(other))} goes there too, although it may be meant for another vendor alone."
    return Payer(pays, Certainty.REPORTED if gateway.guide else Certainty.DOCUMENTED, said)


def _accepted(gateway: Gateway, request: Request) -> tuple[str, ...]:
    """Return the headers in which a gateway takes its key: to all but Anthropic's protocol that is a bearer."""
    if request.provider == "anthropic" or "x-api-key" in request.headers:
        return gateway.accepts
    return ("authorization", "api-key", "x-goog-api-key")


def _who(gateway: Gateway, request: Request) -> str:
    """Return who pays; where the vendor's own key is passed on, the owner of that."""
    if not gateway.passes_key:
        return gateway.pays
    vendor = {"anthropic": "Anthropic API", "openai": "OpenAI API"}.get(request.provider, "API")
    return gateway.pays.replace("API", vendor)


def _not_documented(gateway: Gateway, sends: Sends, said: str) -> Payer:
    if not sends.credentials:
        return cannot(f"{said} {gateway.name} documents a key of its own, so it will refuse this request.")
    if sends.client.id != "claude-code":
        return cannot(f"{said} {gateway.name} documents another header for its key, so it may refuse this one.")
    wanted = "ANTHROPIC_AUTH_TOKEN" if "authorization" in gateway.accepts else "ANTHROPIC_API_KEY"
    return cannot(f"{said} {gateway.name} documents {wanted} for its key, so it may refuse this one.")


def _plan_at_gateway(gateway: Gateway, sends: Sends, said: str, *, has_own: bool) -> Payer:
    """Say who pays where the token of a subscription goes to a gateway."""
    plan = sends.client.plan
    if sends.has_two:
        return cannot(f"{said} Which of them the gateway uses is not documented.")
    if sends.client.id != "claude-code":
        return cannot(f"{said} {gateway.name} documents a key of its own. Whoever runs that host can use the token.")
    if gateway is VERCEL and has_own:
        return Payer(
            f"{plan} as documented, your Vercel AI Gateway credits as reported",
            Certainty.REPORTED,
            f"{said} Vercel documents that the subscription pays; since March 2026 several people report that the "
            "gateway's credits were charged instead.",
        )
    if gateway is TRUEFOUNDRY and "ANTHROPIC_CUSTOM_HEADERS" in sends.headers.values():
        return Payer(
            f"{plan}, if the gateway holds no key of its own",
            Certainty.DOCUMENTED,
            f"{said} TrueFoundry documents that it passes the login on where its provider account has no key; where "
            "it has one, the owner of that key pays.",
        )
    if gateway.forwards and has_own and "authorization" in gateway.accepts:
        return Payer(
            f"{plan}, if the proxy forwards your login",
            Certainty.DOCUMENTED,
            f"{said} {gateway.name} documents that the subscription pays if the proxy is set to forward the client's "
            "headers; if it is not, the owner of the proxy's provider key pays.",
        )
    return cannot(
        f"{said} {gateway.name} documents a key of its own, which is not set here. It may refuse the request; "
        "who pays if it does not is not documented."
        if not has_own
        else f"{said} {gateway.name} does not document what it does with a subscription's token."
    )


def _unknown_host(request: Request, sends: Sends) -> Payer:
    said = sends.sentence()
    if request.endpoint is None:
        return cannot(said)
    if host_is(host_of(request.endpoint), WEBSITES):
        return cannot(f"{said} That is a website for people, which has no such page: most likely nobody pays.")
    proxy = local_proxy(request.endpoint)
    usual = f" The port is {proxy}'s usual one; there the owner of the provider key in the proxy pays." if proxy else ""
    if is_this_machine(request.endpoint):
        end = "A program on this machine answers there, and who pays is up to where that one sends it."
        return cannot(f"{said} {end}{usual}")
    if sends.has_plan:
        said += " Whoever runs that host can read and use the token."
    if is_private(request.endpoint):
        return cannot(f"{said} The host is in a private network: who pays is up to whoever runs it there.{usual}")
    return cannot(f"{said} The host is not among the gateways known here, so who pays is up to whoever runs it.")


def _lines(request: Request, client: Client) -> tuple[Note, ...]:
    """Return the lines that decide, with what each does there; no value of the person's is repeated."""
    notes = [Note(span, _line_text(source, request, client)) for source, span in request.evidence.items()]
    return tuple(dict.fromkeys(notes))


def _line_text(source: str, request: Request, client: Client) -> str:
    cloud = CLOUDS.get(request.provider)
    if cloud and source == cloud.flag:
        return f"switches {cloud.name} on"
    if source in (request.address, "ANTHROPIC_BASE_URL"):
        host = (request.endpoint or "").partition("://")[2]
        return f"sends requests to {host}" if host else "sets where requests go"
    if request.outcome is Sent.CANNOT_TELL and source not in request.headers.values():
        return f"decides, but the value of {source} cannot be told"
    if source == "ANTHROPIC_CUSTOM_HEADERS":
        known = [name for name in GATEWAY_HEADERS if name in request.headers]
        return f"adds the header {' and '.join(known)}" if known else "adds headers"
    names = [name for name, origin in request.headers.items() if origin == source]
    if request.outcome is Sent.BLOCKED and source not in client.effects:
        return f"stops {client.name}"
    return f"goes out as {listed(names)}" if names else client.effects.get(source, "has a part in it")
