"""Predicates over several variables together, and over numbers as the client reads them."""

from __future__ import annotations

import re

from ...environment import State, Variable
from ...facts import Facts
from ...proxying import entries, is_address_pattern
from ...regexes import regex
from ...values import is_blank, is_on
from .. import signs
from ..answers import NO, Answer, Line, Yes, some
from ..parameters import Arguments, Parameter, Type
from .variables import VAR, unknown
from .vocabulary import predicate

# Measured with Claude Code 2.1.330: 600s is 600, 16k is 16; 16_000 and 16,000 are 16000, and `ms` changes nothing.
_WITH_UNIT = regex(r"\d[\d_.,]*\s*(?!ms\b)[A-Za-z%]+", re.IGNORECASE)


@predicate(
    "differs-from",
    "{var} and {other} are both set, to different values",
    "{var} and {other} are the same, or one of them is not set",
    Parameter("var", Type.TEXT),
    Parameter("other", Type.NAMES),
    needs=signs.variables(),
)
def differs_from(facts: Facts, given: Arguments) -> Answer:
    """Match two variables that should agree and do not; the second may be one of a list."""
    first = facts.environment.get(given.text("var"))

    def ask(second: Variable) -> Answer:
        for variable in (first, second):
            if variable.state is State.UNKNOWN:
                return unknown(variable)
            if variable.state is State.UNSET or not variable.exported or is_blank(variable.value or ""):
                return NO
        if (first.value or "").strip() == (second.value or "").strip():
            return NO
        texts = ((first, "has one value"), (second, "has another"))
        return Yes(tuple(Line(each.set_at, text, each.name) for each, text in texts if each.set_at))

    return some(ask(facts.environment.get(name)) for name in given.texts("other"))


@predicate(
    "counts-switched-on",
    "{least} or more of {var} are switched on",
    "fewer than {least} of {var} are switched on",
    VAR,
    Parameter("least", Type.NUMBER),
    needs=signs.variables(),
)
def counts_switched_on(facts: Facts, given: Arguments) -> Answer:
    """Match several flags that are on at once: 1, true, yes, on."""
    variables = [facts.environment.get(name) for name in given.texts("var")]
    on = [each for each in variables if each.state is State.SET and each.exported and is_on(each.value or "")]
    if len(on) >= given.number("least", 2):
        return Yes(tuple(Line(each.set_at, "is switched on here", each.name) for each in on if each.set_at))
    open_ones = [each for each in variables if each.state is State.UNKNOWN and each.exported]
    if len(on) + len(open_ones) >= given.number("least", 2):
        return unknown(open_ones[0])
    return NO


@predicate(
    "is-number-with-unit",
    "{var} is a number with a unit behind it",
    "{var} is a number without a unit, or no number",
    VAR,
    needs=signs.variables(),
)
def is_number_with_unit(facts: Facts, given: Arguments) -> Answer:
    """Match `500k`, `60s`, `10 min`: the client reads the digits before the unit. `ms` and separators do no harm."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        if variable.state is State.UNSET or not variable.exported or variable.set_at is None:
            return NO
        if _WITH_UNIT.fullmatch((variable.value or "").strip()) is None:
            return NO
        return Yes((Line(variable.set_at, "is read up to the first sign that is no digit", name, separate=True),))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "has-address-pattern",
    "{var} has an address with a * in it",
    "{var} has no address with a * in it",
    VAR,
    needs=signs.variables(),
)
def has_address_pattern(facts: Facts, given: Arguments) -> Answer:
    """Match `10.*` or `192.168.1.*` in NO_PROXY; a name such as `*.example.com` and a lone `*` do no harm."""

    def ask(name: str) -> Answer:
        variable = facts.environment.get(name)
        if variable.state is State.UNKNOWN:
            return unknown(variable)
        if variable.state is State.UNSET or not variable.exported or variable.set_at is None:
            return NO
        if not any(is_address_pattern(entry) for entry in entries(variable.value or "")):
            return NO
        return Yes((Line(variable.set_at, "has an entry that matches nothing", name, separate=True),))

    return some(ask(name) for name in given.texts("var"))


@predicate(
    "setting-equals-variable",
    "the setting {setting} and {var} have the same value",
    "the setting {setting} and {var} have different values",
    Parameter("setting", Type.TEXT),
    Parameter("var", Type.TEXT),
    needs=signs.variables(),
)
def setting_equals_variable(facts: Facts, given: Arguments) -> Answer:
    """Match a setting outside `env` that says the same as a variable; the blanks around both are cut."""
    setting = facts.settings.get(given.text("setting"))
    variable = facts.environment.get(given.text("var"))
    if variable.state is State.UNKNOWN:
        return unknown(variable)
    if setting is None or variable.state is State.UNSET or not variable.exported:
        return NO
    if str(setting.value).strip() != (variable.value or "").strip():
        return NO
    return Yes((Line(setting.span, "says the same", setting.name),))
