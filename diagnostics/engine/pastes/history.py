"""What a shell remembers of what was typed: a list with numbers (`history`, `fc -l`), or the lines of its file.

Such lines are told from a numbered list of a post, and from what `cat -n` prints, by the two blanks behind the number
(bash 5.2, zsh 5.9: `%5d  %s`, and an asterisk where the line was changed), or by what zsh writes with EXTENDED_HISTORY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..regexes import regex
from .prompts import shown_by

# 501  export A=b · 501* export A=b · 501  2026-11-01 12:00:05 export A=b (HISTTIMEFORMAT; `fc -li`, -lE, -lf, -lD, -lt)
# : 1700000000:0;export A=b
_REMEMBERED = regex(
    r"[ ]{0,6}(?P<number>[0-9]{1,6})(?:  |\* )"
    r"(?:(?:(?:[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[ T]+)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{9,11})[ ]{1,2})?"
    r"(?P<typed>\S[^\n]*\n?)"
    r"|: (?P<time>[0-9]{9,11}):[0-9]{1,6};(?P<stored>\S[^\n]*\n?)"
)
# Whether a text may have such lines at all.
REMEMBERED = regex(r"^(?:[ ]{0,6}[0-9]{1,6}(?:  |\* )|: [0-9]{9,11}:[0-9]{1,6};)\S", re.MULTILINE)
_PROMPT = "$ "
_FEWEST = 2  # lines that follow one another


def with_prompts(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text with a prompt in place of the number that a shell's history puts before a command."""
    result = list(lines)
    for first, commands in _blocks(lines):
        if len(commands) >= _FEWEST and any(_is_told(command) for command in commands):
            result[first : first + len(commands)] = [_PROMPT + command for command in commands]
    return result


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line of each block whose numbers grow, and its commands."""
    first, commands, last = 0, list[str](), -1
    for number, line in enumerate(lines):
        found = _REMEMBERED.fullmatch(line)
        counted = int(found["number"] or found["time"]) if found is not None else -1
        if found is None or counted < last + (found["number"] is not None):
            yield first, commands
            commands = []
        if found is not None:
            first = first if commands else number
            commands.append(found["typed"] or found["stored"])
        last = counted
    yield first, commands


def _is_told(command: str) -> bool:
    shown = shown_by(command.strip())
    return shown.is_typed or shown.is_client
