"""What both databases return for the words of a question, and how much of it they look at.

What an article says first (its title, its messages, its short answer: its head) is looked at before the rest, so a
common word costs no more than others and no article whose title is meant is lost among those that mention it.
"""

from collections.abc import Callable
from dataclasses import dataclass

# Among so many, the newest, the best are sought.
HEADS = 500
WHOLES = 200
LOOSE = 1_000


@dataclass(frozen=True, slots=True)
class Within:
    """A sub-query, with its parameters, for the ids that are allowed."""

    sql: str
    params: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ids of articles, the best first; `is_cut`: there may be more."""

    ids: list[int]
    is_cut: bool = False


def in_tiers(heads: list[int], wholes: Callable[[bool], list[int]], *, enough: int, shown: int) -> Ranked:
    """Put the articles found by their head before others with all terms, which are not sought if there are `enough`.

    `wholes` is called with whether those others need an order: where only heads are `shown`, they are but counted.
    """
    if len(heads) >= enough:
        return Ranked(heads, is_cut=True)
    others = wholes(len(heads) < shown)
    return Ranked([*heads, *others], is_cut=len(others) >= WHOLES)
