"""`cd` and `pwd`: where the shell is, as far as it is known which folders there are."""

from __future__ import annotations

import posixpath
import re

from ..host import Place
from ..records import replace
from .commands import Call
from .computer import place_at
from .machine import Machine
from .redirects import normal_path
from .running import run_hooks
from .values import Text, Value, is_masked

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
    if name in _SURE_PLACES or any(key.startswith(f"w:{name}/") for key in m.cells.values if key[:2] == "w:"):
        return Place.FOLDER
    return place_at(m, name)


def change_directory(m: Machine, call: Call) -> None:
    arguments = [
        text for text in call.arguments if not (isinstance(text, str) and re.fullmatch(r"-[A-Za-z]+|--", text))
    ]
    target = arguments[0] if arguments else m.variable("HOME").value
    old = m.variable("PWD")
    path = _folder(m, target) if call.name in ("cd", "chdir") or isinstance(target, str) else None
    place = _place_of_folder(m, path) if path else None
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
