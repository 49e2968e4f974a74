"""Recognise an error message among those that articles know: both sides are reduced to their words.

A message reaches us wrapped by a terminal, quoted by a forum, with ids, numbers and paths of one person's in it. A
signature matches where its words stand one after the other in the message; `…` in it stands for a part that varies.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from .records import dataclass
from .regexes import regex

GAP = "…"
MAX_GAP_WORDS = 12
MAX_MESSAGE = 4_000  # characters of a message that are looked at

_ANSI = regex(r"\x1b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)")
_ID = regex(r"\b(?:[a-z]{2,8}_[A-Za-z0-9]{12,64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{21,30}|0x[0-9a-f]{4,16})\b")
_PATH = regex(r"(?:~|\.{1,2}|/(?:home|Users|tmp|var|usr|opt|root))/[^\s\"'`,;:)]{1,300}")
_MASK = regex(r"‹[^‹›]{1,100}›")
_NUMBER = regex(r"(?<![\w.])\d{6,30}(?![\w.])")  # a count of tokens, a time; a status such as 402 stays
_WORD = regex(r"…|\.\.\.|[^\W_]+")


@dataclass(frozen=True, slots=True)
class SignatureMatch:
    """A signature that stands in a message: its article, itself, and how many words it covers."""

    slug: str
    signature: str
    words: int


def normalise(text: str) -> str:
    """Return the words of a message in small letters, parted by one blank, with `…` for each part that varies."""
    plain = _ANSI.sub(" ", text)
    for varying in (_MASK, _ID, _PATH, _NUMBER):
        plain = varying.sub(f" {GAP} ", plain)
    words = [GAP if word in (GAP, "...") else word.casefold() for word in _WORD.findall(plain)]
    return " ".join(words).strip(f"{GAP} ")


def match(error_text: str, signatures: Iterable[tuple[str, str]]) -> tuple[SignatureMatch, ...]:
    """Return the signatures, given as pairs (slug, signature), that stand in the message; the longest first.

    A signature of a single word matches only a message that is nothing else: `402` must not claim every text with
    that number in it. An article is named once, by its longest signature.
    """
    message = normalise(error_text[:MAX_MESSAGE])
    if not message:
        return ()
    found: dict[str, SignatureMatch] = {}
    for slug, signature in signatures:
        words = _known(signature)
        if not words or not _stands_in(words, message):
            continue
        count = words.count(" ") + 1
        if slug not in found or found[slug].words < count:
            found[slug] = SignatureMatch(slug, signature, count)
    return tuple(sorted(found.values(), key=lambda each: (-each.words, each.slug)))


def lines_with(lines: Sequence[str], signatures: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the lines (from 0) in which a signature of two words or more stands."""
    begins = _by_first_words(tuple(signatures))
    found = set()
    for number, line in enumerate(lines):
        words = _WORD.findall(line.casefold())
        if firsts := begins.keys() & pairwise(words):
            whole = normalise(line)
            if any(_stands_in(each, whole) for first in firsts for each in begins[first]):
                found.add(number)
    return frozenset(found)


@lru_cache(maxsize=4)
def _by_first_words(signatures: tuple[str, ...]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the signatures as words by the first two of them, with which a line must share something to hold one."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for words in map(_known, signatures):
        first = words.split(" ")[:2]
        if len(first) == 2 and GAP not in first:
            found[first[0], first[1]].append(words)
    return {first: tuple(each) for first, each in found.items()}


@lru_cache(maxsize=4096)
def _known(signature: str) -> str:
    """Return a signature's words, which are the same in each check; what a person pasted is never kept so."""
    return normalise(signature)


def _stands_in(words: str, message: str) -> bool:
    if " " not in words:
        return words == message
    if GAP not in words:
        return f" {words} " in f" {message} "
    parts = [re.escape(part.strip()) for part in words.split(GAP) if part.strip()]
    gap = rf" (?:[^ ]+ ){{0,{MAX_GAP_WORDS}}}?"
    return re.search(f" {gap.join(parts)} ", f" {message} ") is not None
