"""Predicates over lines of fish that do more than a start-up file of another shell can."""

from __future__ import annotations

from ...clientnames import READ_BY_OTHERS
from ...facts import Facts
from ...names import READ
from ...regexes import regex
from ...source import Kind
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .vocabulary import predicate

_KNOWN = frozenset((*READ, *READ_BY_OTHERS))
_SET = regex(r"[ \t]*set[ \t]+(?P<flags>(?:--?[a-zA-Z-]{1,20}[ \t]+){1,6})(?P<name>[A-Za-z_]\w*)[ \t]+\S")


def _stores(flags: str) -> bool:
    """Tell whether the options of `set` store an exported variable for every fish."""
    words = flags.split()
    short = "".join(word[1:] for word in words if not word.startswith("--"))
    is_universal = "U" in short or "--universal" in words
    takes_away = "e" in short or "q" in short or "--erase" in words or "--query" in words
    return is_universal and ("x" in short or "--export" in words) and not takes_away


@predicate(
    "is-stored-by-fish",
    "a line of fish stores a variable that a client reads for every fish, `set -Ux`",
    "no line of fish stores a variable for every fish",
    needs=signs.kinds(Kind.FISH),
)
def is_stored_by_fish(facts: Facts, given: Arguments) -> Answer:
    """Match `set -Ux NAME value`: fish 3.6 keeps it in ~/.config/fish/fish_variables when the line is gone."""
    lines = [
        Line(document.line_span(number), "is stored by fish", found["name"], separate=True)
        for document in facts.documents
        if document.kind is Kind.FISH
        for number, text in enumerate(document.text.split("\n"), document.first_line)
        if (found := _SET.match(text)) and found["name"] in _KNOWN and _stores(found["flags"])
    ]
    return Yes(tuple(lines)) if lines else NO
