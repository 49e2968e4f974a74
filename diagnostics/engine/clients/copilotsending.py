"""What GitHub Copilot CLI sends: to a provider of one's own as measured on 1.0.102, else with a GitHub token.

Which token comes first is what `copilot help environment` says; the host behind it differs by plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..client import Seen
from ..environment import Evaluation, State, Variable
from ..findings import Certainty, Login, Mode, Request
from ..masking.secretpatterns import MASK_RE
from ..process import SHELLS
from ..records import replace
from ..regexes import regex
from ..source import Document
from .copilot_cli import CLIENT, LOGIN, MODEL_OPTION
from .files import lay_over
from .headers import unmasked
from .inputs import OPAQUE, Blocked, Inputs
from .sending import Sending, answered
from .urls import BadUrl, Target, UnknownScheme, join_web
from .worlds import explore

BASE = "COPILOT_PROVIDER_BASE_URL"
_TOKENS = ("COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN")
_HOSTS = ("COPILOT_GH_HOST", "GH_HOST")  # in this order, says `copilot help environment` of 1.0.102
_OPENAI = regex(r"/openai(?=/|$)")
# Another program that starts the client, by an option that names it: headroom wrap --agent copilot
_BY = regex(
    r"^[ \t]*(?:[$❯%>][ \t]+)?(?:[A-Za-z_]\w*=\S*[ \t]+){0,20}(?P<by>(?!copilot\b)[\w./~-]+)[ \t](?:[^\n]{0,200}[ \t])?"
    r"--?(?:agent|client|cli|tool)[ \t=]+[\"']?copilot\b",
    re.MULTILINE,
)
_HOST = "https://api.githubcopilot.com"


def view(shell: Evaluation, documents: Sequence[Document]) -> Seen:
    """Return what Copilot CLI sees: the environment; a program that starts it may name a model."""
    given = (found for document in documents if (found := _started_by_another(document)))
    return Seen(lay_over(shell, given, lambda _one, below: below is None))


def _started_by_another(document: Document) -> Variable | None:
    """Return the option for the model as unknown where another program starts the client: `wrap --agent copilot`."""
    if document.kind not in SHELLS or "copilot" not in document.text or (by := _BY.search(document.text)) is None:
        return None
    span = document.span(by.start("by"), by.end())
    why = f"line {span.line} starts Copilot CLI by another program, which may name a model"
    return Variable(MODEL_OPTION, State.UNKNOWN, True, None, span, why=why)


def predict(seen: Seen, login: Login, mode: Mode) -> Request:
    """Return what the client sends with this environment and this login."""
    return explore(Inputs(CLIENT, seen, login, mode), lambda inputs: answered(inputs, "github-copilot", _work_out))


def _work_out(inputs: Inputs) -> Sending:
    if inputs.text(BASE):
        return _own_provider(inputs)
    note = _check_tokens(inputs)
    token = inputs.first(*_TOKENS)
    host = inputs.first(*_HOSTS)
    is_own = host is not None and inputs.text(host) not in ("github.com", "https://github.com")
    # Of an enterprise's own GitHub only that the request goes there is documented, and not under which name.
    target = None if is_own else Target(_HOST, "", "api.githubcopilot.com")
    address = host if is_own else None
    if token is not None:
        headers = {"authorization": token}
        sending = Sending("github-copilot", target, headers, _model(inputs), address, note=note)
        return replace(sending, basis=Certainty.DOCUMENTED)
    if inputs.login is Login.SUBSCRIPTION:
        headers = {"authorization": LOGIN}
        return Sending("github-copilot", target, headers, _model(inputs), address, basis=Certainty.DOCUMENTED)
    raise Blocked("No authentication information found.")


def _check_tokens(inputs: Inputs) -> str | None:
    """Raise Blocked for a classic token, which is refused also where none of GitHub's tokens is needed.

    A mask tells a classic token by its kind; of one that is masked for its name alone it cannot be told, says the note.
    """
    token = inputs.first(*_TOKENS)
    value = (inputs.text(token) or "") if token is not None else ""
    mask = MASK_RE.search(value)
    if value.startswith("ghp_") or (mask and mask[1] == "github-classic-token"):
        raise Blocked(f"The {token} environment variable contains a classic PAT.", str(token))
    return f"A classic token (ghp_…) in {token} would be refused." if mask else None


def _own_provider(inputs: Inputs) -> Sending:
    """Return the request to a provider of one's own; OPENAI_API_KEY and its kin do not count for it."""
    model = _model(inputs)
    if not inputs.first(MODEL_OPTION, "COPILOT_MODEL", "COPILOT_PROVIDER_MODEL_ID"):
        raise Blocked("BYOK providers require an explicit model.", BASE, provider="custom")
    kind = (inputs.text("COPILOT_PROVIDER_TYPE") or "openai").lower()
    if kind not in ("openai", "azure", "anthropic", OPAQUE):
        raise Blocked(
            f'Invalid provider type: "{kind}". Must be one of: openai, azure, anthropic',
            "COPILOT_PROVIDER_TYPE",
            provider="custom",
        )
    note = _check_tokens(inputs)
    headers = _custom_headers(inputs)
    bearer, key = "COPILOT_PROVIDER_BEARER_TOKEN", "COPILOT_PROVIDER_API_KEY"
    source = inputs.first(bearer, "COPILOT_PROVIDER_API_KEY_COMMAND", key)
    if source is not None:
        name = {"anthropic": "x-api-key", "azure": "api-key"}.get(kind, "authorization")
        headers["authorization" if source == bearer else name] = source
    if kind == "anthropic" and source == bearer and inputs.text(key):
        headers["x-api-key"] = key
    wire = "/responses" if inputs.text("COPILOT_PROVIDER_WIRE_API") == "responses" else "/chat/completions"
    path = "/v1/messages" if kind == "anthropic" else wire
    provider = "anthropic" if kind == "anthropic" else "custom"
    base = inputs.text(BASE) or ""
    if kind == "azure" and base != OPAQUE:
        base, path = _azure(base, wire, model if inputs.text("COPILOT_PROVIDER_AZURE_API_VERSION") else None)
    return Sending(provider, _join(base, path, kind), headers, model, BASE, note=note)


def _azure(base: str, wire: str, deployment: str | None) -> tuple[str, str]:
    """Return base and path as Azure's own interface has them; a `deployment` where a version of it is named.

    Measured: what stands behind a question mark or a hash is cut off, and so is a path from /openai on; with a version
    the path stays, and the deployment is added where the address names none.
    """
    base = re.split(r"[?#]", base, maxsplit=1)[0]
    own = _OPENAI.search(base)
    if deployment is None:
        return base[: own.start()] if own else base, f"/openai/v1{wire}"
    base = base.rstrip("/") if own else f"{base.rstrip('/')}/openai"
    return base, wire if "/deployments/" in base else f"/deployments/{deployment}{wire}"


def _model(inputs: Inputs) -> str | None:
    found = inputs.first("COPILOT_PROVIDER_WIRE_MODEL", MODEL_OPTION, "COPILOT_MODEL", "COPILOT_PROVIDER_MODEL_ID")
    value = inputs.text(found) if found else None
    return None if value == OPAQUE else value


def _custom_headers(inputs: Inputs) -> dict[str, str]:
    """Return the headers of COPILOT_PROVIDER_HEADERS; a literal backslash n separates them as a line break does."""
    variable = "COPILOT_PROVIDER_HEADERS"
    text = inputs.raw(variable)
    if not text or text == OPAQUE:
        return {}
    pairs = (line.partition(":") for line in re.split(r"\r?\n|\\n", unmasked(text)))
    return dict.fromkeys((name.strip().lower() for name, colon, _ in pairs if colon and name.strip()), variable)


def _join(base: str, path: str, kind: str) -> Target | None:
    if base == OPAQUE:
        return None
    try:
        return join_web(unmasked(base), path)
    except BadUrl as bad:
        if kind == "azure" and not isinstance(bad, UnknownScheme):
            raise Blocked("Invalid Azure OpenAI URL", BASE, provider="custom") from None
        why = "builder error" if isinstance(bad, UnknownScheme) else "invalid URL"
        raise Blocked(f"Failed native model HTTP request: {why}", BASE, provider="custom") from None
