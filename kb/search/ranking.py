"""What both databases return for the words of a question, and how much of it they look at.

What an article says first (its title, its messages, its short answer: its head) is looked at before the rest, so a
common word costs no more than others and no article whose title is meant is lost among those that mention it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .cards import Card
from .query import Term

# Among so many, the newest, the best are sought.
HEADS = 200
WHOLES = 100
# Where none has all words: so many of each word are looked at, the newest, and of these the best so many are read.
EACH = 300
READ = 30


@dataclass(frozen=True, slots=True)
class Within:
    """A sub-query, with its parameters, for the ids that are allowed."""

    sql: str
    params: tuple[str | int, ...]


class Weighed(NamedTuple):
    """A word to look for, what an article is worth for having it, and about how many have it."""

    term: Term
    worth: float
    articles: int


class Text(NamedTuple):
    """The words of an article, parted by blanks, by where they stand."""

    article: int
    title: str
    signatures: str
    answer: str
    body: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ids of articles, the best first; `is_cut`: there may be more; `cards` of those that came with them.

    `heads`: of so many articles the head has all terms.
    """

    ids: list[int]
    is_cut: bool = False
    heads: int = 0
    cards: Mapping[int, Card] = field(default_factory=dict)


def in_tiers(heads: list[int], wholes: Iterable[int], enough: int, cards: Mapping[int, Card]) -> Ranked:
    """Put the articles found by their head before those in which all terms stand anywhere, heads among them.

    If there are `enough` heads, no others were sought.
    """
    if len(heads) >= enough:
        return Ranked(heads, is_cut=True, heads=len(heads), cards=cards)
    known = set(heads)
    others = [key for key in wholes if key not in known][:WHOLES]
    return Ranked([*heads, *others], is_cut=len(others) >= WHOLES, heads=len(heads), cards=cards)
