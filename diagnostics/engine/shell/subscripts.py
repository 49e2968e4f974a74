"""`$NAME[…]` and `${NAME[…]}`: elements of arrays and tables, in zsh also characters of a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..environment import ProblemKind
from ..records import replace
from ..regexes import regex
from . import tree
from .control import Signal
from .found import Found
from .machine import Machine
from .values import MASKED, Array, Table, Unknown, Value, is_masked

if TYPE_CHECKING:
    from .patterns import Pattern

_FLAGS = regex(r"\(([rRiIkKewn]+)\)(.*)", re.DOTALL)
_RANGE = regex(r"\A\([A-Za-z]+\)[^,]*,|,\([A-Za-z]+\)")


def subscripted(m: Machine, found: Found, part: tree.Parameter, name: str) -> Found:
    """Return the elements that the part's subscript chooses; without one, what the bare name stands for."""
    value = found.value
    subscript = part.subscript
    if subscript is None:
        if isinstance(value, Array | Table) and not found.separate and not found.starred and not m.zsh and name:
            return replace(found, value=value.get(0) if isinstance(value, Array) else value.get("0"))
        if isinstance(value, Array) and m.zsh and m.option("ksharrays") and name not in ("@", "*", ""):
            return replace(found, value=value.items[0] if value.items else None)
        if isinstance(value, Table) and m.zsh and m.option("ksharrays"):
            return replace(found, value=value.items[0][1] if value.items else None)
        if m.zsh and "@" in part.flags.split(":")[0].split(".")[0]:
            value = _keys_or_values(value, part) if isinstance(value, Table) else value
            return replace(found, value=value, separate=True)
        return replace(found, value=_keys_or_values(value, part)) if isinstance(value, Table) else found
    raw = subscript.raw
    if raw in ("@", "*"):
        one_text = (m.zsh and "#" in part.prefixes) or part.operator[:1] == ":"  # of a text, these take characters
        if isinstance(value, str) and not one_text:
            value = Array((value,))
        if value is None and not m.zsh:
            value = Array()
        if isinstance(value, Table):
            value = _keys_or_values(value, part)
        if isinstance(value, Unknown):
            value = replace(value, many=True)
        return replace(found, value=value, separate=raw == "@", starred=raw == "*")
    if isinstance(value, Unknown):
        return replace(found, value=value)
    chosen = _choose(m, value, subscript, part)
    letters = part.flags.split(":")[0].split(".")[0]
    if "k" in letters and "v" not in letters and isinstance(value, Table) and not raw.startswith("("):
        from .expansion import expand_text

        key = expand_text(m, subscript, tilde=False)
        chosen = key if chosen is not None else None
    return replace(found, value=chosen)


def _keys_or_values(value: Table, part: tree.Parameter) -> Array:
    letters = part.flags.split(":")[0].split(".")[0]
    if "k" in letters and "v" in letters:
        return Array(tuple(text for key, item in value.items for text in (key, item)))
    if "k" in letters:
        return Array(tuple(key for key, _ in value.items))
    return Array(tuple(text for _, text in value.items))


def _choose(m: Machine, value: Value, subscript: tree.Word, part: tree.Parameter) -> Value:
    from .expansion import expand_text

    text = expand_text(m, subscript, tilde=False)
    if isinstance(text, Unknown):
        return Unknown(text.why, line=text.line)  # whatever is known of the place says nothing of what stands there
    flags = _FLAGS.match(text) if m.zsh else None
    if not flags and m.zsh and re.match(r"\([A-Za-z]", text) and not isinstance(value, Table):
        return m.unknown(part.begin, "chooses a part in a way that is not read here")
    if m.zsh and "," in subscript.raw and not isinstance(value, Table) and _RANGE.search(text):
        return _searched_range(m, value, text, subscript.raw, part)
    if flags:
        return _search(m, value, flags.group(1), flags.group(2), part)
    if isinstance(value, Table):
        if m.zsh and re.match(r"\([A-Za-z]+:", text):
            return m.unknown(part.begin, "chooses a part in a way that is not read here")
        return value.get(text.strip("\"'") if m.zsh else text)
    if m.zsh:
        return _zsh(m, value, text, part.begin)
    index = _index(m, text, part.begin)
    if isinstance(index, Unknown):
        return index
    if not isinstance(value, Array):
        return value if index == 0 else None
    m.budget.spend(1 + len(value.items) // 32)
    loose = next((at for at, item in enumerate(value.items) if isinstance(item, Unknown) and item.many), None)
    if loose is not None and not (value.keys is None and 0 <= index < loose):
        return value.items[loose]
    return value.get(index)


def _searched_range(m: Machine, value: Value, text: str, raw: str, part: tree.Parameter) -> Value:
    """`${NAME[(r)first,last]}` and `${NAME[2,(r)last]}`: from what matches, or up to it.

    Measured with zsh 5.9: `(i)` in the first place ends the file, a comma that an expansion brings parts nothing.
    """
    if re.match(r"\([A-Za-z]*[iI]", text):
        m.status = 1
        reason = "zsh stops reading the file here: the place of a match cannot begin a range."
        m.problem(ProblemKind.ABORTS_FILE, *m.statement, reason)
        raise Signal("abort")
    bounds = []
    for bound in text.split(","):
        flags = _FLAGS.match(bound)
        if flags is None:
            bounds.append(bound)
            continue
        letters = flags[1].lower()
        last = flags[1] in ("R", "I")
        asked = replace(part, flags="", prefixes="")
        at = _search(m, value, "I" if last else "i", flags[2], asked) if letters in ("i", "r") else None
        bounds.append(at if isinstance(at, str) else "")
    if len(bounds) != 2 or text.count(",") != raw.count(",") or "" in bounds or "\\" in raw:
        return m.unknown(part.begin, "chooses a part in a way that is not read here")
    return _zsh(m, value, ",".join(bounds), part.begin)


def _index(m: Machine, text: str, begin: int) -> int | Unknown:
    from .calculating import calculate

    number = calculate(m, text, begin, fatal=True)
    return number if isinstance(number, Unknown) else int(number)


def _zsh(m: Machine, value: Value, text: str, begin: int) -> Value:
    first, comma, last = text.partition(",")
    start = _index(m, first, begin)
    stop = _index(m, last, begin) if comma else start
    if isinstance(start, Unknown):
        return start
    if isinstance(stop, Unknown):
        return stop
    base = 0 if m.option("ksharrays") else 1
    if isinstance(value, Array):
        size = len(value.items)
        loose = next((item for item in value.items if isinstance(item, Unknown) and item.many), None)
        if loose:
            position = next(i for i, item in enumerate(value.items) if item is loose)
            if start < 0 or stop < 0 or max(start, stop) - base >= position:
                return loose
    elif isinstance(value, str):
        if is_masked(value):
            return Unknown(MASKED)
        size = len(value)
    else:
        return None
    start = size + start if start < 0 else start - base
    stop = size + stop if stop < 0 else stop - base
    if not comma:
        if isinstance(value, Array):
            return value.items[start] if 0 <= start < size else None
        return value[start] if 0 <= start < size else ""
    cut = slice(max(start, 0), max(stop + 1, 0))
    return Array(value.items[cut]) if isinstance(value, Array) else value[cut]


def _search(m: Machine, value: Value, flags: str, wanted: str, part: tree.Parameter) -> Value:
    """`${NAME[(r)pattern]}` and its kin; places count from 0 under `ksharrays`, and none found is 0 in either case."""
    found = _found(m, value, flags, wanted, part)
    if "i" in flags.lower() and isinstance(value, str | Array) and isinstance(found, str) and m.option("ksharrays"):
        return str(max(0, int(found) - 1))
    return found


def _found(m: Machine, value: Value, flags: str, wanted: str, part: tree.Parameter) -> Value:
    exact = "e" in flags
    if flags == "e":  # what stands behind it means itself, as it does without
        return value.get(wanted) if isinstance(value, Table) else _zsh(m, value, wanted, part.begin)
    from .patternnodes import Piece
    from .patterns import Pattern

    pattern = Pattern([Piece(wanted, not exact)], m.budget, zsh=True)
    if isinstance(value, Table) and ("k" in flags or "K" in flags):
        return _by_key_patterns(m, value, flags, wanted, part)
    if value is None or (flags == "w" and isinstance(value, Table) and value.get(wanted) is None):
        return None
    if isinstance(value, str) and (inside := _inside(m, value, flags, wanted, pattern)) is not None:
        return inside
    if flags == "w" and isinstance(value, Array):
        return _zsh(m, value, wanted, part.begin)  # it has its words already
    if "w" in flags or "n" in flags or not isinstance(value, Array | Table):
        return m.unknown(part.begin, "searches inside a value")
    pairs = value.items if isinstance(value, Table) else tuple((str(i + 1), item) for i, item in enumerate(value.items))
    if any(isinstance(item, Unknown) for _, item in pairs):
        return m.unknown(part.begin, "searches among values that are not known")
    by_key = isinstance(value, Table) and any(c in flags for c in "iI")
    keys_wanted = any(c in flags for c in "iI") or "k" in part.flags
    hits = [(key, item) for key, item in pairs if pattern.matches(key if by_key else str(item))]
    if "R" in flags or "I" in flags:
        if isinstance(value, Table):
            if "k" in part.flags and "v" in part.flags:
                return Array(tuple(text for pair in hits for text in pair))
            return Array(tuple(key if keys_wanted else item for key, item in hits))
        hits = hits[::-1]
    if not hits:
        if isinstance(value, Array) and keys_wanted:
            return str(len(pairs) + 1) if "i" in flags else "0"
        return None if isinstance(value, Array) else ""  # measured: an element that is not there, but of a table it is
    return hits[0][0] if keys_wanted else hits[0][1]


def _by_key_patterns(m: Machine, value: Table, flags: str, wanted: str, part: tree.Parameter) -> Value:
    """`${TABLE[(k)text]}`: the keys are patterns, and the text is what they are held against."""
    from .patternnodes import Piece
    from .patterns import Pattern

    hits = [
        (key, item)
        for key, item in value.items
        if (key == wanted if "e" in flags else Pattern([Piece(key, True)], m.budget, zsh=True).matches(wanted))
    ]
    if "K" in flags or len(hits) > 1:
        return m.unknown(part.begin, "searches among keys that are patterns", many="K" in flags)
    if not hits:
        return ""
    return hits[0][0] if "k" in part.flags and "v" not in part.flags else hits[0][1]


def _inside(m: Machine, text: str, flags: str, wanted: str, pattern: Pattern) -> Value:
    """Return a word of a text, `[(w)2]`, or where a pattern begins in it, `[(i)x]`; None for anything else."""
    if is_masked(text):
        return Unknown(MASKED)
    if flags == "w" and re.fullmatch(r"-?[1-9]\d?", wanted):
        words = text.split()
        number = min(int(wanted) - (wanted[0] != "-"), len(words) - 1)
        return words[number] if -len(words) <= number else None
    if flags not in ("i", "I", "ie", "ei", "Ie", "eI") or not wanted:
        return None
    places = range(len(text)) if "i" in flags else range(len(text) - 1, -1, -1)
    m.budget.spend(1 + len(text) * (1 + len(wanted)) // 16)
    found = (place for place in places if pattern.prefix(text[place:], longest=False) is not None)
    return str(next(found, len(text) if "i" in flags and text else -1) + 1)
