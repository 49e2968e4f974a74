"""Read the words of `[[ … ]]`: which may follow which, in bash and in zsh."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..regexes import regex
from . import tree

if TYPE_CHECKING:
    from .parser import Parser

_BEFORE_PATTERN = frozenset(("=", "==", "!=", "=~", "-pcre-match"))
_BEFORE_NUMBER = frozenset(("-eq", "-ne", "-lt", "-le", "-gt", "-ge"))  # zsh reads `-lt (1+2)` as one word, too
_COMPARING = _BEFORE_PATTERN | _BEFORE_NUMBER | frozenset(("<", ">", "-nt", "-ot", "-ef"))
_UNARY = regex(r"-[abcdefghknoprstuvwxzGLNORS]")
_ZSH_UNARY = regex(r"-.?", re.DOTALL)  # of one that it does not know zsh complains when it asks
_OF_MODULE = regex(r"-[a-z-]{3,}")  # zsh: a condition that a module brings


class ConditionReader:
    """Collects the words of a condition, and knows what may stand next."""

    def __init__(self, p: Parser) -> None:
        self.p = p
        self.items: list[tree.Word] = []
        self.test: list[tree.Word] = []  # the words of the test that is being read
        self.level = 0  # of open parentheses
        self.closed = False  # behind a parenthesis
        self.wanted = False  # behind an operator: whatever comes is its right side

    def may_break(self) -> bool:
        """Tell whether the line may end here: in bash not inside a test."""
        count = len(self.test)
        return self.p.zsh or not count or (count > 1 and not self.wanted)

    def may_end(self) -> bool:
        """Tell whether `]]` may stand here: not behind an operator that wants more, as in `[[ -n ]]`."""
        return not self.level and not self.wanted and (self.closed or self._is_complete())

    def _is_complete(self) -> bool:
        lone = len(self.test) == 1 and self._is_unary(self.test[0])
        return bool(self.test) and (self.p.zsh or not lone)  # zsh complains when it asks

    def sign(self) -> bool:
        """Take a sign that joins tests, a parenthesis, `!`, `<` or `>`; tell whether one stands here and may."""
        p = self.p
        two, one = p.peek(2), p.peek()
        if self.wanted or two in ("<(", ">("):
            return False
        complete = self.closed or bool(self.test)
        if two in ("&&", "||"):
            complete = self.closed or self._is_complete()
            if complete:
                self._joined(two)
            return complete
        if one == "!" and not complete and p.text[p.pos + 1 : p.pos + 2] in (" ", "\t", "("):
            self._joined(one)
            return True
        if one == "(" and not complete:
            self.level += 1
            self._joined(one)
            return True
        if one == ")" and (self.closed or self._is_complete()) and self.level:
            self.level -= 1
            self._joined(one)
            self.closed = True
            return True
        if one and one in "<>" and len(self.test) == 1 and (p.zsh or not self._is_unary(self.test[0])):
            self.test.append(self._added(one))
            self.wanted = True
            return True
        return False

    def _joined(self, sign: str) -> None:
        self._added(sign)
        self.test, self.closed = [], False

    def _added(self, sign: str) -> tree.Word:
        begin = self.p.pos
        self.p.pos += len(sign)
        word = tree.Word((tree.Literal(sign),), self.p.begin_at(begin), self.p.stop_at(self.p.pos))
        self.items.append(word)
        return word

    def word(self) -> bool:
        """Take a word; tell whether there is one, and it may stand here."""
        p = self.p
        operator = self.test[-1].plain if self.wanted else ""
        matching = operator in _BEFORE_PATTERN or (p.zsh and operator in _BEFORE_NUMBER)
        if p.peek() == "(" and not matching:
            return False
        extended, p.extglob = p.extglob, p.extglob or matching  # bash always knows `@(a|b)` there
        word = p.word(pattern=matching, bars=not p.zsh and operator == "=~")
        p.extglob = extended
        if word is None or (self.closed and not self.test):
            return False
        self.items.append(word)
        self.test.append(word)
        count = len(self.test)
        if self.wanted or count == 1:
            self.wanted = False
            return True
        first = self.test[0]
        compares = word.raw in _COMPARING
        if count == 2:
            self.wanted = compares and (p.zsh or not self._is_unary(first)) and not (p.zsh and self._ends_behind(first))
            return self.wanted or self._is_unary(first) or self._is_of_module(first)
        return self._is_of_module(first)

    def _ends_behind(self, first: tree.Word) -> bool:
        """Tell whether zsh takes the operator behind `-z` for what is asked about: nothing follows."""
        p = self.p
        p.skip_blanks()
        return self._is_unary(first) and (p.peek(2) in ("]]", "&&", "||") or p.peek() == ")")

    def _is_unary(self, word: tree.Word) -> bool:
        form = _ZSH_UNARY if self.p.zsh else _UNARY
        return word.plain is not None and form.fullmatch(word.plain) is not None

    def _is_of_module(self, first: tree.Word) -> bool:
        return self.p.zsh and first.plain is not None and _OF_MODULE.fullmatch(first.plain) is not None
