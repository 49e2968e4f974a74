"""Predicates over addresses of OpenAI's protocol: those of opencode.json, and where other clients' requests go."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...clients.opencodeproviders import BUNDLED
from ...facts import Facts
from ...findings import Request
from ...readers.configfiles import is_file
from ...readers.configtree import ConfigFile, Leaf
from ...source import Kind
from ...values import host_is, host_of, path_of
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .requests import CLIENT, at_address, client_signs, of_sent
from .vocabulary import predicate

_COMPATIBLE = ("@ai-sdk/openai-compatible", "@ai-sdk/openai", "")
# DeepSeek documents its address without a version; these serve below another path than /v1.
_OTHERWISE = (
    *("api.deepseek.com", "openrouter.ai", "api.groq.com", ".googleapis.com", "generativelanguage.googleapis.com"),
    *(".azure.com", "api.githubcopilot.com", "api.z.ai", "open.bigmodel.cn", "api.perplexity.ai"),
)
_AT_THE_ROOT = (4000,)  # LiteLLM serves both


def _addresses(file: ConfigFile) -> Iterator[tuple[str, Leaf]]:
    """Yield the address of each provider that speaks OpenAI's protocol."""
    for name in file.keys("provider"):
        npm = file.text("provider", name, "npm") or ""
        leaf = file.leaf("provider", name, "options", "baseURL")
        is_other = not npm and name in BUNDLED and name not in ("openai", "groq")
        if leaf is not None and isinstance(leaf.value, str) and npm in _COMPATIBLE and not is_other:
            yield leaf.value, leaf


@predicate(
    "opencode-address-lacks-version",
    "opencode.json gives a provider of OpenAI's protocol an address without a path",
    "opencode.json gives every provider of OpenAI's protocol an address with a path",
    needs=signs.kinds(Kind.OPENCODE_CONFIG),
)
def opencode_address_lacks_version(facts: Facts, given: Arguments) -> Answer:
    """Match `"baseURL": "http://localhost:1234"`, unless that host is known to serve elsewhere or at its root."""
    lines = [
        Line(leaf.span, "has no path", "baseURL", separate=True)
        for file in facts.files
        if is_file(file, Kind.OPENCODE_CONFIG)
        for address, leaf in _addresses(file)
        if "://" in address and (host := host_of(address)) is not None and not path_of(address)
        if not host_is(host, _OTHERWISE) and not _is_at_root(address) and "?" not in address
    ]
    return Yes(tuple(lines)) if lines else NO


def _is_at_root(address: str) -> bool:
    try:
        return urlsplit(address).port in _AT_THE_ROOT
    except ValueError:
        return True  # no address that is understood


@predicate(
    "asks-at-the-root",
    "{client} asks for /chat/completions at the host itself",
    "{client} does not ask for /chat/completions at the host itself",
    CLIENT,
    by_login=True,
    needs=client_signs,
)
def asks_at_the_root(facts: Facts, given: Arguments) -> Answer:
    """Match a request to /chat/completions without a version in front, unless that host is known to serve it there."""

    def ask(request: Request) -> Answer:
        address = request.endpoint or ""
        host = host_of(address)
        if request.path != "/chat/completions" or request.address is None or host is None:
            return NO
        if host_is(host, _OTHERWISE) or _is_at_root(address) or "litellm" in host:
            return NO
        return at_address(request, "has no path")

    return of_sent(facts, given, ask)
