"""Change a part of a value: `NAME[3]=x`, `NAME[key]=x`, zsh's `NAME[2,3]=(x y)`, `unset 'NAME[3]'`."""

from __future__ import annotations

import re

from ..records import replace
from .control import Signal, failure
from .machine import Machine
from .patternnodes import Piece
from .patterns import Pattern
from .values import Array, Table, Text, Unknown, Value, Var, in_bash_order, in_zsh_order, is_masked

_FARTHEST = 1_000  # an index farther behind the end than this is not followed


def with_element(m: Machine, old: Var, value: Value, subscript: Text, *, append: bool) -> Value:
    """Return what a variable holds once one of its parts has a value."""
    if isinstance(subscript, Unknown):
        return Unknown(subscript.why)
    if isinstance(old.value, Unknown) and not m.zsh:
        return Array((replace(old.value, many=True),))  # whatever it was, it is an array now
    if isinstance(value, Table) or isinstance(old.value, Unknown):
        return Unknown(f"{m.line(m.statement[0])} changes a part of something that is not known")
    if m.zsh and subscript.startswith("(e)"):
        subscript = subscript[3:]
    if isinstance(old.value, Table):
        if m.zsh and re.match(r"\([a-zA-Z]*[rRiIkK]", subscript):
            raise Signal("abort")  # measured: "attempt to set slice of associative array"
        subscript = subscript[3:] if m.zsh and subscript.startswith("(w)") else subscript
        m.budget.spend(1 + len(old.value.items) // 8)
        items = dict(old.value.items)
        text = _added(items.get(subscript, "") if append else "", _text(value))
        if m.zsh:
            return in_zsh_order(old.value, ((subscript, text),))
        items[subscript] = text
        return Table(in_bash_order(items))
    unread = Unknown(f"{m.line(m.statement[0])} changes a part of a value")
    if m.zsh and re.match(r"\([A-Za-z]+\)", subscript):
        place = _found(m, old.value, subscript)
        if place is None or (place == 0 and not isinstance(value, str | Array)):
            return unread
        if place == 0:  # nothing is found from behind: the element goes in front
            return Array((*_items(value), *_items(old.value)))
        subscript = str(max(0, place - m.option("ksharrays")))
    first, comma, last = subscript.partition(",") if m.zsh else (subscript, "", "")
    index = _number(m, first)
    stop = _number(m, last) if comma else index
    for number in (index, stop):
        if isinstance(number, Unknown):
            return number
    assert isinstance(index, int)
    assert isinstance(stop, int)
    if m.zsh and m.option("ksharrays") and isinstance(old.value, str):
        return _ranged(m, old.value, value, index + (index >= 0), stop + (stop >= 0), append=append) or unread
    if not m.zsh or m.option("ksharrays"):
        return _indexed(m, old.value, value, index, append=append) or unread
    if index == 0 and stop == 0:
        failure(m, *m.statement, "elements are counted from 1, and a word is 0 where no `typeset -A` stands above")
    return _ranged(m, old.value, value, index, stop, append=append) or unread


def without_element(m: Machine, old: Var, subscript: str) -> Value:
    """Return what a variable holds once one of its parts is gone."""
    if isinstance(old.value, Table):
        gone = subscript.strip("'\"")
        return Table(tuple(pair for pair in old.value.items if pair[0] != gone))
    unread = Unknown(f"{m.line(m.statement[0])} removes a part of a value")
    m.budget.spend(1 + len(old.value.items) // 8 if isinstance(old.value, Array) else 1)
    if not isinstance(old.value, Array) or any(isinstance(item, Unknown) for item in old.value.items):
        return unread
    array = old.value
    if m.zsh and subscript[:1] == "(" and (place := _found(m, array, subscript)) is not None:
        index: int | Unknown = place - m.option("ksharrays")
    else:
        index = _number(m, subscript)
    if isinstance(index, Unknown):
        return index
    if m.zsh:
        index += m.option("ksharrays")
        if not 0 < index <= len(array.items):
            return unread
        return Array((*array.items[: index - 1], "", *array.items[index:]))
    if index < 0:
        index += array.next_key
    pairs = [(key, item) for key, item in array.pairs() if key != index]
    return Array.of(pairs)


def _items(value: Value) -> tuple[Text, ...]:
    return value.items if isinstance(value, Array) else (value,) if isinstance(value, str) else ()


def _found(m: Machine, value: Value, subscript: str) -> int | None:
    """Return where `[(r)pattern]` and `[(i)pattern]` find an element of an array; None where that is not known."""
    flags, _, wanted = subscript[1:].partition(")")
    if flags.replace("e", "") not in ("r", "R", "i", "I") or "," in wanted or not isinstance(value, Array):
        return None
    if any(isinstance(item, Unknown) for item in value.items):
        return None
    pattern = Pattern([Piece(wanted, "e" not in flags)], m.budget, zsh=True)
    backwards = "R" in flags or "I" in flags
    places = range(len(value.items), 0, -1) if backwards else range(1, len(value.items) + 1)
    hits = (at for at in places if pattern.matches(str(value.items[at - 1])))
    return next(hits, 0 if backwards else len(value.items) + 1)


def _number(m: Machine, text: str) -> int | Unknown:
    from .calculating import calculate

    number = calculate(m, text, m.statement[0], fatal=True)
    return number if isinstance(number, Unknown) else int(number)


def _text(value: Value) -> Text:
    return value if isinstance(value, str | Unknown) else ""


def _added(before: Text, text: Text) -> Text:
    if isinstance(before, str) and isinstance(text, str):
        return before + text
    return text if isinstance(text, Unknown) else Unknown("a part is not known")


def _indexed(m: Machine, before: Value, value: Value, index: int, *, append: bool) -> Value:
    """Return an array of bash with one element set; what lies between its elements does not exist."""
    if isinstance(value, Array):
        return None
    array = before if isinstance(before, Array) else Array((before,)) if isinstance(before, str) else Array()
    if any(isinstance(item, Unknown) and item.many for item in array.items):
        return None
    if index < 0:
        index += array.next_key
    if index < 0 and m.zsh and not array.items:
        return None
    if index < 0:
        raise Signal("abort" if m.zsh else "discard")
    if index > array.next_key + _FARTHEST:
        return None
    pairs = dict(array.pairs())
    pairs[index] = _added(pairs.get(index, ""), _text(value)) if append else _text(value)
    if m.zsh:
        for hole in range(index):
            pairs.setdefault(hole, "")
    m.budget.spend(1 + len(pairs) // 16)
    return Array.of(sorted(pairs.items()))


def _ranged(m: Machine, before: Value, value: Value, index: int, stop: int, *, append: bool) -> Value:
    """Return a text or an array of zsh with the elements from `index` to `stop` replaced; they count from 1."""
    if isinstance(before, str) and isinstance(value, Array):
        raise Signal("abort")  # a text has no elements
    if isinstance(before, str) and is_masked(before):
        return None
    items = before if isinstance(before, str) else before.items if isinstance(before, Array) else ()
    if not isinstance(items, str) and any(isinstance(item, Unknown) and item.many for item in items):
        return None
    size = len(items)
    m.budget.spend(1 + size // 64)
    begin = index - 1 if index > 0 else size + index
    end = stop if stop >= 0 else size + stop + 1
    if not isinstance(items, str) and begin == -1 and end == 0:
        begin = 0  # one before the first: it goes in front
    if begin < 0 or end < 0 or begin > size + _FARTHEST:
        return None
    end = max(end, begin)
    if isinstance(items, str):
        kept = items[begin:end] if append else ""
        made = _added(items[:begin] + kept, _text(value))
        return _added(made, items[end:]) if isinstance(made, str) else made
    if append:
        if end - begin != 1 or isinstance(value, Array):
            return None
        value = _added(items[begin] if begin < size else "", _text(value))
    fresh = value.items if isinstance(value, Array) else (_text(value),)
    return Array((*items[:begin], *[""] * (begin - size), *fresh, *items[end:]))
