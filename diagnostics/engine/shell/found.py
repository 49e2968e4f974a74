"""What an expansion gave, and how it is cut into words."""

from __future__ import annotations

from ..records import dataclass, replace
from .budget import MAX_WORDS
from .fields import split_fields
from .machine import Machine
from .values import Array, Table, Text, Unknown, Value, Var


@dataclass(slots=True)
class Found:
    """What an expansion gave, and how it may be cut into words."""

    value: Value
    split: bool = False  # cut at blanks where it is not quoted, in zsh too
    glob: bool = False
    keep_empty: bool = False
    separate: bool = False  # "$@": one word an element, even in quotes
    starred: bool = False  # $*: joined with the first character of IFS
    ready: bool = False  # split already: the pieces stay as they are
    open_end: bool = False
    forced: bool = False  # ${=NAME}: cut between double quotes, too
    reworked: bool = False  # bash's "${NAME[@]^}": an assignment joins its elements like those of $*

    def items(self) -> tuple[Text, ...]:
        """Return the elements; one for a scalar."""
        if isinstance(self.value, Array):
            return self.value.items
        if isinstance(self.value, Table):
            return tuple(text for _, text in self.value.items)
        return () if self.value is None else (self.value,)

    def is_list(self, *, quoted: bool) -> bool:
        """Tell whether the elements stay words of their own."""
        return isinstance(self.value, Array | Table) and (self.separate or not quoted)

    def as_text(self, m: Machine, *, quoted: bool, assigning: bool = False) -> Text:
        """Return everything as one text; where it is assigned, bash puts a list together in a way of its own."""
        if not isinstance(self.value, Array | Table):
            return "" if self.value is None else self.value
        glue: Text = " "
        if self.starred or m.zsh:
            glue = separator(m)
        elif assigning and self.reworked:
            glue = separator(m) or " "
        if isinstance(glue, Unknown):
            return glue
        texts: list[str] = []
        for item in self.items():
            if isinstance(item, Unknown):
                return item
            texts.append(item)
        m.budget.spend(len(texts))
        return glue.join(texts)

    def as_fields(self, m: Machine, *, quoted: bool) -> list[tuple[Text, bool]]:
        """Return pieces of words, each with "begins a new word"."""
        many = isinstance(self.value, Array | Table)
        if quoted and many and not self.separate:
            text = self.as_text(m, quoted=True)
            return self._split(m, text, first=True) if self.forced else [(text, False)]
        if not many:
            text = "" if self.value is None else self.items()[0]
            cut = [] if quoted and not self.forced else self._split(m, text, first=True)
            return cut or ([(text, False)] if quoted else [])
        pieces: list[tuple[Text, bool]] = []
        for item in self.items():
            if quoted:
                pieces.append((item, bool(pieces)))
            elif isinstance(item, Unknown) or (m.zsh and (self.ready or not (self.forced or m.option("shwordsplit")))):
                if item != "" or self.keep_empty:
                    pieces.append((item, bool(pieces)))
            else:
                cut = self._split(m, item, first=not pieces)
                pieces.extend((text, True if index == 0 and pieces else new) for index, (text, new) in enumerate(cut))
        return pieces

    def _split(self, m: Machine, text: Text, *, first: bool) -> list[tuple[Text, bool]]:
        splits = not m.zsh or self.split or m.option("shwordsplit")
        if m.zsh and isinstance(text, Unknown) and not text.filled:
            return [(replace(text, many=True), False)]  # where it is empty, there is no word at all
        if not splits or self.ready:
            return [(text, False)]
        if isinstance(text, Unknown):
            return [(replace(text, many=True), False)]
        separators = ifs(m)
        if isinstance(separators, Unknown):
            return [(replace(separators, many=True), False)]
        fields = cut_fields(m, text, separators)
        if len(fields) > MAX_WORDS:
            raise m.give_up()
        opens = bool(text) and text[0] in separators and text[0] in " \t\n" and fields[:1] != [""]
        pieces: list[tuple[Text, bool]] = [(field or EMPTY, index > 0 or opens) for index, field in enumerate(fields)]
        if text and text[-1] in separators and (text[-1] in " \t\n" or not m.zsh):
            pieces.append(("", True))  # what follows is a word of its own
        return pieces


class Kept(str):
    """An empty word between two separators that are no blanks: it stays one."""

    __slots__ = ()


EMPTY = Kept("")


def cut_fields(m: Machine, text: str, separators: str) -> list[str]:
    """Cut a text at the characters of IFS; behind one at its end that is no blank, zsh sees an empty field."""
    m.budget.spend(1 + len(text) // 16)
    fields = split_fields(text, separators)
    rest = text.rstrip("".join(c for c in separators if c in " \t\n")) if m.zsh else ""
    return [*fields, ""] if rest and rest[-1] in separators else fields


def ifs(m: Machine) -> Text:
    """Return the characters that separate words; what a shell inherits it does not use."""
    cell = m.cells.values.get("v:IFS")
    if not isinstance(cell, Var) or (cell.set_at is None and not cell.text_wins):
        return " \t\n"
    value = m.variable("IFS").value
    return value if isinstance(value, str | Unknown) else " \t\n"


def separator(m: Machine) -> Text:
    """Return the character that `$*` puts between words."""
    characters = ifs(m)
    return characters if isinstance(characters, Unknown) else characters[:1]
