"""What `$NAME` and `${NAME…}` stand for: the variable, its subscript, and the operator behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..records import replace
from ..regexes import regex
from . import tree
from .control import failure
from .fields import split_fields
from .found import Found, cut_fields, ifs, separator
from .machine import Machine
from .specials import OF_ZSH, special
from .subscripts import subscripted
from .values import MASKED, Array, Table, Text, Unknown, Value, Var, is_masked

_INDIRECT = regex(r"[A-Za-z_]\w*(?:\[.*\])?|[0-9]+|[@*#?!$-]", re.ASCII | re.DOTALL)

_UNREAD = frozenset(
    ("?several", "?versions", "?array", "?bad", "?slash")
)  # what the reader notes in place of an operator


def parameter(m: Machine, part: tree.Parameter, *, assigning: bool) -> Found:
    """Return what a parameter expansion stands for."""
    if part.operator in _UNREAD:
        return _unread(m, part)
    if (m.zsh and "!" in part.prefixes) or (not m.zsh and not part.name):
        failure(m, part.begin, part.begin, "this expansion cannot be read")
    if m.zsh and part.prefixes and not part.braced and m.option("posixidentifiers"):
        return _posix(m, part)
    followed = part.subscript is not None or part.modifiers
    if m.zsh and followed and not part.braced and m.option("ksharrays"):
        return _followed(m, part)
    odd = part.nested is not None or not part.name.replace("_", "a").isalnum()
    if "+" in part.prefixes and odd and m.zsh:
        failure(m, part.begin, part.begin, "this expansion cannot be read")  # measured: zsh asks it of names alone
    found, name = _base(m, part)
    if isinstance(found.value, Unknown) and (part.operator or part.modifiers or part.flags):
        found = replace(found, value=_changed(found.value, part))
    if "+" in part.prefixes:
        return Found(_is_set_flag(found.value))
    defaults = part.operator.lstrip(":") in ("-", "=", "+", "?")
    if found.value is None and not defaults and m.option("nounset") and not part.nested and name not in ("@", "*"):
        failure(m, part.begin, part.begin, f"{name} is not set, and unset variables are an error here", name)
    counted = _counted(m, part, found, name) if "#" in part.prefixes else None
    made = counted or _reshaped(m, part, found, name, assigning=assigning)
    if made.separate and not m.zsh and not defaults:
        made.reworked = _is_reworked(part)
    return made


def _is_reworked(part: tree.Parameter) -> bool:
    """Tell whether bash's assignment joins an expansion by IFS though it has `@`: measured with 5.2."""
    if part.operator in ("", "*", "@"):
        return part.quoted and "!" in part.prefixes
    return part.operator not in ("@A", "@K") and (part.quoted or part.operator[0] in "#%@")


def _unread(m: Machine, part: tree.Parameter) -> Found:
    """Return what stands for an expansion that the reader found to be odd."""
    if part.operator == "?several":
        return Found(m.unknown(part.begin, "makes several words with braces", many=True))
    if part.operator == "?slash":
        return Found(m.unknown(part.begin, "has a slash in quotes, which for zsh ends the pattern"))
    if part.operator == "?versions":
        # Measured: bash 5.2 writes the commands anew before it runs them, and loses what stands behind the semicolon.
        return Found(m.unknown(part.begin, "has commands behind a here-document, which bash may lose"), split=True)
    if part.operator == "?bad":
        failure(m, part.begin, part.begin, "this expansion cannot be read")
    from .homes import may_abort

    # Measured: bash 5.2 writes the commands anew before it runs them, without the backslashes of an array.
    why = m.unknown(part.begin, "has an array with a backslash, which bash may not read again")
    may_abort(m, why)
    return Found(why, split=True)


def _counted(m: Machine, part: tree.Parameter, found: Found, name: str) -> Found | None:
    """Return the length that `${#NAME}` asks for; None where zsh counts what an operator makes of the value."""
    text = found.value if part.prefixes == "#" and not part.operator else None
    if isinstance(text, str) and _letters(part.flags) == "w":
        return Found(m.unknown(part.begin, "counts words", filled=True) if is_masked(text) else _words(m, found))
    if isinstance(text, str) and part.flags == "c":
        return Found(_length(m, found, zsh_array=True, subscript=None))
    if any(letter in part.flags for letter in "wWc"):
        return Found(m.unknown(part.begin, "counts words", filled=True))
    if name == "-":
        return Found(m.unknown(part.begin, "counts the options of the shell", filled=True))
    strict = m.option("nounset") and not m.zsh and (name[:1].isalpha() or name[:1] == "_")
    held = m.variable(name)
    only_declared = isinstance(held.value, Array | Table) and not held.value.items and held.set_at is None
    if strict and (held.value is None or only_declared):
        failure(m, part.begin, part.begin, f"{name} is not set, and unset variables are an error here", name)
    if m.zsh and (part.operator or (part.modifiers and isinstance(found.value, str))):
        return None
    return Found(_length(m, found, zsh_array=m.zsh, subscript=part.subscript))


def _reshaped(m: Machine, part: tree.Parameter, found: Found, name: str, *, assigning: bool) -> Found:
    """Return what the operator, the modifiers and the flags of an expansion make of its value, in their order."""
    counted = "#" in part.prefixes
    if m.zsh and "=" in part.prefixes:
        found = replace(found, split=True, forced=True)
    if m.zsh and "~" in part.prefixes:
        found = replace(found, glob=True)
    if m.zsh and part.quoted and not counted:
        found = _joined_early(m, part, found)
    if part.operator and not (part.operator in ("*", "@") and "!" in part.prefixes):
        from .operators import apply_operator

        found = apply_operator(m, part, name, found, assigning=assigning)
        if m.zsh and "=" in part.prefixes:
            found = replace(found, split=True, forced=True)
    if part.modifiers:
        from .zshflags import apply_modifiers

        held = "" if found.value is None else found.value
        found = replace(found, value=_each(held, lambda text: apply_modifiers(m, text, part.modifiers)))
    if counted:
        return Found(_length(m, found, zsh_array=True, subscript=part.subscript))
    splits = found.forced and not assigning and any(one in part.flags for one in "uoOqlrn")
    if splits and found.value and isinstance(found.value, str):
        found = replace(found, value=Array(tuple(split_fields(found.value, " \t\n"))))
    if part.flags:
        from .zshflags import apply_flags

        if any(one in _letters(part.flags) for one in "sf0z"):
            found = replace(found, keep_empty=False)  # which belongs to the text that is cut
        found = apply_flags(m, part, found, assigning=assigning)
    return found


def _changed(value: Unknown, part: tree.Parameter) -> Unknown:
    """Return an unknown value behind an operator: it is not the path or the list that it was."""
    if value.listing is not None and part.operator in ("", ":#") and not (set(part.flags) - set("kM@fuo0P")):
        return replace(value, place="")
    keeps = part.operator in ("/", "#") and not part.flags and not part.modifiers
    return replace(value, place="", listing=None, elsewhere=False, code=value.code if keeps else "")


def _words(m: Machine, found: Found) -> Text:
    separators = ifs(m)
    return separators if isinstance(separators, Unknown) else str(len(split_fields(str(found.value), separators)))


def _joined_early(m: Machine, part: tree.Parameter, found: Found) -> Found:
    """Return an array between double quotes as the one text that zsh's operators change; without one, as it is."""
    changed = part.modifiers or (part.operator and part.operator.lstrip(":") not in ("", "-", "=", "+", "?"))
    if not changed or found.separate or not isinstance(found.value, Array):
        return found
    from .zshflags import join, read_flags

    flags = dict(read_flags(part.flags) or ())
    glue = flags.get("j", "\n" if "F" in flags else None)
    return replace(found, value=found.as_text(m, quoted=True) if glue is None else join(found.value, glue))


def _posix(m: Machine, part: tree.Parameter) -> Found:
    """Return `$#NAME` where zsh emulates other shells: `$#` with a text behind it."""
    if part.prefixes[0] != "#":
        return Found(m.unknown(part.begin, "uses an expansion of zsh while it emulates another shell"))
    count = parameter(m, tree.Parameter("#", part.quoted, begin=part.begin), assigning=True).as_text(m, quoted=True)
    return Found(count if isinstance(count, Unknown) else count + part.prefixes[1:] + part.name)


def _followed(m: Machine, part: tree.Parameter) -> Found:
    """Return `$NAME` with the brackets or modifiers behind it: with zsh's KSH_ARRAYS they are only text."""
    from .expansion import expand_text

    bare = parameter(m, replace(part, subscript=None, modifiers=""), assigning=True).as_text(m, quoted=True)
    inside = "" if part.subscript is None else expand_text(m, part.subscript, tilde=False)
    for text in (bare, inside):
        if isinstance(text, Unknown):
            return Found(text)
    brackets = "" if part.subscript is None else f"[{inside}]"
    return Found(f"{bare}{brackets}{part.modifiers}")


def _base(m: Machine, part: tree.Parameter) -> tuple[Found, str]:
    """Return the value before any operator, and the name it is known by."""
    name = part.name
    if part.nested is not None and "P" in _letters(part.flags):
        meant = _nested(m, replace(part, flags="", subscript=None)).as_text(m, quoted=True)
        return (Found(meant), "") if isinstance(meant, Unknown) else (named(m, meant, part), meant)
    if part.nested is not None:
        return _nested(m, part), ""
    if m.zsh and "P" in _letters(part.flags):
        held = named(m, name, replace(part, flags=""))  # brackets choose a part of the name, not of what it names
        target = held.items()[0] if isinstance(held.value, Array) and held.items() else held.as_text(m, quoted=True)
        if isinstance(target, Unknown):
            return Found(target), name
        if held.value is None and part.operator in ("-", "#") and name.isidentifier():
            failure(m, part.begin, part.begin, "this expansion cannot be read")  # zsh 5.9: the sign is the name
        return named(m, target, replace(part, subscript=None)), target
    if "!" in part.prefixes and not m.zsh:
        return _indirect(m, part)
    if m.zsh and _letters(part.flags) == "t" and part.subscript is None and name.isidentifier():
        return _type(m, name, part), name
    return named(m, name, part), name


def _type(m: Machine, name: str, part: tree.Parameter) -> Found:
    """Return the type of a variable, which the flag then leaves alone."""
    variable = m.variable(m.tied(name) or name)
    absent = m.cells.values.get("v:" + (m.tied(name) or name)) is None
    told = absent and m.given is not None and not m.foreign() and name not in OF_ZSH and not m.tied(name)
    if told and special(m, name, part.begin) is None:
        return Found("")
    if absent or (variable.value is None and variable.exported is not False):
        return Found(m.unknown(part.begin, "asks for the type of a variable"))
    from .variabletypes import type_of

    return Found("" if variable.value is None else type_of(m, name, variable))


def _letters(flags: str) -> str:
    return flags.split(".")[0].split(":")[0]


def _nested(m: Machine, part: tree.Parameter) -> Found:
    from .expansion import expand_text, part_value

    assert part.nested is not None
    parts = [one for one in part.nested.parts if not (isinstance(one, tree.Literal) and not one.text)]
    if len(parts) == 1 and isinstance(parts[0], tree.Parameter) and (held := _held_by_name(m, parts[0])):
        return subscripted(m, held, part, "")
    if len(parts) == 1 and not isinstance(parts[0], tree.Literal):
        inner = part_value(m, parts[0], assigning=False)
        if isinstance(parts[0], tree.Substitution) and not parts[0].quoted and isinstance(inner.value, str):
            inner = _by_ifs(m, inner.value)
        if inner.forced and isinstance(inner.value, str):
            words = tuple(split_fields(inner.value, " \t\n"))
            inner = Found(Array(words) if len(words) > 1 else "".join(words))
        elif isinstance(parts[0], tree.Parameter) and isinstance(inner.value, Array):
            inner = _inner_array(m, parts[0], inner)
        inner = replace(
            inner, separate=False, keep_empty=False
        )  # the words of the inner one are words only where the outer says so, too
    else:
        inner = Found(expand_text(m, part.nested))
    return subscripted(m, inner, part, "")


def _held_by_name(m: Machine, inner: tree.Parameter) -> Found | None:
    """Return the table that `${(P)NAME}` stands for, whose keys may be asked for; None for anything else."""
    if _letters(inner.flags) != "P" or inner.subscript is not None or inner.operator or inner.modifiers:
        return None
    name = m.variable(inner.name).value if inner.nested is None else None
    value = m.variable(name).value if isinstance(name, str) else None
    return Found(value) if isinstance(value, Table) else None


def _by_ifs(m: Machine, text: str) -> Found:
    separators = ifs(m)
    return Found(separators if isinstance(separators, Unknown) else Array(tuple(cut_fields(m, text, separators))))


def _inner_array(m: Machine, part: tree.Parameter, inner: Found) -> Found:
    """Return what zsh makes of an array inside another expansion: one text in quotes, else without empty elements."""
    from .zshflags import read_flags

    letters = "".join(letter for letter, _ in read_flags(part.flags) or ())
    every = part.subscript is not None and part.subscript.raw == "@"
    if part.quoted and ("@" in letters or "P" in letters or every):
        return inner
    if part.quoted and not any(letter in letters for letter in "sf0z") and part.operator not in (":^", ":^^"):
        return replace(inner, value=inner.as_text(m, quoted=True))
    assert isinstance(inner.value, Array)
    return replace(inner, value=Array(tuple(item for item in inner.value.items if item != "")))


def named(m: Machine, name: str, part: tree.Parameter) -> Found:
    """Return the value of a name with the part's subscript."""
    if name in ("@", "*"):
        found = subscripted(m, Found(m.arguments(), separate=name == "@", starred=name == "*"), part, name)
        if name == "*" and not m.zsh and not part.quoted and separator(m) == "":
            found = replace(found, starred=False)  # measured with bash 5.2: A=$* has blanks all the same
        return found
    if m.zsh and name == "argv":
        return subscripted(m, Found(m.arguments()), part, name)
    value = special(m, name, part.begin, part.subscript)
    if value is None:
        variable = m.variable(name)
        value = tied_array(m, name) if m.zsh and m.tied(name) else variable.value
        if variable.pad and isinstance(value, str):
            from .padding import padded

            value = padded(variable, value)
        if isinstance(value, Unknown):
            why = f"{name} is {value.why}" if value.why.startswith("set on line") else value.why
            is_set = value.is_set or not variable.maybe_unset
            if is_set != value.is_set or why != value.why:
                value = replace(value, is_set=is_set, why=why)
    elif part.subscript is not None and not isinstance(value, Array | Table) and not (m.zsh and name.isdigit()):
        return Found(value)
    return subscripted(m, Found(value), part, name)


def tied_array(m: Machine, name: str) -> Value:
    """Return the array that shows a scalar such as PATH."""
    scalar: Var = m.variable(m.tied(name))
    if scalar.value is None and m.tied(name) in ("FPATH", "MODULE_PATH"):
        return Unknown(f"the value of {m.tied(name)} before the start-up files is not known", filled=True, many=True)
    if isinstance(scalar.value, str):
        single = m.cells.values.get("s:" + m.tied(name))
        if isinstance(single, Var) and single.value == scalar.value:
            return Array((scalar.value,))
        return Array(tuple(scalar.value.split(scalar.separator))) if scalar.value else Array()
    return scalar.value


def _indirect(m: Machine, part: tree.Parameter) -> tuple[Found, str]:
    plain = replace(part, prefixes="", subscript=None)
    if part.subscript is not None and part.subscript.raw in ("@", "*"):
        value = m.variable(part.name).value
        if part.name == "BASH_ALIASES":
            value = special(m, part.name, part.begin)  # in an order of its own
        if isinstance(value, Table):
            return Found(Array(tuple(key for key, _ in value.items)), separate=part.subscript.raw == "@"), part.name
        if isinstance(value, Unknown):
            return Found(value), part.name
        array = value if isinstance(value, Array) else Array(() if value is None else (value,))
        keys = Array(tuple(str(index) for index, _ in array.pairs()))
        return Found(keys, separate=part.subscript.raw == "@", starred=part.subscript.raw == "*"), part.name
    if part.operator in ("*", "@"):
        return _names(m, part), part.name
    cell = m.cells.get("v:" + part.name)
    if isinstance(cell, Var) and cell.reference:
        return Found(cell.value), part.name  # the name that a reference stands for
    target = named(m, part.name, plain).as_text(m, quoted=True)
    if isinstance(target, Unknown):
        return Found(target), part.name
    if not target and isinstance(cell, Var) and cell.value is None and (cell.exported or cell.set_at is None):
        return Found(None), part.name  # declared without a value: bash takes no offence
    if not _INDIRECT.fullmatch(target):
        failure(m, part.begin, part.begin, "no variable can have this name")
    base, bracket, rest = target.partition("[")
    subscript = tree.Word((tree.Literal(rest[:-1]),), raw=rest[:-1]) if bracket else None
    return named(m, base, replace(plain, subscript=subscript)), base


def _names(m: Machine, part: tree.Parameter) -> Found:
    """Return the names that begin as `${!NAME*}` says; inherited ones are known only where they were given."""
    from .specials import OF_BASH

    if (
        m.given is None
        or m.foreign()
        or any(name.startswith(part.name) and "v:" + name not in m.cells.values for name in OF_BASH)
    ):
        return Found(m.unknown(part.begin, "lists the names of variables", many=True))
    names = sorted(
        key[2:]
        for key, cell in m.cells.values.items()
        if key.startswith("v:" + part.name) and isinstance(cell, Var) and cell.value is not None
    )
    m.budget.spend(1 + len(m.cells.values) // 16)
    return Found(Array(tuple(names)), separate=part.operator == "@", starred=part.operator == "*")


def _is_set_flag(value: Value) -> Text:
    if isinstance(value, Unknown):
        return "1" if value.is_set or value.filled else replace(value, filled=True, is_set=True)
    return "0" if value is None else "1"


def _length(m: Machine, found: Found, *, zsh_array: bool, subscript: tree.Word | None) -> Text:
    value = found.value
    if isinstance(value, Table | Array):
        items = found.items()
        if not zsh_array and subscript is None and not found.separate and not found.starred:
            value = (value.get(0) or "") if isinstance(value, Array) else items[0] if items else ""
        else:
            many = next((item for item in items if isinstance(item, Unknown) and item.many), None)
            return many or str(len(items))
    if isinstance(value, Unknown):
        return replace(value, filled=True, is_set=True)
    text = value if isinstance(value, str) else ""
    return Unknown(MASKED, filled=True, is_set=True) if is_masked(text) else str(len(text))


def _each(value: Value, change: Callable[[str], Text]) -> Value:
    """Apply a change to a text, or to each element of an array."""
    if isinstance(value, str):
        return Unknown(MASKED) if is_masked(value) else change(value)
    if isinstance(value, Array):
        return Array(tuple(text if isinstance(text, Unknown) else change(text) for text in value.items))
    if isinstance(value, Table):
        return Array(tuple(text if isinstance(text, Unknown) else change(text) for _, text in value.items))
    return value
