"""What a variable makes of a value: its type and its case, what is appended to it, what a table takes."""

from __future__ import annotations

from ..records import replace
from .control import Signal
from .machine import Machine
from .numbertext import in_base
from .values import MASKED, Array, Table, Text, Unknown, Value, Var, in_bash_order, in_zsh_order, is_masked


def typed(m: Machine, old: Var, value: Value) -> Value:
    """Return the value as the variable's type keeps it."""
    if isinstance(value, str) and not (old.integer or old.decimals or old.case):
        return value
    if old.case == "?" and isinstance(value, str):
        return Unknown(f"{m.line(m.statement[0])} sets what may be declared in two ways")
    if old.integer and isinstance(value, str):
        from .calculating import calculate

        number = calculate(m, value, m.statement[0], fatal=True, final=True)
        return number if isinstance(number, Unknown) else _in_base(m, int(number), old.integer)
    if old.integer and isinstance(value, Array) and not m.zsh:
        return replace(value, items=tuple(_number_of(m, item) for item in value.items))
    if old.decimals and isinstance(value, str):
        return _decimal(m, old.decimals, value)
    if old.case and isinstance(value, str):
        return in_case(m, old, value)
    if old.case and isinstance(value, Array):
        return replace(value, items=tuple(in_case(m, old, item) for item in value.items))
    if isinstance(old.value, Table) and isinstance(value, Array):
        return table(m, value)
    return value


def _in_base(m: Machine, number: int, base: int) -> str:
    return in_base(number, base, as_c=m.option("cbases")) if m.zsh else str(number)


def in_case(m: Machine, old: Var, text: Text) -> Text:
    """Return a text in the letters, upper or lower, that its variable was declared with."""
    if isinstance(text, Unknown):
        return text
    if is_masked(text):
        return Unknown(MASKED, filled=True)
    if not text.isascii():
        return Unknown(f"{m.line(m.statement[0])} changes the case of a letter beyond ASCII", filled=True)
    return text.upper() if old.case == "u" else text.capitalize() if old.case == "c" else text.lower()


def _number_of(m: Machine, item: Text) -> Text:
    if isinstance(item, Unknown):
        return item
    from .calculating import calculate

    number = calculate(m, item, m.statement[0], fatal=True, final=True)
    return number if isinstance(number, Unknown) else str(number)


def _decimal(m: Machine, decimals: str, value: str) -> Text:
    from .calculating import calculate

    number = calculate(m, value, m.statement[0], final=True)
    if isinstance(number, Unknown):
        return number
    digits = min(int(decimals[1:]), 40)
    return f"{float(number):.{max(digits - 1, 0)}e}" if decimals[0] == "E" else f"{float(number):.{digits}f}"


def table(m: Machine, value: Array) -> Table | Unknown:
    """Return the associative array of `(key value key value)`."""
    if any(isinstance(item, Unknown) for item in value.items[::2]) or any(
        isinstance(i, Unknown) and i.many for i in value.items
    ):
        return next(replace(item, many=True) for item in value.items if isinstance(item, Unknown))
    if m.zsh and len(value.items) % 2:
        raise Signal("abort")  # a key without a value
    keys = [str(item) for item in value.items[::2]]
    values = [*value.items[1::2], ""]
    items = dict(zip(keys, values, strict=False))
    return in_zsh_order(Table(), items.items()) if m.zsh else Table(in_bash_order(items))


def _united(m: Machine, one: Table, other: Table) -> Table:
    if m.zsh:
        return in_zsh_order(one, other.items)
    return Table(in_bash_order({**dict(one.items), **dict(other.items)}))


def without_repeats(old: Var, value: Value) -> Value:
    """Return a value; of an array that was declared unique, each item once."""
    if "a" in old.unique and isinstance(value, Array) and not any(isinstance(item, Unknown) for item in value.items):
        return Array(tuple(dict.fromkeys(value.items)))
    return value


def with_first(array: Array, value: Text) -> Array:
    """Return bash's array with another first element: it is what the bare name stands for."""
    if array.keys is None:
        return Array((value, *array.items[1:]))
    return Array.of(sorted({**dict(array.pairs()), 0: value}.items()))


def appended(m: Machine, old: Var, value: Value) -> Value:
    """Return what `NAME+=value` makes of what the variable holds: a longer text, a sum, more items."""
    before = old.value
    if isinstance(value, Array):
        if isinstance(before, Table):
            added = table(m, value)
            return added if isinstance(added, Unknown) else _united(m, before, added)
        if isinstance(before, Unknown):
            return Array((replace(before, many=True), *value.items))
        first = before if isinstance(before, Array) else Array(() if before is None else (before,))
        m.budget.spend(1 + len(first.items) // 64)
        if first.keys is None:
            return Array((*first.items, *value.items))
        return Array.of([*first.pairs(), *enumerate(value.items, first.next_key)])
    if isinstance(before, Array):
        if not isinstance(value, str | Unknown):
            return before
        if m.zsh:
            return Array((*before.items, value))
        head = before.get(0) or ""
        if old.integer and isinstance(head, str) and isinstance(value, str):
            return with_first(before, _number_of(m, f"({head or 0})+({value or 0})"))
        return with_first(
            before, head if isinstance(head, Unknown) else value if isinstance(value, Unknown) else head + value
        )
    if isinstance(before, Table) or isinstance(value, Table):
        return Unknown("a text is appended to a table")
    if old.integer or old.decimals:
        total = (
            f"({before or 0})+({value or 0})"
            if not isinstance(before, Unknown) and not isinstance(value, Unknown)
            else None
        )
        return typed(m, old, total) if total else before if isinstance(before, Unknown) else value
    if isinstance(before, Unknown):
        return replace(before, filled=before.filled or bool(value), is_set=True)
    if isinstance(value, Unknown):
        return replace(value, filled=value.filled or bool(before))
    text = (before or "") + (value or "")
    m.budget.spend(1 + len(text) // 256)
    if len(text) > 300_000:
        return Unknown(f"{m.line(m.statement[0])} makes a value that is too long", filled=True)
    return typed(m, old, text)
