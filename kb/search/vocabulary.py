"""Correct a word that our articles do not know to one that they do.

A word that we know is never corrected. Candidates share a variant (the word with a letter left out), which an index
finds on any database; the nearest wins, then the one in most articles.
"""

from collections.abc import Iterable

from django.db import connection

from . import postgres, sqlite
from .index import MIN_CORRECTED, variants
from .query import Query, stem
from .statements import NEAR_WORDS, WORD_COUNTS, ask

# In a long text, a pasted message say, an unknown word is no slip of the finger.
MAX_WORDS = 8
MIN_OF_SENTENCE = 5
MOST_SLIPS = 4
LONG_WORD = 8


def corrected(query: Query) -> str:
    """Return the query with its unknown words replaced by known ones; the same text if there is nothing to correct."""
    if len(query.words) > MAX_WORDS:
        return query.text
    words = [
        word
        for word in query.words
        if word.start not in query.quoted and len(word.text) >= MIN_CORRECTED and not word.text.isdigit()
    ]
    counts = _counts({word.text for word in words})
    text, shift = query.text, 0
    for word in words:
        if word.text not in counts and not is_begun(word.text) and (better := nearest(word.text)):
            text = text[: word.start + shift] + better + text[word.end + shift :]
            shift += len(better) - (word.end - word.start)
    return text


def counts(words: Iterable[str]) -> dict[str, int]:
    """Return for each word that our articles know in how many of them it stands; with or without its ending."""
    stems = {word: stem(word) for word in words}
    known = dict(ask(WORD_COUNTS, {*stems, *stems.values()}))
    found = {word: max(known.get(word, 0), known.get(begin, 0)) for word, begin in stems.items()}
    return {word: count for word, count in found.items() if count}


def slips_of(words: Iterable[str]) -> dict[str, str]:
    """Return for words of a sentence that our articles lack the known word that was meant, for those that have one.

    More than in a short question a strange word may be meant: so it must begin alike, and only one slip is seen
    through, two in a long word.
    """
    meant = [word for word in words if len(word) >= MIN_OF_SENTENCE and word.isascii() and not word.isdigit()]
    ways = {word: variants(word) for word in meant[:MOST_SLIPS]}
    near: dict[str, list[tuple[str, int]]] = {}
    for variant, known, documents in ask(NEAR_WORDS, set().union(*ways.values())):
        near.setdefault(variant, []).append((known, documents))
    found = {}
    for word, forms in ways.items():
        rows = {row for form in forms for row in near.get(form, ()) if row[0][0] == word[0]}
        if any(known.startswith(stem(word)) for known, _ in rows):  # which the word finds as it is
            continue
        most = 1 if len(word) < LONG_WORD else 2
        ranked = [(gap, -documents, known) for known, documents in rows if (gap := slips(word, known)) <= most]
        if ranked:
            found[word] = min(ranked)[2]
    return found


def is_begun(word: str) -> bool:
    """Tell whether a word of our articles begins with this one, its ending apart."""
    from ..models import SearchWord

    begins_with = {"sqlite": sqlite, "postgresql": postgres}[connection.vendor].begins_with
    return SearchWord.objects.filter(begins_with(stem(word))).exists()


def _counts(words: set[str]) -> dict[str, int]:
    """Return for each word that our articles know in how many of them it stands."""
    from ..models import SearchWord

    return dict(SearchWord.objects.filter(word__in=words).values_list("word", "documents"))


def nearest(word: str) -> str:
    """Return the known word that is at most two slips away (one for a short word), or nothing."""
    from ..models import SearchWord

    rows = SearchWord.objects.filter(variants__variant__in=variants(word)).distinct().values_list("word", "documents")
    most = 1 if len(word) < 7 else 2
    near = [(distance, -documents, known) for known, documents in rows if (distance := slips(word, known)) <= most]
    return min(near)[2] if near else ""


def slips(one: str, other: str) -> int:
    """Return how many letters were added, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
