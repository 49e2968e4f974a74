"""`[[ … ]]`, and what it asks in common with `test`: true, false, or not known from text."""

from __future__ import annotations

from collections.abc import Callable

from ..records import replace
from ..regexes import regex
from . import tree
from .calculating import calculate, calculated
from .control import failure
from .expansion import expand_text, part_value, with_home
from .extended import Match, search
from .filetests import FILE_TESTS, file_test
from .homes import placed_text
from .machine import Machine
from .matched import keep_match
from .mathoperators import ArithmeticFailureError
from .optionnames import is_option, kept_option
from .parameters import named
from .patterns import Pattern
from .patternwords import expand_pattern
from .values import MASKED, Array, Text, Unknown, Value, Var, is_masked

UNARY = FILE_TESTS | frozenset(["-n", "-z", "-v", "-o", "-t", "-R"])
NUMBERS = frozenset(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"])
BINARY = NUMBERS | frozenset(["=", "==", "!=", "=~", "<", ">", "-nt", "-ot", "-ef", "-pcre-match"])
_SPECIAL = regex(r"[\\^$.|?*+(){}\[\]]")
Truth = bool | Unknown


def condition(m: Machine, body: tree.Condition, begin: int) -> int | Unknown:
    """Return the status of `[[ … ]]`."""
    reader = _Reader(m, list(body.items), begin)
    try:
        truth = reader.alternatives()
    except IndexError:
        return m.unknown(begin, "has a condition that cannot be read")
    return status(m, truth, begin)


def status(m: Machine, truth: Truth, begin: int) -> int | Unknown:
    if isinstance(truth, Unknown):
        line = m.line(begin)
        return truth if truth.line == line and not truth.many else replace(truth, line=line, many=False)
    return int(not truth)


class _Reader:
    """Evaluates the words of a `[[ … ]]` from left to right."""

    def __init__(self, m: Machine, items: list[tree.Word], begin: int) -> None:
        self.m = m
        self.items = items
        self.begin = begin
        self.at = 0

    def _plain(self, ahead: int = 0) -> str | None:
        index = self.at + ahead
        return self.items[index].plain if index < len(self.items) else None

    def alternatives(self) -> Truth:
        """Read `a || b`."""
        truth = self._all()
        while self._plain() == "||":
            self.at += 1
            if truth is True:
                self._skip()
                continue
            truth = either(truth, self._all())
        return truth

    def _all(self) -> Truth:
        truth = self._one()
        while self._plain() == "&&":
            self.at += 1
            if truth is False:
                self._skip(one=True)
                continue
            truth = both(truth, self._one())
        return truth

    def _skip(self, *, one: bool = False) -> None:
        """Pass over what is not asked: `one` test, or all that `&&` joins."""
        level = 0
        while self.at < len(self.items):
            sign = self._plain() if not self.items[self.at].raw else None
            if not level and (sign in ("||", ")") or (one and sign == "&&")):
                return
            level += (sign == "(") - (sign == ")")
            self.at += 1

    def _one(self) -> Truth:
        with self.m.budget:
            if self._plain() == "!":
                self.at += 1
                return negated(self._one())
            if self._plain() == "(":
                self.at += 1
                truth = self.alternatives()
                self.at += self._plain() == ")"
                return truth
            return self._test()

    def _test(self) -> Truth:
        m = self.m
        first = self.items[self.at]
        operator = self._plain(1)
        if operator in BINARY and self.at + 2 < len(self.items):
            second = self.items[self.at + 2]
            self.at += 3
            return self._binary(first, operator or "", second)
        unary = first.plain
        if m.zsh and unary is not None and len(unary) == 2 and unary[0] == "-" and self._plain(1) is not None:
            self._refuse_unknown(unary)
        if unary in UNARY and self.at + 1 < len(self.items) and self._plain(1) not in ("&&", "||", ")"):
            operand = self.items[self.at + 1]
            self.at += 2
            if unary in FILE_TESTS:
                return file_test(m, unary or "", path_text(m, operand), self.begin)
            return unary_test(m, unary or "", expand_text(m, operand), self.begin)
        self.at += 1
        if m.zsh and unary is not None and len(unary) < 3 and unary[:1] == "-":
            failure(m, self.begin, self.begin, f"{unary} asks about nothing")
        return not_empty(expand_text(m, first))

    def _refuse_unknown(self, operator: str) -> None:
        """Give up the file, as zsh does, at a condition that it does not know."""
        if operator[1] not in "abcdefghknoprstuvwxzGLNOS" and self._plain(1) not in ("&&", "||", ")"):
            failure(self.m, self.begin, self.begin, f"{operator} is no condition")

    def _binary(self, first: tree.Word, operator: str, second: tree.Word) -> Truth:
        m = self.m
        left = expand_text(m, first, values=True)
        if operator in ("=", "==", "!="):
            truth = match(m, left, expand_pattern(m, second, values=True))
            return negated(truth) if operator == "!=" else truth
        if operator in ("=~", "-pcre-match"):
            return _regex(m, left, second, self.begin)
        right = expand_text(m, second)
        if m.zsh and operator in NUMBERS:
            for text, word in ((left, first), (right, second)):
                refuse_path(m, text, word, self.begin)
        return compare(m, left, operator, right, self.begin)


def refuse_path(m: Machine, text: Text, word: tree.Word, begin: int) -> None:
    """Fail where zsh wants a number and finds a path, whatever path it is."""
    if isinstance(text, Unknown) and word.raw[:1] == "~":
        failure(m, begin, begin, "this arithmetic cannot be evaluated")


def path_text(m: Machine, word: tree.Word) -> Text:
    """Return a path with the home directory written `~`; an unknown one where it cannot be."""
    text = with_home(m, word)
    return expand_text(m, word) if isinstance(text, Unknown) else text


def negated(truth: Truth) -> Truth:
    """Return the opposite."""
    return truth if isinstance(truth, Unknown) else not truth


def both(one: Truth, other: Truth) -> Truth:
    """Return `one && other`."""
    if one is False or other is False:
        return False
    return one if isinstance(one, Unknown) else other


def either(one: Truth, other: Truth) -> Truth:
    """Return `one || other`."""
    if one is True or other is True:
        return True
    return one if isinstance(one, Unknown) else other


def not_empty(text: Text) -> Truth:
    """Tell whether a text is not empty."""
    if isinstance(text, Unknown):
        return True if text.filled else text
    return text != ""


def match(m: Machine, left: Text, pattern: Pattern | Unknown) -> Truth:
    """Tell whether a text matches a pattern."""
    if isinstance(pattern, Unknown):
        return False if left == "" and pattern.filled else pattern
    if not pattern.plain and set(pattern.text) == {"*"}:
        return True
    if isinstance(left, Unknown):
        if not pattern.text:
            return negated(not_empty(left))
        return left
    if is_masked(left) or is_masked(pattern.text):
        if left == pattern.text and pattern.plain:
            return True
        if not left or not pattern.text:
            return False
        return Unknown(MASKED)
    if pattern.remembers:
        from .patternwords import keep_pattern_match

        if not pattern.matches(left):
            return False
        keep_pattern_match(m, pattern, left, 0, len(left))
        return True
    return pattern.matches(left)


def _regex(m: Machine, left: Text, word: tree.Word, begin: int) -> Truth:
    """Match a regular expression that is simple enough to be sure of."""
    pattern = _expression(m, word)
    for text in (pattern, left):
        if isinstance(text, Unknown):
            _remember(m, text, text)
            return text
    left, pattern = str(left), str(pattern)
    if not m.zsh and m.option("nocasematch"):
        unread = m.unknown(begin, "uses a regular expression where the case of letters does not count")
        _remember(m, unread, unread)
        return unread
    if is_masked(left) or is_masked(pattern):
        return Unknown(MASKED)
    found = search(pattern, left, m.budget)
    if found is None or found is True:
        unread = m.unknown(begin, "uses a regular expression that is not read here")
        _remember(m, unread, unread)
        return unread
    if not found:
        if not m.zsh:
            m.cells.put("v:BASH_REMATCH", Var(Array(), text_wins=True))
        return False
    unsure = m.unknown(begin, "remembers what a regular expression matched", is_set=True)
    groups = tuple(found.groups) if found.groups is not None else unsure
    _remember(m, found.whole, groups, found)
    return True


def _expression(m: Machine, word: tree.Word) -> Text:
    """Return a regular expression as the shell hands it on: in bash, what is quoted stands for itself."""
    pieces: list[str] = []
    placed = placed_text(m, word)
    for index, part in enumerate(word.parts):
        text = part_value(m, part, assigning=True).as_text(m, quoted=True)
        if placed is not None and not index:
            text = placed
        if isinstance(text, Unknown):
            return text
        quoted = not isinstance(part, tree.ProcessSubstitution) and part.quoted
        pieces.append(_SPECIAL.sub(r"\\\g<0>", text) if quoted and not m.zsh else text)
    return "".join(pieces)


def _remember(m: Machine, whole: Text, groups: tuple[str, ...] | Unknown, found: Match | None = None) -> None:
    """Keep what a regular expression matched, in the variables that the shell has for it."""
    loose = whole if isinstance(whole, Unknown) else groups if isinstance(groups, Unknown) else None
    if m.zsh and not m.option("bashrematch"):
        spans = found.spans if found and loose is None else None
        keep_match(m, whole, groups, found.begin if found else 0, spans)
        return
    every: tuple[Text, ...] = (whole, *groups) if not isinstance(groups, Unknown) else ()
    value: Value = Array(every) if loose is None else replace(loose, many=True)
    m.cells.put("v:BASH_REMATCH", Var(value, text_wins=True))


def compare(m: Machine, left: Text, operator: str, right: Text, begin: int) -> Truth:
    """Compare two texts or numbers."""
    if operator in ("-nt", "-ot", "-ef"):
        return m.unknown(begin, "compares files")
    for text in (left, right):
        if isinstance(text, Unknown):
            return text
        if is_masked(text):
            return Unknown(MASKED)
    one, other = str(left), str(right)
    if operator in ("<", ">"):
        return one < other if operator == "<" else one > other
    numbers: list[int | float] = []
    for text in (one, other):
        try:
            number = calculate(m, text, begin) if m.zsh else calculated(m, text, begin)
        except ArithmeticFailureError:
            return False  # bash complains and goes on
        if isinstance(number, Unknown):
            return number
        numbers.append(number)
    a, b = numbers
    outcomes: dict[str, Callable[[], bool]] = {
        "-eq": lambda: a == b, "-ne": lambda: a != b, "-lt": lambda: a < b, "-le": lambda: a <= b, "-gt": lambda: a > b,
    }  # fmt: skip
    return outcomes.get(operator, lambda: a >= b)()


def unary_test(m: Machine, operator: str, text: Text, begin: int) -> Truth:
    """Answer `-n`, `-z`, `-v`, `-o`, `-t`."""
    if operator == "-n":
        return not_empty(text)
    if operator == "-z":
        return negated(not_empty(text))
    if operator == "-t":
        return True if text in ("0", "1", "2") else m.unknown(begin, "asks about a terminal")
    if isinstance(text, Unknown):
        return text
    if operator == "-v":
        name, bracket, key = text.partition("[")
        raw = key.removesuffix("]")
        subscript = tree.Word((tree.Literal(raw),), begin, begin, raw) if bracket else None
        value = named(m, name, tree.Parameter(name, braced=True, subscript=subscript, begin=begin)).value
        return value if isinstance(value, Unknown) and not value.is_set else value is not None
    if operator == "-o":
        name = text.lower().replace("_", "")
        if name == "login" and m.login is not None:
            return m.login
        if name == "login":
            return m.unknown(begin, "asks whether this is a login shell")
        if not is_option(name, zsh=m.zsh) and not (m.zsh and len(name) == 1):
            return False  # it knows no such option
        kept, same = kept_option(name, zsh=m.zsh)
        if "emulatessh" in m.switched and kept not in m.switched and kept not in ("interactive", "login"):
            return m.unknown(begin, "asks for an option where zsh emulates another shell")
        return m.option(kept) == same
    return m.unknown(begin, "asks about a variable")
