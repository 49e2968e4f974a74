"""One statement of a shell's line as text: its words without their quotes, from one separator to the next."""

from __future__ import annotations

from collections.abc import Iterator

from .records import dataclass
from .regexes import regex

_LONGEST = 4_000  # characters of a line that are looked at
_MOST_LINES = 20  # that backslashes join
_SEPARATORS = ";&|(){}\n"
_RESERVED = frozenset(("then", "do", "else", "elif", "if", "while", "until", "time", "!", "and", "or", "not", "begin"))
_RUNNERS = frozenset(("command", "builtin", "noglob", "nocorrect", "sudo", "doas", "nohup", "exec", "call", "RUN"))
_PREFIX = regex(r"[A-Za-z_]\w*\+?=")
_BEGINS_ALIAS = regex(r"[\w.:-]+=")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its text without quotes, where it begins, and whether a part of it stood within quotes."""

    text: str
    begin: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A command with its words; those before it (`then`, `sudo`, `NAME=value`) are left out."""

    begin: int
    stop: int
    words: tuple[Word, ...]

    @property
    def command(self) -> str:
        """The name of the command, without the folder in which it lies; "" where there is none."""
        return self.words[0].text.replace("\\", "/").rpartition("/")[2] if self.words else ""

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words behind the command."""
        return self.words[1:]


def statement_at(text: str, at: int, *, escape: str = "\\") -> Statement:
    """Return the statement of a shell in which a place stands; what an alias stands for is a statement itself.

    `escape` is the sign that takes the next one's meaning away: PowerShell's is a backtick, and a path's backslash
    none. A quote that was opened on a line above is not known.
    """
    first, last = _line(text, at, escape)
    found = _around(at, _statements(text, first, last, escape))
    if found.command not in ("alias", "abbr"):
        return found
    inside = next((word for word in reversed(found.words) if word.is_quoted and word.begin <= at), None)
    if inside is None:
        return found
    named = _BEGINS_ALIAS.match(text, inside.begin)
    begin = (named.end() if named is not None else inside.begin) + 1
    return _around(at, _statements(text, begin, found.stop, escape, closing=text[begin - 1]))


def _around(at: int, statements: Iterator[Statement]) -> Statement:
    """Return the statement that ends behind a place, or the last."""
    found = Statement(at, at, ())
    for each in statements:
        found = each
        if found.stop > at:
            break
    return found


def _line(text: str, at: int, escape: str) -> tuple[int, int]:
    """Return where the line begins and ends on which a place stands, with those that are joined to it."""
    first = text.rfind("\n", 0, at) + 1
    for _ in range(_MOST_LINES):
        if not text[max(0, first - 3) : first].removesuffix("\n").removesuffix("\r").endswith(escape):
            break
        first = text.rfind("\n", 0, first - 1) + 1
    last = text.find("\n", at)
    for _ in range(_MOST_LINES):
        if last < 0 or text[last - 1 : last] != escape:
            break
        last = text.find("\n", last + 1)
    return max(first, at - _LONGEST), min(len(text) if last < 0 else last, at + _LONGEST)


def _statements(text: str, first: int, last: int, escape: str, closing: str = "") -> Iterator[Statement]:
    """Yield the statements of a line; within the text of an alias the quote that closes it ends the last."""
    words: list[Word] = []
    begin, word_begin, word, quote, is_quoted = first, -1, "", "", False

    def ended() -> None:
        nonlocal word, word_begin, is_quoted
        if word_begin >= 0:
            words.append(Word(word, word_begin, is_quoted))
        word, word_begin, is_quoted = "", -1, False

    at = first
    while at < last:
        sign = text[at]
        if quote:
            if sign == quote:
                quote = ""
            elif sign == escape and quote == '"' and at + 1 < last:
                at += 1
                word += text[at]
            else:
                word += sign
        elif closing and sign == closing:
            break
        elif sign == escape and at + 1 < last:
            at += 1
            if text[at] not in "\r\n":
                word_begin = at - 1 if word_begin < 0 else word_begin
                word += text[at]
        elif sign in "\"'":
            quote, is_quoted = sign, True
            word_begin = at if word_begin < 0 else word_begin
        elif sign in " \t\r":
            ended()
        elif sign == "#" and word_begin < 0:
            break
        elif sign in _SEPARATORS and not _is_part(text, at, word):
            ended()
            yield Statement(begin, at + 1, _from_command(words))
            words.clear()
            begin = at + 1
        else:
            word_begin = at if word_begin < 0 else word_begin
            word += sign
        at += 1
    ended()
    yield Statement(begin, last + 1, _from_command(words))


def _is_part(text: str, at: int, word: str) -> bool:
    """Tell whether a sign that parts commands belongs to a word: `${NAME}`, `$(`, `>|`, `>&`."""
    sign, before = text[at], text[at - 1 : at]
    return (sign == "{" and before == "$") or (sign == "}" and "${" in word) or (sign in "|&" and before == ">")


def _from_command(words: list[Word]) -> tuple[Word, ...]:
    for count, word in enumerate(words):
        if word.text in _RESERVED or word.text in _RUNNERS or _PREFIX.match(word.text):
            continue
        return tuple(words[count:])
    return ()
