"""Files in YAML that have no kind of their own: which one a text is, by where it lies, else by what it holds.

People name such files as they like, and post them without a name: keys that only one program reads tell as much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .regexes import regex
from .source import Document, Kind

_PATHS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "continue config": regex(r"(?:^|/)\.continue/config\.ya?ml$"),
        "aider config": regex(r"(?:^|/)\.aider\.conf\.ya?ml$"),
        "goose config": regex(r"(?:^|/)\.config/goose/config\.ya?ml$"),
        "litellm config": regex(r"(?:^|/)(?:proxy_)?litellm[\w./-]*\.ya?ml$|^config\.ya?ml$"),
        "github workflow": regex(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$"),
    }
)
# Each of these must stand in the text.
_TEXTS: Mapping[str, tuple[re.Pattern[str], ...]] = MappingProxyType(
    {
        "continue config": (
            regex(r"^models:[ \t]*(?:#[^\n]*)?\r?$", re.M),
            regex(r"^[ \t]+(?:-[ \t]+)?provider:", re.M),
            regex(r"^(?:schema:[ \t]*v1|[ \t]+(?:-[ \t]+)?(?:apiKey|apiBase|roles):)", re.M),
        ),
        "aider config": (
            regex(
                r"^(?:(?:openai|anthropic)-api-key|openai-api-base|weak-model|editor-model|edit-format):[ \t]"
                r"|^api-key:[ \t]*(?:\[|\r?\n[ \t]*-[ \t]+)[\"']?[a-z]\w*=",
                re.M,
            ),
        ),
        "litellm config": (regex(r"^model_list:[ \t]*(?:#[^\n]*)?\r?$", re.M), regex(r"^[ \t]+litellm_params:", re.M)),
        "github workflow": (regex(r"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?[\w.-]+/[\w./-]+@[\w.-]+[\"']?[ \t]*", re.M),),
    }
)
_ANYBODYS = regex(r"config\.ya?ml")  # a name that many programs' files have
YAML_WORDS = tuple(_PATHS)  # the words by which a rule names such a file


def word_of_path(path: str) -> str:
    """Return the word for the file that lies at a path, written with forward slashes; "" for any other."""
    return next((word for word, wanted in _PATHS.items() if wanted.search(path)), "")


def yaml_word(document: Document, path: str) -> str:
    """Return the word for a document that lies at a path; "" where neither path nor text tells one."""
    if document.kind is Kind.WORKFLOW:
        return Kind.WORKFLOW.value
    if document.kind is not Kind.TEXT:
        return ""
    by_path = word_of_path(path)
    if by_path and not _ANYBODYS.fullmatch(path):
        return by_path
    found = (word for word, wanted in _TEXTS.items() if all(each.search(document.text) for each in wanted))
    return next(found, by_path)
