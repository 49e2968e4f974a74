"""What is known of a value: its text, or why it cannot be known; and the cells in which a shell keeps values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

from ..records import dataclass, field, replace
from ..regexes import regex
from ..source import Span
from . import tree
from .buffer import MASK


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines that are known, in an order that is not: see `listings`."""

    text: str = field(repr=False)
    rest: bool = False  # there may be others
    elsewhere: bool = False  # … which name variables that the text does not set
    session: str = field(default="", repr=False)  # what a shell adds by itself


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not show. `why` is a phrase for people; `filled`: not empty in any case."""

    why: str
    filled: bool = False
    is_set: bool = False
    many: bool = False  # stands for any number of words
    line: str = ""  # the line that makes it unknown, for "depending on line 2"
    sets: str = ""  # the variables that this text sets when it is run, where a well-known program prints it
    place: str = ""  # the path, written with ~, of a file below a home folder that is not known
    listing: Listing | None = None  # the lines, where only their order is not known
    code: str = field(default="", repr=False)  # what does the same when it is run: a function that is printed
    elsewhere: bool = False  # the name of a variable that the text does not set
    unsets: Listing | None = None  # `unset` with these words behind it


class Roughly(int):
    """A status of which only is known that it is not 0: a program that failed may say any other number."""

    __slots__ = ()


ASSIGNED = regex(r"(?<![\w$])([A-Za-z_]\w*)\+?=", re.ASCII)
MASKED = "the value is masked"
Text = str | Unknown


@dataclass(frozen=True, slots=True)
class Array:
    """The elements of an array, in order; `keys` where bash left holes between them."""

    items: tuple[Text, ...] = ()
    keys: tuple[int, ...] | None = None

    @classmethod
    def of(cls, pairs: Sequence[tuple[int, Text]]) -> Array:
        """Return the array of (index, element), sorted by index."""
        keys = tuple(key for key, _ in pairs)
        return cls(tuple(item for _, item in pairs), None if keys == tuple(range(len(keys))) else keys)

    def pairs(self) -> Iterator[tuple[int, Text]]:
        """Yield each element with its index."""
        return zip(self.keys, self.items, strict=True) if self.keys is not None else enumerate(self.items)

    @property
    def next_key(self) -> int:
        """The index behind the last element."""
        return (self.keys[-1] + 1 if self.keys else 0) if self.keys is not None else len(self.items)

    def get(self, index: int) -> Text | None:
        """Return the element at an index, or None; a negative index counts from the end."""
        index = self.next_key + index if index < 0 else index
        if self.keys is not None:
            return self.items[self.keys.index(index)] if index in self.keys else None
        return self.items[index] if 0 <= index < len(self.items) else None


@dataclass(frozen=True, slots=True)
class Table:
    """An associative array."""

    items: tuple[tuple[str, Text], ...] = ()

    def get(self, key: str) -> Text | None:
        """Return the value under a key, or None."""
        return dict(self.items).get(key)


def in_bash_order(items: Mapping[str, Text]) -> tuple[tuple[str, Text], ...]:
    """Return the elements of a table as bash 5 lists them: by the hash of their keys (measured with 5.2)."""
    return tuple(sorted(items.items(), key=lambda pair: _hash(pair[0])))


def _hash(key: str) -> int:
    number = 2166136261
    for byte in key.encode("utf-8", "surrogateescape"):
        number = (number * 16777619 & 0xFFFFFFFF) ^ byte
    return number & 1023


def in_zsh_order(before: Table, pairs: Iterable[tuple[str, Text]]) -> Table:
    """Return a table with pairs added, its elements as zsh lists them: by the hash of their keys (hashtable.c, 5.9).

    A new key comes first in its bucket; the buckets become four times as many once there are two keys for each.
    """
    items, size = dict(before.items), 17
    while len(items) >= 2 * size:
        size *= 4
    buckets: dict[int, list[str]] = {}
    for key in items:
        buckets.setdefault(_zsh_hash(key) % size, []).append(key)
    for key, text in pairs:
        if key not in items:
            buckets.setdefault(_zsh_hash(key) % size, []).insert(0, key)
            if len(items) + 1 >= 2 * size:
                size *= 4
                listed = [key for number in sorted(buckets) for key in buckets[number]]
                buckets = {}
                for each in listed:
                    buckets.setdefault(_zsh_hash(each) % size, []).insert(0, each)
        items[key] = text
    return Table(tuple((key, items[key]) for number in sorted(buckets) for key in buckets[number]))


def _zsh_hash(key: str) -> int:
    number = 0
    for byte in key.encode("utf-8", "surrogateescape"):
        number = (number * 33 + byte) & 0xFFFFFFFF
    return number


Value = Text | Array | Table | None


@dataclass(frozen=True, slots=True)
class Line:
    """Where a variable was touched before: the newest first."""

    span: Span
    earlier: Line | None = None


Way = tuple[Value, bool | None, Span | None]  # what a variable may be: value, exported, where that is set


@dataclass(slots=True)  # never changed, but made so often that a frozen one is too slow
class Var:
    """A variable, an alias, an option or a file's text: a value and its flags. `value` None means unset."""

    value: Value = field(default=None, repr=False)
    exported: bool | None = False
    readonly: bool = False
    integer: int = 0  # base, 0 = no integer
    decimals: str = ""  # float: "E10", "F2"
    case: str = ""  # "u" or "l"; "?": not the same on all ways here
    unique: str = ""  # which assignments take repeats out: "s" those to a scalar, "a" those to an array
    reference: bool = False
    tied: str = ""  # zsh: the array of this scalar, or the other way round
    separator: str = ":"
    set_at: Span | None = None
    value_span: Span | None = None
    history: Line | None = None
    maybe_unset: bool = False  # with an unknown value
    depends: str = ""  # why it is not known whether it is exported
    text_wins: bool = False  # assigned by the text, not inherited
    local: bool = False
    pad: str = ""  # zsh: how it shows, "L4", "Z3"
    ways: tuple[Way, ...] = field(default=(), compare=False)  # with an unknown value: what it is on each way
    declared: bool = False  # zsh: `export NAME` alone makes it empty, but gives it to nobody

    def assigned(
        self, value: Value, exported: bool | None, place: tuple[Span, Span | None], history: Line | None, depends: str
    ) -> Var:
        """Return the variable with a value that the text gives it."""
        return Var(
            value,
            exported,
            self.readonly,
            self.integer,
            self.decimals,
            self.case,
            self.unique,
            self.reference,
            self.tied,
            self.separator,
            place[0],
            place[1],
            history,
            False,
            depends,
            True,
            self.local,
            self.pad,
        )


@dataclass(slots=True)
class Routine:
    """A function: what it does and where that stands."""

    body: tree.Command | None  # None: unknown
    source: Source
    why: str = ""
    others: tuple[Routine, ...] = ()  # what it may be besides
    absent: bool = False  # it may not be defined at all
    written: tuple[str, int, int] | None = None  # the text that the body stands in, and where

    @property
    def text(self) -> str | None:
        """The body as written; None where it is not known."""
        if self.written is None or self.body is None or self.others or self.absent:
            return None
        text, begin, stop = self.written
        return text[begin:stop].strip() if stop - begin < 20_000 else None


@dataclass(frozen=True, slots=True)
class Source:
    """The text that statements stand in, as far as spans go: a document, or one place in it."""

    locate: Callable[[int, int], Span]
    name: str
    script: Text = ""  # the path under which it is read: bash's BASH_SOURCE, zsh's %x


Cell = Var | Routine


def is_masked(text: str) -> bool:
    """Tell whether the text holds a masked value."""
    return "‹" in text and MASK.search(text) is not None


class Cells:
    """All that a shell remembers, by key, with a journal, so that a branch can be run and taken back."""

    def __init__(self) -> None:
        self.values: dict[str, Cell] = {}
        self.journal: list[tuple[str, Cell | None]] = []

    def get(self, key: str) -> Cell | None:
        """Return what is kept under a key."""
        return self.values.get(key)

    def put(self, key: str, cell: Cell | None) -> None:
        """Keep a cell under a key; None removes it."""
        self.journal.append((key, self.values.get(key)))
        if cell is None:
            self.values.pop(key, None)
        else:
            self.values[key] = cell

    def mark(self) -> int:
        """Return a place in the journal to come back to."""
        return len(self.journal)

    def before(self, mark: int) -> dict[str, Cell | None]:
        """Return what stood at `mark` under every key that was changed since."""
        old: dict[str, Cell | None] = {}
        for key, cell in self.journal[mark:]:
            old.setdefault(key, cell)
        return old

    def changes(self, mark: int) -> dict[str, Cell | None]:
        """Return what stands now under every key that was changed since `mark`."""
        return {key: self.values.get(key) for key, _ in self.journal[mark:]}

    def rollback(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self.journal) > mark:
            key, cell = self.journal.pop()
            if cell is None:
                self.values.pop(key, None)
            else:
                self.values[key] = cell

    def apply(self, changes: dict[str, Cell | None]) -> None:
        """Make changes that were taken back."""
        for key, cell in changes.items():
            self.put(key, cell)


def lines(history: Line | None) -> Iterator[Span]:
    """Yield the places of a history, newest first."""
    while history is not None:
        yield history.span
        history = history.earlier


def joined(texts: Sequence[Text]) -> Text:
    """Return the texts as one; unknown where one of them is."""
    for text in texts:
        if isinstance(text, Unknown):
            alone = len(texts) == 1 or not (text.place or text.listing or text.elsewhere or text.code)
            unknown = text if alone else _beside(texts, text)
            return unknown if len(texts) == 1 else _named(texts, unknown)
    return "".join(text for text in texts if isinstance(text, str))


def names_set(texts: Sequence[Value]) -> str:
    """Return the names that texts assign when they are run, or that they are known to set, with blanks between."""
    names: list[str] = []
    for text in texts:
        if isinstance(text, Unknown):
            names.extend(text.sets.split())
        elif isinstance(text, str) and "=" in text:
            names.extend(ASSIGNED.findall(text))
    return " ".join(list(dict.fromkeys(names))[:500]) if names else ""


def _named(texts: Sequence[Text], unknown: Unknown) -> Unknown:
    """Return an unknown text with the names that its known pieces assign: a file may be made of it."""
    names = names_set(texts)
    return replace(unknown, sets=names) if names != unknown.sets else unknown


def _beside(texts: Sequence[Text], unknown: Unknown) -> Unknown:
    """Return an unknown text that stands beside others, which may be the words of `unset`."""
    if unknown.listing is not None:
        others = [text for text in texts if text is not unknown]
        plain = "".join(text for text in others if isinstance(text, str))
        if all(isinstance(text, str) for text in others) and not plain.strip():
            return unknown
        if texts[0] == plain.rstrip() + " " * plain.endswith(" ") and plain.split() in (["unset"], ["unset", "-v"]):
            return replace(unknown, listing=None, unsets=unknown.listing)
    pieces = [text if isinstance(text, str) else text.code for text in texts]
    code = "".join(pieces) if unknown.code and all(pieces[at] or text == "" for at, text in enumerate(texts)) else ""
    return replace(unknown, place="", listing=None, elsewhere=False, code=code)


def plain_text(value: Value) -> str | None:
    """Return an array's elements as one text, for people; None for what is not known."""
    if isinstance(value, str):
        return value
    items: Sequence[Text] = ()
    if isinstance(value, Array):
        items = value.items
    elif isinstance(value, Table):
        items = tuple(text for _, text in value.items)
    else:
        return None
    try:
        return " ".join(cast("Sequence[str]", items))  # of an array that grows by a line each, no step for an element
    except TypeError:  # one of them is unknown
        return None


def element_at(cells: Cells, target: str) -> Value:
    """Return what a reference to an element, `declare -n r=LIST[1]`, stands for."""
    name, _, key = target.removesuffix("]").partition("[")
    cell = cells.get("v:" + name)
    value = cell.value if isinstance(cell, Var) and not cell.reference else None
    if isinstance(value, Table):
        return value.get(key)
    if isinstance(value, Array) and key.isdigit():
        return value.get(int(key[:6]))
    return Unknown("a reference to an element of an array is not followed here")
