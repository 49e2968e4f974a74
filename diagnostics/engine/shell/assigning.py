"""Give values to variables: appending, subscripts, integers, tied arrays, read-only ones, export flags."""

from __future__ import annotations

import re

from ..environment import Act, ProblemKind
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Span
from . import tree
from .control import Signal, failure
from .expansion import expand_array, expand_fields, expand_text
from .homes import may_abort
from .machine import Machine
from .numbertext import written_base
from .owned import BASH_OWNED, ZSH_OWNED, assign_owned, is_fixed
from .parameters import tied_array
from .sessionnames import TIES
from .templates import FILLED, is_template
from .typedvalues import appended, in_case, typed, with_first, without_repeats
from .values import Array, Line, Table, Text, Unknown, Value, Var, is_masked

_OWNED = ZSH_OWNED | BASH_OWNED
_FILES = regex(r"[*?\[(<]")
ELEMENT = regex(r"([A-Za-z_]\w*)\[(.+)\]", re.ASCII)


@dataclass(slots=True)
class Place:
    """Where an assignment stands: the whole of it, and the value as written."""

    span: Span
    value: Span | None = None


def _lacks_plugin(m: Machine, old: Var) -> bool:
    """Tell whether zsh-syntax-highlighting is loaded by nothing that was given, and its tables are not declared."""
    if isinstance(old.value, Table) or m.foreign() is None:
        return False
    return not any("highlighting" in document.text for document in m.documents)


def assign_text(m: Machine, name: str, text: Text, *, calculating: bool = False) -> bool:
    """Assign a text from within a statement, an expansion, arithmetic, `read`, to a name or an element `NAME[3]`.

    Tells whether the shell allows it; where zsh does not, it gives up the file, unless it is `calculating`.
    """
    element = ELEMENT.fullmatch(name) if name.endswith("]") else None
    if element:
        allowed = assign(m, element[1], text, Place(m.span(*m.statement)), subscript=element[2])
    else:
        allowed = assign(m, name, text, Place(m.span(*m.statement)))
    if not allowed and m.zsh and not calculating:
        refuse_readonly(m, name, *m.statement, statement=True)
    return allowed


def assign(
    m: Machine,
    name: str,
    value: Value,
    place: Place,
    *,
    append: bool = False,
    subscript: Text | None = None,
    exported: bool | None = None,
    shown: bool = False,
) -> bool:
    """Assign a value; tell whether the shell allows it. `exported` None leaves the flag as it is.

    `shown`: it is what an array shows that was assigned to.
    """
    m.budget.spend(2)
    if m.templated:
        value = _untemplated(m, value)
    name = m.resolve(name)
    if subscript is None and "[" in name and (element := ELEMENT.fullmatch(name)):
        name, subscript = element[1], element[2]  # bash's reference to an element
    scalar = m.tied(name)
    if scalar and m.zsh:
        return _assign_tied(m, name, scalar, value, place, append=append, subscript=subscript, exported=exported)
    old = m.variable(name)
    if old.readonly:
        return False
    if m.zsh and subscript is not None and name.startswith("ZSH_HIGHLIGHT_") and _lacks_plugin(m, old):
        may_abort(m, m.unknown(m.statement[0], f"needs a plugin for {name}, which nothing here loads"))
    if name in _OWNED and (allowed := assign_owned(m, name, value, subscript, append=append)) is not None:
        return allowed
    if m.zsh:
        old = _typed_anew(m, name, old, value)
        if subscript is None and exported is None and not isinstance(value, Array | Table) and m.option("ksharrays"):
            subscript = _first_element(old)
    elif old.integer and old.value is None and isinstance(value, str) and m.option("nounset"):
        value = re.sub(rf"\b{name}\b", "0", value)  # measured: `declare -i N=N+1` is no error
    is_element = subscript is not None or isinstance(old.value, Array | Table)
    if not m.zsh and old.integer and isinstance(value, str) and is_element and not append:
        value = typed(m, old, value)
    if subscript is not None:
        value = _with_element(m, name, old, value, subscript, append=append)
    else:
        value = _whole(m, name, old, value, exported, append=append)
    flag, depends = _flag(m, old, value, exported)
    history = m.next_line_of(old, place.span)
    if "s" in old.unique and not shown and isinstance(value, str) and m.zsh and shows_array(m, name):
        value = old.separator.join(dict.fromkeys(value.split(old.separator))) if not is_masked(value) else value
    new = old.assigned(without_repeats(old, value), flag, (place.span, place.value), history, depends)
    m.put_variable(name, new)
    m.record(name, Act.EXPORT if exported else Act.ASSIGN, new, place.span, place.value)
    return True


def _first_element(old: Var) -> str | None:
    """Return where `NAME=text` goes under zsh's ksharrays: a list keeps its other elements, a table takes no text."""
    if isinstance(old.value, Table):
        raise Signal("abort")
    return "0" if isinstance(old.value, Array) else None


def _typed_anew(m: Machine, name: str, old: Var, value: Value) -> Var:
    """Return zsh's variable with the type that it has once the value is in it."""
    if isinstance(value, Array) and shows_array(m, name):
        raise Signal("abort")  # a list for the text that an array shows
    if isinstance(value, Array) and isinstance(old.value, str) and _is_typed(old):
        return replace(old, integer=0, decimals="", case="", pad="")  # what becomes a list has no type any longer
    if old.integer == 10 and isinstance(value, str):
        return replace(old, integer=written_base(value) or 10)
    return old


def _with_element(m: Machine, name: str, old: Var, value: Value, subscript: Text, *, append: bool) -> Value:
    """Return what the variable holds once `NAME[subscript]` has the value."""
    if m.zsh and (old.integer or old.decimals) and isinstance(old.value, str):
        return Unknown(f"{m.line(m.statement[0])} changes a digit of a number", filled=True)
    if append and not m.zsh and old.integer and isinstance(value, str) and isinstance(subscript, str):
        from .calculating import calculate

        number = calculate(m, f"{name}[{subscript}]+({value or 0})", m.statement[0])
        value, append = number if isinstance(number, Unknown) else str(number), False
    if not m.zsh and old.case and isinstance(value, str):
        value = in_case(m, old, value)
    from .elements import with_element

    value = with_element(m, old, value, subscript, append=append)
    return typed(m, old, value) if old.case and isinstance(value, str) else value


def _whole(m: Machine, name: str, old: Var, value: Value, exported: bool | None, *, append: bool) -> Value:
    """Return what the variable holds once `NAME=value` or `NAME+=value` is carried out."""
    if append:
        if m.zsh and m.option("allexport") and (old.integer or old.decimals):
            m.put_variable(name, replace(old, exported=True))  # so it stays where the sum cannot be evaluated
        return appended(m, old, value)
    if not m.zsh and isinstance(old.value, Array) and isinstance(value, str | Unknown):
        return with_first(old.value, in_case(m, old, value) if old.case else value)
    if not m.zsh and isinstance(old.value, Table) and _is_one(value):
        from .elements import with_element

        return with_element(m, old, value, "0", append=False)  # what the bare name of a table stands for
    if not m.zsh and isinstance(old.value, Unknown) and any(isinstance(way[0], Array | Table) for way in old.ways):
        return replace(old.value, is_set=True)  # of an array that is only the first element, and no program sees it
    return _kept(m, name, old, value, exported)


def _is_one(value: Value) -> bool:
    return isinstance(value, str) or (isinstance(value, Unknown) and not value.many)


def _flag(m: Machine, old: Var, value: Value, exported: bool | None) -> tuple[bool | None, str]:
    """Return whether the variable is exported from now on, None for not known, and what that depends on."""
    flag = exported if exported is not None else True if m.option("allexport") else old.exported
    if m.zsh and exported is None and isinstance(old.value, Array) and isinstance(value, str | Unknown):
        flag = m.option("allexport")  # an array was exported to nobody; what replaces it is not, either
    exports = m.unsure("allexport")
    if exports and exported is None and not flag:
        return None, f"exported or not, depending on {exports.line}" if exports.line else exports.why
    return flag, old.depends if flag is None else ""


def _untemplated(m: Machine, value: Value) -> Value:
    """Return a value; unknown where a template fills in a part of it."""
    if isinstance(value, str):
        return m.unknown(m.statement[0], FILLED) if is_template(value) else value
    if isinstance(value, Array) and any(isinstance(item, str) and is_template(item) for item in value.items):
        why = m.unknown(m.statement[0], FILLED, many=True)
        return Array(tuple(why if isinstance(item, str) and is_template(item) else item for item in value.items))
    return value


def _kept(m: Machine, name: str, old: Var, value: Value, exported: bool | None) -> Value:
    """Return the value as the variable keeps it; what is no number is 0 in zsh, and the end of the file."""
    try:
        return typed(m, old, value)
    except Signal:
        if m.zsh:
            flag = m.option("allexport") or old.exported if exported is None else exported
            zero = typed(m, old, "0")
            m.put_variable(
                name,
                replace(old, value=zero, exported=flag, text_wins=True, set_at=m.span(*m.statement), declared=False),
            )
        raise


def _is_typed(variable: Var) -> bool:
    return bool(variable.integer or variable.decimals or variable.case or variable.pad or variable.unique)


def shows_array(m: Machine, name: str) -> bool:
    """Tell whether a text of zsh is the one that an array shows, as PATH is of path."""
    return name in TIES.values() or m.cells.values.get("T:" + name) is not None


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
    old = m.variable(scalar)
    current = tied_array(m, name)
    if m.option("ksharrays") and subscript is None and name != scalar and not isinstance(value, Array | Table):
        if exported is not None:
            raise Signal("abort")  # measured: `export path=/x` is an error then
        subscript = "0"
    if subscript is not None:
        from .elements import with_element

        value = with_element(m, replace(old, value=current), value, subscript, append=append)
    elif append:
        value = appended(m, replace(old, value=current), value)
    if isinstance(value, str) and old.separator in value and subscript is None and not append and name != scalar:
        m.cells.put("s:" + scalar, Var(value))  # `path=/a:/b` is an array of one element
    if isinstance(value, Array):
        items = without_repeats(old, value)
        texts = items.items if isinstance(items, Array) else ()
        loose = next((item for item in texts if isinstance(item, Unknown)), None)
        value = loose or old.separator.join(item for item in texts if isinstance(item, str))
    if isinstance(value, Table):
        value = Unknown("a table is assigned to an array")
    return assign(m, scalar, value, place, exported=exported, shown=True)


def assign_node(m: Machine, node: tree.Assign, *, exported: bool | None = None, whole: Span | None = None) -> bool:
    """Carry out an assignment as written; tell whether the shell allows it."""
    value, subscript = node_value(m, node)
    place = Place(whole or m.span(node.begin, node.stop), m.span(node.value_begin, node.value_stop))
    if m.zsh and node.name.isdigit():
        raise Signal("abort")
    if not m.zsh and node.subscript is not None and isinstance(node.value, tree.ArrayLiteral):
        raise Signal("discard")  # bash assigns no list to an element, and leaves the rest of the line
    append = node.append
    if append and not m.zsh and isinstance(node.value, tree.ArrayLiteral) and _keyed(node.value):
        before = m.variable(node.name).value
        if not isinstance(before, Table | Unknown):
            value = _numbered(m, node.value, node.begin, before)
            append = not isinstance(value, Array)
    return assign(m, node.name, value, place, append=append, subscript=subscript, exported=exported)


def node_value(m: Machine, node: tree.Assign, *, keyed: bool = False) -> tuple[Value, Text | None]:
    """Return the value and the subscript of an assignment as written."""
    subscript = expand_text(m, node.subscript, tilde=False) if node.subscript is not None else None
    if (
        m.zsh
        and node.subscript is not None
        and node.subscript.raw[:1] == "("
        and re.search("['\"]", node.subscript.raw)
    ):
        subscript = m.unknown(node.begin, "looks for a part with quotes around it")  # which zsh takes for part of it
    if isinstance(node.value, tree.ArrayLiteral):
        known = keyed or isinstance(m.variable(node.name).value, Table)
        return _array_value(m, node, keyed=known) if _keyed(node.value) else expand_array(m, node.value), subscript
    if (
        m.zsh
        and m.option("globassign")
        and any(
            isinstance(part, tree.Literal) and not part.quoted and _FILES.search(part.text) for part in node.value.parts
        )
    ):
        return m.unknown(node.begin, "lists files by a pattern", many=True), subscript
    return expand_text(m, node.value, assigning=True), subscript


def _keyed(literal: tree.ArrayLiteral) -> bool:
    return any(item.raw.startswith("[") and "]=" in item.raw for item in literal.items)


def _array_value(m: Machine, node: tree.Assign, *, keyed: bool) -> Value:
    """Return the table or array of `([key]=value …)`."""
    assert isinstance(node.value, tree.ArrayLiteral)
    flat: list[Text] = []
    if not keyed:
        first = 1 - m.option("ksharrays") if m.zsh else 0
        surely = not isinstance(m.variable(node.name).value, Unknown)  # it is no table
        made = _numbered(m, node.value, node.begin, first=first)
        return _filled(m, made, node.begin, first, surely=surely) if m.zsh and isinstance(made, Array) else made
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
    return m.unknown(node.begin, "fills an array in an unusual way", many=True)


def _filled(m: Machine, made: Array, begin: int, first: int, *, surely: bool) -> Value:
    """Return an array of zsh, in which what lies between the numbers is empty."""
    found = dict(made.pairs())
    if any(key < first for key in found) and not m.foreign():
        if surely:
            failure(m, begin, begin, "an array has no element with this number")
        may_abort(m, m.unknown(begin, "fills what may be a table"))
    if any(key < first for key in found) or any(isinstance(text, Unknown) and text.many for text in found.values()):
        return m.unknown(begin, "fills an array in an unusual way", many=True)
    if found and max(found) > len(found) + 200:
        return m.unknown(begin, "fills an array in an unusual way", many=True)
    return Array(tuple(found.get(key, "") for key in range(first, max(found, default=0) + 1)))


def _numbered(m: Machine, literal: tree.ArrayLiteral, begin: int, before: Value = None, *, first: int = 0) -> Value:
    """Return bash's `(zero [5]=five six)`: what has no number follows the one before; `before` is appended to."""
    old = before if isinstance(before, Array) else Array((before,)) if isinstance(before, str) else Array()
    found: dict[int, Text] = dict(old.pairs())
    index = old.next_key or first
    m.budget.spend(1 + len(found) // 64)
    for item in literal.items:
        if not item.raw.startswith("[") or "]=" not in item.raw:
            for text in expand_fields(m, [item]):
                if isinstance(text, Unknown) and text.many:
                    return Array((text,))
                found[index] = text
                index += 1
            continue
        whole = expand_text(m, item)
        if isinstance(whole, Unknown):
            return Unknown(whole.why, many=True)
        key, bracket, rest = whole.partition("]=")
        if not bracket:
            return m.unknown(item.begin, "fills an array in an unusual way", many=True)
        from .calculating import calculate

        number = calculate(m, key[1:], begin, fatal=True)
        if isinstance(number, Unknown) or number < 0:
            return m.unknown(begin, "fills an array in an unusual way", many=True)
        index = int(number)
        found[index] = rest
        index += 1
    return Array.of(sorted(found.items()))


def unset(m: Machine, name: str, span: Span) -> bool:
    """Unset a variable; tell whether the shell allows it."""
    name = m.resolve(name)
    old = m.variable(name)
    if old.readonly or is_fixed(m, name):
        return False
    for kept in reversed(m.temporary if not m.zsh else ()):
        if "v:" + name in kept:  # bash: what `NAME=value command` gave is gone, what was before shows again
            m.put_variable(name, kept.pop("v:" + name))
            return True
    frame = None if m.zsh else next((one for one in reversed(m.frames) if name in one.names), None)
    if frame is not None and frame is not m.frames[-1]:
        key = f"l{frame.depth}:{name}"
        hidden = m.cells.get(key)
        if isinstance(hidden, Var):  # bash: the local one of a caller is gone, and what it hid shows again
            m.put_variable(name, None if hidden.local else hidden)
            m.cells.put(key, None)
            frame.names.remove(name)
            return True
    stays = m.zsh and name in TIES.values() and bool(old.exported)
    new = Var(None, set_at=span, history=m.next_line_of(old, span), text_wins=True, exported=stays)
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
