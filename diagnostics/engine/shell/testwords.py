"""`[ … ]` and `test`, whose words are told apart by how many there are: true, false, or not known from text."""

from __future__ import annotations

import re

from .conditions import (
    BINARY,
    NUMBERS,
    UNARY,
    Truth,
    both,
    compare,
    either,
    match,
    negated,
    not_empty,
    status,
    unary_test,
)
from .filetests import FILE_TESTS, file_test
from .machine import Machine
from .patternnodes import Piece
from .patterns import Pattern
from .values import Text, Unknown, is_masked


def test_words(m: Machine, words: list[Text], begin: int) -> int | Unknown:
    """Return the status of `[ … ]` (without the brackets) or `test`."""
    for word in words:
        if isinstance(word, Unknown) and word.many:
            return status(m, word, begin)
    try:
        return status(m, _old(m, words, begin), begin)
    except _BadTestError:
        return 2


class _BadTestError(Exception):
    """The words are no condition: the shell complains, and what stands around them is not asked."""


def _old(m: Machine, words: list[Text], begin: int) -> Truth:
    count = len(words)
    with m.budget:
        if count == 0:
            return False
        if count == 1:
            return not_empty(words[0])
        if count == 2:
            if words[0] == "!":
                return negated(not_empty(words[1]))
            return _unary_words(m, words, begin)
        if count == 3 and isinstance(words[1], str) and (words[1] in BINARY or words[1] in ("-a", "-o")):
            if words[1] in ("-a", "-o"):
                join = both if words[1] == "-a" else either
                return join(not_empty(words[0]), not_empty(words[2]))
            return _binary_words(m, words, begin)
        for operator, join in (("-o", either), ("-a", both)):
            cut = _outside(words, operator)
            if cut:
                return join(_old(m, words[:cut], begin), _old(m, words[cut + 1 :], begin))
        if words[0] == "!":
            return negated(_old(m, words[1:], begin))
        if words[0] == "(" and words[-1] == ")":
            return _old(m, words[1:-1], begin)
        loose = next((word for word in words if isinstance(word, Unknown)), None)
        if loose is not None:
            return loose
        raise _BadTestError


def _outside(words: list[Text], operator: str) -> int:
    """Return where an operator stands between words, outside of parentheses; 0 where it does not."""
    if "(" not in words:
        return words.index(operator, 1) if operator in words[1:-1] else 0
    level = 0
    for at, word in enumerate(words[:-1]):
        level += (word == "(") - (word == ")")
        if at and level == 0 and word == operator:
            return at
    return 0


def _unary_words(m: Machine, words: list[Text], begin: int) -> Truth:
    operator, operand = words
    if isinstance(operator, Unknown):
        return operator
    if operator in FILE_TESTS:
        return file_test(m, operator, operand, begin)
    if operator in UNARY:
        return unary_test(m, operator, operand, begin)
    raise _BadTestError


def _binary_words(m: Machine, words: list[Text], begin: int) -> Truth:
    left, operator, right = words
    if operator in ("=", "==", "!="):
        if m.zsh and isinstance(right, str):
            pattern: Pattern | Unknown = Pattern([Piece(right, False)], m.budget, zsh=True)
        else:
            pattern = right if isinstance(right, Unknown) else Pattern([Piece(right, False)], m.budget, zsh=m.zsh)
        truth = match(m, left, pattern)
        return negated(truth) if operator == "!=" else truth
    if m.zsh and operator in ("<", ">"):
        raise _BadTestError  # only [[ ]] compares texts in zsh
    if operator in NUMBERS:
        texts = [text for text in (left, right) if isinstance(text, str) and not is_masked(text)]
        whole = re.compile(r"(?:[-+]?\d+)?" if m.zsh else r"\s*[-+]?\d+\s*")
        if not all(whole.fullmatch(text) for text in texts):
            raise _BadTestError  # an integer is expected
        if not m.zsh:  # 010 is ten here, and eight between [[ and ]]
            left, right = (str(int(one)) if isinstance(one, str) and one in texts else one for one in (left, right))
    return compare(m, left, str(operator), right, begin)
