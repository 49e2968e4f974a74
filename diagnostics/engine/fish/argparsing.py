"""fish's `argparse`: the options of a function, for texts that are known (documented for 3.6, measured with it)."""

from __future__ import annotations

import re

from ..records import dataclass, field, replace
from ..regexes import regex
from ..shell.values import Text
from .commands import Call, make_foreign
from .machine import LOCAL, Fish

_SPEC = regex(r"(?:(?P<short>\w)(?P<joint>[/#-])?)?(?P<long>\w[\w-]*)?(?P<takes>=[?+]?)?(?P<check>!_validate_int)?")
_INTEGER = regex(r"[-+]?\d{1,18}")


@dataclass(slots=True)
class _Option:
    """An option: its letter, its name, and what it takes."""

    short: str
    long: str
    takes: str  # "" "=" "=?" "=+"
    shows_short: bool = True
    number: bool = False  # `-5` is this option
    checked: bool = False  # only a number will do
    values: list[str] | None = None

    def names(self) -> list[str]:
        """Return the variables that tell it."""
        shown = (self.short if self.shows_short else "", self.long)
        return ["_flag_" + name.replace("-", "_") for name in shown if name]


@dataclass(slots=True)
class _Asked:
    """What `argparse` was given before the arguments of the function."""

    options: list[_Option] = field(default_factory=list)
    exclusive: list[str] = field(default_factory=list)
    least: int = 0
    most: int = 1_000_000
    ignores: bool = False
    stops: bool = False


class _FailedError(Exception):
    """The arguments do not fit."""


class _UnreadError(Exception):
    """This is not read here."""


def argparse(m: Fish, call: Call) -> None:
    """`argparse SPEC… -- $argv`: set a local variable for each option that is there, and leave the rest in argv."""
    try:
        words = [text for text in call.arguments if isinstance(text, str)]
        if len(words) != len(call.arguments) or "--" not in words:
            raise _UnreadError
        stop = words.index("--")
        asked = _asked(words[:stop])
        rest = _parsed(asked, words[stop + 1 :])
    except _FailedError:
        m.status = 2
        return
    except _UnreadError:
        _unread(m, call)
        return
    m.budget.spend(4 + len(words))
    span = m.span(call.begin, call.stop)
    for option in asked.options:
        if option.values is not None:
            for name in option.names():
                m.assign(name, list[Text](option.values), span, where=LOCAL)
    m.assign("argv", list[Text](rest), span)
    m.status = 0


def _unread(m: Fish, call: Call) -> None:
    unknown = m.unknown(call.begin, "reads options", is_set=False)
    m.status = unknown
    m.assign("argv", [replace(unknown, many=True)], m.span(call.begin, call.stop))
    make_foreign(m, unknown)


def _asked(words: list[str]) -> _Asked:
    asked = _Asked()
    long = {"name": "n", "exclusive": "x", "min-args": "N", "max-args": "X", "ignore-unknown": "i", "stop-nonopt": "s"}
    rest = list(words)
    while rest and rest[0][:1] == "-":
        word = rest.pop(0)
        name, equals, value = word[2:].partition("=") if word[:2] == "--" else (word[1:2], word[2:], word[2:])
        letter = long.get(name, name)
        if letter in ("n", "x", "N", "X") and not equals:
            if not rest:
                raise _UnreadError
            value = rest.pop(0)
        if letter in ("N", "X") and value.isdigit():
            asked.least, asked.most = (int(value), asked.most) if letter == "N" else (asked.least, int(value))
        elif letter == "i":
            asked.ignores = True
        elif letter == "s":
            asked.stops = True
        elif letter != "n":
            raise _UnreadError
    for word in rest:
        asked.options.append(_option(word))
    return asked


def _option(word: str) -> _Option:
    found = _SPEC.fullmatch(word)
    if found is None or not word:
        raise _UnreadError
    short, joint, long = found["short"] or "", found["joint"] or "", found["long"] or ""
    takes, checked = found["takes"] or "", found["check"] is not None
    if joint == "" and long:  # a name of two letters and more
        short, long = "", short + long
    if joint and not long and joint != "#":
        raise _UnreadError
    number = joint == "#"
    if checked and not takes and not number:
        raise _UnreadError
    return _Option(short, long, "=" if number else takes, joint != "-", number, checked or number)


def _parsed(asked: _Asked, arguments: list[str]) -> list[str]:
    """Give the options their values; return the arguments that are none."""
    rest: list[str] = []
    left = list(reversed(arguments))
    while left:
        word = left.pop()
        if word == "--":
            rest += reversed(left)
            break
        if word[:1] != "-" or word == "-":
            rest.append(word)
            if asked.stops:
                rest += reversed(left)
                break
            continue
        number = next((one for one in asked.options if one.number), None)
        if number is not None and re.fullmatch(r"-\d+", word):
            number.values = [word[1:]]
        elif word[:2] == "--":
            _long(asked, word, left, rest)
        else:
            _letters(asked, word, left, rest)
    if not asked.least <= len(rest) <= asked.most:
        raise _UnreadError  # which status that is, has not been measured
    return rest


def _long(asked: _Asked, word: str, left: list[str], rest: list[str]) -> None:
    name, equals, value = word[2:].partition("=")
    option = next((one for one in asked.options if one.long == name), None)
    if option is None:
        if any(one.long.startswith(name) for one in asked.options):
            raise _UnreadError
        if not asked.ignores:
            raise _FailedError
        rest.append(word)
        return
    if option.takes in ("=", "=+") and not equals:
        if not left:
            raise _FailedError
        value, equals = left.pop(), "="
    if equals and not option.takes:
        raise _UnreadError
    _take(option, value if equals else None, word)


def _letters(asked: _Asked, word: str, left: list[str], rest: list[str]) -> None:
    for at, letter in enumerate(word[1:], 2):
        option = next((one for one in asked.options if one.short == letter), None)
        if option is None:
            if not asked.ignores:
                raise _FailedError
            if len(word) > 2:
                raise _UnreadError
            rest.append(word)
            return
        if not option.takes:
            _take(option, None, "-" + letter)
            continue
        value = word[at:] or None
        if value is None and option.takes != "=?":
            if not left:
                raise _FailedError
            value = left.pop()
        if value is not None and value.startswith("=") and word[at:]:
            raise _UnreadError
        _take(option, value, "-" + letter)
        return


def _take(option: _Option, value: str | None, word: str) -> None:
    if option.checked and (value is None or not _INTEGER.fullmatch(value)):
        raise _UnreadError
    if not option.takes:
        option.values = [*(option.values or []), word]
    elif option.takes == "=+":
        option.values = [*(option.values or []), value or ""]
    else:
        option.values = [] if value is None else [value]


__all__ = ["argparse"]
