"""Code fences in a post: each fenced block is a part or several, and what stands outside is prose or files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from ..kinds import recognise
from ..records import dataclass, replace
from ..regexes import regex
from .fencedblocks import block_parts
from .gluedfences import closed_on, opened_on
from .inlinecode import by_inline_code
from .listings import by_headings, by_prompts
from .objects import by_objects
from .parts import EXPORTS, SHELLS, Part, fits, sourced_in
from .pastelines import fence, heading, is_title
from .prose import by_prose, settings_between
from .sentences import is_prose

_ASSIGNED = regex(r"[ \t]*(?:export[ \t]+|\$env:)?[A-Z_][A-Z0-9_]*[ \t]*=[ \t]*\S")
# What a page of documentation begins with: keys between two rulers.
_FRONT_MATTER = regex(r"---[ \t]*\r?\n(?:(?:[\w-]+:[^\n]*|[ \t]+[^\n]*|#[^\n]*|[ \t\r]*)\n){0,60}---[ \t]*\r?\n")
_LONGEST_HEAD = 60


@dataclass(frozen=True, slots=True)
class _Block:
    """A block between fences: the lines from `begin` to `stop` with the fences, its own from `first` on."""

    begin: int
    stop: int
    first: int
    lines: list[str]
    language: str
    before: str = ""  # on the line of a fence, apart from the block: "My file: ```export …"
    behind: str = ""


def by_fences(name: str, whole: Part) -> list[Part] | None:
    """Split at code fences; what stands outside is prose, or a transcript, or files under headings."""
    blocks = list(_fenced(whole.lines))
    if not blocks:
        return None
    gaps = list(_gaps(blocks, whole.lines))
    outside = [line for gap in gaps for line in gap.lines]
    first_line = next((line for line in outside if line.strip() and not line.startswith("#")), "")
    begins_as_code = first_line and not (is_prose(first_line) or is_title(first_line)) and heading(first_line) is None
    has_head = _FRONT_MATTER.match("".join(whole.lines[:_LONGEST_HEAD])) is not None
    if begins_as_code and not has_head and _is_shell("".join(outside)) and not _are_named(blocks, whole.lines):
        return None  # a file that holds a document with fences
    sourced = sourced_in(whole.lines)
    parts: list[Part] = []
    for gap, block in zip_longest(gaps, blocks):
        parts += [] if gap.is_blank else _unfenced(name, gap)
        if block is None:
            break
        part = Part(block.first, _moved_out(block.lines, whole.lines[block.begin]))
        title = parts.pop().name if parts and parts[-1].name and parts[-1].is_blank else ""
        found = block_parts(name, part, block.language, parts[-1] if parts else None, sourced)
        if title and len(found) == 1 and fits(title, part.lines):
            part.name, part.kind = title, None
        parts += found
    return parts


def _moved_out(lines: Sequence[str], fence: str) -> list[str]:
    """Return a block's lines without the blanks that stand before its fence, as that of a list's item has them."""
    margin = len(fence) - len(fence.lstrip(" \t"))
    if not margin or not all(line[:margin].isspace() for line in lines if line.strip()):
        return list(lines)
    return [line[margin:] if line.strip() else line for line in lines]


def _are_named(blocks: Sequence[_Block], lines: Sequence[str]) -> bool:
    """Tell whether a line that names a file stands over each block, and no here-document can hold them.

    A post may begin with a line of code, cut off in a sentence.
    """
    if any("<<" in line for line in lines):
        return False
    above = [next((line for line in reversed(lines[: each.begin]) if line.strip()), "") for each in blocks]
    return all(heading(line.rstrip("\r\n")) is not None for line in above)


def _is_shell(text: str) -> bool:
    return recognise("", text) in SHELLS


def _fenced(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the blocks between fences. An open one goes on to the end."""
    number = 0
    opened: _Block | None = None
    marks = ("", "")
    for number, line in enumerate(lines):
        found = fence(line.rstrip("\r\n"))
        if opened is None:
            if (found is None and "```" not in line) or (number and _TAB.match(lines[number - 1])):
                continue
            if (glued := opened_on(line)) is not None:
                block = _Block(number, number + 1, number, [glued.code], "", glued.before, glued.behind)
                opened, marks = (None, marks) if glued.is_closed else (block, ("```", ""))
                if opened is None:
                    yield block
            elif found is not None:
                opened, marks = _Block(number, number, number + 1, [], found[1]), found
        elif found is not None and found[0].startswith(marks[0]) and not found[1]:
            yield replace(opened, stop=number + 1, lines=[*opened.lines, *lines[_next(opened) : number]])
            opened = None
        elif found is not None and found[0] == marks[0] and not marks[1] and _is_report(lines[_next(opened) : number]):
            # a report in Markdown, fences and all, within a fence: what is above it is prose
            opened, marks = _Block(number, number, number + 1, [], found[1]), found
        elif found is None and "```" in line and marks[0] == "```" and (end := closed_on(line)) is not None:
            inner = [*opened.lines, *lines[_next(opened) : number], end[0]]
            yield replace(opened, stop=number + 1, lines=inner, behind=end[1])
            opened = None
    if opened is not None:
        yield replace(opened, stop=len(lines), lines=[*opened.lines, *lines[_next(opened) :]])


def _next(block: _Block) -> int:
    """Return the number of the line behind those that a block has already."""
    return block.first + len(block.lines)


_TAB = regex(r'[ \t]*(?:===|\?\?\?|!!!)[+!]? ?"')  # of MkDocs: what is indented below it is its body


def _is_report(lines: Sequence[str]) -> bool:
    """Tell whether lines are a report in Markdown: headings and sentences, and no line of code between them."""
    filled = [line for line in lines if line.strip()]
    heads = any(line.startswith("#") and line.lstrip("#").startswith(" ") for line in filled)
    return heads and any(map(is_prose, filled)) and not any(map(EXPORTS.match, filled))


def _gaps(blocks: Sequence[_Block], lines: Sequence[str]) -> Iterator[Part]:
    """Yield what lies before, between and behind blocks."""
    position, behind = 0, ""
    for block in blocks:
        yield _gap(lines, position, block.begin, behind, block.before)
        position, behind = block.stop, block.behind
    yield _gap(lines, position, len(lines), behind, "")


def _gap(lines: Sequence[str], first: int, stop: int, behind: str, before: str) -> Part:
    """Return lines, with what stands behind the fence above them and before the one below."""
    above, below = [behind] if behind else [], [before] if before else []
    return Part(first - len(above), [*above, *lines[first:stop], *below])


def _unfenced(name: str, part: Part) -> list[Part]:
    """Return what stands outside fences: a transcript or files under headings if it is one, else prose."""
    for split in (by_headings, by_inline_code, by_prompts, by_objects):
        if (parts := split(name, part)) is not None:
            return parts
    if _holds_pairs(part) and (parts := by_prose(name, part)) is not None:
        return parts
    return settings_between(name, part)


def _holds_pairs(part: Part) -> bool:
    """Tell whether two assignments stand one below the other: no sentence looks so."""
    return any(_ASSIGNED.match(one) and _ASSIGNED.match(other) for one, other in pairwise(part.lines))
