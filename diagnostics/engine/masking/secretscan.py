"""Find the secrets on one line of text: by the vendor's form, by the name they stand under, by their randomness.

Works on lines in which earlier masks are holes, and is repeated until it finds nothing more: masking twice gives
what masking once gives. What the functions here do, `static/js/masking/secretscan.mjs` does in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..records import replace
from .secretlines import (
    ANSWERS,
    COOKIES,
    HIDDEN,
    LONGEST_VALUE,
    NOTHING_OPEN,
    WRAPPED,
    Found,
    Open,
    Work,
    answers,
    block,
    continued,
    in_block,
    is_mixed,
    kinds,
    left_open,
    rest_of,
    value_after,
)
from .secretliterals import active_tokens
from .secretpatterns import (
    SHORTEST_RUN,
    STRUCTURE,
    WINDOW,
    Judgement,
    TokenPattern,
    in_capitals,
    is_secret_name,
    is_weak_name,
    judge,
    may_name_a_secret,
    name_words,
    names_a_variable,
    plain_name,
)
from .secretruns import runs
from .secretshapes import in_maps, in_shapes, looks_secret
from .secretvalues import HOLE, Core, Value, cores, read_header, read_word

_LONGEST_UNREPEATED = 60  # a longer token goes on past the end of its pattern, which repeats 1000 times at most
# What a place costs: a mere name, a value that is read.
_GLANCE, _READ = 1, 8
# What prints, registers or reads a variable, with what each holds in any case.
_NAME_THEN_VALUE = (("printed", "printf"), ("registered", "REG_"), ("registered", "/d "), ("fed", "<<<"))
_NESTED = 6  # values in values that are looked into, a line
_SHORTEST_KEY = 16  # characters of a run that may be a vendor's key


# What a line holds in which something may be found, beside the name of a secret, a vendor's form and a long run: each
# stands for a condition of `scan`, `_scan` or `left_open`.
_SIGNS = (
    *("-----BEGIN ", "login", "SecureString", "approved", "rejected"),
    *("pass", "openvpn", "secret-tool", "op read", "token", "SetEnvironmentVariable("),
    *("\r", "\x1b", "^[[", "1b[", "1B[", "33[", "\\e["),
)


class Suspects:
    """Tells the lines of a text in which nothing can be found, so that they need not be scanned: most of them."""

    def __init__(self, text: str, tokens: Sequence[TokenPattern]) -> None:
        literals = (literal for token in tokens if not token.is_long for literal in token.literals)
        self._signs = tuple(dict.fromkeys(sign for sign in (*_SIGNS, *literals) if sign in text))
        self._words = name_words(text)
        forms = ("run", "long_run") if any(token.is_long for token in tokens) else ("run",)
        self._runs = tuple([STRUCTURE[form].search for form in forms if STRUCTURE[form].search(text)])

    def may_hold(self, line: str) -> bool:
        """Tell whether something may be found in a line before which nothing is open, or whether it opens something."""
        if line[:1] == ">" or not line.isascii():
            return True
        for sign in self._signs:  # any() takes three times as long
            if sign in line:
                return True
        if self._words:
            capitals = in_capitals(line)
            for word in self._words:
                if word in capitals:
                    return True
        return len(line) >= _SHORTEST_KEY and any(find(line) is not None for find in self._runs)


def scan(line: str, tokens: Sequence[TokenPattern], before: Open, work: Work) -> tuple[list[Found], Open]:
    """Return the secrets of a line, apart from each other and in order, and what the line leaves open.

    Where `work` runs out meanwhile, what is returned is not complete.
    """
    found, after = _scan(line, tokens, before, work)
    if line[:1] == ">" and (mark := STRUCTURE["quotation"].match(line)) is not None:
        # A prompt, or what a mail or a post quotes: that is read as what it quotes, too.
        quoted, left = _scan(" " * mark.end() + line[mark.end() :], tokens, before, work)
        found, after = _apart(found + quoted), left if after is NOTHING_OPEN else after
    if _may_part_words(line) and _is_parted(line):
        found = _apart(found + _through_unseen(line, before, work))
    return found, after


def _is_parted(line: str) -> bool:
    return bool(STRUCTURE["unseen"].search(line, 0, len(line) - 1) or STRUCTURE["dashed"].search(line))


def _may_part_words(line: str) -> bool:
    """Tell whether a line can hold what parts words and is not seen: most lines hold plain text only."""
    if not line.isascii() or "\r" in line or "\x1b" in line:
        return True
    return "[" in line and ("^[[" in line or "1b[" in line or "1B[" in line or "33[" in line or "\\e[" in line)


def _through_unseen(line: str, before: Open, work: Work) -> list[Found]:
    """Find secrets that are parted by what is not seen, or whose dashes a program made longer.

    Web pages and chat programs put characters of no width into long words, terminals their colours; forums and text
    from pictures have other dashes.
    """
    places: list[int] = []
    position = 0
    for match in STRUCTURE["unseen"].finditer(line):
        places += range(position, match.start())
        position = match.end()
    places += range(position, len(line))
    seen = STRUCTURE["dash"].sub("-", "".join([line[place] for place in places]))
    found, _ = _scan(seen, active_tokens(seen), before, work)
    return [replace(part, begin=places[part.begin], stop=places[part.stop - 1] + 1) for part in found]


def _scan(line: str, tokens: Sequence[TokenPattern], before: Open, work: Work) -> tuple[list[Found], Open]:
    begin, after = block(line, work) if "-----BEGIN " in line else ([], NOTHING_OPEN)
    if before.what == "key block":
        inside = in_block(line, before, work)
        if inside is not None:
            return inside
    found = list(_tokens(line, tokens, work)) if tokens else []
    following = continued(line, before) if before.what == "value" else rest_of(line) if before is WRAPPED else None
    if following is not None:
        work.spend(_READ)
        found += following[0]
        after = following[1]
    elif after is NOTHING_OPEN and not begin:
        is_named = may_name_a_secret(line)
        if is_named:
            named, after = _named(line, work)
            found += named
        if "login" in line or "SecureString" in line:
            found += _nameless(line, work)
        if before.what == ANSWERS or "approved" in line or "rejected" in line:
            answered, left = answers(line, before, work)
            found += answered
            after = left if left is not NOTHING_OPEN else after
        if len(line) >= SHORTEST_RUN:
            found += list(runs(line, work, found))
        if before.name and work.spend(_READ):
            found += value_after(line, before)
        if after is NOTHING_OPEN:
            after = left_open(line, before, work, is_named=is_named)
        if after is NOTHING_OPEN and line.rstrip("\r").endswith(HOLE):
            after = WRAPPED
    return _apart(found + begin) if found or begin else found, after


def _tokens(line: str, tokens: Sequence[TokenPattern], work: Work) -> Iterator[Found]:
    """Find what has the form of a vendor's secret, however long."""
    for token in tokens:
        for literal in token.literals:  # any() takes three times as long, and this runs for each line and token
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
    if "=" in line or ":" in line or "%3" in line or not line.isascii():
        while (match := assigned.search(line, position)) is not None and work.spend(_GLANCE):
            value = _value_of(line, match, quotes)
            position = match.end() - 1
            if value is not None:
                work.spend(_READ * (1 + len(value.cores)))
                plain = plain_name(match.group(1))
                found += kinds(value, plain)
                if line[value.stop : value.stop + 1] == " ":
                    found += _broken_rest(line, value, plain)
                if value.open_quote is not None and not (value.cores and all(core.hidden for core in value.cores)):
                    after = Open("value", value.open_quote, LONGEST_VALUE)
                if value.expanded and nested < _NESTED:
                    nested += 1
                else:
                    position = max(position, value.stop - 1)
    ticks = _Quotes(line)
    for match in STRUCTURE["command"].finditer(line):
        if not work.spend(_READ):
            break
        found += _after_command(line, match, ticks)
    if "--" in line:
        position = 0
        while (match := STRUCTURE["flag"].search(line, position)) is not None and work.spend(_READ):
            position = match.end() - 1  # the blank behind an option without a value stands before the next one
            name = match.group(1)
            outer = None if "," in match.group() else quotes.at(match.start(1))  # "--key", "value" are two texts
            if not is_secret_name(name) or line.startswith("-", match.end()):
                continue
            if STRUCTURE["assignment"].match(line, match.end()):  # --secret NAME=value
                continue
            parts = kinds(read_word(line, match.end(), outer), plain_name(name))
            if name == "key":  # of settings: --key widgetStyle
                parts = [each for each in parts if each.kind == HIDDEN or looks_secret(line[each.begin : each.stop])]
            found += parts
    if "${" in line:
        for match in STRUCTURE["expansion"].finditer(line):
            if not work.spend(_READ):
                break
            if is_secret_name(match.group(1)):
                value = Value(tuple(cores(line, match.start(2), match.end(2))), match.end())
                found += kinds(value, plain_name(match.group(1)))
    for form, sign in _NAME_THEN_VALUE:
        for match in STRUCTURE[form].finditer(line) if sign in line else ():
            if not work.spend(_READ):
                break
            if is_secret_name(match.group(1)):
                found += kinds(read_word(line, match.end(), None), plain_name(match.group(1)))
    found += in_shapes(line, work, is_found=bool(found))
    if "{" in line or "=(" in line:
        found += in_maps(line, work)
    return found, after


def _nameless(line: str, work: Work) -> Iterator[Found]:
    """Find the value of an option or a command that takes a password, whatever it is called."""
    for match in STRUCTURE["nameless"].finditer(line):
        if not work.spend(_READ):
            break
        if not line.startswith("-", match.end()):  # `… | ConvertTo-SecureString -AsPlainText`
            yield from kinds(read_word(line, match.end(), None), "PASSWORD")


def _value_of(line: str, match: re.Match[str], quotes: _Quotes) -> Value | None:
    """Return the value of one `NAME=` or `name:`, or None where the name is not a secret's."""
    name, quote, operator, blanks = match.group(1), match.group(2), match.group(3), match.group(4)
    begin, start = match.start(1), match.end()
    is_naming = name[-3:].upper() == "KEY" and names_a_variable(name)  # most names end otherwise
    if not (is_naming or is_secret_name(name)) or (operator == ":" and line.startswith("//", match.end(3))):
        return None
    if line[max(0, begin - 2) : begin] == "${" or STRUCTURE["alias"].search(line[max(0, begin - 20) : begin]):
        return None
    if blanks and operator.endswith("=") and not quote:  # NAME= program: the variable is empty, what follows is run
        word = _first_word(line, start)
        is_run = STRUCTURE["program"].fullmatch(word) or "=" in word or word.startswith("-")
        if is_run and not word.startswith("sk-"):
            return None
    wrapper = STRUCTURE["wrapper"].match(line, start)
    if wrapper is not None and line[wrapper.end() : wrapper.end() + 1] in ("'", '"'):  # Some("…"), SecretStr('…')
        start = wrapper.end()
    outer = quotes.at(begin) if quote[:1] not in ("'", '"', "\\") else None
    end = line.find("`", start) if quotes.in_ticks(begin) else -1
    inner = line[:end] if end != -1 else line  # `KEY=value` in a sentence ends at its tick
    tag = STRUCTURE["tag"].match(inner, start) if operator == ":" else None
    if operator[:1] == "%":  # in an address within an address
        ends = STRUCTURE["encoded_end"].search(line, start, start + WINDOW)
        stop = ends.start() if ends else len(line)
        value = Value(tuple(cores(line, start, stop)), stop, expanded=True)
    elif tag is not None:  # of YAML: `!!str …`, `&name …`; a password may begin like one
        after = read_header(inner, tag.end(), outer, whole=False)
        value = replace(after, cores=(*cores(line, start, tag.end()), *after.cores))
    elif operator == ":":
        value = read_header(inner, start, outer, whole=plain_name(name) in COOKIES)
    elif outer and STRUCTURE["one_word"].search(line[max(0, begin - 16) : begin]):  # -e "NAME=with blanks"
        stop = line.find(outer, start, start + WINDOW)
        value = Value(tuple(cores(line, start, stop)), stop) if stop != -1 else read_word(inner, start, outer)
    else:
        value = read_word(inner, start, outer)
    is_option = operator == ":" and line[max(0, begin - 2) : begin] == " /"  # cmdkey /user:me /pass:…
    if is_naming or (is_weak_name(name) and not is_option):
        kept = tuple(core for core in value.cores if core.hidden or looks_secret(line[core.begin : core.stop]))
        if is_naming:
            kept = tuple(core for core in kept if not STRUCTURE["variable"].fullmatch(line, core.begin, core.stop))
        return Value(kept, value.stop, None, expanded=True)
    return value


def _broken_rest(line: str, value: Value, name: str) -> list[Found]:
    """Find the rest of a bare value that text from a picture has parted from it by a blank, at the end of the line."""
    is_bare = value.cores and value.cores[-1].stop == value.stop
    rest = STRUCTURE["broken"].fullmatch(line, value.stop) if is_bare else None
    if rest is None or not is_mixed(rest.group(1)):
        return []
    return kinds(Value((Core(*rest.span(1)),), rest.end()), name)


def _first_word(line: str, start: int) -> str:
    found = STRUCTURE["first_word"].match(line, start, start + 100)
    return found.group() if found else ""


def _after_command(line: str, match: re.Match[str], ticks: _Quotes) -> list[Found]:
    """Find the value in `set -gx NAME value`, `setx NAME value` and their kin."""
    name = match.group(2)
    if not is_secret_name(name) or line.startswith(("=", "+="), match.end()):
        return []
    if STRUCTURE["prose"].fullmatch(_first_word(line, match.end())):  # "set ANTHROPIC_API_KEY to your key"
        return []
    within = line[: _argument_end(line, match.end())] if "SetEnvironmentVariable" in match.group() else line
    tick = within.find("`", match.end()) if ticks.in_ticks(match.start(2)) else -1
    within = within[:tick] if tick != -1 else within  # `set -gx KEY value` in a sentence ends at its tick
    found = kinds(read_word(within, match.end(), None), plain_name(name))
    if is_weak_name(name):  # "set key AR_MENU to …"
        found = [each for each in found if each.kind == HIDDEN or looks_secret(line[each.begin : each.stop])]
    if "export" not in match.group().replace("--export", ""):  # fish's option is no command
        return found
    return [each for each in found if not STRUCTURE["identifier"].fullmatch(line[each.begin : each.stop])]


def _argument_end(line: str, begin: int) -> int:
    """Return where a text in quotes ends that is an argument of a method; the end of the line where it is none."""
    quote = line[begin : begin + 1]
    close = line.find(quote, begin + 1) if quote in ("'", '"') else -1
    while close >= 0 and line[close + 1 : close + 2] not in ("", ",", ")", " ", "\t"):
        close = line.find(quote, close + 1)
    return close + 1 if close >= 0 else len(line)


class _Quotes:
    """Which quote is open at a place of the line; asked from left to right, so that the line is read once."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self._open: str | None = None
        self._counted = self._ticks = 0

    def in_ticks(self, place: int) -> bool:
        """Tell whether a backtick is open."""
        self._ticks += self._line.count("`", self._counted, place)
        self._counted = max(self._counted, place)
        return self._ticks % 2 == 1

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
