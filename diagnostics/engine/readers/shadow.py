"""Masks as atoms: a text in which each mask is a run of letters that no format gives a meaning to.

A mask holds blanks, commas and a `#`, so a reader that met it as it is would see a comment or a second word. Readers
work on the shadow, whose offsets are the text's, and put the masks back into the values that they make of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from ..masking.secretpatterns import MASK_RE
from ..records import dataclass, field

# Pairs of characters without a meaning; more of them than a text within our limits can hold.
_PRIVATE = range(0xF0000, 0x10FFFD, 2)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text for readers: as long as the original, without masks."""

    text: str = field(repr=False)
    _begins: tuple[int, ...] = field(default=(), repr=False)
    _masks: tuple[str, ...] = field(default=(), repr=False)
    _atom: re.Pattern[str] | None = field(default=None, repr=False)

    def restore(self, value: str, begin: int) -> str:
        """Return a value that was read from offset `begin` on, with its masks put back."""
        if self._atom is None or not self._atom.search(value):
            return value
        at = bisect_left(self._begins, begin)
        later = iter(self._masks[at : at + len(self._atom.findall(value))])
        return self._atom.sub(lambda found: next(later, found.group()), value)


def shadow(text: str) -> Shadow:
    """Return the shadow of a text."""
    masks = tuple(MASK_RE.finditer(text)) if "‹" in text else ()
    if not masks:
        return Shadow(text)
    first, rest = _free_pair(text)
    plain = MASK_RE.sub(lambda found: first + rest * (len(found.group()) - 1), text)
    begins, words = tuple(mask.start() for mask in masks), tuple(mask.group() for mask in masks)
    return Shadow(plain, begins, words, re.compile(f"{first}{rest}+"))


def _free_pair(text: str) -> tuple[str, str]:
    held = set(text)
    for code in _PRIVATE:
        first, rest = chr(code), chr(code + 1)
        if first not in held and rest not in held:
            return first, rest
    raise ValueError("The text holds every private character.")
