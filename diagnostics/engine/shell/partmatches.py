"""zsh's flags (S), (R), (M), (B), (E) and (N) before `#` and `%`: any piece of a value, its rest, and where it stands.

Measured with 5.9: what is asked for comes in the order matched piece, rest, begin, end, length, with blanks between;
where nothing matches, that is the empty piece at the front.
"""

from __future__ import annotations

from .patterns import Pattern
from .values import MASKED, Text, Unknown, is_masked


def trimmed(text: str, pattern: Pattern | Unknown, operator: str, letters: str, unread: Unknown) -> Text:
    """Return what `${(flags)NAME<operator>pattern}` gives; `unread` where that is not known."""
    if isinstance(pattern, Unknown):
        return pattern
    if is_masked(pattern.text):
        return Unknown(MASKED)
    if pattern.remembers or "I" in letters:
        return unread
    longest = len(operator) == 2
    if "S" in letters:
        found = pattern.occurrence(text, 0, longest=longest, last=operator[0] == "%")
    elif operator[0] == "#":
        end = pattern.prefix(text, longest=longest)
        found = None if end is None else (0, end)
    else:
        begin = pattern.suffix(text, longest=longest)
        found = None if begin is None else (begin, len(text))
    numbers = [letter for letter in "BEN" if letter in letters]
    if found and found[0] == found[1] and numbers and found[0]:
        return unread  # an empty piece somewhere: not measured
    begin, end = found or (0, 0)
    pieces = [text[begin:end]] if "M" in letters else []
    if "R" in letters or not ("M" in letters or numbers):
        pieces.append(text[:begin] + text[end:])
    places = {"B": begin + 1, "E": end + 1, "N": end - begin}
    return " ".join((*pieces, *(str(places[letter]) for letter in numbers)))
