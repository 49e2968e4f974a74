"""Correct a word that our articles do not know to one that they do.

A word that we know is never corrected. Candidates share a variant (the word with a letter left out), which an index
finds on any database; the nearest wins, then the one in most articles.
"""

from .index import MIN_CORRECTED, variants
from .query import Query, stem

# In a long text, a pasted message say, an unknown word is no slip of the finger.
MAX_WORDS = 8


def corrected(query: Query) -> str:
    """Return the query with its unknown words replaced by known ones; the same text if there is nothing to correct."""
    if len(query.words) > MAX_WORDS:
        return query.text
    text, shift = query.text, 0
    for word in query.words:
        if word.start in query.quoted or len(word.text) < MIN_CORRECTED or word.text.isdigit() or is_known(word.text):
            continue
        better = nearest(word.text)
        if better:
            text = text[: word.start + shift] + better + text[word.end + shift :]
            shift += len(better) - (word.end - word.start)
    return text


def is_known(word: str) -> bool:
    """Tell whether a word of our articles is, or begins with, this one."""
    from ..models import SearchWord

    return SearchWord.objects.filter(word__startswith=stem(word)).exists()


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
