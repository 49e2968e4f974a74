"""What a program asks for, read from its request: the body, the documents, and the words that say how to read them.

Every reader raises RefusedError with a sentence that says what is wrong; none repeats what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.views.decorators.debug import sensitive_variables

from .checking import Pasted, RefusedError, kind_named
from .engine.clients import CLIENT_NAMES
from .engine.limits import MAX_BYTES, MAX_LINES

DEFAULT_NAME = "~/.zshrc"
MAX_DOCUMENTS = 20

Word = TypeVar("Word", bound=StrEnum)


def body(request: HttpRequest) -> bytes:
    """Return the body; one that announces more than may be sent is not read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    try:
        if length.isdigit() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return request.body
    except RequestDataTooBig:
        pass
    except UnreadablePostError:
        raise RefusedError(400, "The body did not arrive whole. Send it again.") from None
    raise RefusedError(413, f"The body is too large: {MAX_BYTES // 1024} KB and {MAX_LINES:,} lines are read.")


@sensitive_variables()
def read_json(sent: str) -> Any:
    """Return what a JSON text says; raise ValueError or RecursionError where it is none.

    Half a pair of surrogates, which JSON can write, is no character and nothing can be made of it: it becomes “?”.
    """
    data = json.loads(sent)
    if "\\ud" in sent.lower():
        data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    return data


@sensitive_variables()
def documents(entries: object) -> Sequence[Pasted]:
    """Return the documents of a list of {"name", "text", "kind"}."""
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_DOCUMENTS:
        raise RefusedError(422, f"“documents” is a list of 1 to {MAX_DOCUMENTS} documents.")
    found = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            raise RefusedError(422, f"Document {number} has no “text”.")
        name = entry.get("name", DEFAULT_NAME)
        kind = kind_named(text(entry, "kind"))
        found.append(Pasted(name if isinstance(name, str) else DEFAULT_NAME, entry["text"], kind))
    if len({entry.name for entry in found}) < len(found):
        raise RefusedError(422, "Two documents have the same name.")
    return found


def text(data: Mapping[str, object], key: str) -> str:
    """Return the text under a key, "" where there is none."""
    value = data.get(key, "")
    if not isinstance(value, str):
        raise RefusedError(422, f"“{key}” is a text.")
    return value


def word(words: type[Word], value: str, default: Word, key: str) -> Word:
    """Return the one of these words that was given."""
    if not value:
        return default
    try:
        return words(value)
    except ValueError:
        raise RefusedError(422, f"“{key}” is one of: {', '.join(words)}.") from None


def optional(words: type[Word], value: str, key: str) -> Word | None:
    """Return the one of these words that was given, None where none was."""
    return word(words, value, next(iter(words)), key) if value else None


def clients(given: object) -> tuple[str, ...]:
    """Return the clients that the report is to speak of; none: those that the documents concern."""
    if not isinstance(given, list) or not all(isinstance(each, str) and each in CLIENT_NAMES for each in given):
        raise RefusedError(422, f"“client” is one or more of: {', '.join(CLIENT_NAMES)}.")
    return tuple(dict.fromkeys(given))
