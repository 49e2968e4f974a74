"""Which rules need to be asked: all that is needed by rules, looked for once in the signs of a check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..findings import Outcome
from .conditions import suffice
from .rule import Rule, RuleAnswer
from .signs import Signs


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule with the numbers of the sets of signs that it needs one of each, and its answers without a word."""

    rule: Rule
    applies_needs: frozenset[int]
    when_needs: frozenset[int]
    applies: bool  # in any case, if what `applies` needs is there
    not_applicable: RuleAnswer
    clear: RuleAnswer


class Index:
    """Rules, and the sets of signs that any of them needs: dozens of rules need the same ones."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        numbers: dict[Signs, int] = {}

        def numbered(needed: tuple[Signs, ...]) -> frozenset[int]:
            return frozenset(numbers.setdefault(signs, len(numbers)) for signs in needed)

        self.rules = rules
        self._entries = tuple(
            Entry(
                rule,
                numbered(rule.applies_needs),
                numbered(rule.when_needs),
                rule.applies is None or suffice(rule.applies),
                rule.silent(Outcome.NOT_APPLICABLE),
                rule.silent(Outcome.CLEAR),
            )
            for rule in rules
        )
        self._needed = tuple(numbers)
        said = b"".join(rule.fingerprint for rule in sorted(rules, key=lambda rule: rule.code))
        self.digest = hashlib.sha256(said).hexdigest()[:16]  # equal rules give equal ones

    def look(self, there: Signs) -> tuple[tuple[Entry, ...], frozenset[int]]:
        """Return the rules in their order, and the numbers of the sets of which the signs of a check show nothing."""
        return self._entries, frozenset(
            [number for number, signs in enumerate(self._needed) if signs.isdisjoint(there)]
        )


_MOST_KEPT = 4
_kept: list[Index] = []


def index_of(rules: Sequence[Rule]) -> Index:
    """Return the index of the rules; of a tuple, which one check after the other brings, it is made once."""
    for index in tuple(_kept):
        if index.rules is rules:
            return index
    index = Index(rules)
    if isinstance(rules, tuple):
        _kept.insert(0, index)
        del _kept[_MOST_KEPT:]
    return index
