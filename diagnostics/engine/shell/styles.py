"""zsh's `zstyle`: values kept under a pattern of contexts and a name, and looked up by the most special pattern."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import replace
from ..regexes import regex
from .assigning import assign_text
from .commands import IDENTIFIER, Call
from .machine import Machine
from .patternnodes import Piece
from .patterns import Pattern
from .values import Array, Text, Unknown, Value, Var

_KEPT = "z:"  # cells: "z:<style>\\0<pattern>"; by itself why anything may be kept
_ANY = regex(r"[(|*\[<?#^]")
_TRUE = ("true", "yes", "on", "1")


def zstyle(m: Machine, call: Call) -> None:
    """`zstyle`: -s, -b and -a put a style into a variable, -t, -T, -m and -q ask for one, anything else keeps it."""
    first, *rest = call.arguments or ["-L"]
    m.status = 0
    if first in ("-L", "-g"):
        _listed(m, call, rest if first == "-g" else [])
    elif first == "-d":
        _delete(m, rest)
    elif first in ("-s", "-b", "-a", "-t", "-T", "-m", "-q"):
        if len(rest) < (2 if first in ("-t", "-T", "-q") else 3):
            m.status = 1
            return
        _asked(m, call, str(first), rest)
    else:
        _keep(m, call)


def _listed(m: Machine, call: Call, names: Sequence[Text]) -> None:
    why = m.unknown(call.begin, "lists styles", many=bool(names))
    m.write(why)
    if names and isinstance(names[0], str) and IDENTIFIER.fullmatch(names[0]):
        m.status = why
        assign_text(m, names[0], why)


def _keep(m: Machine, call: Call) -> None:
    words = list(call.arguments)
    evaluated = words[0] == "-e"
    if words[0] in ("-e", "-", "--"):
        words.pop(0)
    if len(words) < 2:
        m.status = 1
        return
    pattern, style, *values = words
    if isinstance(pattern, Unknown) or isinstance(style, Unknown):
        m.cells.put(_KEPT, Var(m.unknown(call.begin, "keeps a style whose name is not known")))
        return
    kept: Value = Array(tuple(values))
    if evaluated:
        kept = m.unknown(call.begin, "keeps a style that is worked out when it is asked for", many=True)
    m.styles.setdefault(style, {})[pattern] = None
    m.cells.put(f"{_KEPT}{style}\0{pattern}", Var(kept))


def _delete(m: Machine, words: Sequence[Text]) -> None:
    """`zstyle -d [pattern [style …]]`: forget what is kept under them."""
    known = [word for word in words if isinstance(word, str)]
    if len(known) != len(words):
        m.cells.put(_KEPT, Var(Unknown("styles are forgotten that are not known")))
        return
    for style, patterns in m.styles.items():
        if len(known) > 1 and style not in known[1:]:
            continue
        m.budget.spend(len(patterns))
        for pattern in patterns:
            if not known or pattern == known[0]:
                m.cells.put(f"{_KEPT}{style}\0{pattern}", None)


def _weight(pattern: str) -> tuple[int, int]:
    """Return how special a pattern is: how many parts it has, and of them plain ones count more than others.

    Measured with zsh 5.9, whose manual says the same.
    """
    parts = pattern.split(":")
    return len(parts), sum(0 if part == "*" else 1 if _ANY.search(part) else 2 for part in parts)


def _found(m: Machine, call: Call, context: Text, style: Text) -> Array | Unknown | None:
    """Return the values of a style; None where nothing is kept."""
    unknown = m.unknown(call.begin, "asks for a style", many=True)
    if isinstance(context, Unknown) or isinstance(style, Unknown) or m.cells.get(_KEPT) is not None:
        return unknown
    patterns = sorted(m.styles.get(style, ()), key=_weight, reverse=True)
    m.budget.spend(1 + len(patterns))
    for pattern in patterns:
        cell = m.cells.get(f"{_KEPT}{style}\0{pattern}")
        if not isinstance(cell, Var):
            continue
        if re.search(r"[#^~]|\(#", pattern) and m.option("extendedglob"):
            return unknown
        if not Pattern([Piece(pattern, True)], m.budget, zsh=True).matches(context):
            continue
        if isinstance(cell.value, Array):
            return cell.value
        return replace(cell.value, many=True) if isinstance(cell.value, Unknown) else unknown
    foreign = m.foreign()
    return None if foreign is None else replace(foreign, many=True)


def _asked(m: Machine, call: Call, option: str, words: Sequence[Text]) -> None:
    found = _found(m, call, words[0], words[1])
    rest = list(words[2:])
    if isinstance(found, Unknown):
        why = m.unknown(call.begin, "asks for a style", many=option == "-a")
        m.status = why
        if option in ("-s", "-b", "-a"):
            _assign(m, rest[0], why)
        return
    values = found.items if found is not None else ()
    loose = next((value for value in (*values, *rest) if isinstance(value, Unknown)), None)
    m.status = 0 if values or (found is not None and option == "-q") else 1
    if option == "-s":
        glue = rest[1] if len(rest) > 1 else " "
        _assign(m, rest[0], loose or str(glue).join(str(value) for value in values))
    elif option == "-a":
        _assign(m, rest[0], found or Array())
    elif option == "-b":
        yes = len(values) == 1 and values[0] in _TRUE
        m.status = loose or int(not yes)
        _assign(m, rest[0], loose or ("yes" if yes else "no"))
    elif option in ("-t", "-T"):
        _tested(m, values, rest, loose, missing=0 if option == "-T" else 2, there=found is not None)
    elif option == "-m":
        if loose:
            m.status = loose
        else:
            pattern = Pattern([Piece(str(rest[0]), True)], m.budget, zsh=True)
            m.status = int(not any(pattern.matches(str(value)) for value in values))


def _tested(
    m: Machine, values: Sequence[Text], wanted: Sequence[Text], loose: Unknown | None, *, missing: int, there: bool
) -> None:
    if not there or not values:
        m.status = 1 if there and missing else missing
    elif loose:
        m.status = loose
    elif wanted:
        m.status = int(not any(value in wanted for value in values))
    else:
        m.status = int(not (len(values) == 1 and values[0] in _TRUE))


def _assign(m: Machine, name: Text, value: Value) -> None:
    if not isinstance(name, str) or not IDENTIFIER.fullmatch(name):
        return
    if isinstance(value, Array):
        m.put_variable(name, replace(m.variable(name), value=value, text_wins=True))
    elif isinstance(value, str | Unknown):
        assign_text(m, name, value)
