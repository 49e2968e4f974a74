"""Programs that print something short of their own: `printenv`, `expr`, `mktemp`, `/bin/echo`."""

from __future__ import annotations

import re

from ..records import replace
from .commands import Builtin, Call
from .machine import Machine
from .textprograms import unknown_output
from .values import Unknown, Var, is_masked


def _printenv(m: Machine, call: Call) -> None:
    """`printenv NAME`: the value that a program gets, and a failure where it gets none."""
    if not call.arguments:
        from .listings import exported

        m.status = 0
        m.write(exported(m, call.begin))
        return
    name = call.arguments[0] if len(call.arguments) == 1 else None
    variable = m.variable(name) if isinstance(name, str) and re.fullmatch(r"[A-Za-z_]\w*", name) else None
    if variable is None or variable.exported is None or isinstance(variable.value, Unknown) or m.foreign():
        unknown_output(m, call)
        return
    shown = variable.value if variable.exported and not variable.declared else None
    m.status = int(not isinstance(shown, str))
    if isinstance(shown, str):
        m.write(shown + "\n")


def _echo(m: Machine, call: Call) -> None:
    """`/bin/echo` and `command echo`, whose programs differ about options and backslashes."""
    texts = [text for text in call.arguments if isinstance(text, str)]
    if len(texts) != len(call.arguments) or (texts[:1] and texts[0][:1] == "-") or any("\\" in text for text in texts):
        unknown_output(m, call)
        return
    m.status = 0
    m.write(" ".join(texts) + "\n")


def _expr(m: Machine, call: Call) -> None:
    """`expr 3 + 4`, `expr length TEXT`: what people count with in scripts for `sh`."""
    words = [text for text in call.arguments if isinstance(text, str)]
    number = None
    if len(words) == len(call.arguments) == 3 and re.fullmatch(r"-?\d{1,9} [-+*] -?\d{1,9}", " ".join(words)):
        left, right = int(words[0]), int(words[2])
        number = {"+": left + right, "-": left - right, "*": left * right}[words[1]]
    elif len(words) == len(call.arguments) == 2 and words[0] == "length" and not is_masked(words[1]):
        number = len(words[1])
    if number is None:
        unknown_output(m, call)
        return
    m.status = int(number == 0)
    m.write(f"{number}\n")


def _mktemp(m: Machine, call: Call) -> None:
    """`mktemp`: a new file, whose name nobody knows; what is written to it can be read again."""
    made = m.unknown(call.begin, "makes a file of its own", filled=True)
    plain = not call.arguments or call.arguments == ["-t"]
    m.status = 0 if plain else made
    number = sum(1 for key in m.cells.values if key.startswith("k:"))
    m.cells.put(f"k:{number}", Var("made"))
    m.write(replace(made, place=f"made by mktemp/{number}") if plain else made)


SMALL: dict[str, Builtin] = {"printenv": _printenv, "expr": _expr, "echo": _echo, "mktemp": _mktemp}
