"""`fish_add_path` and `fish_user_paths`, the ways to PATH that fish offers."""

from __future__ import annotations

from ..shell.values import Array, Text, Unknown, Var
from .commands import Call
from .machine import GLOBAL, UNIVERSAL, Fish, split_paths


def fish_add_path(m: Fish, call: Call) -> None:
    """`fish_add_path`: adds only folders that exist, and nobody knows which do."""
    unknown = m.unknown(call.begin, "adds the folders that exist", filled=True, many=True)
    span = m.span(call.begin, call.stop)
    flags = [one for one in call.arguments if isinstance(one, str) and one.startswith("-")]
    m.status = Unknown(unknown.why, line=unknown.line)
    if any(flag in ("-n", "--dry-run", "-h", "--help") for flag in flags):
        return
    if not any(flag in ("-P", "--path") for flag in flags):
        on_top = any(flag in ("-g", "--global") for flag in flags)
        where = "" if m.find("fish_user_paths") and not on_top else GLOBAL if on_top else UNIVERSAL
        m.assign("fish_user_paths", [unknown], span, where=where)
    m.assign("PATH", [unknown], span, where=GLOBAL, exported=True)


def reconstruct(m: Fish) -> None:
    """Do what fish does when `fish_user_paths` changes: put its folders before those of PATH."""
    wanted = split_paths(m.elements("fish_user_paths") or [])
    path = list(m.elements("PATH") or [])
    cell = m.cells.get("m:added")
    added = cell.value.items if isinstance(cell, Var) and isinstance(cell.value, Array) else ()
    span = m.span(*m.statement)
    loose = next((one for one in (*wanted, *path, *added) if isinstance(one, Unknown)), None)
    if loose is not None or (isinstance(cell, Var) and isinstance(cell.value, Unknown)):
        why = loose or Unknown(f"{m.line(m.statement[0])} changes fish_user_paths")
        m.cells.put("m:added", Var(Unknown(why.why)))
        unknown = Unknown(f"{m.line(m.statement[0])} changes fish_user_paths", filled=True, many=True)
        m.assign("PATH", [unknown], span, where=GLOBAL, exported=True)
        return
    for one in added:
        if one in path:
            path.remove(one)
    new: list[Text] = []
    for one in reversed(list(dict.fromkeys(wanted))):
        if one in path:
            path.remove(one)
        else:
            new.append(one)
        path.insert(0, one)
        m.budget.spend()
    m.cells.put("m:added", Var(Array(tuple(new))))
    m.assign("PATH", path, span, where=GLOBAL, exported=True)
