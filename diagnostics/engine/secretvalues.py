"""Where in a value the secret itself stands: quotes, `Bearer`, blanks, references and line ends stay outside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .secretpatterns import LONGEST_JUDGED, Judgement, judge

WINDOW = 4000  # how far the end of a quote or of a command is looked for
_PARENTHESIS = re.compile(r"[()]")
HOLE = "\ue000"  # stands for each character of a mask that is in the text already

_SCHEME = re.compile(r"(?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken|[Aa]pi[Kk]ey)[ \t]{1,20}")
_SCHEME_WORD = re.compile(r"[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken|[Aa]pi[Kk]ey")
# What lies around a core: everything that is not printable ASCII or a letter, and quotes.
_AROUND = " \t\r\f\v\"'`\\,;" + HOLE
_HOLED = re.compile(r"[A-Za-z0-9_-]{0,24}(?:<[^<>]{1,60}>|\[[^\]]{0,60}\][^A-Za-z0-9\s\"']{0,4}|\{\{[^{}]{1,60}\}\})")
_REFERENCE = (
    r"\$\{[A-Za-z_#!+(][^{}:]{0,200}\}|\$\{[A-Za-z_]\w{0,63}:?[-=+?]|\}"
    r"|\$env:[A-Za-z_]\w{0,63}|\$[A-Z_][A-Z0-9_]{0,63}|\$[0-9@*#?!$-]|%[A-Z_]{2,60}%"
)
_SPLIT_EXPANDED = re.compile(
    r"(\\[^nrt\"'])|(`[^`]{0,500}`|" + _REFERENCE + r"|(?:^|(?<=[^A-Za-z0-9]))\$[A-Za-z_]\w{0,63}"
    r"|\\[nrt\"']|[\"'`" + HOLE + r"]+|[^\x20-\x7e\w]+)"
)
_SPLIT_LITERAL = re.compile(r"(\\[^nrt\"'])|(\\[nrt\"']|[\"'" + HOLE + r"]+|[^\x20-\x7e\w]+)")


@dataclass(frozen=True, slots=True)
class Core:
    """The secret part of a value, as offsets into the line; `hidden` = the person had hidden it already."""

    begin: int
    stop: int
    hidden: bool = False


def cores(line: str, begin: int, stop: int, *, expands: bool = True) -> list[Core]:
    """Return the secret parts of the value that stands from `begin` to `stop`; `expands` = `$NAME` is a reference."""
    begin, stop = _strip(line, begin, stop)
    while (scheme := _SCHEME.match(line, begin, stop)) is not None:
        begin, stop = _strip(line, scheme.end(), stop)
    if begin >= stop:
        return []
    found = _judged(line, begin, stop)
    if found is not None and not found.hidden and "$(" not in line[begin:stop]:
        split = _SPLIT_EXPANDED if expands else _SPLIT_LITERAL
        return _segments(line, begin, stop, split)
    if found is None or found.hidden:
        return [found] if found else []
    return _around_commands(line, begin, stop)


def _around_commands(line: str, begin: int, stop: int) -> list[Core]:
    """Return the secret parts outside `$(…)`: what a command prints is not in the text."""
    result: list[Core] = []
    position = begin
    while position < stop:
        opening = line.find("$(", position, stop)
        end = opening if opening != -1 else stop
        result += _segments(line, position, end, _SPLIT_EXPANDED)
        if opening == -1:
            break
        position = skip_command(line, opening, stop)
    return result


def skip_command(line: str, opening: int, stop: int) -> int:
    """Return the offset after the `$(…)` that begins at `opening`, or where we stop looking for its end."""
    depth = 0
    limit = min(stop, opening + WINDOW)
    for found in _PARENTHESIS.finditer(line, opening + 1, limit):
        depth += 1 if found.group() == "(" else -1
        if depth == 0:
            return found.end()
    return limit


def _segments(line: str, begin: int, stop: int, split: re.Pattern[str]) -> list[Core]:
    """Cut a value at references, escapes, quotes and odd characters, and return what of it is secret."""
    result: list[Core] = []
    position = begin
    for found in split.finditer(line, begin, stop):
        if found.group(2) is not None:
            result += _segment(line, position, found.start())
            position = found.end()
    return result + _segment(line, position, stop)


def _segment(line: str, begin: int, stop: int) -> list[Core]:
    begin, stop = _strip(line, begin, stop)
    while (scheme := _SCHEME.match(line, begin, stop)) is not None:
        begin, stop = _strip(line, scheme.end(), stop)
    if begin >= stop or _SCHEME_WORD.fullmatch(line, begin, stop):
        return []
    found = _judged(line, begin, stop)
    return [found] if found else []


def _judged(line: str, begin: int, stop: int) -> Core | None:
    """Return the part as a core, or None where it is ordinary text."""
    text = line[begin : min(stop, begin + LONGEST_JUDGED + 1)]
    if not any(c.isalnum() for c in text) and stop - begin < 4 and not set(text) <= set("*•█#?"):
        return None
    judgement = judge(text)
    return None if judgement is Judgement.ORDINARY else Core(begin, stop, judgement is Judgement.HIDDEN)


def _strip(line: str, begin: int, stop: int) -> tuple[int, int]:
    """Move both ends inwards over blanks, quotes, escaped line ends and invisible characters."""
    while begin < stop and _is_around(line[begin]):
        if line[begin] == "\\" and line[begin + 1 : begin + 2] in ("n", "r", "t"):
            begin += 1
        begin += 1
    while begin < stop and _is_around(line[stop - 1]):
        stop -= 1
    while stop - begin >= 2 and line[stop - 2] == "\\" and line[stop - 1] in "nrt":
        stop -= 2
        while begin < stop and _is_around(line[stop - 1]):
            stop -= 1
    return begin, stop


def _is_around(character: str) -> bool:
    return character in _AROUND or (not character.isascii() and not character.isalnum() and character not in "…•●█")


@dataclass(frozen=True, slots=True)
class Value:
    """A value on a line: its secret parts, where it ends, and the quote that is still open at the end of the line."""

    cores: tuple[Core, ...]
    stop: int
    open_quote: str | None = None
    expanded: bool = False  # holds a command substitution, in which other names may stand


_CLOSING = {"“": "”", "‘": "’", "„": "“", "«": "»", "”": "”", "’": "’"}
_BARE_END = " \t;|<>()\r"
_IN_DOUBLE = re.compile(r'"|\\|\$\(')
_QUERY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,40}=")
_NEXT_HEADER = re.compile(r"[ \t]{0,4}[A-Za-z][A-Za-z0-9_-]{0,60}[:=]")
_STOPS = re.compile(r"[ \t;|<>()\r\"'`\\$,&}\]“”‘’«»]")


def read_word(line: str, begin: int, outer: str | None) -> Value:
    """Read a value as a shell reads a word, from `begin`; `outer` is the quote in which the whole stands, if any."""
    result: list[Core] = []
    expanded = False
    while (scheme := _SCHEME.match(line, begin)) is not None:
        begin = scheme.end()
    position = begin
    while position < len(line):
        holed = _HOLED.match(line, position)
        if holed and position == begin:
            result += cores(line, position, holed.end(), expands=outer != "'")
            position = holed.end()
        character = line[position : position + 1]
        pair = line[position : position + 2]
        if pair in ('\\"', "\\'") and position == begin:
            end = line.find(pair, position + 2, position + WINDOW)
            end = end if end != -1 else len(line)
            result += cores(line, position + 2, end)
            return Value(tuple(result), min(end + 2, len(line)), expanded=True)
        if pair in ("$'", '$"') and not outer:
            position += 1
            character = line[position]
        if character in ('"', "'") and character and character != outer:
            closing = _closing(line, position, character)
            if closing is None:
                return _unclosed(line, position, character, result, is_first=position == begin)
            end = closing
            result += cores(line, position + 1, end, expands=character == '"')
            expanded = expanded or "$(" in line[position:end] or "`" in line[position:end]
            position = end + 1
        elif character in _CLOSING and position == begin:
            end = line.find(_CLOSING[character], position + 1, position + WINDOW)
            if end == -1:
                end = _bare_end(line, position + 1, outer)
            result += cores(line, position + 1, end)
            position = end + 1
        elif character == "(" and position == begin:
            end = line.find(")", position, position + WINDOW)
            end = len(line) if end == -1 else end
            for word in re.finditer(r"[^\s\"']+", line[position + 1 : end]):
                result += cores(line, position + 1 + word.start(), position + 1 + word.end())
            return Value(tuple(result), end)
        else:
            end = _bare_end(line, position, outer)
            if end == position:
                break
            result += cores(line, position, end, expands=outer != "'")
            expanded = expanded or "$(" in line[position:end] or "`" in line[position:end]
            position = end
            if line[end - 1 : end] == "\\" and end == len(line) and result:
                return Value(tuple(result), end, "", expanded)
    return Value(tuple(result), min(position, len(line)), expanded=expanded)


def read_header(line: str, begin: int, outer: str | None, *, whole: bool) -> Value:
    """Read the value after `name:`; `whole` = it goes on to the quote or the line's end, as a cookie does."""
    character = line[begin : begin + 1]
    pair = line[begin : begin + 2]
    if pair == '\\"':
        end = line.find('\\"', begin + 2, begin + WINDOW)
        end = len(line) if end == -1 else end
        return Value(tuple(cores(line, begin + 2, end)), end, expanded=True)
    if character in ('"', "'") and character and character != outer:
        closing = _closing(line, begin, character)
        end = len(line) if closing is None else closing
        return Value(tuple(cores(line, begin + 1, end, expands=character == '"')), end)
    start = begin
    while (scheme := _SCHEME.match(line, start)) is not None:
        start = scheme.end()
    holed = _HOLED.match(line, start)
    if holed:
        return Value(tuple(cores(line, start, holed.end())), holed.end())
    end = start
    while end < len(line):
        if line[end] in "\"'`" or (line[end] in " \t;" and not whole) or _ends_header(line, end):
            break
        end = skip_command(line, end, len(line)) if line.startswith("$(", end) else end + 1
    return Value(tuple(cores(line, start, end)), end, expanded="$(" in line[start:end])


def _ends_header(line: str, position: int) -> bool:
    """Tell whether the next header begins here: after a comma, or after a literal backslash and n."""
    if line[position] == ",":
        return line[position + 1 : position + 2] in ("", " ", "\t", "}") or bool(_NEXT_HEADER.match(line, position + 1))
    if line[position] == "\\" and line[position + 1 : position + 2] in ("n", "r"):
        return (
            bool(_NEXT_HEADER.match(line, position + 2)) or position + 2 >= len(line) or line[position + 2] in "\"'\\"
        )
    return False


def _closing(line: str, opening: int, quote: str) -> int | None:
    """Return the offset of the quote that closes the one at `opening`."""
    limit = min(len(line), opening + WINDOW)
    if quote == "'":
        end = line.find("'", opening + 1, limit)
        while end > opening + 1 and line[opening - 1 : opening] == "$" and line[end - 1] == "\\":
            end = line.find("'", end + 1, limit)
        return end if end != -1 else None
    position = opening + 1
    while (found := _IN_DOUBLE.search(line, position, limit)) is not None:
        position = found.start()
        if line[position] == '"':
            return position
        position = skip_command(line, position, limit) if line[position] == "$" else position + 2
    return None


def _unclosed(line: str, opening: int, quote: str, before: list[Core], *, is_first: bool) -> Value:
    """Read a value whose quote does not close on this line: up to the first blank, for the rest may be other text."""
    if not is_first and not line[opening + 1 :].strip():
        return Value(tuple(before), len(line))
    begin = opening + 1
    while (scheme := _SCHEME.match(line, begin)) is not None:
        begin = scheme.end()
    end = begin
    while end < len(line) and line[end] not in " \t":
        end = skip_command(line, end, len(line)) if line.startswith("$(", end) else end + 1
    found = cores(line, begin, end, expands=quote == '"')
    goes_on = not line[end:].strip() and "$(" not in line[begin:end]
    return Value((*before, *found), end, quote if goes_on else None, "$(" in line[begin:end])


def _bare_end(line: str, begin: int, outer: str | None) -> int:
    """Return where an unquoted piece of a word ends."""
    position = begin
    while position < len(line):
        found = _STOPS.search(line, position)
        if found is None:
            return len(line)
        position = found.start()
        character = line[position]
        if character in _BARE_END or character in "\"'":
            return position
        if character == "\\":
            escaped = line[position + 1 : position + 2]
            if not escaped:
                return len(line)
            if _ends_header(line, position) or escaped == outer:
                return position
            position += 2
        elif character == "$":
            if line.startswith("$(", position):
                position = skip_command(line, position, len(line))
            elif line.startswith("${", position):
                close = line.find("}", position, position + WINDOW)
                position = close + 1 if close != -1 else position + 2
            else:
                position += 1
        elif character == "`":
            close = line.find("`", position + 1, position + WINDOW)
            position = close + 1 if close != -1 else len(line)
        elif character == "," and (_ends_header(line, position) or line[position + 1 : position + 2] in ("", " ")):
            return position
        elif character == "&" and (
            line[position + 1 : position + 2] in ("", "&", " ", "\t", ">") or _QUERY.match(line, position + 1)
        ):
            return position
        elif character in "}]" and line[position + 1 : position + 2] in ("", ",", "}", "]", " ", ";", '"', "'"):
            return position
        else:
            position += 1
    return min(position, len(line))
