"""What a page or a log puts around a post's lines: a time, a sign of a quotation or a trace, a line struck through.

Each line keeps its place. Colours and entities are taken off before (`plaintext.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..regexes import regex
from .sentences import is_prose

_STRUCK = regex(r"[ \t]*(?:[-*•][ \t]+)?~~(?=\S)[^~\n]{1,500}~~[ \t\r]*\n?")
_TIME = regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ \t]+")
_FEWEST_OF_LOG = 2
_TRACED = regex(
    r"(?P<sign>\+{1,3} )(?:export [A-Z_]|unset [A-Z_]|[A-Z][A-Z0-9_]*="
    r"|(?:npx [^\n]{0,80}?)?(?:claude|codex|gemini|opencode|aider)\b)"
)
_RUN_TRACED = regex(r"\b(?:ba|z|da)?sh -\w*x")
_NESTED = regex(r"(>{2,4})(?=[ \t\r\n]|$)")


def without_times(lines: Sequence[str]) -> list[str]:
    """Return the lines of a run's log without the time that stands before each of them; others as they are."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < _FEWEST_OF_LOG or not all(map(_TIME.match, filled)):
        return list(lines)
    return [_TIME.sub("", line, count=1) for line in lines]


def with_traces_typed(lines: Sequence[str]) -> list[str]:
    """Return the lines of a log with a prompt for the `+` that `set -x` has before what the shell carries out.

    Of a script that is run with `bash -x FILE` nothing stays in the shell in which it was started.
    """
    traced = {number: found for number, line in enumerate(lines) if (found := _TRACED.match(line))}
    if not traced or any(_RUN_TRACED.search(line) for line in lines):
        return list(lines)
    return [
        f"$ {line[traced[number].end('sign') :]}" if number in traced else line for number, line in enumerate(lines)
    ]


def without_struck(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post, those left empty that are struck through: `~~export NAME=value~~`."""
    return ["\n" if "~~" in line and _STRUCK.fullmatch(line) else line for line in lines]


def with_single_marks(lines: Sequence[str]) -> list[str]:
    """Return the lines of a mail, `>>` in front of one as `> >`: both quote what a quotation holds.

    A shell appends to a file with these signs, and Python shows its prompt with three: only a post is asked.
    """
    nested = [line for line in lines if _NESTED.match(line)]
    if len(nested) < 2 or not any(is_prose(line.lstrip("> ")) for line in nested):
        return list(lines)
    return [_NESTED.sub(lambda found: " ".join(found[1]), line, count=1) for line in lines]
