"""`${NAME:offset:length}`: a piece of a text or a list."""

from __future__ import annotations

from ..records import replace
from . import tree
from .control import failure
from .found import Found
from .machine import Machine
from .values import MASKED, Array, Table, Unknown, is_masked


def piece(m: Machine, part: tree.Parameter, found: Found) -> Found:
    """Return the characters or elements that `${NAME:offset:length}` asks for; an error where a shell takes offence."""
    from .calculating import arithmetic
    from .expansion import expand_text

    numbers: list[int | None] = []
    for word in (part.argument, part.replacement):
        if word is None:
            numbers.append(None)
            continue
        text = arithmetic(m, expand_text(m, word), part.begin)
        if isinstance(text, Unknown):
            return replace(found, value=text)
        numbers.append(int(text) if text.lstrip("-").isdigit() else 0)
    offset, length = numbers[0] or 0, numbers[1]
    if isinstance(found.value, Array | Table):
        items = found.items()
        if length is not None and length < 0 and _is_refused(m, found.value, part.name, offset, length):
            failure(m, part.begin, part.begin, "a piece of the list cannot have this length")
        if part.name in ("@", "*"):
            if offset == 0 or (not m.zsh and offset == -len(items) - 1):
                return replace(found, value=m.unknown(part.begin, "uses the name of the script"))
            offset -= 1 if offset > 0 else 0
        if isinstance(found.value, Array) and found.value.keys is not None:
            offset = offset + found.value.next_key if offset < 0 else offset
            items = tuple(item for key, item in found.value.pairs() if key >= offset)
            offset = 0
        begin, stop = _bounds(len(items), offset, length, zsh=m.zsh)
        return replace(found, value=Array(items[begin:stop]))
    text = found.value if isinstance(found.value, str) else ""
    if is_masked(text):
        return replace(found, value=Unknown(MASKED))
    within = m.zsh or offset <= len(text)  # bash asks first whether there is anything
    if length is not None and length < 0 and len(text) + length < offset and within:
        failure(m, part.begin, part.begin, "a piece of the value cannot have this length")
    begin, stop = _bounds(len(text), offset, length, zsh=m.zsh)
    return replace(found, value=text[begin:stop])


def _is_refused(m: Machine, value: Array | Table, name: str, offset: int, length: int) -> bool:
    """Tell whether the shell takes offence at the negative length of a piece of a list."""
    if m.zsh:
        return len(value.items) + length < offset
    size = (value.next_key if isinstance(value, Array) else len(value.items)) + (name in ("@", "*"))
    return -size <= offset <= size  # bash asks first whether there is anything


def _bounds(size: int, offset: int, length: int | None, *, zsh: bool) -> tuple[int, int]:
    begin = size + offset if offset < 0 else min(offset, size)
    if begin < 0 and not zsh:
        return 0, 0
    begin = max(begin, 0)  # zsh begins with the first, measured with 5.9
    if length is None:
        return begin, size
    return begin, max(begin, size + length) if length < 0 else min(size, begin + length)
