"""Expand `{a,b}` and `{1..3}` into several words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import cast

from ..regexes import regex
from . import tree
from .budget import MAX_WORDS, Budget, TooMuch
from .values import Text

_RANGE = regex(r"(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?|([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?")
_OPEN_RANGE = regex(r"-?\d+\.\.(?:-?\d+\.\.)?|\.\.-?\d+")

# One field while it grows: pieces of text, each with "means more than itself" (pattern) and "was quoted".
Chunk = tuple[Text, bool, bool]
Atoms = tuple[object, ...]  # a word taken apart: single unquoted characters, and everything else as one piece


def expand_braces(word: tree.Word, budget: Budget, *, zsh: bool, classes: bool = False) -> list[tree.Word]:
    """Return the words that a word stands for; the word itself where there are no braces to expand.

    With `classes` (zsh's braceccl) `{a-c}` makes a word for each of its characters.
    """
    if not any(isinstance(part, tree.Literal) and not part.quoted and "{" in part.text for part in word.parts):
        return [word]
    if word.raw.count("{") > 2000:
        raise TooMuch("the text has too many braces in one word")
    atoms: list[object] = []
    for part in word.parts:
        if isinstance(part, tree.Literal) and not part.quoted:
            atoms.extend(part.text)
        else:
            atoms.append(part)
    made = expand_atoms(tuple(atoms), budget, zsh=zsh, classes=classes)
    return [_word(word, one) for one in made] if len(made) > 1 or made[0] != tuple(atoms) else [word]


class Bare(str):
    """Text that stands outside quotes: braces in it may be expanded."""

    __slots__ = ()


def spread_braces(chunks: list[Chunk], budget: Budget, *, classes: bool = False) -> list[list[Chunk]]:
    """Return the fields that the braces of zsh's field make; only those that are `Bare` count."""
    atoms: list[object] = []
    for chunk in chunks:
        if isinstance(chunk[0], Bare):
            atoms.extend(chunk[0])
        else:
            atoms.append(chunk)
    return [_field(one) for one in expand_atoms(tuple(atoms), budget, zsh=True, classes=classes)]


def _field(atoms: Atoms) -> list[Chunk]:
    field: list[Chunk] = []
    for bare, run in groupby(atoms, key=lambda atom: isinstance(atom, str)):
        if bare:
            field.append(("".join(cast("Iterator[str]", run)), True, False))
        else:
            for atom in run:
                field.append((atom.text, False, True) if isinstance(atom, tree.Literal) else cast("Chunk", atom))
    return field


def _word(word: tree.Word, atoms: Atoms) -> tree.Word:
    parts: list[tree.Part] = []
    run = ""
    for atom in atoms:
        if isinstance(atom, str):
            run += atom
            continue
        if run:
            parts.append(tree.Literal(run))
            run = ""
        parts.append(cast("tree.Part", atom))
    if run:
        parts.append(tree.Literal(run))
    return tree.Word(tuple(parts), word.begin, word.stop, "")


def expand_atoms(atoms: Atoms, budget: Budget, *, zsh: bool, classes: bool = False) -> list[Atoms]:
    """Expand the first braces that can be, then what the results still hold; what is no text stays as it is."""
    budget.spend(1 + len(atoms) // 4)
    at = 0
    while at < len(atoms):
        if atoms[at] != "{":
            at += 1
            continue
        closing, commas = _closing(atoms, at, budget)
        if closing is None:
            at += 1
            continue
        choices = _choices(atoms, at, closing, commas, budget, zsh=zsh, classes=classes)
        if choices is None:
            at += 1
            continue
        with budget:
            tails = expand_atoms(atoms[closing + 1 :], budget, zsh=zsh, classes=classes)
            middles = [one for each in choices for one in expand_atoms(each, budget, zsh=zsh, classes=classes)]
        if len(tails) * len(middles) > MAX_WORDS:
            raise TooMuch("braces make too many words")
        budget.spend(len(tails) * len(middles) * (1 + len(atoms) // 16))
        return [atoms[:at] + middle + tail for middle in middles for tail in tails]
    return [atoms]


def _closing(atoms: Atoms, at: int, budget: Budget) -> tuple[int | None, list[int]]:
    level = 0
    commas: list[int] = []
    for index in range(at, len(atoms)):
        atom = atoms[index]
        if atom == "{":
            level += 1
        elif atom == "}":
            level -= 1
            if level == 0:
                budget.spend(1 + (index - at) // 8)
                return index, commas
        elif atom == "," and level == 1:
            commas.append(index)
    budget.spend(1 + (len(atoms) - at) // 8)
    return None, []


def _choices(
    atoms: Atoms, at: int, closing: int, commas: list[int], budget: Budget, *, zsh: bool, classes: bool
) -> list[Atoms] | None:
    if commas:
        cuts = [at, *commas, closing]
        return [atoms[begin + 1 : stop] for begin, stop in pairwise(cuts)]
    inside = atoms[at + 1 : closing]
    text = _text(inside, zsh=zsh)
    if zsh and not classes and _OPEN_RANGE.fullmatch(text):
        return [inside]  # measured: only the braces go
    found = _RANGE.fullmatch(text)
    if not found or (zsh and found.group(6)):
        return _characters(inside) if classes else None
    if found.group(4):
        first, last, step = ord(found.group(4)), ord(found.group(5)), abs(int(found.group(6) or 1)) or 1
        codes = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
        return [(chr(code),) for code in codes]
    return _numbers(found.group(1), found.group(2), found.group(3), budget, zsh=zsh)


def _characters(inside: Atoms) -> list[Atoms] | None:
    """Return zsh's class of characters in their order, whatever is quoted in it; None where there is none."""
    plain = [one.text if isinstance(one, tree.Literal) else one for one in inside]
    text = _text(tuple(plain), zsh=True)
    found: set[str] = set()
    last = ""  # what a dash would begin a range with
    for index, char in enumerate(text):
        after = text[index + 1 : index + 2]
        if char == "-" and last and after >= last:
            found.update(map(chr, range(ord(last), ord(after))))
            last = ""
        else:
            found.add(char)
            last = char
    return [(tree.Literal(char, quoted=True),) for char in sorted(found)] if text.isascii() and text else None


def _text(inside: Atoms, *, zsh: bool) -> str:
    """Return what stands between braces; "" where it is not text. To zsh's `{1..$COUNT}` a variable gave its value."""
    pieces: list[str] = []
    for atom in inside:
        piece = atom[0] if zsh and isinstance(atom, tuple) else atom
        if not isinstance(piece, str):
            return ""
        pieces.append(piece)
    return "".join(pieces)


def _numbers(first: str, last: str, step: str | None, budget: Budget, *, zsh: bool) -> list[Atoms]:
    if max(len(first), len(last), len(step or "")) > 18:
        raise TooMuch("braces make too many words")
    low, high, by = int(first), int(last), int(step or 1)
    backwards = zsh and by < 0
    by = abs(by) or 1
    numbers = range(low, high + 1, by) if low <= high else range(low, high - 1, -by)
    if len(numbers) > MAX_WORDS:
        raise TooMuch("braces make too many words")
    budget.spend(len(numbers))
    padded = any(re.match(r"-?0\d", text) for text in (first, last))
    width = max(len(first), len(last)) if padded else 0
    texts = [f"{number:0{width}d}" if width else str(number) for number in numbers]
    return [tuple(text) for text in (reversed(texts) if backwards else texts)]
