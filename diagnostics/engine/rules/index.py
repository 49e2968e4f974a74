"""Which rules need to be asked: all that is needed by rules, looked for once in the signs of a check."""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Outcome
from ..records import dataclass
from .rule import Rule, RuleAnswer
from .signs import Signs


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule, and the numbers of the sets of signs that it needs one of each."""

    rule: Rule
    applies_needs: frozenset[int]
    when_needs: frozenset[int]
    applies: bool  # in any case, if what `applies` needs is there


class Index:
    """Rules by the sets of signs that they need one of each, and those sets by the signs in them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        numbers: dict[Signs, int] = {}

        def numbered(needed: tuple[Signs, ...]) -> frozenset[int]:
            return frozenset(numbers.setdefault(signs, len(numbers)) for signs in needed)

        self.rules = rules
        self.entries = tuple(
            Entry(
                rule,
                numbered(rule.applies_needs),
                numbered(rule.when_needs),
                rule.applies_at_once,
            )
            for rule in rules
        )
        # What a rule answers of which nothing is there; and the rules of which that cannot be said.
        self._silent = [
            each.rule.silent(Outcome.NOT_APPLICABLE if each.applies_needs else Outcome.CLEAR) for each in self.entries
        ]
        self._always = frozenset(
            place
            for place, each in enumerate(self.entries)
            if not each.applies_needs and not (each.applies and each.when_needs)
        )
        self._sets: dict[str, set[int]] = {}
        for signs, number in numbers.items():
            for sign in signs:
                self._sets.setdefault(sign, set()).add(number)
        self._places: list[set[int]] = [set() for _ in numbers]
        for place, each in enumerate(self.entries):
            for number in each.applies_needs | each.when_needs:
                self._places[number].add(place)
        # Equal rules give equal ones, in whatever order; the fingerprints are digests already, so their sum will do.
        self.digest = f"{sum(int.from_bytes(rule.fingerprint, 'big') for rule in rules) % 2**64:016x}"

    def look(self, there: Signs) -> tuple[list[RuleAnswer], list[int], set[int]]:
        """Return the answers of all rules, the places of those that need a closer look, and the sets that are there.

        The answers of the others are final: the check shows nothing of what they need.
        """
        shown = set[int]().union(*[self._sets[sign] for sign in there if sign in self._sets])
        places = self._always.union(*[self._places[number] for number in shown])
        return self._silent.copy(), sorted(places), shown


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
