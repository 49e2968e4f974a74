"""What the sentences of a post tell of variables, where nothing else in it sets any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import SHELLS, Part

_SETS = regex(r"(?<![\w-])(?:export|alias|set|setenv|setx|source|eval|function)(?![\w-])|\$env:|[A-Za-z_]\w*=|\(\)")


def told_in(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the lines of the sentences that tell of variables, each where it stands: one part, or none.

    Where lines were read as settings, they are what counts, and a sentence may speak of another time or machine.
    """
    texts = [part for part in parts if part.kind is Kind.TEXT]
    if not texts or not any("_" in line for part in texts for line in part.lines):
        return
    if not all(map(sets_nothing, parts)):
        return
    from ..readers.told import speaks_of

    texts = [part for part in texts if not part.name]
    told = [number for part in texts for number in _told_lines(part)]
    if told:
        lines = {number: line for part in texts for number, line in enumerate(part.lines, part.first)}
        told += [number for number, line in lines.items() if speaks_of(line)]  # what else the text speaks of
        yield Part(min(told), [lines.get(at, "\n") for at in range(min(told), max(told) + 1)], kind=Kind.TOLD)


def sets_nothing(part: Part) -> bool:
    """Tell whether a part is text, or a few commands that set nothing."""
    kind = recognise(part.name, part.text) if part.kind is None else part.kind
    return kind is Kind.TEXT or (kind in SHELLS and not part.name and _SETS.search(part.text) is None)


def _told_lines(part: Part) -> list[int]:
    """Return the first line of a part that tells something, and the last, by their numbers."""
    from ..readers.told import told_of

    text = part.text
    told = told_of(text)
    first = min((each.sentence for each in told), default=0)
    last = max((each.value_at[1] if each.value_at else each.stop for each in told), default=0)
    return [part.first + text.count("\n", 0, first), part.first + text.count("\n", 0, last)] if told else []
