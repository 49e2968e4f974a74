"""What programs do to lines that hold masked values: a mask goes through whole, as one character that is a letter.

A key has neither a quote nor a blank, and no `#` at its beginning; so what looks at words or at how a line begins finds
the same in the key itself. What looks for a text anywhere finds it in the rest of the line, and is not asked otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..regexes import regex
from .buffer import MASK

STAND_IN = "\ue110"
_NAME = regex(r"\^?[A-Z][A-Z0-9_]{5,}=?")  # no key has such a text in it
# Remarks and empty lines, as people look for them.
_REMARKS = frozenset(
    (
        *("^#", "^#.*", "^#.*$", "^ *#", "^ *#.*", "^[#;]", r"^\s*#", r"^\s*#.*", "^[[:space:]]*#", r"^(#.*)?$"),
        *("^$", r"^\s*$", "^#|^$", r"^#\|^$", r"^\s*#|^\s*$", "^(#|$)", r"^\s*(#|$)", r"^[[:space:]]*(#|$)"),
    )
)


def kept_whole(text: str, change: Callable[[str], str | None]) -> str | None:
    """Return what a change makes of a text, in which a letter stands for each mask; None where that is not known."""
    if STAND_IN in text:
        return None
    masks = MASK.findall(text)
    changed = change(MASK.sub(STAND_IN, text))
    if changed is None or changed.count(STAND_IN) > len(masks):
        return None
    places = iter(masks)
    if changed.count(STAND_IN) == len(masks):
        return re.sub(STAND_IN, lambda _: next(places), changed)
    # Some lines were left out: it is told by their beginnings which.
    return _with_masks_of(text, changed)


def _with_masks_of(text: str, changed: str) -> str | None:
    """Put the masks back into lines of which others are gone; None where it is not known which are left."""
    before: dict[str, list[str]] = {}
    for line in text.split("\n"):
        before.setdefault(MASK.sub(STAND_IN, line), []).append(line)
    after = changed.split("\n")
    for line in {line for line in after if STAND_IN in line}:
        same = before.get(line, [])
        if len(same) != after.count(line) and len(set(same)) != 1:
            return None
    return "\n".join(before[line].pop(0) if STAND_IN in line else line for line in after)


def is_remark_pattern(pattern: str) -> bool:
    """Tell whether a pattern of grep looks for remarks or empty lines."""
    return pattern in _REMARKS


def looks_for_name(pattern: str) -> bool:
    """Tell whether a pattern of grep is the name of a variable, which no key has in it."""
    return _NAME.fullmatch(pattern) is not None


def python_pattern(pattern: str) -> str:
    """Return a pattern for remarks in the language of this program."""
    return pattern.replace("[[:space:]]", r"\s").replace(r"\|", "|")


def words_of_xargs(text: str) -> list[str] | None:
    """Return the words that `xargs` takes from a text: parted by blanks, without their quotes; None for an error."""
    words: list[str] = []
    for line in text.split("\n"):
        for word in _words(line):
            if word is None:
                return None
            words.append(word)
    return words


def _words(line: str) -> Iterator[str | None]:
    word, open_word, at = "", False, 0
    while at < len(line):
        char = line[at]
        if char in " \t":
            if open_word:
                yield word
            word, open_word = "", False
        elif char in "\"'":
            end = line.find(char, at + 1)
            if end < 0:  # xargs: unmatched quote
                yield None
                return
            word, open_word, at = word + line[at + 1 : end], True, end
        elif char == "\\":
            at += 1
            if at >= len(line):  # the line goes on, which is not followed here
                yield None
                return
            word, open_word = word + line[at], True
        else:
            word, open_word = word + char, True
        at += 1
    if open_word:
        yield word
