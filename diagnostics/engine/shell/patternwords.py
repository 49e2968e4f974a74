"""Turn a word into a pattern: what is quoted in it means itself, and so does what is masked."""

from __future__ import annotations

import re

from ..regexes import regex
from . import tree
from .buffer import MASK
from .expansion import part_value
from .filenames import refuse_bad_pattern
from .homes import bash_places, head_of, placed_pieces
from .machine import Machine
from .patterns import Pattern, Piece
from .values import Text, Unknown, joined

_CASED = regex(r"\[:(?:upper|lower):\]")


def expand_pattern(m: Machine, word: tree.Word, *, tilde: bool = True, values: bool = False) -> Pattern | Unknown:
    """Return the word as a pattern; what is quoted, and in zsh what comes out of variables, means itself."""
    head = head_of(word) if values and not m.zsh else ""
    pieces: list[Piece] = []
    extended, folds = m.zsh and m.option("extendedglob"), False
    for index, part in enumerate(word.parts):
        if isinstance(part, tree.Literal):
            text: Text = part.text
            if tilde and index == 0 and not part.quoted and part.text.startswith("~"):
                ends = len(word.parts) == 1
                text = joined(bash_places(m, part.text, word.begin, first=True, last=ends, colons=False))
            elif head and not part.quoted and "~" in part.text:
                pieces.extend(placed_pieces(m, word, index, head if not index else ""))
                continue
            active = not part.quoted
        else:
            found = part_value(m, part, assigning=True)
            quoted = not isinstance(part, tree.ProcessSubstitution) and part.quoted
            text = found.as_text(m, quoted=quoted)
            active = not quoted and (not m.zsh or m.option("globsubst") or found.glob)
        if isinstance(text, Unknown):
            return text
        if active and extended and "(#" in text:
            if not text.startswith("(#i)") or pieces or "(#" in text[4:] or _CASED.search(text):
                return m.unknown(word.begin, "uses an extended pattern")
            text, folds = text[4:], True
        if active and m.zsh and (why := m.unsure("kshglob")) and re.search(r"[?*+@!]\(", text):
            return why
        pieces.extend(_masks_apart(text, active=active))
    if m.zsh:
        refuse_bad_pattern(m, ((piece.text, piece.active) for piece in pieces), word)
    if folds:
        if not all(piece.text.isascii() for piece in pieces):
            return m.unknown(word.begin, "asks for letters whose case does not count")
        pieces = [Piece(piece.text.lower(), piece.active) for piece in pieces]
    if values and not m.zsh and m.option("nocasematch"):  # values: what `[[ … ]]` and `case` ask
        if any(piece.active and _CASED.search(piece.text) for piece in pieces):
            return m.unknown(word.begin, "asks for capitals where their case does not count")
        folded = [Piece(piece.text.lower(), piece.active) for piece in pieces]
        return Pattern(folded, m.budget, zsh=False, folds=True)
    kshglob = not m.zsh or m.option("kshglob")
    return Pattern(pieces, m.budget, zsh=m.zsh, extglob=kshglob, folds=folds, extended=extended)


def _masks_apart(text: str, *, active: bool) -> list[Piece]:
    """Return the text as pieces, with masked values in pieces of their own that mean themselves."""
    if not active or "‹" not in text:
        return [Piece(text, active)]
    pieces: list[Piece] = []
    position = 0
    for mask in MASK.finditer(text):
        pieces.extend((Piece(text[position : mask.start()], True), Piece(mask.group(), False)))
        position = mask.end()
    return [*pieces, Piece(text[position:], True)]
