"""zsh's `zparseopts`: options among the positional parameters go into arrays, as zsh 5.9 does it."""

from __future__ import annotations

import re

from ..records import dataclass, field, replace
from .commands import IDENTIFIER, Call
from .machine import Machine
from .typedvalues import table
from .values import Array, Text, Var


@dataclass(slots=True)
class _Option:
    """One that may be given: how it is written, and what was found of it."""

    name: str
    takes: bool = False  # an argument
    optional: bool = False
    same: bool = False  # the argument stands in the same element as the option
    repeats: bool = False
    array: str = ""
    found: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Wanted:
    """What the words of `zparseopts` ask for."""

    flags: str = ""
    table: str = ""
    default: str = ""  # the array of options that name none
    options: list[_Option] = field(default_factory=list)


class _MistakeError(Exception):
    """zsh complains, and changes nothing."""


def zparseopts(m: Machine, call: Call) -> None:
    """Put options into arrays; with -D they are taken off the arguments."""
    arguments = [text for text in m.arguments().items if isinstance(text, str)]
    words = [text for text in call.arguments if isinstance(text, str)]
    if len(words) != len(call.arguments) or len(arguments) != len(m.arguments().items):
        _lose(m, call)
        return
    m.budget.spend(1 + len(words) * (1 + len(arguments)))
    order: list[tuple[_Option, list[str]]] = []
    try:
        wanted = _read(words)
        left = _parse(wanted, arguments, order)
    except _MistakeError:
        m.status = 1
        return
    if "M" in wanted.flags:  # options that stand for others
        _lose(m, call)
        return
    m.status = 0
    for name in dict.fromkeys((wanted.default, *(option.array for option in wanted.options))):
        if not name:
            continue
        elements = [text for option, given in order if option.array == name for text in given]
        if elements or "K" not in wanted.flags:
            m.put_variable(name, replace(m.variable(name), value=Array(tuple(elements)), text_wins=True))
    _fill_table(m, wanted)
    if "D" in wanted.flags:
        m.cells.put("m:arguments", Var(Array(tuple(left))))


def _fill_table(m: Machine, wanted: _Wanted) -> None:
    given = [option for option in wanted.options if option.found]
    if not wanted.table or (not given and "K" in wanted.flags):
        return
    flat: list[Text] = []
    for option in given:
        head = len(option.name) + 1
        texts = [each[1] if len(each) > 1 else each[0][head:] for each in option.found]
        flat += ["-" + option.name, "".join(texts)]
    made = table(m, Array(tuple(flat)))
    m.put_variable(wanted.table, replace(m.variable(wanted.table), value=made, text_wins=True))


def _lose(m: Machine, call: Call) -> None:
    why = m.unknown(call.begin, "reads options", is_set=False, many=True)
    m.status = m.unknown(call.begin, "reads options")
    texts = [text for text in call.arguments if isinstance(text, str)]
    for before, text in zip(["", *texts], texts, strict=False):
        name = text if before in ("-a", "-A") else text.partition("=")[2]
        if re.fullmatch(r"[A-Za-z_]\w*", name):
            m.put_variable(name, replace(m.variable(name), value=why, text_wins=True))
    if any(re.fullmatch(r"-[EKMF]*D[EKMF]*", text) for text in texts):
        m.cells.put("m:arguments", Var(Array((why,))))


def _read(words: list[str]) -> _Wanted:
    wanted = _Wanted()
    words = list(words)
    while words and words[0][:1] == "-":
        word = words.pop(0)
        if word in ("-", "--"):
            break
        if word in ("-D", "-E", "-F", "-K", "-M"):
            wanted.flags += word[1]
        elif word[:2] in ("-a", "-A"):
            name = word[2:] or (words.pop(0) if words else "")
            if not IDENTIFIER.fullmatch(name):
                raise _MistakeError
            if word[1] == "a":
                wanted.default = name
            else:
                wanted.table = name
        else:
            words.insert(0, word)
            break
    if not words:
        raise _MistakeError
    for word in words:
        wanted.options.append(_described(word, wanted.default))
        if any(other.name == wanted.options[-1].name for other in wanted.options[:-1]):
            raise _MistakeError
        if not wanted.options[-1].array and not wanted.table:
            raise _MistakeError
    return wanted


def _described(word: str, default: str) -> _Option:
    """Return the option that `name[+][:[:][-]][=array]` describes."""
    name, at = "", 0
    while at < len(word) and (not at or word[at] not in "+:="):
        at += word[at] == "\\" and at + 1 < len(word)
        name += word[at]
        at += 1
    rest = re.fullmatch(r"(\+?)(?:(:)(:?)(-?))?(?:=(\w+))?", word[at:])
    if not name or rest is None:
        raise _MistakeError
    repeats, takes, optional, same, array = rest.groups()
    return _Option(name, bool(takes), bool(optional), bool(same or optional), bool(repeats), array or default)


def _parse(wanted: _Wanted, arguments: list[str], order: list[tuple[_Option, list[str]]]) -> list[str]:
    """Find the options; return the arguments that are left."""
    extracts = "E" in wanted.flags
    left: list[str] = []
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word in ("-", "--"):
            if extracts:
                left.append(word)
            at += 1
            break
        taken = _taken(wanted, arguments, at, order) if word[:1] == "-" else 0
        if not taken:
            if word[:1] == "-" and "F" in wanted.flags:
                raise _MistakeError
            if not extracts:
                break
            left.append(word)
        at += taken or 1
    return left + arguments[at:]


def _taken(wanted: _Wanted, arguments: list[str], at: int, order: list[tuple[_Option, list[str]]]) -> int:
    """Return how many arguments an option takes at a place; 0 where it is none that is known."""
    text = arguments[at][1:]
    following = arguments[at + 1] if at + 1 < len(arguments) else None
    for option in reversed(wanted.options):
        if text == option.name or (option.takes and text.startswith(option.name)):
            return 1 + _given(option, text[len(option.name) :], following, order)
    for index, letter in enumerate(text):
        option_found = next((one for one in reversed(wanted.options) if one.name == letter), None)
        if option_found is None:
            return 0
        used = _given(option_found, text[index + 1 :] if option_found.takes else "", following, order)
        if option_found.takes and text[index + 1 :]:
            return 1
        if used:
            return 2
    return 1


def _given(option: _Option, behind: str, following: str | None, order: list[tuple[_Option, list[str]]]) -> int:
    """Note an option; return 1 where the argument behind it is its own."""
    used = 0
    value: str | None = behind or None
    if option.takes and not behind and (not option.optional or (following is not None and following[:1] != "-")):
        if following is None:
            raise _MistakeError
        value, used = following, 1
    elements = ["-" + option.name]
    if value is not None and option.same:
        elements[0] += value
    elif value is not None:
        elements.append(value)
    if option.found and not option.repeats:
        option.found[0][:] = elements
        return used
    option.found.append(elements)
    order.append((option, elements))
    return used
