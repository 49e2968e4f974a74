"""What the own file of a router or a proxy says of who pays: it asks its provider with a key of that file.

Claude Code does not read it. `ccr code` starts Claude Code with the router as its address, and the router's `Router`
names for each kind of request the provider and the model: "openrouter,moonshotai/kimi-k2" (the project's README, read
2026-11-28). A proxy of LiteLLM's is asked where somebody's address names it, and asks with the `api_key` of the model
(docs.litellm.ai/docs/proxy/configs, read 2026-11-29).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .facts import Facts
from .findings import Request
from .hosts import is_anthropic, is_this_machine
from .readers.configfiles import ROUTER, is_file
from .readers.configtree import ConfigFile, Leaf
from .records import dataclass
from .values import host_of

_STARTS = "`ccr code` starts Claude Code with the router as its address."
FORWARDS = "forward_client_headers_to_llm_api"
_PROXY, _KEY = "litellm config", ("litellm_params", "api_key")
_IS_ASKED = "The proxy is asked where a client's address names it."
_MOST_LINES = 5
_MOST = 50  # providers of a file that are looked at


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of the router's file: its name, its address and its key, where they stand."""

    name: str
    address: Leaf | None
    key: Leaf | None


def router_files(facts: Facts) -> Iterator[ConfigFile]:
    """Yield the router's files among the documents."""
    return (file for file in facts.files if is_file(file, ROUTER))


def providers(file: ConfigFile) -> tuple[Provider, ...]:
    """Return the providers of a file, in their order."""
    found = []
    for number in range(_MOST):
        if not file.has("Providers", number):
            break
        name = file.text("Providers", number, "name") or ""
        address, key = (file.leaf("Providers", number, word) for word in ("api_base_url", "api_key"))
        found.append(Provider(name, address, key))
    return tuple(found)


def is_passed(requests: Sequence[Request]) -> bool:
    """Tell whether no request asks what a router or a proxy could be: each goes to Anthropic itself, or nowhere."""
    return all(each.endpoint is None or is_anthropic(each.endpoint) for each in requests)


def said_of_router(facts: Facts) -> str:
    """Say who pays behind the router, or the proxy; "" where no file of one is given."""
    file = next(router_files(facts), None)
    if file is None:
        proxy = next((file for file in facts.files if is_file(file, _PROXY)), None)
        return _said_of_proxy(proxy, facts) if proxy is not None else ""
    default = file.text("Router", "default") or ""
    chosen = next(
        (each for each in providers(file) if each.name and each.name == default.partition(",")[0].strip()), None
    )
    read = f"{file.document} is claude-code-router's, and Claude Code does not read it. {_STARTS}"
    if chosen is None or chosen.address is None:
        return f"Behind the router, who owns the key of the provider that it asks is billed: {read}"
    host = host_of(str(chosen.address.value)) or "its address"
    which = f"“{chosen.name}” on line {(chosen.key or chosen.address).span.line}"
    if is_this_machine(str(chosen.address.value)):
        return (
            f"Behind the router, nobody is billed, unless {host} passes requests on: {which} is on this machine. {read}"
        )
    if chosen.key is None:
        return f"Behind the router, who pays is up to {host}: {which} has no key here. {read}"
    return (
        f"Behind the router, what is answered is billed to the account at {host} that owns the key of {which}: {read}"
    )


def _said_of_proxy(file: ConfigFile, facts: Facts) -> str:
    """Say who pays behind LiteLLM's proxy: the owner of the model's key, or of what the client sends."""
    keys = [leaf.span.line for path, leaf in file.leaves.items() if len(path) == 4 and path[2:] == _KEY]
    passes_on = file.leaf("general_settings", FORWARDS)
    if keys:
        lines = ", ".join(map(str, keys[:_MOST_LINES])) + (" …" if len(keys) > _MOST_LINES else "")
        which = f"api_key on line{'s' if len(keys) > 1 else ''} {lines}"
        billed = f"Behind LiteLLM's proxy, who owns the key of the model that is asked for is billed ({which})"
    elif passes_on is not None and str(passes_on.value).lower() == "true":
        billed = (
            f"LiteLLM's proxy passes on what a client sends (line {passes_on.span.line}), and who owns that is billed"
        )
    else:
        billed = "Behind LiteLLM's proxy, who owns the key that it has in its own environment is billed"
    says = f"{billed}: {file.document} is the proxy's, and no client reads it."
    return f"{says} {_IS_ASKED}" if is_passed(facts.requests) else says
