"""What programs put in front of each line: numbers (`cat -n`, `grep -n`, an editor), files (`grep -r`), and `>`.

Each line keeps its place in the paste, without what stood in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from ..regexes import regex
from .parts import runs
from .pastelines import LONGEST, is_code, is_config_name
from .sentences import is_prose

_NUMBERED = regex(r"[ \t]{0,8}(\d{1,6})(?:[:-]|\t| {0,4}[│|┃▏](?: |$)|[ ](?! ))(.*)", re.DOTALL)
_SIGN = regex(r"[:\t-]| {0,4}[│|┃▏]")  # what a program puts behind a number; a blank alone may be anybody's
_BARRED = regex(r"[ \t]{0,8}\d{1,6} {0,4}[│┃▏](?: |$)")
_OPTION = regex(r"[a-z]\w*[-_][\w-]*: \S+\s*$")  # openai-api-key: …
_QUOTE = regex(r">(?: |$)")
_EMPHASIS = regex(r"(?P<mark>[_*]{1,3})(?:\$env:\w+[ \t]*=|(?:export|set|setx|unset)[ \t]+[A-Z_])", re.IGNORECASE)
_SET_IN = regex(r"(?: {4}|\t)[ \t]*\S")  # as Markdown has code
_PARAGRAPH = 12  # lines
_DEEPEST = 4  # quotations within quotations
_BLANK_LINES = 4  # above a block, at most
RULERS = ("---", "***", "___", "===")
_RULER = regex(r"(?:-{3,80}|\*{3,80}|_{3,80}|={3,80})[ \t\r]*\n?")
EMPHASISED = ("_$env:", "*$env:", "_export ", "*export ", "_setx ", "*setx ", "_set ", "*set ")
_IN_FRONT = regex(r"(?:\./)?(?P<file>(?:~|/|\.|[A-Za-z]:[\\/]|[\w-])[^\s:|=\"'`]{0,200}):(?:\d{1,6}:)?")
FRAMED = "│ File: "
_FRAMED_NAME = regex(r"\s*│ File: (\S.{0,200}?)\s*")
_FRAME = regex(r"[─┬┼┴]{5,400}\s*")
TAGS = ("<pre", "<PRE", "<code", "<CODE", "[code", "[CODE")
_TAG = regex(
    r"(?:<(?:pre|code)\b[^<>]{0,80}>|\[code[^\[\]]{0,40}\]){1,2}|(?P<close>(?:</(?:pre|code)>|\[/code\]){1,2})",
    re.IGNORECASE,
)


def without_gutter(lines: Sequence[str]) -> list[str] | None:
    """Return the lines without the numbers or the `>` that stand in front of each of them; None where none do."""
    first = next((line for line in lines if line.strip()), "")
    if not (_QUOTE.match(first) or _NUMBERED.match(first)):
        return None
    filled = [line for line in lines if line.strip()]
    if all(_QUOTE.match(line) for line in filled):
        return [line if not line.strip() else _QUOTE.sub("", line, count=1) for line in lines]
    return _without_numbers(lines, filled)


def _without_numbers(lines: Sequence[str], filled: Sequence[str]) -> list[str] | None:
    found = list(takewhile(bool, map(_NUMBERED.fullmatch, filled)))
    if len(found) < max(2, len(filled)):
        return None
    numbers = [int(each[1]) for each in found if each]
    if any(above <= below for below, above in pairwise(numbers)):
        return None
    is_signed = all(each and _SIGN.match(each.group(), each.end(1)) for each in found)
    is_counted = len(found) > 2 and (numbers[-1] - numbers[0] == len(numbers) - 1 or len(filled) < len(lines))
    if not (is_signed or is_counted) or not any(each and is_code(each[2]) for each in found):
        return None
    return [each[2] if (each := _NUMBERED.fullmatch(line)) else line for line in lines]


def without_numbers_within(lines: Sequence[str]) -> list[str]:
    """Return a post's lines without the numbers and bars that `bat` has in front of the lines of a file."""
    result = list(lines)
    for at, stop in runs(lines, _BARRED.match):
        if stop - at > 1 and (run := _without_numbers(result[at:stop], result[at:stop])) is not None:
            result[at:stop] = run
    return result


def with_fences(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post with a code fence in place of each line that is nothing but `<pre>` or `[code]`."""
    tags = {number: found for number, line in enumerate(lines) if (found := _TAG.fullmatch(line.strip()))}
    opens = [number for number, found in tags.items() if not found["close"]]
    if not opens or len(opens) == len(tags):
        return list(lines)
    return ["```\n" if number in tags else line for number, line in enumerate(lines)]


def unquoted(lines: Sequence[str], *, depth: int = 0) -> list[str]:
    """Return the lines of a post without the `>` in front of what it quotes, apart from others.

    A line by itself counts below words and where it can only be settings: `> ` may also be a prompt.
    """
    result = list(lines)
    for at, stop in runs(lines, _QUOTE.match):
        is_apart = at == 0 or not result[at - 1].strip() or result[at - 1].rstrip().endswith(":")
        if is_apart and (stop - at > 1 or (at > 0 and _is_setting(_QUOTE.sub("", result[at], count=1)))):
            result[at:stop] = _once_more([_QUOTE.sub("", line, count=1) or "\n" for line in result[at:stop]], depth)
    return result


def _once_more(lines: list[str], depth: int) -> list[str]:
    """Return lines without the further `>` of a quotation within a quotation: before each of them, or before some."""
    if depth == _DEEPEST or not any(line.startswith(">") for line in lines):
        return lines
    if all(_QUOTE.match(line) or not line.strip() for line in lines):
        return _once_more([_QUOTE.sub("", line, count=1) or "\n" for line in lines], depth + 1)
    return unquoted(lines, depth=depth + 1)


def without_margins(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post without the blanks in front of a block that is set in, apart, below a sentence."""
    result = list(lines)
    at = 0
    while at < len(lines):
        if not _SET_IN.match(lines[at]):
            at += 1
            continue
        stop = at + 1
        while stop < len(lines) and (_SET_IN.match(lines[stop]) or not lines[stop].strip()):
            stop += 1
        above = next((line for line in reversed(lines[max(0, at - _BLANK_LINES) : at]) if line.strip()), "")
        is_apart = (not at or not lines[at - 1].strip()) and (stop == len(lines) or not lines[stop - 1].strip())
        if is_apart and (not above or is_prose(above)):
            filled = [line for line in lines[at:stop] if line.strip()]
            margin = min(len(line) - len(line.lstrip(" \t")) for line in filled)
            result[at:stop] = [line[margin:] if line.strip() else line for line in lines[at:stop]]
        at = stop
    return result


def moved_left(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text without the blanks that stand before every one of them."""
    filled = [line for line in lines if line.strip()]
    margin = filled[0][: len(filled[0]) - len(filled[0].lstrip(" \t"))]
    while not all(line.startswith(margin) for line in filled):
        margin = margin[:-1]
    return [line[len(margin) :] if line.strip() else line for line in lines]


def without_rulers(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text without the rulers around it, left empty; further ones within part something else."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    rulers = {number for number in filled if _RULER.fullmatch(lines[number])}
    if not rulers <= {filled[0], filled[-1]} or len(rulers) == len(filled):
        return list(lines)
    return ["\n" if number in rulers else line for number, line in enumerate(lines)]


def without_emphasis(lines: Sequence[str]) -> list[str]:
    """Return the lines of a post without the mark of emphasis around lines that set something: `_$env:A = "b"`.

    The mark that ends it stands at the end of that line, or of one below it in the same paragraph.
    """
    result = list(lines)
    for number, line in enumerate(result):
        if line[:1] not in "_*" or (found := _EMPHASIS.match(line)) is None:
            continue
        mark = found["mark"]
        for below in range(number, min(number + _PARAGRAPH, len(result))):
            bare = result[below].rstrip()
            if not bare:
                break
            if bare.endswith(mark) and len(bare) > len(mark):
                result[below] = bare.removesuffix(mark) + "\n"
                result[number] = result[number][len(mark) :]
                break
    return result


def _is_setting(line: str) -> bool:
    return is_code(line) or _OPTION.match(line) is not None or (line.lstrip()[:1] == "{" and '"' in line)


def without_frame(lines: Sequence[str]) -> list[str]:
    """Return what `bat` shows, without the frame that it draws; a heading stands where the frame names a file."""
    result: list[str] = []
    for line in lines:
        if found := _FRAMED_NAME.fullmatch(line):
            result.append(f"==> {found[1]} <==\n")
        elif _FRAME.fullmatch(line):
            result.append("\n")
        else:
            numbered = _NUMBERED.fullmatch(line)
            result.append(numbered[2] if numbered else line)
    return result


def have_files_in_front(lines: Sequence[str]) -> bool:
    """Tell whether a file that we know stands in front of each line, as `grep -r` prints it."""
    filled = (_IN_FRONT.match(line[:LONGEST]) for line in lines if line.strip())
    return all(found is not None and is_config_name(found["file"]) for found in filled)
