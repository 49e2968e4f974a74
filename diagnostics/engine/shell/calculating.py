"""Arithmetic with the variables of the shell that runs: `$((…))`, `((…))`, subscripts, integers that are assigned."""

from __future__ import annotations

import re

from ..records import replace
from ..regexes import regex
from . import tree
from .arithmetic import UNREAD, Calculator
from .control import Signal, failure
from .machine import Machine
from .mathfunctions import OF_MODULE, OF_ZMATHFUNC
from .mathoperators import ArithmeticFailureError
from .numbertext import in_base, show
from .specials import special
from .values import Array, Table, Text, Unknown, Var, joined

_SET_BY_ARITHMETIC = regex(
    r"([A-Za-z_]\w*)\s*(?:(?:[-+*/%&|^]|<<|>>|\*\*)?=(?!=)|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)", re.ASCII
)
_ELEMENT_SET = regex(
    r"([A-Za-z_]\w*)\[[^]\n]{0,200}\]+\s*(?:(?:[-+*/%&|^]|<<|>>|\*\*)?=(?!=)|\+\+|--)", re.ASCII
)  # an element, with whatever stands between its brackets
_SHOWN = regex(r"\s*\[#(#?)([2-9]|[12]\d|3[0-6])\]")


def arithmetic(m: Machine, expression: Text, begin: int) -> Text:
    """Return what an arithmetic expression is worth, as text."""
    if isinstance(expression, Unknown):
        return expression
    shown = _SHOWN.match(expression) if m.zsh else None
    number = calculate(m, expression[shown.end() :] if shown else expression, begin)
    if isinstance(number, Unknown) and number.why == UNREAD:
        from .homes import may_abort

        may_abort(m, m.unknown(begin, "calculates in a way that is not read here"), "abort" if m.zsh else "discard")
    if shown and isinstance(number, int):
        text = in_base(abs(number), int(shown.group(2)), as_c=m.option("cbases"))
        text = text.replace("0x", "16#") if shown.group(1) else text
        return "-" * (number < 0) + (text.partition("#")[2] or text if shown.group(1) else text)
    return number if isinstance(number, Unknown) else show(number)


def calculate(
    m: Machine, expression: str, begin: int, *, fatal: bool = False, final: bool = False
) -> int | float | Unknown:
    """Evaluate an arithmetic expression; one that cannot be ends the line, the file in zsh or where it is `fatal`.

    Of a `final` one the quotes are gone: those that are left are characters of it.
    """
    try:
        return calculated(m, expression, begin, final=final)
    except ArithmeticFailureError:
        if fatal and not m.zsh:
            raise Signal("abort") from None
        failure(m, begin, begin, "this arithmetic cannot be evaluated")
        return 0


def _text_of(m: Machine, name: str, value: Array | Table) -> Text | None:
    """Return what a list counts as: its first element; of zsh all of them with blanks between, evaluated together."""
    if isinstance(value, Array) and (not m.zsh or m.option("ksharrays")):
        return value.get(0)
    if not m.zsh:
        return Unknown(f"{name} is a table")
    items = value.items if isinstance(value, Array) else tuple(item for _, item in value.items)
    return joined([text for item in items for text in (" ", item)])


def calculated(m: Machine, expression: str, begin: int, *, final: bool = False) -> int | float | Unknown:
    """Evaluate an arithmetic expression; raise ArithmeticFailureError where the shell complains."""
    from .assigning import assign_text  # assigning evaluates integers in its turn

    def read(name: str) -> Text | None:
        if name.endswith("]"):
            return _element(m, name, begin)
        found = special(m, name, begin)
        value = m.variable(name).value if found is None else found
        if value is None and m.option("nounset"):
            raise ArithmeticFailureError if m.zsh else Signal("abort")
        if isinstance(value, Array | Table):
            return _text_of(m, name, value)
        return value

    def write(name: str, text: str) -> None:
        if name.endswith("]"):
            try:
                allowed = assign_text(m, name, text, calculating=True)
            except Signal:
                allowed = False
            if not allowed:
                raise ArithmeticFailureError
            return
        old = m.variable(name)
        fresh = m.zsh and old.value is None
        if fresh:  # in zsh arithmetic makes a number of a name that was not set
            m.put_variable(name, replace(old, integer=10) if "." not in text else replace(old, decimals="F10"))
        if m.zsh and calculator.base and (fresh or old.integer == 10) and "." not in text:
            m.put_variable(name, replace(m.variable(name), integer=calculator.base))
        if not assign_text(m, name, text, calculating=True):
            raise ArithmeticFailureError

    if m.zsh and m.option("forcefloat"):
        return m.unknown(begin, "calculates where every number is a float")
    like_c, c_order = m.option("octalzeroes"), m.option("cprecedences")
    calculator = Calculator(m.budget, read, write, zsh=m.zsh, like_c=like_c, c_order=c_order, final=final)
    calculator.calls = lambda name: _knows_function(m, name)
    if m.zsh:
        expression = expression.lstrip("+") if expression.startswith("+ ") else expression
    result = calculator.value(expression)
    if isinstance(result, Unknown):
        forget_set(m, expression, result)
    return result


def _knows_function(m: Machine, name: str) -> bool | None:
    """Tell whether zsh's arithmetic knows a function by now; None where that is not known."""
    kinds = ("zsh/mathfunc", OF_MODULE), ("zmathfunc", OF_ZMATHFUNC)
    for module, names in kinds:
        cell = m.cells.get("m:" + module)
        if name in names and isinstance(cell, Var):
            return True if cell.value == "on" else None
    return None if m.foreign() or m.cells.get("m:functions") is not None else False


def _element(m: Machine, element: str, begin: int) -> Text | None:
    """Return the element of an array or table that arithmetic reads: `NAME[2]`."""
    from .parameters import named  # which calculates subscripts in its turn

    name, _, key = element[:-1].partition("[")
    raw = tree.Word((tree.Literal(key, quoted=True),), begin, begin, key)
    part = tree.Parameter(name, braced=True, subscript=raw, begin=begin)
    value = m.variable(name).value
    if m.zsh and (isinstance(value, str) or m.tied(name) or "," in key):
        return m.unknown(begin, "calculates with a part of a value")
    if isinstance(value, Table) and key != key.strip():
        return m.unknown(begin, "calculates with a part of a value")
    found = named(m, name, part).value
    if found is None and m.option("nounset") and (value is None or (isinstance(value, Table) and not m.zsh)):
        raise ArithmeticFailureError if m.zsh else Signal("abort")
    return found if found is None or isinstance(found, str | Unknown) else Unknown(f"{name} is an array")


def forget_set(m: Machine, expression: str, why: Unknown) -> None:
    """Make unknown what an arithmetic expression sets that could not be evaluated."""
    from .assigning import assign_text

    for one, other in dict.fromkeys(_SET_BY_ARITHMETIC.findall(expression)[:50]):
        if m.variable(one or other).value != why:
            assign_text(m, one or other, why)
    for name in dict.fromkeys(_ELEMENT_SET.findall(expression)[:50]):
        m.put_variable(name, replace(m.variable(name), value=replace(why, many=True), text_wins=True))
