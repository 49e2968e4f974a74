"""Typed parameters of predicates and fix steps, checked when a rule is read, not when it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ..records import dataclass, field
from ..regexes import regex

Value = str | int | bool | tuple[str, ...]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")


class WordError(ValueError):
    """A word of a rule that cannot be understood: where it stands (`when.all[1].var`) and what would mend it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


class Type(StrEnum):
    """What a parameter may hold."""

    NAMES = "one variable's name or a list of them"
    TEXT = "a text"
    TEXTS = "a text or a list of texts"
    NUMBER = "a whole number"
    FLAG = "true or false"
    PATTERN = "a pattern (RE2)"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, what it may hold, whether it must be there, and the closed list of its words."""

    name: str
    type: Type
    required: bool = True
    choices: tuple[str, ...] = ()
    framed: str = "{}"  # how a phrase says an optional one: " from {}"
    unsaid: str = ""  # what it says where that is not given
    spoken: tuple[tuple[str, str], ...] = ()  # word → how a phrase says it: codex → Codex CLI


@dataclass(frozen=True, slots=True)
class Arguments:
    """The checked values that a rule gives to a predicate or a fix step."""

    values: Mapping[str, Value] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = field(default=(), compare=False, repr=False)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a NAMES or TEXTS argument; one that is not given is empty."""
        value = self.values.get(name, ())
        if isinstance(value, tuple):
            return value
        return (str(value),)

    def text(self, name: str, default: str = "") -> str:
        """Return a TEXT argument."""
        return str(self.values.get(name, default))

    def number(self, name: str, default: int) -> int:
        """Return a NUMBER argument."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a FLAG argument."""
        return bool(self.values.get(name, default))

    def phrase(self, template: str, *, denied: bool = False) -> str:
        """Fill a phrase such as "{var} is set": lists read "A, B or C", variables denied "each of A, B and C"."""
        words = {}
        for each in self.parameters:
            told = each.unsaid
            if each.name in self.values:
                said = _said(self.values[each.name], dict(each.spoken))
                told = each.framed.format(_spoken(said, each=denied and each.type is Type.NAMES))
            words[each.name] = told
        return template.format_map(words)


def nearest(word: str, words: Iterable[str]) -> str:
    """Return " Did you mean “x”?" for the nearest of the words, or a list of them where none is near."""
    import difflib

    known = sorted(words)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f" Did you mean “{close[0]}”?"
    return f" Known: {', '.join(known)}." if known else ""


def check(given: Mapping[str, object], parameters: tuple[Parameter, ...], path: str, owner: str) -> Arguments:
    """Return the arguments that a rule's file gives to `owner`; raise WordError that names the path and the mend."""
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise WordError(f"{path}.{name}", f"“{owner}” takes no “{name}”.{nearest(name, known)}")
    values: dict[str, Value] = {}
    for parameter in parameters:
        if parameter.name in given:
            values[parameter.name] = _checked(given[parameter.name], parameter, f"{path}.{parameter.name}")
        elif parameter.required:
            raise WordError(path, f"“{owner}” needs “{parameter.name}”: {parameter.type.value}.")
    return Arguments(values, parameters)


def _checked(value: object, parameter: Parameter, path: str) -> Value:
    match parameter.type:
        case Type.NUMBER:
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        case Type.FLAG:
            if isinstance(value, bool):
                return value
        case Type.TEXT | Type.PATTERN:
            if isinstance(value, str) and value:
                return _chosen(value, parameter, path)
        case Type.NAMES | Type.TEXTS:
            listed = [value] if isinstance(value, str) else value
            if isinstance(listed, list) and listed and all(isinstance(item, str) and item for item in listed):
                words = tuple(_chosen(str(item), parameter, path) for item in listed)
                return words if isinstance(value, list) else words[0]
    raise WordError(path, f"“{parameter.name}” must be {parameter.type.value}.")


def _chosen(word: str, parameter: Parameter, path: str) -> str:
    if parameter.choices and word not in parameter.choices:
        raise WordError(path, f"“{word}” is not a word for “{parameter.name}”.{nearest(word, parameter.choices)}")
    if parameter.type is Type.NAMES and not _NAME.fullmatch(word):
        raise WordError(path, f"“{word}” cannot be the name of a variable: letters, digits and _ only.")
    return word


def _said(value: Value, spoken: Mapping[str, str]) -> Value:
    """Return the words of a value as a phrase says them."""
    if isinstance(value, tuple):
        return tuple(spoken.get(word, word) for word in value)
    return spoken.get(value, value) if isinstance(value, str) else value


def _spoken(value: Value, *, each: bool = False) -> str:
    if not isinstance(value, tuple):
        return str(value)
    if len(value) == 1:
        return value[0]
    return f"{'each of ' if each else ''}{', '.join(value[:-1])} {'and' if each else 'or'} {value[-1]}"
