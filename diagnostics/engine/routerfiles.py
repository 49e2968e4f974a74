"""What claude-code-router's own file says of who pays: the router asks its provider with a key of that file.

Claude Code does not read it. `ccr code` starts Claude Code with the router as its address, and the router's `Router`
names for each kind of request the provider and the model: "openrouter,moonshotai/kimi-k2" (the project's README, read
2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator

from .facts import Facts
from .hosts import is_this_machine
from .readers.configfiles import ROUTER, is_file
from .readers.configtree import ConfigFile, Leaf
from .records import dataclass
from .values import host_of

_STARTS = "`ccr code` starts Claude Code with the router as its address."
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


def said_of_router(facts: Facts) -> str:
    """Say who pays behind the router; "" where no file of it is given."""
    file = next(router_files(facts), None)
    if file is None:
        return ""
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
