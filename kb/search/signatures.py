"""Recognise a pasted error message among the messages that articles know.

A message reaches us wrapped by a terminal, framed by box characters, quoted by a forum, with other words around it. So
both sides are reduced to their words, and a signature matches where its words stand one after the other in the pasted
text. An author writes `…` for a part that varies: `prompt is too long: … tokens`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

GAP = "…"
MAX_GAP_WORDS = 12
MAX_PASTED = 4_000
MAX_SLUG = 80
ANCHOR_WORDS = 3

# A terminal's colour, as it is and as logs write it. A bare `[1m]` is none: it may end the name of a model.
_COLOUR = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\e|\\033|\^\[)\[[0-9;?]{0,20}[A-Za-z]")
_PIECE = re.compile(r"…|\.\.\.|[^\W_]+")


@dataclass(frozen=True, slots=True)
class SignatureMatch:
    """Where a signature stands in the pasted text: its key and the characters it covers."""

    key: int
    start: int
    end: int
    words: int


def normalise(text: str) -> str:
    """Return the words of a message in lower case, parted by one blank, with `…` for each part that varies."""
    pieces = [piece for piece, _, _ in _pieces(text)]
    while pieces and pieces[0] == GAP:
        pieces.pop(0)
    while pieces and pieces[-1] == GAP:
        pieces.pop()
    return " ".join(pieces)


def match(pasted: str, known: Iterable[tuple[int, str]]) -> list[SignatureMatch]:
    """Return the known signatures that stand in the pasted text, the longest first.

    `known` holds pairs of a key and a normalised signature. A signature of one word matches only if it is all that was
    pasted: `402` alone must not claim every text with that number in it.
    """
    words = [piece for piece in _pieces(pasted[:MAX_PASTED]) if piece[0] != GAP]
    haystack, starts = _join(words)
    found = []
    for key, signature in known:
        span = _find(haystack, signature)
        if span is None or (" " not in signature and len(words) != 1):
            continue
        first, last = starts[span[0]], starts[haystack.rfind(" ", 0, span[1]) + 1]
        found.append(SignatureMatch(key, words[first][1], words[last][2], signature.count(" ") + 1))
    return sorted(found, key=lambda item: (-item.words, item.key))


def anchor(normalised: str) -> str:
    """Return the words by which a normalised signature is looked up: the first three of its longest part."""
    longest = max((part.split() for part in normalised.split(GAP)), key=len)
    return " ".join(longest[:ANCHOR_WORDS])


def anchors(pasted: str) -> set[str]:
    """Return every anchor that a signature in the pasted text can have: each word, and each two and three in a row."""
    words = [word for word, _, _ in _pieces(pasted[:MAX_PASTED]) if word != GAP]
    runs = range(1, ANCHOR_WORDS + 1)
    return {" ".join(words[at : at + run]) for run in runs for at in range(len(words) - run + 1)}


def without_colours(text: str) -> str:
    """Blank a terminal's colours; they are not cut out, so that every place stays that of the text as it was pasted."""
    return _COLOUR.sub(lambda colour: " " * len(colour.group()), text)


def slug(normalised: str) -> str:
    """Return the address of a normalised message: its words where that is short and plain, else with a short digest.

    Two messages that differ have two addresses: whatever the words lose, the digest keeps.
    """
    plain = "-".join(re.findall(r"[a-z0-9]+", normalised))
    if plain.replace("-", " ") == normalised and len(plain) <= MAX_SLUG:
        return plain
    digest = hashlib.sha256(normalised.encode()).hexdigest()[:6]
    kept = plain[:MAX_SLUG].rpartition("-")[0] if len(plain) > MAX_SLUG else plain
    return f"{kept or plain[:MAX_SLUG]}-{digest}".strip("-")


def _pieces(text: str) -> list[tuple[str, int, int]]:
    found = []
    for piece in _PIECE.finditer(without_colours(text)):
        word = GAP if piece.group() in {GAP, "..."} else unicodedata.normalize("NFKC", piece.group()).casefold()
        found.append((word, piece.start(), piece.end()))
    return found


def _join(words: list[tuple[str, int, int]]) -> tuple[str, dict[int, int]]:
    """Return the words as ` a b c ` and, for the place where each begins, its number."""
    starts: dict[int, int] = {}
    at = 1
    for number, (word, _, _) in enumerate(words):
        starts[at] = number
        at += len(word) + 1
    return "".join((" ", *(f"{word} " for word, _, _ in words))), starts


def _find(haystack: str, signature: str) -> tuple[int, int] | None:
    """Return where the signature's words begin and end in ` a b c `; a gap takes up to twelve words."""
    if not signature:
        return None
    if GAP not in signature:
        at = haystack.find(f" {signature} ")
        return None if at < 0 else (at + 1, at + 1 + len(signature))
    parts = [re.escape(part.strip()) for part in signature.split(GAP) if part.strip()]
    gap = rf" (?:[^ ]+ ){{0,{MAX_GAP_WORDS}}}?"
    hit = re.search(rf" ({gap.join(parts)}) ", haystack)
    return hit.span(1) if hit else None
