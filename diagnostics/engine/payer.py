"""Who pays for a request, how that is known, and the sentence that says so.

Never more than is known: what a server makes of two credentials was not measured and is not promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .client import Client
from .environment import Evaluation
from .findings import Certainty, Note, Payer, Request, Sent
from .hosts import CLOUDS, VERCEL, Cloud, Gateway, gateway_of, is_anthropic, is_this_machine, local_model
from .secretpatterns import MASK_RE
from .sources import source_words
from .values import GATEWAY_HEADERS, is_placeholder

SUBSCRIPTION = "your Claude subscription"
KEY_OWNER = "the Anthropic API account that owns the key (Console)"
CANNOT_TELL = "cannot tell"

_PLAN = frozenset({"subscription-login", "CLAUDE_CODE_OAUTH_TOKEN"})
_FOREIGN = ("vck_", "sk-or-", "sk-proj-", "sk-kimi-", "AKIA", "AIza")


@dataclass(frozen=True, slots=True)
class _Sends:
    """The parts of a request that decide who pays."""

    bearer: str | None
    key: str | None
    gateway_header: str | None
    host: str  # for the sentence
    headers: Mapping[str, str]
    client: Client

    @property
    def has_plan(self) -> bool:
        return self.bearer in _PLAN

    @property
    def only(self) -> str | None:
        """The source of the one credential that goes out; None for two different ones or none."""
        found = {source for source in (self.bearer, self.key) if source}
        return found.pop() if len(found) == 1 else None

    @property
    def has_two(self) -> bool:
        return bool(self.bearer and self.key and self.bearer != self.key)

    @property
    def has_two_custom(self) -> bool:
        return self.bearer == self.key == "ANTHROPIC_CUSTOM_HEADERS"

    def sentence(self) -> str:
        """Say what goes where: "Claude Code sends A and a gateway key to HOST." """
        parts = list(dict.fromkeys(self.words(source) for source in (self.bearer, self.key) if source))
        if self.has_two_custom:
            parts = ["two credentials from ANTHROPIC_CUSTOM_HEADERS"]
        if self.gateway_header:
            parts.append("a gateway key")
        return f"{self.client.name} sends {_listed(parts) or 'no credential'} to {self.host}."

    def words(self, source: str | None) -> str:
        """Return a source of a header as a sentence calls it."""
        return source_words(self.client, source or "")


def payer(request: Request, evaluation: Evaluation, client: Client) -> Payer:
    """Return who pays for a request that has no payer yet; `evaluation` is the environment that gave it."""
    found = _payer(request, evaluation, client)
    note = f" {request.message}" if request.message and request.outcome is Sent.SENT else ""
    return Payer(found.who, found.certainty, found.sentence + note, _lines(request))


def _payer(request: Request, evaluation: Evaluation, client: Client) -> Payer:
    cloud = CLOUDS.get(request.provider)
    if request.outcome is Sent.BLOCKED:
        return _blocked(request)
    if request.outcome is Sent.CANNOT_TELL:
        return _undecided(request, cloud)
    sends = _sends(request, client)
    if cloud:
        return _cloud(cloud, request, sends)
    if is_anthropic(request.endpoint):
        return _direct(sends, evaluation)
    program = local_model(request.endpoint)
    if program:
        return Payer(
            "nobody",
            Certainty.DOCUMENTED,
            f"{sends.sentence()} That is the usual address of {program}, which runs a model on this machine: "
            "nobody pays for it.",
        )
    gateway = gateway_of(request.endpoint, request.headers)
    if gateway:
        return _gateway(gateway, sends, evaluation)
    return _unknown_host(sends, is_local=is_this_machine(request.endpoint))


def _blocked(request: Request) -> Payer:
    """Say that nothing is paid; a base URL with `?` or `#` lets a request out, but none that anything answers."""
    message = (request.message or "an error").rstrip(".")
    gets_out = message.startswith("There's an issue")
    end = "gets no answer that costs anything" if gets_out else "sends nothing"
    return Payer("nobody", Certainty.MEASURED, f"Nobody pays: Claude Code stops with “{message}” and {end}.")


def _undecided(request: Request, cloud: Cloud | None) -> Payer:
    message = request.message or "It cannot be told what Claude Code sends."
    if cloud:
        return Payer(
            CANNOT_TELL,
            Certainty.CANNOT_TELL,
            f"{message} If a request goes out, {cloud.pays} pays, not your Claude subscription.",
        )
    return Payer(CANNOT_TELL, Certainty.CANNOT_TELL, f"Who pays cannot be told. {message}")


def _sends(request: Request, client: Client) -> _Sends:
    headers = request.headers
    return _Sends(
        headers.get("authorization"),
        headers.get("x-api-key"),
        next((name for name in GATEWAY_HEADERS if name in headers), None),
        (request.endpoint or "").partition("://")[2] or "an address that is not known",
        headers,
        client,
    )


def _cloud(cloud: Cloud, request: Request, sends: _Sends) -> Payer:
    host = sends.host.partition(":")[0]
    if not host.endswith(cloud.hosts):
        return Payer(
            CANNOT_TELL,
            Certainty.CANNOT_TELL,
            f"{sends.sentence()} It speaks {cloud.name}'s language at an address that is not {cloud.name}'s own: "
            "who pays is up to whoever runs it. Your Claude subscription does not.",
        )
    if not (sends.bearer or sends.key):
        return Payer(
            CANNOT_TELL,
            Certainty.CANNOT_TELL,
            f"{sends.sentence()} {cloud.name} will refuse it, unless something on the way adds a credential.",
        )
    return Payer(
        cloud.pays,
        Certainty.MEASURED,
        f"{cloud.flag} is on, so Claude Code sends its requests to {cloud.name} and {cloud.pays} pays. "
        "Your Claude login, ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL do not count.",
    )


def _direct(sends: _Sends, evaluation: Evaluation) -> Payer:
    """Say who pays at api.anthropic.com."""
    said = sends.sentence()
    if sends.gateway_header:
        said += " Without ANTHROPIC_BASE_URL the gateway key reaches Anthropic, which has no use for it."
    if sends.has_two or sends.has_two_custom:
        return _cannot(f"{said} Which of the two Anthropic charges is not documented.")
    source = sends.only
    content = _content(source, evaluation)
    if source in _PLAN:
        if content in ("key", "foreign"):
            return _cannot(f"{said} It holds no subscription token, so Anthropic will refuse it: nobody pays.")
        return Payer(SUBSCRIPTION, Certainty.MEASURED, f"{said} Your Claude subscription pays.")
    if source in ("ANTHROPIC_API_KEY", "console-login"):
        if content == "plan":
            return _cannot(
                f"{said} The variable holds a subscription token, which Anthropic does not take as a key. "
                "There is no API key of a Claude subscription."
            )
        if content == "foreign":
            return _cannot(f"{said} The key is another vendor's, so Anthropic will refuse it: nobody pays.")
        said += " The Anthropic API account that owns the key pays, not your Claude subscription."
        if content == "placeholder":
            said += " The value still is a placeholder, and a key that nobody owns is refused."
        return Payer(KEY_OWNER, Certainty.MEASURED, said)
    if source == "apiKeyHelper":
        return Payer(
            "the Anthropic account that owns the credential that apiKeyHelper prints",
            Certainty.MEASURED,
            f"{said} The account that owns this credential pays, not your Claude login.",
        )
    if content == "foreign":
        return _cannot(f"{said} The token is another vendor's, so Anthropic will refuse it: nobody pays.")
    return _cannot(f"{said} It takes the place of your Claude login; whose account pays cannot be seen here.")


def _gateway(gateway: Gateway, sends: _Sends, evaluation: Evaluation) -> Payer:
    """Say who pays at a known gateway, by what its vendor documents."""
    said = sends.sentence()
    has_own = gateway.own_header in sends.headers
    if sends.has_plan:
        return _plan_at_gateway(gateway, sends, said, has_own=has_own)
    if gateway is VERCEL and has_own and not sends.bearer:
        return _cannot(
            f"{said} Your Claude login is not sent. Vercel documents the gateway key beside a login only, so either "
            "the account that owns the key or the gateway's credits pay."
        )
    accepted = next((name for name in gateway.accepts if name in sends.headers), None)
    if accepted is None:
        wanted = "ANTHROPIC_AUTH_TOKEN" if "authorization" in gateway.accepts else "ANTHROPIC_API_KEY"
        return _cannot(f"{said} {gateway.name} documents {wanted} for its key, so it may refuse this one.")
    source = sends.headers[accepted]
    if not gateway.passes_key and _content(source, evaluation) in ("plan", "key"):
        return _cannot(f"{said} It is a credential of Anthropic's, and {gateway.name} documents a key of its own.")
    condition = f" if it is a key of {gateway.name}'s" if source == "apiKeyHelper" else ""
    said += f" {gateway.name} documents that {_verb(gateway.pays)}{condition}."
    if _content(source, evaluation) == "placeholder":
        said += " The value still is a placeholder, so the gateway will refuse it."
    if sends.has_two:
        other = sends.key if accepted == "authorization" else sends.bearer
        said += f" {_capital(sends.words(other))} goes there too, although it may be meant for Anthropic alone."
    return Payer(gateway.pays, Certainty.DOCUMENTED, said)


def _plan_at_gateway(gateway: Gateway, sends: _Sends, said: str, *, has_own: bool) -> Payer:
    """Say who pays where the subscription's token goes to a gateway."""
    if sends.has_two:
        return _cannot(f"{said} Which of them the gateway uses is not documented.")
    if gateway is VERCEL and has_own:
        return Payer(
            "your Claude subscription as documented, your Vercel AI Gateway credits as reported",
            Certainty.REPORTED,
            f"{said} Vercel documents that the subscription pays; since March 2026 several people report that the "
            "gateway's credits were charged instead.",
        )
    if gateway.forwards and has_own and "authorization" in gateway.accepts:
        return Payer(
            "your Claude subscription, if the proxy forwards your login",
            Certainty.DOCUMENTED,
            f"{said} {gateway.name} documents that the subscription pays if the proxy is set to forward the client's "
            "headers; if it is not, the owner of the proxy's provider key pays.",
        )
    return _cannot(
        f"{said} {gateway.name} documents a key of its own, which is not set here. It may refuse the request; "
        "who pays if it does not is not documented."
        if not has_own
        else f"{said} {gateway.name} does not document what it does with a subscription's token."
    )


def _unknown_host(sends: _Sends, *, is_local: bool) -> Payer:
    said = sends.sentence()
    if is_local:
        return _cannot(
            f"{said} A program on this machine answers there, and who pays is up to where that one sends it."
        )
    if sends.has_plan:
        said += " Whoever runs that host can read and use the token."
    return _cannot(f"{said} The host is not among the gateways known here, so who pays is up to whoever runs it.")


def _cannot(sentence: str) -> Payer:
    return Payer(CANNOT_TELL, Certainty.CANNOT_TELL, sentence)


def _content(source: str | None, evaluation: Evaluation) -> str | None:
    """Return what a credential variable seems to hold: "plan", "key", "foreign", "placeholder" or nothing known."""
    value = (evaluation.environment.exported_value(source) if source else None) or ""
    mask = MASK_RE.search(value)
    kind = mask.group(1) if mask else ""
    text = value.strip().strip("\"'")
    if text.startswith("sk-ant-oat") or kind == "anthropic-oauth-token":
        return "plan"
    if text.startswith("sk-ant-api") or kind in ("anthropic-api-key", "anthropic-key"):
        return "key"
    if text.startswith(_FOREIGN) or kind.startswith(_VENDORS):
        return "foreign"
    return "placeholder" if is_placeholder(value) else None


# Beginnings of the kinds of masks that tell another vendor's credential; the rest may be anybody's.
_VENDORS = ("vercel", "openrouter", "openai", "kimi", "google", "aws", "litellm", "portkey", "helicone", "groq", "xai")


def _lines(request: Request) -> tuple[Note, ...]:
    """Return the lines that decide, with what each does there; no value of the person's is repeated."""
    notes = [Note(span, _line_text(source, request)) for source, span in request.evidence.items()]
    return tuple(dict.fromkeys(notes))


def _line_text(source: str, request: Request) -> str:
    cloud = CLOUDS.get(request.provider)
    if cloud and source == cloud.flag:
        return f"switches {cloud.name} on"
    if source == "ANTHROPIC_BASE_URL":
        host = (request.endpoint or "").partition("://")[2]
        return f"sends requests to {host}" if host else "sets where requests go"
    if request.outcome is Sent.CANNOT_TELL and source not in request.headers.values():
        return f"decides, but the value of {source} cannot be told"
    if source == "ANTHROPIC_CUSTOM_HEADERS":
        known = [name for name in GATEWAY_HEADERS if name in request.headers]
        return f"adds the header {' and '.join(known)}" if known else "adds headers"
    names = [name for name, origin in request.headers.items() if origin == source]
    if request.outcome is Sent.BLOCKED:
        return "stops Claude Code"
    return f"goes out as {_listed(names)}" if names else "has a part in it"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def _verb(who: str) -> str:
    """Return the payer with its verb: credits pay, an account pays."""
    return f"{who} pay" if who.endswith("credits") else f"{who} pays"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
