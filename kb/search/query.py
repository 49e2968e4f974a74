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
SENTENCE_WORDS = 4
SENTENCE_FILLERS = 2

_PART = re.compile(r'"([^"]*)"|(\S+)')
# Halves of a pair of surrogates are no characters: no database takes them. JSON lets them through.
_CONTROL = dict.fromkeys((*range(32), 127, *range(0xD800, 0xE000)), " ")
_ENDINGS = ("ing", "ies", "ed", "es", "s")
_STOP_WORDS = """
a an and are as at be but by can do does for from has have how i in is it its me my not of on or that the this to was
what when where which why will with you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
# What a sentence needs and says nothing about its subject. Sought with the others where all of them are sought; left
# out where no article has all.
_FILLERS = """
about after again ago ain all already also although always am another any anyone anything aren back because been before
being both cannot come could couldn currently despite did didn does doesn doing don done even ever every
everything exactly get gets getting give go goes going gone got had hasn haven having he help hello her here hers hi him
his however if instead into isn issue just keep keeping keeps kept know let like ll look maybe me might mine much must
myself never no nothing now off often ok only or other our ours out over please possible probably properly
question rather re really s said same saw say says see seem seems she should shouldn since so some somehow someone
something still such sudden suddenly supposedly sure t tell tells than thanks their them then there these they thing
those though through time too tried try trying tell up us ve very via want wanted wanting wants was wasn way we well
were weren whatever whenever wherever whether while who whole whom whose within without won work worked working works
would wouldn yes yet
"""
FILLERS = STOP_WORDS | frozenset(_FILLERS.split())
_SCRIPTS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
# Chinese, Japanese and Korean part no words, so what is written in Latin letters stands right beside.
_UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


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

    @property
    def is_quoted(self) -> bool:
        """Whether all of it stands in quotation marks: who asks so means it to the letter."""
        return len(self.quoted) == len(self.words)

    def telling(self) -> tuple[str, ...]:
        """Return the words that say what it is about, each once: without fillers and single letters."""
        single = dict.fromkeys(piece for word in self.words for piece in _parted(word.text))
        return tuple(word for word in single if word not in FILLERS and (len(word) > 1 or not word.isascii()))

    def is_sentence(self) -> bool:
        """Tell whether somebody told it rather than named it: many telling words, and fillers between them."""
        telling, fillers = len(self.telling()), sum(word.text in FILLERS for word in self.words)
        return telling >= SENTENCE_WORDS and fillers >= SENTENCE_FILLERS


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


def open_term(word: str) -> Term:
    """Return the term for a single word that nobody quoted."""
    return _term((word,), quoted=False)


def _parted(word: str) -> list[str]:
    return _SCRIPTS.findall(word) if _UNPARTED.search(word) else [word]


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
