"""What `grep` prints of files: the lines of each, without the name and the number that stand before them.

Lines that a block may stand around, and pieces of JSON, are not read as settings: what is around them is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .parts import SHELLS, Part
from .pastelines import is_config_name

_LINE = regex(r"(?:(?P<file>(?:[A-Za-z]:\\)?[^\s:]{1,300}):)?(?:(?P<number>\d{1,6})[:-])?(?P<text>[^\n]*\n?)")
_CONTEXT = regex(r"(?P<file>[^\s:]{1,300}?)-(?P<number>\d{1,6})-(?P<text>[^\n]*\n?)")
_STATEMENT = regex(r"(?:(?:export|unset|alias|typeset|declare|set|setenv|source|\.)[ \t]|[A-Za-z_]\w*\+?=|#|\$env:|$)")
_PAIRS = (Kind.DOTENV, Kind.DOCKER_ENV)


def grepped(names: Sequence[str], output: Part) -> Iterator[Part]:
    """Yield the lines that were found, those of one file together; `names` are the files that were searched."""
    alone = names[0] if len(names) == 1 else ""
    parts: list[Part] = []
    for number, line in enumerate(output.lines):
        name, text = _taken_apart(line, alone)
        if not parts or (parts[-1].name != name and line.strip()):
            parts.append(Part(output.first + number, [], name))
        parts[-1].lines.append("\n" if line.strip() == "--" else text)
    for part in parts:
        kind = recognise(part.name, "") if part.name else Kind.TEXT
        if not part.name or (kind not in _PAIRS and not (kind in SHELLS and _stand_alone(part.lines))):
            part.kind = Kind.TEXT
        yield part


def _taken_apart(line: str, alone: str) -> tuple[str, str]:
    """Return the file of a line that was found, and the line as it stands there."""
    context = _CONTEXT.match(line)
    if context is not None and is_config_name(context["file"]):
        return context["file"], context["text"]
    found = _LINE.match(line)
    if found is None:
        return alone, line
    if found["file"] and not found["file"].isdigit():
        return (found["file"], found["text"]) if is_config_name(found["file"]) else (alone, line)
    number = found["file"] or found["number"]
    return alone, line[len(number) + 1 :] if number else line


def _stand_alone(lines: Sequence[str]) -> bool:
    """Tell whether each line is a statement that nothing indents, or goes on with a text in quotes."""
    opened = False
    for line in lines:
        if not opened and not _STATEMENT.match(line.rstrip("\r\n")):
            return False
        opened ^= line.replace('\\"', "").count('"') % 2 == 1
    return True
