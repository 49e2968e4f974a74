"""What a line leaves open for the next ones: a private key, a value that goes on, a name whose value is still to come.

What the functions here do, `static/js/masking/secretlines.mjs` does in the browser, name by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import dataclass, replace
from .secretpatterns import (
    BLANKS,
    BY_NAME,
    MOST_WORK,
    SECRET,
    STRUCTURE,
    is_secret_name,
    is_weak_name,
    looks_keyed,
    names_several,
    owner_of,
    plain_name,
)
from .secretvalues import HOLE, Value, cores, read_header, read_word

HIDDEN = "redacted-by-you"
COOKIE = "cookie"
COOKIES = frozenset({"COOKIE", "SET_COOKIE"})
PRIVATE_KEY = "private-key"
LOOK = 2  # what it costs to look at a run of letters
LONGEST_VALUE = 60  # lines of a value that was broken over several
_LONGEST_BLOCK = 400  # lines of a private key


@dataclass(frozen=True, slots=True)
class Found:
    """A secret on a line. Of overlapping ones the smallest rank names the kind."""

    begin: int
    stop: int
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Open:
    """What the lines before leave open.

    A private key's block; a value whose quote has not closed; a name alone, whose value is the next line's `value:`,
    its first word, or all of it, or a list or a map of values, or a login, of which each word has its line; or a call
    whose first argument, a name, is on the next line.
    """

    what: str  # "" · "key block" · "value" · "name" · "word" · "text" · "list" · "map" · "login" · "call" · "rest"
    quote: str = ""
    lines_left: int = 0
    name: str = ""  # whose value is to come, in plain form
    is_weak: bool = False  # the name says little: what is to come must look like a key


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
_CALL = Open("call")
_PRINTED = Open("value", "", 1)  # what a command at a prompt prints on the next line
WRAPPED = Open("rest")  # a line that ends with a mask: what stands alone below it may be the rest of its secret
_MANY = ("list", "map", "login")
_LOGIN = Open("login", "", 1, "PASSWORD")  # of OpenVPN: a line with the name, and one more with the password
_TOLD_LOGIN = Open("login", "", 6, "PASSWORD", is_weak=True)
_LOGIN_FILE = Open("login", "", 1, "PASSWORD", is_weak=True)
_LOGIN_NAMES = ("auth", "login", "pass", "cred", "secret", "token", "key")
_LONGEST_LOGIN = 200
ANSWERS = "answers"
_ANSWERED = "CUSTOM_API_KEY_RESPONSES"


def kinds(value: Value, name: str) -> list[Found]:
    """Return the parts of a value that stands under a name, with whose secret it is by that name."""
    kind, rank = (COOKIE, BY_NAME) if name in COOKIES else owner_of(name)
    return [Found(core.begin, core.stop, HIDDEN if core.hidden else kind, rank) for core in value.cores]


def opened_by(name: str, text: str) -> Open:
    """Return what is open before the first line: one or two words are all of a file such as login.conf, .vault_pass."""
    if len(text) >= _LONGEST_LOGIN or text.rstrip(BLANKS).count("\n") > 1:
        return NOTHING_OPEN
    named = name.lower()
    return _LOGIN_FILE if any(word in named for word in _LOGIN_NAMES) else NOTHING_OPEN


def left_open(line: str, before: Open, work: Work, *, is_named: bool) -> Open:
    """Return what a line leaves open that says a secret's name and not its value; `is_named`: that it may say one."""
    if before.what in _MANY and (goes_on := _rest_of_many(line, before)) is not None:
        return goes_on
    text = line.rstrip(" \t\r")
    if text.endswith("SetEnvironmentVariable("):
        return _CALL
    if "pass" in text or "openvpn" in text or "secret-tool" in text or "op read" in text or text.endswith("token"):
        work.spend(LOOK)
        if "auth-user-pass" in text or "openvpn" in text:
            return _LOGIN if text.endswith("<auth-user-pass>") else _TOLD_LOGIN
        if STRUCTURE["told"].search(line):
            return _PRINTED
    if not is_named:
        return NOTHING_OPEN
    if "nv" in text or "echo" in text:  # printenv, $env:, $Env:, GetEnvironmentVariable
        work.spend(LOOK)
        shown = STRUCTURE["shown"].search(line)
        if shown and any(is_secret_name(name) for name in shown.groups() if name):
            return _PRINTED
    for what, form in _forms(text, before):
        work.spend(LOOK)
        match = STRUCTURE[form].fullmatch(line) if form.endswith("_line") else STRUCTURE[form].search(line)
        name = next((group for group in match.groups() if group), "").lstrip("-") if match else ""
        is_secret = is_secret_name(name)
        if is_secret or (what in _MANY and names_several(name)):
            is_weak = not is_secret or is_weak_name(name) or (what == "map" and holds_other_things(name, text))
            return Open(what, lines_left=LONGEST_VALUE, name=plain_name(name), is_weak=is_weak)
    return NOTHING_OPEN


def _rest_of_many(line: str, before: Open) -> Open | None:
    """Return what a line leaves open that is one more value of a list, a map or a login; None for any other line."""
    if before.lines_left <= 0 or (item := _item(line, before)) is None:
        return None
    is_nested = not item.group(1)  # of a map: what is below it has names of its own
    return replace(before, lines_left=before.lines_left - 1, is_weak=before.is_weak or is_nested)


def holds_other_things(name: str, text: str) -> bool:
    """Tell whether a map under a secret's name has more than secrets: a login's name, the type of a variable."""
    return not name.upper().endswith(("KEYS", "PASSWORDS")) or "variable" in text


def _forms(text: str, before: Open) -> Iterator[tuple[str, str]]:
    """Give what of the next line is a value, and how a name stands here then: most lines have none of the forms."""
    if ":" in text or "</" in text:
        yield "name", "name_line"
    if text.endswith((":", "{", "]")):
        yield "map", "map_open"
    if text.endswith((":", "[", "(")):
        yield "list", "list_open"
    if text.endswith(("|", ">", "|-", ">-", "|+", ">+")):
        yield "text", "block_scalar"
    if text.endswith(("\\", "^", "`")) or (text.endswith(",") and "SetEnvironmentVariable" in text):
        yield "word", "command_open"
    if before.what == "call" or "--" in text[:80]:
        yield "word", "argument_line"
    if text.endswith(('@"', "@'", '"""', "'''")) or "<<" in text:
        yield "text", "here"


def _item(line: str, before: Open) -> re.Match[str] | None:
    """Return the entry of a list, of a login or, under a name in the plural, of a map, with its value as group 1."""
    if before.what == "login":
        return STRUCTURE["login_item"].fullmatch(line)
    item = STRUCTURE["list_item"].fullmatch(line)
    return STRUCTURE["map_item"].fullmatch(line) if item is None and before.what == "map" else item


def value_after(line: str, before: Open) -> list[Found]:
    """Find the value on the line after its name."""
    value = _value_after(line, before)
    if before.is_weak:
        kept = [core for core in value.cores if core.hidden or looks_keyed(line[core.begin : core.stop])]
        value = replace(value, cores=tuple(kept))
    return kinds(value, before.name)


def _value_after(line: str, before: Open) -> Value:
    if before.what == "text":
        return Value(tuple(cores(line, 0, len(line))), len(line))
    if before.what in _MANY:
        item = _item(line, before)
        return Value(tuple(cores(line, *item.span(1))) if item else (), len(line))
    if before.what == "word":
        begin = len(line) - len(line.lstrip(" \t"))
        dash = 2 if line.startswith("- ", begin) else 0  # an entry of a list in YAML
        return read_word(line, begin + dash, None)
    match = STRUCTURE["value_line"].match(line)
    if match is None:
        return Value((), len(line))
    if match.group(1) is not None:
        return Value(tuple(cores(line, match.start(1), match.end(1), expands=False)), match.end())
    return read_header(line, match.end(), None, whole=True)


def answers(line: str, before: Open, work: Work) -> tuple[list[Found], Open]:
    """Find the ends of keys: ~/.claude.json lists the last 20 characters of each that Claude Code has asked about."""
    goes_on = before.what == ANSWERS and before.lines_left > 0
    is_item = goes_on and ("]" in line or STRUCTURE["list_item"].fullmatch(line) is not None)
    begins = [0] if is_item else []
    begins += [match.end() for match in STRUCTURE["answers"].finditer(line)]
    found: list[Found] = []
    position = 0
    for begin in begins:
        if begin < position:
            continue
        end = line.find("]", begin)
        position = len(line) if end == -1 else end
        for match in STRUCTURE["key_end"].finditer(line, begin, position):
            work.spend(LOOK)
            if _is_drawn(match.group(1)):
                found.append(Found(*match.span(1), *owner_of(_ANSWERED)))
        if end == -1:
            return found, Open(ANSWERS, lines_left=before.lines_left - 1 if is_item else LONGEST_VALUE)
    return found, NOTHING_OPEN


def _is_drawn(text: str) -> bool:
    return any("0" <= c <= "9" for c in text) or text.upper() != text != text.lower()


def block(line: str, work: Work) -> tuple[list[Found], Open]:
    """Find a private key that begins on this line, and whether its block goes on."""
    if "-----BEGIN " not in line or (match := STRUCTURE["block_begin"].search(line)) is None:
        return [], NOTHING_OPEN
    end = line.find("-----END", match.end())
    found = _block_words(line, match.end(), end if end != -1 else len(line), work)
    return found, NOTHING_OPEN if end != -1 else Open("key block", "", _LONGEST_BLOCK)


def in_block(line: str, before: Open, work: Work) -> tuple[list[Found], Open] | None:
    """Find a line of a private key's block; None where the block must have ended without saying so."""
    end = line.find("-----END")
    if end == -1 and (before.lines_left <= 0 or not _is_block_line(line)):
        return None
    found = _block_words(line, 0, len(line) if end == -1 else end, work)
    return found, NOTHING_OPEN if end != -1 else replace(before, lines_left=before.lines_left - 1)


def _is_block_line(line: str) -> bool:
    return STRUCTURE["block_line"].fullmatch(line.replace(HOLE, "").rstrip("\r")) is not None


def _block_words(line: str, begin: int, stop: int, work: Work) -> list[Found]:
    """Return the runs of a key's own characters; the n of a literal backslash and n is none of them."""
    found: list[Found] = []
    for match in STRUCTURE["block_word"].finditer(line, begin, stop):
        if not work.spend(LOOK):
            break
        escaped = match.start() > begin and line[match.start() - 1] == "\\" and line[match.start()] in "nr"
        first = match.start() + 1 if escaped else match.start()
        found.append(Found(first, match.end(), PRIVATE_KEY, 0))
    return found


def continued(line: str, before: Open) -> tuple[list[Found], Open] | None:
    """Find the next line of a value that was broken over lines; None where this line is something else."""
    is_printed = before is _PRINTED
    match = STRUCTURE["printed_value" if is_printed else "continued"].fullmatch(line)
    if match is None or before.lines_left <= 0:
        return None
    body, closing = match.group(1), "" if is_printed else match.group(2)
    whole = bool(closing) or HOLE in body or any("0" <= c <= "9" for c in body) or len(body) >= 16
    whole = whole or (is_printed and not body.isalpha())
    if not whole:
        return None
    inner = cores(line, match.start(1), match.end(1))
    found = [Found(core.begin, core.stop, SECRET, BY_NAME) for core in inner if not core.hidden]
    goes_on = before.quote and not closing
    return found, replace(before, lines_left=before.lines_left - 1) if goes_on else NOTHING_OPEN


def is_mixed(text: str) -> bool:
    """Tell whether a text has digits, capitals and small letters."""
    return any("0" <= c <= "9" for c in text) and text.upper() != text != text.lower()


def rest_of(line: str) -> tuple[list[Found], Open] | None:
    """Find the rest of a secret that a terminal has broken at the end of its line; None where there is none."""
    match = STRUCTURE["rest"].fullmatch(line)
    if match is None:
        return None
    if not is_mixed(match.group(1)):
        return None
    return [Found(match.start(1), match.end(1), SECRET, BY_NAME)], NOTHING_OPEN
