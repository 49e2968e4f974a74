"""Variables that sentences tell to be set and no line shows: a client that stops for want of one may have it."""

from __future__ import annotations

from collections.abc import Sequence

from .facts import Facts
from .findings import Request, Sent
from .pastes.pastelines import is_message
from .regexes import regex
from .source import Kind

_NAME = regex(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_IS_SET = regex(
    r"\b(?:set|setting|put|populated?|export(?:ed|ing)?|add(?:ed)?|defined?|configured?|fill(?:ed)?|stor(?:e|ed|ing)"
    r"|have|using|saved?)\b",
)
_IS_NOT = regex(
    r"\b(?:not|never|no|without|missing|unset|remove[ds]?|delete[ds]?|must|should|please|specify|instead|lacks?|if)\b|n['’]t\b",
)
_LONGEST = 1000


def said_of_spoken_keys(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that sentences tell of a variable for want of which the client stops; "" where none does."""
    if not requests or any(request.outcome is not Sent.BLOCKED for request in requests):
        return ""
    wanted = {name for request in requests for name in _NAME.findall(request.message or "")}
    wanted = {name for name in wanted if name not in facts.environment.variables and name.endswith(("KEY", "TOKEN"))}
    for document in facts.documents if wanted else ():
        if document.kind is not Kind.TEXT or not any(name in document.text for name in wanted):
            continue
        for number, line in enumerate(document.text[:50_000].split("\n"), document.first_line):
            named = next((name for name in _NAME.findall(line[:_LONGEST]) if name in wanted), "")
            if named and _tells(line[:_LONGEST]):
                place = facts.where(document.line_span(number))
                place = place[:1].upper() + place[1:]
                return f"{place} tells of {named} and shows no value: where it is set, it is sent. Without it:"
    return ""


def _tells(line: str) -> bool:
    said = line.lower()
    return not is_message(line) and _IS_SET.search(said) is not None and _IS_NOT.search(said) is None
