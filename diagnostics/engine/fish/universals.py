"""fish's store of universal variables, `~/.config/fish/fish_variables`: one `SETUVAR` line a variable."""

from __future__ import annotations

import re

from ..regexes import regex
from ..shell.values import Text
from ..source import Document
from .machine import Fish

_LINE = regex(r"^SETUVAR[ \t]+(?P<flags>(?:--\w+[ \t]+)*)(?P<name>\w+):(?P<value>.*)$", re.MULTILINE)
_ESCAPE = regex(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_NOTHING = "\x1d"  # the store's word for a list without elements
_BETWEEN = "\x1e"


def is_store(document: Document) -> bool:
    """Tell whether a document is the store, by its name or its first lines."""
    base = document.base
    return base.startswith("fish_variables") or document.text.startswith("# This file contains fish universal variable")


def read_store(m: Fish, document: Document) -> None:
    """Give the machine the variables of the store."""
    for found in _LINE.finditer(document.text):
        m.budget.spend(2)
        text = _ESCAPE.sub(_character, found["value"])
        items: tuple[Text, ...] = () if text == _NOTHING else tuple(text.split(_BETWEEN))
        name, flags = found["name"], found["flags"]
        m.assign(
            name,
            items,
            document.span(found.start(), found.end()),
            document.span(found.start("value"), found.end("value")),
            where="universal",
            exported="--export" in flags,
            path=True if "--path" in flags else None,
        )


def _character(found: re.Match[str]) -> str:
    digits = found.group(1) or found.group(2) or found.group(3)
    if digits:
        code = int(digits, 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found.group()
    return _LETTERS.get(found.group(4), found.group(4))
