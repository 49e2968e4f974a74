"""What the sentences of a post say to be set, or to be billed, beside files that set nothing of the kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .clients import DEFAULT_CLIENT
from .facts import Facts
from .findings import Login, Request
from .names import CLOUD_FLAGS, CREDENTIALS
from .regexes import regex
from .source import EARLIER, SHOWN_BEFORE, WORKING, Document, Kind

_DECIDING = (*CREDENTIALS, "ANTHROPIC_BASE_URL", *CLOUD_FLAGS)
_NAMED = regex(rf"(?<![A-Za-z0-9_])(?:{'|'.join(_DECIDING)})(?![A-Za-z0-9_])")
# "I have a secret ANTHROPIC_API_KEY for all repositories": a codespace or a job gets it as a variable.
_SECRET = regex(
    r"\b(?:have|has|is|are|set|added|created|with|stored) (?:an? |the |our |my )?(?:[\w-]+ ){0,3}secrets? "
    rf"(?:called |named |of the name )?[`'\"]?(?P<name>{'|'.join(_DECIDING)})"
)
_BILLED = regex(r"\bAPI Usage Billing\b")
_NOT_SO = regex(r"\b(?:no longer|no more|not|was|were|before|used to|if|unless|instead of|rather than)\b|n['’]t\b")
_OF_ANOTHER_TIME = (EARLIER, SHOWN_BEFORE, WORKING)


def said_of_spoken_names(facts: Facts, requests: Sequence[Request]) -> str:
    """Say that a sentence has Claude Code's credential or address set, or the API billed, and no line shows it.

    Empty where a variable is sent, or where what is sent is not the plan's login.
    """
    if not requests or any(each.client == DEFAULT_CLIENT and _is_of_variables(each) for each in requests):
        return ""
    if all(each.client != DEFAULT_CLIENT for each in requests):
        return ""
    for document in facts.documents:
        if document.kind is not Kind.TEXT or document.name.startswith(_OF_ANOTHER_TIME):
            continue
        for name, at in _told(document):
            if name not in facts.environment.variables:
                place = facts.where(document.line_at(at))
                return f"By {place} {name} is set, and no line here does so: if it is, it decides."
        found = _BILLED.search(document.text)
        if found is not None and _NOT_SO.search(document.text, max(0, found.start() - 40), found.start()) is None:
            place = facts.where(document.line_at(found.start()))
            return (
                f"By {place} Claude Code bills the API: then it has a key, a token or a login that no line here shows."
            )
    return ""


def _is_of_variables(request: Request) -> bool:
    return request.login is Login.UNKNOWN or any(source in _DECIDING for source in request.headers.values())


def _told(document: Document) -> Iterator[tuple[str, int]]:
    """Yield the variables that sentences say to be set, with the places of their names."""
    if _NAMED.search(document.text) is None:
        return
    from .readers.told import told_of

    yield from ((each.name, each.begin) for each in told_of(document.text) if each.is_set and each.name in _DECIDING)
    for found in _SECRET.finditer(document.text):
        yield found["name"], found.start("name")
