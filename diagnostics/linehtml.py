"""Lines of a text as HTML. Written here and not by a template, which takes ten times as long over 10,000 lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from .shownlines import Fold, ShownLine, Underline

MANY = 1_000  # a number of four digits needs a wider margin on a phone


def lines_html(lines: Iterable[ShownLine | Fold], *, labels: bool) -> str:
    """Return the lines as a list: with what is said about each place below it, or else with a link to its finding."""
    shown = tuple(lines)
    many = " lines--many" if _last_number(shown) >= MANY else ""
    return f'<div class="lines{many}"><ol class="lines__list">{"".join(_items(shown, labels))}</ol></div>'


def _last_number(lines: Sequence[ShownLine | Fold]) -> int:
    last = lines[-1] if lines else ShownLine(0)
    return last.lines[-1].number if isinstance(last, Fold) else last.number


def code_html(text: object) -> str:
    """Return a text escaped, with what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(str(text)))


def _items(lines: Iterable[ShownLine | Fold], labels: bool) -> Iterator[str]:
    for line in lines:
        if isinstance(line, Fold):
            yield _fold(line)
        elif line.number:
            yield _item(line, labels)
        else:
            yield '<li class="line line--gap" aria-label="Lines left out">⋮</li>'


def _fold(fold: Fold) -> str:
    """Return lines about which nothing is said, as lean as a list can be: of a long file they are nearly all."""
    first, last = fold.lines[0].number, fold.lines[-1].number
    lines = "".join(f'<li id="{escape(line.anchor)}">{_text(line)}</li>' for line in fold.lines)
    return (
        f'<li class="line-fold"><details><summary>Lines {first:,} to {last:,}: nothing to say</summary>'
        f'<ol class="lines__rest" start="{first}">{lines}</ol></details></li>'
    )


def _item(line: ShownLine, labels: bool) -> str:
    marks = line.underlines
    marked = " line--marked" if marks else ""
    anchor = f' id="{escape(line.anchor)}"' if line.anchor else ""
    said = (_notes if labels else _links)(marks) if marks else ""
    return (
        f'<li class="line{marked}"{anchor}><span class="line__number">{line.number}</span>'
        f'<code class="line__text">{_text(line)}</code>{said}</li>'
    )


def _text(line: ShownLine) -> str:
    return "".join(_piece(piece.text, piece.classes) for piece in line.pieces)


def _piece(text: str, classes: str) -> str:
    return f'<span class="{classes}">{escape(text)}</span>' if classes else escape(text)


def _notes(marks: Sequence[Underline]) -> str:
    return "".join(
        f'<span class="line__note line__note--{mark.severity if mark.is_primary else "related"}">'
        f"{code_html(mark.text)}</span>"
        for mark in marks
        if mark.text
    )


def _links(marks: Sequence[Underline]) -> str:
    return "".join(
        f'<a class="line__link line__link--{mark.severity}" href="{escape(mark.href)}">'
        f"{escape(mark.label)}{'' if mark.is_primary else ', related'}</a>"
        for mark in marks
    )
