"""What zsh keeps of a match: MATCH, MBEGIN and MEND of the whole, match, mbegin and mend of its groups."""

from __future__ import annotations

from ..records import replace
from .machine import Machine
from .values import Array, Text, Unknown, Value, Var


def keep_match(
    m: Machine,
    whole: Text | None,
    groups: tuple[str, ...] | Unknown,
    begin: int,
    spans: tuple[tuple[int, int], ...] | None,
) -> None:
    """Put a match of zsh into MATCH and match, and where they begin and end, counted from 1, into their kin.

    Without a whole only the groups are put, as `(#b)` does; without `spans` the places are unknown.
    """
    exported = m.option("allexport")
    base = 0 if m.option("ksharrays") else 1
    unread = Unknown("where a pattern matched is not read here", True, True)
    if whole is not None:
        known = isinstance(whole, str) and spans is not None
        places = (str(begin + base), str(begin + base + len(str(whole)) - 1)) if known else (unread, unread)
        for name, text in (("MATCH", whole), ("MBEGIN", places[0]), ("MEND", places[1])):
            m.cells.put("v:" + name, Var(text, exported=exported, text_wins=True))
    if not groups:
        return  # measured: a pattern without groups leaves what the one before it matched
    held = replace(groups, many=True) if isinstance(groups, Unknown) else Array(groups)
    m.cells.put("v:match", Var(held, text_wins=True))
    for name, side in (("mbegin", 0), ("mend", 1)):
        value: Value = replace(unread, many=True)
        if spans is not None:
            shifts = ((base if side == 0 else base - 1) for _ in spans)
            value = Array(
                tuple(str(one[side] + by) if one[0] >= 0 else "-1" for one, by in zip(spans, shifts, strict=True))
            )
        m.cells.put("v:" + name, Var(value, text_wins=True))
