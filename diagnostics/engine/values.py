"""Reading a variable's value: its host, its headers, whether it is a placeholder. Masks are opaque."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from .masking.secretpatterns import MASK_RE, is_placeholder_abroad
from .regexes import regex

MASK = MASK_RE  # group 1 is the kind
_OPAQUE = "masked-value"
_HOST = regex(r"[\w.-]+|[0-9a-f:.]+")
# A base URL as nearly all are: of these the host is plain, and no parser is needed.
_PLAIN = regex(r"(?:https?://)?([a-z0-9][a-z0-9.-]*)(?::[0-9]{1,5})?(?:/[A-Za-z0-9._/-]*)?", re.ASCII)

ANTHROPIC_HOSTS = ("api.anthropic.com",)
LOOPBACK_HOSTS = (
    *("localhost", "127.0.0.1", "::1", "0.0.0.0"),  # noqa: S104 -- names, not a bind
    *("host.docker.internal", "gateway.docker.internal", "host.containers.internal"),  # this machine, from a container
)

# Header names by which gateways take their own credential (each vendor's page; facts by vendor in hosts.py).
GATEWAY_HEADERS = (
    "x-ai-gateway-api-key",
    "ai-gateway-api-key",
    "x-litellm-api-key",
    "cf-aig-authorization",
    "x-portkey-api-key",
    "helicone-auth",
)

TYPOGRAPHIC_QUOTES = "“”„‟‘’‚‛″′«»"

# Text that a guide leaves for the reader to replace. What a person hid before pasting ("[REDACTED]", "***") is not.
_PLACEHOLDERS = regex(
    r"""
      <[^<>\s][^<>]{0,60}>                                  # <your key>
    | (?<!\$)\{\{?[A-Za-z][A-Za-z0-9_. -]{1,60}\}\}?         # {{API_KEY}} {account_id}, not ${API_KEY}
    | (?<![A-Za-z0-9])(?:your|insert|replace|paste|add|change)[-_ ]+(?:[A-Za-z0-9]{1,24}[-_ ]+){0,5}
      (?:key|token|secret|id|here|me|gateway|account|url)s?(?![A-Za-z0-9])
    | (?<![A-Za-z0-9])(?:api[-_]?key|auth[-_]?token)[-_ ]?(?:goes[-_ ])?here(?![A-Za-z0-9])
    | ^my[-_ ]?(?:api[-_ ]?|base[-_ ]?|auth[-_ ]?)?(?:url|key|token|secret)$
    | (?<![A-Za-z0-9])(?:changeme|replaceme|placeholder)(?![A-Za-z0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The beginning of a key, then crosses or dots: a guide writes it, and so does who hides a key before pasting.
_CROSSED_OUT = regex(
    r"(?:^|[\s:])(?:sk|sk-ant|sk-ant-api03|sk-ant-oat01|sk-or|sk-or-v1|vck|sk-kimi)[-_](?:\.{2,}|…|x{3,})",
    re.IGNORECASE,
)
_HIDDEN = regex(r"redacted|removed|hidden|censored|^\W*$|\*{3,}|•{3,}|^[<(\[](?:is )?set\b", re.IGNORECASE)

_FILLING = regex(r"\W|_|x{3,}", re.IGNORECASE)
_ENOUGH = 6


def host_of(url: str) -> str | None:
    """Return the host of a base URL in lower case; None where there is none to read. `host:port` counts as a URL."""
    plain = plain_host(url)
    if plain is not None and _OPAQUE not in plain:
        return plain
    try:
        host = _split(url).hostname
    except ValueError:
        return None
    return host if host and _OPAQUE not in host and _HOST.fullmatch(host) else None


def plain_host(url: str) -> str | None:
    """Return the host of a URL that has nothing but a scheme, a host in lower case, a port and a path; else None."""
    found = _PLAIN.fullmatch(url)
    return found[1] if found else None


def is_elsewhere(url: str) -> bool:
    """Tell whether a base URL names a host that is neither Anthropic's nor the person's own machine."""
    host = host_of(url)
    has_scheme = "://" not in url or url.strip().lower().startswith(("http://", "https://"))
    return has_scheme and host is not None and not host_is(host, (*ANTHROPIC_HOSTS, *LOOPBACK_HOSTS))


def path_of(url: str) -> str:
    """Return the path of a base URL, slashes at its end cut."""
    try:
        return _split(url).path.rstrip("/")
    except ValueError:
        return ""


def _split(url: str) -> SplitResult:
    """Split a URL with a plain word in the place of each mask: the # in a mask would begin a fragment."""
    text = MASK.sub(_OPAQUE, url.strip())
    return urlsplit(text if "://" in text else f"http://{text}")


def host_is(host: str | None, wanted: tuple[str, ...]) -> bool:
    """Tell whether a host is one of those wanted; `.example.com` stands for every name below example.com."""
    if host is None:
        return False
    for name in wanted:  # noqa: SIM110 -- any() takes three times as long
        if host == name or (name.startswith(".") and host.endswith(name)):
            return True
    return False


def custom_headers(value: str) -> dict[str, str]:
    """Return the headers of ANTHROPIC_CUSTOM_HEADERS by lower-case name; of equal names the last wins."""
    return {name.lower(): text for name, text in header_lines(value).items() if name}


def header_lines(value: str) -> dict[str, str]:
    """Return the headers of ANTHROPIC_CUSTOM_HEADERS by name as written, as the client splits them.

    Pairs are separated by real line breaks; a line without a colon is dropped.
    """
    pairs = (line.partition(":") for line in value.replace("\r\n", "\n").split("\n"))
    return {trim(name): trim(text) for name, colon, text in pairs if colon}


# What JavaScript's trim() removes.
_BLANKS = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


def trim(text: str) -> str:
    """Remove blanks and line breaks at both ends, as a client in JavaScript does."""
    return text.strip(_BLANKS)


def is_blank(value: str) -> bool:
    """Tell whether the client takes a value for unset."""
    return not value.strip()


def is_on(value: str) -> bool:
    """Tell whether a provider flag is on: measured with 2.1.330."""
    return value.strip().lower() in {"1", "true", "yes", "on"}


def is_placeholder(value: str) -> bool:
    """Tell whether a value still holds a guide's placeholder, such as `your-api-key-here` or `sk-ant-...`."""
    return is_for_the_reader(value) or is_crossed_out(value)


def is_for_the_reader(value: str) -> bool:
    """Tell whether a value holds words that only a guide writes, for the reader to replace: `your-api-key-here`."""
    plain = MASK.sub("", value)
    has_one = _PLACEHOLDERS.search(plain) or any(is_placeholder_abroad(word) for word in re.split(r"[\s:]+", plain))
    return bool(has_one) and not _HIDDEN.search(plain)


def is_crossed_out(value: str) -> bool:
    """Tell whether a value is the beginning of a key, then crosses or dots: `sk-ant-...`, `sk-or-v1-xxxx`."""
    plain = MASK.sub("", value)
    return not _HIDDEN.search(plain) and _CROSSED_OUT.search(plain) is not None


def is_comparable(value: str) -> bool:
    """Tell whether enough of a value stands there to say of another that it is the same: not of `REDACTED`."""
    return len(_FILLING.sub("", _HIDDEN.sub("", value))) >= _ENOUGH


def has_typographic_quote(value: str) -> bool:
    """Tell whether a value holds a quotation mark that no shell and no client takes for one."""
    return any(mark in value for mark in TYPOGRAPHIC_QUOTES)
