"""What `grep` prints of files: the lines of each, without the name and the number that stand before them.

Lines that a block may stand around, and pieces of JSON other than variables, are not read as settings: what is around
them is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .endings import JSON
from .parts import SHELLS, Part
from .pastelines import LONGEST, is_config_name
from .prose import settings_between
from .sentences import is_prose

_LINE = regex(r"(?:(?P<file>(?:[A-Za-z]:\\)?[^\s:]{1,300}):)?(?:(?P<number>\d{1,6})[:-])?(?P<text>[^\n]*\n?)")
_CONTEXT = regex(r"(?P<file>[^\s:]{1,300}?)-(?P<number>\d{1,6})-(?P<text>[^\n]*\n?)")
_STATEMENT = regex(r"(?:(?:export|unset|alias|typeset|declare|set|setenv|source|\.)[ \t]|[A-Za-z_]\w*\+?=|#|\$env:|$)")
_PAIRS = (Kind.DOTENV, Kind.DOCKER_ENV)
# A member of a settings file whose name is a variable's: it stands in `env`, whatever is around it.
_MEMBER = regex(r'[ \t]*"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"[ \t]*:[ \t]*"[^"\\\n]*",?[ \t\r]*\n?')
_MOST_BLOCKS = 60  # of a post, with the sentences between them


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
        is_whole = kind in _PAIRS or (kind in SHELLS and _stand_alone(part.lines))
        if not part.name or not (is_whole or (kind in JSON and all(map(_MEMBER.fullmatch, part.lines)))):
            part.kind = Kind.TEXT
        yield part


def by_found_lines(_name: str, whole: Part) -> list[Part] | None:
    """Part what `grep -n` found in files that we know from the sentences of a post around it."""
    first = next((line for line in whole.lines if line.strip()), "")
    if not is_prose(first.lstrip("> ")):
        return None
    found = [_is_found(line) for line in whole.lines]
    blocks = [(is_line, list(at)) for is_line, at in groupby(range(len(found)), found.__getitem__)]
    if not any(found) or len(blocks) > _MOST_BLOCKS:
        return None
    parts: list[Part] = []
    for is_line, at in blocks:
        piece = Part(whole.first + at[0], list(whole.lines[at[0] : at[-1] + 1]))
        parts += grepped((), piece) if is_line else settings_between("", piece)
    return parts


def _is_found(line: str) -> bool:
    found = _LINE.match(line[:LONGEST])
    return found is not None and bool(found["file"] and found["number"]) and is_config_name(found["file"])


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
