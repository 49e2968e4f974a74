"""Two versions of one file in a post, before and after a change: only one of them can be what somebody has.

The last one is read, and the report says so; what the others would do is not mixed into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..names import DECISIVE
from ..records import replace
from ..regexes import regex
from ..source import EARLIER, WORKING, Document, Kind, file_name
from .endings import JSON
from .parts import SHELLS

_DECIDING = regex(
    r"(?P<name>ANTHROPIC_(?:BASE_URL|AUTH_TOKEN|API_KEY|MODEL)|CLAUDE_CODE_USE_[A-Z_]+|apiKeyHelper)"
    r"[\"'`]?[ \t]*[:=][ \t]*(?P<value>[^\n]*?)[ \t]*,?[ \t\r]*$",
    re.MULTILINE,
)


# Of Codex' config.toml: a provider is chosen once in a file, so two that choose one are two versions.
_CHOSEN = regex(r"(?m:^)model_provider[ \t]*=")
_OF_PROVIDER = regex(
    r"^(?P<name>model_provider|base_url|env_key|requires_openai_auth|experimental_bearer_token|openai_base_url)"
    r"[ \t]*=[ \t]*(?P<value>[^\n#]*?)[ \t\r]*(?:#[^\n]*)?$",
    re.MULTILINE,
)


# Code or settings that a later block of a post may take the place of.
_SETTINGS = (*JSON, *SHELLS, Kind.DOTENV, Kind.LISTED)
_IS_NOW = regex(
    r"\b(?:changed|switched|replaced|swapped|updated|rewr(?:ote|itten)|corrected)\b[^.?!]{0,80}\b(?:to|with|by|into)\b[^.?!]{0,60}:\s*$"
    r"|\bnow\b[^.?!]{0,60}\b(?:is|have|reads?|looks?|use|using|it['’]s)\b[^.?!]{0,60}:\s*$"
    r"|^\W{0,6}(?:the )?(?:fix(?:ed)?(?: version)?|solution|after(?: the (?:change|fix))?|works now|this works"
    r"|corrected|now)\W{0,6}$",
    re.IGNORECASE,
)
_IS_OPEN = regex(r"\b(?:not|never|should|could|would|if|tried|try|also|add(?:ed|ing)?)\b|n['’]t\b", re.IGNORECASE)
_LONGEST = 400
# "This does not work:" and "With the other one it works:", above two versions of which the first is asked about.
_FAILS = regex(
    r"\bnot? work|n['’]t work|\bfail(?:s|ed|ing)?\b|\berrors?\b|\bbroken\b|\brefused?\b|\bignored?\b"
    r"|(?<![\w.:])40[0-9]\b|\bnicht\b|\bno (?:me )?funciona|\bne (?:marche|fonctionne)"
    r"|不(?:行|能|生效|工作|可以)|报错|失败|動きません|動かない",
    re.IGNORECASE,
)
_WORKS = regex(
    r"\bwork(?:s|ing|ed)?\b|\b(?:is|are) fine\b|\bno problem|\bgeht\b|\bfunktioniert\b|\bfunciona\b"
    r"|\b(?:marche|fonctionne)\b|正常|可以|能用|動きます",
    re.IGNORECASE,
)
_SOLVED = regex(r"\b(?:now|after|fix(?:ed)?|solution|solved|finally|jetzt|ahora|maintenant)\b|解决|现在", re.IGNORECASE)


def without_versions(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents of a paste, each earlier version of one and the same file as text under such a name."""
    documents = _without_working(documents)
    replaced = {**dict(_replaced(documents)), **dict(_changed(documents))}
    return tuple(replaced.get(number, document) for number, document in enumerate(documents))


def _without_working(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the documents, settings that a sentence says to work as text where those above them are said to fail."""
    settings = [
        (number, document)
        for number, document in enumerate(documents)
        if document.kind in JSON and document.paste and " on line" in document.name
    ]
    if len(settings) != 2 or settings[0][1].kind is not settings[1][1].kind:
        return documents
    (_, first), (number, second) = settings
    above, below = _said_above(first, documents), _said_above(second, documents)
    works = _WORKS.search(below) is not None and _FAILS.search(below) is None and _SOLVED.search(below) is None
    if not works or _FAILS.search(above) is None or not _differ(first.text, second.text, _DECIDING):
        return documents
    name = f"{WORKING} on line{_lines(second)}"
    return [replace(each, name=name, kind=Kind.TEXT) if n == number else each for n, each in enumerate(documents)]


def _said_above(document: Document, documents: Sequence[Document]) -> str:
    """Return the last line of the sentences right above a block of a post."""
    above = [each for each in documents if each.kind is Kind.TEXT and each.first_line < document.first_line]
    text = max(above, key=lambda each: each.first_line).text if above else ""
    return next((line for line in reversed(text.split("\n")) if line.strip()), "")[:_LONGEST]


def _changed(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    """Yield the blocks above a sentence that says what they were changed to: "Now I changed it to:", "The fix:"."""
    for number, document in enumerate(documents[:-1]):
        below = documents[number + 1]
        if document.kind is not Kind.TEXT or below.kind not in _SETTINGS or not _names(below):
            continue
        said = next((line for line in reversed(document.text.split("\n")) if line.strip()), "")[:_LONGEST]
        if _IS_NOW.search(said) is None or _IS_OPEN.search(said) is not None:
            continue
        for place in range(number):
            above = documents[place]
            if above.kind in _SETTINGS and above.first_line < document.first_line and _names(above):
                yield place, replace(above, name=f"{EARLIER} on line{_lines(above)}", kind=Kind.TEXT)


def _names(document: Document) -> bool:
    """Tell whether a block of a post sets what decides."""
    return bool(document.paste) and any(name in document.text for name in DECISIVE)


def _replaced(documents: Sequence[Document]) -> Iterator[tuple[int, Document]]:
    last: dict[tuple[Kind, str], int] = {}
    for number in reversed(range(len(documents))):
        document = documents[number]
        if document.kind not in (*JSON, Kind.LISTED, Kind.CODEX_CONFIG):
            continue
        is_of_home = document.kind is Kind.CODEX_CONFIG and document.base == "config.toml"
        slot = (document.kind, "" if " on line" in document.name or is_of_home else file_name(document.name))
        after = last.setdefault(slot, number)
        form = _OF_PROVIDER if document.kind is Kind.CODEX_CONFIG else _DECIDING
        if document.kind is Kind.CODEX_CONFIG and not _both_choose(document, documents[after]):
            continue
        if after != number and _differ(document.text, documents[after].text, form):
            name = f"{EARLIER} on line{_lines(document)}"
            yield number, replace(document, name=name, kind=Kind.TEXT)


def _lines(document: Document) -> str:
    one = document.line_count == 1
    return f" {document.first_line}" if one else f"s {document.first_line}–{document.last_line}"


def _both_choose(one: Document, other: Document) -> bool:
    """Tell whether both texts choose a provider, so that they are no two parts of one file."""
    return all(_CHOSEN.search(each.text) for each in (one, other))


def _differ(one: str, other: str, form: re.Pattern[str]) -> bool:
    """Tell whether two texts set a name that decides to different values."""
    first, second = _set(one, form), _set(other, form)
    return any(first[name] != second[name] for name in first.keys() & second.keys())


def _set(text: str, form: re.Pattern[str]) -> dict[str, str]:
    return {found["name"]: found["value"].strip("\"'") for found in form.finditer(text)}
