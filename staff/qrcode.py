"""A QR code as one SVG path, so that a template can draw it without inline style and without a file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white around it, which the standard asks for


@dataclass(frozen=True, slots=True)
class QrCode:
    """The side in modules, quiet zone included, and the path of the dark modules."""

    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of a text."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(matrix, QUIET):
        x = QUIET
        for is_dark, group in groupby(row):
            length = len(list(group))
            if is_dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return QrCode(len(matrix) + 2 * QUIET, "".join(runs))
