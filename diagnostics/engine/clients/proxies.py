"""The proxy of Claude Code: where a request stops at one, and where it goes past. Measured on 2.1.332.

The first of four variables that holds a value is used. ALL_PROXY is not among them: the runtime takes it for the
request where it is one for http, and passes over `socks5://…` there, so that the request goes out without a proxy.
"""

from __future__ import annotations

import re

from ..environment import State, Variable
from ..findings import Mode
from ..regexes import regex
from .headers import unmasked
from .inputs import OPAQUE, Blocked, Inputs
from .urls import INVALID, BadUrl, Target, join

_NAMES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")
_EXCEPTIONS = ("no_proxy", "NO_PROXY")
_UNSUPPORTED = "API Error: Unable to connect to API (UnsupportedProxyProtocol)"
_PARTS = regex(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):([/\\]*)([^/\\?#\s]*)")
_SPECIAL = frozenset({"http", "https", "ws", "wss", "ftp"})
_HOST_AND_PORT = regex(r"(?:[^\s:/@\[\]]+|\[[^\s/@\[\]]+\]):[0-9]{1,5}/?")


def check_proxy(inputs: Inputs) -> None:
    """Raise Blocked where the proxy is no URL with a host: the client then ends before it looks at anything else.

    Without a terminal it takes `host:port` all the same, if the shell says so for https.
    """
    found = _chosen(inputs)
    if found is None or _is_url(unmasked(found.value or "")):
        return
    is_excused = inputs.mode is Mode.PRINT and found.name.lower() == "https_proxy" and not found.in_settings
    if is_excused and _HOST_AND_PORT.fullmatch(found.value or ""):
        return
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f]", "", found.value or "")
    shown = "…" if "@" in shown else shown  # what stands before it may be a password
    raise Blocked(
        f'Invalid proxy URL in {found.name}: "{shown}" cannot be parsed as a URL. Proxy settings must be a complete '
        f'URL including the scheme, e.g. "http://proxy.example.com:8080". Fix or unset {found.name} and restart Claude '
        "Code.",
        found.name,
    )


def check_protocol(inputs: Inputs, target: Target | None) -> None:
    """Raise Blocked where the request would go through a proxy that is none for http; NO_PROXY keeps it from that."""
    found = _chosen(inputs)
    parts = _PARTS.match(unmasked(found.value or "")) if found else None
    if found is None or parts is None or parts[1].lower() in ("http", "https") or not _is_url(found.value or ""):
        return
    if target is not None and _is_exempt(inputs, target):
        return
    raise Blocked(_UNSUPPORTED, found.name)


def check_runtime(inputs: Inputs, target: Target | None) -> None:
    """Raise Blocked where Bun itself, which runs opencode and Cline too, would take a proxy that is none for http."""
    if target is None:
        return
    found = _chosen(inputs, _NAMES[:2] if target.endpoint.startswith("https:") else _NAMES[2:])
    parts = _PARTS.match(unmasked(found.value or "")) if found else None
    if found is None or parts is None or not parts[2].startswith("//") or parts[1].lower() in ("http", "https"):
        return
    if not _is_exempt(inputs, target):
        raise Blocked(f'UnsupportedProxyProtocol fetching "{target.endpoint}{target.path}', found.name)


def socks_in_the_way(inputs: Inputs, target: Target | None) -> str | None:
    """Return the variable that names a SOCKS proxy for a request, where NO_PROXY does not keep it from that."""
    names = ("https_proxy", "HTTPS_PROXY") if target is None or target.endpoint.startswith("https:") else _NAMES[2:]
    found = _chosen(inputs, (*names, "all_proxy", "ALL_PROXY"))
    if found is None or not (found.value or "").strip().lower().startswith("socks"):
        return None
    return None if target is not None and _is_exempt(inputs, target) else found.name


def _is_exempt(inputs: Inputs, target: Target) -> bool:
    from ..proxying import is_exempt

    exceptions = (text for name in _EXCEPTIONS if (text := inputs.raw(name)) and text != OPAQUE)
    return any(is_exempt(target.host, text) for text in exceptions)


def _chosen(inputs: Inputs, names: tuple[str, ...] = _NAMES) -> Variable | None:
    """Return the variable that names the proxy; None where there is none, or where that is not known."""
    for name in names:
        variable = inputs.evaluation.environment.variables.get(name)
        if variable is None or not variable.exported:
            continue
        if variable.state is State.UNKNOWN:
            return None  # most are good ones
        if variable.state is State.SET and variable.value:
            return variable
    return None


def _is_url(text: str) -> bool:
    """Tell whether a text is a URL with a host, by the rules that browsers have."""
    parts = _PARTS.match(text)
    if parts is None or not parts[3]:
        return False
    scheme = parts[1].lower()
    if scheme not in _SPECIAL:
        return parts[2].startswith("//")
    try:
        join(f"http://{parts[3]}", "/")
    except BadUrl as error:
        return str(error) != INVALID
    return True
