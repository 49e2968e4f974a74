"""Find the secrets on one line of text: by the vendor's form, by the name they stand under, by their randomness.

Works on lines in which earlier masks are holes, and is repeated until it finds nothing more: masking twice gives
what masking once gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .secretpatterns import (
    TOKENS,
    Judgement,
    TokenPattern,
    is_hash_name,
    is_secret_name,
    is_weak_name,
    judge,
    looks_random,
    plain_name,
)
from .secretvalues import HOLE, WINDOW, Core, Value, cores, read_header, read_word

SECRET = "secret"
HIDDEN = "hidden-by-you"


@dataclass(frozen=True, slots=True)
class Found:
    """A secret on a line. Of overlapping ones the smallest rank names the kind."""

    begin: int
    stop: int
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Open:
    """What the lines before leave open: a private key's block, or a value whose quote has not closed."""

    what: str  # "" · "key block" · "value"
    quote: str = ""
    lines_left: int = 0


NOTHING_OPEN = Open("")
_LONGEST_BLOCK, _LONGEST_VALUE = 400, 60

_ASSIGNED = re.compile(
    r"(?:^|[^A-Za-z0-9_-])-{0,2}([A-Za-z_][A-Za-z0-9_-]{0,80})((?:\\?[\"'])?[ \t]{0,8})"
    r"(\+=|:=|!=|=~|={1,2}>?|:(?!//))([ \t]{0,8})"
)
_COMMAND = re.compile(
    r"(?:^|[^A-Za-z0-9_-])(?:setx|setenv|set|export|SetEnvironmentVariable\()((?:[ \t]{1,8}-{1,2}[A-Za-z-]{1,20}){0,4})"
    r"[ \t]{0,8}[\"']?([A-Za-z_][A-Za-z0-9_]{0,80})[\"']?(?:,[ \t]{0,8}|[ \t]{1,8})"
)
_FLAG = re.compile(r"(?:^|[ \t\"'])--([A-Za-z][A-Za-z0-9-]{1,60})[ \t]{1,8}")
_EXPANSION = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,80}):?[-=+?]([^{}\"'`$]{1,1000})")
_ALIAS = re.compile(r"(?:^|[^A-Za-z0-9_-])alias[ \t]{1,8}(?:-[a-zA-Z][ \t]{1,8})?$")
_NAME_BEFORE = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,80})[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"'$]{0,2}$")
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
_TOKEN_CHARACTERS = re.compile(r"[A-Za-z0-9_-]*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PROGRAM = re.compile(r"[a-z][a-z_.-]*[0-9]{0,2}")
_BLOCK_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----")
_BLOCK_LINE = re.compile(r"[A-Za-z0-9+/=:,. \t\"'\\-]{0,2000}")
_BLOCK_WORD = re.compile(r"[A-Za-z0-9+/=]{4,}")
_CONTINUED = re.compile(r"([A-Za-z0-9+/=_.~" + HOLE + r"-]{1,})(\\?[\"'”]?)[ \t\r]*[;,]?\\?")
_QUOTE = re.compile(r"[\"'\\]")
_COOKIES = frozenset({"COOKIE", "SET_COOKIE"})
_NESTED = 6  # values in values that are looked into, a line


def active_tokens(text: str) -> tuple[TokenPattern, ...]:
    """Return the token patterns that can match somewhere in the text."""
    return tuple(token for token in TOKENS if any(literal in text for literal in token.literals))


def scan(line: str, tokens: Sequence[TokenPattern], before: Open) -> tuple[list[Found], Open]:
    """Return the secrets of a line, apart from each other and in order, and what the line leaves open."""
    begin, after = _block(line)
    if before.what == "key block":
        inside = _in_block(line, before)
        if inside is not None:
            return inside
    found = list(_tokens(line, tokens))
    continued = _continued(line, before) if before.what == "value" else None
    if continued is not None:
        found += continued[0]
        after = continued[1]
    elif after is NOTHING_OPEN and not _BLOCK_BEGIN.search(line):
        named, after = _named(line)
        found += named
        found += _random(line)
    return _apart(found + begin), after


def _tokens(line: str, tokens: Sequence[TokenPattern]) -> Iterator[Found]:
    """Find what has the form of a vendor's secret, however long."""
    for rank, token in enumerate(tokens):
        if not any(literal in line for literal in token.literals):
            continue
        for match in token.pattern.finditer(line):
            begin, stop = match.span(1)
            if stop - begin > 60:  # the pattern repeats 1000 times at most
                more = _TOKEN_CHARACTERS.match(line, stop)
                stop = more.end() if more else stop
            text = line[begin:stop]
            judgement = Judgement.ORDINARY if HOLE in text and not text.strip(HOLE) else judge(text)
            if judgement is Judgement.SECRET and HOLE in text:
                yield from (Found(c.begin, c.stop, token.kind, rank) for c in cores(line, begin, stop))
            elif judgement is not Judgement.ORDINARY:
                yield Found(begin, stop, token.kind if judgement is Judgement.SECRET else HIDDEN, rank)


def _named(line: str) -> tuple[list[Found], Open]:
    """Find values that stand under a secret's name."""
    found: list[Found] = []
    after = NOTHING_OPEN
    quotes = _Quotes(line)
    nested = position = 0
    if "=" in line or ":" in line:
        while (match := _ASSIGNED.search(line, position)) is not None:
            value = _value_of(line, match, quotes)
            position = match.end() - 1
            if value is not None:
                found += _kinds(value, plain_name(match.group(1)))
                rest = line[match.end() : value.stop]
                if value.open_quote is not None and (HOLE in rest or any(not core.hidden for core in value.cores)):
                    after = Open("value", value.open_quote, _LONGEST_VALUE)
                if value.expanded and nested < _NESTED:
                    nested += 1
                else:
                    position = max(position, value.stop - 1)
    for match in _COMMAND.finditer(line):
        found += _after_command(line, match)
    if "--" in line:
        for match in _FLAG.finditer(line):
            if is_secret_name(match.group(1)) and line[match.end() : match.end() + 1] not in ("-", ""):
                found += _kinds(read_word(line, match.end(), quotes.at(match.start(1))), "")
    if "${" in line:
        for match in _EXPANSION.finditer(line):
            if is_secret_name(match.group(1)):
                found += _kinds(Value(tuple(cores(line, *match.span(2))), match.end()), "")
    return found, after


def _value_of(line: str, match: re.Match[str], quotes: _Quotes) -> Value | None:
    """Return the value of one `NAME=` or `name:`, or None where the name is not a secret's."""
    name, operator = match.group(1), match.group(3)
    begin = match.start(1)
    if not is_secret_name(name) or line[begin - 2 : begin] == "${" or _ALIAS.search(line[max(0, begin - 20) : begin]):
        return None
    start = match.end()
    if match.group(4) and operator.endswith("=") and not match.group(2).strip("\"'\\"):
        start = match.end()
        first = re.match(r"[^ \t;&|]*", line[start : start + 100])
        word = first.group() if first else ""
        is_apart = not match.group(2)  # NAME= program: the variable is empty, what follows is run
        if is_apart and (_PROGRAM.fullmatch(word) or "=" in word) and not word.startswith("sk-"):
            return None
    outer = quotes.at(begin) if not match.group(2).startswith(("'", '"', "\\")) else None
    if operator == ":":
        value = read_header(line, start, outer, whole=plain_name(name) in _COOKIES)
    else:
        value = read_word(line, start, outer)
    if is_weak_name(name):
        kept = tuple(core for core in value.cores if core.hidden or _looks_secret(line[core.begin : core.stop]))
        return Value(kept, value.stop, None, expanded=True)
    return value


def _looks_secret(text: str) -> bool:
    letters = any(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return letters and " " not in text and ((len(text) >= 8 and digits >= 2) or len(text) >= 24)


def _after_command(line: str, match: re.Match[str]) -> list[Found]:
    """Find the value in `set -gx NAME value`, `setx NAME value` and their kin."""
    name = match.group(2)
    if not is_secret_name(name) or line[match.end() : match.end() + 1] in ("=", "+", ""):
        return []
    value = read_word(line, match.end(), None)
    return [
        found
        for found in _kinds(value, "")
        if "export" not in match.group() or not _IDENTIFIER.fullmatch(line, found.begin, found.stop)
    ]


def _kinds(value: Value, name: str) -> list[Found]:
    kind = "cookie" if name in _COOKIES else SECRET
    return [Found(core.begin, core.stop, HIDDEN if core.hidden else kind, 900) for core in value.cores]


class _Quotes:
    """Which quote is open at a place of the line; asked from left to right, so that the line is read once."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self._open: str | None = None

    def at(self, place: int) -> str | None:
        while (found := _QUOTE.search(self._line, self._position, place)) is not None:
            character = found.group()
            self._position = found.end()
            if character == "\\":
                self._position += self._open != "'"
            elif self._open is None:
                self._open = character
            elif self._open == character:
                self._open = None
        self._position = max(self._position, place)
        return self._open


def _random(line: str) -> Iterator[Found]:
    """Find runs that look drawn by lot, where a whole value stands."""
    if len(line) < 24:
        return
    for match in _RUN.finditer(line):
        begin, stop = match.span()
        name = ""
        if (equals := line.find("=", begin, stop)) != -1 and _IDENTIFIER.fullmatch(line, begin, equals):
            name, begin = line[begin:equals], equals + 1  # NAME=value is one run
        before, after = line[begin - 1 : begin], line[stop : stop + 1]
        if before not in ("", "=", '"', "'", " ", "\t", "(", ",", ":", "“") or after in (
            ".",
            ":",
            "/",
            "@",
            "~",
            "$",
            "(",
        ):
            continue
        if not name and (named := _NAME_BEFORE.search(line[max(0, begin - 100) : begin])) is not None:
            name = named.group(1)
        text = line[begin:stop]
        if is_hash_name(name) or not looks_random(text, assigned=bool(name)) or judge(text) is not Judgement.SECRET:
            continue
        yield Found(begin, stop, SECRET, 950)


def _block(line: str) -> tuple[list[Found], Open]:
    """Find a private key on one line, and whether its block goes on."""
    if "-----BEGIN " not in line or (match := _BLOCK_BEGIN.search(line)) is None:
        return [], NOTHING_OPEN
    end = line.find("-----END", match.end())
    stop = end if end != -1 else len(line)
    found = [
        Found(match.end() + m.start(), match.end() + m.end(), "private-key", 0)
        for m in re.finditer(r"(?:\\[nr]|[^A-Za-z0-9+/=\\])*(?P<body>[A-Za-z0-9+/=]{4,})", line[match.end() : stop])
    ]
    found = [_body(line, part) for part in found]
    return found, NOTHING_OPEN if end != -1 else Open("key block", "", _LONGEST_BLOCK)


def _body(line: str, part: Found) -> Found:
    """Cut what stands before the key's own characters: a literal backslash and n, blanks, quotes."""
    begin = part.begin
    while begin < part.stop and not (line[begin].isalnum() or line[begin] in "+/="):
        begin += 2 if line[begin] == "\\" else 1
    return Found(begin, part.stop, part.kind, part.rank)


def _in_block(line: str, before: Open) -> tuple[list[Found], Open] | None:
    """Find a line of a private key's block; None where the block must have ended without saying so."""
    end = line.find("-----END")
    text = line if end == -1 else line[:end]
    if end == -1 and (before.lines_left <= 0 or not _BLOCK_LINE.fullmatch(line.replace(HOLE, "").rstrip("\r"))):
        return None
    found = [Found(m.start(), m.end(), "private-key", 0) for m in _BLOCK_WORD.finditer(text)]
    return found, NOTHING_OPEN if end != -1 else Open("key block", "", before.lines_left - 1)


def _continued(line: str, before: Open) -> tuple[list[Found], Open] | None:
    """Find the next line of a value that was broken over lines; None where this line is something else."""
    match = _CONTINUED.fullmatch(line)
    if match is None or before.lines_left <= 0:
        return None
    body, closing = match.group(1), match.group(2)
    whole = bool(closing) or HOLE in body or any(c.isdigit() for c in body) or len(body) >= 16
    if not whole:
        return None
    found = [Found(c.begin, c.stop, SECRET, 900) for c in cores(line, 0, match.end(1)) if not c.hidden]
    goes_on = before.quote and not closing
    return found, Open("value", before.quote, before.lines_left - 1) if goes_on else NOTHING_OPEN


def _apart(found: list[Found]) -> list[Found]:
    """Join what overlaps; the best rank names the kind, a secret wins over what the person hid."""
    result: list[Found] = []
    for part in sorted(found, key=lambda part: (part.begin, part.stop)):
        last = result[-1] if result else None
        if part.stop <= part.begin:
            continue
        if last is None or part.begin >= last.stop:
            result.append(part)
            continue
        best = min((last, part), key=lambda each: (each.kind == HIDDEN, each.rank))
        result[-1] = Found(last.begin, max(last.stop, part.stop), best.kind, best.rank)
    return result


__all__ = ["HIDDEN", "NOTHING_OPEN", "WINDOW", "Core", "Found", "Open", "active_tokens", "scan"]
