"""Read a base URL as the client's runtime does: the WHATWG rules, not Python's, and what becomes of odd ones."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, unquote

from ..records import dataclass, replace
from ..regexes import regex

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_SPECIAL = frozenset({"http", "https", "ws", "wss", "ftp"})
_PORTS = {"http": "80", "https": "443"}
_FORBIDDEN = regex(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
# What a resolver asks for: no empty part, none of more than 63 signs, no hyphen in front of the whole (measured, and
# `res_hnok` of glibc). An underscore, and a hyphen elsewhere, are asked for.
_DNS_NAME = regex(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_PATH_SAFE = "/!$%&'()*+,-.:;=@[]_~|"
_PATH_AS_IT_IS = _PATH_SAFE + '\\^`{}"<>'  # of a URL without a scheme the path is not looked at

INVALID = "API Error: Invalid URL"
UNREACHABLE = "API Error: Unable to connect to API (ERR_INVALID_ARG_VALUE)"
NO_URL = "API Error: Unable to connect to API (InvalidURL)"
REFUSED = "API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)"
NOT_FOUND = "API Error: Can't reach the API server — check your internet or DNS (ENOTFOUND)"


class BadUrl(ValueError):  # noqa: N818 -- the client's refusal, not our error
    """The client stops at this URL; the text is what it says."""


class UnknownScheme(BadUrl):
    """The URL is one by the rules, but its scheme is not http or https: `localhost:4000` has the scheme localhost."""


class WithUser(BadUrl):
    """The URL holds a user's name or a password."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    endpoint: str  # scheme, host and a port that is not the usual one
    path: str
    host: str
    has_userinfo: bool = False
    swallows_path: bool = False  # the base holds `?` or `#`: what is appended never becomes a path
    is_opaque: bool = False  # `localhost:8080`, by the rules a scheme: its path cannot be set to another one


def join(base: str, path: str) -> Target:
    """Return where a request for `path` goes with that base URL; raise BadUrl where none can go anywhere.

    `https://gw.example/v1` and `/v1/messages` → path `/v1/v1/messages`: nothing is left out. This is Bun's way, which
    runs Claude Code and opencode; of several slashes at the beginning of a path it sends one. At the end of the base
    one slash is taken off, by the kits of Anthropic, OpenAI and Vercel and all that use them (measured).
    """
    target = _join(base, path)
    return replace(target, path=re.sub("^/+", "/", target.path))


def _join(base: str, path: str, *, every_slash: bool = False) -> Target:
    text = base.strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f \t\n\r")
    bare = text.rstrip("/")
    if not every_slash and bare.lower() not in ("http:", "https:"):
        bare = text.removesuffix("/")
    text = re.sub(r"[\t\n\r]", "", bare)
    match = _SCHEME.fullmatch(text + path)
    if match is None:
        raise BadUrl(INVALID)
    if text.lower() in ("http:", "https:"):
        raise BadUrl(NOT_FOUND)  # the first part of the path becomes the host
    scheme, rest = match.group(1).lower(), match.group(2)
    if scheme not in _SPECIAL:
        return _without_scheme(scheme, rest)
    body = re.sub(r"^[/\\]+", "", rest)
    end = re.search(r"[/\\?#]", body)
    authority = body[: end.start()] if end else body
    userinfo, _, host_port = authority.rpartition("@")
    host, port = _host_and_port(scheme, host_port)
    if scheme not in _PORTS:
        raise BadUrl(UNREACHABLE)
    if not host.startswith("[") and not _DNS_NAME.fullmatch(host):
        raise BadUrl(NOT_FOUND)
    if port == ":0":
        raise BadUrl(REFUSED)
    tail = body[len(authority) :]
    return Target(
        f"{scheme}://{host}{port}",
        _path(re.split(r"[?#]", tail, maxsplit=1)[0]),
        host,
        has_userinfo=bool(userinfo),
        swallows_path="?" in text or "#" in text,
    )


def join_web(base: str, path: str, *, every_slash: bool = False) -> Target:
    """Return where a request goes for a client that sends it over http and https alone; raise BadUrl.

    Node, Python and Rust do. Bun, which runs Claude Code and opencode, sends `localhost:8080` over plain http: `join`.
    Codex takes `every_slash` off the end of the base.
    """
    scheme = _SCHEME.match(base.strip())
    if scheme and scheme[1].lower() not in _PORTS:
        raise UnknownScheme(NOT_FOUND)
    return _join(base, path, every_slash=every_slash)


def join_fetch(base: str, path: str) -> Target:
    """As `join_web`, for Node's fetch, which refuses an address with a user's name in it."""
    target = join_web(base, path)
    if target.has_userinfo:
        raise WithUser(target.endpoint)
    return target


def _without_scheme(name: str, rest: str) -> Target:
    """Read `localhost:8080`: by the rules a scheme with a path, but the runtime sends it over plain http.

    What follows the colon is a port where it can be one; else it is passed over, up to the next slash.
    """
    if rest.startswith("//"):
        authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
        after = re.search(r":([^:\]]*)$", authority.rpartition("@")[2])
        if re.search(r"[\s<>^|]|\[.*%", authority) or (after and not _is_port(after[1])):
            raise BadUrl(INVALID)
        raise BadUrl(UNREACHABLE)
    before = re.split(r"[/?#]", rest, maxsplit=1)[0]
    tail = rest[len(before) :]
    if re.search(r"\s", rest):
        raise BadUrl(NO_URL)
    if not _DNS_NAME.fullmatch(name.lower()):
        raise BadUrl(NOT_FOUND)
    host, port = _host_and_port("http", f"{name}:{before}" if _is_port(before) else name)
    if before.isdigit() and not int(before):
        raise BadUrl(REFUSED)
    return Target(
        f"http://{host}{port}",
        quote(re.split(r"[?#]", tail or "/", maxsplit=1)[0], safe=_PATH_AS_IT_IS, errors="replace"),
        host,
        swallows_path="?" in tail or "#" in tail,
        is_opaque=not rest.startswith("/"),
    )


def _is_port(text: str) -> bool:
    return re.fullmatch(r"[0-9]{0,9}", text) is not None and int(text or "0") <= 65535


_CROSSED_OUT = regex(r"[xX]{2,5}")  # a port that somebody hides: no file has such a one


def _host_and_port(scheme: str, text: str) -> tuple[str, str]:
    """Return host and `:port`, the latter empty where it is the scheme's own."""
    if text.startswith("["):
        inner, bracket, rest = text[1:].partition("]")
        if "%" in inner:
            raise BadUrl(INVALID)
        try:
            host = f"[{ipaddress.IPv6Address(inner).compressed}]"
        except ValueError:
            raise BadUrl(INVALID) from None
        if not bracket or (rest and not rest.startswith(":")):
            raise BadUrl(INVALID)
        port = rest[1:]
    else:
        name, _, port = text.partition(":")
        port = "" if _CROSSED_OUT.fullmatch(port) else port
        host = _host(name) if _is_port(port) else ""
    if not _is_port(port):
        raise BadUrl(INVALID)
    shown = str(int(port)) if port else ""
    return host, "" if shown in ("", _PORTS.get(scheme)) else f":{shown}"


def _host(name: str) -> str:
    host = unquote(name).lower().replace("\u3002", ".")
    if not host.isascii():
        if not all(character.isascii() or character.isalnum() for character in host):
            raise BadUrl(NOT_FOUND)  # a typographic quote: a name in theory, but no name that exists
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise BadUrl(NOT_FOUND) from None
    if not host or _FORBIDDEN.search(host):
        raise BadUrl(INVALID)
    labels = host.rstrip(".").split(".")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return _ipv4(labels)
    return host


def _ipv4(labels: list[str]) -> str:
    """Return the four-part form of `127.1` and its kin."""
    try:
        numbers = [
            int(label or "0", 16 if label.startswith("0x") else 8 if label.startswith("0") and len(label) > 1 else 10)
            for label in labels
        ]
    except ValueError:
        raise BadUrl(INVALID) from None
    last = 256 ** (5 - len(numbers)) if len(numbers) <= 4 else 0
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= last:
        raise BadUrl(INVALID)
    value = numbers[-1] + sum(number * 256 ** (3 - place) for place, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(value))


def _path(text: str) -> str:
    """Return the path as it is sent: backslashes turned, dot segments resolved, odd characters encoded."""
    parts: list[str] = []
    pieces = text.replace("\\", "/").split("/")[1:] or [""]
    for index, part in enumerate(pieces):
        last = index == len(pieces) - 1
        plain = part.lower().replace("%2e", ".")
        if plain == "..":
            del parts[-1:]
        elif plain != ".":
            parts.append(part)
            continue
        if last:
            parts.append("")
    return quote("/" + "/".join(parts), safe=_PATH_SAFE, errors="replace")
