"""Which of its settings files Claude Code is told to read: `--setting-sources`, or the option of the Agent SDK.

Measured on 2.1.332: with `--setting-sources project`, `local` or an empty text ~/.claude/settings.json gives nothing,
neither `env` nor apiKeyHelper, and the shell's variables stay. The SDK hands its option over as this flag.
"""

from __future__ import annotations

from collections.abc import Sequence

from .records import dataclass
from .regexes import regex
from .source import Document, Kind

_WORDS = ("settingSources", "setting_sources", "--setting-sources")
_OPTION = regex(
    r"\bsetting(?:Sources|_sources)[\"']?[ \t]*[:=][ \t]*\[(?P<list>[^\]\n]{0,100})\]"
    r"|--setting-sources[= \t]+(?P<flag>\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|[\w,]{1,40})"
)
_KNOWN = ("user", "project", "local")


@dataclass(frozen=True, slots=True)
class SettingSources:
    """The sources that a start names, and the line on which it does."""

    names: frozenset[str]
    line: int


def setting_sources(documents: Sequence[Document]) -> SettingSources | None:
    """Return the sources that a text names for a start; None where it names none, or several that differ."""
    found: list[SettingSources] = []
    for document in documents:
        if document.kind in (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE) or not any(
            map(document.text.__contains__, _WORDS)
        ):
            continue
        for option in _OPTION.finditer(document.text):
            said = option["list"] if option["flag"] is None else option["flag"]
            words = {word.strip("\"' ") for word in said.strip("\"'").split(",")}
            if words - {""} <= {*_KNOWN}:
                line = document.span(option.start(), option.end()).line
                found.append(SettingSources(frozenset(words - {""}), line))
    return found[0] if len({each.names for each in found}) == 1 else None
