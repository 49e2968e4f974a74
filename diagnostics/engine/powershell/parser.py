"""Read PowerShell's statements. PowerShell reads a whole file before it runs any of it."""

from __future__ import annotations

import re

from ..regexes import regex
from . import tree
from .commandreader import EXPRESSION_START, CommandReader
from .reader import DOUBLE, MASK, SINGLE

_ASSIGNMENT = regex(
    r"(?:\[[\w.\[\]]+\][ \t]*)?\$(?:\{(?P<scope>\w+):(?P<name>[^{}\n]+)\}|(?P<scope2>\w+):(?P<name2>[\w?]+)"
    r"|\{(?P<name3>[^{}:\n]+)\}|(?P<name4>[\w?]+))[ \t]*(?P<operator>\?\?=|[-+*/%]?=)(?!=)"
)
_KEYWORD = regex(
    r"(?P<word>if|foreach|for|while|do|switch|try|function|filter|workflow|return|exit|throw|break|continue|param|using|trap"
    r"|begin|process|end|class|enum|data)(?=[\s({;}]|$)",
    re.IGNORECASE,
)
_CONTROL = regex(r"(elseif|else|catch|finally|until|while)(?=[\s({\[]|$)", re.IGNORECASE)


class Parser(CommandReader):
    """Reads statements; raises ShellSyntaxError where PowerShell cannot read on, TooMuch where we do not."""

    def parse(self) -> tree.Block:
        """Read the whole text."""
        if self.text.startswith("\ufeff"):
            self.pos = 1
        block = self._statements()
        if not self.at_end():
            raise self.fail("this bracket closes nothing", self.pos)
        return block

    def _statements(self) -> tree.Block:
        chains: list[tree.Chain] = []
        while True:
            self.skip_lines()
            if self.at_end() or self.peek() in ")}":
                return tree.Block(tuple(chains))
            before = self.pos
            chains.append(self._chain())
            if self.pos == before:
                raise self.fail("this cannot stand here", before)

    def _chain(self) -> tree.Chain:
        first = self._statement()
        links: list[tuple[str, tree.Statement]] = []
        while True:
            self.skip_blanks()
            operator = self.peek(2)
            if operator not in ("&&", "||"):
                break
            self.pos += 2
            self.skip_lines()
            links.append((operator, self._statement()))
        if self.peek() == "&":
            self.pos += 1  # a job in the background: another process
        self.skip_blanks()
        ends_itself = isinstance(first, tree.If | tree.Loop | tree.Try | tree.Function | tree.Declaration)
        if not ends_itself and not self.at_end() and self.peek() not in "\n;)}":
            raise self.fail("this cannot stand here", self.pos)
        return tree.Chain(first, tuple(links))

    def _statement(self) -> tree.Statement:
        self.budget.spend()
        begin = self.pos
        with self.budget:
            keyword = _KEYWORD.match(self.text, begin)
            if keyword:
                return self._keyword(keyword["word"].lower(), begin, keyword.end())
            found = _ASSIGNMENT.match(self.text, begin)
            if found:
                return self._assign(found)
            return self._pipeline(begin)

    # --- assignments, commands

    def _assign(self, found: re.Match[str]) -> tree.Statement:
        self.pos = found.end()
        self._break()
        name = found["name"] or found["name2"] or found["name3"] or found["name4"]
        scope = (found["scope"] or found["scope2"] or "").lower()
        value_begin = self.pos
        bare = ""
        value: tree.Expression
        source: tree.Statement | None = None
        if EXPRESSION_START.match(self.text, value_begin):
            value = self.whole(value_begin)
        elif self.at_end() or self.peek() in "\n;)}":
            raise self.fail("behind the equals sign a value is missing", found.start())
        else:
            word = _word_end(self.text, value_begin)
            bare = self.text[value_begin:word]
            source = self._statement()
            value = tree.Other(value_begin, "runs a command")
        stop = self.pos
        while stop > value_begin and self.text[stop - 1] in " \t\r\n":
            stop -= 1
        if self.text[value_begin:stop] != bare:
            bare = ""  # words behind it: a command with arguments
        target = tree.Name(scope, name, found.start())
        return tree.Assign(target, found["operator"], value, found.start(), stop, value_begin, stop, bare, source)

    def _pipeline(self, begin: int) -> tree.Statement:
        """Read `a | b | c`: one statement, whose commands all run."""
        elements = [self.element(begin)]
        while True:
            self.skip_blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.pos += 1
            self.skip_lines()
            elements.append(self.element(self.pos))
        if len(elements) == 1:
            return elements[0]
        bodies = [tree.Block((tree.Chain(one),)) for one in elements if isinstance(one, tree.Command)]
        return tree.Loop(tuple(bodies), begin, once=True)

    # --- keywords

    def braced(self, begin: int) -> tree.Block:
        """Read the statements of a block behind its brace."""
        with self.budget:
            block = self._statements()
            if self.peek() != "}":
                raise self.fail("a brace is never closed", begin, unterminated=self.at_end())
            self.pos += 1
            return block

    def _block(self) -> tree.Block:
        self.skip_lines()
        if self.peek() != "{":
            raise self.fail("a block in braces is missing", self.pos)
        self.pos += 1
        return self.braced(self.pos - 1)

    def _test(self) -> tree.Expression:
        self.skip_lines()
        begin = self.pos
        if self.peek() != "(":
            raise self.fail("a condition in parentheses is missing", begin)
        return self._parenthesis(begin)

    def _skip_test(self) -> None:
        self.skip_lines()
        begin = self.pos
        if self.peek() != "(":
            raise self.fail("parentheses are missing", begin)
        self.pos += 1
        self.skip_balanced(")", begin)

    def _next_control(self, *words: str) -> str:
        """Move behind one of the words if it comes next, also on a later line."""
        before = self.pos
        self.skip_lines()
        found = _CONTROL.match(self.text, self.pos)
        if found and found.group(1).lower() in words:
            self.pos = found.end()
            return found.group(1).lower()
        self.pos = before
        return ""

    def _keyword(self, word: str, begin: int, stop: int) -> tree.Statement:
        self.pos = stop
        if word == "if":
            return self._if(begin)
        if word in ("foreach", "for", "while", "switch"):
            self.skip_blanks()
            while word == "switch" and self.peek() == "-":
                self.pos = _word_end(self.text, self.pos)
                self.skip_blanks()
            start = self.pos
            self._skip_test()
            names = _names(self.text[start : self.pos]) if word in ("foreach", "for") else ()
            return tree.Loop((self._switch() if word == "switch" else self._block(),), begin, names=names)
        if word == "do":
            body = self._block()
            self._next_control("while", "until")
            self._skip_test()
            return tree.Loop((body,), begin, once=True)
        if word == "try":
            return self._try(begin)
        if word in ("function", "filter", "workflow"):
            return self._function()
        if word in ("return", "exit", "throw", "break", "continue"):
            self.to_end()
            return tree.Leave(word, begin, self.pos)
        if word in ("begin", "process", "end") and re.match(r"\s*\{", self.text[self.pos : self.pos + 200]):
            return tree.Loop((self._block(),), begin, once=True)
        if word == "param":
            self._skip_test()
            return tree.Declaration(_names(self.text[stop : self.pos]), begin)
        self._declaration()
        return tree.Declaration((), begin)

    def _declaration(self) -> None:
        """Move over `param ( … )`, `using …`, `class … { … }`: they set nothing by themselves."""
        while not self.at_end() and self.peek() not in "\n;)}":
            self.skip_one()

    def _if(self, begin: int) -> tree.Statement:
        clauses = [(self._test(), self._block())]
        otherwise: tree.Block | None = None
        while word := self._next_control("elseif", "else"):
            if word == "else":
                otherwise = self._block()
                break
            clauses.append((self._test(), self._block()))
        return tree.If(tuple(clauses), otherwise, begin)

    def _switch(self) -> tree.Block:
        """Read the cases of a switch: each block may run."""
        self.skip_lines()
        begin = self.pos
        if self.peek() != "{":
            raise self.fail("a block in braces is missing", begin)
        self.pos += 1
        chains: list[tree.Chain] = []
        while True:
            self.skip_lines()
            if self.at_end():
                raise self.fail("a brace is never closed", begin, unterminated=True)
            if self.peek() == "}":
                self.pos += 1
                return tree.Block(tuple(chains))
            start = self.pos
            if self.peek() == "{":
                self.pos += 1
                self.skip_balanced("}", start)
            while not self.at_end() and self.peek() not in "{}":
                self._skip_one_pattern()
            chains.append(tree.Chain(tree.Loop((self._block(),), start)))

    def _skip_one_pattern(self) -> None:
        c = self.peek()
        if c in SINGLE:
            self.single()
        elif c in DOUBLE:
            self.double()
        else:
            self.pos += 1

    def _try(self, begin: int) -> tree.Statement:
        body = self._block()
        handlers: list[tree.Block] = []
        last: tree.Block | None = None
        while word := self._next_control("catch", "finally"):
            self.skip_blanks()
            while self.peek() == "[":
                self.pos += 1
                self.skip_balanced("]", self.pos - 1)
                self.skip_blanks()
                if self.peek() == ",":
                    self.pos += 1
                    self.skip_blanks()
            if word == "finally":
                last = self._block()
                break
            handlers.append(self._block())
        return tree.Try(body, tuple(handlers), last, begin)

    def _function(self) -> tree.Statement:
        self.skip_blanks()
        found = re.compile(r"[^\s({;]+").match(self.text, self.pos)
        if not found:
            raise self.fail("a function's name is missing", self.pos)
        self.pos = found.end()
        self.skip_lines()
        start = self.pos
        if self.peek() == "(":
            self._skip_test()
        names = _names(self.text[start : self.pos])
        return tree.Function(found.group().rpartition(":")[2].lower(), self._block(), names)


def _names(text: str) -> tuple[str, ...]:
    """Return the variables that a head such as `($x in $list)` names: it may change all of them."""
    return tuple(dict.fromkeys(found.lower() for found in re.findall(r"\$(\w+)", text[:20_000])))


def _word_end(text: str, begin: int) -> int:
    mask = MASK.match(text, begin)
    if mask:
        return mask.end()
    found = re.compile(r"[^\s;|]+").match(text, begin)
    return found.end() if found else begin
