"""The list of rules as readers see it: in groups by what they are about, or those that a few words find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .models import Rule

LONGEST = 100  # characters that are looked for
# The letters of a code say what a rule is about; in this order the groups are shown.
GROUPS: Mapping[str, str] = {
    "CC": "Claude Code",
    "CX": "Codex CLI",
    "GC": "Gemini CLI",
    "OC": "opencode",
    "AI": "Other clients and gateways",
    "SH": "Shells and start-up files",
    "NW": "Network and proxies",
    "SE": "Secrets",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The rules whose codes begin with the same letters."""

    letters: str
    title: str
    rules: tuple[Rule, ...]


def grouped(rules: Iterable[Rule]) -> tuple[Group, ...]:
    """Return the rules in their groups; letters that have no title here come last, under themselves."""
    by_letters: dict[str, list[Rule]] = {letters: [] for letters in GROUPS}
    for rule in rules:
        by_letters.setdefault(rule.code.rstrip("0123456789"), []).append(rule)
    return tuple(
        Group(letters, GROUPS.get(letters, letters), tuple(found)) for letters, found in by_letters.items() if found
    )


def matching(rules: Iterable[Rule], text: str, severity: str) -> list[Rule]:
    """Return the rules of that severity whose code, name and title hold every word; "" asks for nothing."""
    words = text[:LONGEST].casefold().split()
    return [
        rule
        for rule in rules
        if (not severity or rule.severity == severity) and all(word in _words_of(rule) for word in words)
    ]


def _words_of(rule: Rule) -> str:
    return "\n".join((rule.code, rule.name, rule.title)).casefold()
