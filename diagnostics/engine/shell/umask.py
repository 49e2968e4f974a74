"""`umask`: which permissions new files lack, and how the shells print that (measured with bash 5.2 and zsh 5.9)."""

from __future__ import annotations

import re

from .commands import Call
from .machine import Machine
from .values import Var

_BITS = {"r": 4, "w": 2, "x": 1}
_CLASSES = {"u": 6, "g": 3, "o": 0}


def umask(m: Machine, call: Call) -> None:
    """Set the mask, or print it where the text has set it before."""
    unknown = m.unknown(call.begin, "runs a command", is_set=False)
    words = [text for text in call.arguments if isinstance(text, str)]
    kept = m.cells.get("m:umask")
    before = int(kept.value) if isinstance(kept, Var) and isinstance(kept.value, str) else None
    m.status = 0
    if len(words) == len(call.arguments) and words in ([], ["-S"]):
        if before is None:
            m.status = unknown
            m.write(unknown)
        else:
            m.write(_symbols(before) + "\n" if words else f"{before:0{3 if m.zsh else 4}o}\n")
        return
    mask = _read(words[0], before) if len(words) == len(call.arguments) == 1 else None
    if mask is None:
        m.status = unknown
        if m.out is not None:
            m.write(unknown)
    m.cells.put("m:umask", None if mask is None else Var(str(mask)))


def _read(word: str, before: int | None) -> int | None:
    """Return the mask that a word asks for: `022`, or `u=rwx,g=rx,o=` for all three; None where it is not known."""
    if re.fullmatch(r"[0-7]{1,4}", word):
        return int(word, 8) & 0o777
    mask = before
    clauses = [re.fullmatch(r"([ugoa]*)([=+-])([rwx]*)", clause) for clause in word.split(",")]
    if mask is None and {letter for each in clauses if each and each[2] == "=" for letter in each[1]} >= set("ugo"):
        mask = 0
    if mask is None and len(clauses) == 1 and clauses[0] and clauses[0][1] in ("", "a") and clauses[0][2] == "=":
        mask = 0
    for each in clauses:
        if each is None or mask is None:
            return None
        bits = sum(_BITS[letter] for letter in set(each[3]))
        for shift in {_CLASSES[letter] for letter in each[1].replace("a", "") or "ugo"}:
            held = mask >> shift & 7
            new = 7 - bits if each[2] == "=" else held & ~bits if each[2] == "+" else held | bits
            mask = mask & ~(7 << shift) | new << shift
    return mask


def _symbols(mask: int) -> str:
    def shown(shift: int) -> str:
        return "".join(letter for letter, bit in _BITS.items() if not mask >> shift & bit)

    return ",".join(f"{name}={shown(shift)}" for name, shift in _CLASSES.items())


__all__ = ["umask"]
