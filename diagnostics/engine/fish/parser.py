"""Read fish's statements. fish reads a whole file before it runs any of it: one error, and nothing is run."""

from __future__ import annotations

from ..crossedout import crossed_out_at
from ..regexes import regex
from . import tree
from .reader import WordReader

_SEPARATORS = regex(r"[ \t\r\f\v\n;]+")
_LINE_BREAKS = regex(r"[ \t\r\f\v\n]+")
_REDIRECT = regex(r"(?P<descriptor>\d*)(?P<operator>>>|>\?|>&|<&|>|<)(?!\|)|(?P<both>&>>|&>)(?!\|)")
_PIPE = regex(r"\|(?!\|)|&\||\d*>\|")
_ASSIGNMENT = regex(r"([A-Za-z_]\w*)=")
_BLOCK_END = regex(r"(end|else|case)(?=[ \t\r\n;|&<>)]|$)")
_JOINT = regex(r"(?:and|or)(?=[ \t\r\n;]|$)")
_HELP = regex(r"[ \t]+(?:-h|--help)(?=[ \t\r\n;]|$)")
_NOT = frozenset(("not", "!"))


class Parser(WordReader):
    """Reads statements; raises ShellSyntaxError where fish cannot read on, TooMuch where we do not."""

    _loops = 0

    def parse(self) -> tree.Block:
        """Read the whole text."""
        block = self._block(())
        if not self.at_end():
            found = self._keyword()
            if found:
                raise self.fail(f"this {found} belongs to no block", self.pos)
            raise self.fail("this parenthesis closes nothing", self.pos)
        return block

    def read_block(self) -> tree.Block:
        """Read statements up to a closing parenthesis."""
        block = self._block(())
        if self._keyword():
            raise self.fail("this word belongs to no block", self.pos)
        return block

    def _skip(self) -> None:
        """Move over everything that separates statements."""
        while True:
            found = _SEPARATORS.match(self.text, self.pos)
            if found:
                self.pos = found.end()
            before = self.pos
            self.skip_blanks()
            if self.pos == before:
                return

    def _skip_lines(self) -> None:
        while True:
            found = _LINE_BREAKS.match(self.text, self.pos)
            if found:
                self.pos = found.end()
            before = self.pos
            self.skip_blanks()
            if self.pos == before:
                return

    def _keyword(self) -> str:
        """Return the word that ends a block if it comes next; the position stays."""
        found = _BLOCK_END.match(self.text, self.pos)
        return found.group(1) if found else ""

    def _block(self, ends: tuple[str, ...]) -> tree.Block:
        """Read statements up to one of the words, a closing parenthesis or the end."""
        jobs: list[tree.Job] = []
        while True:
            self._skip()
            if self.at_end() or self.peek() == ")":
                break
            keyword = self._keyword()
            if keyword in ends:
                break
            if keyword:
                raise self.fail(f"this {keyword} belongs to no block", self.pos)
            jobs.append(self._job())
        return tree.Block(tuple(jobs))

    def _job(self) -> tree.Job:
        begin = self.pos
        joint = self._take("and", "or")
        first = self._pipeline()
        links: list[tuple[str, tree.Pipeline]] = []
        stop = self.pos
        while True:
            self.skip_blanks()
            operator = self.peek(2)
            if operator not in ("&&", "||"):
                break
            self.pos += 2
            self._skip_lines()
            links.append((operator, self._pipeline()))
            stop = self.pos
        background = self.peek() == "&"
        if background:
            self.pos += 1
            stop = self.pos
        else:
            self._ends_statement()
        return tree.Job(first, tuple(links), joint, background, begin, stop)

    def _ends_statement(self) -> None:
        self.skip_blanks()
        if not self.at_end() and self.peek() not in "\n;)&":
            raise self.fail("this cannot stand here", self.pos)

    def _take(self, *words: str) -> str:
        """Move over one of the words if it comes next, with the blanks behind it."""
        for word in words:
            end = self.pos + len(word)
            if self.text.startswith(word, self.pos) and (end >= len(self.text) or self.text[end] in " \t\r\n;|&<>()"):
                self.pos = end
                self.skip_blanks()
                return word
        return ""

    def _pipeline(self) -> tree.Pipeline:
        negated = False
        self.skip_blanks()
        while True:
            if self._take(*_NOT):
                negated = not negated
            elif not self._take("time"):
                break
        commands = [self._command()]
        while True:
            self.skip_blanks()
            found = _PIPE.match(self.text, self.pos)
            if not found:
                break
            self.pos = found.end()
            self._skip_lines()
            commands.append(self._command())
        return tree.Pipeline(tuple(commands), negated)

    def _command(self) -> tree.Command:
        self.budget.spend()
        self.skip_blanks()
        begin = self.pos
        assigns: list[tuple[str, tree.Word]] = []
        while True:
            keyword = self._keyword()
            if keyword:
                raise self.fail(f"this {keyword} belongs to no block", self.pos)
            start = self.pos
            word = self.word()
            if word is None:
                what = "the line ends too early" if self.at_end() or self.peek() == "\n" else "this cannot stand here"
                raise self.fail(_equals(assigns) or what, begin if assigns else self.pos)
            found = _ASSIGNMENT.match(word.raw)
            if not found:
                break
            assigns.append((found.group(1), _value(word, found.end())))
            self.skip_blanks()
        with self.budget:
            body, redirects = self._body(word, start)
        return tree.Command(body, tuple(assigns), redirects, begin, self.pos)

    def _body(self, word: tree.Word, start: int) -> tuple[tree.Body, tuple[tree.Redirect, ...]]:
        if word.raw in ("begin", "if", "while", "for", "switch", "function") and not self._is_option():
            readers = {"begin": self._begin, "if": self._if, "while": self._while, "for": self._for}
            reader = readers.get(word.raw) or (self._switch if word.raw == "switch" else self._function)
            body = reader()
            if self._keyword() != "end":
                raise self.fail(f"an end is missing for this {word.raw}", start, unterminated=True)
            self.pos += 3
            words, redirects = self._words()
            if words:
                raise self.fail("behind end no word can stand", words[0].begin)
            return body, redirects
        if any(isinstance(part, tree.Substitution) for part in word.parts):
            raise self.fail("a command's name cannot come out of parentheses", word.begin)
        words, redirects = self._words()
        if word.raw in ("break", "continue") and not self._loops:
            raise self.fail(f"this {word.raw} stands in no loop", word.begin)
        return tree.Simple((word, *words)), redirects

    def _is_option(self) -> bool:
        """Tell whether help is asked for (`if --help`), which makes a plain command of the word."""
        return _HELP.match(self.text, self.pos) is not None

    def _words(self) -> tuple[tuple[tree.Word, ...], tuple[tree.Redirect, ...]]:
        words: list[tree.Word] = []
        redirects: list[tree.Redirect] = []
        while True:
            stop = self.pos
            self.skip_blanks()
            redirect = self._redirect()
            if redirect:
                redirects.append(redirect)
                continue
            word = self.word()
            if word is None:
                self.pos = stop
                return tuple(words), tuple(redirects)
            words.append(word)

    def _redirect(self) -> tree.Redirect | None:
        found = _REDIRECT.match(self.text, self.pos)
        if not found or crossed_out_at(self.text, self.pos):
            return None
        begin = self.pos
        self.pos = found.end()
        self.skip_blanks()
        target = self.word()
        if target is None:
            here = found.group() == "<" and self.peek() == "<"
            raise self.fail("fish has no here-documents" if here else "a redirection has no file", begin)
        return tree.Redirect(found["both"] or found["operator"], found["descriptor"] or "", target, begin)

    # --- blocks

    def _begin(self) -> tree.Body:
        return tree.Begin(self._block(("end",)))

    def _condition(self) -> tree.Block:
        """Read what follows `if` or `while`: one statement, and those behind it that begin with `and` or `or`."""
        self.skip_blanks()
        jobs = [self._job()]
        while True:
            before = self.pos
            self._skip()
            if not _JOINT.match(self.text, self.pos):
                self.pos = before
                return tree.Block(tuple(jobs))
            jobs.append(self._job())

    def _if(self) -> tree.Body:
        clauses: list[tuple[tree.Block, tree.Block]] = []
        while True:
            condition = self._condition()
            clauses.append((condition, self._block(("end", "else"))))
            if self._keyword() != "else":
                return tree.If(tuple(clauses), None)
            self.pos += 4
            self.skip_blanks()
            if not self._take("if"):
                return tree.If(tuple(clauses), self._block(("end",)))

    def _while(self) -> tree.Body:
        condition = self._condition()
        return tree.While(condition, self._looped())

    def _looped(self) -> tree.Block:
        self._loops += 1
        block = self._block(("end",))
        self._loops -= 1
        return block

    def _for(self) -> tree.Body:
        words, _ = self._words()
        if len(words) < 2 or words[1].raw != "in" or words[0].plain is None:
            raise self.fail("for is written: for NAME in WORDS", self.pos)
        self._ends_statement()
        return tree.For(words[0].plain, words[2:], self._looped())

    def _switch(self) -> tree.Body:
        words, _ = self._words()
        if len(words) != 1:
            raise self.fail("switch takes one word", self.pos)
        items: list[tuple[tuple[tree.Word, ...], tree.Block]] = []
        self._skip()
        while self._keyword() == "case":
            self.pos += 4
            patterns, _ = self._words()
            items.append((patterns, self._block(("end", "case"))))
        if self._keyword() != "end" and not self.at_end():
            raise self.fail("in a switch only case can stand", self.pos)
        return tree.Switch(words[0], tuple(items))

    def _function(self) -> tree.Body:
        words, _ = self._words()
        self._ends_statement()
        loops, self._loops = self._loops, 0
        block = self._block(("end",))
        self._loops = loops
        return tree.Function(words, block)


def _equals(assigns: list[tuple[str, tree.Word]]) -> str:
    return f"fish writes set {assigns[0][0]}, not {assigns[0][0]}=" if assigns else ""


def _value(word: tree.Word, cut: int) -> tree.Word:
    """Return the value of `NAME=value`, a word of which the first `cut` characters go."""
    first, *rest = word.parts
    assert isinstance(first, tree.Literal)
    kept = (tree.Literal(first.text[cut:]),) if len(first.text) > cut else ()
    return tree.Word((*kept, *rest), word.begin + cut, word.stop, word.raw[cut:])
