"""What opencode sends to one provider: its address, its headers, its model. Measured as `opencode` says."""

from __future__ import annotations

from ..findings import Certainty
from ..records import replace
from ..regexes import regex
from ..values import trim
from .headers import unmasked
from .inputs import OPAQUE, Blocked, CannotTell, Inputs, dotted
from .nodeheaders import fault
from .opencode import LOGIN, STORED
from .opencodefiles import REFERENCE
from .opencodeproviders import (
    BUNDLED,
    FURTHER,
    NO_KEY_FOR_GOOGLE,
    PROTOCOLS,
    Protocol,
    Provider,
)
from .opencodesettings import option_path, setting
from .sending import Sending
from .urls import BadUrl, Target, join

_AZURE = "azure"
_RESOURCE = regex(r"[A-Za-z0-9-]+")  # else it was left out, or is not known
_AZURE_PACKAGE = "@ai-sdk/azure"
_CHATGPT = "https://chatgpt.com/backend-api/codex"
_COMPATIBLE = PROTOCOLS["@ai-sdk/openai-compatible"]


def request_to(inputs: Inputs, named: str, key: str | None, model: str | None, because: tuple[str, ...]) -> Sending:
    """Return the request to a provider: a bundled one, or one that the settings file describes."""
    known = BUNDLED.get(named) or FURTHER.get(named)
    if named == "google" and key in NO_KEY_FOR_GOOGLE:
        raise Blocked(
            "Google Generative AI API key is missing. Pass it using the 'apiKey' parameter or the "
            "GOOGLE_GENERATIVE_AI_API_KEY environment variable.",
            *((key,) if key else ()),
            provider="gemini",
        )
    if named == "openai" and key == LOGIN:
        return Sending("chatgpt", join(_CHATGPT, "/responses"), {"authorization": LOGIN}, model, None, because)
    package = setting(inputs, "provider", named, "npm")
    if package == _AZURE_PACKAGE or (named == _AZURE and package is None):
        return _azure(inputs, named, key, model, because)
    if package is not None and package not in PROTOCOLS:
        raise CannotTell(
            f"opencode loads {package} for {named}; what that package sends was not measured.", f"provider.{named}.npm"
        )
    protocol = known.protocol if known else PROTOCOLS.get(setting(inputs, "provider", named, "npm") or "", _COMPATIBLE)
    base, address = _base(inputs, named, known, protocol)
    headers = _headers(inputs, named)
    if key is not None and _goes_out(inputs, named, key, protocol.header):
        headers.setdefault(protocol.header, key)  # one of the same name in options.headers wins (measured)
    name = model or (known.model if known else None) or _only_model(inputs, named)
    path = protocol.path.replace("MODEL", name or "")
    if not name and "MODEL" in protocol.path:
        path = protocol.path.partition("MODEL")[0].rstrip("/")
    target = _join(base, path, address, protocol)
    sending = Sending(known.provider if known else "custom", target, headers, name, address, because)
    return replace(sending, basis=Certainty.DOCUMENTED) if named in FURTHER else sending


def _azure(inputs: Inputs, named: str, key: str | None, model: str | None, because: tuple[str, ...]) -> Sending:
    """Return the request to Azure as its package documents it: the path hangs on package and model, so it is left out.

    https://ai-sdk.dev/providers/ai-sdk-providers/azure, read 2026-11-27: `resourceName` names the host, and is not used
    where a baseURL stands beside it.
    """
    resource = setting(inputs, *option_path(named, "resourceName")) or inputs.raw("AZURE_RESOURCE_NAME")
    base, address = _base(inputs, named, None, _COMPATIBLE) if _has_base(inputs, named) else (None, None)
    if base is None and resource is not None and _RESOURCE.fullmatch(resource):
        base, address = f"https://{resource}.openai.azure.com", dotted(option_path(named, "resourceName"))
    target = None if base is None or OPAQUE in base else _join(base, "", address, _COMPATIBLE)
    headers = {"api-key": key} if key is not None and _goes_out(inputs, named, key, "api-key") else {}
    return Sending(
        "custom",
        replace(target, path="") if target else None,
        headers,
        model,
        address,
        because,
        basis=Certainty.DOCUMENTED,
    )


def _has_base(inputs: Inputs, named: str) -> bool:
    return setting(inputs, *option_path(named, "baseURL")) is not None


def _goes_out(inputs: Inputs, named: str, key: str, header: str) -> bool:
    """Tell whether a key is sent; raise Blocked where no header can hold it.

    `{env:X}` without an X becomes an empty key, which counts as one and is not sent.
    """
    if key == dotted(option_path(named, "apiKey")):
        written = setting(inputs, *option_path(named, "apiKey")) or ""
        return bool(written) and not REFERENCE.fullmatch(written)
    value = inputs.raw(key) if key not in (STORED, LOGIN) else None
    if value is not None and fault(value) is not None:
        raise Blocked(f"Header '{header}' has invalid value", key)
    return value is None or bool(trim(value))  # of a blank one, nothing is left in the header


def _base(inputs: Inputs, named: str, known: Provider | None, protocol: Protocol) -> tuple[str | None, str | None]:
    """Return the base URL and the source that names it; no source where it is the client's own."""
    option = setting(inputs, *option_path(named, "baseURL"))
    if option is not None:
        variable = REFERENCE.fullmatch(option)
        return _filled(inputs, option), variable[1] if variable else dotted(option_path(named, "baseURL"))
    variable_name = known.base_variable if known else None
    value = inputs.raw(variable_name) if variable_name else None
    if value is not None and variable_name:
        # Anthropic's own address alone is mended.
        own = value.rstrip("/") == "https://api.anthropic.com" and named == "anthropic"
        return (f"{value.rstrip('/')}/v1" if own else value), variable_name
    if named == "amazon-bedrock" and known is None and setting(inputs, "provider", named, "npm") is None:
        raise CannotTell(
            "opencode.json names Amazon Bedrock, and where its credential comes from does not stand there: variables "
            "of AWS's, ~/.aws, or a role. Without one opencode stops with “AWS SigV4 authentication requires AWS "
            "credentials.”",
            f"provider.{named}",
            provider="bedrock",
        )
    if known is None and protocol.base is None and setting(inputs, "provider", named, "npm") is None:
        raise CannotTell(
            f"No baseURL stands beside {named} here. opencode's own list of providers may hold its address; without "
            "one opencode sends nothing.",
            f"provider.{named}",
        )
    return (known.base if known else protocol.base), None


def _filled(inputs: Inputs, text: str) -> str:
    """Return a text of opencode.json with its `{env:NAME}` replaced; OPAQUE where a part of it is not known."""
    values = [inputs.raw(name) or "" for name in REFERENCE.findall(text)]
    if OPAQUE in values or "{file:" in text:
        return OPAQUE
    found = iter(values)
    return REFERENCE.sub(lambda _: next(found), text)


def _headers(inputs: Inputs, named: str) -> dict[str, str]:
    """Return the headers that the settings file adds."""
    found: dict[str, str] = {}
    for read in inputs.seen.files:
        for header in read.file.keys(*option_path(named, "headers")):
            text = read.file.text(*option_path(named, "headers"), header)
            variable = REFERENCE.search(text) if text else None
            found[header.lower()] = variable[1] if variable else dotted((*option_path(named, "headers"), header))
    return found


def _only_model(inputs: Inputs, named: str) -> str | None:
    """Return the model of a provider that describes one only."""
    models = [name for read in inputs.seen.files for name in read.file.keys("provider", named, "models")]
    return models[0] if len(models) == 1 else None


def _join(base: str | None, path: str, source: str | None, protocol: Protocol) -> Target | None:
    if base == OPAQUE:
        return None
    try:
        # A blank at the end is not cut before the path is appended.
        text = (base or "").rstrip(" ")
        target = join(unmasked(text) + "%20" * (len(base or "") - len(text)), path or "/")
    except BadUrl:
        said = "fetch() URL is invalid"
        if protocol is _COMPATIBLE:
            start = "undefined" if base is None else "…" if base else ""
            said = f'"{start}{path}" cannot be parsed as a URL.'
        raise Blocked(said, *((source,) if source else ())) from None
    return target if path else replace(target, path="")
