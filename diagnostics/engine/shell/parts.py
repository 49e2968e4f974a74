"""Read the parts of words: quotes, escapes, and `$` in all its forms."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..regexes import regex
from . import tree
from .bracereader import NAME, BraceReader, joined_parts
from .budget import SUBSHELL, ShellSyntaxError
from .buffer import MASK
from .escapedbytes import byte, whole

_PLAIN_DOUBLE = regex(r"[^\"\\$`]+")
_SIMPLE_DOUBLE = regex(r"\"([^\"\\$`]*)\"")
_ANSI = regex(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.)|(.))", re.DOTALL)
_ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_ZSH_PREFIX = regex(r"[#+^=~]+")
_PLAIN_MODIFIER = regex(r"(?::[aAcehlPqQrtu])+")
# What nests, and what hides such a sign; a lone quote is one that nothing closes.
_NESTING = regex(r"\\.|'[^']*+'|\"(?:[^\"\\]++|\\.)*+\"|`(?:[^`\\]++|\\.)*+`|[()'\"`]", re.DOTALL)
_QUOTES = ("'", '"', "`")
_CLOSED_BRACKET = regex(r"[^\]\n]{0,2000}\]")


def decode_ansi(text: str, *, zsh: bool = False) -> str:
    """Return what `$'text'` stands for."""

    def one(found: re.Match[str]) -> str:
        octal, two, four, eight, control, other = found.groups()
        if octal:
            return byte(int(octal, 8) & 0xFF)
        if two:
            return byte(int(two, 16))
        code = four or eight
        if code:
            number = int(code, 16)
            return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else found.group(0)
        if control and zsh:
            return "c" + control
        if control:
            return chr(ord(control) & 0x1F)
        return _ANSI_LETTERS.get(other, other if other in "\\'\"?" else other if zsh else "\\" + other)

    return whole(_ANSI.sub(one, text).split("\0")[0])


_LONGEST = 4000  # letters of a substitution whose text is kept, to be read again


class PartReader(BraceReader):
    """Reads quoted texts, escapes and expansions."""

    renamed: Callable[[], int]

    def _part(self, parts: list[tree.Part], plain: re.Pattern[str] | None, *, quoted: bool) -> None:
        """Read one part outside quotes: a quoted piece, an escape, an expansion or a run of plain characters."""
        c = self.text[self.pos]
        if c == "'" and not quoted:
            parts.append(tree.Literal(self._single(), quoted=True))
        elif c == '"':
            self._double(parts)
        elif c == "\\":
            if self.pos + 1 >= len(self.text):
                parts.append(tree.Literal("" if self.zsh else "\\", quoted=True))  # at the end zsh drops it
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
        simple = _SIMPLE_DOUBLE.match(self.text, start)
        if simple:
            parts.append(tree.Literal(simple.group(1), quoted=True))
            self.pos = simple.end()
            return
        self.pos += 1
        parts.append(tree.Literal("", quoted=True))
        outer, self.ansi = self.ansi, False
        with self.budget:
            self._inside_double(parts, start, '"')
        self.ansi = outer
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
        if following == "'" and (not quoted or self.ansi):
            end = start + 2
            while end < len(self.text) and self.text[end] != "'":
                end += 2 if self.text[end] == "\\" else 1
            if end >= len(self.text):
                raise self.fail("a single quote is never closed", start, unterminated=True)
            self.pos = end + 1
            parts.append(tree.Literal(decode_ansi(self.text[start + 2 : end], zsh=self.zsh), quoted=True))
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
        self.budget.spend(SUBSHELL)  # a reader of its own costs as much
        start = end = self.pos
        end += 1
        while end < len(self.text) and self.text[end] != "`":
            end += 2 if self.text[end] == "\\" else 1
        if end >= len(self.text):
            raise self.fail("a backquote is never closed", start, unterminated=True)
        escapes = r'\\([$`\\"])' if quoted else r"\\([$`\\])"
        text = re.sub(escapes, r"\1", self.text[start + 1 : end])
        self.pos = end + 1
        kept = (text, self.renamed()) if len(text) <= _LONGEST else None
        try:
            block = self.inner_block(text)
        except (
            ShellSyntaxError
        ):  # measured: seen when it is to run; zsh gives up the file then, bash goes on without it
            if self.zsh:
                return tree.Parameter("", quoted, operator="?bad", begin=self.begin_at(start))
            block, kept = self.inner_block("exit 2"), None
        return tree.Substitution(block, quoted, self.begin_at(start), self.stop_at(self.pos), kept)

    def inner_block(self, text: str) -> tree.Block:
        """Read commands from a text of their own, for backquotes; the parser does it."""
        raise NotImplementedError

    def _parenthesis(self, *, quoted: bool) -> tree.Part:
        start = self.pos
        if self.peek(3) == "$((":
            expression = self._arithmetic(start + 3)
            if expression is not None:
                return tree.Arithmetic(expression, quoted=quoted, begin=self.begin_at(start))
            if not self.zsh and not self._is_closed(start + 1):
                raise self.fail("a parenthesis is never closed", start, unterminated=True)
        self.pos = start + 2
        text = self.text
        self.substituting += not self.zsh
        try:
            body = self.read_block()
            if self.peek() != ")":
                raise self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
        except ShellSyntaxError as error:
            error.line_only = not error.unterminated and not self.zsh
            raise
        finally:
            self.substituting -= not self.zsh
        self.pos += 1
        if self.unescaped and not self.substituting:
            self.unescaped = False
            return tree.Parameter("", quoted, operator="?array", begin=self.begin_at(start))
        if self.document_stop > start and ";" in self.text[self.document_stop : self.pos]:
            return tree.Parameter("", quoted, operator="?versions", begin=self.begin_at(start))
        kept = self._kept(text, start + 2)
        return tree.Substitution(body, quoted, self.begin_at(start), self.stop_at(self.pos), kept)

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

    def _is_closed(self, start: int) -> bool:
        """Tell whether a parenthesis has its partner: behind `$((` bash looks for that before it reads a command."""
        level, stop = 0, len(self.text)
        for found in _NESTING.finditer(self.text, start):
            level += (found.group() == "(") - (found.group() == ")")
            if level == 0 or found.group() in _QUOTES:
                stop = found.end()
                break
        self.budget.spend(1 + (stop - start) // 8)
        return level == 0

    def _expression(self, start: int, stop: int, resume: int) -> tree.Word:
        """Read the text from `start` to `stop` as if in double quotes, and go on at `resume`."""
        text = self.text[start:stop]
        parts: list[tree.Part] = []
        with self.budget:
            self.inner_reader(text, start)._inside_double(parts, start, "")
        self.pos = resume
        return tree.Word(joined_parts(parts), self.begin_at(start), self.stop_at(stop), text)

    def inner_reader(self, text: str, position: int) -> PartReader:
        """Return a reader for another text in the same shell; the parser does it."""
        raise NotImplementedError

    def _bare(self, parts: list[tree.Part], *, quoted: bool) -> None:
        """Read `$NAME`, `$1`, `$?`; in zsh also `$#NAME`, `$+NAME`, `$NAME[1]` and `$NAME:h`."""
        start = self.pos
        self.pos += 1
        prefixes = ""
        if self.zsh:
            found = _ZSH_PREFIX.match(self.text, self.pos)
            following = self.text[found.end() : found.end() + 1] if found else ""
            if found and (NAME.match(self.text, found.end()) or following in ("@", "*")):
                prefixes = found.group()
                self.pos = found.end()
            elif found and self.text[self.pos] != "#" and "#" not in found.group():
                prefixes = found.group()
                self.pos = found.end()
                if not following.isdigit() and (not following or following not in "?$!-"):
                    if "+" in prefixes:
                        self.pos = start + 1
                        parts.append(tree.Literal("$", quoted=quoted))
                    return  # of nothing
            elif found and found.group() == "#" and following and (following in "-?$!" or following.isdigit()):
                prefixes = "#"  # `$#?` is the length of `$?`
                self.pos = found.end()
        name = self._name(braced=False)
        if not name:
            self.pos = start + 1
            parts.append(tree.Literal("$", quoted=quoted))
            return
        subscript = None
        modifiers = ""
        if self.zsh:
            opens = self.peek() == "[" and not name.isdigit()  # measured with zsh 5.9: `$1[2]` is `$1` and `[2]`
            if opens and not self._closes_bracket():
                parts.append(tree.Parameter("", quoted, operator="?bad", begin=self.begin_at(start)))
                self.pos += 1
                return
            if opens:
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
        closing = _CLOSED_BRACKET.match(self.text, self.pos)
        return closing is not None

    def _process(self) -> tree.Part:
        start, text = self.pos, self.text
        self.pos += 2
        with self.budget:
            body = self.read_block()
        if self.peek() != ")":
            raise self.fail("a parenthesis is never closed", start, unterminated=self.at_end())
        self.pos += 1
        return tree.ProcessSubstitution(self.begin_at(start), body, self._kept(text, start + 2))

    def _kept(self, text: str, begin: int) -> tree.Written | None:
        """Return what is kept of the substitution that ends here and began in `text`, before aliases were put in."""
        stop = len(text) - (len(self.text) - self.pos) - 1
        return (text[begin:stop], self.renamed()) if begin <= stop <= begin + _LONGEST else None
