"""Read what a person asked, and mark where it stands in a text. Pure: no database.

A word finds what begins with it (`bill` finds `billing`); `billing` and `bills` find each other, because endings are
taken off the word asked for, never off the words indexed. What is written together (`ANTHROPIC_BASE_URL`,
`x-api-key`) must stand together. What is quoted is taken as it is. There is no other syntax, so no query is invalid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .signatures import without_colours
from .words import Word, words

MAX_QUERY = 2_000
MAX_TERMS = 32
MIN_STEM = 4
EXCERPT_WORDS = 32
WINDOW = 360  # characters of a text that an excerpt is looked for in
MOST_PLACES = 200

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


def marked(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around what was asked for."""
    return _mark(text, list(_places(words(text), terms)))


def marked_span(text: str, start: int, end: int) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around these characters."""
    return _mark(text, [(start, end)])


def excerpt(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return the part of a text in which most of what was asked for stands together, marked, as safe HTML."""
    begin, end = _window(text, terms)
    cut = text[begin:end]
    pieces = words(cut)
    if not pieces:
        return mark_safe("")
    places = list(_places(pieces, terms))
    numbers = {piece.start: number for number, piece in enumerate(pieces)}
    hits = [numbers[start] for start, _ in places]
    first = max(0, max(hits, key=lambda hit: (_within(hits, hit), -hit), default=0) - 6)
    last = min(first + EXCERPT_WORDS, len(pieces)) - 1
    start, stop = pieces[first].start, pieces[last].end
    inside = [(max(a, start) - start, min(z, stop) - start) for a, z in places if a < stop and z > start]
    shown = _mark(re.sub(r"\s", " ", cut[start:stop]), inside)
    before, after = first or begin, last + 1 < len(pieces) or end < len(text)
    return mark_safe(f"{'… ' if before else ''}{shown}{' …' if after else ''}")  # noqa: S308, shown is escaped


def _window(text: str, terms: tuple[Term, ...]) -> tuple[int, int]:
    """Return where in a long text most of what was asked for stands, roughly; only that part is cut into words."""
    if len(text) <= WINDOW or not terms:
        return 0, len(text)
    lower = text.lower()
    beginnings = dict.fromkeys(term.words[0] for term in terms)
    found = sorted((place, word) for word in beginnings for place in islice(_everywhere(word, lower), MOST_PLACES))
    best, at, left = 0, 0, 0
    for right, (place, _) in enumerate(found):
        while found[left][0] < place - WINDOW // 4:
            left += 1
        near = len({word for _, word in found[left : right + 1]}) * MOST_PLACES + right - left
        if near > best:
            best, at = near, found[left][0]
    begin = max(0, at - WINDOW // 4)
    begin = text.find(" ", begin) + 1 if begin else 0  # whole words
    end = text.rfind(" ", begin, begin + WINDOW)
    return begin, end if begin < end and begin + WINDOW < len(text) else len(text)


def _everywhere(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _within(hits: list[int], first: int) -> int:
    return sum(first <= hit < first + EXCERPT_WORDS - 6 for hit in hits)


def _places(pieces: list[Word], terms: tuple[Term, ...]) -> Iterator[tuple[int, int]]:
    """Give where terms stand, without overlaps, from left to right; the longest term first at each place."""
    ordered = sorted(terms, key=lambda term: -len(term.words))
    beginnings = tuple(term.words[0] for term in terms)
    at = 0
    while at < len(pieces):
        if not pieces[at].text.startswith(beginnings):  # so it is with nearly all: one call instead of one a term
            at += 1
            continue
        for term in ordered:
            found = pieces[at : at + len(term.words)]
            if len(found) == len(term.words) and term.accepts(tuple(piece.text for piece in found)):
                yield found[0].start, found[-1].end
                at += len(term.words)
                break
        else:
            at += 1


def _mark(text: str, spans: list[tuple[int, int]]) -> SafeString:
    pieces, at = [], 0
    for start, end in _merged(text, spans):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308, every piece is escaped


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join marks between which no blank stands, so that `ANTHROPIC_BASE_URL` is marked as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and not re.search(r"\s", text[found[-1][1] : start]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


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
