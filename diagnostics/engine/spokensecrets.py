"""What sentences beside a file for a CI say of a secret that it takes: that there is none of that name, or no more.

GitHub puts an empty text in the place of a secret that is not set
(https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets, read 2026-11-29).
"""

from __future__ import annotations

import re

from .facts import Facts
from .regexes import regex
from .source import Document, Kind

_TAKEN = regex(r"\bsecrets(?:\.|\[ *')([A-Za-z_]\w*)")
_NAME = r"[`'\"]?(?P<name{0}>[A-Z][A-Z0-9_]{{2,60}})[`'\"]?"
_GONE = (
    r"(?:(?:does|did)(?: not|n['’]t) (?:even )?exist|(?:is|was|got|has been) (?:(?:now|already|never|accidentally) )?"
    r"(?:missing|empty|gone|deleted|removed|absent|not (?:set|there|defined|configured)|unset|created|added|set)"
    r"|(?:is|was)n['’]t (?:set|there|defined|configured|created)|(?:has|had) (?:no value|expired))"
)
_DENIED = regex(
    rf"\b(?:no|without(?: an?| the| any)?) (?:(?:repository |repo |organi[sz]ation )?secret )?(?:named |called )?"
    rf"{_NAME.format(1)}(?! (?:or|and) )"
    rf"|{_NAME.format(2)}(?: (?:repository )?secret)?(?: that)? {_GONE}"
    r"|\b(?:I|we|somebody|someone|who)(?:['’]ve| have| had)?(?: already| just| also)? (?:deleted|removed|revoked)"
    rf" (?:the |our |my )?(?:(?:repository |repo )?secret )?{_NAME.format(3)}"
    r"|\b(?:I|we)(?:['’]ve| have| had)? (?:never|not yet) (?:set|added|created|made|defined) "
    rf"(?:an? |the |any )?(?:(?:repository |repo )?secret )?(?:named |called )?{_NAME.format(4)}"
)
# "is never set", "was added": whether that is so is told by the word before.
_IS_THERE = regex(r"\b(?:is|was|got|has been) (?:(?:now|already|accidentally) )?(?:created|added|set)$")
_ASKS = regex(r"\b(?:if|when|whether|unless|maybe|perhaps)\b", re.IGNORECASE)


def said_of_denied_secrets(facts: Facts) -> str:
    """Say that a sentence denies a secret that a workflow takes; empty where none does."""
    taken = {name for each in facts.documents if each.kind is Kind.WORKFLOW for name in _TAKEN.findall(each.text)} - {
        "GITHUB_TOKEN"
    }
    for document in facts.documents if taken else ():
        if document.kind is Kind.TEXT and (found := _denied(document, taken)) is not None:
            name, at = found
            place = facts.where(document.line_at(at))
            return (
                f"By {place} there is no secret {name}, so that the client gets an empty value for it. If there were:"
            )
    return ""


def _denied(document: Document, taken: set[str]) -> tuple[str, int] | None:
    for found in _DENIED.finditer(document.text):
        name = next(found[group] for group in ("name1", "name2", "name3", "name4") if found[group])
        begin = max(document.text.rfind(sign, 0, found.start()) for sign in (". ", "\n", "! ")) + 1
        is_open = _IS_THERE.search(found.group()) or _ASKS.search(document.text[begin : found.start()])
        if name in taken and not is_open:
            return name, found.start()
    return None
