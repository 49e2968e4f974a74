"""Stores of credentials inside a text that holds other things: a stored login in a post, a private key in a transcript.

Such a part is refused whole, as the file alone is: one mask remains on its first line, and its other lines stay as
empty ones, so that every line keeps its number. What the functions here do, `static/js/masking/secretstores.mjs` does
in the browser, name by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..records import dataclass
from .secretpatterns import BLANKS, FILES, MASK_RE, STRUCTURE, SecretFile

_MOST_ROUNDS = 8  # what was inside a store may have kept another from being seen
_LONGEST_BLOCK = 400  # lines of a private key
_LONGEST_LINE = 300  # characters in which a file may be named
_MOST_LINES = 20_000  # that objects within objects are read, all together
_INDENTS = " \t>"
_CLOSERS = " \t\r;,"
_CODE = ("{", "}", "[", "]", '"')
_AROUND_NAME = " \t\"'`<>()=*,;:"


@dataclass(frozen=True, slots=True)
class Store:
    """A store of credentials in a text, from offset `begin` up to `stop`."""

    begin: int
    stop: int
    file: SecretFile


def without_stores(text: str, put: Callable[[SecretFile, str], str]) -> str:
    """Return the text with `put(file, its text)` in the place of each store, and every line where it was."""
    for _ in range(_MOST_ROUNDS):
        found = _stores(text)
        if not found:
            break
        pieces: list[str] = []
        position = 0
        for store in found:
            held = text[store.begin : store.stop]
            pieces += [text[position : store.begin], put(store.file, held), "\n" * held.count("\n")]
            position = store.stop
        text = "".join((*pieces, text[position:]))
    return text


def _stores(text: str) -> list[Store]:
    """Return the stores in order, of nested ones the outermost."""
    has_block = "-----BEGIN " in text and "-----END " in text
    has_object = "{" in text and any(_may_be(file, text) for file in FILES)
    if not has_block and not has_object:
        return []
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    found = [*(_blocks(lines, starts) if has_block else ()), *(_objects(text, lines, starts) if has_object else ())]
    apart: list[Store] = []
    for store in sorted(found, key=lambda store: (store.begin, -store.stop)):
        if not apart or store.begin >= apart[-1].stop:
            apart.append(store)
    return apart


def _may_be(file: SecretFile, text: str) -> bool:
    return (file.name is not None and ".json" in text) or any(all(key in text for key in keys) for keys in file.keys)


def _blocks(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Store]:
    """Yield the private keys whose first and last line stand alone; a key that was cut off belongs to the next one.

    Where a mask stands between them, the key was masked piece by piece before, and stays so.
    """
    file = next(each for each in FILES if each.begins is not None)
    marks = [number for number, line in enumerate(lines) if "-----" in line]
    begins = [STRUCTURE["block_begin"].fullmatch(_inner(lines[number])) is not None for number in marks]
    ends = _first_others(begins)
    done = -1
    for index, first in enumerate(marks):
        last = marks[ends[index]] if begins[index] and ends[index] < len(marks) else -1
        if first <= done or last < 0 or last > first + _LONGEST_BLOCK:
            continue
        is_masked = any("‹" in line and MASK_RE.search(line) for line in lines[first + 1 : last])
        if not is_masked and STRUCTURE["block_end"].fullmatch(_inner(lines[last])):
            begin = starts[first] + _indent(lines[first])
            yield Store(begin, starts[last] + len(lines[last].rstrip(BLANKS)), file)
            done = last


def _first_others(begins: Sequence[bool]) -> list[int]:
    """Return for each place the next one behind it that does not begin a key; as many as there are: none does."""
    following = [len(begins)] * len(begins)
    for index in range(len(begins) - 2, -1, -1):
        following[index] = following[index + 1] if begins[index + 1] else index + 1
    return following


def _objects(text: str, lines: Sequence[str], starts: Sequence[int]) -> Iterator[Store]:
    """Yield the objects in JSON that are stores: on one line, or from a brace to the next below it at its indent."""
    opened: dict[str, int] = {}
    left = _MOST_LINES
    for number, line in enumerate(lines):
        indent = _indent(line)
        first = line[indent : indent + 1]
        if first == "{" and _begins_object(lines, number, indent):
            opened[line[:indent]] = number
        if first not in ("{", "}") or line[:indent] not in opened:
            continue
        body = line.rstrip(_CLOSERS)
        if first == "}" or body.endswith("}"):
            opener = opened.pop(line[:indent])
            left -= number - opener + 1
            if left < 0:
                return
            begin = starts[opener] + indent
            stop = starts[number] + (indent + 1 if first == "}" else len(body))
            file = _file(_named(lines, opener), text[begin:stop])
            if file is not None:
                yield Store(begin, stop, file)


def _begins_object(lines: Sequence[str], number: int, indent: int) -> bool:
    """Tell whether a brace opens an object in JSON: a key follows on the line, or begins the next one."""
    after = lines[number][indent + 1 :].strip(BLANKS)
    if not after and number + 1 < len(lines):
        after = _inner(lines[number + 1])
    return after.startswith('"')


def _file(name: str, text: str) -> SecretFile | None:
    return next((file for file in FILES if file.begins is None and file.is_(name, text)), None)


def _named(lines: Sequence[str], number: int) -> str:
    """Return the file that one of the two lines above names, fences and empty lines aside."""
    left = 2
    for above in range(number - 1, max(-1, number - 6), -1):
        line = _inner(lines[above][-_LONGEST_LINE:])
        if not line or line.startswith(("```", "~~~")):
            continue
        if line.startswith(_CODE):
            return ""
        name = _json_name(line)
        left -= 1
        if name or not left:
            return name
    return ""


def _json_name(line: str) -> str:
    """Return the last word of a line that ends in .json."""
    begin = line.rfind(".json")
    if begin == -1:
        return ""
    stop = begin + len(".json")
    while begin > 0 and line[begin - 1] not in _AROUND_NAME:
        begin -= 1
    return line[begin:stop]


def _indent(line: str) -> int:
    """Return how many blanks and marks of quotation a line begins with."""
    return len(line) - len(line.lstrip(_INDENTS))


def _inner(line: str) -> str:
    return line.lstrip(_INDENTS).rstrip(BLANKS)
