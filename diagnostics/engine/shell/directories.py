"""`cd` and `pwd`: where the shell is, as far as it is known which folders there are."""

from __future__ import annotations

import posixpath
import re

from ..host import Place
from ..records import replace
from .calling import run_hooks
from .commands import Call
from .computer import place_at
from .machine import Machine
from .redirects import normal_path
from .values import Array, Text, Unknown, Value, Var, is_masked

_DEEPEST = 400  # folders on the stack of `pushd`
_STACK = "m:directories"
_SURE_PLACES = frozenset(("~", "/", "/usr", "/tmp", "/etc", "/bin", "/var"))  # noqa: S108


def _folder(m: Machine, target: Text | Value) -> str | None:
    """Return where `cd` leads, from the root; None where that is not known."""
    if target == "-":
        target = m.variable("OLDPWD").value
    if not isinstance(target, str) or not target or is_masked(target):
        return None
    if not target.startswith("/"):
        here = m.variable("PWD").value
        if not isinstance(here, str) or not here.startswith("/") or m.variable("CDPATH").value:
            return None
        target = f"{here}/{target}"
    return posixpath.normpath(target)


def _place_of_folder(m: Machine, path: str) -> Place | None:
    """Return what is at a path: a folder that every machine has, that holds a file, or was made above."""
    name = normal_path(m, path)
    made = m.cells.get("d:" + name)
    if isinstance(made, Var) and made.value == "made":
        return Place.FOLDER
    if name in _SURE_PLACES or any(key.startswith(f"w:{name}/") for key in m.cells.values if key[:2] == "w:"):
        return Place.FOLDER
    return place_at(m, name)


def change_directory(m: Machine, call: Call) -> None:
    """`cd`, `pushd` and `popd`: the last two keep a stack of the folders that were left."""
    if call.name == "popd" or (call.name == "pushd" and not call.arguments):
        _back(m, call)
        return
    here = m.variable("PWD").value
    _change(m, call)
    if m.status != 1 and (call.name == "pushd" or (m.zsh and m.option("autopushd"))):
        kept = m.cells.get(_STACK)
        below = kept.value.items if isinstance(kept, Var) and isinstance(kept.value, Array) else ()
        below = below[:_DEEPEST]
        m.budget.spend(1 + len(below) // 8)
        unread = m.unknown(call.begin, "leaves a directory that is not known", filled=True)
        m.cells.put(_STACK, Var(Array((here if isinstance(here, str | Unknown) else unread, *below))))


def _back(m: Machine, call: Call) -> None:
    """Go to the folder on top of the stack: `popd` takes it away, `pushd` leaves this one there."""
    kept = m.cells.get(_STACK)
    items = kept.value.items if isinstance(kept, Var) and isinstance(kept.value, Array) else ()
    if call.name == "popd" and call.arguments and call.arguments != ["-q"]:
        items = (m.unknown(call.begin, "changes the directory", filled=True),)
    if isinstance(kept, Var) and not isinstance(kept.value, Array):
        items = (m.unknown(call.begin, "changes the directory", filled=True),)
    if not items:
        m.status = 1
        return
    top, *below = items
    here = m.variable("PWD").value
    _change(m, replace(call, name="cd", arguments=[top]), sure=isinstance(top, str))
    left = [here] if call.name == "pushd" and isinstance(here, str | Unknown) else []
    m.cells.put(_STACK, Var(Array((*left, *below))))


def _change(m: Machine, call: Call, *, sure: bool = False) -> None:
    arguments = [
        text for text in call.arguments if not (isinstance(text, str) and re.fullmatch(r"-[A-Za-z]+|--", text))
    ]
    target = arguments[0] if arguments else m.variable("HOME").value
    old = m.variable("PWD")
    path = _folder(m, target)
    place = Place.FOLDER if sure else _place_of_folder(m, path) if path else None
    if place is Place.NOTHING or place is Place.FILE:
        m.status = 1
        return
    sure = place is Place.FOLDER
    new: Text = path if sure and path else m.unknown(call.begin, "changes the directory", filled=True)
    if old.value is None:
        old = replace(old, value=m.unknown(call.begin, "leaves a directory that is not known", filled=True))
    m.put_variable("OLDPWD", replace(old, exported=True))
    m.put_variable("PWD", replace(old, value=new, exported=True, maybe_unset=False))
    m.status = 0
    if m.zsh and "q" not in "".join(str(text) for text in call.arguments[:-1]):
        if sure:
            run_hooks(m, "chpwd", [])
        else:
            why = m.unknown(call.begin, "changes the directory")
            m.fork((lambda: run_hooks(m, "chpwd", []), lambda: None), why)
    m.status = 0 if sure else m.unknown(call.begin, "changes the directory")


def print_directory(m: Machine, call: Call) -> None:
    value = m.variable("PWD").value
    m.status = 0
    m.write(value + "\n" if isinstance(value, str) else m.unknown(call.begin, "asks for the directory", filled=True))
