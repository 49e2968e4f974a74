"""bash's `${NAME@X}`: a value in other letters or quotes, and what describes a variable."""

from __future__ import annotations

import re

from ..records import replace
from . import tree
from .found import Found
from .machine import Machine
from .operators import each
from .quoting import quote_bash
from .values import Array, Table, Text, Unknown, Var, is_masked


def transform(m: Machine, letter: str, name: str, found: Found, part: tree.Parameter) -> Found:
    """Return what `@` and a letter make of a value: `U` `u` `L` `Q` `E` `a` `A` `K` `k` `P`."""
    if letter in "AKaPk" and (made := _described(m, letter, name, found, part)) is not None:
        return made
    if letter == "Q":
        return each(found, quote_bash) if found.value is not None else found
    if letter in ("U", "L"):
        return each(found, str.upper if letter == "U" else str.lower)
    if letter == "u":
        return each(found, lambda text: text[:1].upper() + text[1:])
    if letter == "E":
        from .words import decode_ansi

        return each(found, decode_ansi)
    variable = m.variable(name)
    kind = "a" if isinstance(variable.value, Array) else "A" if isinstance(variable.value, Table) else ""
    if (
        letter == "a"
        and kind
        and not isinstance(found.value, Array | Table | Unknown)
        and variable.exported is not None
    ):
        return replace(found, value=kind + _attributes(variable))
    if letter in ("a", "A") and found.value is None and variable.exported is False:
        return replace(found, value="")
    if letter in ("a", "A") and isinstance(variable.value, str) and variable.exported is not None:
        letters = _attributes(variable)
        declared = f"declare -{letters} " if letters else ""
        return each(found, lambda text: letters if letter == "a" else f"{declared}{name}={quote_bash(text)}")
    return replace(found, value=Unknown("an expansion that describes a variable is not read here"))


def _described(m: Machine, letter: str, name: str, found: Found, part: tree.Parameter) -> Found | None:
    """`@A`, `@K`, `@k` and `@a` of arrays and tables, `@P` of a text without escapes; None where it is another one."""
    from .described import declared, keyed

    variable = m.variable(name)
    value = variable.value
    every = part.subscript is not None and part.subscript.raw in ("@", "*")
    if letter == "P" and isinstance(found.value, str) and not re.search(r"[\\!]", found.value) and found.value:
        return each(found, lambda text: _expanded(m, part, text))
    if letter in "Kk" and isinstance(found.value, str) and not isinstance(value, Array | Table):
        return each(found, quote_bash)
    if letter == "A" and isinstance(value, Table) and part.subscript is None and found.value in (None, ""):
        return replace(found, value=f"declare -A{_attributes(variable)} {name}") if value.get("0") is None else None
    if not isinstance(value, Array | Table) or not isinstance(found.value, Array | Table | str):
        return None
    kind = "A" if isinstance(value, Table) else "a"
    if letter == "a" and every:
        return replace(found, value=Array((kind + _attributes(variable),) * len(found.items())))
    if letter == "A" and every:
        text = declared(name, variable)
        if text is None or not found.separate:
            return None if text is None else replace(found, value=text)
        return replace(found, value=Array(tuple(text.split(" ", 2))))  # three words (measured with 5.2)
    if letter == "A" and isinstance(found.value, str) and not is_masked(found.value):
        return replace(found, value=f"declare -{kind}{_attributes(variable)} {name}={quote_bash(found.value)}")
    if letter in "Kk" and every and not found.items():
        return found
    if letter in "Kk" and every:
        pairs = keyed(variable, quoted=letter == "K")
        if pairs is None:
            return None
        if letter == "k":
            return replace(found, value=Array(tuple(text for pair in pairs for text in pair)))
        return replace(found, value=" ".join(" ".join(pair) for pair in pairs) + " " * (kind == "A" and bool(pairs)))
    return None


def _expanded(m: Machine, part: tree.Parameter, text: str) -> Text:
    """Return a text as a prompt of bash shows it, which holds no escapes."""
    from .expansion import expand_text
    from .parser import Parser

    reader = Parser(text, zsh=False, budget=m.budget, aliases={})
    reader.freeze(part.begin, part.begin)
    with m.budget:
        return expand_text(m, reader.heredoc_word(0, 0, text), tilde=False)


def _attributes(variable: Var) -> str:
    return "i" * bool(variable.integer) + variable.case + "r" * variable.readonly + "x" * bool(variable.exported)
