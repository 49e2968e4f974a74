"""A chat as it is exported, each message behind its time and its writer: `[14:02] mia: ANTHROPIC_API_KEY=…`.

Who writes first has the problem; what somebody else writes is advice, and sets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..records import dataclass
from ..regexes import regex
from ..source import Kind
from .parts import PAIR, Part, fits, is_environment, named_before
from .pastelines import LONGEST, is_code
from .prompts import prompted
from .prose import by_prose, is_chosen

_TIME = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T])?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
_WHO = r"(?:<@?(?P<nick>[\w.-]{1,32})>|@?(?P<name>[A-Za-z][\w.-]{0,31}(?: [A-Z][\w.-]{0,20})?)(?:(?= [-–]) ?[-–]|:))"
_MESSAGE = regex(rf"(?:\[{_TIME}\]|{_TIME})(?: -)? {_WHO} ?(?P<text>.*)", re.DOTALL)
# A line of a log has a time, and a word for its weight in the writer's place.
_OF_A_LOG = regex(r"[A-Z]{3,10}|error|info|warn(?:ing)?|debug|https?")
_SHOWS_ONE = regex(r"\b(?:printenv [A-Z_]{3,60}|echo \$\{?[A-Z_]{3,60}\}?)")
_ONE_WORD = regex(r"‹[^‹›\n]{1,100}›|\S{8,300}")  # of a value that somebody posts: shorter ones are words
_FEWEST = 2  # messages


@dataclass(slots=True)
class _Message:
    """One message: the line on which it begins, from 0, who wrote it, and its lines without time and writer."""

    first: int
    who: str
    lines: list[str]


def by_chat(name: str, whole: Part) -> list[Part] | None:
    """Split such a chat into sentences and what its first writer shows; None where a text is none."""
    first = next((line for line in whole.lines if line.strip()), "")
    if not first[:1].isdigit() and first[:1] != "[":
        return None
    if is_chosen(name) or _match(first) is None:
        return None
    messages = list(_messages(whole.lines))
    if len([each for each in messages if each.who]) < _FEWEST:
        return None
    parts: list[Part] = []
    asked = ""
    for message in messages:
        is_own = message.who == messages[0].who
        if is_own and asked and (value := _value(message, whole.first, asked)) is not None:
            parts.append(value)
            asked = ""
            continue
        asked = asked if is_own else _asked(message)
        for part in _shown(name, message, whole.first) if is_own else [_text(message, whole.first)]:
            _add(parts, part)
    for before, part in pairwise(parts):
        _name(part, before)
    return parts


def _match(line: str) -> re.Match[str] | None:
    found = _MESSAGE.match(line.rstrip("\r\n")) if len(line) <= LONGEST else None
    return None if found is None or _OF_A_LOG.fullmatch(found["nick"] or found["name"]) else found


def _messages(lines: Sequence[str]) -> Iterator[_Message]:
    message: _Message | None = None
    for number, line in enumerate(lines):
        if (found := _match(line)) is not None:
            if message is not None:
                yield message
            message = _Message(number, found["nick"] or found["name"], [found["text"] + "\n"])
        elif message is not None:
            message.lines.append(line)
    if message is not None:
        yield message


def _asked(message: _Message) -> str:
    """Return the command that shows one variable, where somebody else asks what it prints; else ""."""
    found = _SHOWS_ONE.search("".join(message.lines))
    return found.group() if found else ""


def _value(message: _Message, first: int, command: str) -> Part | None:
    """Return what the asked command printed, where a message is one word and nothing else."""
    value = "".join(message.lines).strip()
    if _ONE_WORD.fullmatch(value) is None:
        return None
    return Part(first + message.first, [value + "\n"], command, Kind.DUMP)


def _text(message: _Message, first: int) -> Part:
    return Part(first + message.first, list(message.lines), kind=Kind.TEXT)


def _shown(name: str, message: _Message, first: int) -> list[Part]:
    """Return a message of the first writer's: sentences, or code where it is that."""
    filled = [line for line in message.lines if line.strip()]
    part = Part(first + message.first, list(message.lines))
    if len(filled) > 1 and (parts := by_prose(name, part)) is not None:
        return parts
    shows = any(is_code(line) or PAIR.match(line) or prompted(line) is not None for line in filled)
    part.kind = None if shows else Kind.TEXT
    return [part]


def _add(parts: list[Part], part: Part) -> None:
    """Add a part, joined with the one above where both are sentences, or both code that nothing names."""
    last = parts[-1] if parts else None
    if last is not None and last.kind is part.kind and not (last.name or part.name):
        last.lines += part.lines
    else:
        parts.append(part)


def _name(part: Part, before: Part) -> None:
    """Name code by what was written above it, or take it for what a command printed that somebody asked for."""
    if part.kind is not None or part.name:
        return
    name = named_before(before, (), part.lines)
    if name and fits(name, part.lines):
        part.name = name
    elif is_environment(before, part.lines):
        part.kind = Kind.DUMP
