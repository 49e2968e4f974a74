"""Take rendered articles apart for excerpts: what is said in sentences, and lines of code. Pure: no database.

An article becomes lines: a paragraph, a point of a list, a row of a table, or, after a tab, a line of code. A blank
line parts its sections. What is set as code in a sentence stands between two control characters, which no article has.
"""

import html
import re
from collections.abc import Iterable

CODE = "\t"  # a line of code begins so
OPEN, CLOSE = "\x02", "\x03"  # around code within a sentence

_BLOCK = re.compile(r'<div class="codehilite">(.*?)</div>', re.DOTALL)
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?:"[^"]*"|[^"<>])*>')
_BLANKS = re.compile(r"\s+")
_CONTINUED = re.compile(r"\\\n\s*")
_MARKS = str.maketrans("", "", OPEN + CLOSE)
# Where a line ends. What is not here (emphasis, links) stands within a line.
_ENDS = frozenset({"p", "li", "ul", "ol", "br", "hr", "blockquote", "table", "thead", "tbody", "tr", "div", "pre"})
_CELLS = frozenset({"td", "th"})
_CELL = " · "


def passages(sections: Iterable[str], messages: Iterable[str] = ()) -> str:
    """Return an article as lines: its sections, each as `of_section` gave it, then its error messages, as code."""
    known = "\n".join(f"{CODE}{' '.join(message.split())}" for message in messages)
    return "\n\n".join(filter(None, (*sections, known)))


def of_section(rendered: str) -> str:
    """Return the lines of a section, of which `rendered` is the HTML that `markup` made."""
    lines: list[str] = []
    for at, part in enumerate(_BLOCK.split(rendered.translate(_MARKS))):
        lines += _code(part) if at % 2 else _sentences(part)
    return "\n".join(lines)


def without_marks(text: str) -> str:
    """Return the lines without what marks code within a sentence: the text as it is read."""
    return text.translate(_MARKS)


def _code(block: str) -> list[str]:
    """Return the lines of a block of code; a command that goes on in the next line is one."""
    text = _CONTINUED.sub("", html.unescape(_TAG.sub("", block)))
    return [f"{CODE}{line}" for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def _sentences(part: str) -> list[str]:
    text = _TAG.sub(_in_place_of, _BLANKS.sub(" ", part))
    lines = (html.unescape(line).strip().removesuffix(_CELL.rstrip()).strip() for line in text.split("\n"))
    return [_BLANKS.sub(" ", line) for line in lines if line]


def _in_place_of(tag: re.Match[str]) -> str:
    """Return what stands in the text where a tag stood."""
    is_end, name = bool(tag[1]), tag[2]
    if name == "code":
        return CLOSE if is_end else OPEN
    if name in _CELLS:
        return _CELL if is_end else ""
    return "\n" if name in _ENDS or name.startswith("h") else ""
