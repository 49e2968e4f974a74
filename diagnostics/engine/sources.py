"""Where the credentials in a request come from, and what a sentence calls them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .client import Client
from .regexes import regex

# Headers in which one vendor or another takes its credential; `?key` stands for one in the address itself.
CREDENTIAL_HEADERS = ("authorization", "x-api-key", "x-goog-api-key", "api-key", "?key")

_IN_LIST = regex(r"(?<=[a-z])\.\d{1,4}$")  # aider's api-key.0: an element of a list in a settings file
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "aws-credentials": "your AWS credentials",
        "gcp-credentials": "your Google Cloud credentials",
        "azure-credentials": "your Azure credentials",
    }
)


def credentials_of(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the different sources of the credentials in a request's headers, each once."""
    return tuple(dict.fromkeys(headers[name] for name in CREDENTIAL_HEADERS if name in headers))


def source_words(client: Client, source: str) -> str:
    """Return a source of a header as a sentence calls it: "the key in ANTHROPIC_API_KEY"."""
    known = client.sources.get(source) or _WORDS.get(source)
    if known:
        return known
    source = _IN_LIST.sub("", source)
    if source.endswith(("KEY", "api-key")):
        return f"the key in {source}"
    return f"the token in {source}" if source.endswith("TOKEN") else f"the credential in {source}"
