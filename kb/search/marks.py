"""Mark in a text what a person asked for. Pure: no database.

A text is cut into words and these folded, as the index does it, only where a letter beyond ASCII stands in it. In any
other, which are nearly all, terms are looked for as they are, in small letters: that takes a tenth of the time.
"""

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString

from .query import Term
from .words import MAX_WORD, Word, words

_BLANK = re.compile(r"\s")
_SPECIAL = re.compile(r"[&<>\"']")
_FOREIGN = re.compile(r"[^\W_a-zA-Z0-9]")
_REST = re.compile(r"[^\W_]*")
_BETWEEN = re.compile(r"[\W_]+")

Span = tuple[int, int]


def marked(text: str, terms: tuple[Term, ...]) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around what was asked for."""
    return Marker(terms).marked(text)


def marked_span(text: str, start: int, end: int) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around these characters."""
    return with_marks(text, [(start, end)])


class Marker:
    """Marks these terms in one text after the other."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self.beginnings = tuple(dict.fromkeys(term.words[0] for term in terms))
        # Of a very long word the index keeps, and the query says, only the beginning.
        self.has_long = any(len(word) >= MAX_WORD for term in terms for word in term.words)

    def marked(self, text: str) -> SafeString:
        """Return the text with all terms marked."""
        return with_marks(text, merged(text, self.places(text)))

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


def with_marks(text: str, spans: list[Span]) -> SafeString:
    """Return the text as safe HTML, with `<mark>` around each of these spans."""
    safe = escape if _SPECIAL.search(text) else str
    pieces, at = [], 0
    for start, end in spans:
        pieces += [safe(text[at:start]), "<mark>", safe(text[start:end]), "</mark>"]
        at = end
    pieces.append(safe(text[at:]))
    return SafeString("".join(pieces))  # every piece is escaped


def merged(text: str, spans: list[Span]) -> list[Span]:
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
