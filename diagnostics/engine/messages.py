"""The error messages that tell something about a configuration: whose words they are, and when they can appear."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from .records import dataclass

_FILE = Path(__file__).parent / "messages.toml"
CREDENTIALS = ("plan", "key", "token", "helper", "none")
_NEEDS = ("credential", "provider", "stops", "elsewhere", "here", "variables")
_KEYS = ("text", "client", "also", "library", "vendor", "says", "needs", "generic", "refuses", "older", "copied")


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who answers: the name, and the hosts on which only this vendor answers; none where everybody runs it."""

    name: str
    hosts: tuple[str, ...]
    passes_on: bool = False  # a gateway, which hands the answers of other vendors through


@dataclass(frozen=True, slots=True)
class Need:
    """One case in which a message can appear; all of its parts must be true of a request."""

    credential: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    stops: str = ""  # words with which the client stops before it sends anything
    elsewhere: bool = False  # the host is neither Anthropic's nor this machine
    here: bool = False  # the host is this machine
    variables: tuple[str, ...] = ()  # one of them is set


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the words, who prints or sends them, what they say in plain English."""

    text: str
    says: str
    client: str = ""  # the client whose own words they are
    also: tuple[str, ...] = ()  # clients that print the same
    library: str = ""  # whose words they are where no client is asked about that prints them
    vendor: Vendor | None = None
    needs: tuple[Need, ...] = ()  # one of them must hold; none: the message tells nothing about the configuration
    generic: bool = False  # said only where no closer message is known
    refuses: bool = False  # the server does not accept the credential, or who holds it
    copied: bool = False  # servers that speak the vendor's form send the same words
    older: str = ""  # a key of a settings file that versions before the modelled one read: they print it, too


@lru_cache(maxsize=1)
def vendors() -> Mapping[str, Vendor]:
    """Return the vendors of the data file by their word."""
    return MappingProxyType({key: _vendor(table) for key, table in _tables(_data()["vendor"]).items()})


@lru_cache(maxsize=1)
def messages() -> tuple[Message, ...]:
    """Return the messages of the data file; raise ValueError naming the entry that cannot be understood."""
    known = vendors()
    return tuple(_message(table, known) for table in cast("list[dict[str, object]]", _data()["message"]))


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _vendor(table: dict[str, object]) -> Vendor:
    return Vendor(str(table["name"]), _texts(table.get("hosts", [])), bool(table.get("passes_on", False)))


def _message(table: dict[str, object], known: Mapping[str, Vendor]) -> Message:
    text, vendor = str(table.get("text", "")), str(table.get("vendor", ""))
    if unknown := [key for key in table if key not in _KEYS]:
        raise ValueError(f"message “{text}”: unknown key “{unknown[0]}”; known: {', '.join(_KEYS)}")
    if not text or not table.get("says") or (vendor and vendor not in known):
        raise ValueError(f"message “{text}”: needs text, says, and a vendor of the table")
    needs = tuple(_need(text, each) for each in cast("list[dict[str, object]]", table.get("needs", [])))
    client, generic = str(table.get("client", "")), bool(table.get("generic", False))
    refuses = bool(table.get("refuses", False))
    older = str(table.get("older", ""))
    also, library = _texts(table.get("also", [])), str(table.get("library", ""))
    copied = bool(table.get("copied", False))
    return Message(
        text, str(table["says"]), client, also, library, known.get(vendor), needs, generic, refuses, copied, older
    )


def _need(text: str, table: dict[str, object]) -> Need:
    if unknown := [key for key in table if key not in _NEEDS]:
        raise ValueError(f"message “{text}”: unknown need “{unknown[0]}”; known: {', '.join(_NEEDS)}")
    credential = _texts(table.get("credential", []))
    if unknown := [word for word in credential if word not in CREDENTIALS]:
        raise ValueError(f"message “{text}”: unknown credential “{unknown[0]}”; known: {', '.join(CREDENTIALS)}")
    return Need(
        credential,
        _texts(table.get("provider", [])),
        str(table.get("stops", "")),
        bool(table.get("elsewhere", False)),
        bool(table.get("here", False)),
        _texts(table.get("variables", [])),
    )


def _tables(value: object) -> dict[str, dict[str, object]]:
    return cast("dict[str, dict[str, object]]", value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("list[object]", value))
