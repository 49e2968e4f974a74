"""Give values to variables: appending, subscripts, integers, tied arrays, read-only ones, export flags."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..environment import Act, ProblemKind
from ..source import Span
from . import tree
from .machine import Machine, Signal
from .values import MASKED, Array, Line, Table, Text, Unknown, Value, Var, is_masked


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assignment stands: the whole of it, and the value as written."""

    span: Span
    value: Span | None = None


def assign_text(m: Machine, name: str, text: Text) -> None:
    """Assign a text from within a statement: an expansion, arithmetic, `read`."""
    assign(m, name, text, Place(m.span(*m.statement)))


def assign(
    m: Machine,
    name: str,
    value: Value,
    place: Place,
    *,
    append: bool = False,
    subscript: Text | None = None,
    exported: bool | None = None,
) -> bool:
    """Assign a value; tell whether the shell allows it. `exported` None leaves the flag as it is."""
    m.budget.spend(2)
    name = m.resolve(name)
    scalar = m.tied(name)
    if scalar and m.zsh:
        return _assign_tied(m, name, scalar, value, place, append=append, subscript=subscript, exported=exported)
    old = m.variable(name)
    if old.readonly:
        return False
    if subscript is not None:
        value = _element(m, old, value, subscript, append=append)
    elif append:
        value = _appended(m, old, value)
    elif isinstance(old.value, Array) and isinstance(value, str | Unknown) and not m.zsh:
        value = Array((value, *old.value.items[1:]))
    else:
        value = _typed(m, old, value)
    flag = exported if exported is not None else True if m.option("allexport") else old.exported
    depends = old.depends if flag is None else ""
    new = replace(
        old,
        value=_unique(old, value),
        exported=flag,
        depends=depends,
        set_at=place.span,
        value_span=place.value,
        history=m.next_line_of(old, place.span),
        maybe_unset=False,
        text_wins=True,
        declared=False,
    )
    m.put_variable(name, new)
    m.record(name, Act.EXPORT if exported else Act.ASSIGN, new, place.span, place.value)
    return True


def _typed(m: Machine, old: Var, value: Value) -> Value:
    """Return the value as the variable's type keeps it."""
    if old.integer and isinstance(value, str):
        from .parameters import arithmetic

        return arithmetic(m, value, m.statement[0])
    if old.decimals and isinstance(value, str):
        return _decimal(m, old.decimals, value)
    if old.case and isinstance(value, str):
        if is_masked(value):
            return Unknown(MASKED, filled=True)
        return value.upper() if old.case == "u" else value.lower()
    if isinstance(old.value, Table) and isinstance(value, Array):
        return table(value)
    return value


def _decimal(m: Machine, decimals: str, value: str) -> Text:
    from .parameters import calculate

    number = calculate(m, value, m.statement[0])
    if isinstance(number, Unknown):
        return number
    digits = min(int(decimals[1:]), 40)
    return f"{float(number):.{max(digits - 1, 0)}e}" if decimals[0] == "E" else f"{float(number):.{digits}f}"


def table(value: Array) -> Table | Unknown:
    """Return the associative array of `(key value key value)`."""
    if any(isinstance(item, Unknown) for item in value.items[::2]) or any(
        isinstance(i, Unknown) and i.many for i in value.items
    ):
        return next(replace(item, many=True) for item in value.items if isinstance(item, Unknown))
    keys = [str(item) for item in value.items[::2]]
    values = [*value.items[1::2], ""]
    return Table(tuple(dict(zip(keys, values, strict=False)).items()))


def _unique(old: Var, value: Value) -> Value:
    if old.unique and isinstance(value, Array) and not any(isinstance(item, Unknown) for item in value.items):
        return Array(tuple(dict.fromkeys(value.items)))
    return value


def _appended(m: Machine, old: Var, value: Value) -> Value:
    before = old.value
    if isinstance(value, Array):
        if isinstance(before, Table):
            added = table(value)
            return (
                added
                if isinstance(added, Unknown)
                else Table(tuple({**dict(before.items), **dict(added.items)}.items()))
            )
        if isinstance(before, Unknown):
            return Array((replace(before, many=True), *value.items))
        first = before.items if isinstance(before, Array) else () if before is None else (before,)
        m.budget.spend(1 + len(first) // 64)
        return Array((*first, *value.items))
    if isinstance(before, Array):
        if not isinstance(value, str | Unknown):
            return before
        if m.zsh:
            return Array((*before.items, value))
        head = before.items[0] if before.items else ""
        return Array(
            (
                head if isinstance(head, Unknown) else value if isinstance(value, Unknown) else head + value,
                *before.items[1:],
            )
        )
    if isinstance(before, Table) or isinstance(value, Table):
        return Unknown("a text is appended to a table")
    if old.integer:
        total = (
            f"({before or 0})+({value or 0})"
            if not isinstance(before, Unknown) and not isinstance(value, Unknown)
            else None
        )
        return _typed(m, old, total) if total else before if isinstance(before, Unknown) else value
    if isinstance(before, Unknown):
        return replace(before, filled=before.filled or bool(value), is_set=True)
    if isinstance(value, Unknown):
        return replace(value, filled=value.filled or bool(before))
    text = (before or "") + (value or "")
    m.budget.spend(1 + len(text) // 256)
    if len(text) > 300_000:
        return Unknown(f"{m.line(m.statement[0])} makes a value that is too long", filled=True)
    return _typed(m, old, text)


def _element(m: Machine, old: Var, value: Value, subscript: Text, *, append: bool) -> Value:
    if isinstance(subscript, Unknown):
        return Unknown(subscript.why)
    if isinstance(value, Table) or isinstance(old.value, Unknown):
        return Unknown(f"{m.line(m.statement[0])} changes a part of something that is not known")
    if isinstance(old.value, Table):
        items = dict(old.value.items)
        text = value if isinstance(value, str | Unknown) else ""
        before = items.get(subscript, "") if append else ""
        items[subscript] = (
            before + text if isinstance(before, str) and isinstance(text, str) else Unknown("a part is not known")
        )
        return Table(tuple(items.items()))
    return _indexed(m, old, value, subscript, append=append)


def _indexed(m: Machine, old: Var, value: Value, subscript: str, *, append: bool) -> Value:
    from .parameters import calculate

    unread = Unknown(f"{m.line(m.statement[0])} changes a part of a value")
    if "," in subscript or isinstance(value, Array) or (isinstance(old.value, str) and m.zsh):
        return unread
    number = calculate(m, subscript, m.statement[0])
    if isinstance(number, Unknown):
        return number
    items: list[Text] = (
        list(old.value.items) if isinstance(old.value, Array) else [old.value] if isinstance(old.value, str) else []
    )
    index = int(number) - (1 if m.zsh and not m.option("ksharrays") and number > 0 else 0)
    index = len(items) + index if index < 0 else index
    if index < 0 or index > len(items) + 1000 or (index > len(items) and not m.zsh):
        return unread
    text = value if isinstance(value, str | Unknown) else ""
    items.extend([""] * (index + 1 - len(items)))
    before = items[index] if append else ""
    items[index] = before + text if isinstance(before, str) and isinstance(text, str) else text
    return Array(tuple(items))


def _assign_tied(
    m: Machine,
    name: str,
    scalar: str,
    value: Value,
    place: Place,
    *,
    append: bool,
    subscript: Text | None,
    exported: bool | None,
) -> bool:
    """Assign to zsh's `path`: it is PATH that changes."""
    from .parameters import tied_array

    old = m.variable(scalar)
    current = tied_array(m, name)
    if subscript is not None:
        value = _element(m, replace(old, value=current), value, subscript, append=append)
    elif append:
        value = _appended(m, replace(old, value=current), value)
    if isinstance(value, Array):
        items = _unique(old, value)
        texts = items.items if isinstance(items, Array) else ()
        loose = next((item for item in texts if isinstance(item, Unknown)), None)
        value = loose or old.separator.join(item for item in texts if isinstance(item, str))
    if isinstance(value, Table):
        value = Unknown("a table is assigned to an array")
    return assign(m, scalar, value, place, exported=exported)


def assign_node(m: Machine, node: tree.Assign, *, exported: bool | None = None, whole: Span | None = None) -> bool:
    """Carry out an assignment as written; tell whether the shell allows it."""
    value, subscript = node_value(m, node)
    place = Place(whole or m.span(node.begin, node.stop), m.span(node.value_begin, node.value_stop))
    if m.zsh and node.name.isdigit():
        raise Signal("abort")
    return assign(m, node.name, value, place, append=node.append, subscript=subscript, exported=exported)


def node_value(m: Machine, node: tree.Assign, *, keyed: bool = False) -> tuple[Value, Text | None]:
    """Return the value and the subscript of an assignment as written."""
    from .expansion import expand_array, expand_text

    subscript = expand_text(m, node.subscript, tilde=False) if node.subscript is not None else None
    if isinstance(node.value, tree.ArrayLiteral):
        known = keyed or isinstance(m.variable(node.name).value, Table)
        return _array_value(m, node, keyed=known) if _keyed(node.value) else expand_array(m, node.value), subscript
    return expand_text(m, node.value, assigning=True), subscript


def _keyed(literal: tree.ArrayLiteral) -> bool:
    return any(item.raw.startswith("[") and "]=" in item.raw for item in literal.items)


def _array_value(m: Machine, node: tree.Assign, *, keyed: bool) -> Value:
    """Return the table or array of `([key]=value …)`."""
    from .expansion import expand_text

    assert isinstance(node.value, tree.ArrayLiteral)
    flat: list[Text] = []
    for item in node.value.items:
        text = expand_text(m, item)
        if isinstance(text, Unknown):
            return Unknown(text.why, many=True)
        key, bracket, rest = text.partition("]=")
        if not bracket or not key.startswith("["):
            return m.unknown(item.begin, "fills an array in an unusual way", many=True)
        flat.extend((key[1:], rest))
    if keyed:
        return Array(tuple(flat))
    pairs = dict(zip(flat[::2], flat[1::2], strict=False))
    order = sorted(pairs, key=lambda key: int(key) if isinstance(key, str) and key.isdigit() else -1)
    if not all(isinstance(key, str) and key.isdigit() for key in order):
        return m.unknown(node.begin, "fills an array in an unusual way", many=True)
    if m.zsh or [int(str(key)) for key in order] != list(range(len(order))):
        return m.unknown(node.begin, "fills an array in an unusual way", many=True)
    return Array(tuple(pairs[key] for key in order))


def unset(m: Machine, name: str, span: Span) -> bool:
    """Unset a variable; tell whether the shell allows it."""
    name = m.resolve(name)
    old = m.variable(name)
    if old.readonly:
        return False
    new = Var(None, set_at=span, history=m.next_line_of(old, span), text_wins=True)
    m.put_variable(name, new)
    m.record(name, Act.UNSET, new, span, None)
    return True


def refuse_readonly(m: Machine, name: str, begin: int, stop: int, *, statement: bool) -> None:
    """Do what assigning to a read-only variable does: zsh gives up the file, bash the line (or only says so)."""
    if m.zsh:
        m.problem(ProblemKind.ABORTS_FILE, begin, stop, f"{name} is read-only: zsh stops reading the file here.", name)
        raise Signal("abort")
    m.status = 1
    if statement:
        raise Signal("discard")


__all__ = ["Line", "Place", "assign", "assign_node", "assign_text", "refuse_readonly", "unset"]
