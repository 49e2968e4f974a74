"""A unified diff of one document, made from its edits: no search for likenesses, so its time grows with the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..findings import Edit, Fix
from ..records import dataclass
from ..regexes import regex
from ..source import Document
from .edits import edited, merge

CONTEXT = 3
_LINE = regex(r"[^\n]*\n|[^\n]+")  # not splitlines(): \r, \f and U+2028 end no line of a diff


@dataclass(frozen=True, slots=True)
class _Change:
    """Old lines from `begin` up to `stop` (0-based) that become the lines `new`."""

    begin: int
    stop: int
    new: tuple[str, ...]
    codes: frozenset[str]


def unified_diff(before: Document, after: Document, fixes: Sequence[tuple[str, Fix]] = ()) -> str:
    """Return a unified diff; behind each `@@ … @@` stand the codes of the rules that made the change.

    `fixes` are pairs of a rule's code and its fix. The text there is a hunk's heading: `patch` and `git apply` skip
    it. Where the fixes do not lead from `before` to `after`, all that lies between the first and the last difference
    is one change.
    """
    if before.text == after.text:
        return ""
    old = _LINE.findall(before.text)
    changes = _from_edits(before, after, fixes, old) or [_whole(old, _LINE.findall(after.text))]
    output = [f"--- {before.name}\n", f"+++ {after.name} (mended)\n"]
    shift = 0
    for hunk in _hunks(changes):
        output += _hunk(hunk, old, shift)
        shift += sum(len(change.new) - (change.stop - change.begin) for change in hunk)
    return "".join(output)


def _from_edits(
    before: Document, after: Document, fixes: Sequence[tuple[str, Fix]], old: list[str]
) -> list[_Change] | None:
    """Return the changes that the edits make to whole lines; None where they do not give the text afterwards."""
    codes: dict[Edit, set[str]] = {}
    for code, fix in fixes:
        for edit in fix.edits:
            if edit.document == before.name:
                codes.setdefault(edit, set()).add(code)
    edits = merge(codes)
    if not edits or edited(before, edits) != after.text:
        return None
    changes: list[_Change] = []
    for begin, stop, group in _touched(before, edits, len(old)):
        first, end = _offset(before, begin, len(old)), _offset(before, stop, len(old))
        inner = Document(before.name, before.text[first:end])
        moved = [Edit(edit.document, edit.begin - first, edit.stop - first, edit.text) for edit in group]
        named = frozenset(code for edit in group for code in codes[edit])
        change = _trimmed(_Change(begin, stop, tuple(_LINE.findall(edited(inner, moved))), named), old)
        if change.begin < change.stop or change.new:
            changes.append(change)
    return changes


def _touched(before: Document, edits: Sequence[Edit], count: int) -> Iterator[tuple[int, int, list[Edit]]]:
    """Yield ranges of lines (0-based, half-open) with the edits in them; ranges that touch are one."""
    begin = stop = 0
    group: list[Edit] = []
    for edit in edits:
        first = min(_row(before, edit.begin), max(count - 1, 0))
        last = _row(before, edit.stop) + 1
        whole = edit.stop > edit.begin and _offset(before, last - 1, last) == edit.stop and edit.text[-1:] in ("", "\n")
        end = last - 1 if whole and _offset(before, first, first + 1) == edit.begin else min(last, count)
        if group and first >= stop:
            yield begin, stop, group
            group = []
        begin = first if not group else begin
        stop = max(end, first, stop if group else 0)
        group.append(edit)
    if group:
        yield begin, stop, group


def _row(document: Document, offset: int) -> int:
    return document.span(offset, offset).line - document.first_line


def _offset(document: Document, row: int, count: int) -> int:
    return document.line_start(row + document.first_line) if row < count else len(document.text)


def _trimmed(change: _Change, old: list[str]) -> _Change:
    """Leave out the lines at both ends that stay as they are."""
    begin, stop, new = change.begin, change.stop, list(change.new)
    while begin < stop and new and old[begin] == new[0]:
        begin, new = begin + 1, new[1:]
    while begin < stop and new and old[stop - 1] == new[-1]:
        stop, new = stop - 1, new[:-1]
    return _Change(begin, stop, tuple(new), change.codes)


def _whole(old: list[str], new: list[str]) -> _Change:
    """Return one change for everything between the first and the last line that differ."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return _Change(head, len(old) - tail, tuple(new[head : len(new) - tail]), frozenset())


def _hunks(changes: Sequence[_Change]) -> Iterator[list[_Change]]:
    """Yield the changes, those together whose context would touch."""
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.begin - hunk[-1].stop > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(hunk: Sequence[_Change], old: list[str], shift: int) -> Iterator[str]:
    """Yield the text of one hunk; `shift` is by how many lines the text before it has grown."""
    begin, stop = max(0, hunk[0].begin - CONTEXT), min(len(old), hunk[-1].stop + CONTEXT)
    growth = sum(len(change.new) - (change.stop - change.begin) for change in hunk)
    codes = sorted({code for change in hunk for code in change.codes})
    heading = f" {', '.join(codes)}" if codes else ""
    yield f"@@ -{_range(begin, stop)} +{_range(begin + shift, stop + shift + growth)} @@{heading}\n"
    position = begin
    for change in hunk:
        yield from (_line(" ", line) for line in old[position : change.begin])
        yield from (_line("-", line) for line in old[change.begin : change.stop])
        yield from (_line("+", line) for line in change.new)
        position = change.stop
    yield from (_line(" ", line) for line in old[position:stop])


def _range(start: int, stop: int) -> str:
    length = stop - start
    begin = start + 1 if length else start
    return str(begin) if length == 1 else f"{begin},{length}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
