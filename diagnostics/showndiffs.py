"""Diffs ready to be shown, line by line: of one fix, and of a whole mended file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .engine.findings import Fix
from .engine.fixing.diffs import unified_diff
from .engine.fixing.fixes import apply
from .engine.source import Document
from .shownlines import KEPT, LONG_LINE

MOST_SHOWN = 160  # characters of a line that a sentence can hold


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff; `kind` is added, removed, place or same. The sign stands in the text too."""

    kind: str
    text: str


def fix_diff(documents: Sequence[Document], fix: Fix) -> tuple[DiffLine, ...]:
    """Return a fix as a diff of the lines around its edits only, so that it costs no more in a long file."""
    rows: list[DiffLine] = []
    for document in documents:
        edits = [edit for edit in fix.edits if edit.document == document.name]
        if not edits:
            continue
        first = max(document.first_line, document.span(edits[0].begin, edits[0].begin).line - 1)
        last = min(document.last_line, document.span(edits[-1].stop, edits[-1].stop).line + 1)
        start, stop = document.line_start(first), document.line_end(last)
        if last - first > 400:  # far apart: the whole file's diff below shows them
            continue
        part = Document(document.name, document.text[start:stop] + "\n", document.kind)
        moved = tuple(
            replace(edit, begin=edit.begin - start, stop=min(edit.stop - start, stop - start + 1)) for edit in edits
        )
        after = apply([part], [replace(fix, edits=moved)]).documents[0]
        lines = [_short(line) for line in diff_lines(unified_diff(part, after))]
        named = len(documents) > 1
        rows += (
            [line for line in lines if line.kind != "place"]
            if not named
            else [DiffLine("place", document.name), *(line for line in lines if line.kind != "place")]
        )
    return tuple(rows)


def becomes(diff: Sequence[DiffLine]) -> str:
    """Return the line that takes the place of another, where that is all that a diff does and it is short; else ""."""
    added, removed = ([line.text[1:].strip() for line in diff if line.kind == kind] for kind in ("added", "removed"))
    return added[0] if len(added) == len(removed) == 1 and len(added[0]) <= MOST_SHOWN else ""


def only_removes(diff: Sequence[DiffLine]) -> bool:
    """Tell whether all that a diff does is to take lines away."""
    kinds = {line.kind for line in diff}
    return "removed" in kinds and "added" not in kinds


def _short(line: DiffLine) -> DiffLine:
    """Leave out the middle of a long line that stays as it is; what is changed is shown, and copied, whole."""
    if line.kind != "same" or len(line.text) <= LONG_LINE:
        return line
    begin, end = line.text[:KEPT], line.text[-KEPT:]
    return replace(line, text=f"{begin} … {len(line.text) - 2 * KEPT} characters … {end}")


def diff_lines(diff: str) -> tuple[DiffLine, ...]:
    """Return a unified diff by line; headers and line numbers are places."""
    rows = []
    for line in diff.split("\n"):
        if line.startswith(("---", "+++", "@@", "\\")):
            rows.append(DiffLine("place", line))
        elif line:
            rows.append(DiffLine({"+": "added", "-": "removed"}.get(line[0], "same"), line))
    return tuple(rows)
