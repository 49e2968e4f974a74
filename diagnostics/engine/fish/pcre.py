"""The regular expressions of fish's `string match -r` and `replace -r` (PCRE2), where Python's are sure to be alike.

Both try alternatives from the left and give back what matched first; texts are ASCII, so classes mean the same.
"""

from __future__ import annotations

import re

from ..regexes import regex

_TOKEN = regex(
    r"(?P<open>\((?:\?:|\?P?<(?P<name>[A-Za-z_]\w*)>|(?!\?)))|(?P<shut>\))"
    r"|(?P<many>[*+?]\??(?![+?*])|\{\d{1,3}(?:,\d{0,3})?\}\??(?![+?*]))"
    r"|(?P<set>\[\^?\]?(?:\\[dwsDWStn\]\[\\^/.$-]|[^\]\[\\])*\])"
    r"|\\(?:[dwsDWSbtn]|[^\w\s])|[.^$|]|[^\\()\[\]{}*+?.^$|\n]"
)
_PIECE = regex(r"\$(?:(\d)(?!\d)|\{(\w+)\}|(\$))|[^$\\]+")
_MOST_WORK = 3_000_000  # steps that a text may ask for at the worst
_LONGEST = 400
_FREE = 4  # choices, `?` and `|`, that cost little: each doubles the ways at most


class Expression:
    """A compiled expression, and how many parts of it may repeat without end, or stand for as much work."""

    def __init__(self, pattern: re.Pattern[str], endless: int) -> None:
        self.pattern = pattern
        self.endless = endless

    def affords(self, text: str) -> bool:
        """Tell whether the expression may be held against a text, whatever stands in it."""
        return text.isascii() and "\n" not in text and (len(text) + 1) ** (self.endless + 1) <= _MOST_WORK


def expression(source: str, *, ignored: bool = False) -> Expression | None:
    """Return a compiled expression; None where Python may read it in another way, or for too long."""
    if len(source) > _LONGEST or not source.isascii():
        return None
    pieces: list[str] = []
    position = endless = choices = 0
    opened: list[tuple[int, int]] = []
    closed: tuple[int, int] | None = None  # how many of both stood before the group that ends here
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            return None
        token = found.group()
        before, closed = closed, None
        if found["open"]:
            opened.append((endless, choices))
            token = f"(?P<{found['name']}>" if found["name"] else token
        elif found["shut"]:
            if not opened:
                return None
            closed = opened.pop()
        elif found["many"]:
            if before is not None and before != (endless, choices) and token[0] != "?":
                return None  # repeated parts of a repeated part, or choices in one: too slow
            endless += token[0] != "?"
            choices += token[0] == "?"
        elif found["set"] and ("--" in token or "&&" in token or "[:" in token):
            return None
        choices += found.group() == "|"
        pieces.append(token)
        position = found.end()
    try:
        made = re.compile("".join(pieces), re.ASCII | (re.IGNORECASE if ignored else 0))
    except (re.error, OverflowError):
        return None
    starts = source.startswith("^") and "|" not in source  # it is tried in one place only
    return Expression(made, endless + max(choices - _FREE, 0) - starts)


def replacement(text: str) -> list[str | int] | None:
    """Return the pieces of a replacement, the groups as numbers or `<name>`; None where one is not read here."""
    pieces: list[str | int] = []
    position = 0
    while position < len(text):
        found = _PIECE.match(text, position)
        if found is None:
            return None
        if found[1] or (found[2] and found[2].isdigit()):
            pieces.append(int(found[1] or found[2]))
        elif found[2]:
            return None
        else:
            pieces.append("$" if found[3] else found.group())
        position = found.end()
    return pieces


def put(found: re.Match[str], pieces: list[str | int]) -> str:
    """Return what stands in the place of a match."""
    return "".join((found[one] or "") if isinstance(one, int) else one for one in pieces)
