"""Read what fish's `set -S` prints: in which scopes a variable is set, whether programs get it, and its elements.

Held against fish 3.6: the innermost scope is printed first, and it is what programs get if it is exported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..dumpforms import FISH_SCOPE
from ..regexes import regex
from ..source import Document
from .entries import Entry
from .shadow import shadow

_ELEMENT = regex(r"^\$(?P<name>[A-Za-z_]\w*)\[\d+\]: \|?(?P<value>[^\n]*?)\|?[ \t\r]*$", re.MULTILINE)


def is_fish_shown(text: str) -> bool:
    """Tell whether a text holds what `set -S` prints."""
    return "$" in text and FISH_SCOPE.search(text) is not None


def shown_by_fish(document: Document) -> Iterator[Entry]:
    """Yield each variable with what programs get of it; several elements are joined by a blank."""
    text = shadow(document.text)
    scopes = list(FISH_SCOPE.finditer(text.text))
    is_set = {found["name"] for found in scopes if found["scope"]}
    given: set[str] = set()
    for found, after in zip(scopes, [*scopes[1:], None][: len(scopes)], strict=True):
        name = found["name"]
        if name in given or (found["unset"] and name in is_set):
            continue  # an outer scope, which the inner one hides, or an inner one without it
        given.add(name)
        if found["unset"]:
            yield Entry(name, None, document.span(*found.span()), is_set=False)
        else:
            stop = after.start() if after else len(text.text)
            yield _entry(document, found, list(_ELEMENT.finditer(text.text, found.end(), stop)))


def _entry(document: Document, found: re.Match[str], elements: list[re.Match[str]]) -> Entry:
    span = document.span(*found.span())
    exported = found["exported"] == "exported"
    if len(elements) != int(found["count"]):
        why = f"line {span.line} tells of values that are not shown"
        return Entry(found["name"], None, span, None, why, exported=exported)
    value = " ".join(document.text[each.start("value") : each.end("value")] for each in elements)
    value_span = document.span(*elements[0].span("value")) if len(elements) == 1 else None
    return Entry(found["name"], value, span, value_span, exported=exported)
