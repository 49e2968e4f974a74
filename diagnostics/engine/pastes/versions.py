"""Two versions of one file in a post, before and after a change: only one of them can be what somebody has.

The last one is read, and the report says so; what the others would do is not mixed into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..records import replace
from ..regexes import regex
from ..source import EARLIER, Document, Kind, file_name
from .endings import JSON

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


def without_versions(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents of a paste, each earlier version of one and the same file as text under such a name."""
    replaced = dict(_replaced(documents))
    return tuple(replaced.get(number, document) for number, document in enumerate(documents))


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
