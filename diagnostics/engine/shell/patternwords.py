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
from .matched import keep_match
from .patternnodes import Piece
from .patterns import Pattern
from .values import Text, Unknown, joined

_FLAGS = regex(r"(?:\(#[bim]+\))+")
_CASED = regex(r"\[:(?:upper|lower):\]")


def expand_pattern(m: Machine, word: tree.Word, *, tilde: bool = True, values: bool = False) -> Pattern | Unknown:
    """Return the word as a pattern; what is quoted, and in zsh what comes out of variables, means itself."""
    head = head_of(word) if values and not m.zsh else ""
    pieces: list[Piece] = []
    depth = 0  # of parentheses
    extended, folds, remembers = m.zsh and m.option("extendedglob"), False, ""
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
            flags = _FLAGS.match(text)
            if not flags or pieces or "(#" in text[flags.end() :]:
                return m.unknown(word.begin, "uses an extended pattern")
            letters = "".join(flags.group().split("(#")).replace(")", "")
            folds, remembers = "i" in letters, letters.replace("i", "")
            if (folds and _CASED.search(text)) or (remembers and m.option("kshglob")):
                return m.unknown(word.begin, "uses an extended pattern")
            text = text[flags.end() :]
        if active and m.zsh and (why := m.unsure("kshglob")) and re.search(r"[?*+@!]\(", text):
            return why
        if m.zsh and active and isinstance(part, tree.Literal) and ("|" in text or depth):
            depth = _alternatives(pieces, text, depth)
            continue
        if m.zsh and active and isinstance(part, tree.Literal):
            depth = max(text.count("(") - text.count(")"), 0)
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
    return Pattern(pieces, m.budget, zsh=m.zsh, extglob=kshglob, folds=folds, extended=extended, remembers=remembers)


def _alternatives(pieces: list[Piece], text: str, depth: int) -> int:
    """Add a text as pieces in which zsh's `|` stands for itself outside of parentheses; return how deep it ends."""
    run = ""
    for c in text:
        depth = max(depth + (c == "(") - (c == ")"), 0)
        if c == "|" and not depth:
            pieces.extend((*_masks_apart(run, active=True), Piece(c, False)))
            run = ""
        else:
            run += c
    pieces.extend(_masks_apart(run, active=True))
    return depth


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


def keep_pattern_match(m: Machine, pattern: Pattern, text: str, begin: int, stop: int, *, free: bool = False) -> bool:
    """Put what a pattern with `(#b)` or `(#m)` matched into the variables that zsh has for it; tell whether it is sure.

    A `free` match is one at a place of the text, as long as may be.
    """
    spans = pattern.spans(text, begin, stop, free=free)
    unread = Unknown("a pattern remembers what its parts matched", is_set=True)
    if "m" in pattern.remembers:
        keep_match(m, text[begin:stop] if spans is not None else unread, (), begin, spans)
    if "b" in pattern.remembers:
        groups = tuple(text[one:other] for one, other in spans[:9]) if spans is not None else unread
        keep_match(m, None, groups, begin, spans[:9] if spans else spans)
    return spans is not None
