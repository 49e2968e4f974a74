"""Who pays where a client talks to a vendor at the vendor's own address."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .credentialkinds import ANTHROPIC, PLACEHOLDER, PLAN
from .findings import Certainty, Payer, Request
from .hosts import hostname
from .longwindow import asks_for_credits
from .records import dataclass, replace
from .sends import PLAN_SOURCES, Sends, capital, verb
from .values import ANTHROPIC_HOSTS

SUBSCRIPTION = "your Claude subscription"
CREDITS = "your Claude account's usage credits"
KEY_OWNER = "the Anthropic API account that owns the key (Console)"
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor at its own host: who pays for a key there, and whose keys it takes; (): no telling by their form."""

    name: str
    account: str
    issuers: tuple[str, ...]
    instead: str = ""  # what does not pay, where people may think so


# By host. A client that sends one credential to the vendor's own host leaves no doubt who is charged.
VENDORS: Mapping[str, Vendor] = MappingProxyType(
    {
        "api.openai.com": Vendor(
            "OpenAI", "the OpenAI API account that owns the key", ("openai",), "A ChatGPT plan does not pay for it."
        ),
        "generativelanguage.googleapis.com": Vendor(
            "Google", "the Google AI Studio project that owns the key", ("google",)
        ),
        "api.githubcopilot.com": Vendor("GitHub", "the Copilot seat of the token's owner", ("github",)),
        "opencode.ai": Vendor("OpenCode", "your OpenCode balance or plan", ()),
        "api.groq.com": Vendor("Groq", "the Groq account that owns the key", ("groq",)),
        "api.x.ai": Vendor("xAI", "the xAI account that owns the key", ("xai",)),
        "api.mistral.ai": Vendor("Mistral", "the Mistral account that owns the key", ()),
        "api.cline.bot": Vendor("Cline", "your Cline account", ()),
        "router.huggingface.co": Vendor("Hugging Face", "the Hugging Face account of the token", ("hugging-face",)),
    }
)
# Hosts behind the stored login of a client: its plan pays.
_PLAN_HOSTS = ("chatgpt.com", "cloudcode-pa.googleapis.com", "api.githubcopilot.com", "api.cline.bot")


def vendor_at(endpoint: str | None) -> bool:
    """Tell whether an address is the own one of a vendor whose payer is known here."""
    host = hostname(endpoint)
    return host in VENDORS or host in _PLAN_HOSTS or host in ANTHROPIC_HOSTS


def cannot(sentence: str) -> Payer:
    """Return that nobody can tell who pays, and why."""
    return Payer(CANNOT_TELL, Certainty.CANNOT_TELL, sentence)


_ACTIONS = "https://docs.github.com/en/copilot/how-tos/copilot-cli/use-copilot-cli-in-actions"
_OF_AN_APP = (
    "It is the token of the workflow's run or of another GitHub App, and no person's. GitHub documents that the "
    "organisation pays where its policy allows that and the workflow grants `copilot-requests: write`; "
    "else it is refused."
)


def at_vendor(request: Request, sends: Sends) -> Payer:
    """Return who pays for a request to such an address."""
    host = hostname(request.endpoint) or ""
    if host in ANTHROPIC_HOSTS:
        return at_anthropic(sends)
    said = sends.sentence()
    if sends.has_plan:
        if host in _PLAN_HOSTS:
            return Payer(sends.client.plan, sends.client.basis, f"{said} {capital(verb(sends.client.plan))}.")
        return cannot(f"{said} It is the token of a login, and API keys are what is taken there.")
    if "opencode-public" in sends.sources:
        return Payer(
            "nobody",
            Certainty.REPORTED,
            f"{said} People report that the model to which this leads costs nothing for now: nobody pays.",
        )
    vendor = VENDORS.get(host)
    if not sends.credentials:
        name = vendor.name if vendor else host
        return Payer("nobody", sends.client.basis, f"Nobody pays: {said} Without a credential {name} refuses it.")
    if vendor is None:
        return cannot(f"{said} Who pays for that is not known here.")
    return _with_key(vendor, sends, said)


def _with_key(vendor: Vendor, sends: Sends, said: str) -> Payer:
    """Return who pays for a key at its vendor's own host."""
    if sends.has_two:
        return cannot(f"{said} Which of them {vendor.name} charges is not documented.")
    if vendor.name == "GitHub" and sends.is_of_an_app:
        return replace(cannot(f"{said} {_OF_AN_APP}"), source=_ACTIONS, read="2026-11-27")
    found = sends.issuer(sends.only)
    if vendor.issuers and found not in (None, PLACEHOLDER, *vendor.issuers):
        return cannot(
            f"{said} The key is another vendor's, so {vendor.name} will most likely refuse it; then nobody pays."
        )
    said += f" {capital(verb(vendor.account))}."
    if found == PLACEHOLDER:
        said += " If your file has a placeholder there as well, it is refused: nobody owns such a key."
    return Payer(vendor.account, sends.client.basis, f"{said} {vendor.instead}".rstrip())


def at_anthropic(sends: Sends) -> Payer:
    """Return who pays at api.anthropic.com."""
    said = sends.sentence()
    if sends.gateway_header:
        said += " Without ANTHROPIC_BASE_URL the gateway key reaches Anthropic, which has no use for it."
    if sends.has_two or sends.has_two_custom:
        return cannot(f"{said} Which of the two Anthropic charges is not documented.")
    source = sends.only
    if source is None:
        return Payer("nobody", Certainty.MEASURED, f"Nobody pays: {said} Without a credential Anthropic refuses it.")
    found = sends.issuer(source)
    is_foreign = found not in (None, PLACEHOLDER, PLAN, ANTHROPIC)
    if source in PLAN_SOURCES:
        if found == ANTHROPIC or is_foreign:
            return cannot(
                f"{said} It holds no subscription token, so Anthropic will most likely refuse it; then nobody pays."
            )
        if asks_for_credits(sends.evaluation):
            return _usage_credits(said)
        return Payer(SUBSCRIPTION, Certainty.MEASURED, f"{said} Your Claude subscription pays.")
    if source == "apiKeyHelper":
        return Payer(
            "the Anthropic account that owns the credential that apiKeyHelper prints",
            Certainty.MEASURED,
            f"{said} The account that owns this credential pays, not your Claude login.",
        )
    if "authorization" in sends.credentials and sends.client.id == "claude-code":
        if is_foreign:
            return cannot(
                f"{said} The token is another vendor's, so Anthropic will most likely refuse it; then nobody pays."
            )
        return cannot(f"{said} It takes the place of your Claude login; whose account pays cannot be seen here.")
    return _anthropic_key(said, found, is_foreign=is_foreign)


def _usage_credits(said: str) -> Payer:
    pays = capital(verb(CREDITS))
    return Payer(
        CREDITS,
        Certainty.DOCUMENTED,
        f"{said} {pays}. No plan includes the long window ([1m]) of Sonnet 4.6: where usage credits are off, the "
        "request is refused.",
        source="https://code.claude.com/docs/en/model-config#extended-context",
        read="2026-08-22",
    )


def _anthropic_key(said: str, found: str | None, *, is_foreign: bool) -> Payer:
    """Return who pays for a key in `x-api-key`."""
    if found == PLAN:
        return cannot(
            f"{said} The variable holds a subscription token, which Anthropic does not take as a key. "
            "There is no API key of a Claude subscription."
        )
    if is_foreign:
        return cannot(f"{said} The key is another vendor's, so Anthropic will most likely refuse it; then nobody pays.")
    said += " The Anthropic API account that owns the key pays, not your Claude subscription."
    if found == PLACEHOLDER:
        said += " If your file has a placeholder there as well, it is refused: nobody owns such a key."
    return Payer(KEY_OWNER, Certainty.MEASURED, said)
