"""What a variable is on each way through the text, for people: `https://a on line 2, https://b on line 4`."""

from __future__ import annotations

from .environment import Alternative, State, Variable
from .masking.secrets import MASK_RE
from .regexes import regex

_SECRET = regex(r"KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|HEADERS")
_MOST, _LONGEST = 4, 80


def ways_shown(variable: Variable) -> str:
    """Return the values of an unknown variable with their lines; "" where one is not known, or a secret."""
    ways = variable.alternatives
    if not 2 <= len(ways) <= _MOST or _SECRET.search(variable.name):
        return ""
    shown = [_shown(way) for way in ways]
    return "" if "" in shown else ", ".join(shown[:-1]) + " or " + shown[-1]


def _shown(way: Alternative) -> str:
    if way.state is State.UNSET or (way.state is State.SET and not way.exported):
        return "not set"
    value = way.value
    if way.state is not State.SET or value is None or len(value) > _LONGEST or MASK_RE.search(value):
        return ""
    if not value.isprintable():
        return ""
    where = f" on line {way.set_at.line}" if way.set_at else ""
    return f"{value or 'empty'}{where}"
