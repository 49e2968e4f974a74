"""Cut text into words, the same way for what is indexed and for what is asked.

The databases get only what comes out of here: lower-case words of letters and digits, parted by blanks. So `_`, `-`,
`:` and quotes mean the same to both (nothing), and no query can reach their query languages.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_WORD = 60

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case without accents, and the characters it came from."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of a text in order: `ANTHROPIC_BASE_URL` gives `anthropic`, `base`, `url`."""
    return [Word(_fold(hit.group()), hit.start(), hit.end()) for hit in _WORD.finditer(text)]


def joined(text: str) -> str:
    """Return the words parted by blanks: the form in which text is indexed."""
    return " ".join(word.text for word in words(text))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()[:MAX_WORD]
    plain = "".join(piece for piece in unicodedata.normalize("NFKD", word) if not unicodedata.combining(piece))
    return "".join(_WORD.findall(plain.casefold()))[:MAX_WORD] or word.casefold()[:MAX_WORD]
