"""Read PowerShell's statements. PowerShell reads a whole file before it runs any of it."""

from __future__ import annotations

import re

from ..regexes import regex
from ..shell.budget import ShellSyntaxError
from . import tree
from .reader import DOUBLE, MASK, SINGLE, TextReader

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
_BARE = regex(r"(?:`.|[^\s;|&(){},'\"`“”„‘’‚‛‹#$]|(?<=\S)#|‹(?!\S))+", re.DOTALL)
_REDIRECT = regex(r"[\d*]?>>?(?:&\d|[ \t]*(?:\$null\b)?)", re.IGNORECASE)
_EXPRESSION_START = regex(r"[$@(\[\"'“„”‘’‚‛!]|[-+]?\d|-not\b", re.IGNORECASE)


class Parser(TextReader):
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
        if _EXPRESSION_START.match(self.text, value_begin):
            value = self._whole(value_begin)
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

    def _whole(self, begin: int) -> tree.Expression:
        """Read an expression that ends the statement; with a pipe, a comma or what is not read here, it is unknown."""
        try:
            value = self.expression()
            self._blanks_behind()
            if self.at_end() or self.peek() in "\n;)}" or self.peek(2) in ("&&", "||"):
                return value
        except ShellSyntaxError as error:
            if error.unterminated:
                raise
        self.pos = begin
        self._to_end()
        return tree.Other(begin)

    def _blanks_behind(self) -> None:
        self.skip_blanks()

    def _to_end(self) -> None:
        """Move to the end of the statement, over texts, brackets and pipes."""
        while not self.at_end() and self.peek() not in "\n;)}" and self.peek(2) not in ("&&", "||"):
            self._skip_one()

    def _skip_one(self) -> None:
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

    def _pipeline(self, begin: int) -> tree.Statement:
        """Read `a | b | c`: one statement, whose commands all run."""
        elements = [self._element(begin)]
        while True:
            self.skip_blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.pos += 1
            self.skip_lines()
            elements.append(self._element(self.pos))
        if len(elements) == 1:
            return elements[0]
        bodies = [tree.Block((tree.Chain(one),)) for one in elements if isinstance(one, tree.Command)]
        return tree.Loop(tuple(bodies), begin, once=True)

    def _element(self, begin: int) -> tree.Statement:
        self.budget.spend()
        if self.peek() in "&." and self.peek() and not re.match(r"\.[\w\\/.]", self.peek(2)):
            called = self.peek()
            self.pos += 1
            self.skip_blanks()
            return self._command(begin, called)
        if _EXPRESSION_START.match(self.text, begin) and not re.match(
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
            self._skip_one()
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
            block = self._braced(begin)
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

    # --- keywords

    def _braced(self, begin: int) -> tree.Block:
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
        return self._braced(self.pos - 1)

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
            self._to_end()
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
            self._skip_one()

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
