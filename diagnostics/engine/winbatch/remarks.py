"""Notice what people bring into batch files from other shells, and what cmd.exe takes literally."""

from __future__ import annotations

import re

from ..environment import ProblemKind
from ..powershell.machine import Session
from ..regexes import regex

_FOREIGN = regex(
    r"\s*(?:(?P<word>export|unset|setenv|declare)[ \t]+(?P<name>[A-Za-z_]\w*)|\$env:(?P<env>\w+)[ \t]*="
    r"|set[ \t]+-[gUx]+[ \t]+(?P<fish>\w+)"
    r"|(?P<plain>[A-Za-z_]\w*)=)",
    re.IGNORECASE,
)
_CURLY = "“”„‟‘’‚‛«»″′"
_INVISIBLE = regex("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff]")


def remark_command(m: Session, text: str, place: tuple[int, int]) -> None:
    """Look at a command that other shells know."""
    found = _FOREIGN.match(text)
    if not found:
        return
    name = found["name"] or found["env"] or found["fish"] or found["plain"]
    if found["word"]:
        way = f"set {name}=" if found["word"].lower() != "export" else f"set {name}= and the value"
        sentence = f"{found['word'].lower()} belongs to other shells; cmd writes {way}."
    else:
        sentence = f"This is how another shell sets a variable; cmd writes set {name}= and the value."
    m.problem(ProblemKind.FOREIGN_SYNTAX, *place, sentence, name)


def remark_set(m: Session, name: str, value: str, text: str, place: tuple[int, int]) -> None:
    """Look at `set NAME=value` as written: blanks and quotes around the value are part of it."""
    plain = name.strip()
    if name != plain or value[:1] in (" ", "\t"):
        sentence = (
            f"cmd takes the blanks around the equals sign literally: {plain} does not get this value as it stands."
        )
        m.problem(ProblemKind.SPACE_AROUND_EQUALS, *place, sentence, plain)
    elif value and value[-1] in " \t":
        sentence = "The blank at the end becomes part of the value."
        m.problem(ProblemKind.INVISIBLE_CHARACTER, *place, sentence, plain)
    if re.fullmatch(r"\"[^\"]*\"|'[^']*'", value.strip()):
        sentence = f'cmd keeps the quotes as a part of the value; it is written set "{plain}=value".'
        m.problem(ProblemKind.FOREIGN_SYNTAX, *place, sentence, plain)
    if value[:1] in tuple(_CURLY) or value[-1:] in tuple(_CURLY):
        sentence = "Typographic quotes become part of the value."
        m.problem(ProblemKind.TYPOGRAPHIC_QUOTE, *place, sentence, plain)
    if _INVISIBLE.search(value):
        sentence = "An invisible character stands here, and it becomes part of the value."
        m.problem(ProblemKind.INVISIBLE_CHARACTER, *place, sentence, plain)
