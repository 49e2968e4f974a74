"""Tests of files, `-f` and its kin, in `[[ … ]]` and `test`: answered where the answer is known without the disk."""

from __future__ import annotations

from ..host import Place
from .computer import place_at
from .machine import Machine
from .redirects import file_text_at, normal_path
from .values import Text, Unknown, Var

FILE_TESTS = frozenset(
    (
        *("-e", "-f", "-d", "-r", "-w", "-x", "-s", "-L", "-h", "-p"),
        *("-S", "-b", "-c", "-g", "-k", "-u", "-O", "-G", "-N", "-a"),
    )
)
_STANDARD_PLACES = frozenset(("/", "/usr", "/usr/bin", "/bin", "/tmp", "/etc", "/dev", "/dev/null", "/var", "~"))  # noqa: S108
_STANDARD_FILES = frozenset(("/bin/sh", "/bin/ls", "/etc/passwd", "/etc/hosts"))


def file_test(m: Machine, operator: str, path: Text, begin: int) -> bool | Unknown:
    """Answer `-f`, `-d` and their kin where the answer is the same on every machine."""
    if isinstance(path, Unknown):
        return m.unknown(begin, "asks about a file")
    if path == "":
        return False
    path = normal_path(m, path)
    if path in _STANDARD_PLACES and path != "/dev/null":
        return operator in ("-e", "-d", "-r", "-x", "-a")
    if path == "/dev/null":
        return operator in ("-e", "-r", "-w", "-c", "-a")
    if path in _STANDARD_FILES and operator in ("-e", "-r", "-a", "-s"):
        return True
    known = file_text_at(m, path, begin)
    if isinstance(known, str) or (known.is_set and m.cells.get("w:" + path)):
        if operator in ("-e", "-f", "-r", "-a", "-w"):
            return True
        if operator == "-d":
            return False
        if operator == "-s" and isinstance(known, str):
            return known != ""
    elif isinstance(made := m.cells.get("d:" + path.rstrip("/")), Var) and made.value == "made":
        return operator in ("-e", "-d", "-r", "-w", "-x", "-a", "-s")
    elif (answer := of_place(operator, place_at(m, path))) is not None:
        return answer
    return m.unknown(begin, "asks about a file")


def of_place(operator: str, place: Place | None) -> bool | None:
    """Answer a file test where it is known what is there; None where that does not tell."""
    if place is None or operator in ("-N", "-O", "-G"):
        return None
    if place is Place.NOTHING:
        return False
    if operator in ("-e", "-a", "-r"):
        return True
    if operator in ("-d", "-f"):
        return (place is Place.FOLDER) is (operator == "-d")
    if operator == "-x":
        return place is not Place.FILE
    return False if operator in ("-p", "-S", "-b", "-c") else None
