"""Runs of letters and digits that look drawn by lot, where a whole value stands: secrets of no form and no name.

What is here, `static/js/masking/secretscan.mjs` does in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .secretlines import HIDDEN, LOOK, Found, Work
from .secretpatterns import BY_CHANCE, SECRET, STRUCTURE, Judgement, is_hash_name, judge, looks_random

_FEW = 8  # secrets of a line, each of which a run is held against
_BEFORE_RUN = frozenset(("", "=", '"', "'", " ", "\t", "(", ",", ":", "|", "“"))
_AFTER_RUN = frozenset((".", ":", "@", "~", "$", "("))  # it is only the beginning of a path, an address, a name
_END_OF_SENTENCE = frozenset((".", ". ", ": "))


def runs(line: str, work: Work, found: Sequence[Found]) -> Iterator[Found]:
    """Find runs that look drawn by lot, where a whole value stands that is not found yet."""
    for match in STRUCTURE["run"].finditer(line):
        if not work.spend(LOOK):
            return
        begin, stop = match.span()
        name = ""
        equals = line.find("=", begin, stop)
        while equals != -1 and _is_assigned(line, begin, equals, stop):
            name, begin = line[begin:equals], equals + 1  # NAME=value is one run, and so is Environment=NAME=value
            equals = line.find("=", begin, stop)
        if 0 < len(found) < _FEW and _is_found(found, begin, stop):
            continue
        if line[max(0, begin - 1) : begin] not in _BEFORE_RUN:
            continue
        if line[stop : stop + 1] in _AFTER_RUN and line[stop : stop + 2] not in _END_OF_SENTENCE:
            continue
        if STRUCTURE["public"].match(line, begin):
            continue
        if not name:
            named = STRUCTURE["name_before"].search(line[max(0, begin - 100) : begin])
            name = named.group(1) if named else ""
        text = line[begin:stop]
        if is_hash_name(name) or not looks_random(text, assigned=bool(name)) or judge(text) is not Judgement.SECRET:
            continue
        if STRUCTURE["model_before"].search(line[max(0, begin - 40) : begin]):  # openai/Qwen/Qwen3-30B-A3B-MLX-4bit
            continue
        yield Found(begin, stop, SECRET, BY_CHANCE)


def _is_assigned(line: str, begin: int, equals: int, stop: int) -> bool:
    """Tell whether a name or an option stands before `=`; the last ones of Base64 have nothing behind them."""
    return stop - equals > 2 and STRUCTURE["option_name"].fullmatch(line, begin, equals) is not None


def _is_found(found: Sequence[Found], begin: int, stop: int) -> bool:
    """Tell whether a secret that is found has these characters in it, by more than chance."""
    for part in found:
        if part.begin <= begin and stop <= part.stop and part.rank < BY_CHANCE and part.kind != HIDDEN:
            return True
    return False
