"""Notice what people get wrong in fish's start-up files: other shells' assignments, blanks, odd characters."""

from __future__ import annotations

import re

from ..environment import ProblemKind
from ..regexes import regex
from ..shell.values import Unknown
from . import tree
from .commands import Call
from .machine import Fish

_CURLY = "“”„‟‘’‚‛«»″′"
_CURLY_EDGE = regex(rf"^['\"]?(?:\w+=)?['\"]?[{_CURLY}]|[{_CURLY}]['\"]?\r?$")
_INVISIBLE = regex("[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]")
_NAMED = regex(r"([A-Za-z_]\w*)=")
_NAME = regex(r"[A-Za-z_]\w*")
_FOREIGN = {
    "unset": "unset belongs to bash and zsh; fish writes set -e",
    "declare": "declare belongs to bash; fish writes set",
    "typeset": "typeset belongs to zsh and bash; fish writes set",
    "local": "local belongs to bash and zsh; fish writes set -l",
    "readonly": "fish has no readonly",
    "setx": "setx belongs to Windows; fish writes set -Ux",
}


def remark_words(m: Fish, words: tuple[tree.Word, ...], begin: int, stop: int) -> None:
    """Look at the words of a command as written."""
    for word in words:
        if word.raw.isascii():
            continue
        if _CURLY_EDGE.search(word.raw):
            text = "Typographic quotes are no quotes to fish: they become part of the value."
            m.problem(ProblemKind.TYPOGRAPHIC_QUOTE, begin, stop, text, _name_in(words))
        if _INVISIBLE.search(word.raw):
            text = "An invisible character stands here, and fish takes it for text."
            m.problem(ProblemKind.INVISIBLE_CHARACTER, begin, stop, text, _name_in(words))


def _name_in(words: tuple[tree.Word, ...]) -> str | None:
    for word in words[1:20]:
        found = _NAMED.match(word.raw) or (_NAME.fullmatch(word.raw) if not word.raw.startswith("-") else None)
        if found:
            return found.group(1) if "=" in found.group() else found.group()
    return None


def remark_set(m: Fish, call: Call) -> None:
    """Look at `set`: `set X=1` and `set X = 1` do not do what they seem to do."""
    arguments = [one for one in call.arguments if not (isinstance(one, str) and one.startswith("-") and len(one) > 1)]
    asks = any(isinstance(one, str) and re.fullmatch(r"-\w*[qe]\w*|--(?:query|erase)", one) for one in call.arguments)
    if not arguments or asks or isinstance(arguments[0], Unknown):
        return
    first = arguments[0]
    found = _NAMED.match(first)
    if found:
        text = f"fish writes set {found.group(1)} and the value behind a blank; with = nothing is set."
        m.problem(ProblemKind.FOREIGN_SYNTAX, call.begin, call.stop, text, found.group(1))
    elif len(arguments) > 2 and arguments[1] == "=" and _NAME.fullmatch(first):
        text = f"fish takes the equals sign for a part of the value of {first}."
        m.problem(ProblemKind.SPACE_AROUND_EQUALS, call.begin, call.stop, text, first)


def remark_export(m: Fish, call: Call) -> None:
    """Look at `export`: blanks around `=` make three arguments."""
    arguments = call.arguments
    for index, one in enumerate(arguments[:-1]):
        following = arguments[index + 1]
        if not isinstance(one, str) or not isinstance(following, str):
            continue
        found = _NAME.match(one)
        if found and (
            (one == found.group() and following.startswith("=")) or (one == found.group() + "=" and index == 0)
        ):
            text = f"Blanks around the equals sign: {found.group()} does not get this value."
            m.problem(ProblemKind.SPACE_AROUND_EQUALS, call.begin, call.stop, text, found.group())
            return


def remark_command(m: Fish, words: tuple[tree.Word, ...], name: str, begin: int, stop: int) -> None:
    """Look at a command that fish does not know."""
    if name in _FOREIGN and m.routine(name) is None:
        m.problem(ProblemKind.UNKNOWN_COMMAND, begin, stop, f"{_FOREIGN[name]}.", _name_in(words))
    elif name.startswith("[[") and m.routine(name) is None:
        text = "fish has no [[ ]]: it looks for a command of that name."
        m.problem(ProblemKind.FOREIGN_SYNTAX, begin, stop, text)
    elif found := re.match(r"\$env:([A-Za-z_]\w*)", words[0].raw, re.IGNORECASE):
        m.problem(ProblemKind.FOREIGN_SYNTAX, begin, stop, "This is how PowerShell sets a variable.", found.group(1))
