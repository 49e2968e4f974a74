"""The way of a request as a drawing: file line → variable → header → host → payer, from top to bottom.

Pure: lays out boxes and arrows in the drawing's own units; the template writes SVG, the style sheet colours it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

COLUMN, GAP, MARGIN = 188, 14, 2  # widths
LINE, PAD = 17, 9  # a line of text, and the space above and below the text of a box
STEP = 24  # the length of an arrow
NARROW, RAIL, GUTTER = 288, 8, 26  # width of the narrow drawing; where its rail runs; where its boxes begin
CANNOT_TELL = "cannot tell"
CHARACTER = 7.3  # of the fixed-width font at 12 units, and a little more than the other font's at 13


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text in a box and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """One station: `kind` is line, variable, header, host, payer, or unknown: a payer who cannot be told."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one station to the next, pointing down; without a head where it joins another."""

    path: str
    head: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it; `description` says the same in words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Strand:
    """One thing that a line decides: a header's value, or the address."""

    line: str  # "line 3", or nothing where no line of these files sets it
    source: str  # "ANTHROPIC_API_KEY" · "your subscription’s login"
    target: str  # "header x-api-key" · "address"


def draw(strands: Sequence[Strand], host: str, payer: str) -> Drawing:
    """Return the drawing of a request that is sent; at least as wide as one column."""
    columns = max(1, len(strands))
    width = columns * COLUMN + (columns - 1) * GAP + 2 * MARGIN
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    middles = [MARGIN + COLUMN / 2 + number * (COLUMN + GAP) for number in range(len(strands))]
    y = float(MARGIN)
    for row, kind in enumerate(("line", "variable", "header")):
        texts = [(strand.line, strand.source, strand.target)[row] for strand in strands]
        height = max((_height(_wrap(text, COLUMN)) for text in texts if text), default=0)
        if not height:
            continue
        for number, text in enumerate(texts):
            if text:
                boxes.append(_box(kind, _wrap(text, COLUMN), middles[number], y, COLUMN, height))
                arrows.append(_arrow(middles[number], y + height, middles[number], y + height + STEP))
        y += height + STEP
    # The arrows of the last row go on to the host, wherever their column stands.
    y = _ending(boxes, arrows, host, payer, width, y)
    return Drawing(width, int(y) + MARGIN, tuple(boxes), tuple(arrows), _description(strands, host, payer))


def draw_narrow(strands: Sequence[Strand], host: str, payer: str) -> Drawing:
    """Return the same for a phone: a box for each strand, one below the other, and a rail from all to the host."""
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    y = float(MARGIN)
    room = NARROW - GUTTER - MARGIN
    for strand in strands:
        source = f"{strand.line}: {strand.source}" if strand.line else strand.source
        lines = [*_wrap(source, room), *_wrap(f"→ {strand.target}", room)]
        boxes.append(_box("variable", lines, GUTTER + room / 2, y, room, _height(lines)))
        middle = y + _height(lines) / 2
        arrows.append(Arrow(f"M{GUTTER} {middle:g}H{RAIL}", ""))
        y += _height(lines) + GAP
    if strands:
        first = MARGIN + boxes[0].height / 2
        arrows.append(_arrow(RAIL, first, RAIL, y + STEP - GAP))
        y += STEP - GAP
    y = _ending(boxes, arrows, host, payer, NARROW, y)
    return Drawing(NARROW, int(y) + MARGIN, tuple(boxes), tuple(arrows), _description(strands, host, payer))


def _ending(boxes: list[Box], arrows: list[Arrow], host: str, payer: str, width: int, y: float) -> float:
    """Add the host and the payer below what is drawn, as wide as the drawing; return where they end."""
    whole = width - 2 * MARGIN
    for text, kind in ((host, "host"), (payer, "unknown" if payer == CANNOT_TELL else "payer")):
        lines = _wrap(text, whole)
        boxes.append(_box(kind, lines, width / 2, y, whole, _height(lines)))
        y += _height(lines)
        if kind == "host":
            arrows.append(_arrow(width / 2, y, width / 2, y + STEP))
            y += STEP
    return y


def _description(strands: Sequence[Strand], host: str, payer: str) -> str:
    parts = [
        f"{strand.source}{f' ({strand.line})' if strand.line else ''} gives the {strand.target}." for strand in strands
    ]
    return " ".join([*parts, f"The request goes to {host}.", f"Who pays: {payer}."])


def _box(kind: str, lines: Sequence[str], middle: float, y: float, width: float, height: float) -> Box:
    top = y + (height - len(lines) * LINE) / 2 + LINE * 0.76
    words = tuple(Words(middle, round(top + number * LINE, 1), line) for number, line in enumerate(lines))
    return Box(kind, middle - width / 2, y, width, height, words)


def _height(lines: Sequence[str]) -> float:
    return len(lines) * LINE + 2 * PAD


def _arrow(x1: float, y1: float, x2: float, y2: float) -> Arrow:
    return Arrow(f"M{x1:g} {y1:g}L{x2:g} {y2 - 6:g}", f"M{x2 - 4:g} {y2 - 7:g}h8l-4 6z")


def _wrap(text: str, width: float) -> list[str]:
    """Return the text in lines that fit; names break after `_`, `-`, `.`, `/` or `:`, and at worst anywhere."""
    most = max(8, int((width - 2 * PAD) / CHARACTER))
    lines = [""]
    for piece in re.findall(r"[^\s_\-./:]*[_\-./:]+|[^\s_\-./:]+|\s+", text):
        for part in (piece[at : at + most] for at in range(0, len(piece), most)):
            if len((lines[-1] + part).rstrip()) <= most:
                lines[-1] += part
            else:
                lines.append(part.lstrip())
    return [line.strip() for line in lines if line.strip()] or [""]
