"""Pieces of the person's text as a compiler shows them: numbered lines, underlines, and what each place does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from ..findings import Edit, Finding, Fix, Note
from ..fixing.edits import apply
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Document
from .wrapping import wrap

CONTEXT = 2  # lines before and after the primary line
MOST_NOTES = 8
TAB = "    "
_NARROW = regex("[ -~‹›…“”‘’–—]*")  # one column each, on every terminal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an excerpt. `role` says what it is: place, text, gap, primary, related, added, removed."""

    role: str
    text: str


def printable(text: str) -> str:
    """Return a text in which nothing moves the cursor, colours or hides: such characters are shown as `�`."""
    if text.isprintable():
        return text
    return "".join(TAB if c == "\t" else c if c.isprintable() or c == "\xa0" else "�" for c in text)


def excerpt(documents: Sequence[Document], finding: Finding, width: int) -> tuple[Row, ...]:
    """Return the lines of a finding: its primary line with context, and the related ones."""
    by_name = {document.name: document for document in documents}
    notes = [finding.primary, *finding.related] if finding.primary else list(finding.related)
    kept = [note for note in notes[:MOST_NOTES] if note.span.document in by_name]
    if not kept:
        return ()
    gutter = len(str(max(note.span.line for note in kept) + CONTEXT))
    rows: list[Row] = []
    for name in dict.fromkeys(note.span.document for note in kept):
        here = [note for note in kept if note.span.document == name]
        rows += _document(by_name[name], here, finding.primary, gutter, width, is_first=not rows)
    if len(notes) > len(kept):
        rows.append(Row("gap", f"{' ' * gutter} = and {len(notes) - len(kept)} more places"))
    return tuple(rows)


def _document(
    document: Document, notes: Sequence[Note], primary: Note | None, gutter: int, width: int, *, is_first: bool
) -> Iterator[Row]:
    first = notes[0].span
    arrow = "-->" if is_first else ":::"
    yield Row("place", f"{' ' * gutter}{arrow} {printable(document.name)}:{first.line}:{first.start}")
    yield Row("gap", f"{' ' * gutter} |")
    shown = _shown_lines(document, notes, primary)
    before = 0
    for line in shown:
        if before and line > before + 1:
            yield Row("gap", f"{'.' * max(gutter, 3)}")
        before = line
        here = sorted((note for note in notes if note.span.line == line), key=lambda note: note.span.start)
        cut = _Cut(document.line_text(line), here[0].span.start - 1 if here else 0, width - gutter - 3)
        yield Row("text", f"{line:>{gutter}} | {cut.text}".rstrip())
        for note in here:
            role = "primary" if note is primary else "related"
            for words in cut.underline(note, "^" if note is primary else "-", width - gutter - 3):
                yield Row(role, f"{' ' * gutter} | {words}")


def _shown_lines(document: Document, notes: Sequence[Note], primary: Note | None) -> list[int]:
    """Return the lines to show: those of the notes, and some around the primary one."""
    lines = {note.span.line for note in notes}
    around = primary.span.line if primary and primary in notes else notes[0].span.line
    lines |= set(range(max(document.first_line, around - CONTEXT), min(document.last_line, around + CONTEXT) + 1))
    return sorted(lines)


class _Cut:
    """A line cut to the width around a place, and how its columns map to what is shown."""

    def __init__(self, line: str, place: int, width: int) -> None:
        self._line = line
        self._from = 0
        room = max(width - 2, 20)
        if _width(line) > room and place > room // 2:
            self._from = min(place, len(line)) - room // 4
        length, shown = _fitting(line[self._from :], room)
        self._to = self._from + length
        self.text = ("…" if self._from else "") + shown + ("…" if self._to < len(line) else "")

    def underline(self, note: Note, sign: str, width: int) -> list[str]:
        """Return the underline of a note, and its words behind it, or below it where there is no room."""
        start = max(note.span.start - 1, self._from)
        stop = max(min(note.span.end - 1, self._to), start + 1)
        blank = _width(self._line[self._from : start]) + (1 if self._from else 0)
        signs = " " * blank + sign * max(1, _width(self._line[start:stop]))
        words = printable(note.text)
        if not words or len(signs) + 1 + len(words) <= width:
            return [f"{signs} {words}".rstrip()]
        indent = " " * min(blank, max(0, width - 50))
        return [signs, *wrap(" ".join(words.split()), width, indent, indent)]


def _fitting(text: str, room: int) -> tuple[int, str]:
    """Return how many characters fill so many columns, and how they are shown."""
    if _NARROW.fullmatch(text):
        return min(room, len(text)), text[:room]
    shown: list[str] = []
    used = 0
    for character in text:
        shown.append(printable(character))
        used += _width(character)
        if used >= room:
            break
    return len(shown), "".join(shown)


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    if _NARROW.fullmatch(text):
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if character == "\t":
        return len(TAB)
    if character.isprintable() and unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class FixRows:
    """Fixes as removed and added lines, each worked out once: the findings of a rule may share one for a whole file."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._known: dict[int, tuple[Row, ...]] = {}  # by the fix's identity: hashing a long one costs too much

    def of(self, fix: Fix) -> tuple[Row, ...]:
        """Return the lines of a fix that change."""
        if id(fix) not in self._known:
            self._known[id(fix)] = fix_rows(self._documents, fix)
        return self._known[id(fix)]


def fix_rows(documents: Sequence[Document], fix: Fix) -> tuple[Row, ...]:
    """Return a fix as removed and added lines, only those that change."""
    rows: list[Row] = []
    touched: Mapping[str, Document] = {document.name: document for document in documents}
    for name in dict.fromkeys(edit.document for edit in fix.edits):
        document = touched.get(name)
        if document is None:
            continue
        if len(documents) > 1:
            rows.append(Row("place", printable(name)))
        for block in _blocks(document, fix):
            rows += _block(document, fix, block)
    return tuple(rows)


@dataclass(slots=True)
class _Block:
    """Lines that edits touch, and those edits."""

    first: int
    last: int
    edits: list[Edit]


def _blocks(document: Document, fix: Fix) -> list[_Block]:
    """Return the lines that the edits touch, those that meet joined."""
    blocks: list[_Block] = []
    for edit in fix.edits:
        if edit.document != document.name:
            continue
        first = document.span(edit.begin, edit.begin).line
        last = document.span(max(edit.begin, edit.stop - 1), edit.stop).line
        if blocks and first <= blocks[-1].last + 1:
            blocks[-1].last = max(blocks[-1].last, last)
            blocks[-1].edits.append(edit)
        else:
            blocks.append(_Block(first, last, [edit]))
    return blocks


def _block(document: Document, fix: Fix, block: _Block) -> Iterator[Row]:
    start = document.line_start(block.first)
    stop = document.line_start(block.last + 1) if block.last < document.last_line else len(document.text)
    part = Document(document.name, document.text[start:stop], document.kind)
    inside = tuple(replace(edit, begin=edit.begin - start, stop=edit.stop - start) for edit in block.edits)
    after = apply([part], [replace(fix, edits=inside)]).documents[0]
    old, new = part.text.splitlines(), after.text.splitlines()
    if len(old) == len(new):
        pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        old, new = [a for a, _ in pairs], [b for _, b in pairs]
    yield from (Row("removed", f"- {printable(line)}") for line in old)
    yield from (Row("added", f"+ {printable(line)}") for line in new)
