"""What is known after two ways that may both have been taken."""

from __future__ import annotations

import re

from ..records import replace
from ..source import Span
from .values import Cell, Line, Routine, Unknown, Var, Way, names_set

_MOST_WAYS = 8
_MOST_ROUTINES = 4


def merged(key: str, one: Cell | None, other: Cell | None, why: Unknown) -> Cell | None:
    """Return the cell that both ways agree on, or one that is unknown and says on what it depends."""
    if one == other:
        return one
    if isinstance(one, Routine) or isinstance(other, Routine):
        return _routine([cell for cell in (one, other) if isinstance(cell, Routine)], why)
    if key.startswith("l"):
        return one or other
    if key == "m:foreign":
        return one or other
    first, second = one or Var(), other or Var()
    both = _variables(first, second, why)
    if key.startswith("w:") and isinstance(both.value, Unknown):
        both.value = replace(both.value, sets=names_set((first.value, second.value)))  # what the file may set
    return both


def _routine(found: list[Routine], why: Unknown) -> Routine:
    """Return a function that is one of those found, or that may not be there."""
    absent = len(found) < 2 or any(each.absent for each in found)
    single = [replace(each, others=(), absent=False, why="") for each in found]
    for each in found:
        single += [other for other in each.others if other not in single]
    if single[0] in single[1:]:
        single.pop(0)
    reason = f"depends on {why.line}" if why.line else why.why
    if len(single) > _MOST_ROUTINES or any(each.body is None for each in single):
        return Routine(None, found[0].source, reason)
    return replace(single[0], others=tuple(single[1:]), absent=absent, why=reason)


def _variables(one: Var, other: Var, why: Unknown) -> Var:
    later, earlier = (one, other) if _place(one.set_at) >= _place(other.set_at) else (other, one)
    history = later.history
    if earlier.set_at and later.set_at != earlier.set_at and not _holds(history, earlier.set_at):
        history = Line(earlier.set_at, history)
    exported = one.exported if one.exported == other.exported else None
    depends = one.depends or other.depends
    if one.exported != other.exported and not depends:
        depends = f"exported or not, depending on {why.line}" if why.line else why.why
    value = one.value
    maybe_unset = one.maybe_unset or other.maybe_unset
    differ = one.value != other.value or one.declared != other.declared
    if differ and (known := _among(one, other) or _among(other, one)):
        value = known
    elif differ:
        value = Unknown(
            _reason(one, other, why),
            _filled(one) and _filled(other),
            _is_set(one) and _is_set(other),
            line=why.line,
            sets=names_set([each.value for each in (one, other) if isinstance(each.value, Unknown)]),
        )
        maybe_unset = maybe_unset or one.value is None or other.value is None
    differs = differ or one.exported != other.exported
    same = (one.integer, one.decimals, one.case, one.pad) == (other.integer, other.decimals, other.case, other.pad)
    return replace(
        later,
        value=value,
        case=later.case if same else "?",
        ways=_ways(earlier, later) if differs else later.ways,
        exported=exported,
        maybe_unset=maybe_unset,
        depends=depends,
        declared=one.declared and other.declared,
        history=history,
        readonly=one.readonly and other.readonly,
        text_wins=one.text_wins or other.text_wins,
    )


def _among(one: Var, other: Var) -> Unknown | None:
    """Return the unknown value that a variable has already, where the other way is one of those it stands for."""
    if not isinstance(one.value, Unknown) or not one.ways or isinstance(other.value, Unknown) or other.ways:
        return None
    held = None if other.declared else other.value
    return one.value if (held, other.exported, other.set_at) in one.ways else None


def _ways(*variables: Var) -> tuple[Way, ...]:
    """Return what a variable is on each of the ways that meet here, in the order of the text."""
    ways: list[Way] = []
    for variable in variables:
        held = None if variable.declared else variable.value
        mine: tuple[Way, ...] = variable.ways or ((held, variable.exported, variable.set_at),)
        ways.extend(way for way in mine if way not in ways)
    return tuple(sorted(ways, key=lambda way: _place(way[2]))[:_MOST_WAYS])


def _place(span: Span | None) -> int:
    return span.begin if span else -1


def _holds(history: Line | None, span: Span) -> bool:
    for _ in range(20):
        if history is None:
            return False
        if history.span == span:
            return True
        history = history.earlier
    return False


def _filled(variable: Var) -> bool:
    return variable.value.filled if isinstance(variable.value, Unknown) else bool(variable.value)


def _is_set(variable: Var) -> bool:
    return variable.value.is_set if isinstance(variable.value, Unknown) else variable.value is not None


def _reason(one: Var, other: Var, why: Unknown) -> str:
    if not why.line:
        return why.why
    changed = [each.value for each in (one, other) if isinstance(each.value, Unknown)]
    if one.set_at == other.set_at and len(changed) == 1 and changed[0].why.startswith(f"{why.line} "):
        return changed[0].why  # it is as it was before, or what is asked for has changed it
    numbers: set[int] = set()
    perhaps = False
    for variable in (one, other):
        value = variable.value
        if isinstance(value, Unknown) and value.line == why.line and value.why.startswith("set on line"):
            numbers.update(
                int(number) for number in re.findall(r"on line (\d+)", value.why.partition(", depending")[0])
            )
            perhaps = perhaps or " or not" in value.why
        elif variable.set_at:
            numbers.add(variable.set_at.line)
        else:
            perhaps = True
    places = " or ".join(f"on line {number}" for number in sorted(numbers)[:6])
    if not places:
        return f"it depends on {why.line}"
    if len(numbers) == 1 and not perhaps:
        return f"set {places} to different values, depending on {why.line}"
    return f"set {places}{' or not' if perhaps else ''}, depending on {why.line}"
