"""Which rules need to be asked: all that is needed by rules, looked for once in the signs of a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


class Answers:
    """What every rule answers, in their order: of the most, which say nothing, no more than the code."""

    def __init__(self, rules: Sequence[Rule], passed: dict[int, str], not_applicable: dict[int, str]) -> None:
        """Take the codes of the rules that say nothing by the rules' places, with "" at all other places."""
        self._rules = rules
        self._passed = passed
        self._not_applicable = not_applicable
        self._spoken: dict[int, RuleAnswer] = {}

    @property
    def passed(self) -> tuple[str, ...]:
        """Return the codes of the rules that found nothing."""
        return tuple(filter(None, self._passed.values()))

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Return the codes of the rules that do not apply."""
        return tuple(filter(None, self._not_applicable.values()))

    @property
    def spoken(self) -> list[RuleAnswer]:
        """Return the answers of the other rules, which are few."""
        return list(self._spoken.values())

    def __iter__(self) -> Iterator[RuleAnswer]:
        """Yield the answers of all rules."""
        for place, rule in enumerate(self._rules):
            silent = Outcome.CLEAR if self._passed[place] else Outcome.NOT_APPLICABLE
            yield self._spoken.get(place) or rule.silent(silent)

    def pass_all(self, codes: dict[int, str], none: dict[int, str]) -> None:
        """Let the rules of these codes pass; `none` has "" at their places."""
        self._passed |= codes
        self._not_applicable |= none

    def put(self, place: int, answer: RuleAnswer) -> None:
        """Put the answer of the rule at a place, the places in their order."""
        code, outcome = answer.rule.code, answer.outcome
        self._passed[place] = code if outcome is _CLEAR else ""
        self._not_applicable[place] = code if outcome is _NOT_APPLICABLE else ""
        if outcome is not _CLEAR and outcome is not _NOT_APPLICABLE:
            self._spoken[place] = answer


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
        # What the rules answer of which nothing is there; and those that pass instead as soon as these sets are there.
        codes = [each.rule.code for each in self.entries]
        self._passed = {place: "" if each.applies_needs else codes[place] for place, each in enumerate(self.entries)}
        self._others = {place: codes[place] if each.applies_needs else "" for place, each in enumerate(self.entries)}
        passing: dict[frozenset[int], dict[int, str]] = {}
        for place, each in enumerate(self.entries):
            if each.applies and each.applies_needs:
                passing.setdefault(each.applies_needs, {})[place] = codes[place]
        self._pass: dict[int, list[tuple[frozenset[int], dict[int, str], dict[int, str]]]] = {}
        for needed, found in passing.items():
            self._pass.setdefault(min(needed), []).append((needed, found, dict.fromkeys(found, "")))
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
            # Where `applies` holds in any case, what it needs makes the rule pass, and no more.
            needed = each.when_needs if each.applies and each.when_needs else each.applies_needs | each.when_needs
            for number in needed:
                self._places[number].add(place)
        # Equal rules give equal ones, in whatever order; the fingerprints are digests already, so their sum will do.
        self.digest = f"{sum(int.from_bytes(rule.fingerprint, 'big') for rule in rules) % 2**64:016x}"

    def look(self, there: Signs) -> tuple[Answers, list[int], set[int]]:
        """Return the answers of all rules, the places of those that need a closer look, and the sets that are there.

        The answers of the others are final: the check shows nothing of what they need.
        """
        shown = set[int]().union(*[self._sets[sign] for sign in there if sign in self._sets])
        places = self._always.union(*[self._places[number] for number in shown])
        answers = Answers(self.rules, self._passed.copy(), self._others.copy())
        for number in shown:
            for needed, codes, none in self._pass.get(number, ()):
                if needed <= shown:
                    answers.pass_all(codes, none)
        return answers, sorted(places), shown


_CLEAR, _NOT_APPLICABLE = Outcome.CLEAR, Outcome.NOT_APPLICABLE  # looking a member up costs as much as the rest
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
