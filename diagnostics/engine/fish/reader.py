"""Read fish's words: quotes, escapes, variables, command substitutions, braces, wildcards."""

from __future__ import annotations

import re

from ..crossedout import crossed_out_at
from ..regexes import regex
from ..shell.budget import Budget, ShellSyntaxError
from ..shell.buffer import MASK
from . import tree

_ORDINARY = regex(r"[^ \t\r\n;|&<>()\[\]{}$*?~\\'\"‹,]+")
_IN_DOUBLE = regex(r'[^"\\$]+')
_IN_SINGLE = regex(r"[^'\\]+")
_BLANKS = regex(r"(?:[ \t\r\f\v]|\\\r?\n)+")
# Most words: a bare one, or one in quotes, without anything that is special.
_SIMPLE = regex(
    r"(?:(?P<bare>[^\s;|&<>()\[\]{}$*?~\\'\"‹,]+)|\"(?P<double>[^\"\\$]*)\"|'(?P<single>[^'\\]*)')(?=[ \t\n;]|\Z)"
)
_BLANK = " \t\r\f\v\\#"
_SPACES = regex(r"[ \t\r\f\v]*")
_NAME = regex(r"\w+")
_HEX = {
    "x": re.compile(r"[0-9A-Fa-f]{1,2}"),
    "X": re.compile(r"[0-9A-Fa-f]{1,2}"),
    "u": re.compile(r"[0-9A-Fa-f]{1,4}"),
    "U": re.compile(r"[0-9A-Fa-f]{1,8}"),
}
_OCTAL = regex(r"[0-7]{1,3}")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_ENDS = frozenset("\n;|<>)")
_SEPARATORS = frozenset(" \t\r\n;|&<>)")


class WordReader:
    """The text and a position in it; statements are the parser's business.

    Everything stands where it stands in the text that the document holds, unless `place` gives one place for all,
    as for the text of `eval`.
    """

    def __init__(self, text: str, budget: Budget) -> None:
        self.text = text
        self.budget = budget
        self.pos = 0

    def fail(self, reason: str, begin: int, *, unterminated: bool = False) -> ShellSyntaxError:
        """Return the error for a text that fish does not read."""
        return ShellSyntaxError(reason, begin, unterminated=unterminated)

    def peek(self, length: int = 1) -> str:
        """Return the next characters without moving."""
        return self.text[self.pos : self.pos + length]

    def at_end(self) -> bool:
        """Tell whether everything is read."""
        return self.pos >= len(self.text)

    def skip_blanks(self) -> None:
        """Move over blanks and continued lines, and over a comment if one begins here.

        Behind a continued line, comments may stand on lines of their own: the statement goes on below them.
        """
        if self.text[self.pos : self.pos + 1] not in _BLANK:
            return
        found = _BLANKS.match(self.text, self.pos)
        continued = False
        if found:
            self.pos = found.end()
            continued = "\\" in found.group()
        while self.peek() == "#":
            end = self.text.find("\n", self.pos)
            self.pos = len(self.text) if end == -1 else end + continued
            blanks = _SPACES.match(self.text, self.pos)
            self.pos = blanks.end() if blanks else self.pos

    def read_block(self) -> tree.Block:
        """Read statements up to a closing parenthesis; the parser does it."""
        raise NotImplementedError

    def ends_word(self) -> bool:
        """Tell whether a word ends here; `&` ends one only before a separator (since fish 3.5)."""
        c = self.peek()
        if not c or c in " \t\r\n" or c in _ENDS:
            return True
        if c != "&":
            return False
        following = self.text[self.pos + 1 : self.pos + 2]
        return not following or following in _SEPARATORS

    def word(self) -> tree.Word | None:
        """Read a word; None where none begins."""
        begin = self.pos
        found = _SIMPLE.match(self.text, begin)
        if found:
            self.budget.spend()
            self.pos = found.end()
            kind = found.lastgroup or ""
            return tree.Word((tree.Literal(found[kind], kind != "bare"),), begin, self.pos, found.group())
        if self.peek() == "<" and (crossed_out := crossed_out_at(self.text, begin)):
            self.pos += len(crossed_out)
            return tree.Word((tree.Literal(crossed_out, True),), begin, self.pos, crossed_out)
        if self.ends_word():
            return None
        self.budget.spend()
        parts = self._parts(braces=0)
        return tree.Word(_joined(parts), begin, self.pos, self.text[begin : self.pos])

    def _parts(self, *, braces: int) -> list[tree.Part]:
        """Read parts up to the word's end; within braces blanks do not end it, but `,` and `}` do."""
        parts: list[tree.Part] = []
        begin, bracket = self.pos, -1  # between brackets within a word, blanks and signs belong to it
        while not self.at_end():
            found = _ORDINARY.match(self.text, self.pos)
            if found:
                self.pos = found.end()
                parts.append(tree.Literal(found.group()))
                continue
            c = self.peek()
            if c == "[" and self.pos > begin and not braces:
                bracket = self.pos
            elif c == "]":
                bracket = -1
            elif bracket >= 0 and (c in " \t\r\n" or c in _ENDS or c == "&"):
                self.pos += 1
                parts.append(tree.Literal(c))
                continue
            if braces:
                if c in (",", "}"):
                    break
                if c in " \t\r\n" or c in _ENDS or c == "&":
                    self.pos += 1
                    parts.append(tree.Literal(c))
                    continue
            elif self.ends_word():
                break
            self._part(parts, c)
        if bracket >= 0:
            raise self.fail("a bracket is never closed", bracket, unterminated=True)
        return parts

    def _part(self, parts: list[tree.Part], c: str) -> None:
        start = self.pos
        if c == "'":
            parts.append(self._single())
        elif c == '"':
            self._double(parts)
        elif c == "\\":
            self._escape(parts)
        elif c == "$":
            parts.append(self._dollar(quoted=False))
        elif c == "(":
            parts.append(self._substitution(start, quoted=False))
        elif c == "{":
            self._brace(parts)
        elif c == "}":
            raise self.fail("this brace closes nothing", start)
        elif c == "*":
            self.pos += 2 if self.peek(2) == "**" else 1
            parts.append(tree.Wildcard(self.text[start : self.pos]))
        elif c == "?":
            self.pos += 1
            parts.append(tree.Wildcard("?"))
        elif c == "‹" and (found := MASK.match(self.text, start)):
            self.pos = found.end()
            parts.append(tree.Literal(found.group(), quoted=True))
        else:
            self.pos += 1
            parts.append(tree.Literal(c))

    def _single(self) -> tree.Part:
        start = self.pos
        self.pos += 1
        pieces: list[str] = []
        while not self.at_end():
            found = _IN_SINGLE.match(self.text, self.pos)
            if found:
                pieces.append(found.group())
                self.pos = found.end()
                continue
            if self.peek() == "'":
                self.pos += 1
                return tree.Literal("".join(pieces), quoted=True)
            following = self.text[self.pos + 1 : self.pos + 2]
            pieces.append(following if following in ("'", "\\") else "\\" + following)
            self.pos += 2
        raise self.fail("a quote is never closed", start, unterminated=True)

    def _double(self, parts: list[tree.Part]) -> None:
        start = self.pos
        self.pos += 1
        parts.append(tree.Literal("", quoted=True))
        while not self.at_end():
            found = _IN_DOUBLE.match(self.text, self.pos)
            if found:
                parts.append(tree.Literal(found.group(), quoted=True))
                self.pos = found.end()
                continue
            if self.peek() == '"':
                self.pos += 1
                return
            if self.peek() == "$":
                parts.append(self._dollar(quoted=True))
                continue
            following = self.text[self.pos + 1 : self.pos + 2]
            text = following if following in ('"', "\\", "$") else "" if following == "\n" else "\\" + following
            parts.append(tree.Literal(text, quoted=True))
            self.pos += 2
        raise self.fail("a quote is never closed", start, unterminated=True)

    def _escape(self, parts: list[tree.Part]) -> None:
        start = self.pos
        letter = self.text[start + 1 : start + 2]
        self.pos += 2
        if not letter:
            raise self.fail("a backslash ends the text", start)
        if letter in _HEX:
            found = _HEX[letter].match(self.text, self.pos)
            if not found:
                raise self.fail("an escape is not complete", start)
            self.pos = found.end()
            parts.append(tree.Literal(self._character(int(found.group(), 16), letter, start), quoted=True))
        elif octal := _OCTAL.match(self.text, start + 1):
            self.pos = octal.end()
            parts.append(tree.Literal(self._character(int(octal.group(), 8), "o", start), quoted=True))
        elif letter == "c" and self.peek().isascii() and self.peek().isalpha():
            parts.append(tree.Literal(chr(ord(self.peek().lower()) - 96), quoted=True))
            self.pos += 1
        elif letter != "\n":
            parts.append(tree.Literal(_LETTERS.get(letter, letter), quoted=True))

    def _character(self, code: int, letter: str, start: int) -> str:
        limit = 0x10FFFF if letter in "uU" else 0x7F
        if code == 0 or code > limit or 0xD800 <= code < 0xE000:
            raise self.fail("an escape names no character", start)
        return chr(code)

    def _dollar(self, *, quoted: bool) -> tree.Part:
        start = self.pos
        while self.peek() == "$":
            self.pos += 1
        levels = self.pos - start
        if self.peek() == "(":
            if levels > 1:
                raise self.fail("a dollar sign stands before no name", start)
            return self._substitution(start, quoted=quoted)
        found = _NAME.match(self.text, self.pos)
        if not found:
            raise self.fail(_no_name(self.peek()), start)
        self.pos = found.end()
        name = found.group() if quoted else found.group() + self._escaped_name()
        return tree.Variable(name, levels, self._slices(levels), quoted, start)

    def _escaped_name(self) -> str:
        r"""Read what goes on with a name behind an escape: fish reads `$A\x41` as `$AA`."""
        pieces: list[str] = []
        while self.peek() == "\\":
            start = self.pos
            parts: list[tree.Part] = []
            self._escape(parts)
            text = "".join(part.text for part in parts if isinstance(part, tree.Literal))
            if not _NAME.fullmatch(text):
                self.pos = start
                break
            found = _NAME.match(self.text, self.pos)
            self.pos = found.end() if found else self.pos
            pieces += [text, found.group() if found else ""]
        return "".join(pieces)

    def _slices(self, most: int = 1) -> tuple[tree.Word, ...]:
        """Read `[1 2..3]` behind a variable or a command; what stands in it is read as words."""
        found: list[tree.Word] = []
        while self.peek() == "[" and len(found) < most:
            found.append(self._slice())
        return tuple(found)

    def _slice(self) -> tree.Word:
        start = self.pos
        self.pos += 1
        parts: list[tree.Part] = []
        with self.budget:
            while self.peek() != "]":
                c = self.peek()
                if not c:
                    raise self.fail("a bracket is never closed", start, unterminated=True)
                if c == "$":
                    parts.append(self._dollar(quoted=True))
                elif c == "(":
                    parts.append(self._substitution(self.pos, quoted=True))
                elif c in "\"'":
                    self._part(parts, c)
                else:
                    parts.append(tree.Literal(c))
                    self.pos += 1
        self.pos += 1
        return tree.Word(_joined(parts), start, self.pos, self.text[start : self.pos])

    def _substitution(self, start: int, *, quoted: bool) -> tree.Part:
        self.pos = self.text.index("(", start) + 1
        with self.budget:
            body = self.read_block()
            if self.peek() != ")":
                raise self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
            self.pos += 1
            return tree.Substitution(body, self._slices(), quoted, start, self.pos)

    def _brace(self, parts: list[tree.Part]) -> None:
        """Read `{a,b}`; braces around one thing without a comma or a variable are text."""
        start = self.pos
        self.pos += 1
        items: list[list[tree.Part]] = []
        with self.budget:
            while True:
                items.append(self._parts(braces=1))
                if self.at_end():
                    raise self.fail("a brace is never closed", start, unterminated=True)
                self.pos += 1
                if self.text[self.pos - 1] == "}":
                    break
        if len(items) > 1 or any(isinstance(part, tree.Variable) and not part.quoted for part in items[0]):
            parts.append(tree.Brace(tuple(tree.Word(_trimmed(_joined(item))) for item in items)))
        else:
            parts.extend((tree.Literal("{", quoted=True), *items[0], tree.Literal("}", quoted=True)))


def _no_name(following: str) -> str:
    if following == "{":
        return "fish writes {$NAME}, not ${NAME}"
    if following == "?":
        return "fish writes $status, not $?"
    if following in ("#", "@", "*"):
        return f"fish has no ${following}"
    return "a dollar sign stands before no name"


def _joined(parts: list[tree.Part]) -> tuple[tree.Part, ...]:
    """Return the parts with literal neighbours of the same kind made one."""
    joined: list[tree.Part] = []
    texts: list[str] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, tree.Literal) and isinstance(last, tree.Literal) and part.quoted == last.quoted:
            texts.append(part.text)
            continue
        _settle(joined, texts)
        joined.append(part)
        texts = [part.text] if isinstance(part, tree.Literal) else []
    _settle(joined, texts)
    return tuple(joined)


def _settle(joined: list[tree.Part], texts: list[str]) -> None:
    last = joined[-1] if joined else None
    if isinstance(last, tree.Literal) and len(texts) > 1:
        joined[-1] = tree.Literal("".join(texts), last.quoted)


def _trimmed(parts: tuple[tree.Part, ...]) -> tuple[tree.Part, ...]:
    """Return a brace's item without the blanks around it."""
    changed = list(parts)
    if changed and isinstance(changed[0], tree.Literal) and not changed[0].quoted:
        changed[0] = tree.Literal(changed[0].text.lstrip(" \t\r\n"))
    if changed and isinstance(changed[-1], tree.Literal) and not changed[-1].quoted:
        changed[-1] = tree.Literal(changed[-1].text.rstrip(" \t\r\n"))
    return tuple(changed)
