"""Edits of documents: put together without overlap, and applied."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ..findings import Edit, Fix
from ..records import dataclass, field, replace
from ..source import Document


@dataclass(frozen=True, slots=True)
class Applied:
    """The documents after the fixes, and which fixes went in or were refused because they overlap."""

    documents: tuple[Document, ...]
    applied: tuple[Fix, ...]
    refused: tuple[Fix, ...]


def _place(edit: Edit) -> tuple[str, int, int]:
    return (edit.document, edit.begin, edit.stop)


@dataclass(slots=True)
class _Together:
    """Edits in order of their places, none overlapping another; taking one in costs the logarithm of their number."""

    edits: list[Edit] = field(default_factory=list)

    def has_room(self, edit: Edit) -> bool:
        """Tell whether the edit is one that is in already, or touches none of those."""
        at = self._at(edit)
        around = self.edits[max(0, at - 1) : at + 1]
        return all(edit == other or not _overlap(edit, other) for other in around)

    def take(self, edit: Edit) -> None:
        """Take the edit in, equal ones once."""
        at = self._at(edit)
        if self.edits[at : at + 1] != [edit]:
            self.edits.insert(at, edit)

    def _at(self, edit: Edit) -> int:
        """Return where the edit belongs; most come in order, so that the end is looked at first."""
        place = _place(edit)
        if not self.edits or _place(self.edits[-1]) < place:
            return len(self.edits)
        return bisect_left(self.edits, place, key=_place)


def _overlap(one: Edit, other: Edit) -> bool:
    """Tell whether two edits touch the same characters, or insert at the same place."""
    if one.document != other.document:
        return False
    if one.begin == other.begin and (one.begin == one.stop or other.begin == other.stop):
        return True
    return one.begin < other.stop and other.begin < one.stop


def merge(edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """Return the edits by place, equal ones once; None where two of them overlap."""
    together = _Together()
    for edit in edits:
        if not together.has_room(edit):
            return None
        together.take(edit)
    return tuple(together.edits)


def apply(documents: Sequence[Document], fixes: Sequence[Fix]) -> Applied:
    """Apply the fixes in order; one that overlaps an earlier one is refused whole."""
    together = _Together()
    applied: list[Fix] = []
    refused: list[Fix] = []
    for fix in fixes:
        own = merge(fix.edits)
        if own is None or not all(together.has_room(edit) for edit in own):
            refused.append(fix)
            continue
        for edit in own:
            together.take(edit)
        applied.append(fix)
    mended = tuple(replace(document, text=edited(document, together.edits)) for document in documents)
    return Applied(mended, tuple(applied), tuple(refused))


def edited(document: Document, edits: Iterable[Edit]) -> str:
    """Return the document's text with those of the edits that are its own; they are in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.document == document.name:
            pieces += [document.text[position : edit.begin], edit.text]
            position = edit.stop
    return "".join([*pieces, document.text[position:]])
