"""What a declaration makes of a variable's flags and type: `-i`, `-u`, `-a`, `-A`, `-U` and their kin."""

from __future__ import annotations

from ..records import replace
from .assigning import shows_array
from .commands import Call
from .control import Signal
from .machine import Machine
from .targets import Options, Target, refuse
from .values import Array, Table, Unknown, Var

_OWN_ARRAYS = ("argv", "pipestatus")  # arrays of zsh's own, besides those that show a text such as PATH


def retyped(m: Machine, target: Target, old: Var, options: Options, call: Call) -> Var | None:
    """Return the variable with the flags and the type that it is declared with; None where bash refuses."""
    changed = _flagged(m, target, old, options)
    if m.zsh:
        changed = _new_type(m, target, old, changed, options, call)
    elif options.kind == "A" and isinstance(changed.value, Array):
        if target.value is not None:
            raise Signal("discard")
        return None  # an indexed array stays one
    elif options.kind == "a" and isinstance(changed.value, Table):
        return None  # and a table a table
    elif options.kind == "a" and isinstance(changed.value, str | None) and target.value is not None:
        changed = replace(changed, value=Array(() if changed.value is None else (changed.value,)))
    if options.kind == "A" and not isinstance(changed.value, Table):
        changed = replace(changed, value=Table())
    if changed.pad and not changed.pad[-1].isdigit() and isinstance(target.value, str):
        changed = replace(changed, pad=f"{changed.pad}{len(target.value)}")  # as wide as its first value
    return changed


def _new_type(m: Machine, target: Target, old: Var, changed: Var, options: Options, call: Call) -> Var:
    """Return a variable of zsh as it is declared, or refuse what no variable of its type can be given."""
    numeric = options.integer or options.decimals
    if isinstance(target.value, str | Unknown):
        is_new = options.local and not (options.globally or options.readonly or numeric) and bool(m.frames)
        is_own = (m.tied(target.name) not in ("", "WATCH") or target.name in _OWN_ARRAYS) and not is_new
        is_array = isinstance(old.value, Array | Table) and not numeric and target.subscript is None
        if options.kind or is_own or is_array:  # measured with zsh 5.9: `export path=/x`, `typeset -a list=x`
            refuse(m, call, f"{target.name} is an array, and this is one value", target.name)
    if numeric and isinstance(target.value, Array):
        refuse(m, call, f"{target.name} is a number, and this is a list", target.name)
    if target.value is not None and (changed.integer, changed.decimals) != (old.integer, old.decimals):
        return replace(changed, value=None)  # a variable of another type is a new one
    return changed


def _flagged(m: Machine, target: Target, old: Var, options: Options) -> Var:
    if not (
        options.integer
        or options.decimals
        or options.case
        or options.unique
        or options.readonly
        or options.plain
        or options.pads is not None
    ):
        return old
    return replace(
        old,
        integer=0 if options.decimals or "i" in options.plain else options.integer or old.integer,
        decimals="" if options.integer else _precise(options.decimals, old.decimals) or old.decimals,
        case=options.case or ("" if old.case in options.plain else old.case),
        unique=_unique(m, target.name, old, options),
        pad=("" if options.integer or options.decimals else old.pad) if options.pads is None else options.pads,
        readonly=options.readonly or old.readonly,
    )


def _unique(m: Machine, name: str, old: Var, options: Options) -> str:
    """Return which assignments take repeats out; measured with zsh 5.9: `typeset -U path` says nothing of `PATH=…`."""
    mine = "a" if m.tied(name) else "s" if shows_array(m, name) else "sa"
    if options.unique:
        return old.unique + "".join(letter for letter in mine if letter not in old.unique)
    return old.unique.translate(dict.fromkeys(map(ord, mine))) if "U" in options.plain else old.unique


def _precise(wanted: str, before: str) -> str:
    """Return how a number is written: with the digits that were asked for, else those it had, else ten."""
    return wanted + (before[1:] or "10") if len(wanted) == 1 else wanted
