"""What a reader writes may hold a key. Whoever knows secrets registers how they are masked; kb itself knows none.

Until somebody has registered, free text is not kept at all.
"""

from collections.abc import Callable

_maskers: list[Callable[[str], str]] = []


def register(mask: Callable[[str], str]) -> None:
    """Have every free text go through this function before it is kept."""
    if mask not in _maskers:
        _maskers.append(mask)


def discreet(text: str) -> str:
    """Return a text with its secrets masked; nothing where nobody can mask."""
    if not _maskers:
        return ""
    for mask in _maskers:
        text = mask(text)
    return text


Finder = Callable[[str], tuple[str, tuple[int, ...]]]
_finders: list[Finder] = []


def register_keys(find: Finder) -> None:
    """Have what staff write go through this function: it masks real keys and returns their lines."""
    if find not in _finders:
        _finders.append(find)


def without_keys(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text of staff with real keys masked, and the lines on which they stood; dummies stay."""
    lines: set[int] = set()
    for find in _finders:
        text, found = find(text)
        lines |= set(found)
    return text, tuple(sorted(lines))
