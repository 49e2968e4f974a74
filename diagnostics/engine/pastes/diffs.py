"""What a diff shows in a post: the file as it is after it. A line that it takes away is left empty.

Besides a unified diff that is a block of a fence called `diff`, with or without a hunk's head, and lines that people
mark by hand, `-` before what was and `+` before what is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..kinds import recognise
from ..regexes import regex
from ..source import Kind
from .endings import JSON
from .parts import SHELLS, Part
from .pastelines import fence, is_code

FENCES = frozenset({"diff", "patch", "udiff"})
_HUNK = regex(r"@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*", re.DOTALL)
_NEW_FILE = regex(r"\+\+\+ (?:[abiwco]/)?([^\t\r\n]+)")
_HEAD = regex(
    r"(?:diff |index [0-9a-f]|--- |\+\+\+ |(?:new|deleted|old) (?:file )?mode |similarity |rename |Binary "
    r"|commit [0-9a-f]{7})"
)
# Of a file in one of these a few lines tell what they set; of others, such as JSON, they are no file.
_LINEWISE = (*SHELLS, Kind.DOTENV, Kind.DOCKER_ENV, Kind.PAM_ENV, Kind.ENVIRONMENT_D, Kind.SYSTEMD_ENV)
_NOT_MADE = regex(
    r"\bnot (?:yet )?(?:applied|made|done|merged|tried)\b|n['’]t (?:yet )?(?:applied|made|done|merged|tried|apply)\b"
    r"|\b(?:proposes|suggests|suggested|would|should|recommends?)\b",
    re.IGNORECASE,
)
_MARKED = regex(r"[ \t]{0,4}[-+](?![-+])[ \t]?\S")
_MOST = 400  # lines of one run


def begins_diff(line: str) -> bool:
    """Tell whether a line is one of those with which a diff begins."""
    return _HEAD.match(line) is not None or _HUNK.fullmatch(line) is not None


def by_diffs(whole: Part) -> list[Part] | None:
    """Split a unified diff into its files as they are after it; None where the text is none, or fences hold it."""
    if not any(line.startswith("@@ ") and _HUNK.fullmatch(line) for line in whole.lines):
        return None
    if any("```" in line and fence(line.rstrip("\r\n")) is not None for line in whole.lines):
        return None
    return _by_files(whole)


def _by_files(whole: Part) -> list[Part] | None:
    parts: list[Part] = []
    name = ""
    for number, line in enumerate(whole.lines):
        if found := _NEW_FILE.match(line):
            name = found[1].strip()
            parts.append(Part(whole.first + number + 1, [], name))
        elif not name:
            if not parts:
                parts.append(Part(whole.first, [], kind=Kind.TEXT))
            parts[-1].lines.append(line)
        else:
            parts[-1].lines.append(_after(line))
    for part in parts:
        part.kind = None if part.name and _is_told(part) else Kind.TEXT
    return parts if name else None


def _is_told(part: Part) -> bool:
    """Tell whether what a diff shows of a file tells what that sets: lines by themselves, or all of an object."""
    kind = recognise(part.name, "")
    if kind not in JSON:
        return kind in _LINEWISE
    try:
        return isinstance(json.loads(part.text), dict)
    except (ValueError, RecursionError):
        return False


def fenced_diff(part: Part, language: str, said: str) -> list[Part] | None:
    """Return a block whose fence says that it is a diff, as it is after it; None for any other block.

    Where `said`, what stands above, has it that the change was not made, it is as before. Without a line that names
    the file there is one part, which nothing names.
    """
    if language not in FENCES or not any(line[:1] in ("+", "-") for line in part.lines):
        return None
    if _NOT_MADE.search(said):
        return [Part(part.first, [_after(_turned(line)) for line in part.lines])]
    if any(map(_NEW_FILE.match, part.lines)) and (parts := _by_files(part)) is not None:
        return [each for each in parts if not each.is_blank]
    return [Part(part.first, [_after(line) for line in part.lines])]


def _turned(line: str) -> str:
    """Return a line of a diff as the diff the other way has it; the lines that name the files are left as they are."""
    if line.startswith(("---", "+++")) or line[:1] not in ("+", "-"):
        return line
    return ("-" if line[0] == "+" else "+") + line[1:]


def _after(line: str) -> str:
    if _HEAD.match(line) or _HUNK.fullmatch(line) or line[:1] in ("-", "\\"):
        return "\n"
    return line[1:] if line[:1] in ("+", " ") else line


def with_changes(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post without those that a person marked with `-` and `+`, as they are after the change.

    A run of them counts where code stands behind both signs: a list has one of the two.
    """
    result = list(lines)
    at = 0
    in_diff = False
    while at < len(result):
        if "```" in result[at] and (mark := fence(result[at].rstrip("\r\n"))) is not None:
            in_diff = not in_diff and mark[1].lower() in FENCES
        stop = at
        while not in_diff and stop < min(len(result), at + _MOST) and _MARKED.match(result[stop]):
            stop += 1
        run = [line.lstrip() for line in result[at:stop]]
        signs = {line[0] for line in run if is_code(line[1:])}
        if signs == {"-", "+"}:
            above = next((line for line in reversed(result[:at]) if any(map(str.isalnum, line))), "")
            kept = "-" if _NOT_MADE.search(above) else "+"
            result[at:stop] = [line[1:].lstrip(" \t") if line[0] == kept else "\n" for line in run]
        at = max(stop, at + 1)
    return result
