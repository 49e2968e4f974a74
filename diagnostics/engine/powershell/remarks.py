"""Notice what people bring into PowerShell from other shells."""

from __future__ import annotations

import re

from ..environment import ProblemKind
from ..regexes import regex
from ..values import MASK
from . import tree
from .machine import Session

_ASSIGNED = regex(r"([A-Za-z_]\w*)=")
_NAME = regex(r"[A-Za-z_]\w*")
_FIRST = {"export", "unset", "setenv", "declare", "typeset"}
_VALUE = regex(r"(?:https?:|sk-|[\w.]+-[\w-]*\d|\w*\.\w+\.)|[\"']", re.IGNORECASE)


def remark_command(m: Session, command: tree.Command) -> None:
    """Look at a command: an assignment as bash, zsh, fish or cmd write it sets no variable here."""
    bare = [word.bare for word in command.words]
    first = bare[0].lower()
    rest = [text for text in bare[1:] if text]
    if found := _ASSIGNED.match(_raw(m, command, 0)):
        _foreign(m, command, f"PowerShell writes $env:{found.group(1)} = and the value in quotes.", found.group(1))
    elif first in _FIRST:
        name = next((match.group() for text in _raws(m, command)[1:] if (match := _NAME.match(text))), None)
        way = f"Remove-Item Env:{name}" if first == "unset" else f"$env:{name} ="
        _foreign(
            m, command, f"{first} belongs to other shells; PowerShell writes {way if name else '$env:NAME ='}.", name
        )
    elif first == "set":
        raws = _raws(m, command)
        found = next((match for text in raws[1:2] if (match := _ASSIGNED.match(text))), None)
        if found:
            text = f"set makes a variable of PowerShell's own here; programs see $env:{found.group(1)}."
            _foreign(m, command, text, found.group(1))
        elif rest and re.fullmatch(r"-[gUx]+|-gx|-Ux", rest[0]):
            name = next((text for text in rest[1:] if _NAME.fullmatch(text)), None)
            _foreign(m, command, "This is how fish sets a variable.", name)


def _raws(m: Session, command: tree.Command) -> list[str]:
    return [_raw(m, command, index) for index in range(min(len(command.words), 8))]


def _raw(m: Session, command: tree.Command, index: int) -> str:
    word = command.words[index]
    return m.text[word.begin : word.stop]


def _foreign(m: Session, command: tree.Command, text: str, name: str | None) -> None:
    m.problem(ProblemKind.FOREIGN_SYNTAX, command.begin, command.stop, text, name)


def is_bare_value(text: str) -> bool:
    """Tell whether a word without quotes behind `=` is more likely meant as a value than as a command.

    What was masked by its name alone may have been a command (`= Get-Secret`); a vendor's key was none.
    """
    if MASK.match(text):
        return text[1:].partition(",")[0] not in ("secret", "redacted-by-you")
    return bool(_VALUE.match(text))
