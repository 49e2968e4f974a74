"""Lines of a person's text ready to be shown: cut into pieces where an underline or a masked value begins or ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from .engine.source import Document, Span
from .engine.values import MASK

LONG_LINE = 400  # characters; in an excerpt, a longer line is shown around its underlines only
KEPT = 60
LONG_DOCUMENT = 300  # lines; of a longer one, runs about which nothing is said are folded
NEAR = 4  # lines shown around one about which something is said
LEAST_FOLDED = 20
MOST_MARKS = 50  # of one line: more could not be told apart, and would cost more than they say
GRAVITY = ("error", "warning", "notice", "unknown", "payer")


@dataclass(frozen=True, slots=True)
class Underline:
    """One underlined stretch: what stands there, how grave it is, where its finding is shown."""

    span: Span
    severity: str
    text: str = ""  # what the place does: "sets the key here"
    href: str = ""
    label: str = ""  # the finding's code
    is_primary: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that looks the same throughout."""

    text: str = field(repr=False)
    severity: str = ""  # underlined if there is one
    is_mask: bool = False
    is_cut: bool = False  # stands for a stretch that is left out

    @property
    def classes(self) -> str:
        """The class names of the piece; none for plain text."""
        names = (f"under under--{self.severity}" if self.severity else "", "masked" if self.is_mask else "")
        return " ".join(name for name in (*names, "cut" if self.is_cut else "") if name)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line with its number, its pieces and what is said about it. Number 0 stands for lines left out."""

    number: int
    anchor: str = ""
    pieces: tuple[Piece, ...] = ()
    underlines: tuple[Underline, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of one document."""

    document: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines of a long document about which nothing is said, one after the other: there, but folded away."""

    lines: tuple[ShownLine, ...]


def whole(document: Document, underlines: Iterable[Underline], prefix: str) -> tuple[ShownLine, ...]:
    """Return every line of a document; `prefix` begins the anchors (`L1-` gives `L1-12`); none without it."""
    by_line = _by_line(document, underlines)
    return tuple(
        _line(document, number, by_line.get(number, ()), f"{prefix}{number}" if prefix else "")
        for number in document.lines
    )


def folded(lines: Sequence[ShownLine], referred: Collection[int]) -> tuple[ShownLine | Fold, ...]:
    """Return the lines of a long document with the long runs folded that are neither marked nor referred to.

    `referred` are the numbers of lines to which the answer links: where the browser does not open what it is sent to,
    they must not be hidden. A document that is not long is returned as it is.
    """
    if len(lines) <= LONG_DOCUMENT:
        return tuple(lines)
    said = [at for at, line in enumerate(lines) if line.underlines or line.number in referred]
    near = {at for each in said for at in range(each - NEAR, each + NEAR + 1)}
    shown: list[ShownLine | Fold] = []
    for is_near, run in groupby(enumerate(lines), lambda entry: entry[0] in near):
        found = tuple(line for _, line in run)
        if is_near or len(found) < LEAST_FOLDED:
            shown += found
        else:
            shown.append(Fold(found))
    return tuple(shown)


def excerpts(documents: Sequence[Document], underlines: Sequence[Underline], context: int = 2) -> tuple[Excerpt, ...]:
    """Return the underlined lines, the primary one's document first, with lines around it, gaps between marked."""
    named = {document.name: document for document in documents}
    order = list(dict.fromkeys(mark.span.document for mark in underlines if mark.span.document in named))
    return tuple(Excerpt(name, tuple(_excerpt(named[name], underlines, context))) for name in order)


def _excerpt(document: Document, underlines: Sequence[Underline], context: int) -> Iterator[ShownLine]:
    by_line = _by_line(document, underlines)
    wanted: set[int] = set()
    for number, marks in by_line.items():
        around = context if any(mark.is_primary for mark in marks) else 0
        wanted.update(range(max(document.first_line, number - around), min(document.last_line, number + around) + 1))
    before = 0
    for number in sorted(wanted | set(by_line)):
        if before and number > before + 1:
            yield ShownLine(0)
        yield _short(_line(document, number, by_line.get(number, ())))
        before = number


def _by_line(document: Document, underlines: Iterable[Underline]) -> Mapping[int, tuple[Underline, ...]]:
    found: dict[int, tuple[Underline, ...]] = {}
    for mark in underlines:
        if mark.span.document == document.name and document.first_line <= mark.span.line <= document.last_line:
            found[mark.span.line] = (*found.get(mark.span.line, ()), mark)
    return found


def _line(document: Document, number: int, marks: Sequence[Underline], anchor: str = "") -> ShownLine:
    return ShownLine(number, anchor, tuple(pieces(document.line_text(number), marks)), tuple(marks))


def pieces(text: str, marks: Sequence[Underline] = ()) -> Iterator[Piece]:
    """Cut a line where an underline or a masked value begins or ends. Where underlines meet, the gravest shows."""
    shown = marks[:MOST_MARKS]
    stretches = [(mark.span.start - 1, max(mark.span.end - 1, mark.span.start), mark.severity) for mark in shown]
    masks = [found.span() for found in MASK.finditer(text)]
    edges = {0, len(text), *(edge for begin, end, _ in stretches for edge in (begin, end))}
    edges.update(edge for mask in masks for edge in mask)
    places = sorted(edge for edge in edges if 0 <= edge <= len(text))
    starts = [begin for begin, _ in masks]
    for begin, end in pairwise(places):
        over = [severity for first, last, severity in stretches if first <= begin and end <= last]
        at = bisect_right(starts, begin) - 1
        is_mask = at >= 0 and end <= masks[at][1]
        yield Piece(text[begin:end], min(over, key=GRAVITY.index, default=""), is_mask)
    if past := [severity for begin, _, severity in stretches if begin >= len(text)]:
        yield Piece(" ", min(past, key=GRAVITY.index))


def _short(line: ShownLine) -> ShownLine:
    """Leave out the middle of long stretches that nothing is said about."""
    if sum(len(piece.text) for piece in line.pieces) <= LONG_LINE:
        return line
    return replace(line, pieces=tuple(short for piece in line.pieces for short in _cut(piece)))


def _cut(piece: Piece) -> Iterator[Piece]:
    most = 4 * KEPT if piece.severity else 2 * KEPT
    if len(piece.text) <= most:
        yield piece
        return
    yield replace(piece, text=piece.text[: most // 2])
    yield Piece(f" … {len(piece.text) - most} characters … ", is_cut=True)
    yield replace(piece, text=piece.text[-(most // 2) :])
