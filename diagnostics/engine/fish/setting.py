"""`set` in all its forms, and the functions that fish ships for people who come from elsewhere: `export`, `setenv`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..environment import ProblemKind
from ..records import dataclass, replace
from ..regexes import regex
from ..shell.values import Text, Unknown, Var
from ..source import Span
from .commands import Call, make_foreign
from .expansion import indices
from .machine import FUNCTION, GLOBAL, LOCAL, READ_ONLY, UNIVERSAL, Fish
from .remarks import remark_export, remark_set

NAME = regex(r"\w+")
_EXPORTED = regex(r"[\"']?(\w+)=")
_ELEMENT = regex(r"(\w+)\[(.*)\]", re.DOTALL)
_SHORT = {
    "l": LOCAL,
    "f": FUNCTION,
    "g": GLOBAL,
    "U": UNIVERSAL,
    "x": "export",
    "u": "unexport",
    "e": "erase",
    "q": "query",
    "a": "append",
    "p": "prepend",
    "S": "show",
    "n": "names",
    "L": "long",
    "h": "help",
}
_LONG = {
    "local": LOCAL,
    "function": FUNCTION,
    "global": GLOBAL,
    "universal": UNIVERSAL,
    "export": "export",
    "unexport": "unexport",
    "erase": "erase",
    "query": "query",
    "append": "append",
    "prepend": "prepend",
    "show": "show",
    "names": "names",
    "long": "long",
    "help": "help",
    "path": "path",
    "unpath": "unpath",
}
_SCOPES = (LOCAL, FUNCTION, GLOBAL, UNIVERSAL)
_MOST_ELEMENTS = 10_000


@dataclass(frozen=True, slots=True)
class Options:
    """What the options before a name ask for."""

    flags: frozenset[str]

    @property
    def where(self) -> str:
        """Return the scope that is named, or nothing."""
        return next((scope for scope in _SCOPES if scope in self.flags), "")

    @property
    def exported(self) -> bool | None:
        """Return whether the variable is to be exported; None where nothing is said."""
        return True if "export" in self.flags else False if "unexport" in self.flags else None

    @property
    def path(self) -> bool | None:
        """Return whether the variable is to be a path; None where nothing is said."""
        return True if "path" in self.flags else False if "unpath" in self.flags else None


def read_options(arguments: Sequence[Text]) -> tuple[Options, int] | None:
    """Return the options and where the names begin; None where there is one that `set` does not know."""
    flags: set[str] = set()
    index = 0
    while index < len(arguments):
        text = arguments[index]
        if not isinstance(text, str) or not text.startswith("-") or text == "-":
            break
        index += 1
        if text == "--":
            break
        if text.startswith("--"):
            found = [name for name in _LONG if name.startswith(text[2:])]
            exact = [name for name in found if name == text[2:]] or found
            if len(exact) != 1:
                return None
            flags.add(_LONG[exact[0]])
            continue
        for letter in text[1:]:
            if letter not in _SHORT:
                return None
            flags.add(_SHORT[letter])
    if len([scope for scope in _SCOPES if scope in flags]) > 1:
        return None
    if "export" in flags and "unexport" in flags:
        return None
    return Options(frozenset(flags)), index


def set_(m: Fish, call: Call) -> None:
    """`set`: give a list to a variable, erase it, or ask for it. On success the status stays what it was."""
    remark_set(m, call)
    read = read_options(call.arguments)
    if read is None:
        m.status = 2
        return
    options, index = read
    rest = call.arguments[index:]
    if options.flags & {"show", "help"} or (not rest and not options.flags & {"erase", "query"}):
        m.write(m.unknown(call.begin, "lists variables"))
        m.status = 0
    elif "names" in options.flags:
        m.write(m.unknown(call.begin, "lists variables"))
    elif "query" in options.flags:
        _query(m, rest, options)
    elif "erase" in options.flags:
        _erase(m, call, rest, options)
    else:
        _assign(m, call, rest, options, index)


# --- asking


def _query(m: Fish, names: Sequence[Text], options: Options) -> None:
    """`set -q`: the status is the number of names that are not set."""
    missing = 0
    unsure: Unknown | None = None
    for name in names:
        verdict = _is_set(m, name, options)
        if isinstance(verdict, Unknown):
            unsure = unsure or verdict
        elif not verdict:
            missing += 1
    if unsure is None:
        m.status = min(missing, 255) if names else 255
        return
    m.status = missing or Unknown(unsure.why, line=unsure.line or m.line(m.statement[0]))


def _is_set(m: Fish, name: Text, options: Options) -> bool | Unknown:
    if isinstance(name, Unknown):
        return name
    element = _ELEMENT.fullmatch(name)
    plain = element.group(1) if element else name
    if plain in READ_ONLY:
        return True
    there = m.near(plain, options.where) if options.where else m.find(plain)
    found = there[1] if there else None
    if found is None:
        return False
    if isinstance(found.value, Unknown) and (found.maybe_unset or (element and found.value.many)):
        return found.value
    wanted = options.exported
    if wanted is not None:
        if found.exported is None:
            return Unknown(found.depends)
        if found.exported != wanted:
            return False
    if not element:
        return True
    items = m.elements(plain) or []
    if any(isinstance(item, Unknown) and item.many for item in items):
        return next(item for item in items if isinstance(item, Unknown))
    return all(1 <= index <= len(items) for index in indices(element.group(2), len(items)))


# --- erasing


def _erase(m: Fish, call: Call, names: Sequence[Text], options: Options) -> None:
    status: int | Unknown | None = None
    if not names:
        m.status = 2
        return
    for name in names:
        if isinstance(name, Unknown):
            m.status = name
            _erase_any(m, call)
            continue
        element = _ELEMENT.fullmatch(name)
        if element:
            m.status = 0
            _erase_elements(m, call, element.group(1), element.group(2), options)
            status = m.status or status
            continue
        if not NAME.fullmatch(name):
            status = 2
            continue
        gone = m.erase(name, _whole(m, call), options.where)
        if gone is not True:
            status = gone if isinstance(gone, Unknown) else 4
    m.status = 0 if status is None else status


def _erase_any(m: Fish, call: Call) -> None:
    """Remember that a name which is not known is erased: each variable that the text has set may be the one."""
    why = m.unknown(call.begin, "erases a variable whose name is not known", is_set=False)
    m.budget.spend(1 + len(m.cells.values) // 8)
    for key, cell in list(m.cells.values.items()):
        given = key[:1] in "vs" and key.partition(":")[2] not in READ_ONLY
        if given and isinstance(cell, Var) and cell.set_at and cell.value is not None:
            m.cells.put(key, replace(cell, value=why, maybe_unset=True))


def _erase_elements(m: Fish, call: Call, name: str, text: str, options: Options) -> None:
    items = m.elements(name)
    if items is None:
        m.status = 1
        return
    loose = next((item for item in items if isinstance(item, Unknown) and item.many), None)
    if loose is not None:
        _assign_perhaps(m, call, name, loose, options)
        return
    gone = set(indices(text, len(items)))
    kept = [item for number, item in enumerate(items, 1) if number not in gone]
    m.assign(name, kept, _whole(m, call), where=options.where)


# --- giving values


def _whole(m: Fish, call: Call) -> Span:
    return m.span(call.begin, call.stop)


def _values_span(m: Fish, call: Call, first: int) -> Span | None:
    """Return the place of the values as written: from the word behind the name to the last one."""
    words = call.words
    if len(call.arguments) != len(words) or first >= len(words):
        return None
    return m.span(words[first].begin, words[-1].stop)


def _assign(m: Fish, call: Call, rest: Sequence[Text], options: Options, index: int) -> None:
    name, values = rest[0], list(rest[1:])
    if isinstance(name, Unknown):
        m.status = name
        sets_anything(m, call)
        return
    element = _ELEMENT.fullmatch(name)
    if element:
        _assign_elements(m, call, element.group(1), element.group(2), values, options)
        return
    if not NAME.fullmatch(name) or name in READ_ONLY:
        m.status = 1 if name in READ_ONLY else 2
        return
    before: list[Text] = []
    if options.flags & {"append", "prepend"}:
        before = m.elements(name) or []  # what is seen here, whatever scope is written
        if {"append", "prepend"} <= options.flags:
            values = [*values, *before, *values]
        else:
            values = [*before, *values] if "append" in options.flags else [*values, *before]
    done = m.assign(
        name,
        values,
        _whole(m, call),
        _values_span(m, call, index + 1),
        where=options.where,
        exported=options.exported,
        path=options.path,
    )
    if not done:
        m.status = 1


def _assign_perhaps(m: Fish, call: Call, name: str, loose: Unknown, options: Options) -> None:
    """Change elements of a list whose length is not known: fish may refuse, and then nothing is set."""
    m.assign(name, [loose], _whole(m, call), where=options.where, exported=options.exported)
    found = m.find(name)
    if found is not None:
        value = replace(loose, filled=False, is_set=False)
        m.cells.put(found[0], replace(found[1], value=value, maybe_unset=True))
    m.status = replace(loose, many=False, line=loose.line or m.line(call.begin))


def _assign_elements(m: Fish, call: Call, name: str, text: str, values: Sequence[Text], options: Options) -> None:
    """`set NAME[2] value`: as many values as elements are named; elements between are empty."""
    items = list(m.elements(name) or [])
    loose = next((item for item in (*items, *values) if isinstance(item, Unknown) and item.many), None)
    if loose is not None:
        _assign_perhaps(m, call, name, loose, options)
        return
    numbers = indices(text, len(items), beyond=True)
    if len(numbers) != len(values) or any(number < 1 or number > _MOST_ELEMENTS for number in numbers):
        m.status = 2
        return
    for number, value in zip(numbers, values, strict=True):
        items.extend([""] * (number - len(items)))
        items[number - 1] = value
    m.assign(name, items, _whole(m, call), where=options.where, exported=options.exported)


# --- what fish ships for people from other shells


def export(m: Fish, call: Call) -> None:
    """`export NAME=value`: a function of fish that calls `set -gx`."""
    remark_export(m, call)
    if not call.arguments:
        m.write(m.unknown(call.begin, "lists variables"))
        m.status = 0
        return
    status = 0
    for number, argument in enumerate(call.arguments):
        if isinstance(argument, Unknown):
            _export_unknown(m, call, number, argument)
            continue
        name, equals, text = argument.partition("=")
        if not NAME.fullmatch(name) or name in READ_ONLY:
            status = 2
            continue
        status = 0
        span = _export_span(m, call, number)
        if not equals:
            with m.scope(is_function=True, hides=True):  # it is a function: what is local to its caller is hidden
                items = m.elements(name) or []
            m.assign(name, items, span, where=GLOBAL, exported=True)
        elif name in ("PATH", "CDPATH", "MANPATH"):
            m.assign(name, text.split(":"), span, _export_value(m, call, number, name), where=GLOBAL, exported=True)
        else:
            m.assign(name, [text], span, _export_value(m, call, number, name), where=GLOBAL, exported=True)
    m.status = status


def _export_unknown(m: Fish, call: Call, number: int, argument: Unknown) -> None:
    """`export NAME=$unknown` sets NAME, to nobody knows what; `export (commands)` may set anything."""
    if argument.many:
        m.write(argument)  # where nothing is left of the words, export lists what there is
    word = call.words[number] if len(call.words) == len(call.arguments) else None
    found = _EXPORTED.match(word.raw) if word else None
    if word and found:
        value = m.span(word.begin + found.end(), word.stop)
        place = _export_span(m, call, number)
        # What is known to be there is the name and the equals sign, not the value.
        m.assign(found.group(1), [replace(argument, filled=False)], place, value, where=GLOBAL, exported=True)
        return
    sets_anything(m, call)


def sets_anything(m: Fish, call: Call) -> None:
    """Remember a command that sets variables whose names are not known."""
    text = "This sets variables whose names only the machine knows."
    m.problem(ProblemKind.SETS_UNKNOWN_NAMES, call.begin, call.stop, text)
    make_foreign(m, m.unknown(call.begin, "sets a variable whose name is not known", is_set=False))


def _export_span(m: Fish, call: Call, number: int) -> Span:
    if len(call.words) != len(call.arguments) or len(call.arguments) < 2:
        return _whole(m, call)
    word = call.words[number]
    return m.span(word.begin, word.stop)


def _export_value(m: Fish, call: Call, number: int, name: str) -> Span | None:
    if len(call.words) != len(call.arguments):
        return None
    word = call.words[number]
    if not word.raw.startswith(name + "="):
        return None
    return m.span(word.begin + len(name) + 1, word.stop)


def setenv(m: Fish, call: Call) -> None:
    """`setenv NAME value`: a function of fish that calls `set -gx`."""
    arguments = call.arguments
    if not arguments or len(arguments) > 2:
        m.status = 1
        return
    name = arguments[0]
    if isinstance(name, Unknown) or not NAME.fullmatch(name):
        m.status = 1
        return
    value: Text = arguments[1] if len(arguments) == 2 else ""
    items = value.split(":") if isinstance(value, str) and name in ("PATH", "CDPATH", "MANPATH") else [value]
    m.assign(name, items, _whole(m, call), _values_span(m, call, 1), where=GLOBAL, exported=True)
    m.status = 0


__all__ = ["export", "read_options", "set_", "setenv"]
