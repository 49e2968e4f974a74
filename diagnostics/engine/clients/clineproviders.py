"""What Cline CLI sends by its own file: ~/.cline/data/settings/providers.json, in which `cline auth` stores providers.

Measured on 3.0.65, provider by provider, with a recorder in place of `baseUrl` and behind a proxy where there is none.
`lastUsedProvider` chooses; a key that is not stored, or is empty, is taken from the provider's variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..client import FileRead
from ..readers.configtree import ConfigFile
from ..records import dataclass, replace
from .cline_cli import LOGIN
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .sending import Sending
from .urls import BadUrl, Target, join

_CHAT, _BEARER = "/chat/completions", "authorization"
_PASSED_OVER = (
    "If your file is so, Cline CLI passes over the whole of it and asks Cline's own service (measured on 3.0.65); if "
    "you have shortened it, give it as it is, with the keys crossed out."
)


@dataclass(frozen=True, slots=True)
class _Provider:
    """A provider: its host without a `baseUrl`, what is appended to one, and what carries the key."""

    host: str
    path: str = _CHAT
    header: str = _BEARER
    variables: tuple[str, ...] | None = ()  # from which the key comes where none is stored; None: was not measured
    service: str = "custom"


_KNOWN: Mapping[str, _Provider] = MappingProxyType(
    {
        "openai-compatible": _Provider("api.openai.com", variables=("OPENAI_API_KEY",), service="openai"),
        "openai-native": _Provider("api.openai.com", "/responses", variables=("OPENAI_API_KEY",), service="openai"),
        "anthropic": _Provider("api.anthropic.com", "/messages", "x-api-key", ("ANTHROPIC_API_KEY",), "anthropic"),
        "gemini": _Provider(
            "generativelanguage.googleapis.com",
            "/v1beta/models/MODEL:streamGenerateContent",
            "x-goog-api-key",
            ("GEMINI_API_KEY",),
            "gemini",
        ),
        "openrouter": _Provider("openrouter.ai", variables=("OPENROUTER_API_KEY",), service="openrouter"),
        "deepseek": _Provider("api.deepseek.com", variables=("DEEPSEEK_API_KEY",)),
        "xai": _Provider("api.x.ai", variables=None),
        "zai": _Provider("api.z.ai", variables=None),
        "vercel-ai-gateway": _Provider("ai-gateway.vercel.sh", variables=None),
        "moonshot": _Provider("api.moonshot.ai", variables=None),
        "mistral": _Provider("api.mistral.ai", variables=None),
        "groq": _Provider("api.groq.com", variables=None),
        "requesty": _Provider("router.requesty.ai", variables=None),
        "qwen": _Provider("dashscope.aliyuncs.com", variables=None),
        "minimax": _Provider("api.minimax.io", variables=None),
        "litellm": _Provider("", variables=None),
        "lmstudio": _Provider(""),
        "ollama": _Provider("", "/api/chat"),
    }
)


def variables_of(files: tuple[FileRead, ...]) -> tuple[str, ...]:
    """Return the variables that may hold the key of the chosen provider, where none is stored."""
    named = files[-1].file.text("lastUsedProvider") if files else None
    known = _KNOWN.get(named or "")
    if named is None or known is None or not known.variables:
        return ()
    return () if files[-1].file.text("providers", named, "settings", "apiKey") else known.variables


def stored(inputs: Inputs) -> Sending | None:
    """Return what goes out by providers.json; None where it chooses no provider, as without it."""
    read = inputs.seen.files[-1]
    if read.mistake is not None:
        raise CannotTell(f"providers.json is no valid JSON (line {read.mistake.span.line}). {_PASSED_OVER}")
    named = read.file.text("lastUsedProvider")
    if not named or not read.file.has("providers", named):
        return None
    if left_out := _left_out(read.file):
        raise CannotTell(f"{left_out} stands nowhere in providers.json. {_PASSED_OVER}", "lastUsedProvider")
    if named == "cline":
        return _clines(read)
    known = _KNOWN.get(named)
    if known is None:
        raise CannotTell(f"What Cline CLI sends with the provider {named} was not measured.", "lastUsedProvider")
    return _sending(inputs, read, named, known)


def _left_out(file: ConfigFile) -> str:
    """Return what every such file has and this one has not: a post may have cut it, or somebody wrote it by hand."""
    if not file.has("version"):
        return "`version`"
    return "" if all(file.has("providers", each, "updatedAt") for each in file.keys("providers")) else "`updatedAt`"


def _clines(read: FileRead) -> Sending:
    """Return the request to Cline's own service: with the key that is stored, else with the login."""
    settings = ("providers", "cline", "settings")
    key = (*settings, "apiKey")
    source = dotted(key) if read.file.text(*key) else LOGIN if read.file.has(*settings, "auth") else ""
    sending = Sending(
        "custom",
        Target("https://api.cline.bot", "/api/v1/chat/completions", "api.cline.bot"),
        {_BEARER: source} if source else {},
        read.file.text(*settings, "model"),
        because=("lastUsedProvider",),
    )
    return _at(read, sending, settings, _CHAT)


def _sending(inputs: Inputs, read: FileRead, named: str, known: _Provider) -> Sending:
    settings = ("providers", named, "settings")
    model = read.file.text(*settings, "model") or ("gpt-4o" if named == "openai-compatible" else None)
    headers = _headers(read, settings)
    if (source := _key(inputs, read, named, known)) is not None:
        headers.setdefault(known.header, source)
    target = Target(f"https://{known.host}", "", known.host) if known.host else None
    sending = Sending(known.service, target, headers, model, because=("lastUsedProvider",))
    sending = _at(read, sending, settings, known.path.replace("MODEL", model or ""))
    if sending.target is None and sending.address is None:
        raise CannotTell(f"No baseUrl says where {named} listens.", "lastUsedProvider")
    return sending


def _key(inputs: Inputs, read: FileRead, named: str, known: _Provider) -> str | None:
    """Return the source of the key: what is stored, else the provider's variable."""
    key = ("providers", named, "settings", "apiKey")
    if read.file.text(*key):
        return dotted(key)
    if known.variables is None:
        raise CannotTell(
            f"No key is stored for {named}; from which variable Cline CLI takes one then was not measured.",
            "lastUsedProvider",
        )
    found = next((name for name in known.variables if inputs.raw(name)), None)
    if found is None and named == "anthropic":
        raise Blocked(
            "Anthropic API key is missing. Pass it using the 'apiKey' parameter or the ANTHROPIC_API_KEY environment "
            "variable.",
            "lastUsedProvider",
        )
    if found is None and known.variables and named != "openai-compatible":  # that one sends none then (measured)
        raise CannotTell(
            f"No key is stored for {named}, and {known.variables[0]} is not set; what Cline CLI does then was not "
            "measured.",
            "lastUsedProvider",
        )
    return found


def _headers(read: FileRead, settings: tuple[str, ...]) -> dict[str, str]:
    """Return the further headers, which win over the key's (measured)."""
    names = read.file.keys(*settings, "headers")
    return {name.lower(): dotted((*settings, "headers", name)) for name in names}


def _at(read: FileRead, sending: Sending, settings: tuple[str, ...], path: str) -> Sending:
    """Return the request at the address that is stored, if there is one."""
    where = (*settings, "baseUrl")
    base = read.file.text(*where)
    if not base:
        return sending
    if path == "/api/chat":  # Ollama's own interface: a /v1 is cut off
        base = base.rstrip("/").removesuffix("/v1")
    elif path.startswith("/v1beta/"):  # Gemini's: every slash goes, of the others' one
        base = base.rstrip("/")
    try:
        target = None if base == OPAQUE else join(unmasked(base), path)
    except BadUrl:
        raise CannotTell(f"{dotted(where)} is no whole URL. {_PASSED_OVER}", dotted(where)) from None
    return replace(sending, target=target, address=dotted(where))
