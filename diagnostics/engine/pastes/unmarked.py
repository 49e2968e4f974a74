"""Statements that a sentence holds with no marks around them: "I added export NAME=value to my .zshrc".

They get the backticks that others write there, so that `inlinecode` judges both: what the sentence says of them, and
whether it asks, advises or denies. As with what sentences tell, they count where nothing else in the post sets any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..regexes import regex
from ..source import Kind
from .inlinecode import code_below, in_sentence, sentence_around
from .parts import Part, sourced_in
from .sentences import is_prose
from .told import sets_nothing

_VALUE = (
    r"(?:\"[^\"\n`]{0,300}\"|'[^'\n`]{0,300}'|\$\([^()\n`]{1,200}\)|\$\{?\w{1,80}\}?"
    r"|‹[^‹›\n]{1,100}›|https?://[^\s\"'`;,()<>]{1,300}|[\w./:@%+~*…-]{1,300})"
)
_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
# "I did set -gx NAME in config.fish": the sentence goes on, and no value is told.
_NO_WORD = r"(?!(?:a|and|as|at|but|for|from|in|into|is|it|of|on|or|so|that|the|there|to|was|which|with)\b)"
_STATEMENT = regex(
    rf"(?<![\w`\"'$(=>|&;])(?:export[ ]{_NAME}[ ]?=[ ]?{_VALUE}|set[ ]-\w{{1,4}}[ ]{_NAME}[ ]{_NO_WORD}{_VALUE}"
    rf"|(?:setx|launchctl[ ]setenv)[ ]{_NAME}[ ]{_NO_WORD}{_VALUE}(?:[ ]/[mM]\b)?|\$env:{_NAME}[ ]?=[ ]?{_VALUE})"
)
_STOPS = ".,:"  # behind a statement they are the sentence's; three of them stand for a value that was left out
_SIGNS = ("export ", "setx ", "launchctl setenv ", "set -", "$env:")
_IT = "it"  # a word in place of the statement: what is left tells whether it is a sentence
_FEWEST_WORDS = 3
_LONGEST = 1_000
_MOST = 40  # lines that are looked at


def unmarked_in(parts: Sequence[Part], lines: Sequence[str]) -> Iterator[Part]:
    """Yield the statements of sentences that say what is set, a part for each file that the sentences name.

    `lines` are the whole post's.
    """
    said = [
        (number, line)
        for part in parts
        if part.kind in (None, Kind.TEXT) and not part.name
        for number, line in enumerate(part.lines, part.first)
        if len(line) < _LONGEST and _has_sign(line) and (part.kind is Kind.TEXT or "`" in line)
    ]
    if not said or not all(map(sets_nothing, parts)):
        return
    sourced = sourced_in(lines)
    found: dict[tuple[str, Kind | None], Part] = {}
    for number, line in islice(said, _MOST):
        marked = _marked(line)
        if not (code := in_sentence(marked)):
            continue
        sentence = sentence_around(marked)
        part = code_below(Part(number, [f"{sentence}:\n"], kind=Kind.TEXT), number, code, sourced, sentence)
        before = found.setdefault((part.name, part.kind), part)
        if before is not part:
            before.lines += ["\n"] * (number - before.first - len(before.lines)) + part.lines
    yield from found.values()


def _has_sign(line: str) -> bool:
    return "_" in line and any(map(line.__contains__, _SIGNS))


def _marked(line: str) -> str:
    """Return a sentence with backticks around its statements; any other line as it is."""
    pieces = line.split("`")
    if len(pieces) % 2 == 0:
        return line  # a mark that is not closed
    words = [_STATEMENT.sub(_IT, piece) for piece in pieces[::2]]
    rest = _IT.join(words)
    if words == pieces[::2] or len(rest.split()) <= _FEWEST_WORDS or not is_prose(rest):
        return line
    pieces[::2] = [_STATEMENT.sub(_in_marks, piece) for piece in pieces[::2]]
    return "`".join(pieces)


def _in_marks(statement: re.Match[str]) -> str:
    """Return a statement in backticks, without the stop of the sentence that ends with it."""
    code = statement[0]
    kept = code if code.endswith("..") else code.rstrip(_STOPS)
    return f"`{kept}`{code[len(kept) :]}"
