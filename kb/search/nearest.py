"""Find the articles that have most words of a question, where none has all of them, or hardly any.

Whoever is in trouble tells it in a sentence, in words of their own. So what says nothing of the matter is left out, a
slip of the finger is seen through, and every other word counts by how rare it is and by where an article says it.
"""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import NamedTuple

from . import vocabulary
from .query import FILLERS, MAX_TERMS, Query, Term, open_term
from .ranking import EACH, Text, Weighed, Within

LEAST_WORDS = 2
TOP = 3
# So many of the rarest words are sought in heads, fewer where these alone stand in many articles; so many in all that
# articles say, if few have them. All words are counted in what was found.
SOUGHT_IN_HEADS = 12
SOUGHT_AT_LEAST = 3
MANY = 3_000
SOUGHT_IN_WHOLES = 2
# What it is worth that a word stands in an article's title, messages, short answer, and elsewhere.
WORTHS = (6, 3, 3, 1)
BREVITY = 0.2  # the power of the title's length: what a short title says, it says more clearly
WORTH_OF_HEAD = 2  # beside one of elsewhere, for choosing what to read
RARITY = -0.25  # the power of how many articles have a word: one in ten of them counts as much as two in 160
COUNT_OF_UNKNOWN = 5  # no article has the word itself; some may have one that begins so


class Nearest(NamedTuple):
    """Articles, the best first, with the terms to mark in them, and for each misspelt word the one that was sought.

    `has_most`: each of them has more than half of the words that say something.
    """

    ids: list[int]
    terms: tuple[Term, ...] = ()
    read_as: Mapping[str, str] = {}
    has_most: bool = False


class Partly(NamedTuple):
    """How much of a question the articles have that were found: `whole` of them all words; the others most, or not.

    `read_as`: for each misspelt word the one that was sought.
    """

    whole: int
    has_most: bool
    read_as: Mapping[str, str]

    @property
    def is_poor(self) -> bool:
        """Whether no article has even most of the words: then one may be missing here."""
        return not self.whole and not self.has_most

    @property
    def sentence(self) -> str:
        """Say it: on the page, to assistants."""
        much = "most of them" if self.has_most else "the most telling of them"
        slips = ", ".join(f"“{typed}” was read as “{meant}”" for typed, meant in self.read_as.items())
        who = {0: "No article holds", 1: "Only 1 article holds"}.get(self.whole, f"Only {self.whole} articles hold")
        others = "the others hold" if self.whole else "these hold"
        return f"{who} all of these words; {others} {much}{f' ({slips})' if slips else ''}."


class _Held(NamedTuple):
    """What an article has of the words: by where it says them, in number, and by their rarity."""

    rank: float
    article: int
    held: int
    weight: float


def find_nearest(query: Query, backend: ModuleType, within: Within | None) -> Nearest:
    """Return the articles with at least half of the telling words, or of those that any article has, by their worth.

    None if it is but one word, or all of it was quoted.
    """
    telling = query.telling()
    words = {open_term(word) for word in telling}
    if len(words) < LEAST_WORDS or query.is_quoted:
        return Nearest([])
    sought, read_as = _weighed(telling, {word.text for word in query.words if word.start in query.quoted})
    if not sought:
        return Nearest([])
    wholes = [one for one in sought[:SOUGHT_IN_WHOLES] if one.articles <= EACH]
    ranked = _ranked(backend.with_most(_in_heads(sought), wholes, within=within), sought)
    having_most = [found.article for found in ranked if 2 * found.held > len(words)]
    has_most = any(found.article in having_most for found in ranked[:TOP])
    ids = having_most if has_most else _nearly_as_much(ranked, len(words))
    return Nearest(ids, tuple(one.term for one in sought), read_as, has_most)


def _weighed(words: Sequence[str], quoted: set[str]) -> tuple[list[Weighed], dict[str, str]]:
    """Return what to look for, the rarest word first and strange ones last, and the words that were misspelt."""
    counts = vocabulary.counts(words)
    slips = vocabulary.slips_of(word for word in words if word not in counts and word not in quoted)
    read_as = {word: meant for word, meant in slips.items() if meant not in FILLERS}
    counts |= vocabulary.counts(read_as.values())
    meant = dict.fromkeys(read_as.get(word, word) for word in words if word in read_as or word not in slips)
    ordered = sorted(meant, key=lambda word: (word not in counts, counts.get(word, 0)))[:MAX_TERMS]
    articles = {open_term(word): counts.get(word, COUNT_OF_UNKNOWN) for word in ordered}
    return [Weighed(term, count**RARITY, count) for term, count in articles.items()], read_as


def _in_heads(sought: Sequence[Weighed]) -> list[Weighed]:
    """Return what is looked for in heads: a word that stands in most articles chooses little and costs most."""
    chosen: list[Weighed] = []
    many = 0
    for one in sought[:SOUGHT_IN_HEADS]:
        many += one.articles
        if many > MANY and len(chosen) >= SOUGHT_AT_LEAST:
            break
        chosen.append(one._replace(worth=one.worth * WORTH_OF_HEAD))
    return chosen


def _ranked(texts: Sequence[Text], sought: Sequence[Weighed]) -> list[_Held]:
    """Return how much of what is sought each text has, the best first."""
    beginnings = [(one.worth, f" {one.term.words[0]}{'' if one.term.is_open else ' '}") for one in sought]
    found = []
    for text in texts:
        left, rank, weight = beginnings, 0.0, 0.0
        for written, worth in zip(text[1:], WORTHS, strict=True):
            place = f" {written} "  # words parted by one blank: so they were written
            here = [pair for pair in left if pair[1] in place]
            if here:
                gained = sum(one for one, _ in here)
                rank, weight = rank + gained * worth, weight + gained
                left = [pair for pair in left if pair not in here]
        rank /= len(text.title) ** BREVITY
        found.append(_Held(rank, text.article, len(beginnings) - len(left), weight))
    return sorted(found, reverse=True)


def _nearly_as_much(ranked: Sequence[_Held], words: int) -> list[int]:
    """Return those that have half of the words, or several, and these at least half as telling as the best one's."""
    most = max((found.weight for found in ranked), default=0.0)
    return [
        found.article
        for found in ranked
        if 2 * found.held >= words or (found.held >= LEAST_WORDS and 2 * found.weight >= most)
    ]
