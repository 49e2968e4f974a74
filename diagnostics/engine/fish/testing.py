"""fish's `test` and `[`: what follows from known texts; files and the machine are unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import replace
from ..regexes import regex
from ..shell.computer import place_at
from ..shell.filetests import of_place
from ..shell.values import MASKED, Text, Unknown, is_masked
from .commands import Call
from .machine import Fish
from .redirecting import file_text, normal_path

Truth = bool | Unknown
_FILES = frozenset(
    ("-b", "-c", "-d", "-e", "-f", "-g", "-G", "-h", "-k", "-L", "-O", "-p", "-r", "-s", "-S", "-t", "-u", "-w", "-x")
)
_NUMBERS = frozenset(("-eq", "-ne", "-gt", "-ge", "-lt", "-le"))
_OF_TEXTS = frozenset(("-d", "-e", "-f", "-r", "-s", "-w"))  # what a file that was given or written answers
_BINARY = _NUMBERS | frozenset(("=", "!=", "-ef", "-nt", "-ot"))
_INTEGER = regex(r"\s*-?\d{1,15}\s*")


class _Bad(Exception):  # noqa: N818 - the status is 2 or 1, nothing is wrong here
    """An expression that `test` does not understand."""


def test(m: Fish, call: Call) -> None:
    """`test`: the status says whether the expression is true."""
    arguments = list(call.arguments)
    if call.name == "[":
        if not arguments or arguments[-1] != "]":
            m.status = 2
            return
        arguments.pop()
    loose = next((one for one in arguments if isinstance(one, Unknown) and one.many), None)
    if loose is not None:
        m.status = replace(loose, line=loose.line or m.line(call.begin))
        return
    if not arguments:
        m.status = 2
        return
    try:
        truth = _Reader(m, arguments, call.begin).whole()
    except _NoNumber:
        m.status = 2
        return
    except _Bad:
        m.status = m.unknown(call.begin, "has a condition that fish does not understand") if _mixed(arguments) else 1
        return
    m.status = replace(truth, line=truth.line or m.line(call.begin)) if isinstance(truth, Unknown) else int(not truth)


def _mixed(arguments: Sequence[Text]) -> bool:
    return any(isinstance(one, Unknown) for one in arguments)


def negated(truth: Truth) -> Truth:
    """Return the opposite."""
    return truth if isinstance(truth, Unknown) else not truth


class _NoNumber(Exception):  # noqa: N818 - the status is 2
    """A comparison of numbers with something that is none."""


class _Reader:
    """Reads `a = b -a ! -z c -o ( d )`; `-a` binds stronger than `-o`."""

    def __init__(self, m: Fish, words: Sequence[Text], begin: int) -> None:
        self.m = m
        self.words = words
        self.begin = begin
        self.at = 0

    def whole(self) -> Truth:
        """Read everything; one to four words are read by their number, as POSIX says."""
        if len(self.words) == 1:
            return self._filled(self.words[0])
        if len(self.words) == 2 and self.words[0] == "!":
            return negated(self._filled(self.words[1]))
        if len(self.words) == 3 and self.words[0] == "(" and self.words[1] not in _BINARY:
            raise _Bad
        truth = self._either()
        if self.at < len(self.words):
            raise _Bad
        return truth

    def _peek(self) -> Text | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def _either(self) -> Truth:
        truth = self._both()
        while self._peek() == "-o":
            self.at += 1
            other = self._both()
            if truth is True or other is True:
                truth = True
            elif truth is False:
                truth = other
        return truth

    def _both(self) -> Truth:
        truth = self._one()
        while self._peek() == "-a":
            self.at += 1
            other = self._one()
            if truth is False or other is False:
                truth = False
            elif truth is True:
                truth = other
        return truth

    def _one(self) -> Truth:
        self.m.budget.spend()
        word = self._peek()
        if word is None:
            raise _Bad
        following = self.words[self.at + 1] if self.at + 1 < len(self.words) else None
        if isinstance(following, str) and following in _BINARY and self.at + 2 < len(self.words):
            right = self.words[self.at + 2]
            self.at += 3
            return self._compare(word, following, right)
        if word == "!":
            self.at += 1
            with self.m.budget:
                return negated(self._one())
        if word == "(":
            self.at += 1
            with self.m.budget:
                truth = self._either()
            if self._peek() != ")":
                raise _Bad
            self.at += 1
            return truth
        if isinstance(word, str) and (word in ("-n", "-z") or word in _FILES) and following is not None:
            self.at += 2
            if word == "-n":
                return self._filled(following)
            return negated(self._filled(following)) if word == "-z" else self._file(word, following)
        self.at += 1
        if len(self.words) > 1 and following not in ("-a", "-o", ")", None):
            raise _Bad
        return self._filled(word)

    def _filled(self, text: Text) -> Truth:
        if isinstance(text, Unknown):
            return True if text.filled else text
        return bool(text)

    def _file(self, operator: str, path: Text) -> Truth:
        if path == "":
            return False
        if operator == "-t":
            return self.m.unknown(self.begin, "asks whether there is a terminal")
        text = file_text(self.m, path, self.begin)
        if isinstance(text, str) and operator in _OF_TEXTS and path != "/dev/null":
            return operator != "-d" and (operator != "-s" or text != "")
        known = of_place(operator, place_at(self.m, normal_path(self.m, path))) if isinstance(path, str) else None
        return known if known is not None else self.m.unknown(self.begin, "depends on which files there are")

    def _compare(self, left: Text, operator: str, right: Text) -> Truth:
        if operator in ("-ef", "-nt", "-ot"):
            return self.m.unknown(self.begin, "compares files")
        for text in (left, right):
            if isinstance(text, Unknown):
                return self._with_unknown(text, left, right, operator)
        assert isinstance(left, str)
        assert isinstance(right, str)
        if operator in ("=", "!="):
            if left != right and (is_masked(left) or is_masked(right)) and left and right:
                return Unknown(MASKED)
            return (left == right) is (operator == "=")
        if not _INTEGER.fullmatch(left) or not _INTEGER.fullmatch(right):
            if re.fullmatch(r"\s*-?\d*\.\d+\s*", left) or re.fullmatch(r"\s*-?\d*\.\d+\s*", right):
                return self.m.unknown(self.begin, "compares fractions")
            raise _NoNumber
        one, other = int(left), int(right)
        return {
            "-eq": one == other,
            "-ne": one != other,
            "-gt": one > other,
            "-ge": one >= other,
            "-lt": one < other,
            "-le": one <= other,
        }[operator]

    def _with_unknown(self, unknown: Unknown, left: Text, right: Text, operator: str) -> Truth:
        if unknown.filled and "" in (left, right) and operator in ("=", "!="):
            return operator == "!="
        return unknown
