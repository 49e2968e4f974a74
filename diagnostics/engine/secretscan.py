"""Find the secrets on one line of text: by the vendor's form, by the name they stand under, by their randomness.

Works on lines in which earlier masks are holes, and is repeated until it finds nothing more: masking twice gives
what masking once gives. What the functions here do, `static/js/masking/secretscan.mjs` does in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .secretpatterns import (
    BY_CHANCE,
    BY_NAME,
    MOST_WORK,
    SECRET,
    STRUCTURE,
    TOKENS,
    Judgement,
    TokenPattern,
    is_hash_name,
    is_secret_name,
    is_weak_name,
    judge,
    looks_random,
    owner_of,
    plain_name,
)
from .secretvalues import HOLE, Value, cores, read_header, read_word

HIDDEN = "redacted-by-you"
COOKIE = "cookie"
PRIVATE_KEY = "private-key"


@dataclass(frozen=True, slots=True)
class Found:
    """A secret on a line. Of overlapping ones the smallest rank names the kind."""

    begin: int
    stop: int
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Open:
    """What the lines before leave open: a private key's block, a value whose quote has not closed, a name alone."""

    what: str  # "" · "key block" · "value" · "name"
    quote: str = ""
    lines_left: int = 0


class Work:
    """How much more looking at a text may cost. A text that needs more is masked whole from there on."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, cost: int) -> bool:
        """Count the cost of one more place; return whether one may go on."""
        self.left -= cost
        return self.left > 0


NOTHING_OPEN = Open("")
_NAME_ALONE = Open("name")
_LONGEST_BLOCK, _LONGEST_VALUE = 400, 60
_LONGEST_UNREPEATED = 60  # a longer token goes on past the end of its pattern, which repeats 1000 times at most
_COOKIES = frozenset({"COOKIE", "SET_COOKIE"})
# What a place costs: a mere name, a run of letters, a value that is read.
_GLANCE, _LOOK, _READ = 1, 2, 8
_NESTED = 6  # values in values that are looked into, a line
_BEFORE_RUN = frozenset(("", "=", '"', "'", " ", "\t", "(", ",", ":", "“"))
_AFTER_RUN = frozenset((".", ":", "/", "@", "~", "$", "("))


def active_tokens(text: str) -> tuple[TokenPattern, ...]:
    """Return the token patterns that can match somewhere in the text."""
    return tuple(token for token in TOKENS if any(literal in text for literal in token.literals))


def scan(line: str, tokens: Sequence[TokenPattern], before: Open, work: Work) -> tuple[list[Found], Open]:
    """Return the secrets of a line, apart from each other and in order, and what the line leaves open.

    Where `work` runs out meanwhile, what is returned is not complete.
    """
    begin, after = _block(line, work)
    if before.what == "key block":
        inside = _in_block(line, before, work)
        if inside is not None:
            return inside
    found = list(_tokens(line, tokens, work))
    continued = _continued(line, before) if before.what == "value" else None
    if continued is not None:
        work.spend(_READ)
        found += continued[0]
        after = continued[1]
    elif after is NOTHING_OPEN and not begin:
        named, after = _named(line, work)
        found += named
        found += _random(line, work)
        found += _value_after_name(line) if before.what == "name" else ()
        after = _NAME_ALONE if after is NOTHING_OPEN and _is_name_alone(line) else after
    return _apart(found + begin), after


def _tokens(line: str, tokens: Sequence[TokenPattern], work: Work) -> Iterator[Found]:
    """Find what has the form of a vendor's secret, however long."""
    for token in tokens:
        for literal in token.literals:  # any() is three times as slow, and this runs for each line and token
            if literal in line:
                break
        else:
            continue
        position = 0
        while (match := token.pattern.search(line, position)) is not None and work.spend(_READ):
            begin, stop = match.span(1)
            if stop - begin > _LONGEST_UNREPEATED:
                more = STRUCTURE["token_characters"].match(line, stop)
                stop = more.end() if more else stop
            position = max(match.end(), stop)
            text = line[begin:stop]
            judgement = Judgement.ORDINARY if not text.strip(HOLE) else judge(text)
            if judgement is Judgement.SECRET and HOLE in text:
                yield from (Found(c.begin, c.stop, token.kind, token.rank) for c in cores(line, begin, stop))
            elif judgement is not Judgement.ORDINARY:
                yield Found(begin, stop, token.kind if judgement is Judgement.SECRET else HIDDEN, token.rank)


def _named(line: str, work: Work) -> tuple[list[Found], Open]:
    """Find values that stand under a secret's name."""
    found: list[Found] = []
    after = NOTHING_OPEN
    quotes = _Quotes(line)
    nested = position = 0
    assigned = STRUCTURE["assigned"]
    if "=" in line or ":" in line:
        while (match := assigned.search(line, position)) is not None and work.spend(_GLANCE):
            value = _value_of(line, match, quotes)
            position = match.end() - 1
            if value is not None:
                work.spend(_READ * (1 + len(value.cores)))
                found += _kinds(value, plain_name(match.group(1)))
                if value.open_quote is not None and not (value.cores and all(core.hidden for core in value.cores)):
                    after = Open("value", value.open_quote, _LONGEST_VALUE)
                if value.expanded and nested < _NESTED:
                    nested += 1
                else:
                    position = max(position, value.stop - 1)
    for match in STRUCTURE["command"].finditer(line):
        if not work.spend(_READ):
            break
        found += _after_command(line, match)
    if "--" in line:
        for match in STRUCTURE["flag"].finditer(line):
            if not work.spend(_READ):
                break
            name = match.group(1)
            if is_secret_name(name) and line[match.end() : match.end() + 1] not in ("-", ""):
                found += _kinds(read_word(line, match.end(), quotes.at(match.start(1))), plain_name(name))
    if "${" in line:
        for match in STRUCTURE["expansion"].finditer(line):
            if not work.spend(_READ):
                break
            if is_secret_name(match.group(1)):
                value = Value(tuple(cores(line, match.start(2), match.end(2))), match.end())
                found += _kinds(value, plain_name(match.group(1)))
    has_value = "value" in line or "Value" in line
    for form in ("property",) if "<key>" in line else ("pair",) if has_value else ():
        for match in STRUCTURE[form].finditer(line):
            if not work.spend(_READ):
                break
            if is_secret_name(match.group(1)):
                value = Value(tuple(cores(line, match.start(2), match.end(2), expands=False)), match.end())
                found += _kinds(value, plain_name(match.group(1)))
    return found, after


def _is_name_alone(line: str) -> bool:
    """Tell whether a line holds a secret's name and the next one its value, as property lists and YAML write it."""
    if "<key>" not in line and ":" not in line:
        return False
    match = STRUCTURE["name_line"].fullmatch(line)
    name = (match.group(1) or match.group(2)) if match else ""
    return bool(name) and is_secret_name(name) and not is_weak_name(name)


def _value_after_name(line: str) -> list[Found]:
    """Find the value on a line after that of its name."""
    match = STRUCTURE["value_line"].match(line)
    if match is None:
        return []
    if match.group(1) is not None:
        return _kinds(Value(tuple(cores(line, match.start(1), match.end(1), expands=False)), match.end()), "")
    return _kinds(read_header(line, match.end(), None, whole=False), "")


def _value_of(line: str, match: re.Match[str], quotes: _Quotes) -> Value | None:
    """Return the value of one `NAME=` or `name:`, or None where the name is not a secret's."""
    name, quote, operator, blanks = match.group(1), match.group(2), match.group(3), match.group(4)
    begin, start = match.start(1), match.end()
    if not is_secret_name(name) or (operator == ":" and line.startswith("//", match.end(3))):
        return None
    if line[max(0, begin - 2) : begin] == "${" or STRUCTURE["alias"].search(line[max(0, begin - 20) : begin]):
        return None
    if blanks and operator.endswith("=") and not quote:  # NAME= program: the variable is empty, what follows is run
        word = _first_word(line, start)
        is_run = STRUCTURE["program"].fullmatch(word) or "=" in word or word.startswith("-")
        if is_run and not word.startswith("sk-"):
            return None
    outer = quotes.at(begin) if quote[:1] not in ("'", '"', "\\") else None
    if operator == ":":
        value = read_header(line, start, outer, whole=plain_name(name) in _COOKIES)
    else:
        value = read_word(line, start, outer)
    if is_weak_name(name):
        kept = tuple(core for core in value.cores if core.hidden or _looks_secret(line[core.begin : core.stop]))
        return Value(kept, value.stop, None, expanded=True)
    return value


def _first_word(line: str, start: int) -> str:
    found = STRUCTURE["first_word"].match(line, start, start + 100)
    return found.group() if found else ""


def _looks_secret(text: str) -> bool:
    digits = sum("0" <= c <= "9" for c in text)
    if " " in text or not any(c.isascii() and c.isalpha() for c in text):
        return False
    return (len(text) >= 8 and digits >= 2) or len(text) >= 24


def _after_command(line: str, match: re.Match[str]) -> list[Found]:
    """Find the value in `set -gx NAME value`, `setx NAME value` and their kin."""
    name = match.group(2)
    if not is_secret_name(name) or line[match.end() : match.end() + 1] in ("=", "+", ""):
        return []
    if STRUCTURE["prose"].fullmatch(_first_word(line, match.end())):  # "set ANTHROPIC_API_KEY to your key"
        return []
    found = _kinds(read_word(line, match.end(), None), plain_name(name))
    if "export" not in match.group().replace("--export", ""):  # fish's option is no command
        return found
    return [each for each in found if not STRUCTURE["identifier"].fullmatch(line[each.begin : each.stop])]


def _kinds(value: Value, name: str) -> list[Found]:
    kind, rank = (COOKIE, BY_NAME) if name in _COOKIES else owner_of(name)
    return [Found(core.begin, core.stop, HIDDEN if core.hidden else kind, rank) for core in value.cores]


class _Quotes:
    """Which quote is open at a place of the line; asked from left to right, so that the line is read once."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self._open: str | None = None

    def at(self, place: int) -> str | None:
        while (found := STRUCTURE["quote"].search(self._line, self._position, place)) is not None:
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


def _random(line: str, work: Work) -> Iterator[Found]:
    """Find runs that look drawn by lot, where a whole value stands."""
    for match in STRUCTURE["run"].finditer(line):
        if not work.spend(_LOOK):
            return
        begin, stop = match.span()
        name = ""
        equals = line.find("=", begin, stop)
        while equals != -1 and STRUCTURE["identifier"].fullmatch(line, begin, equals):
            name, begin = line[begin:equals], equals + 1  # NAME=value is one run, and so is Environment=NAME=value
            equals = line.find("=", begin, stop)
        if line[max(0, begin - 1) : begin] not in _BEFORE_RUN or line[stop : stop + 1] in _AFTER_RUN:
            continue
        if not name:
            named = STRUCTURE["name_before"].search(line[max(0, begin - 100) : begin])
            name = named.group(1) if named else ""
        text = line[begin:stop]
        if is_hash_name(name) or not looks_random(text, assigned=bool(name)) or judge(text) is not Judgement.SECRET:
            continue
        yield Found(begin, stop, SECRET, BY_CHANCE)


def _block(line: str, work: Work) -> tuple[list[Found], Open]:
    """Find a private key that begins on this line, and whether its block goes on."""
    if "-----BEGIN " not in line or (match := STRUCTURE["block_begin"].search(line)) is None:
        return [], NOTHING_OPEN
    end = line.find("-----END", match.end())
    found = _block_words(line, match.end(), end if end != -1 else len(line), work)
    return found, NOTHING_OPEN if end != -1 else Open("key block", "", _LONGEST_BLOCK)


def _in_block(line: str, before: Open, work: Work) -> tuple[list[Found], Open] | None:
    """Find a line of a private key's block; None where the block must have ended without saying so."""
    end = line.find("-----END")
    if end == -1 and (before.lines_left <= 0 or not _is_block_line(line)):
        return None
    found = _block_words(line, 0, len(line) if end == -1 else end, work)
    return found, NOTHING_OPEN if end != -1 else Open("key block", "", before.lines_left - 1)


def _is_block_line(line: str) -> bool:
    return STRUCTURE["block_line"].fullmatch(line.replace(HOLE, "").rstrip("\r")) is not None


def _block_words(line: str, begin: int, stop: int, work: Work) -> list[Found]:
    """Return the runs of a key's own characters; the n of a literal backslash and n is none of them."""
    found: list[Found] = []
    for match in STRUCTURE["block_word"].finditer(line, begin, stop):
        if not work.spend(_LOOK):
            break
        escaped = match.start() > begin and line[match.start() - 1] == "\\" and line[match.start()] in "nr"
        first = match.start() + 1 if escaped else match.start()
        found.append(Found(first, match.end(), PRIVATE_KEY, 0))
    return found


def _continued(line: str, before: Open) -> tuple[list[Found], Open] | None:
    """Find the next line of a value that was broken over lines; None where this line is something else."""
    match = STRUCTURE["continued"].fullmatch(line)
    if match is None or before.lines_left <= 0:
        return None
    body, closing = match.group(1), match.group(2)
    whole = bool(closing) or HOLE in body or any("0" <= c <= "9" for c in body) or len(body) >= 16
    if not whole:
        return None
    inner = cores(line, match.start(1), match.end(1))
    found = [Found(core.begin, core.stop, SECRET, BY_NAME) for core in inner if not core.hidden]
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
