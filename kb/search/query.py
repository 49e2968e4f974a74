"""Read what a person asked. Pure: no database.

A word finds what begins with it (`bill` finds `billing`); `billing` and `bills` find each other, because endings are
taken off the word asked for, never off the words indexed. What is written together (`ANTHROPIC_BASE_URL`,
`x-api-key`) must stand together. What is quoted is taken as it is. There is no other syntax, so no query is invalid.
"""

import re
from dataclasses import dataclass

from .signatures import without_colours
from .words import Word, words

MAX_QUERY = 2_000
MAX_TERMS = 32
MIN_STEM = 4

_PART = re.compile(r'"([^"]*)"|(\S+)')
_CONTROL = dict.fromkeys((*range(32), 127), " ")
_ENDINGS = ("ing", "ies", "ed", "es", "s")
_STOP_WORDS = """
a an and are as at be but by can do does for from has have how i in is it its me my not of on or that the this to was
what when where which why will with you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand together; `is_open`: the last may go on (`bill` finds `billing`)."""

    words: tuple[str, ...]
    is_open: bool

    def accepts(self, found: tuple[str, ...]) -> bool:
        """Tell whether these words of a text are what was asked for."""
        *most, last = self.words
        same = found[-1].startswith(last) if self.is_open else found[-1] == last
        return same and list(found[:-1]) == most


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: the text as it was typed, its words with their places, and the terms to look for."""

    text: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]
    quoted: frozenset[int]

    def loosely(self) -> tuple[Term, ...]:
        """Return each word that says something as its own term: for a message of which only a part is known.

        Whoever quotes means it: then there is nothing loose.
        """
        if self.quoted:
            return ()
        single = [word.text for word in self.words if word.text not in STOP_WORDS]
        return tuple(dict.fromkeys(_term((word,), quoted=False) for word in single))[:MAX_TERMS]


def read(text: str) -> Query:
    """Return what the text asks for; of a very long text only the beginning."""
    text = without_colours(text[:MAX_QUERY]).translate(_CONTROL).strip()
    found: list[Word] = []
    terms: list[Term] = []
    idle: list[Term] = []
    quoted: set[int] = set()
    for part in _PART.finditer(text):
        is_quoted = part.group(1) is not None
        group = 1 if is_quoted else 2
        pieces = [
            Word(w.text, w.start + part.start(group), w.end + part.start(group)) for w in words(part.group(group))
        ]
        if not pieces:
            continue
        found += pieces
        if is_quoted:
            quoted.update(piece.start for piece in pieces)
        term = _term(tuple(piece.text for piece in pieces), quoted=is_quoted)
        (idle if not is_quoted and len(pieces) == 1 and pieces[0].text in STOP_WORDS else terms).append(term)
    chosen = tuple(dict.fromkeys(terms or idle))[:MAX_TERMS]
    return Query(text, tuple(found), chosen, frozenset(quoted))


def _term(pieces: tuple[str, ...], *, quoted: bool) -> Term:
    *most, last = pieces
    if quoted or last.isdigit() or len(last) < 3:
        return Term(pieces, is_open=False)
    return Term((*most, last if most else stem(last)), is_open=True)


def stem(word: str) -> str:
    """Return the word without its ending, if enough of it remains to search by."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
