"""Cut text into words, the same way for what is indexed and for what is asked.

The databases get only what comes out of here: lower-case words of letters and digits, parted by blanks. So `_`, `-`,
`:` and quotes mean the same to both (nothing), and no query can reach their query languages.
"""

import re
import unicodedata
from typing import NamedTuple

MAX_WORD = 60

_WORD = re.compile(r"[^\W_]+")


class Word(NamedTuple):
    """A word in lower case without accents, and where it stands; a tuple, for they are made by thousands."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of a text in order: `ANTHROPIC_BASE_URL` gives `anthropic`, `base`, `url`."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of a few languages grow, and with them the places
        return [Word(_fold(hit.group()), *hit.span()) for hit in _WORD.finditer(text)]
    return [Word(_fold_lower(hit.group()), *hit.span()) for hit in _WORD.finditer(lower)]


def joined(text: str) -> str:
    """Return the words parted by blanks: the form in which text is indexed."""
    return " ".join(_fold(word) for word in _WORD.findall(text))


def _fold(word: str) -> str:
    return _fold_lower(word.lower())


def _fold_lower(word: str) -> str:
    if word.isascii():
        return word[:MAX_WORD]
    plain = "".join(piece for piece in unicodedata.normalize("NFKD", word) if not unicodedata.combining(piece))
    return "".join(_WORD.findall(plain.casefold()))[:MAX_WORD] or word.casefold()[:MAX_WORD]
