"""Code that a post marks with single signs: a line in backticks, or lines from one backtick or asterisk to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..regexes import regex
from ..source import Kind
from .parts import Part, named_before, sourced_in
from .pastelines import is_code, is_prose

_LINE = regex(r"[ \t]*`(?P<code>[^`\n]+)`[ \t]*(?=\r?\n|$)")
_OPENS = regex(r"[ \t]*(?P<sign>[`*])(?![`*\t ])(?P<code>[^`*\n]*)\n?")
_CLOSES = regex(r"(?P<code>[^`*\n]*)(?P<sign>[`*])[,.; \t]*\n?")
_LONGEST = 100  # lines of one block


def by_inline_code(_name: str, whole: Part) -> list[Part] | None:
    """Split at such code; what stands around it is prose. In a shell's file a backtick runs a command instead."""
    first = next((line for line in whole.lines if line.strip() and not line.startswith("#")), "")
    if not is_prose(first) or not any("`" in line or "*" in line for line in whole.lines):
        return None
    found = list(_blocks(whole.lines))
    if not found:
        return None
    sourced = sourced_in(whole.lines)
    parts: list[Part] = []
    position = 0
    for begin, lines in [*found, (len(whole.lines), [])]:
        between = Part(whole.first + position, list(whole.lines[position:begin]), kind=Kind.TEXT)
        if not between.is_blank:
            parts.append(between)
        if lines:
            name = named_before(parts[-1] if parts else None, sourced, lines)
            parts.append(Part(whole.first + begin, lines, name))
        position = begin + len(lines)
    return parts


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each block's first line, and its lines without the signs."""
    number = 0
    while number < len(lines):
        block = _in_lines(lines, number) or _between_signs(lines, number)
        if block:
            yield number, block
        number += len(block) or 1


def _in_lines(lines: Sequence[str], first: int) -> list[str]:
    """Return the lines of code in backticks that follow one another, blank ones between them as they are."""
    block: list[str] = []
    for line in lines[first:]:
        found = _LINE.match(line)
        if found is None and (line.strip() or not block):
            break
        if found is not None and not is_code(found["code"]):
            break
        block.append(line if found is None else f"{found['code']}{line[found.end() :]}")
    while block and not block[-1].strip():
        block.pop()
    return block


def _between_signs(lines: Sequence[str], first: int) -> list[str]:
    """Return the lines from one sign to the next of its kind, if they look like code; none where they do not."""
    opened = _OPENS.fullmatch(lines[first])
    if opened is None:
        return []
    block = [opened["code"] + "\n"]
    for line in lines[first + 1 : first + _LONGEST]:
        closed = _CLOSES.fullmatch(line)
        if closed is None:
            if opened["sign"] in line:
                return []
            block.append(line)
            continue
        block.append(closed["code"] + "\n")
        filled = [each for each in block if each.strip()]
        looks_so = closed["sign"] == opened["sign"] and sum(map(is_code, filled)) * 2 > len(filled)
        return block if looks_so else []
    return []
