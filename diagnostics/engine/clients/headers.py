"""ANTHROPIC_CUSTOM_HEADERS and header values: what the client makes of them, and its words when it refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..crossedout import without_crosses
from ..masking.secretpatterns import MASK_RE
from ..regexes import regex
from ..values import header_lines
from .inputs import OPAQUE, Blocked

VARIABLE = "ANTHROPIC_CUSTOM_HEADERS"

# The client writes these itself, whatever the variable says.
_CLIENTS_OWN = frozenset({"anthropic-beta", "content-type", "content-length", "transfer-encoding"})
# These too, unless they are spelled as it spells them.
_SPELLED = MappingProxyType(
    {"user-agent": "User-Agent", "x-app": "x-app", "x-claude-code-session-id": "X-Claude-Code-Session-Id"}
)
# These to Anthropic's own address only.
AT_ANTHROPIC = frozenset(
    {
        "x-client-request-id",
        "x-claude-1p-request-class",
        "x-claude-code-prompt-id",
        "x-claude-code-request-class",
        "x-claude-code-sandy-plover",
    }
)
_NAME = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CHARACTERS = {
    0xFEFF: "a byte-order mark (U+FEFF)",
    0x2026: "an ellipsis character (U+2026)",
    0xFFFD: "a replacement character (U+FFFD)",
}
_GROUPS = (
    ((0x200B, 0x200C, 0x200D, 0x2060), "a zero-width character"),
    ((0x00A0, 0x202F), "a no-break space"),
    ((0x2018, 0x2019, 0x201C, 0x201D), "a typographic quote"),
    ((0x2013, 0x2014), "a typographic dash"),
    ((0x2028, 0x2029), "a line or paragraph separator"),
)


def custom_headers(text: str | None) -> dict[str, str]:
    """Return the headers, lower-case name → value, that the client adds, whether or not they can be sent.

    Pairs are separated by real line breaks only; a line without a colon is dropped without a word; of two lines
    with one name the last counts.
    """
    if text is None:
        return {}
    if text == OPAQUE:
        return {"?": OPAQUE}
    parsed = header_lines(unmasked(text))
    return {
        name.lower(): value
        for name, value in parsed.items()
        if name.lower() not in _CLIENTS_OWN and _SPELLED.get(name.lower(), name) == name
    }


def check_custom_headers(text: str | None, *, on_cloud: bool = False, needs_names: bool = True) -> None:
    """Raise Blocked where custom headers cannot be sent.

    The Anthropic API's client looks before it sends; a cloud's leaves it to the runtime, which says less. Where it
    does not need names, it drops a header that has none.
    """
    parsed = header_lines(unmasked(text)) if text and text != OPAQUE else {}
    if not needs_names:
        parsed.pop("", None)
    for number, (name, value) in enumerate(parsed.items(), 1):
        which = f"distinct header {number} of {len(parsed)} parsed from {VARIABLE}"
        if name and not _NAME.fullmatch(name):
            raise Blocked(
                f"API Error: Invalid header name: '{name}'"
                if on_cloud
                else f"Invalid {VARIABLE} · Fix the environment variable · Invalid name for {which}: "
                f"the HTTP runtime does not accept it ({_characters(name)}).",
                VARIABLE,
            )
        fault = value_fault(value)
        if fault:
            raise Blocked(
                f"API Error: Header '{name}' has invalid value"
                if on_cloud
                else f"Invalid {VARIABLE} · Fix the environment variable · Invalid value for {which}: {fault}.",
                VARIABLE,
            )
    if on_cloud and needs_names:
        check_names(text)


def check_names(text: str | None) -> None:
    """Raise Blocked for a header without a name, which only the runtime minds."""
    if text and text != OPAQUE and "" in header_lines(unmasked(text)):
        raise Blocked("API Error: Invalid header name: ''", VARIABLE)


def value_fault(value: str) -> str | None:
    """Return why a value cannot be sent in a header, in the client's words; None where it can."""
    text = spelled_out(value)
    start = len(text) - len(text.lstrip(" \t\r\n"))
    inner = text.strip(" \t\r\n")
    lines = len(re.findall(r"\r\n|\r|\n", text)) + 1
    size = _characters(text) + (f" on {lines} lines" if lines > 1 else "")
    line_break = re.search(r"[\r\n]", inner)
    if line_break:
        return f"it contains a line break at character {start + line_break.start() + 1} ({size})"
    for index, character in enumerate(inner, start + 1):
        if character > "\u00ff":
            return f"it contains {_named(ord(character))} at character {index} ({size})"
    return None


def check_key(value: str, source: str) -> None:
    """Raise Blocked where a key cannot be sent as `x-api-key`."""
    fault = None if value == OPAQUE else value_fault(value)
    if fault:
        raise Blocked(
            f"Invalid API key · Fix external API key · Invalid X-Api-Key header value from {source}: {fault}.", source
        )


def check_token(value: str, source: str) -> None:
    """Raise Blocked where a token cannot be sent as `Authorization: Bearer`."""
    fault = None if value == OPAQUE else value_fault(value)
    if fault:
        raise Blocked(
            "Invalid auth token · Fix external auth token · "
            f"Invalid Authorization header value from {source}: {fault}.",
            source,
        )


def sources(headers: Mapping[str, str]) -> dict[str, str]:
    """Return where each custom header's value comes from."""
    return dict.fromkeys(headers, VARIABLE)


def unmasked(text: str) -> str:
    """Put as many plain letters in place of each mask as the masked value had: a secret is opaque, not odd."""
    return MASK_RE.sub(lambda match: "x" * max(1, min(int(match.group(2)), 10_000)), text)


def spelled_out(value: str) -> str:
    """Return a value as it stands in the person's own file as far as its characters go: what was crossed out is plain.

    So no client is said to stop at a sign that the person put there.
    """
    return without_crosses(unmasked(value))


def _named(code: int) -> str:
    if code in _CHARACTERS:
        return _CHARACTERS[code]
    for codes, name in _GROUPS:
        if code in codes:
            return f"{name} (U+{code:04X})"
    return "a non-ASCII character"


def _characters(text: str) -> str:
    return "1 character" if len(text) == 1 else f"{len(text)} characters"
