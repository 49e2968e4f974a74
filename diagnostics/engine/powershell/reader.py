"""Read PowerShell's texts and expressions: quotes, backticks, here-strings, variables, comparisons, `+`."""

from __future__ import annotations

import re

from ..regexes import regex
from ..shell.budget import Budget, ShellSyntaxError
from ..shell.buffer import MASK
from . import tree

# PowerShell takes typographic quotes for quotes, and dashes for hyphens (about_Quoting_Rules; its tokenizer).
SINGLE, DOUBLE = "'‘’‚‛", '"“”„'
_BLANK = regex(r"(?:[ \t\f\v\u00a0\r]|`\r?\n)+")
_LINES = regex(r"(?:\s|;|`\r?\n)+")
_NAME = regex(r"\$(?:(?P<scope>\w+):(?=[\w?]))?(?P<name>[\w?]+|[$^])|\$\{(?:(?P<scope2>\w+):)?(?P<name2>[^{}:\n]+)\}")
_NUMBER = regex(r"-?\d{1,15}(?![\w.])")
_OTHER_NUMBER = regex(r"-?(?:0x[0-9a-f]+|\d*\.?\d+(?:e[-+]?\d+)?)(?:[kmgtp]b|[ulsy]{1,2}|[dn])?(?!\w)", re.IGNORECASE)
_TYPE = regex(r"\[(?P<type>[\w.]+)\]::(?P<member>\w+)")
_CAST = regex(r"\[[\w.]+(?:\[\])?\][ \t]*(?=[$\"'(@“‘])")
_OPERATOR = regex(
    r"[-–—](?P<word>i?eq|i?ne|ceq|cne|and|or|xor|[ic]?like|[ic]?match|[ic]?notlike|[ic]?notmatch|[ic]?in"
    r"|[ic]?notin|[ic]?contains|[ic]?notcontains|gt|ge|lt|le|is|isnot|f|join|[ic]?split|[ic]?replace|as)\b",
    re.IGNORECASE,
)
_NOT = regex(r"(?:[-–—]not\b|!)", re.IGNORECASE)
_PLAIN_DOUBLE = regex(r"[^`$\"“”„]+")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class TextReader:
    """The text and a position in it."""

    def __init__(self, text: str, budget: Budget) -> None:
        self.text = text
        self.budget = budget
        self.pos = 0

    def fail(self, reason: str, begin: int, *, unterminated: bool = False) -> ShellSyntaxError:
        """Return the error for a text that PowerShell does not read."""
        return ShellSyntaxError(reason, begin, unterminated=unterminated)

    def peek(self, length: int = 1) -> str:
        """Return the next characters without moving."""
        return self.text[self.pos : self.pos + length]

    def at_end(self) -> bool:
        """Tell whether everything is read."""
        return self.pos >= len(self.text)

    def skip_blanks(self) -> None:
        """Move over blanks, continued lines and comments on this line."""
        while True:
            found = _BLANK.match(self.text, self.pos)
            if found:
                self.pos = found.end()
            if not self._comment():
                return

    def skip_lines(self) -> None:
        """Move over everything that separates statements."""
        while True:
            found = _LINES.match(self.text, self.pos)
            if found:
                self.pos = found.end()
            if not self._comment():
                return

    def _comment(self) -> bool:
        if self.text.startswith("<#", self.pos):
            end = self.text.find("#>", self.pos + 2)
            if end == -1:
                raise self.fail("a comment is never closed", self.pos, unterminated=True)
            self.pos = end + 2
            return True
        if self.peek() == "#":
            end = self.text.find("\n", self.pos)
            self.pos = len(self.text) if end == -1 else end
            return True
        return False

    # --- texts

    def single(self) -> tree.Expression:
        """Read a text in single quotes; two of them stand for one."""
        start = self.pos
        self.pos += 1
        pieces: list[str] = []
        while not self.at_end():
            c = self.peek()
            if c in SINGLE:
                if self.text[self.pos + 1 : self.pos + 2] in SINGLE and self.pos + 1 < len(self.text):
                    pieces.append(c)
                    self.pos += 2
                    continue
                self.pos += 1
                return tree.Constant("".join(pieces))
            found = re.compile(f"[^{SINGLE}]+").match(self.text, self.pos)
            assert found is not None
            pieces.append(found.group())
            self.pos = found.end()
        raise self.fail("a quote is never closed", start, unterminated=True)

    def double(self) -> tree.Expression:
        """Read a text in double quotes, with what it expands."""
        start = self.pos
        self.pos += 1
        pieces: list[tree.Expression] = []
        while not self.at_end():
            c = self.peek()
            if c in DOUBLE:
                if self.text[self.pos + 1 : self.pos + 2] in DOUBLE and self.pos + 1 < len(self.text):
                    pieces.append(tree.Constant(c))
                    self.pos += 2
                    continue
                self.pos += 1
                return _one(pieces)
            self._piece(pieces)
        raise self.fail("a quote is never closed", start, unterminated=True)

    def _piece(self, pieces: list[tree.Expression]) -> None:
        """Read a piece of a text that expands."""
        self.budget.spend()
        found = _PLAIN_DOUBLE.match(self.text, self.pos)
        if found:
            pieces.append(tree.Constant(found.group()))
            self.pos = found.end()
        elif self.peek() == "`":
            pieces.append(self._escape())
        elif self.peek() == "$":
            pieces.append(self._expanded())
        else:
            pieces.append(tree.Constant(self.peek()))
            self.pos += 1

    def _escape(self) -> tree.Expression:
        letter = self.text[self.pos + 1 : self.pos + 2]
        begin = self.pos
        self.pos += 2
        if letter in ("e", "u", "0"):
            return tree.Other(begin, "has an escape that not every PowerShell knows")
        return tree.Constant("" if letter in ("\n", "\r") else _ESCAPES.get(letter, letter))

    def _expanded(self) -> tree.Expression:
        begin = self.pos
        if self.text.startswith("$(", begin):
            self.pos += 2
            with self.budget:
                return self.subexpression(begin)
        found = _NAME.match(self.text, begin)
        if not found:
            self.pos += 1
            return tree.Constant("$")
        self.pos = found.end()
        if self.peek() == ":" and not found["name2"]:
            return tree.Other(begin, "expands a name with a colon behind it")
        return _name(found, begin)

    def subexpression(self, begin: int) -> tree.Expression:
        """Read `$( … )` behind its parenthesis: known where it is one expression."""
        start = self.pos
        try:
            self.skip_lines()
            value = self.expression()
            self.skip_lines()
            if self.peek() == ")":
                self.pos += 1
                return value
        except ShellSyntaxError as error:
            if error.unterminated:
                raise
        self.pos = start
        self.skip_balanced(")", begin)
        return tree.Other(begin, "runs a command")

    def here_string(self) -> tree.Expression:
        """Read `@" … "@` or `@' … '@`: the lines between."""
        start = self.pos
        mark = self.text[start + 1]
        double = mark in DOUBLE
        end_of_line = self.text.find("\n", start)
        if end_of_line == -1 or self.text[start + 2 : end_of_line].strip():
            raise self.fail("behind the sign that opens a here-string the line must end", start)
        closing = re.compile(rf"\n[{DOUBLE if double else SINGLE}]@").search(self.text, end_of_line)
        if closing is None:
            raise self.fail("a here-string is never closed", start, unterminated=True)
        begin, stop = end_of_line + 1, closing.start()
        body = self.text[begin:stop].removesuffix("\r") if stop >= begin else ""
        self.pos = closing.end()
        if not double:
            return tree.Constant(body.replace("\r\n", "\n"))
        inner = type(self)(body.replace("\r\n", "\n"), self.budget)
        pieces: list[tree.Expression] = []
        with self.budget:
            while not inner.at_end():
                inner._piece(pieces)
        return _one(pieces)

    # --- expressions

    def expression(self) -> tree.Expression:
        """Read an expression up to what ends it: a line's end, `;`, `|`, `,`, a closing sign."""
        with self.budget:
            left = self._comparison()
            while True:
                self.skip_blanks()
                found = _OPERATOR.match(self.text, self.pos)
                if not found or found["word"].lower() not in ("and", "or", "xor"):
                    return left
                self.pos = found.end()
                self._break()
                left = tree.Operation(found["word"].lower(), (left, self._comparison()))

    def _break(self) -> None:
        """Move over a line's end behind an operator."""
        self.skip_blanks()
        while self.peek() == "\n":
            self.pos += 1
            self.skip_blanks()

    def _comparison(self) -> tree.Expression:
        left = self._sum()
        self.skip_blanks()
        found = _OPERATOR.match(self.text, self.pos)
        if not found or found["word"].lower() in ("and", "or", "xor"):
            return left
        self.pos = found.end()
        self._break()
        return tree.Operation(found["word"].lower(), (left, self._sum()))

    def _sum(self) -> tree.Expression:
        begin = self.pos
        sides = [self._one_value()]
        while True:
            self.skip_blanks()
            if self.peek() == "+" and self.peek(2) != "+=":
                self.pos += 1
                self._break()
                sides.append(self._one_value())
            elif self.peek() in "*/%?" and self.peek():
                self.pos += 1
                self._break()
                self._one_value()
                sides = [tree.Other(begin, "calculates")]
            else:
                return sides[0] if len(sides) == 1 else tree.Joined(tuple(sides), added=True)

    def _one_value(self) -> tree.Expression:
        """Read one value with what may hang on it: `.Member`, `[index]`, `(arguments)`."""
        self.budget.spend()
        begin = self.pos
        value = self._value()
        loose = False
        while self.peek() in (".", "[", ":", "(", "?") and self.peek():
            if self.peek(2) == "::" or (self.peek() == "." and re.match(r"\.\w", self.peek(2))):
                found = re.compile(r"(?:::|\.)\w*").match(self.text, self.pos)
                assert found is not None
                self.pos = found.end()
            elif self.peek() in "[(":
                closing = _CLOSING[self.peek()]
                self.pos += 1
                self.skip_balanced(closing, begin)
            else:
                break
            loose = True
        return tree.Other(begin) if loose else value

    def _value(self) -> tree.Expression:
        begin = self.pos
        c = self.peek()
        if c and c in SINGLE:
            return self.single()
        if c and c in DOUBLE:
            return self.double()
        if c == "@" and self.text[begin + 1 : begin + 2] in tuple(SINGLE + DOUBLE):
            return self.here_string()
        if self.text.startswith("$(", begin):
            self.pos += 2
            with self.budget:
                return self.subexpression(begin)
        if c in ("@", "{") or self.text.startswith("@", begin):
            return self._collection(begin)
        found = _NAME.match(self.text, begin)
        if found:
            self.pos = found.end()
            return _name(found, begin)
        if (number := _NUMBER.match(self.text, begin)) is not None:
            self.pos = number.end()
            return tree.Constant(int(number.group()))
        if (other := _OTHER_NUMBER.match(self.text, begin)) is not None:
            self.pos = other.end()
            return tree.Other(begin)
        if (negation := _NOT.match(self.text, begin)) is not None:
            self.pos = negation.end()
            self.skip_blanks()
            with self.budget:
                return tree.Operation("not", (self._one_value(),))
        if c == "(":
            return self._parenthesis(begin)
        if (member := _TYPE.match(self.text, begin)) is not None:
            return self._member(member)
        if (cast := _CAST.match(self.text, begin)) is not None:
            self.pos = cast.end()
            with self.budget:
                value = self._one_value()
            plain = self.text[begin : cast.end()].strip().lower() in ("[string]", "[system.string]")
            return value if plain else tree.Other(begin, "converts a value")
        raise self.fail("a value is missing or is written in a way that is not read here", begin)

    def _parenthesis(self, begin: int) -> tree.Expression:
        self.pos += 1
        with self.budget:
            return self.subexpression(begin)

    def _collection(self, begin: int) -> tree.Expression:
        found = re.compile(r"@?[({]").match(self.text, begin)
        if not found:
            self.pos += 1
            return tree.Other(begin)
        self.pos = found.end()
        self.skip_balanced(_CLOSING[found.group()[-1]], begin)
        return tree.Other(begin, "makes a list")

    def _member(self, found: re.Match[str]) -> tree.Expression:
        begin = found.start()
        self.pos = found.end()
        if self.peek() != "(":
            return tree.Member(found["type"], found["member"], None, begin, self.pos)
        self.pos += 1
        arguments: list[tree.Expression] = []
        with self.budget:
            self.skip_lines()
            while self.peek() != ")":
                if self.at_end():
                    raise self.fail("a parenthesis is never closed", begin, unterminated=True)
                arguments.append(self.expression())
                self.skip_lines()
                if self.peek() == ",":
                    self.pos += 1
                    self.skip_lines()
                elif self.peek() != ")":
                    self.skip_balanced(")", begin)
                    return tree.Other(begin)
            self.pos += 1
        return tree.Member(found["type"], found["member"], tuple(arguments), begin, self.pos)

    def skip_balanced(self, closing: str, begin: int) -> None:
        """Move behind the closing sign, over texts and brackets in between."""
        open_signs = [closing]
        while open_signs:
            self.budget.spend((self.pos & 7) == 0)
            c = self.peek()
            if not c:
                raise self.fail("a bracket is never closed", begin, unterminated=True)
            if c in SINGLE:
                self.single()
            elif c in DOUBLE:
                self.double()
            elif c == "@" and self.text[self.pos + 1 : self.pos + 2] in tuple(SINGLE + DOUBLE):
                self.here_string()
            elif c == "#" or self.peek(2) == "<#":
                self._comment()
            elif c == "`":
                self.pos += 2
            else:
                self.pos += 1
                if c in _CLOSING:
                    open_signs.append(_CLOSING[c])
                elif c == open_signs[-1]:
                    open_signs.pop()


def _one(pieces: list[tree.Expression]) -> tree.Expression:
    if all(isinstance(piece, tree.Constant) for piece in pieces):
        return tree.Constant("".join(str(piece.value) for piece in pieces if isinstance(piece, tree.Constant)))
    return tree.Joined(tuple(pieces))


def _name(found: re.Match[str], begin: int) -> tree.Expression:
    scope = (found["scope"] or found["scope2"] or "").lower()
    name = found["name"] or found["name2"]
    constants: dict[str, bool | None] = {"true": True, "false": False, "null": None}
    if not scope and name.lower() in constants:
        return tree.Constant(constants[name.lower()])
    return tree.Name(scope, name, begin)


__all__ = ["MASK", "TextReader"]
