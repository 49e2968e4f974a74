"""Predicates over the shape of one value: its end, its path, its number, the network its host belongs to."""

from __future__ import annotations

import ipaddress
import re

from ...facts import Facts
from ...regexes import regex
from ...values import custom_headers, host_of, path_of
from .. import signs
from ..answers import Answer
from ..parameters import Arguments, Parameter, Type
from .variables import VAR, valued
from .vocabulary import predicate

_DIGITS = regex(r"[0-9]{1,15}")
# Names that no public name server knows: RFC 6761, RFC 6762, RFC 8375 and what companies use by habit.
_INNER = (".local", ".localhost", ".internal", ".lan", ".home", ".home.arpa", ".corp", ".intranet", ".private", ".test")
_HEADERS = "ANTHROPIC_CUSTOM_HEADERS"


@predicate(
    "ends-with",
    "{var} ends with “{text}”",
    "{var} does not end with “{text}”",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def ends_with(facts: Facts, given: Arguments) -> Answer:
    """Match a value that ends with one of the texts, blanks after it cut, upper and lower case alike."""
    wanted = tuple(text.lower() for text in given.texts("text"))
    return valued(facts, given, lambda value: value.rstrip().lower().endswith(wanted), "is set here")


@predicate(
    "path-is",
    "the path of {var} is {text}",
    "the path of {var} is not {text}",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def path_is(facts: Facts, given: Arguments) -> Answer:
    """Match a URL by its whole path, slashes at its end cut; `/` stands for no path."""
    wanted = {text.rstrip("/") for text in given.texts("text")}
    return valued(facts, given, lambda value: path_of(value) in wanted, "names the path here")


@predicate(
    "path-includes",
    "the path of {var} includes {text}",
    "the path of {var} does not include {text}",
    VAR,
    Parameter("text", Type.TEXTS),
    needs=signs.variables(),
)
def path_includes(facts: Facts, given: Arguments) -> Answer:
    """Match a URL whose path has one of the texts in it."""
    wanted = given.texts("text")
    return valued(facts, given, lambda value: any(text in path_of(value) for text in wanted), "names the path here")


@predicate(
    "is-below",
    "{var} is a number below {number}",
    "{var} is no number below {number}",
    VAR,
    Parameter("number", Type.NUMBER),
    needs=signs.variables(),
)
def is_below(facts: Facts, given: Arguments) -> Answer:
    """Match a value of digits only that is less than the number."""
    limit = given.number("number", 0)

    def holds(value: str) -> bool:
        return _DIGITS.fullmatch(value.strip()) is not None and int(value) < limit

    return valued(facts, given, holds, "is set here")


@predicate(
    "host-is-inner",
    "{var} names a host of the own network",
    "{var} names no host of the own network",
    VAR,
    needs=signs.variables(),
)
def host_is_inner(facts: Facts, given: Arguments) -> Answer:
    """Match a host that the internet does not know: this machine, a private address, a name without a dot, `.local`."""
    return valued(facts, given, lambda value: is_inner(host_of(value)), "names the host here")


def is_inner(host: str | None) -> bool:
    """Tell whether a host belongs to this machine or its own network."""
    if host is None:
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INNER) or host == "host.docker.internal"


@predicate(
    "header-starts-with",
    "the header {header} in ANTHROPIC_CUSTOM_HEADERS starts with “{text}”",
    "no header {header} in ANTHROPIC_CUSTOM_HEADERS starts with “{text}”",
    Parameter("header", Type.TEXT),
    Parameter("text", Type.TEXTS),
    needs=signs.always(_HEADERS),
)
def header_starts_with(facts: Facts, given: Arguments) -> Answer:
    """Match a header's value in ANTHROPIC_CUSTOM_HEADERS by its beginning, upper and lower case alike."""
    header, wanted = given.text("header").lower(), tuple(text.lower() for text in given.texts("text"))
    named = Arguments({**given.values, "var": _HEADERS})

    def holds(value: str) -> bool:
        return custom_headers(value).get(header, "").lower().startswith(wanted)

    return valued(facts, named, holds, "names the header here")


@predicate(
    "has-line-without-colon",
    "a line of ANTHROPIC_CUSTOM_HEADERS has no colon",
    "every line of ANTHROPIC_CUSTOM_HEADERS has a colon",
    needs=signs.always(_HEADERS),
)
def has_line_without_colon(facts: Facts, given: Arguments) -> Answer:
    """Match a header line that Claude Code drops without a word, such as `x-team=tools`."""
    named = Arguments({**given.values, "var": _HEADERS})
    return valued(
        facts,
        named,
        lambda value: any(line.strip() and ":" not in line for line in value.splitlines()),
        "has a line that is no header",
    )


# `x-a: 1, x-b: 2`: behind a comma or semicolon comes what can only be meant as another header.
_SECOND = regex(r"[,;]\s*(?:x-[a-z0-9-]+|[a-z]+-[a-z0-9-]+|authorization|cookie)\s*:\s*\S", re.IGNORECASE)


@predicate(
    "joins-headers",
    "a line of ANTHROPIC_CUSTOM_HEADERS holds two headers with a comma or semicolon between them",
    "no line of ANTHROPIC_CUSTOM_HEADERS holds two headers",
    needs=signs.always(_HEADERS),
)
def joins_headers(facts: Facts, given: Arguments) -> Answer:
    """Match `name: value, name2: value2` on one line: a comma separates nothing, so it is one header."""
    named = Arguments({**given.values, "var": _HEADERS})
    return valued(facts, named, lambda value: _SECOND.search(value) is not None, "is one header, not two")
