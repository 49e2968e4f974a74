"""Where in a value the secret itself stands: quotes, `Bearer`, blanks, references and line ends stay outside.

What the functions here do, `static/js/masking/secretvalues.mjs` does in the browser, name by name.
"""

from __future__ import annotations

import re

from ..records import dataclass, replace
from ..regexes import regex
from .secretpatterns import LONGEST_JUDGED, LONGEST_VALUE, STRUCTURE, WINDOW, Judgement, judge, looks_keyed

HOLE = "\ue000"  # stands for each character of a mask that is in the text already

_SCHEME = STRUCTURE["scheme"]
_NO_END = regex("[^\"'` \\t;,\\\\$<]*")  # what no value after `name:` ends at, passed over in one go
_AROUND = STRUCTURE["around"]  # what lies around a core: quotes, blanks, and what is neither printable nor a letter
_AROUND_ASCII = " \t\r\f\v\"'`\\,;" + HOLE
_HOLED = STRUCTURE["holed"]
_ESCAPED = ("n", "r", "t")
_ENTITIES = ("&quot", "&apos", "&#39", "&#34")


@dataclass(frozen=True, slots=True)
class Core:
    """The secret part of a value, as offsets into the line; `hidden` = the person had hidden it already."""

    begin: int
    stop: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value on a line: its secret parts, where it ends, and the quote that is still open at the end of the line."""

    cores: tuple[Core, ...]
    stop: int
    open_quote: str | None = None
    expanded: bool = False  # holds a command substitution, in which other names may stand


def cores(line: str, begin: int, stop: int, *, expands: bool = True) -> list[Core]:
    """Return the secret parts of the value that stands from `begin` to `stop`; `expands` = `$NAME` is a reference."""
    if expands and line.count("`", begin, stop) > 1:  # `…` is a command
        return _segments(line, begin, stop, STRUCTURE["split_expanded"])
    begin, stop = _without_scheme(line, begin, stop)
    if begin >= stop:
        return []
    if stop - begin > LONGEST_VALUE:
        return [Core(begin, stop)]
    found = _judged(line, begin, stop)
    if found is None or found.hidden:
        return [found] if found else []
    if "$(" in line[begin:stop]:
        return _around_commands(line, begin, stop)
    return _segments(line, begin, stop, STRUCTURE["split_expanded" if expands else "split_literal"])


def _around_commands(line: str, begin: int, stop: int) -> list[Core]:
    """Return the secret parts outside `$(…)`: what a command prints is not in the text."""
    result: list[Core] = []
    position = begin
    while position < stop:
        opening = line.find("$(", position, stop)
        end = opening if opening != -1 else stop
        result += _segments(line, position, end, STRUCTURE["split_expanded"])
        if opening == -1:
            break
        position = skip_command(line, opening, stop)
    return result


def skip_command(line: str, opening: int, stop: int) -> int:
    """Return the offset after the `$(…)` that begins at `opening`, or where we stop looking for its end."""
    depth = 0
    limit = min(stop, opening + WINDOW)
    for found in STRUCTURE["parenthesis"].finditer(line, opening + 1, limit):
        depth += 1 if found.group() == "(" else -1
        if depth == 0:
            return found.end()
    return limit


def _segments(line: str, begin: int, stop: int, split: re.Pattern[str]) -> list[Core]:
    """Cut a value at references, escapes, quotes and odd characters, and return what of it is secret."""
    result: list[Core] = []
    position = begin
    for found in split.finditer(line, begin, stop):
        if found.group(2) is None:
            continue
        # `$name` in small letters is a reference only where it does not stand inside a word: `pa$sword` is none.
        if found.re.groups > 2 and found.group(3) is not None and _follows_word(line, found.start()):
            continue
        result += _segment(line, position, found.start())
        position = found.end()
        if line[found.start()] == "`":
            result += _in_ticks(line, found.start())
    return result + _segment(line, position, stop)


def _in_ticks(line: str, begin: int) -> list[Core]:
    """Return the key between backticks, as JavaScript and sentences write it: no command is one word like a key."""
    ticked = STRUCTURE["ticked"].match(line, begin)
    return _segment(line, *ticked.span(1)) if ticked and looks_keyed(ticked.group(1)) else []


def _follows_word(line: str, position: int) -> bool:
    return position > 0 and STRUCTURE["letter"].match(line, position - 1) is not None


def _segment(line: str, begin: int, stop: int) -> list[Core]:
    begin, stop = _without_scheme(line, begin, stop)
    if begin >= stop or STRUCTURE["scheme_word"].fullmatch(line[begin : min(stop, begin + 8)]):
        return []
    found = _judged(line, begin, stop)
    return [found] if found else []


def _judged(line: str, begin: int, stop: int) -> Core | None:
    """Return the part as a core, or None where it is ordinary text."""
    text = line[begin : min(stop, begin + LONGEST_JUDGED + 1)]
    if stop - begin < 4 and not STRUCTURE["letter"].search(text) and not STRUCTURE["stars"].fullmatch(text):
        return None
    judgement = judge(text)
    if judgement is Judgement.SECRET and text.startswith("{env:"):  # the key stands where a name belongs
        begin, text = begin + 5, text[5:]
        judgement = judge(text)
    if judgement is Judgement.SECRET and STRUCTURE["bracketed"].fullmatch(text):  # what is around it is what is wrong
        return _judged(line, begin + 1, stop - 1)
    return None if judgement is Judgement.ORDINARY else Core(begin, stop, judgement is Judgement.HIDDEN)


def _without_scheme(line: str, begin: int, stop: int) -> tuple[int, int]:
    """Move both ends inwards, and the first one over `Bearer` too, however often it is repeated."""
    begin, stop = _strip(line, begin, stop)
    while (scheme := _SCHEME.match(line, begin, stop)) is not None:
        begin, stop = _strip(line, scheme.end(), stop)
    return begin, stop


def _strip(line: str, begin: int, stop: int) -> tuple[int, int]:
    """Move both ends inwards over blanks, quotes, escaped line ends and invisible characters."""
    while begin < stop and _is_around(line[begin]):
        if line[begin] == "\\":
            if _NUMBERED.match(line, begin):  # without its backslash JSON could not be read any more
                break
            begin += line[begin + 1 : begin + 2] in _ESCAPED
        begin += 1
    while begin < stop and _is_around(line[stop - 1]):
        stop -= 1
    while stop - begin >= 2 and line[stop - 2] == "\\" and line[stop - 1] in _ESCAPED:
        stop -= 2
        while begin < stop and _is_around(line[stop - 1]):
            stop -= 1
    for quote in _ENTITIES:  # a quotation mark as a page writes it; its semicolon ended the value
        if line.endswith(quote, begin, stop):
            stop -= len(quote)
    return min(begin, stop), stop


def _is_around(character: str) -> bool:
    return character in _AROUND_ASCII or (character > "\x7f" and _AROUND.match(character) is not None)


_NUMBERED = regex(r"\\u[0-9A-Fa-f]{4}")  # a character as JSON may write it
_CLOSING = {"“": "”", "‘": "’", "„": "“", "«": "»", "”": "”", "’": "’"}
_BARE_END = " \t;|<>()\r"


def read_word(line: str, begin: int, outer: str | None) -> Value:
    """Read a value as a shell reads a word, from `begin`; `outer` is the quote in which the whole stands, if any."""
    result: list[Core] = []
    expanded = False
    begin = _after_schemes(line, begin)
    position = begin
    while position < len(line):
        if position - begin > WINDOW:
            return Value((*result, Core(position, len(line))), len(line))
        holed = _HOLED.match(line, position) if position == begin else None
        if holed:
            result += cores(line, position, holed.end(), expands=outer != "'")
            position = holed.end()
        character = line[position : position + 1]
        if character == "\\" and position == begin and (quoted := _in_escaped_quotes(line, begin)) is not None:
            return replace(quoted, cores=(*result, *quoted.cores))
        if character in ("'", '"') and character != outer:
            end = _closing(line, position, character)
            if end == -1:
                return _unclosed(line, position, character, result, is_first=position == begin)
            if not _is_subscript(line, begin, position):
                result += cores(line, position + 1, end, expands=character == '"')
            expanded = expanded or _expands(line, position, end)
            position = end + 1
        elif character in _CLOSING and position == begin:
            end = line.find(_CLOSING[character], position + 1, position + WINDOW)
            if end == -1:
                end = _bare_end(line, position + 1, outer)
            result += cores(line, position + 1, end)
            position = end + 1
        elif character == "(" and position == begin and line[begin - 1 : begin] in (" ", "\t"):
            # fish, PowerShell and Nushell run a command here; only a text alone is a value.
            end = skip_command(line, position - 1, len(line))
            text = STRUCTURE["text_alone"].fullmatch(line, position + 1, max(position + 1, end - 1))
            result += cores(line, *text.span(1), expands=False) if text else ()
            return Value(tuple(result), end, expanded=text is None)
        elif character == "(" and position == begin:
            end = line.find(")", position, position + WINDOW)
            end = len(line) if end == -1 else end
            for word in STRUCTURE["list_word"].finditer(line, position + 1, end):
                result += cores(line, word.start(), word.end())
            return Value(tuple(result), end)
        else:
            end = _bare_end(line, position, outer)
            if end == position:
                break
            result += cores(line, position, end, expands=outer != "'")
            expanded = expanded or _expands(line, position, end)
            position = end
            if line[end - 1 : end] == "\\" and end == len(line):
                return Value(tuple(result), end, "", expanded)
    return Value(tuple(result), min(position, len(line)), expanded=expanded)


def _is_subscript(line: str, begin: int, position: int) -> bool:
    """Tell whether the quote at `position` begins the name in `os.environ["KEY"]`, of a word that begins at `begin`."""
    is_behind_name = position - begin > 1 and line[position - 1] == "["
    return is_behind_name and STRUCTURE["letter"].match(line, position - 2) is not None


def _in_escaped_quotes(line: str, begin: int) -> Value | None:
    """Read a value between quotes that a text in quotes holds: `\\"…\\"`, deeper in it `\\\\\\"…\\\\\\"`."""
    opening = STRUCTURE["escaped_quote"].match(line, begin)
    if opening is None:
        return None
    end = line.find(opening.group(), opening.end(), opening.end() + WINDOW)
    if end == -1:
        return Value(tuple(cores(line, opening.end(), len(line))), len(line), expanded=True)
    return Value(tuple(cores(line, opening.end(), end)), end + len(opening.group()), expanded=True)


def read_header(line: str, begin: int, outer: str | None, *, whole: bool) -> Value:
    """Read the value after `name:`; `whole` = it goes on to the quote or the line's end, as a cookie does."""
    character = line[begin : begin + 1]
    if character == "\\" and (quoted := _in_escaped_quotes(line, begin)) is not None:
        return quoted
    if character == "`" and (ticked := _in_ticks(line, begin)):
        return Value(tuple(ticked), ticked[-1].stop)
    if character in ('"', "'") and character and character != outer:
        end = _closing(line, begin, character)
        end = len(line) if end == -1 else end
        return Value(tuple(cores(line, begin + 1, end, expands=character == '"')), end)
    start = _after_schemes(line, begin)
    holed = _HOLED.match(line, start)
    if holed:
        return Value(tuple(cores(line, start, holed.end())), holed.end())
    end = _after_plain(line, start, start)
    while end < len(line):
        if line[end] in "\"'`" or (line[end] in " \t;" and not whole) or _ends_header(line, end):
            break
        end = skip_command(line, end, len(line)) if line.startswith("$(", end) else end + 1
        end = _after_plain(line, start, end)
    return Value(tuple(cores(line, start, end)), end, expanded="$(" in line[start:end])


def _after_plain(line: str, start: int, position: int) -> int:
    """Return where the next character stands that could end a value which began at `start`, or the line's end."""
    found = _NO_END.match(line, position)
    stop = found.end() if found else position
    return len(line) if stop - start > WINDOW else stop


def _after_schemes(line: str, position: int) -> int:
    while (scheme := _SCHEME.match(line, position)) is not None:
        position = scheme.end()
    return position


def _expands(line: str, begin: int, stop: int) -> bool:
    return "$(" in line[begin:stop] or "`" in line[begin:stop]


def _ends_header(line: str, position: int) -> bool:
    """Tell whether the next header begins here, after a comma or a literal backslash and n; or what holds it ends."""
    if line[position] == "<":  # <string>x-api-key: …</string>
        return line.startswith("</", position) and line[position + 2 : position + 3].isalpha()
    if line[position] == ",":
        after = line[position + 1 : position + 2]
        return after in ("", " ", "\t", "}") or _begins_header(line, position + 1)
    if line[position] == "\\" and line[position + 1 : position + 2] in ("n", "r"):
        after = line[position + 2 : position + 3]
        return after in ("", '"', "'", "\\") or _begins_header(line, position + 2)
    return False


def _begins_header(line: str, position: int) -> bool:
    return STRUCTURE["next_header"].match(line, position) is not None


def _closing(line: str, opening: int, quote: str) -> int:
    """Return the offset of the quote that closes the one at `opening`, or -1."""
    limit = min(len(line), opening + WINDOW)
    if quote == "'":
        end = line.find("'", opening + 1, limit)
        while end > opening + 1 and line[opening - 1 : opening] == "$" and line[end - 1] == "\\":
            end = line.find("'", end + 1, limit)
        return end
    position = opening + 1
    while (found := STRUCTURE["in_double"].search(line, position, limit)) is not None:
        position = found.start()
        if line[position] == '"':
            return position
        position = skip_command(line, position, limit) if line[position] == "$" else position + 2
    return -1


def _unclosed(line: str, opening: int, quote: str, before: list[Core], *, is_first: bool) -> Value:
    """Read a value whose quote does not close on this line: up to the first blank, for the rest may be other text."""
    if not is_first and STRUCTURE["blank"].fullmatch(line, opening + 1):
        return Value(tuple(before), len(line))
    begin = _after_schemes(line, opening + 1)
    end = begin
    while end < len(line) and line[end] not in " \t":
        end = skip_command(line, end, len(line)) if line.startswith("$(", end) else end + 1
        if end - begin > WINDOW:
            end = len(line)
    found = cores(line, begin, end, expands=quote == '"')
    goes_on = "$(" not in line[begin:end] and STRUCTURE["blank"].fullmatch(line, end) is not None
    return Value((*before, *found), end, quote if goes_on else None, "$(" in line[begin:end])


def _bare_end(line: str, begin: int, outer: str | None) -> int:
    """Return where an unquoted piece of a word ends."""
    position = begin
    while position < len(line):
        if position - begin > WINDOW:
            return len(line)
        found = STRUCTURE["stops"].search(line, position)
        if found is None:
            return len(line)
        position = found.start()
        character = line[position]
        following = line[position + 1 : position + 2]
        if character in _BARE_END or character in "\"'":
            return position
        if character == "\\":
            if not following:
                return len(line)
            if _ends_header(line, position) or following == outer:
                return position
            position += 2
        elif character == "$":
            position = _after_dollar(line, position)
        elif character == "`":
            close = line.find("`", position + 1, position + WINDOW)
            position = close + 1 if close != -1 else len(line)
        elif character == "," and (_ends_header(line, position) or following in ("", " ")):
            return position
        elif character == "&" and (following in ("", "&", " ", "\t", ">") or _begins_query(line, position + 1)):
            return position
        elif character in "}]" and following in ("", ",", "}", "]", " ", ";", '"', "'"):
            return position
        else:
            position += 1
    return min(position, len(line))


def _after_dollar(line: str, position: int) -> int:
    if line.startswith("$(", position):
        return skip_command(line, position, len(line))
    if line.startswith("${", position):
        close = line.find("}", position, position + WINDOW)
        return close + 1 if close != -1 else position + 2
    return position + 1


def _begins_query(line: str, position: int) -> bool:
    return STRUCTURE["query"].match(line, position) is not None
