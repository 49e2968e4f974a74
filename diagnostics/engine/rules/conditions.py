"""Conditions: `all`, `any` and `not` over named predicates, read from data, checked at once, told in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..facts import Facts
from ..records import dataclass, field
from .answers import NO, Answer, every, opposite, some
from .parameters import Arguments, Type, WordError, check, nearest
from .patterns import PatternError, compile_pattern
from .predicates import PREDICATES, Predicate
from .signs import Signs

MAX_DEPTH = 6
MAX_NODES = 60
IS = "is"  # the key of a leaf that names its predicate


@dataclass(frozen=True, slots=True)
class Leaf:
    """One predicate with its arguments."""

    word: str
    given: Arguments
    _key: str = field(default="", init=False, compare=False, repr=False)

    @property
    def predicate(self) -> Predicate:
        """Return the predicate of that name; parsing has proved that there is one."""
        return PREDICATES[self.word]

    @property
    def key(self) -> str:
        """The leaf as text: the same for equal leaves, which dozens of rules share."""
        if not self._key:
            object.__setattr__(self, "_key", f"{self.word} {sorted(self.given.values.items())}")
        return self._key


@dataclass(frozen=True, slots=True)
class All:
    """All parts must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Condition


Condition = Leaf | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered already in a check, by the leaf's key: for every login, and for the one that is meant now."""

    steady: dict[str, Answer] = field(default_factory=dict)
    by_login: dict[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the English form of a condition; `parts` stand indented below it."""

    text: str
    parts: tuple[Sentence, ...] = ()


def ask(condition: Condition, facts: Facts, known: Answered | None = None) -> Answer:
    """Answer the condition from the facts: yes with its lines, no, or why nobody can tell.

    `known` keeps what was answered already, so that each question is put once in a check however many rules ask it.
    """
    # Hundreds of rules are asked in each check, so this is written for speed: no generators, no `match`.
    if known is None:
        known = Answered()
    if isinstance(condition, Leaf):
        predicate = PREDICATES[condition.word]
        answers = known.by_login if predicate.by_login else known.steady
        key = condition._key or condition.key
        answer = answers.get(key)
        if answer is None:
            answer = answers[key] = predicate.ask(facts, condition.given)
        return answer
    if isinstance(condition, All):
        said: list[Answer] = []
        for part in condition.parts:
            answer = ask(part, facts, known)
            if answer is NO:
                return answer
            said.append(answer)
        return every(said)
    if isinstance(condition, AnyOf):
        return some([ask(part, facts, known) for part in condition.parts])
    return opposite(ask(condition.part, facts, known))


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every leaf of the condition, left to right."""
    match condition:
        case Leaf():
            yield condition
        case All() | AnyOf():
            for part in condition.parts:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.part)


def depends_on_login(condition: Condition) -> bool:
    """Tell whether another login could change the answer."""
    return any(leaf.predicate.by_login for leaf in leaves(condition))


def needs(condition: Condition) -> tuple[Signs, ...]:
    """Return sets of words (see `signs`): while the facts show nothing of one of the sets, the answer is no."""
    match condition:
        case Leaf():
            asked = condition.predicate.needs
            return (asked(condition.given),) if asked else ()
        case All():
            return tuple(dict.fromkeys(group for part in condition.parts for group in needs(part)))
        case AnyOf():
            found = [needs(part) for part in condition.parts]
            return (frozenset().union(*(min(groups, key=len) for groups in found)),) if all(found) else ()
        case Not():
            return ()


def suffice(condition: Condition) -> bool:
    """Tell whether the answer is yes as soon as the facts show something of each set that `needs` returns."""
    match condition:
        case Leaf():
            return condition.predicate.suffices
        case All():
            return all(suffice(part) for part in condition.parts)
        case AnyOf():
            return all(isinstance(part, Leaf) and suffice(part) for part in condition.parts)
        case Not():
            return False


def describe(condition: Condition, *, denied: bool = False) -> Sentence:
    """Return the condition in English, with the denials drawn inward: "not all" reads "one of these is not so"."""
    match condition:
        case Leaf():
            return Sentence(condition.predicate.describe(condition.given, denied=denied))
        case Not():
            return describe(condition.part, denied=not denied)
        case All() | AnyOf():
            parts = tuple(describe(part, denied=denied) for part in condition.parts)
            if len(parts) == 1:
                return parts[0]
            return Sentence(
                "all of these hold" if isinstance(condition, All) is not denied else "one of these holds", parts
            )


def sentence(condition: Condition) -> str:
    """Return the condition as one English sentence: "X is set; and (Y is blank, or Z is on)"."""
    return _flat(describe(condition), top=True)


def _flat(told: Sentence, *, top: bool = False) -> str:
    if not told.parts:
        return told.text
    both = told.text == "all of these hold"
    joint = ("; and " if both else "; or ") if top else (" and " if both else ", or ")
    text = joint.join(_flat(part) for part in told.parts)
    return text if top else f"({text})"


def parse_condition(data: object, path: str = "when") -> Condition:
    """Read a condition from a rule file's data; raise WordError naming the path of what is wrong and a mend."""
    condition = _parse(data, path, depth=1)
    if sum(1 for _ in _nodes(condition)) > MAX_NODES:
        raise WordError(path, f"A condition may have {MAX_NODES} parts at most; make two rules of it.")
    return condition


def _parse(data: object, path: str, depth: int) -> Condition:
    if depth > MAX_DEPTH:
        raise WordError(path, f"A condition may be nested {MAX_DEPTH} deep at most.")
    if not isinstance(data, Mapping):
        raise WordError(path, 'A condition is a table such as { var = "NAME", is = "is-set" }.')
    if IS in data:
        return _leaf(data, path)
    if len(data) != 1:
        raise WordError(path, f"A condition has exactly one of all, any, not, or “{IS}” with a predicate's name.")
    word, inner = next(iter(data.items()))
    if word == "not":
        return Not(_parse(inner, f"{path}.not", depth + 1))
    if word not in ("all", "any"):
        raise WordError(f"{path}.{word}", f"“{word}” is unknown here.{nearest(str(word), ('all', 'any', 'not', IS))}")
    if not isinstance(inner, list) or not inner:
        raise WordError(f"{path}.{word}", f"“{word}” takes a list of one or more conditions.")
    parts = tuple(_parse(part, f"{path}.{word}[{index}]", depth + 1) for index, part in enumerate(inner))
    return All(parts) if word == "all" else AnyOf(parts)


def _leaf(data: Mapping[str, object], path: str) -> Leaf:
    word = data[IS]
    if not isinstance(word, str) or word not in PREDICATES:
        raise WordError(f"{path}.{IS}", f"There is no predicate “{word}”.{nearest(str(word), PREDICATES)}")
    parameters = PREDICATES[word].parameters
    given = check({key: value for key, value in data.items() if key != IS}, parameters, path, word)
    for parameter in parameters:
        if parameter.type is Type.PATTERN and parameter.name in given.values:
            try:
                compile_pattern(given.text(parameter.name))
            except PatternError as error:
                raise WordError(f"{path}.{parameter.name}", str(error)) from error
    return Leaf(word, given)


def _nodes(condition: Condition) -> Iterator[Condition]:
    yield condition
    match condition:
        case All() | AnyOf():
            for part in condition.parts:
                yield from _nodes(part)
        case Not():
            yield from _nodes(condition.part)


def to_data(condition: Condition) -> dict[str, object]:
    """Return the data that `parse_condition` reads as this condition."""
    match condition:
        case Leaf():
            return _leaf_data(condition)
        case All():
            return {"all": [to_data(part) for part in condition.parts]}
        case AnyOf():
            return {"any": [to_data(part) for part in condition.parts]}
        case Not():
            return {"not": to_data(condition.part)}


def _leaf_data(leaf: Leaf) -> dict[str, object]:
    """Return `var`, then the predicate, then the rest: the file then reads { var = "NAME", is = "host-in", … }."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in leaf.given.values.items()}
    subject = {name: values.pop(name) for name in ("var",) if name in values}
    return {**subject, IS: leaf.word, **values}
