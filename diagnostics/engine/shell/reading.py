"""`read` and `mapfile`: take lines off what stands before the command."""

from __future__ import annotations

import re

from ..records import replace
from ..regexes import regex
from .assigning import ELEMENT, assign_text
from .commands import IDENTIFIER, Call
from .control import Signal
from .fields import split_fields
from .found import ifs
from .machine import Machine
from .quoting import quote_bash
from .typedvalues import typed
from .values import Array, Table, Text, Unknown, Var

_NO_NAME = regex(r"(?=\S*\D)\d[\w.-]*|[A-Za-z_]\w*[.-][\w.-]*")  # what people take for one
_ESCAPED = regex(r"\\(.)", re.DOTALL)
_BASH_LETTERS, _ZSH_LETTERS = "aeErsdinNptu", "rszpqAclneEtkdu"  # of the options that each shell's `read` knows
_HIDDEN, _REACH = 0xF0000, 0xFFFE  # the private characters that stand for escaped ones while a line is cut


def read(m: Machine, call: Call) -> None:
    """`read`: one line into variables, or an array."""
    names, flags, delimiter, values = _options(m, call)
    if any(letter.isalpha() and letter not in (_ZSH_LETTERS if m.zsh else _BASH_LETTERS) for letter in flags):
        m.status = 1 if m.zsh else 2  # measured: `read -a` is bash's and `read -A` zsh's, and the other reads nothing
        return
    if any(not (IDENTIFIER.fullmatch(name) or ELEMENT.fullmatch(name)) for name in names):
        m.status = 1
        if m.zsh:
            raise Signal("abort")
        return
    outer = m.stdin
    if "u" in flags:
        m.stdin = m.stdin if values.get("u") == "0" else m.inputs.get(values.get("u", ""))
    try:
        _read(m, call, names, flags, delimiter, values.get("n", ""))
    finally:
        m.stdin = outer


def _read(m: Machine, call: Call, names: list[str], flags: str, delimiter: str, count: str) -> None:
    counted = "n" in flags and not m.zsh and count.isdigit() and len(count) < 5
    if not m.stdin or ("n" in flags and not counted) or "N" in flags or "k" in flags or "q" in flags:
        _all_unknown(m, call, names, flags, m.unknown(call.begin, "asks the person"))
        return
    text = m.stdin.text
    if isinstance(text, Unknown):
        _all_unknown(m, call, names, flags, text)
        return
    if m.stdin.position >= len(text):
        for name in names:
            assign_text(m, name, "")
        m.status = 1
        return
    position = m.stdin.position
    line, found = _line(m, text, raw="r" in flags, delimiter=delimiter)
    if counted and len(line) >= int(count):
        if line != text[position : position + len(line)]:
            _all_unknown(m, call, names, flags, m.unknown(call.begin, "reads characters behind backslashes"))
            return
        line, found = line[: int(count)], True
        m.stdin.position = position + int(count)
    m.status = 0 if found else 1
    separators = ifs(m)
    if isinstance(separators, Unknown):
        _all_unknown(m, call, names, flags, separators)
        return
    if "a" in flags or "A" in flags:
        fields = split_fields(line, separators)
        if m.zsh and (not fields or line[-1] in separators):
            fields.append("")
        if names:
            old = m.variable(names[0])
            if old.readonly:
                m.status = 1
                return
            items = Array(tuple(map(_plain, fields)))
            value = items if m.zsh else typed(m, old, items)
            m.put_variable(names[0], replace(old, value=value, text_wins=True, set_at=m.span(*m.statement)))
        return
    if not names:
        whole = _cut(line, separators, 1, zsh=True)[0] if m.zsh else line
        assign_text(m, "REPLY", _plain(whole))
        return
    for name, field in zip(names, _cut(line, separators, len(names), zsh=m.zsh), strict=True):
        if not assign_text(m, name, _plain(field)):
            m.status = 1
            return


def _options(m: Machine, call: Call) -> tuple[list[str], str, str, dict[str, str]]:
    """Return the names, the flags, the character that ends a line, and the values of -u and -n."""
    names: list[str] = []
    flags, delimiter, reading = "", "\n", not m.zsh
    values: dict[str, str] = {}
    arguments = list(call.arguments)
    while arguments:
        text = arguments.pop(0)
        if isinstance(text, Unknown):
            continue
        if text.startswith("-") and len(text) > 1 and (not names or (reading and "a" in flags)):
            for index, letter in enumerate(text[1:], 2):
                takes = "dtnNuip" if not m.zsh else "dtu"
                if letter in takes:
                    value = text[index:] or (arguments.pop(0) if arguments else "")
                    if letter == "d" and isinstance(value, str):
                        delimiter = value[:1] or "\0"
                    flags += letter if letter in "nNu" else ""
                    values[letter] = value if isinstance(value, str) else ""
                    break
                if letter == "a" and not m.zsh:
                    flags += "a"
                    array = text[index:] or (arguments.pop(0) if arguments else "")
                    names.extend([array] if isinstance(array, str) else [])
                    break
                flags += letter
            continue
        reading = False
        name = text.partition("?")[0] if m.zsh else text
        if IDENTIFIER.fullmatch(name) or ELEMENT.fullmatch(name) or _NO_NAME.fullmatch(name):
            names.append(name)
    return names, flags, delimiter, values


def _all_unknown(m: Machine, call: Call, names: list[str], flags: str, why: Unknown) -> None:
    m.status = why
    for name in names or ["REPLY"]:
        if "a" in flags or "A" in flags:
            m.put_variable(name, replace(m.variable(name), value=replace(why, many=True), text_wins=True))
        else:
            assign_text(m, name, replace(why, is_set=True))


def _line(m: Machine, text: str, *, raw: bool, delimiter: str) -> tuple[str, bool]:
    """Return the next line, and whether it was complete."""
    assert m.stdin is not None
    position = m.stdin.position
    pieces: list[str] = []
    while True:
        stop = text.find(delimiter, position)
        piece = text[position:] if stop == -1 else text[position:stop]
        m.budget.spend(1 + len(piece) // 64)
        found = stop != -1
        position = stop + 1 if found else len(text)
        if found and not raw and (len(piece) - len(piece.rstrip("\\"))) % 2:
            pieces.append(piece[:-1])
            continue
        pieces.append(piece)
        break
    m.stdin.position = position
    line = "".join(pieces)
    return (line if raw else _ESCAPED.sub(_hidden, line)), found


def _hidden(found: re.Match[str]) -> str:
    """Return an escaped character as one that separates nothing."""
    return chr(_HIDDEN + ord(found.group(1))) if ord(found.group(1)) < _REACH else found.group(1)


def _plain(text: str) -> str:
    """Return a text with the escaped characters that were hidden from splitting."""
    return "".join(chr(ord(c) - _HIDDEN) if _HIDDEN <= ord(c) < _HIDDEN + _REACH else c for c in text)


def _cut(line: str, separators: str, count: int, *, zsh: bool) -> list[str]:
    """Cut a line into `count` fields; the last one takes all that is left."""
    blanks = "".join(c for c in separators if c in " \t\n")
    others = "".join(c for c in separators if c not in " \t\n")
    line = line.strip(blanks) if blanks else line
    fields: list[str] = []
    position = 0
    while len(fields) < count - 1 and position < len(line):
        stop = position
        while stop < len(line) and line[stop] not in separators:
            stop += 1
        fields.append(line[position:stop])
        position = stop
        while position < len(line) and line[position] in blanks:
            position += 1
        if position < len(line) and line[position] in others:
            position += 1
            while position < len(line) and line[position] in blanks:
                position += 1
    last = line[position:]
    core = last[:-1].rstrip(blanks) if not zsh and last[-1:] in others else last
    if not any(c in separators for c in core):
        last = core  # bash drops the separator behind the last field
    fields.append(last)
    return fields + [""] * (count - len(fields))


def mapfile(m: Machine, call: Call) -> None:
    """bash: `mapfile`."""
    options, rest = _mapfile_options(list(call.arguments))
    name = next((text for text in rest if isinstance(text, str)), "MAPFILE")
    text: Text = m.stdin.take() if m.stdin else m.unknown(call.begin, "asks the person")
    numbers = [options.get(letter, "0") for letter in "nsO"]
    m.status = 0
    if not IDENTIFIER.fullmatch(name):
        return
    if isinstance(text, Unknown) or "?" in options or not all(number.isdigit() for number in numbers):
        value = Array((m.unknown(call.begin, "reads lines", many=True),))
        m.put_variable(name, Var(value, text_wins=True, set_at=m.span(*m.statement)))
        return
    count, skipped, origin = (int(number[:6]) for number in numbers)
    delimiter = options.get("d", "\n")[:1] or "\0"
    kept = "" if "t" in options or delimiter == "\0" else delimiter  # no value holds a null character
    pieces = text.split(delimiter)
    lines = [piece + kept for piece in pieces[:-1]] + [piece for piece in pieces[-1:] if piece]
    lines = lines[skipped : skipped + count] if count else lines[skipped:]
    m.budget.spend(1 + len(lines) // 8)
    if m.variable(name).readonly or isinstance(m.variable(name).value, Table):
        m.status = 1
        return
    old = m.variable(name).value if "O" in options else None
    before = dict(old.pairs()) if isinstance(old, Array) else {}
    pairs: dict[int, Text] = {**before, **dict(enumerate(lines, origin))}
    m.put_variable(name, Var(Array.of(sorted(pairs.items())), text_wins=True, set_at=m.span(*m.statement)))
    every = options.get("c", "5000")
    if "C" in options and every.isdigit() and int(every[:6]):
        from .sourcing import run_string

        for number in range(int(every[:6]) - 1, len(lines), int(every[:6])):  # it calls this for every so many lines
            words = f"{options['C']} {origin + number} {quote_bash(lines[number])}"
            run_string(m, words, call.begin, call.stop)
        m.status = 0


def _mapfile_options(arguments: list[Text]) -> tuple[dict[str, str], list[Text]]:
    """Return the options with their values, "?" among them for what is not read here, and the words behind them."""
    options: dict[str, str] = {}
    while arguments and isinstance(arguments[0], str) and re.match(r"-\w", arguments[0]):
        letters = str(arguments.pop(0))[1:]
        for at, letter in enumerate(letters, 1):
            if letter not in "dnOsuCct":
                options["?"] = ""
            if letter == "t":
                options["t"] = ""
                continue
            value = letters[at:] or (arguments.pop(0) if arguments else "")
            options["?" if isinstance(value, Unknown) or letter == "u" else letter] = str(value)
            break
    return options, arguments
