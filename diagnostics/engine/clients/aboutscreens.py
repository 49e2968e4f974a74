"""What Gemini CLI and Qwen Code show of themselves in a post: the box of /about, and Qwen Code's lines at a start.

The words are those of Gemini CLI 0.1 to 0.25 and Qwen Code 0.0.1 to 0.15, as people posted them. A screen names the
method, and an address, but no key; so the variable of that method is set to a text that stands for a hidden one. What
a file or a shell says counts before a screen, which is of another moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..client import FileRead
from ..environment import State, Variable
from ..readers.configtree import ConfigFile, Leaf, Path
from ..regexes import regex
from ..source import Document, Kind, Span
from ..statusscreen import HIDDEN

_LABELS = MappingProxyType(
    {
        "auth method": "type",
        "auth": "type",
        "authtype": "type",
        "base url": "address",
        "using model": "model",
        "model": "model",
    }
)
_LINE = regex(
    r"^[ \t]*(?:[│|●•*-]\ufe0e?[ \t]*)*"
    r"(?P<label>auth method|authtype|auth|base url|using model|model(?=[ \t]{2}))(?::[ \t]*|[ \t]{2,})"
    r"(?P<value>[^\n│|]{1,300}?)[ \t│|]*$",
    re.MULTILINE | re.IGNORECASE,
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "oauth-personal": "oauth-personal",
        "oauth": "oauth-personal",
        "gemini-api-key": "gemini-api-key",
        "vertex-ai": "vertex-ai",
        "openai": "openai",  # of qwen-oauth, which is gone, a screen of that time says nothing for today
    }
)
_SELECTED: Path = ("security", "auth", "selectedType")
_MODEL: Path = ("model", "name")
# A type → the variable that holds its key; of the others no screen tells where the credential is.
_KEYS: Mapping[str, str] = MappingProxyType({"gemini-api-key": "GEMINI_API_KEY", "openai": "OPENAI_API_KEY"})
_ADDRESS = "OPENAI_BASE_URL"
_WORDS = ("CLI Version", "authType:")  # each screen has one of them


def shows_account(documents: Sequence[Document]) -> bool:
    """Tell whether a text holds such a screen with a method that is known."""
    return screen_line(documents) is not None


def screen_line(documents: Sequence[Document]) -> int | None:
    """Return the line on which the last such screen names the method; None where there is none."""
    found = (shown["type"][1].line for each in reversed(documents) if "type" in (shown := _shown(each)))
    return next(found, None)


def from_screens(documents: Sequence[Document], kind: Kind, *types: str) -> tuple[list[Variable], list[FileRead]]:
    """Return the variables and the settings file that a screen stands for; nothing for other types than `types`."""
    for document in reversed(documents):
        shown = _shown(document)
        if "type" not in shown or shown["type"][0] not in types:
            continue
        chosen, span = shown["type"]
        leaves = {_SELECTED: Leaf(chosen, span, span)}
        if "model" in shown:
            leaves[_MODEL] = Leaf(shown["model"][0], shown["model"][1], shown["model"][1])
        groups = {path[:depth]: span for path in leaves for depth in range(len(path))}
        file = FileRead(document.name, ConfigFile(document.name, kind, leaves, groups))
        variables = [Variable(_KEYS[chosen], State.SET, True, HIDDEN, span)] if chosen in _KEYS else []
        if "address" in shown and chosen == "openai":
            value, at = shown["address"]
            variables.append(Variable(_ADDRESS, State.SET, True, value, at, at))
        elif chosen == "openai":
            variables.append(Variable(_ADDRESS, State.UNKNOWN, True, why="what the client shows leaves it out"))
        return variables, [file]
    return [], []


def _shown(document: Document) -> dict[str, tuple[str, Span]]:
    """Return what a text's last screen shows, by what it is, each with its place."""
    if document.kind is not Kind.TEXT or not any(word in document.text for word in _WORDS):
        return {}
    return {what: (value, span) for what, value, span in _lines(document)}


def _lines(document: Document) -> Iterator[tuple[str, str, Span]]:
    for found in _LINE.finditer(document.text):
        what, value = _LABELS[found["label"].lower()], found["value"].strip()
        span = document.span(found.start("label"), found.end("value"))
        if what == "type":
            word = value.split()[0].lower()
            if word in _TYPES:
                yield what, _TYPES[word], span
        elif what == "model" or value.startswith(("http://", "https://")):
            yield what, value, span
