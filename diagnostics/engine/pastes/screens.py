"""What Claude Code draws on a terminal, in a post: its account's screen is read, a conversation is no code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from ..statusscreen import is_label, is_status, may_be_status
from .parts import Part

ELBOW = "⎿"
_APART = 10  # lines of other things that may stand within one screen: a list of servers, a warning
# Frames, the mascot, and the marks in front of what the client says: no start-up file has such a line.
_DRAWN = regex(r"[ \t]*(?:[╭╰][─ ]|[▐▝▘▛▜█]{2}|[✻✢✳✶⏺⎿]|│[ ]{2,}.*│[ \t]*$|[>❯] [^⎿\n]{1,300}⎿)")
_RUN_INSIDE = regex(r"[ \t]*(?:[>❯][ \t]*)?! ?(?=[A-Za-z])")
_ELBOW = regex(r"[ \t]*⎿[ \t]*")
# What the person typed into the client, and no command of a shell that starts one.
_ASKED = regex(r"[ \t]*[>❯] (?!(?:env )?[A-Za-z_]\w*=|claude\b|npx )\S")


def parted(part: Part) -> Iterator[Part]:
    """Yield a part of text in order, with the screen of its account, if one stands in it, as a part of its own."""
    if part.name or part.kind not in (None, Kind.TEXT):
        yield part
        return
    if part.kind is Kind.TEXT and (found := _answer_in_json(part.lines)) is not None:
        first, stop = found
        if any(line.strip() for line in part.lines[:first]):
            yield Part(part.first, part.lines[:first], kind=Kind.TEXT)
        yield Part(part.first + first, part.lines[first:stop], kind=Kind.STATUS)
        if any(line.strip() for line in part.lines[stop:]):
            yield from parted(Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT))
        return
    if not may_be_status(part.text):
        yield part
        return
    if not any(map(is_label, part.lines)):
        yield part
        return
    first, stop = _region(part.lines)
    if part.kind is None and recognise("", part.text) is not Kind.TEXT:
        above = "".join(part.lines[:first]).strip()
        if not (above.startswith("{") and above.endswith("}")):
            yield part
            return
        yield Part(part.first, part.lines[:first])
        yield from parted(Part(part.first + first, part.lines[first:], kind=Kind.TEXT))
        return
    if not is_status("".join(part.lines[first:stop])):
        yield part
        return
    if any(line.strip() for line in part.lines[:first]):
        yield Part(part.first, part.lines[:first], kind=Kind.TEXT)
    yield Part(part.first + first, part.lines[first:stop], kind=Kind.STATUS)
    if any(line.strip() for line in part.lines[stop:]):
        yield from parted(Part(part.first + stop, part.lines[stop:], kind=Kind.TEXT))


def _answer_in_json(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return the lines of what `claude auth status` printed: its object's first, and the one after its last."""
    at = next((number for number, line in enumerate(lines) if '"loggedIn"' in line), None)
    if at is None:
        return None
    first = next((number for number in range(at, max(at - _APART, -1), -1) if lines[number].lstrip()[:1] == "{"), None)
    last = next((n for n in range(at, min(at + _APART, len(lines))) if lines[n].rstrip()[-1:] == "}"), None)
    if first is None or last is None or not is_status("".join(lines[first : last + 1])):
        return None
    return first, last + 1


def _region(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line of the screen's, and the line after its last one."""
    numbers = [number for number, line in enumerate(lines) if is_label(line)]
    last = numbers[0]
    for number in numbers:
        if number - last > _APART:
            break
        last = number
    return numbers[0], last + 1


def without_elbows(lines: Sequence[str]) -> list[str]:
    """Return the lines with each command that was run inside the client, `! env`, as one at a prompt of a shell.

    What it printed stands behind an elbow there, and further in.
    """
    made = list(lines)
    for number in range(len(made) - 1):
        command = _RUN_INSIDE.match(made[number])
        if command is None or not _ELBOW.match(made[number + 1]):
            continue
        made[number] = f"$ {made[number][command.end() :]}"
        made[number + 1] = _ELBOW.sub("", made[number + 1], count=1)
        for below in range(number + 2, len(made)):
            if not made[below].startswith("     "):
                break
            made[below] = made[below].lstrip(" ")
    return made


def screen_begins(lines: Sequence[str]) -> int | None:
    """Return the line at which the client's screen begins below a command; None where none is drawn."""
    drawn = next((number for number, line in enumerate(lines) if _DRAWN.match(line)), None)
    while drawn and (not lines[drawn - 1].strip() or _ASKED.match(lines[drawn - 1])):
        drawn -= 1
    return drawn
