"""Read PowerShell's commands and their words, and expressions that stand where a command could."""

from __future__ import annotations

import re

from ..regexes import regex
from ..shell.budget import ShellSyntaxError
from . import tree
from .reader import DOUBLE, MASK, SINGLE, TextReader

_BARE = regex(r"(?:`.|[^\s;|&(){},'\"`“”„‘’‚‛‹#$]|(?<=\S)#|‹(?!\S))+", re.DOTALL)
_REDIRECT = regex(r"[\d*]?>>?(?:&\d|[ \t]*(?:\$null\b)?)", re.IGNORECASE)
EXPRESSION_START = regex(r"[$@(\[\"'“„”‘’‚‛!]|[-+]?\d|-not\b", re.IGNORECASE)


class CommandReader(TextReader):
    """Reads the elements of a pipeline; statements are the parser's business."""

    def braced(self, begin: int) -> tree.Block:
        """Read the statements of a block behind its brace."""
        raise NotImplementedError

    def whole(self, begin: int) -> tree.Expression:
        """Read an expression that ends the statement; with a pipe, a comma or what is not read here, it is unknown."""
        try:
            value = self.expression()
            self.skip_blanks()
            if self.at_end() or self.peek() in "\n;)}" or self.peek(2) in ("&&", "||"):
                return value
        except ShellSyntaxError as error:
            if error.unterminated:
                raise
        self.pos = begin
        self.to_end()
        return tree.Other(begin)

    def to_end(self) -> None:
        """Move to the end of the statement, over texts, brackets and pipes."""
        while not self.at_end() and self.peek() not in "\n;)}" and self.peek(2) not in ("&&", "||"):
            self.skip_one()

    def skip_one(self) -> None:
        """Move over one text, pair of brackets, pipe or run of plain characters."""
        self.budget.spend()
        c = self.peek()
        if c in SINGLE:
            self.single()
        elif c in DOUBLE:
            self.double()
        elif c == "@" and self.text[self.pos + 1 : self.pos + 2] in tuple(SINGLE + DOUBLE):
            self.here_string()
        elif c in "({[":
            self.pos += 1
            self.skip_balanced({"(": ")", "[": "]", "{": "}"}[c], self.pos - 1)
        elif c == "|" or (c == "," and not self.at_end()):
            self.pos += 1
            self._break()
        elif c == "`":
            self.pos += 2
        else:
            found = re.compile(r"[^'\"“”„‘’‚‛@({\[|,`\n;)}&#]+|.", re.DOTALL).match(self.text, self.pos)
            assert found is not None
            self.pos = found.end()

    def element(self, begin: int) -> tree.Statement:
        """Read one element of a pipeline: an expression or a command."""
        self.budget.spend()
        if self.peek() in "&." and self.peek() and not re.match(r"\.[\w\\/.]", self.peek(2)):
            called = self.peek()
            self.pos += 1
            self.skip_blanks()
            return self._command(begin, called)
        if EXPRESSION_START.match(self.text, begin) and not re.match(
            r"\d[\w-]*[A-Za-z]", self.text[begin : begin + 40]
        ):
            value = self._alone(begin)
            return tree.Evaluate(value, begin, self.pos)
        return self._command(begin, "")

    def _alone(self, begin: int) -> tree.Expression:
        try:
            value = self.expression()
            self.skip_blanks()
            if self.at_end() or self.peek() in "\n;)}|" or self.peek(2) == "&&":
                return value
        except ShellSyntaxError as error:
            if error.unterminated:
                raise
        self.pos = begin
        while not self.at_end() and self.peek() not in "\n;)}|" and self.peek(2) != "&&":
            self.skip_one()
        return tree.Other(begin)

    def _command(self, begin: int, called: str) -> tree.Statement:
        words: list[tree.Word] = []
        stop = self.pos
        while True:
            self.skip_blanks()
            redirect = _REDIRECT.match(self.text, self.pos)
            if redirect:
                self.pos = redirect.end()
                continue
            if self.at_end() or self.peek() in "\n;|)}" or (self.peek() == "&"):
                break
            words.append(self._word())
            stop = self.pos
        if not words:
            raise self.fail("a command is missing", begin)
        return tree.Command(tuple(words), called, begin, stop)

    def _word(self) -> tree.Word:
        self.budget.spend()
        begin = self.pos
        c = self.peek()
        if c == ",":
            self.pos += 1
            return tree.Word(tree.Constant(","), ",", None, begin, self.pos)
        if c == "{":
            self.pos += 1
            block = self.braced(begin)
            return tree.Word(tree.Other(begin), "", block, begin, self.pos)
        pieces: list[tree.Expression] = []
        bare = True
        while not self.at_end() and not (self.peek().isspace() or self.peek() in ";|){},&"):
            bare = self._word_piece(pieces) and bare
        text = self.text[begin : self.pos]
        value = pieces[0] if len(pieces) == 1 else tree.Joined(tuple(pieces))
        return tree.Word(value, text if bare else "", None, begin, self.pos)

    def _word_piece(self, pieces: list[tree.Expression]) -> bool:
        """Read a piece of an argument; tell whether it was written without quotes and variables."""
        c = self.peek()
        begin = self.pos
        found = _BARE.match(self.text, begin)
        if mask := MASK.match(self.text, begin):
            self.pos = mask.end()
            pieces.append(tree.Constant(mask.group()))
            return True
        if found:
            self.pos = found.end()
            pieces.append(tree.Constant(re.sub(r"`(.)", r"\1", found.group(), flags=re.DOTALL)))
            return True
        if c in SINGLE:
            pieces.append(self.single())
        elif c in DOUBLE:
            pieces.append(self.double())
        elif c == "$":
            pieces.append(self._expanded())
        elif c == "(":
            self.pos += 1
            self.skip_balanced(")", begin)
            pieces.append(tree.Other(begin, "runs a command"))
        else:
            self.pos += 1
            pieces.append(tree.Constant(c))
        return False
