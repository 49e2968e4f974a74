"""Read words: quotes, escapes, `$…` in all forms, for zsh and bash."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from . import tree
from .budget import Budget, ShellSyntaxError
from .buffer import MASK, Buffer

_PLAIN = re.compile(r"[^ \t\n'\"\\$`‹;&|<>()]+")
_PLAIN_INNER = re.compile(r"[^'\"\\$`‹{}/()\[\]<>=: \n]+")
_PLAIN_DOUBLE = re.compile(r"[^\"\\$`]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ANSI = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.)|(.))", re.DOTALL
)
_ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_ZSH_PREFIX = re.compile(r"[#+^=~]+")
_OPERATOR = re.compile(r":[-=+?]|[-=+?]|##?|%%?|//?|:#|:\||\^\^?|,,?|@[A-Za-z]|:")
_ZSH_OPERATOR = re.compile(r"::=|:[-=+?]|[-=+?]|##?|%%?|//?|:#|:\||:\*|:/|:\^\^?|:")
_PLAIN_MODIFIER = re.compile(r"(?::[aAcehlPqQrtu])+")
_BLANKS = (" ", "\t", "\n", "")


def decode_ansi(text: str) -> str:
    """Return what `$'text'` stands for."""

    def one(found: re.Match[str]) -> str:
        octal, two, four, eight, control, other = found.groups()
        if octal:
            return chr(int(octal, 8) & 0xFF)
        code = two or four or eight
        if code:
            number = int(code, 16)
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else found.group(0)
        if control:
            return chr(ord(control) & 0x1F)
        return _ANSI_LETTERS.get(other, other if other in "\\'\"?" else "\\" + other)

    return _ANSI.sub(one, text).split("\0")[0]


class WordReader(Buffer):
    """Reads one word at a time; statements are the parser's business."""

    def __init__(self, text: str, *, zsh: bool, budget: Budget) -> None:
        super().__init__(text, budget)
        self.zsh = zsh
        self.rc_quotes = False
        self.ignore_braces = False
        self.read_block: Callable[[], tree.Block]  # set by the parser: commands up to a closing parenthesis

    def fail(self, reason: str, position: int, *, unterminated: bool = False) -> ShellSyntaxError:
        """Return the error to raise for what begins at `position`."""
        return ShellSyntaxError(reason, self.begin_at(position), unterminated=unterminated)

    def word(self, *, pattern: bool = False, stops: str = "") -> tree.Word | None:
        """Read the word that begins here; None where none does. `pattern` words may hold parentheses and bars."""
        start = self.pos
        parts: list[tree.Part] = []
        self.budget.spend()
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c in stops:
                break
            if c in " \t\n;&":
                break
            if c in "<>":
                if self.peek(2) in ("<(", ">("):
                    parts.append(self._process())
                    continue
                numeric = re.compile(r"<\d*-\d*>").match(self.text, self.pos) if self.zsh else None
                if not numeric:
                    break
                parts.append(tree.Literal(numeric.group()))
                self.pos = numeric.end()
                continue
            if c == "|" and not pattern:
                break
            if c == "=" and self.zsh and self.pos == start and self.peek(2) == "=(":
                parts.append(self._process())
                continue
            if c in "()|":
                if not self._group(parts, start, pattern=pattern):
                    break
                continue
            self._part(parts, _PLAIN if not stops else None, quoted=False)
        if self.pos == start:
            return None
        return self._made(parts, start)

    def _made(self, parts: list[tree.Part], start: int) -> tree.Word:
        return tree.Word(_joined(parts), self.begin_at(start), self.stop_at(self.pos), self.text[start : self.pos])

    def _group(self, parts: list[tree.Part], start: int, *, pattern: bool) -> bool:
        """Read `(a|b)` inside a pattern; tell whether it belongs to the word."""
        c = self.peek()
        if c == "|":
            parts.append(tree.Literal("|"))
            self.pos += 1
            return True
        before = self.text[self.pos - 1] if self.pos > start else ""
        extended = before != "" and before in "?*+@!"
        if c == ")" or (not pattern and not (self.zsh and self.peek(2) != "()") and not (extended and self.extglob)):
            return False
        opened, level = self.pos, 0
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c == "\n":
                break
            if c in "()| <>&;":
                level += (c == "(") - (c == ")")
                parts.append(tree.Literal(c))
                self.pos += 1
                if level == 0:
                    return True
                continue
            self._part(parts, _PLAIN, quoted=False)
        raise self.fail("a parenthesis is never closed", opened, unterminated=True)

    extglob = False

    def _part(self, parts: list[tree.Part], plain: re.Pattern[str] | None, *, quoted: bool) -> None:
        """Read one part outside quotes: a quoted piece, an escape, an expansion or a run of plain characters."""
        c = self.text[self.pos]
        if c == "'" and not quoted:
            parts.append(tree.Literal(self._single(), quoted=True))
        elif c == '"':
            self._double(parts)
        elif c == "\\":
            if self.pos + 1 >= len(self.text):
                parts.append(tree.Literal("\\", quoted=True))
                self.pos += 1
            else:
                if self.text[self.pos + 1] != "\n":
                    escaped = self.text[self.pos + 1]
                    parts.append(
                        tree.Literal("\\" + escaped if quoted and escaped not in '$`"\\}' else escaped, quoted=True)
                    )
                self.pos += 2
        elif c in "$`":
            self._dollar(parts, quoted=quoted)
        elif c == "‹":
            mask = MASK.match(self.text, self.pos)
            parts.append(tree.Literal(mask.group() if mask else c, quoted=mask is not None))
            self.pos = mask.end() if mask else self.pos + 1
        else:
            run = plain.match(self.text, self.pos) if plain else None
            stop = run.end() if run else self.pos + 1
            parts.append(tree.Literal(self.text[self.pos : stop], quoted=quoted))
            self.pos = stop

    def _single(self) -> str:
        start = self.pos
        end = self.text.find("'", start + 1)
        while end != -1 and self.rc_quotes and self.text[end + 1 : end + 2] == "'":
            end = self.text.find("'", end + 2)
        if end == -1:
            raise self.fail("a single quote is never closed", start, unterminated=True)
        self.pos = end + 1
        text = self.text[start + 1 : end]
        return text.replace("''", "'") if self.rc_quotes else text

    def _double(self, parts: list[tree.Part]) -> None:
        start = self.pos
        self.pos += 1
        parts.append(tree.Literal("", quoted=True))
        with self.budget:
            self._inside_double(parts, start, '"')
        self.pos += 1

    def _inside_double(self, parts: list[tree.Part], start: int, closing: str) -> None:
        """Read the inside of double quotes, or of a here-document (no closing character), up to its end."""
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c == closing:
                return
            if c == "\\" and self.pos + 1 < len(self.text):
                following = self.text[self.pos + 1]
                if following in "$`\\" or following == closing:
                    parts.append(tree.Literal(following, quoted=True))
                elif following != "\n":
                    parts.append(tree.Literal("\\" + following, quoted=True))
                self.pos += 2
            elif c in "$`":
                self._dollar(parts, quoted=True)
            else:
                run = _PLAIN_DOUBLE.match(self.text, self.pos)
                stop = run.end() if run else self.pos + 1
                parts.append(tree.Literal(self.text[self.pos : stop], quoted=True))
                self.pos = stop
        if closing:
            raise self.fail("a double quote is never closed", start, unterminated=True)

    def _dollar(self, parts: list[tree.Part], *, quoted: bool) -> None:
        start = self.pos
        self.budget.spend()
        if self.text[start] == "`":
            parts.append(self._backquote(quoted=quoted))
            return
        following = self.text[start + 1 : start + 2]
        if following == "'" and not quoted:
            end = start + 2
            while end < len(self.text) and self.text[end] != "'":
                end += 2 if self.text[end] == "\\" else 1
            if end >= len(self.text):
                raise self.fail("a single quote is never closed", start, unterminated=True)
            self.pos = end + 1
            parts.append(tree.Literal(decode_ansi(self.text[start + 2 : end]), quoted=True))
        elif following == '"' and not quoted and not self.zsh:
            self.pos += 1
            self._double(parts)
        elif following == "(":
            with self.budget:
                parts.append(self._parenthesis(quoted=quoted))
        elif following == "[":
            self.pos += 2
            with self.budget:
                inner = self.until("]", quoted=True)
            parts.append(tree.Arithmetic(inner, quoted=quoted, begin=self.begin_at(start)))
        elif following == "{":
            with self.budget:
                parts.append(self._braces(quoted=quoted))
        else:
            self._bare(parts, quoted=quoted)

    def _backquote(self, *, quoted: bool) -> tree.Part:
        start = end = self.pos
        end += 1
        while end < len(self.text) and self.text[end] != "`":
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise self.fail("a backquote is never closed", start, unterminated=True)
        escapes = r'\\([$`\\"])' if quoted else r"\\([$`\\])"
        text = re.sub(escapes, r"\1", self.text[start + 1 : end])
        self.pos = end + 1
        return tree.Substitution(self.inner_block(text), quoted, self.begin_at(start), self.stop_at(self.pos))

    def inner_block(self, text: str) -> tree.Block:
        """Read commands from a text of their own, for backquotes; the parser does it."""
        raise NotImplementedError

    def _parenthesis(self, *, quoted: bool) -> tree.Part:
        start = self.pos
        if self.peek(3) == "$((":
            expression = self._arithmetic(start + 3)
            if expression is not None:
                return tree.Arithmetic(expression, quoted=quoted, begin=self.begin_at(start))
        self.pos = start + 2
        body = self.read_block()
        if self.peek() != ")":
            raise self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
        self.pos += 1
        return tree.Substitution(body, quoted, self.begin_at(start), self.stop_at(self.pos))

    def _arithmetic(self, start: int) -> tree.Word | None:
        """Read up to the `))` that belongs to a `((` before `start`; None (and no move) where there is none."""
        level, position = 0, start
        while position < len(self.text):
            c = self.text[position]
            if c == "(":
                level += 1
            elif c == ")":
                if level == 0:
                    break
                level -= 1
            elif c == "\\":
                position += 1
            position += 1
        self.budget.spend(1 + (position - start) // 8)
        if self.text[position : position + 2] != "))":
            return None
        return self._expression(start, position, position + 2)

    def _expression(self, start: int, stop: int, resume: int) -> tree.Word:
        """Read the text from `start` to `stop` as if in double quotes, and go on at `resume`."""
        text = self.text[start:stop]
        parts: list[tree.Part] = []
        with self.budget:
            self.inner_reader(text, start)._inside_double(parts, start, "")
        self.pos = resume
        return tree.Word(_joined(parts), self.begin_at(start), self.stop_at(stop), text)

    def arithmetic_command(self) -> tree.Word | None:
        """Read `(( … ))` that begins here; None where it is two nested subshells."""
        return self._arithmetic(self.pos + 2)

    def heredoc_word(self, begin: int, stop: int, text: str) -> tree.Word:
        """Read the text of a here-document whose end word is not quoted."""
        parts: list[tree.Part] = []
        with self.budget:
            self.inner_reader(text, begin)._inside_double(parts, 0, "")
        return tree.Word(_joined(parts), self.begin_at(begin), self.stop_at(stop), text)

    def inner_reader(self, text: str, position: int) -> WordReader:
        """Return a reader for another text in the same shell; the parser does it."""
        raise NotImplementedError

    def _process(self) -> tree.Part:
        start = self.pos
        self.pos += 2
        with self.budget:
            body = self.read_block()
        if self.peek() != ")":
            raise self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
        self.pos += 1
        return tree.ProcessSubstitution(self.begin_at(start), body)

    def _bare(self, parts: list[tree.Part], *, quoted: bool) -> None:
        """Read `$NAME`, `$1`, `$?`; in zsh also `$#NAME`, `$+NAME`, `$NAME[1]` and `$NAME:h`."""
        start = self.pos
        self.pos += 1
        prefixes = ""
        if self.zsh:
            found = _ZSH_PREFIX.match(self.text, self.pos)
            if found and (
                _NAME.match(self.text, found.end()) or self.text[found.end() : found.end() + 1] in ("@", "*")
            ):
                prefixes = found.group()
                self.pos = found.end()
        name = self._name(braced=False)
        if not name:
            self.pos = start + 1
            parts.append(tree.Literal("$", quoted=quoted))
            return
        subscript = None
        modifiers = ""
        if self.zsh:
            if self.peek() == "[" and self._closes_bracket():
                self.pos += 1
                with self.budget:
                    subscript = self.until("]", quoted=quoted)
            found = _PLAIN_MODIFIER.match(self.text, self.pos)
            if found:
                modifiers = found.group()
                self.pos = found.end()
        parts.append(
            tree.Parameter(
                name, quoted, prefixes=prefixes, subscript=subscript, modifiers=modifiers, begin=self.begin_at(start)
            )
        )

    def _closes_bracket(self) -> bool:
        closing = re.compile(r"[^\]\n]{0,2000}\]").match(self.text, self.pos)
        return closing is not None

    def _name(self, *, braced: bool) -> str:
        found = _NAME.match(self.text, self.pos)
        if found:
            self.pos = found.end()
            return found.group()
        c = self.peek()
        if c.isdigit() and c.isascii():
            digits = re.compile(r"\d+").match(self.text, self.pos) if braced or self.zsh else None
            self.pos = digits.end() if digits else self.pos + 1
            return digits.group() if digits else c
        if c and c in "@*#?-$!":
            self.pos += 1
            return c
        return ""

    def _braces(self, *, quoted: bool) -> tree.Part:
        start = self.pos
        self.pos += 2
        flags = prefixes = ""
        nested: tree.Word | None = None
        if self.zsh and self.peek() == "(":
            flags = self._zsh_flags()
        prefixes = self._prefixes()
        name = ""
        if self.zsh and self.peek() in ("$", '"', "`"):
            inner: list[tree.Part] = []
            first = self.pos
            self._part(inner, None, quoted=False)
            nested = self._made([_quoted(part) if quoted else part for part in inner], first)
        else:
            name = self._name(braced=True)
        subscript = None
        if self.peek() == "[":
            self.pos += 1
            subscript = self.until("]", quoted=quoted)
        part = tree.Parameter(name, quoted, True, nested, flags, prefixes, subscript, begin=self.begin_at(start))
        if self.peek() == "}":
            self.pos += 1
            return part
        return self._operator(part, start)

    def _zsh_flags(self) -> str:
        level, position = 0, self.pos
        while position < len(self.text):
            c = self.text[position]
            level += (c == "(") - (c == ")")
            position += 1
            if level == 0:
                break
        flags = self.text[self.pos + 1 : position - 1]
        self.pos = position
        return flags

    def _prefixes(self) -> str:
        if self.zsh:
            found = re.compile(r"[#+^=~!]+(?=[A-Za-z_0-9@*{$\"(?!-])").match(self.text, self.pos)
        else:
            found = re.compile(r"[#!](?=[A-Za-z_0-9@*?!#$-])").match(self.text, self.pos)
            if found and self.text[found.end()] in "-?#" and self.text[found.end() + 1 : found.end() + 2] != "}":
                found = None  # ${#-default} is an operator on $#
        if not found:
            return ""
        self.pos = found.end()
        return found.group()

    def _operator(self, part: tree.Parameter, start: int) -> tree.Parameter:
        if self.zsh:
            stop = _modifiers_end(self.text, self.pos)
            if stop > self.pos and self.text[stop : stop + 1] == "}":
                modifiers = self.text[self.pos : stop]
                self.pos = stop + 1
                return replace(part, modifiers=modifiers)
        found = (_ZSH_OPERATOR if self.zsh else _OPERATOR).match(self.text, self.pos)
        if not found or (not part.name and not part.nested and not part.flags):
            self._skip_braces(start)
            return replace(part, operator="?bad", argument=None)
        operator = found.group()
        self.pos = found.end()
        literal_single = part.quoted and operator.lstrip(":") in ("-", "=", "+", "?")
        if operator in ("/", "//"):
            if self.peek() in ("#", "%"):
                operator += self.peek()
                self.pos += 1
            pattern = self.until("/}", quoted=False)
            if self.text[self.pos - 1] == "/":
                return replace(part, operator=operator, argument=pattern, replacement=self.until("}", quoted=False))
            return replace(part, operator=operator, argument=pattern, replacement=tree.Word(()))
        if operator == ":":
            first = self.until(":}", quoted=True)
            second = self.until("}", quoted=True) if self.text[self.pos - 1] == ":" else None
            return replace(part, operator=operator, argument=first, replacement=second)
        return replace(part, operator=operator, argument=self.until("}", quoted=literal_single))

    def _skip_braces(self, start: int) -> None:
        """Move behind the brace that closes an expansion that cannot be read."""
        end = self.text.find("}", self.pos)
        if end == -1:
            raise self.fail("a brace is never closed", start, unterminated=True)
        self.pos = end + 1

    def until(self, stops: str, *, quoted: bool) -> tree.Word:
        """Read parts up to one of `stops` and move behind it; brackets of the same kind may nest."""
        start = self.pos
        parts: list[tree.Part] = []
        level = 0
        opening = {"]": "["}.get(stops[-1], "")
        while self.pos < len(self.text):
            c = self.text[self.pos]
            if c in stops and level == 0:
                word = self._made(parts, start)
                self.pos += 1
                return word
            if opening and c == opening:
                level += 1
            elif opening and c == stops[-1]:
                level -= 1
            self._part(parts, _PLAIN_INNER, quoted=quoted)
        raise self.fail("a bracket is never closed", start, unterminated=True)


def _modifiers_end(text: str, position: int) -> int:
    """Return the position behind zsh's modifiers `:h:t:s/a/b/` that begin at `position`."""
    while text[position : position + 1] == ":" and position + 1 < len(text):
        letters = position + 1
        if text[letters : letters + 1] == "g":
            letters += 1
        letter = text[letters : letters + 1]
        if letter == "s" and letters + 1 < len(text):
            middle = text.find(text[letters + 1], letters + 2, letters + 200)
            last = text.find(text[letters + 1], middle + 1, middle + 200) if middle != -1 else -1
            brace = text.find("}", letters + 2, letters + 400)
            if middle == -1 or (last == -1 and brace < middle):
                return position
            position = last + 1 if last != -1 and (brace == -1 or last < brace) else brace
        elif letter and letter in "aAcehlPqQrtux":
            position = letters + 1
            while text[position : position + 1].isdigit():
                position += 1
        else:
            return position
    return position


def _quoted(part: tree.Part) -> tree.Part:
    return part if isinstance(part, tree.ProcessSubstitution) else replace(part, quoted=True)


def _joined(parts: list[tree.Part]) -> tuple[tree.Part, ...]:
    """Return the parts with neighbouring literals of one kind made one."""
    joined: list[tree.Part] = []
    run: list[str] = []
    quoted = False
    for part in parts:
        if isinstance(part, tree.Literal):
            if run and part.quoted != quoted:
                joined.append(tree.Literal("".join(run), quoted))
                run = []
            quoted = part.quoted
            run.append(part.text)
            continue
        if run:
            joined.append(tree.Literal("".join(run), quoted))
            run = []
        joined.append(part)
    if run:
        joined.append(tree.Literal("".join(run), quoted))
    return tuple(joined)
