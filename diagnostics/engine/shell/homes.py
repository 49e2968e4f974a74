"""`~`, `~user` and zsh's `=program`: what stands at the start of a word for a place on the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..records import dataclass, replace
from ..regexes import regex
from . import tree
from .control import Signal, failure
from .machine import Machine
from .specials import STANDARD
from .values import Text, Unknown, Var, joined

if TYPE_CHECKING:
    from .patternnodes import Piece

ASSIGNMENT_LIKE = regex(r"[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=")
_BASH_TILDE = regex(r"~(?:\+|-|[A-Za-z0-9_][A-Za-z0-9_.-]*)?(?=[/:]|$)")
_USER = regex(r"[\w.-]+")
_PROGRAM = regex(r"[a-z][a-z0-9_.+-]{0,12}")
_NO_PROGRAM = "zsh takes a word that begins with = for the path of a program"


@dataclass(frozen=True, slots=True)
class Marked:
    """A word whose expansions are done: its text, and for each character whether it stands unquoted ("1")."""

    text: str
    active: str

    def cut(self, begin: int) -> Marked:
        """Return what begins at a character."""
        return Marked(self.text[begin:], self.active[begin:])

    def joined(self, tail: Marked, at: int) -> Marked:
        """Return the first `at` characters with another tail."""
        return Marked(self.text[:at] + tail.text, self.active[:at] + tail.active)

    def has(self, characters: str, at: int) -> bool:
        """Tell whether one of the characters stands unquoted at a place."""
        return self.text[at : at + 1] in characters and self.active[at : at + 1] == "1"


def zsh_places(
    m: Machine, word: Marked, begin: int, stop: int, *, assigning: bool, magic: bool = False
) -> Marked | Unknown:
    """Expand as zsh does, after everything else: at the start, in assignments behind each colon.

    With `magic` the word is an argument such as `--prefix=~/x`, where what stands behind the equals sign counts too.
    """
    place = _Places(m, begin, stop, assigning=assigning or magic)
    made = place.start(word)
    if isinstance(made, Unknown) or not (assigning or magic):
        return made
    equals = -1
    if magic:
        equals = next((i for i in range(1, len(made.text)) if made.has("=", i)), -1)
        if equals < 0:
            return made
        again = place.behind(made, equals)
        if isinstance(again, Unknown):
            return again
        made = again
    colon = made.text.find(":")
    while colon != -1:
        if colon > equals:
            again = place.behind(made, colon)
            if isinstance(again, Unknown):
                return again
            made = again
        colon = made.text.find(":", colon + 1)
    return made


class _Places:
    """Expands what stands at the start of a text."""

    def __init__(self, m: Machine, begin: int, stop: int, *, assigning: bool) -> None:
        self.m = m
        self.begin = begin
        self.stop = stop
        self.assigning = assigning

    def behind(self, word: Marked, at: int) -> Marked | Unknown:
        """Expand what stands behind the character at a place."""
        if not word.has("~=", at + 1):
            return word
        self.m.budget.spend(1 + len(word.text) // 128)
        tail = self.start(word.cut(at + 1))
        return tail if isinstance(tail, Unknown) else word.joined(tail, at + 1)

    def start(self, word: Marked) -> Marked | Unknown:
        """Expand what a text begins with."""
        if word.has("~", 0) and word.text[1:2] != "=":
            return self._tilde(word)
        if word.has("=", 0) and len(word.text) > 1 and not word.has("(", 1) and self.m.option("equals"):
            return self._program(word)
        return word

    def _ends(self, word: Marked, at: int) -> bool:
        return (
            at >= len(word.text)
            or word.text[at] == "/"
            or word.has("(", at)
            or (self.assigning and word.text[at] == ":")
        )

    def _tilde(self, word: Marked) -> Marked | Unknown:
        user = ""
        if not self._ends(word, 1):
            if word.text[1] in "+-" and self._ends(word, 2):
                user = word.text[1]
            else:
                found = _USER.match(word.text, 1)
                if not found or not self._ends(word, found.end()):
                    return word
                user = found.group()
        if user.isdigit():
            return self._numbered(word, user)
        place = home(self.m, user, self.begin)
        if isinstance(place, Unknown):
            return place
        rest = word.cut(1 + len(user))
        return Marked(place + rest.text, "0" * len(place) + rest.active)

    def _numbered(self, word: Marked, user: str) -> Marked | Unknown:
        """Expand a number: that of a directory on zsh's list, of which the first is where the shell is."""
        moved = self.m.variable("PWD").set_at is not None  # by hand, which the list does not follow
        place = home(self.m, "+", self.begin) if not int(user[:9]) and not moved else None
        if isinstance(place, str):
            rest = word.cut(1 + len(user))
            return Marked(place + rest.text, "0" * len(place) + rest.active)
        unknown = self.m.unknown(self.begin, "uses the list of directories", filled=True)
        if len(user) < 4 and int(user) and self.m.option("nomatch"):
            failure(self.m, self.begin, self.stop, "there are not so many directories on the list")
        return unknown

    def _program(self, word: Marked) -> Marked | Unknown:
        stop = len(word.text)
        colon = word.text.find(":", 1) if self.assigning else -1
        name = word.text[1 : colon if colon != -1 else stop]
        if not self.m.option("nomatch"):
            return self.m.unknown(self.begin, "looks for a program on the machine", filled=True)
        if not _PROGRAM.fullmatch(name) or name.startswith("sk-"):
            failure(self.m, self.begin, self.stop, _NO_PROGRAM)
        unknown = self.m.unknown(self.begin, "looks for a program on the machine", filled=True)
        if name not in STANDARD:
            may_abort(self.m, unknown)
        return unknown


def bash_places(m: Machine, text: str, begin: int, *, first: bool, last: bool, colons: bool) -> list[Text]:
    """Expand `~` in an unquoted piece of a word: at the word's start, and behind each colon in an assignment."""
    pieces = re.split("(:)", text) if colons else [text]
    result: list[Text] = []
    for index, piece in enumerate(pieces):
        at_start = (index == 0 and first) or index > 0
        ends = index < len(pieces) - 1 or last
        found = _BASH_TILDE.match(piece) if at_start else None
        if found and (found.end() < len(piece) or ends):
            result.extend((home(m, found.group()[1:], begin), piece[found.end() :]))
        else:
            result.append(piece)
    return result


def placed_text(m: Machine, word: tree.Word) -> Text | None:
    """Return the first part of a word with its `~` expanded; None where it has none."""
    first = word.parts[0] if word.parts else None
    if not isinstance(first, tree.Literal) or first.quoted or "~" not in first.text:
        return None
    head = "" if m.zsh else head_of(word)
    rest = first.text[len(head) :]
    ends = len(word.parts) == 1
    return joined([head, *bash_places(m, rest, word.begin, first=True, last=ends, colons=head != "")])


def head_of(word: tree.Word) -> str:
    """Return the `NAME=` that a word begins with, as an assignment does."""
    first = word.parts[0] if word.parts else None
    if not isinstance(first, tree.Literal) or first.quoted or "=" not in first.text:
        return ""
    found = ASSIGNMENT_LIKE.match(first.text)
    return found.group() if found else ""


def placed_pieces(m: Machine, word: tree.Word, index: int, head: str) -> list[Piece]:
    """Return a part of bash's `NAME=~` as pieces of a pattern: the home directory means itself."""
    part = word.parts[index]
    assert isinstance(part, tree.Literal)
    ends = index == len(word.parts) - 1
    pieces = bash_places(m, part.text[len(head) :], word.begin, first=not index, last=ends, colons=True)
    from .patternnodes import Piece

    return [Piece(head, True), *(Piece(text, text in part.text) for text in pieces if isinstance(text, str))]


def home(m: Machine, user: str, begin: int) -> Text:
    """Return a home directory: `~`, `~+`, `~name`."""
    if user in ("", "+", "-"):
        value = m.variable({"": "HOME", "+": "PWD", "-": "OLDPWD"}[user]).value
        if value is None and user and (m.zsh or user == "+"):
            value = m.variable("PWD").value
            if value is None:
                return m.unknown(begin, "uses the current directory", filled=True)
        if isinstance(value, str | Unknown):
            return value
        if not user:
            return "" if m.zsh else m.unknown(begin, "uses your home directory", filled=True)
        return "~" + user
    if user.isdigit():
        return m.unknown(begin, "uses the list of directories", filled=True)
    named = _named(m, user) if m.zsh else None
    if named is not None:
        return named
    if user == (m.given or {}).get("USER") and isinstance(own := (m.given or {}).get("HOME"), str):
        return own
    unknown = m.unknown(begin, "uses the home directory of another user", filled=True)
    if m.zsh and user != "root" and m.option("nomatch"):
        may_abort(m, unknown)
    return unknown


def _named(m: Machine, name: str) -> str | None:
    """Return a directory of zsh that has a name: by `hash -d`, or as a variable that holds a path from the root."""
    cell = m.cells.values.get("d:" + name)
    if cell is not None:
        return cell.value if isinstance(cell, Var) and isinstance(cell.value, str) else None
    value = m.variable(name).value
    return value if isinstance(value, str) and value.startswith("/") else None


def may_abort(m: Machine, why: Unknown, kind: str = "abort") -> None:
    """Go on, and remember that the shell may have given up the file here, with "discard" the line."""

    def abort() -> None:
        raise Signal(kind)

    m.fork((lambda: None, abort), replace(why, many=False))
