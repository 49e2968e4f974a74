"""What a script of `awk` works with: texts, numbers, fields, tables, and what its functions make of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..records import dataclass, field
from ..regexes import regex
from .lineexpressions import Expression
from .machine import Machine

_NUMBER = regex(r"[ \t]*[-+]?(?:\d+\.?\d*|\.\d+)[ \t]*")
_LEADING = regex(r"[ \t]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "r": "\r"}
_MOST_STEPS = 20_000
_FORM = regex(r"%(?:%|([-0]?)(\d{0,3})(?:\.(\d{1,2}))?([dsifc]))")

Value = str | float
Run = Callable[["Running"], Value]


class UnreadError(Exception):
    """Something that is not read here."""


class NextError(Exception):
    """`next`, or with `ends` the `exit` of the whole script."""

    def __init__(self, *, ends: bool) -> None:
        super().__init__()
        self.ends = ends


class Field(str):
    """A text that came from outside: it is a number where it looks like one."""

    __slots__ = ()


@dataclass(slots=True)
class Running:
    """A running script: its variables, its record, and what it has printed."""

    machine: Machine
    variables: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, dict[str, Value]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)  # $0 first
    written: list[str] = field(default_factory=list)
    steps: int = 0

    def step(self) -> None:
        """Pay for a step; give up where there are too many."""
        self.steps += 1
        self.machine.budget.spend()
        if self.steps > _MOST_STEPS:
            raise UnreadError

    def set_record(self, line: str) -> None:
        """Take a line as $0 and part it."""
        separator = text_of(self.variables.get("FS", " "))
        if separator == " ":
            parts = line.split()
        elif not re.fullmatch(r"[A-Za-z0-9_:=,;@#% '/\t-]+", separator):
            raise UnreadError
        else:
            parts = line.split(separator) if line else []
        self.fields = [line, *parts]
        self.step()

    def set_field(self, number: int, text: str) -> None:
        """Set a field, from which $0 is made anew, or $0, which is parted anew."""
        if number == 0:
            self.set_record(text)
            return
        if number > 200:
            raise UnreadError
        self.fields.extend([""] * (number + 1 - len(self.fields)))
        self.fields[number] = text
        self.fields[0] = text_of(self.variables.get("OFS", " ")).join(self.fields[1:])


class Unset(Field):
    """What a variable holds that nothing has set: a number as well as a text."""

    __slots__ = ()


def text_of(value: Value) -> str:
    """Return a value as text: whole numbers without a point, others with six digits."""
    if isinstance(value, str):
        return value
    if value != value or value in (float("inf"), float("-inf")):
        raise UnreadError
    return str(int(value)) if value == int(value) and abs(value) < 1e9 else f"{value:.6g}"


def number_of(value: Value) -> float:
    """Return a value as a number: what a text begins with, or 0."""
    if not isinstance(value, str):
        return value
    found = _LEADING.match(value)
    return float(found[0]) if found else 0.0


def truth_of(value: Value) -> bool:
    """Tell whether a value counts as true."""
    if isinstance(value, Field) and _NUMBER.fullmatch(value):
        return float(value) != 0
    return bool(value)


def compared(left: Value, right: Value) -> int:
    numeric = all(
        not isinstance(one, str) or (isinstance(one, Field) and (not one or _NUMBER.fullmatch(one)))
        for one in (left, right)
    )
    if any(isinstance(one, Field) and not one and not isinstance(one, Unset) for one in (left, right)):
        numeric = False  # an empty field is a text
    first, second = (number_of(left), number_of(right)) if numeric else (text_of(left), text_of(right))
    return (first > second) - (first < second)  # type: ignore[operator]


def plain(text: str) -> str:
    """Return a text between quotes without its backslashes."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPES:
            raise UnreadError
        return _ESCAPES[found[1]]

    return re.sub(r"\\(.)", put, text)


def either(left: Run, right: Run) -> Run:
    return lambda r: float(truth_of(left(r)) or truth_of(right(r)))


def both(left: Run, right: Run) -> Run:
    return lambda r: float(truth_of(left(r)) and truth_of(right(r)))


def matched(value: Run, search: Expression, *, negated: bool) -> Run:
    return lambda r: float((search.pattern.search(text_of(value(r))) is not None) != negated)


def arithmetic(operator: str, left: Run, right: Run) -> Run:
    return lambda r: calculated(operator, number_of(left(r)), number_of(right(r)))


def calculated(operator: str, left: float, right: float) -> float:
    if operator in "/%" and right == 0:
        raise UnreadError
    if operator == "%":
        return left - right * int(left / right)
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[operator]


def holds(operator: str, order: int) -> bool:
    return {"<": order < 0, "<=": order <= 0, "==": order == 0, "!=": order != 0, ">=": order >= 0, ">": order > 0}[
        operator
    ]


def variable_place(name: str) -> tuple[Run, Callable[[Running, Value], Value]]:
    def read(r: Running) -> Value:
        if name == "NF":
            return float(max(len(r.fields) - 1, 0))
        return r.variables.get(name, Unset(""))

    def write(r: Running, value: Value) -> Value:
        if name in ("NF", "NR", "FNR"):
            raise UnreadError
        r.step()
        r.variables[name] = value
        return value

    return read, write


def element_place(name: str, key: Run) -> tuple[Run, Callable[[Running, Value], Value]]:
    def read(r: Running) -> Value:
        return r.tables.setdefault(name, {}).setdefault(text_of(key(r)), Unset(""))

    def write(r: Running, value: Value) -> Value:
        r.step()
        r.tables.setdefault(name, {})[text_of(key(r))] = value
        return value

    return read, write


def field_place(number: Run) -> tuple[Run, Callable[[Running, Value], Value]]:
    def at(r: Running) -> int:
        index = int(number_of(number(r)))
        if index < 0:
            raise UnreadError
        return index

    def read(r: Running) -> Value:
        index = at(r)
        return Field(r.fields[index]) if index < len(r.fields) else Field("")

    def write(r: Running, value: Value) -> Value:
        r.step()
        r.set_field(at(r), text_of(value))
        return value

    return read, write


def called(name: str, values: Sequence[Value]) -> Value:
    texts = [text_of(value) for value in values]
    if not texts[0].isascii():
        raise UnreadError  # some count characters, others bytes
    if name == "length":
        return float(len(texts[0]))
    if name == "int":
        return float(int(number_of(values[0])))
    if name == "index":
        return float(texts[0].find(texts[1]) + 1)
    if name == "substr":
        begin = number_of(values[1])
        size = number_of(values[2]) if len(values) > 2 else float(len(texts[0]) + 1)
        if begin != int(begin) or size != int(size) or begin < 1:
            raise UnreadError
        return texts[0][int(begin) - 1 : max(int(begin) - 1 + int(size), 0)] if size > 0 else ""
    return texts[0].upper() if name == "toupper" else texts[0].lower()


def formatted(form: str, values: Sequence[Value]) -> str:
    rest = list(reversed(values))
    if "%" in _FORM.sub("", form):
        raise UnreadError

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if not rest:
            raise UnreadError
        value, (flags, width, digits, letter) = rest.pop(), found.groups()
        if letter == "c" or (digits is not None and letter in "di") or (flags == "0" and letter == "s"):
            raise UnreadError
        precision = f".{digits}" if digits is not None else ""
        if width and not text_of(value).isascii():
            raise UnreadError
        made = text_of(value) if letter == "s" else number_of(value) if letter == "f" else int(number_of(value))
        return f"%{flags}{width}{precision}{letter}" % made

    return _FORM.sub(put, form)
