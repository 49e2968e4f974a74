"""Which proxy a request takes, and what NO_PROXY keeps from it: as Claude Code 2.1.330 does it.

Measured on 2026-11-26 with the client against a proxy and a server on one machine. The first of https_proxy,
HTTPS_PROXY, http_proxy and HTTP_PROXY that holds a value is used, else ALL_PROXY; for plain http and for this machine
too. NO_PROXY matches a name, the names below it, an address, a range such as 127.0.0.0/8 and a lone `*`. It does not
match 127.0.0.* or 10.*, and `localhost` and `127.0.0.1` are two different names.
"""

from __future__ import annotations

import ipaddress
import re

from .regexes import regex

_ADDRESS_PATTERN = regex(r"\d{1,3}(?:\.(?:\d{1,3}|\*)){0,3}\.?\*?")


def entries(exceptions: str) -> tuple[str, ...]:
    """Return the entries of NO_PROXY: they are parted by commas or blanks."""
    return tuple(entry for entry in re.split(r"[,\s]+", exceptions.strip()) if entry)


def is_exempt(host: str, exceptions: str) -> bool:
    """Tell whether NO_PROXY keeps a host from the proxy."""
    return any(_matches(host.lower(), entry.lower()) for entry in entries(exceptions))


def is_address_pattern(entry: str) -> bool:
    """Tell whether an entry is a numeric address with a `*` in it, which the client never matches."""
    return "*" in entry and entry != "*" and _ADDRESS_PATTERN.fullmatch(entry) is not None


def _matches(host: str, entry: str) -> bool:
    if entry == "*":
        return True
    entry = re.sub(r"^([^:]+):\d+$", r"\1", entry)
    address, network = _address(host), _network(entry)
    if address is not None:
        return network is not None and address in network
    name = entry.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _network(entry: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
