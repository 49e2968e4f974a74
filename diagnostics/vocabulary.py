"""The words that a rule may be written with: what each means, what it takes, and how another rule uses it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .engine.fixing.fixes import DO, steps
from .engine.rules.conditions import IS, leaves, to_data
from .engine.rules.parameters import Arguments, Parameter, Type
from .engine.rules.predicates import PREDICATES
from .engine.rules.rule import Rule
from .rulewriting import inline

# What stands for a value of each type where no rule uses the word yet.
_SAMPLES: Mapping[Type, object] = {
    Type.NAMES: "NAME",
    Type.TEXT: "text",
    Type.TEXTS: ["text"],
    Type.NUMBER: 1,
    Type.FLAG: True,
    Type.PATTERN: "^text$",
}
_PREFIX = "Predicates over "


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a word."""

    name: str
    takes: str
    required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word: in English, explained, its arguments, and a line that can be put into a rule."""

    name: str
    says: str
    help: str
    arguments: tuple[Argument, ...]
    example: str
    used_by: str  # the code of the rule that the example is from


@dataclass(frozen=True, slots=True)
class Part:
    """Words of one kind."""

    title: str
    words: tuple[Word, ...]


def vocabulary(rules: Sequence[Rule]) -> tuple[Part, ...]:
    """Return all predicates by what they look at, then the steps of fixes; examples are taken from these rules."""
    used = _uses(rules)
    parts: dict[str, list[Word]] = {}
    for predicate in PREDICATES.values():
        example = used.get((IS, predicate.name)) or ("", _sample(IS, predicate.name, predicate.parameters))
        said = predicate.describe(Arguments(_spoken(predicate.parameters), predicate.parameters))
        word = _word(predicate.name, said, predicate.help, predicate.parameters, example)
        parts.setdefault(_title(predicate.ask), []).append(word)
    of_fixes = []
    for step in steps().values():
        example = used.get((DO, step.name)) or ("", _sample(DO, step.name, step.parameters))
        said = Arguments(_spoken(step.parameters), step.parameters).phrase(step.says)
        of_fixes.append(_word(step.name, said, step.help, step.parameters, example))
    conditions = [Part(title, tuple(words)) for title, words in parts.items()]
    return (*conditions, Part("Steps of a fix", tuple(of_fixes)))


def _word(name: str, says: str, explanation: str, parameters: Iterable[Parameter], example: tuple[str, str]) -> Word:
    arguments = tuple(Argument(each.name, each.type.value, each.required, each.choices) for each in parameters)
    return Word(name, says, " ".join(explanation.split()), arguments, example[1], example[0])


def _title(function: Callable[..., object]) -> str:
    """Return what the words of a module look at, as the module says it in its first sentence."""
    told = (sys.modules[function.__module__].__doc__ or "").strip().splitlines()[0].removeprefix(_PREFIX)
    return (told[:1].upper() + told[1:]).partition(". ")[0].rstrip(".")


def _uses(rules: Iterable[Rule]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the use that shows most of each word, in the shortest form: the rule's code and the line.

    The key is what names the word, and the word.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for rule in rules:
        for key, word, line in _lines(rule):
            known = found.get((key, word))
            if known is None or _rank(line) < _rank(known[1]):
                found[key, word] = (rule.code, line)
    return found


def _rank(line: str) -> tuple[int, int]:
    return -line.count(" = "), len(line)


def _lines(rule: Rule) -> Iterator[tuple[str, str, str]]:
    for condition in (rule.when, rule.applies):
        for leaf in leaves(condition) if condition else ():
            yield IS, leaf.word, inline(to_data(leaf))
    for step in rule.fix.steps if rule.fix else ():
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in step.given.values.items()}
        yield DO, step.word, inline({DO: step.word, **given})


def _sample(key: str, name: str, parameters: Iterable[Parameter]) -> str:
    """Return a line with a stand-in for each argument that must be there."""
    values = {
        each.name: each.choices[0] if each.choices else _SAMPLES[each.type] for each in parameters if each.required
    }
    return inline({key: name, **values})


def _spoken(parameters: Iterable[Parameter]) -> dict[str, str]:
    """Return the arguments' own names in capitals, to be filled into the phrase of a word."""
    return {each.name: each.name.upper() for each in parameters if each.required}
