"""Mark in a text what a person asked for, and cut out where most of it stands. Pure: no database.

A text is cut into words and these folded, as the index does it, only where a letter beyond ASCII stands in it. In any
other, which are nearly all, terms are looked for as they are, in small letters: that takes a tenth of the time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from .query import Term
from .words import MAX_WORD, Word, words

EXCERPT_WORDS = 32
BEFORE = 6  # words of them, at most
WINDOW = 360  # characters of a text that an excerpt is looked for in
MOST_PLACES = 200

_BLANK = re.compile(r"\s")
_OTHER_BLANK = re.compile(r"[^\S ]")
_SPECIAL = re.compile(r"[&<>\"']")
_FOREIGN = re.compile(r"[^\W_a-zA-Z0-9]")
_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORD = re.compile(r"[a-zA-Z0-9]+")
_REST = re.compile(r"[^\W_]*")
_BETWEEN = re.compile(r"[\W_]+")

Span = tuple[int, int]


def marked(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around what was asked for."""
    return Marker(terms).marked(text)


def marked_span(text: str, start: int, end: int) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around these characters."""
    return _mark(text, [(start, end)])


def excerpt(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return the part of a text in which most of what was asked for stands together, marked, as safe HTML."""
    return Marker(terms).excerpt(text)


class Marker:
    """Marks these terms in one text after the other."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self.beginnings = tuple(dict.fromkeys(term.words[0] for term in terms))
        # Of a very long word the index keeps, and the query says, only the beginning.
        self.has_long = any(len(word) >= MAX_WORD for term in terms for word in term.words)

    def marked(self, text: str) -> SafeString:
        """Return the text with all terms marked."""
        return _mark(text, self.places(text))

    def excerpt(self, text: str) -> SafeString:
        """Return the part in which most of the terms stand together."""
        begin, end = self._window(text)
        cut = text[begin:end]
        pattern = _PLAIN_WORD if _is_plain(cut) else _WORD
        starts = [word.start() for word in pattern.finditer(cut)]
        if not starts:
            return mark_safe("")
        found = self.places(cut)
        hits = [bisect_left(starts, start) for start, _ in found]
        first = max(0, max(hits, key=lambda hit: (_within(hits, hit), -hit), default=0) - BEFORE)
        last = min(first + EXCERPT_WORDS, len(starts)) - 1
        start, stop = starts[first], _word_end(cut, starts[last])
        inside = [(max(a, start) - start, min(z, stop) - start) for a, z in found if a < stop and z > start]
        shown = _mark(_OTHER_BLANK.sub(" ", cut[start:stop]), inside)
        before, after = first or begin, last + 1 < len(starts) or end < len(text)
        return mark_safe(f"{'… ' if before else ''}{shown}{' …' if after else ''}")  # noqa: S308, shown is escaped

    def places(self, text: str) -> list[Span]:
        """Return where terms stand, without overlaps, from left to right; the longest term first at each place."""
        lower = text.lower()
        if self.has_long or len(lower) != len(text) or not _is_plain(text):
            return list(self._places_of_words(words(text)))
        found = [span for term in self.terms for span in _places_of_term(lower, term)]
        if len(found) < 2:
            return [(start, end) for start, _, end in found]
        kept: list[Span] = []
        at = 0
        for start, _, end in sorted(found):
            if start >= at:
                kept.append((start, end))
                at = end
        return kept

    def _places_of_words(self, pieces: list[Word]) -> Iterator[Span]:
        """Give the same for a text that was cut into words, whatever letters are in it."""
        ordered = sorted(self.terms, key=lambda term: -len(term.words))
        at = 0
        while at < len(pieces):
            if not pieces[at].text.startswith(self.beginnings):  # so it is with nearly all
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

    def _window(self, text: str) -> Span:
        """Return where in a long text most of the terms stand, roughly; only that part is looked at closely."""
        if len(text) <= WINDOW or not self.terms:
            return 0, len(text)
        lower = text.lower()
        found = sorted((place, word) for word in self.beginnings for place in _everywhere(word, lower)[:MOST_PLACES])
        best, at, left = 0, 0, 0
        near: dict[str, int] = {}
        for right, (place, word) in enumerate(found):
            near[word] = near.get(word, 0) + 1
            while found[left][0] < place - WINDOW // 4:
                gone = found[left][1]
                near[gone] -= 1
                if not near[gone]:
                    del near[gone]
                left += 1
            if (worth := len(near) * MOST_PLACES + right - left) > best:
                best, at = worth, found[left][0]
        begin = max(0, at - WINDOW // 4)
        begin = text.find(" ", begin) + 1 if begin else 0  # whole words
        end = text.rfind(" ", begin, begin + WINDOW)
        return begin, end if begin < end and begin + WINDOW < len(text) else len(text)


def _is_plain(text: str) -> bool:
    """Tell whether each letter and digit of a text is of ASCII, so that folding changes nothing but capitals."""
    return text.isascii() or not _FOREIGN.search(text)


def _places_of_term(lower: str, term: Term) -> list[tuple[int, int, int]]:
    """Return where a term stands in a plain text: start, the number of its words below zero, end."""
    first, *others = term.words
    found = []
    for start in _everywhere(first, lower):
        if start and lower[start - 1].isalnum():
            continue
        end = start + len(first)
        for word in others:
            gap = _BETWEEN.match(lower, end)
            if gap is None or not lower.startswith(word, gap.end()):
                break
            end = gap.end() + len(word)
        else:
            if term.is_open:
                found.append((start, -len(term.words), _word_end(lower, end)))
            elif not lower[end : end + 1].isalnum():
                found.append((start, -len(term.words), end))
    return found


def _everywhere(word: str, text: str) -> list[int]:
    found = []
    at = text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + len(word))
    return found


def _word_end(text: str, at: int) -> int:
    """Return where the word ends that goes on here; here, if none does."""
    return _REST.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def _within(hits: list[int], first: int) -> int:
    return sum(first <= hit < first + EXCERPT_WORDS - BEFORE for hit in hits)


def _mark(text: str, spans: list[Span]) -> SafeString:
    safe = escape if _SPECIAL.search(text) else str
    pieces, at = [], 0
    for start, end in _merged(text, spans):
        pieces += [safe(text[at:start]), "<mark>", safe(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, safe(text[at:])]))  # noqa: S308, every piece is escaped


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Join marks between which no blank stands, so that `ANTHROPIC_BASE_URL` is marked as one."""
    if len(spans) < 2:
        return spans
    found: list[Span] = []
    for start, end in spans:
        if found and not _BLANK.search(text, found[-1][1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
