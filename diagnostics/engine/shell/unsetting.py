"""`unset`: variables, functions, elements of lists."""

from __future__ import annotations

import re

from ..records import replace
from .assigning import refuse_readonly, unset
from .commands import IDENTIFIER, Call
from .elements import without_element
from .listings import words
from .machine import Machine
from .sessionnames import INHERITED
from .targets import names_matching, refuse
from .values import Text, Unknown, Var


def unset_names(m: Machine, call: Call) -> None:
    """`unset`: variables, with -f functions."""
    m.status = 0
    names = list(call.arguments)
    functions = references = variables = False
    while names and isinstance(names[0], str) and re.fullmatch(r"-[fvmn]+" if m.zsh else r"-[fvn]+", names[0]):
        functions = functions or "f" in names[0]
        references = references or "n" in names[0]
        variables = variables or "v" in names[0]
        if "m" in str(names.pop(0)):
            _unset_matching(m, names, call)
            return
    if names and isinstance(names[0], str) and re.fullmatch(r"-[a-zA-Z]+", names[0]):
        m.status = 1 if m.zsh else 2  # it knows no such option
        return
    if m.zsh and not call.arguments:
        m.status = 1
    bad: str | None = None
    for name in names:
        if isinstance(name, Unknown):
            if not functions:
                _unset_unknown(m, name, call)
            continue
        if m.zsh and functions and m.function(name) is None:
            m.status = m.unknown(call.begin, "removes a function") if m.foreign() else 1
        if references:
            cell = m.cells.get("v:" + name)
            m.put_variable(name, None if isinstance(cell, Var) and cell.reference else m.variable(name))
        elif functions:
            m.cells.put("f:" + name, None)
        elif IDENTIFIER.fullmatch(name):
            if not (m.zsh or variables) and m.function(name) and _is_no_variable(m, name):
                m.cells.put("f:" + name, None)
                continue
            if not unset(m, m.tied(name) or name, m.span(call.begin, call.stop)):
                refuse_readonly(m, name, call.begin, call.stop, statement=False)
        elif "[" in name:
            _unset_element(m, name)
        elif m.zsh:
            found = re.match(r"[A-Za-z_]\w*", name)
            bad = bad or (found.group() if found else "")
    if bad is not None:  # the other names are gone by then
        refuse(m, call, "this is not the name of a variable", bad or None)


def _is_no_variable(m: Machine, name: str) -> bool:
    """Tell whether bash knows no variable of this name: `unset` takes the function then."""
    cell = m.cells.get("v:" + name)
    return not isinstance(cell, Var) or (cell.value is None and not cell.exported and not cell.reference)


def _unset_unknown(m: Machine, name: Unknown, call: Call) -> None:
    """Unset the names of a list, or a name that is not known."""
    for each in words(name.listing) if name.listing else ():
        if IDENTIFIER.fullmatch(each):
            unset(m, m.tied(each) or each, m.span(call.begin, call.stop))
    known = name.listing is not None and (name.listing.elsewhere or not (name.listing.rest or name.listing.session))
    if not known and not name.elsewhere:
        _unset_some(m, call)


def _unset_some(m: Machine, call: Call) -> None:
    """Forget what the text and its caller exported: it is not known which of them are unset."""
    why = m.unknown(call.begin, "unsets variables whose names are not known", is_set=False)
    for key, cell in list(m.cells.values.items()):
        if key.startswith("v:") and isinstance(cell, Var) and cell.exported and key[2:] not in INHERITED:
            m.budget.spend()
            if not cell.readonly and not isinstance(cell.value, Unknown) and cell.value is not None:
                m.put_variable(key[2:], replace(cell, value=why, maybe_unset=True, ways=()))


def _unset_matching(m: Machine, patterns: list[Text], call: Call) -> None:
    """zsh's `unset -m`: every variable whose name matches."""
    for name in names_matching(m, [text for text in patterns if isinstance(text, str)]):
        unset(m, name, m.span(call.begin, call.stop))


def _unset_element(m: Machine, text: str) -> None:
    name, _, key = text.partition("[")
    old = m.variable(name)
    if not m.zsh and isinstance(old.value, str) and re.fullmatch(r"\d+\]", key):
        if key != "0]":
            m.status = 1  # it is no list
        elif not unset(m, name, m.span(*m.statement)):
            refuse_readonly(m, name, *m.statement, statement=False)
        return
    if old.value is not None:
        m.put_variable(name, replace(old, value=without_element(m, old, key.rstrip("]"))))
