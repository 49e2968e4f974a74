"""Names that belong to the shell: what it does where a text assigns to them (measured with zsh 5.9 and bash 5.2)."""

from __future__ import annotations

from .homes import may_abort
from .machine import Machine
from .values import Array, Routine, Text, Unknown, Value, Var

_ZSH_FIXED = frozenset(
    (
        *("ARGC", "status", "PPID", "ZSH_SUBSHELL", "LINENO", "TTYIDLE", "HISTCMD"),
        *("zsh_eval_context", "ZSH_EVAL_CONTEXT"),
    )
)
_PERSON = frozenset(("UID", "EUID", "GID", "EGID", "USERNAME"))  # zsh tries to become somebody else
_READ_ONLY_LISTS = frozenset(
    (
        *("funcstack", "functrace", "funcfiletrace", "funcsourcetrace", "jobstates", "jobtexts", "jobdirs"),
        *("parameters", "modules", "keymaps", "builtins", "reswords", "history", "historywords"),
    )
)
_LISTS = _READ_ONLY_LISTS | frozenset(("functions", "commands", "aliases", "galiases", "options", "nameddirs"))
_BASH_FIXED = frozenset(("UID", "EUID", "PPID", "BASHOPTS", "SHELLOPTS", "BASH_VERSINFO"))
_IGNORED = frozenset(("GROUPS", "FUNCNAME"))  # bash takes no notice
ZSH_OWNED = _ZSH_FIXED | _PERSON | _LISTS | {"argv"}
BASH_OWNED = _BASH_FIXED | _IGNORED | {"BASH_ALIASES"}


def is_fixed(m: Machine, name: str) -> bool:
    """Tell whether the shell lets nobody assign to a name, not even where a function makes it local."""
    return name in (_ZSH_FIXED if m.zsh else _BASH_FIXED)


def assign_owned(m: Machine, name: str, value: Value, subscript: Text | None, *, append: bool) -> bool | None:
    """Assign to a name of the shell; tell whether it allows that, None where the name is one like any other."""
    if name == "BASH_ALIASES" and not m.zsh and isinstance(subscript, str) and isinstance(value, str | Unknown):
        m.cells.put("a:" + subscript, Var(value))
        m.note_alias(subscript)
        return True
    if not m.zsh:
        return True if name in _IGNORED else False if name in _BASH_FIXED else None
    if name in _ZSH_FIXED:
        return False
    if name == "argv":
        return _arguments(m, value, subscript, append=append)
    if name in _PERSON:
        if isinstance(value, str):
            may_abort(m, m.unknown(m.statement[0], "changes who runs the shell"))
        return None
    if name not in _LISTS or m.cells.values.get("v:" + name) is not None:
        return None  # a name like any other, or a function made it local
    if subscript is not None:
        return _element(m, name, value, subscript)
    return False if not isinstance(value, Array) or name in _READ_ONLY_LISTS else None


def _arguments(m: Machine, value: Value, subscript: Text | None, *, append: bool) -> bool:
    from .elements import with_element

    old = m.arguments()
    if subscript is not None:
        value = with_element(m, Var(old), value, subscript, append=append)
    elif append and isinstance(value, Array):
        value = Array((*old.items, *value.items))
    items = value.items if isinstance(value, Array) else (value,) if isinstance(value, str | Unknown) else ()
    m.cells.put("m:arguments", Var(Array(items)))
    return True


def _element(m: Machine, name: str, value: Value, subscript: Text) -> bool:
    """Carry out `aliases[NAME]=text` and its kin."""
    if not isinstance(subscript, str):
        return True
    text = value if isinstance(value, str | Unknown) else ""
    if name == "aliases":
        m.cells.put("a:" + subscript, Var(text))
        m.note_alias(subscript)
    elif name == "functions":
        m.cells.put("f:" + subscript, _function(m, text))
    elif name == "nameddirs":
        m.cells.put("d:" + subscript, Var(text))
    elif name == "options" and isinstance(text, str):
        m.set_option(subscript.lower().replace("_", ""), text == "on")
    return name not in _READ_ONLY_LISTS


def _function(m: Machine, text: Text) -> Routine:
    """Return the function whose text is given: `functions[NAME]=text`."""
    from . import tree
    from .budget import ShellSyntaxError
    from .parser import Parser

    why = f"{m.line(m.statement[0])} gives a function its text"
    if not isinstance(text, str):
        if not text.code:
            return Routine(None, m.source, why)
        text = text.code
    parser = Parser(text, zsh=True, budget=m.budget, aliases={})
    parser.freeze(*m.statement)
    try:
        block = parser.block()
    except ShellSyntaxError:
        return Routine(None, m.source, why)
    if not parser.at_end():
        return Routine(None, m.source, why)
    return Routine(tree.Command(tree.Group(block), *m.statement), m.source)


__all__ = ["BASH_OWNED", "ZSH_OWNED", "assign_owned", "is_fixed"]
