"""What is known of the computer while a text is run: its system, what is at a path, where a program is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..host import Place
from .machine import Machine
from .values import Var

_MOST_FOLDERS = 64  # a path with more is asked by nobody, and would cost its length squared

Answer = TypeVar("Answer", str, int)


def of_machine(m: Machine, name: str) -> str | None:
    """Return what the machine says: "OSTYPE", "uname -m" …; None where it is not known, or differs."""
    if m.world is not None:
        return m.world.get(name)
    found = {world.get(name) for world in m.worlds}
    m.asked += len(found) > 1
    return found.pop() if len(found) == 1 else None


def on_every(m: Machine, run: Callable[[], Answer]) -> Answer | None:
    """Return what something answers on every machine that this may be; None where they differ. Nothing stays."""
    answers: set[Answer] = set()
    status = m.status
    try:
        for world in m.worlds:
            m.world = world
            found: list[Answer] = []
            m.capture(lambda found=found: found.append(run()), forks=0)  # type: ignore[misc]
            answers.update(found)
            if len(answers) != 1 or not found:
                return None
    finally:
        m.world = None
        m.status = status
    return answers.pop() if answers else None


def place_at(m: Machine, path: str) -> Place | None:
    """Return what is at a path, as far as that is known and nothing in the text changes it."""
    parts = path.split("/", _MOST_FOLDERS + 1)
    if len(parts) > _MOST_FOLDERS:
        return None
    if any(m.cells.values.get("q:" + "/".join(parts[:stop])) for stop in range(1, len(parts) + 1)):
        return None
    lost = path.startswith("~") and "q:*" in m.cells.values  # by a program whose arguments are not known
    if lost:
        return None
    found = m.host.place(path)
    if found is None and len(m.documents) > 1 and any(one.name.startswith(path + "/") for one in m.documents):
        return Place.FOLDER  # a document lies in it
    return _nothing_above(m, parts) if found is None and (m.host.files or m.host.system) else found


def _nothing_above(m: Machine, parts: list[str]) -> Place | None:
    """Tell that nothing is at a path below a folder that is not there; None where that is not known, or one is made."""
    above = ["/".join(parts[:stop]) for stop in range(2, len(parts))]
    if any(m.cells.values.get("d:" + folder) for folder in above):
        return None
    return Place.NOTHING if any(m.host.place(folder) is Place.NOTHING for folder in above) else None


def installed(m: Machine, name: str) -> str | None:
    """Return where a program is, "" where there is none of that name; None where that is not known."""
    told = m.host.program(name)
    if told is not None or not m.host.files:
        return told
    cell = m.cells.values.get("v:PATH")
    if not isinstance(cell, Var) or not isinstance(cell.value, str) or "/" in name:
        return None
    for folder in cell.value.split(":"):
        found = place_at(m, f"{folder}/{name}") if folder.startswith("/") else None
        if found is None or found is Place.PROGRAM:
            return f"{folder}/{name}" if found else None
    return ""
