"""Read statements, one complete line at a time: what stands below may depend on the aliases defined above."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..regexes import regex
from . import tree
from .aliasreader import EMPTY_PARENTHESES, AliasReader
from .assignments import MAY_REDIRECT
from .budget import Budget, ShellSyntaxError
from .compounds import LONE_BRACE, TWO_BRACES, compound

_CLOSING = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}", "end"))
_DECLARATIONS = frozenset(("export", "readonly", "declare", "typeset", "local"))
_TAKING_LISTS = frozenset(("let", "eval", "alias"))  # bash reads their `NAME=(a b)` as one word
_ZSH_DECLARATIONS = _DECLARATIONS | {"integer", "float"}
_HEADS = frozenset(
    (
        "if",
        "while",
        "until",
        "for",
        "foreach",
        "select",
        "case",
        "function",
        "{",
        "[[",
        "repeat",
        "time",
        "!",
        "coproc",
        "nocorrect",
    )
)
SWITCHED = frozenset(("time", "coproc", "repeat", "select", "foreach"))  # nothing must close behind them
_HEAD_LETTERS = frozenset(word[0] for word in _HEADS)
_COMPOUND_LETTERS = _HEAD_LETTERS | {"("}
_BLANK = frozenset(("", " ", "\t", "\\", "#"))  # what `skip_blanks` may move over
_CASE_ENDS = (";;&", ";;", ";&", ";|")
_CLOSING_WORD = regex(r"(?:[a-z]+|\})(?!(?:\\\n)*+[^ \t\n;&|()<>])")
_CLOSING_LETTERS = frozenset(word[0] for word in _CLOSING)
_PIPELINE_LETTERS = frozenset("!tcn")
_BEFORE_PIPELINE = regex(r"(!|time|coproc|nocorrect)(?=[ \t\n])")
_COPROCESS = regex(
    r"[A-Za-z_]\w*[ \t]+(?=[{(]|(?:while|until|for|if|case|select)[ \t])"
)  # the name of bash's coprocess
_POSIX_OPTION = regex(r"-p(?=[ \t])")
_HEAD_WORD = regex(r"(?:[a-z]+|[{!]|\[\[)(?!(?:\\\n)*+[^ \t\n;&|()<>])")


def _with_descriptors(command: tree.Command, name: str) -> tree.Command:
    """Return a coprocess of bash with the variables that it sets: numbers that nobody knows, and none once it ends."""
    begin, stop = command.begin, command.stop
    value = tree.Word((tree.Parameter("!", True, begin=begin),), begin, stop, "$!")
    assigns = tuple(
        tree.Assign(each, value, False, None, begin, stop, begin, stop, f"{each}=$!") for each in (name, f"{name}_PID")
    )
    after = tree.Command(tree.Simple(assigns, (), (), begin, stop), begin, stop)
    chains = tuple(
        tree.Chain(tree.Pipeline((each,), False, begin, stop), (), False, begin, stop) for each in (command, after)
    )
    return tree.Command(tree.Group(tree.Block(chains)), begin, stop)


class Parser(AliasReader):
    """Reads zsh or bash statements; `aliases` are looked up as words are met, as the shells do."""

    def __init__(
        self, text: str, *, zsh: bool, budget: Budget, aliases: Mapping[str, str], extglob: bool = False
    ) -> None:
        super().__init__(text, zsh=zsh, budget=budget, aliases=aliases)
        self.spaced = not zsh
        self.extglob = extglob
        self.bruised = -1  # where a word stands that is read as any other
        self.read_block = self.block
        self.is_off: Callable[[str], bool] = lambda _: False  # whether zsh's `disable -r` has switched a word off

    # --- lines and chains

    def next_line(self, *, bruised: bool = False) -> tree.Block | None:
        """Return the statements of the next complete line; None at the end of the text.

        Of a `bruised` one the first word is no word of the shell's grammar, as in bash behind a quote left open.
        """
        self.skip_lines()
        self.bruised = self.pos if bruised else -1
        if self.at_end():
            return None
        chains: list[tree.Chain] = []
        while not self.at_end() and self.peek() != "\n":
            if self._empty_statement():
                continue
            chain = self._chain()
            if chain is None:
                raise self._unexpected()
            chains.append(chain)
            if not self._separator(lines=False):
                break
        if not self.at_end() and self.peek() != "\n":
            raise self._unexpected()
        self.line_break()
        return tree.Block(tuple(chains))

    def skip_line(self) -> bool:
        """Move behind the line that is being read; tell whether there is one more."""
        stop = self.text.find("\n", self.pos)
        self.pos = len(self.text) if stop == -1 else stop + 1
        return stop != -1

    def block(self) -> tree.Block:
        """Read statements up to a word or bracket that closes them, which is left to the caller."""
        chains: list[tree.Chain] = []
        with self.budget:
            while True:
                self.skip_lines()
                if self._empty_statement():
                    continue
                if self.at_end() or self.peek() == ")" or self._closing_ahead():
                    break
                chain = self._chain()
                if chain is None:
                    break
                chains.append(chain)
                if not self._separator(lines=True):
                    break
        return tree.Block(tuple(chains))

    def _empty_statement(self) -> bool:
        """Move over a semicolon with nothing before it, which only zsh allows."""
        if not self.zsh or self.peek() != ";" or self._case_end():
            return False
        self.pos += 1
        self.skip_blanks()
        return True

    def _unexpected(self) -> Exception:
        return self.fail("this cannot stand here", self.pos)

    def _case_end(self) -> bool:
        return self.text.startswith(_CASE_ENDS, self.pos)

    def _closing_ahead(self) -> bool:
        c = self.text[self.pos : self.pos + 1]
        if c == ";":
            return self._case_end()
        if c not in _CLOSING_LETTERS:
            return False
        if c == "}" and self.ends_anywhere and TWO_BRACES.match(self.text, self.pos):
            return True
        found = _CLOSING_WORD.match(self.text, self.pos)
        return found is not None and found.group() in _CLOSING and (self.zsh or found.group() != "end")

    def _separator(self, *, lines: bool) -> bool:
        """Move over `;`, `&` or a line break; tell whether there was one (`&` is read with its chain)."""
        if self._after_background:
            self.skip_blanks()
        c = self.text[self.pos : self.pos + 1]
        if c == ";" and self._after_background and not self.zsh and not self._case_end():
            raise self._unexpected()  # `command &;`
        if c != ";" and self.text[self.pos - 1 : self.pos] == "&":
            return True
        if c == ";" and not self._case_end():
            self.pos += 1
            self.skip_blanks()
            return True
        if c == "\n" and lines:
            self.line_break()
            return True
        return c != ";" and self._after_background

    _after_background = False

    # Each of these begins behind the blanks, where `skip_blanks` has left its caller: a line is read by one after the
    # other, and most lines hold one simple command.

    def _chain(self) -> tree.Chain | None:
        begin = self.pos
        first = self._pipeline()
        if first is None:
            return None
        links: list[tuple[str, tree.Pipeline]] = []
        start = first.begin
        stop = first.stop
        self._after_background = False
        while (operator := self.peek(2)) in ("&&", "||"):
            self.pos += 2
            self.skip_lines()
            while self._empty_statement():  # zsh: `true && ; command`
                self.skip_lines()
            following = self._pipeline()
            if following is None:
                raise self._unexpected() if not self.at_end() else self.fail("the line ends too early", begin)
            links.append((operator, following))
            stop = following.stop
        background = False
        if operator[:1] == "&":
            self._refuse_lone_assignment(links[-1][1] if links else first)
            self.pos += 1
            if self.zsh and self.peek() in ("!", "|"):
                self.pos += 1
            background = self._after_background = True
            stop = self.stop_at(self.pos)
        return tree.Chain(first, tuple(links), background, start, stop)

    def _refuse_lone_assignment(self, pipeline: tree.Pipeline) -> None:
        """Fail where zsh does: it cannot read `NAME=value &` without a command."""
        body = pipeline.commands[-1].body
        if self.zsh and isinstance(body, tree.Simple) and not body.words:
            name = body.assigns[0].name if body.assigns else ""
            raise ShellSyntaxError("this cannot stand here", self.begin_at(self.pos), assigns=name)

    def _pipeline(self) -> tree.Pipeline | None:
        begin, negated, apart, coprocess = self.pos, False, False, "COPROC"
        start = self.begin_at(begin)
        while self.text[self.pos : self.pos + 1] in _PIPELINE_LETTERS:
            found = _BEFORE_PIPELINE.match(self.text, self.pos)
            if not found or (found.group() == "nocorrect" and not self.zsh) or self.is_off(found.group()):
                break
            if self.zsh and negated and found.group() == "!":
                raise self.fail("this cannot stand here", self.pos)
            self.pos = found.end()
            negated ^= found.group() == "!"
            apart = apart or found.group() == "coproc"
            self.skip_blanks()
            named = _COPROCESS.match(self.text, self.pos) if apart and not self.zsh else None
            self.pos = named.end() if named else self.pos
            coprocess = named.group().strip() if named else coprocess
            option = _POSIX_OPTION.match(self.text, self.pos) if found.group() == "time" else None
            if option:
                self.pos = option.end()
                self.skip_blanks()
        commands: list[tree.Command] = []
        while True:
            command = self._command()
            if command is None:
                if commands or negated:
                    raise self._unexpected() if not self.at_end() else self.fail("the line ends too early", begin)
                return None
            commands.append(command)
            self.skip_blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.pos += 2 if self.peek(2) == "|&" else 1
            self.skip_lines()
        span = min(start, commands[0].begin), commands[-1].stop
        pipeline = tree.Pipeline(tuple(commands), negated, *span)
        if apart:  # `coproc` runs in a shell of its own
            inside = tree.Block((tree.Chain(pipeline, (), False, *span),))
            commands = [tree.Command(tree.Subshell(inside), *span)]
            if not self.zsh:
                commands = [_with_descriptors(commands[0], coprocess)]
            pipeline = tree.Pipeline(tuple(commands), False, *span)
        return pipeline

    # --- commands

    def _command(self) -> tree.Command | None:
        if self._closing_ahead():
            return None
        with self.budget:
            before = self.text
            self.expand_alias()
            begin = self.pos
            if self.text is not before and _BEFORE_PIPELINE.match(self.text, begin):
                return self._inner_pipeline()
            body = self._compound()
            if body is None:
                return self._simple()
            redirects: list[tree.Redirect] = []
            stop = self.pos
            while True:
                self.skip_blanks()
                redirect = self._redirect()
                if redirect is None:
                    break
                stop = self.pos
                redirects.append(redirect)
            return tree.Command(body, self.begin_at(begin), self.stop_at(stop), tuple(redirects))

    def _inner_pipeline(self) -> tree.Command | None:
        """Read `! command`, `time command` and their kin out of an alias, as a group of its own."""
        pipeline = self._pipeline()
        if pipeline is None:
            return None
        span = pipeline.begin, pipeline.stop
        return tree.Command(tree.Group(tree.Block((tree.Chain(pipeline, (), False, *span),))), *span)

    def _head(self) -> str:
        if self.text[self.pos : self.pos + 1] not in _HEAD_LETTERS or self.pos == self.bruised:
            return ""
        if self.ends_anywhere and self.peek() == "{":
            return "{"  # whatever stands behind it: `{echo a; }`, and `{` before a carriage return
        found = _HEAD_WORD.match(self.text, self.pos)
        return found.group() if found and found.group() in _HEADS and not self.is_off(found.group()) else ""

    def _compound(self) -> tree.Body | None:
        return compound(self) if self.text[self.pos : self.pos + 1] in _COMPOUND_LETTERS else None

    def _simple(self) -> tree.Command | None:
        begin = self.pos
        assigns: list[tree.Assign] = []
        words: list[tree.Word | tree.Assign] = []
        redirects: list[tree.Redirect] = []
        stop = begin
        declaring = listing = False
        while True:
            c = self.text[self.pos : self.pos + 1]
            if c in _BLANK:
                self.skip_blanks()
                c = self.text[self.pos : self.pos + 1]
            redirect = self._redirect() if c in MAY_REDIRECT else None
            if redirect is not None:
                redirects.append(redirect)
                stop = self.pos
                continue
            if c == "}" and self.ends_anywhere and (words or assigns) and LONE_BRACE.match(self.text, self.pos):
                break
            if not words:
                if self.pos != begin:  # where `_command` has looked already
                    self.expand_alias()
            elif self.open_alias is not None and self.alias_open():
                self.expand_alias()
            elif self.zsh and self.global_aliases() and self.expand_global():
                continue
            assign = self._assign() if not words or declaring else None
            if assign is not None:
                if begin == self.bruised and isinstance(assign.value, tree.ArrayLiteral):
                    raise self.fail("this cannot stand here", begin)
                (words if words else assigns).append(assign)
                stop = self.pos
                continue
            word = (self._list_text() if listing else None) or self.word()
            if self.ends_anywhere and word is not None and word.raw[1:].endswith("}"):
                from .lastbrace import frees_brace, without_brace

                if frees_brace(word):
                    if word.raw == "}}":
                        self.pos -= 2
                        break
                    self.pos -= 1
                    word = without_brace(word)
            if word is None:
                break
            if not words or (len(words) == 1 and not self.zsh and self._passes_on(words[0])):
                plain = word.plain
                declaring = plain in (_ZSH_DECLARATIONS if self.zsh else _DECLARATIONS) and begin != self.bruised
                listing = listing or (not words and not self.zsh and plain in _TAKING_LISTS)
            words.append(word)
            stop = self.pos
            if "(" in self.text[self.pos : self.pos + 4] and (self.peek() == "(" or self.peek_after(self.pos)):
                function = self._function(words, assigns, begin)
                if function is not None:
                    return function
        if not (assigns or words or redirects):
            return None
        span = self.begin_at(begin), self.stop_at(stop)
        return tree.Command(tree.Simple(tuple(assigns), tuple(words), tuple(redirects), *span), *span)

    def _passes_on(self, word: tree.Word | tree.Assign) -> bool:
        return isinstance(word, tree.Word) and word.plain in ("command", "builtin")

    def _function(
        self, words: list[tree.Word | tree.Assign], assigns: list[tree.Assign], begin: int
    ) -> tree.Command | None:
        """Read the rest of `name () body`; None where the parentheses are something else."""
        found = EMPTY_PARENTHESES.match(self.text, self.pos)
        if not found or assigns or (len(words) > 1 and not self.zsh):
            if self.peek() == "(":
                raise self._unexpected()
            return None
        self.pos = found.end()
        self.skip_lines()
        start, text = self.pos, self.text
        body = self._command()
        if body is None or (not self.zsh and isinstance(body.body, tree.Simple)):
            self.pos = start  # in bash a function's body is a compound command: not `{` before a carriage return
            raise self._unexpected()
        names = tuple(word for word in words if isinstance(word, tree.Word))
        written = (text, start, self.pos) if self.text is text else None  # or an alias was put into it
        return tree.Command(tree.Function(names, body, (), written), self.begin_at(begin), self.stop_at(self.pos))

    # --- texts inside the text

    def inner_reader(self, text: str, position: int) -> Parser:
        """Return a parser for a text that stands at `position`; everything in it stands there."""
        inner = Parser(text, zsh=self.zsh, budget=self.budget, aliases=self.aliases, extglob=self.extglob)
        where = self.begin_at(position)
        inner.freeze(where, where)
        inner.global_aliases = self.global_aliases
        inner.renamed, inner.perhaps = self.renamed, self.perhaps
        inner.alias_functions, inner.short_loops = self.alias_functions, self.short_loops
        inner.ends_anywhere, inner.sh_glob = self.ends_anywhere, self.sh_glob
        inner.is_off = self.is_off
        return inner

    def inner_block(self, text: str) -> tree.Block:
        """Read the commands between backquotes."""
        reader = self.inner_reader(text, self.pos)
        with self.budget:
            block = reader.block()
        if not reader.at_end():
            raise self._unexpected()
        return block
