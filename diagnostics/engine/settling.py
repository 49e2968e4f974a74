"""The one command (in backticks) or look that would make certain who pays. None of them prints a secret."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from .findings import Certainty, Payer, Request, Sent
from .gateways import VERCEL
from .hosts import LM_STUDIO, OLLAMA, gateway_of, is_this_machine, local_model
from .records import replace
from .regexes import regex
from .source import Document, Kind

_PRINTENV = regex(r"`printenv (\w+) \| wc -c`")
_VARIABLE = regex(r"[A-Z_][A-Z0-9_]*|[a-z]+_proxy")
_CLOUDS = {
    "bedrock": "aws sts get-caller-identity",
    "mantle": "aws sts get-caller-identity",
    "anthropic-aws": "aws sts get-caller-identity",
    "vertex": "gcloud auth application-default print-access-token > /dev/null && echo there",
    "anthropic-gcp": "gcloud auth application-default print-access-token > /dev/null && echo there",
    "foundry": "az account show --query name",
}
_FOLDERS = ("CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR")
LISTS_MODELS = {OLLAMA: "ollama list", LM_STUDIO: "lms ls"}
_RUNNING = {OLLAMA: "ollama ps", LM_STUDIO: "lms ps"}


def settles(request: Request, payer: Payer) -> str:
    """Return what would settle it; nothing where the answer is measured, or nothing is paid."""
    if request.outcome is Sent.BLOCKED or payer.certainty is Certainty.MEASURED:
        return ""
    if request.outcome is Sent.CANNOT_TELL:
        return _undecided(request)
    return _look(request) if request.headers or local_model(request.endpoint) else ""


def in_its_shell(payer: Payer, request: Request, documents: Sequence[Document]) -> Payer:
    """Return the payer with the look at a variable written for the shell in whose file the variable stands."""
    found = _PRINTENV.match(payer.settles)
    span = request.evidence.get(found[1]) if found else None
    kind = next((document.kind for document in documents if span and document.name == span.document), None)
    if found is None or kind not in (Kind.POWERSHELL, Kind.CMD):
        return payer
    from .fixing.shellwriting import look_at

    command, _, meaning = look_at(kind, found[1]).partition("    # ")
    return replace(payer, settles=f"`{command}`" + (f" ({meaning})" if meaning else ""))


def _undecided(request: Request) -> str:
    """Return the look at the variable that decides, or at the cloud's own sign-in."""
    if request.provider in _CLOUDS:
        return f"`{_CLOUDS[request.provider]}`"
    said = request.undecided
    name = (
        said.name if said else next((name for name in reversed(tuple(request.evidence)) if name.isidentifier()), None)
    )
    if name in _FOLDERS:
        return f"`claude auth status --text`, with the same {name}"
    is_variable = name and _VARIABLE.fullmatch(name)  # an option, or a setting of a file, is none
    return f"`printenv {name} | wc -c` (0: not set; 1: set to nothing)" if is_variable else ""


def _look(request: Request) -> str:
    """Return the look at the program that answers on this machine, or into the log of whoever answers elsewhere."""
    program = local_model(request.endpoint)
    if program:
        return f"send one request, then `{_RUNNING[program]}` (shows which model runs, and where)"
    if request.endpoint and is_this_machine(request.endpoint):
        port = urlsplit(request.endpoint).port or (443 if request.endpoint.startswith("https") else 80)
        return f"`lsof -nP -iTCP:{port} -sTCP:LISTEN` (shows which program answers; its log says whom it asks)"
    gateway = gateway_of(request.endpoint, request.headers, request.path)
    if gateway is VERCEL:
        return "send one request, then look at `credentialType` in its entry in the gateway's log"
    name = gateway.name if gateway else "the server"
    return f"send one request, then look it up in the usage log of {name}"
