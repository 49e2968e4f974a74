"""Read the words of a declaration: its flags, the names it declares, their values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..clientnames import READ_BY_OTHERS
from ..environment import ProblemKind
from ..names import READ
from ..records import dataclass
from ..regexes import regex
from . import tree
from .assigning import Place, node_value
from .braces import expand_braces
from .commands import Call
from .control import Signal
from .expansion import expand_fields, expand_text
from .machine import Machine
from .values import Text, Unknown, Value

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_VALUED = regex(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=(.*)", re.DOTALL)
_INSERTED = regex(r"\$\{[^{}]*\}|\$\w+|\$\([^()]*\)|`[^`]*`")
_SHORTEST_HALF = 5  # of what is written of a name; less may be any
_SHORTEST_SET = 2  # the same of variables that the text sets
_BASH_FLAGS = {"export": "aAfnp", "readonly": "aAfp"}
_ZSH_FLAGS = "aAEFfgHhiklLmpRrTtUuxZz"
_NUMBERED = "iEFLRZ"  # of zsh's: a base, digits or a width may follow
_SWITCHES = {"r": "readonly", "h": "hidden", "U": "unique", "T": "tie"}  # a letter that turns one thing on and off
_MARKS = {"p": "lists", "f": "functions", "F": "functions", "m": "matching"}  # one that does so with either sign


@dataclass(slots=True)
class Options:
    """The flags of a declaration; `export` None leaves the flag alone."""

    export: bool | None = None
    readonly: bool = False
    everywhere: bool = False
    globally: bool = False  # -g
    integer: int = 0
    decimals: str = ""
    case: str = ""
    kind: str = ""  # "a" array, "A" table
    unique: bool = False
    reference: bool = False
    tie: bool = False
    local: bool = False
    lists: bool = False
    functions: bool = False
    pads: str | None = None  # -L, -R and -Z with their width; "" takes them back
    bad: bool = False
    hidden: bool = False  # zsh's -h
    private: bool = False  # zsh's word of that name
    inherit: bool = False  # bash's -I: a local name begins with what the outer one holds
    matching: bool = False  # zsh's -m: the names are patterns
    plain: str = ""  # +i, +u, +l: the letters of what is taken back
    appended: str = ""  # a name with `+=`, which zsh refuses once it has declared the others


@dataclass(frozen=True, slots=True)
class Target:
    """One name of a declaration, with its value where there is one."""

    name: str
    value: Value
    append: bool
    subscript: Text | None
    place: Place
    begin: int
    stop: int


def refuse(m: Machine, call: Call, reason: str, name: str | None) -> None:
    """Give up the file, as zsh does at a declaration that it cannot carry out."""
    m.status = 1
    m.problem(ProblemKind.ABORTS_FILE, call.begin, call.stop, f"zsh stops reading the file here: {reason}.", name)
    raise Signal("abort")


def read_targets(m: Machine, call: Call, options: Options) -> list[Target]:
    """Return the names that a declaration's words declare; its flags go into `options`."""
    targets: list[Target] = []
    reading = True
    skip = 0
    for index, node in enumerate(call.nodes):
        if skip:
            skip -= 1
            continue
        if isinstance(node, tree.Assign) and not _several(m, node) and (m.zsh or not call.options):
            reading = False
            if m.zsh and node.append:
                options.appended = options.appended or node.name
                continue
            value, subscript = node_value(m, node, keyed=options.kind == "A")
            whole = call if len(call.nodes) == 1 else node
            place = Place(m.span(whole.begin, whole.stop), m.span(node.value_begin, node.value_stop))
            targets.append(Target(node.name, value, node.append, subscript, place, node.begin, node.stop))
            continue
        word = node.word if isinstance(node, tree.Assign) else node
        if reading and word.plain is not None and re.fullmatch(r"[-+][A-Za-z0-9]*|--", word.plain):
            if word.plain == "--":
                reading = False
                continue
            following = call.nodes[index + 1] if index + 1 < len(call.nodes) else None
            number = following.plain if isinstance(following, tree.Word) else None
            skip = _option(m, call.name, word.plain, options, number)
            continue
        if reading and word.plain is None and word.raw[:1] in '$"' and (flags := _flags_in(m, word, call)) is not None:
            for flag in flags:
                _option(m, call.name, flag, options, None)
            continue
        reading = False
        targets.extend(_from_word(m, word, call, options, homes=isinstance(node, tree.Word) or bool(call.options)))
    return targets


def _flags_in(m: Machine, word: tree.Word, call: Call) -> list[str] | None:
    """Return the flags that a variable holds, none where it is empty; None where it is something else."""
    if len(word.parts) != 1 or not isinstance(word.parts[0], tree.Parameter):
        return None
    texts = expand_fields(m, [word], glob=call.glob)
    flags = [text for text in texts if isinstance(text, str) and re.fullmatch(r"[-+][A-Za-z0-9]+", text)]
    return flags if len(flags) == len(texts) else None


def _several(m: Machine, node: tree.Assign) -> bool:
    """Tell whether bash makes several words of an argument such as `NAME={a,b}`."""
    if m.zsh or isinstance(node.value, tree.ArrayLiteral):
        return False
    return "{" in node.raw and len(expand_braces(node.word, m.budget, zsh=False)) > 1


def _from_word(m: Machine, word: tree.Word, call: Call, options: Options, *, homes: bool) -> list[Target]:
    """Return what a word that is no plain assignment declares, once it is expanded."""
    if m.zsh and word.raw.startswith("=") and m.option("equals"):
        refuse(m, call, "there is a blank before the equals sign", None)
    targets: list[Target] = []
    mark = m.cells.mark()
    for text in expand_fields(m, [word], glob=call.glob, magic=call.prefixed or call.name == "private", homes=homes):
        place = Place(m.span(word.begin, word.stop), None)
        if isinstance(text, Unknown):
            targets.append(_half_known(m, word, text, place, mark))
            continue
        found = _VALUED.fullmatch(text)
        if found:
            if m.zsh and found.group(2):
                options.appended = options.appended or found.group(1)
                continue
            at = word.raw.find("=")
            value_span = m.span(word.begin + at + 1, word.stop) if at != -1 and word.raw[0] not in "'\"" else None
            place = Place(place.span, value_span)
            targets.append(
                Target(found.group(1), found.group(3), bool(found.group(2)), None, place, word.begin, word.stop)
            )
        else:
            targets.append(Target(text, None, False, None, place, word.begin, word.stop))
    return targets


def _half_known(m: Machine, word: tree.Word, text: Unknown, place: Place, mark: int) -> Target:
    """Return the target of `"$1=$(command)"`: the name may be plain although the value is not known.

    The name is read with what the variables were before the word was, at `mark`: `KEY_$((n++))` counts once.
    """
    changes = m.cells.changes(mark)
    m.cells.rollback(mark)
    name = _name_before(m, word)
    m.cells.rollback(mark)
    m.cells.apply(changes)
    return Target(name, text, False, None, place, word.begin, word.stop)


def _name_before(m: Machine, word: tree.Word) -> str:
    """Return the name in front of a word's equals sign; "" where there is none, or it is not known."""
    for index, part in enumerate(word.parts):
        head, equals, _ = part.text.partition("=") if isinstance(part, tree.Literal) else ("", "", "")
        if equals and isinstance(part, tree.Literal):
            before = tree.Word((*word.parts[:index], tree.Literal(head, part.quoted)), word.begin, word.stop)
            name = expand_text(m, before, tilde=False)
            return name if isinstance(name, str) and _NAME.fullmatch(name) else ""
    return ""


def _option(m: Machine, command: str, text: str, options: Options, following: str | None) -> int:
    """Read `-x`, `+x`, `-ix` …; return how many more words belong to it."""
    on = text[0] == "-"
    letters = text[1:]
    used = 0
    for index, letter in enumerate(letters):
        digits = letters[index + 1 :]
        number = _number(digits, following) if m.zsh and letter in _NUMBERED else None
        is_second = letter == "x" and options.everywhere and options.export is not None
        if is_second or not _has_flag(command, letter, zsh=m.zsh):
            options.bad = True
        _take(options, letter, number, on=on, zsh=m.zsh)
        if number is not None and number is following and not digits:
            used = 1
        if number is not None and number == digits:
            break
    return used


def _number(digits: str, following: str | None) -> str | None:
    """Return the number that belongs to a flag: what stands behind its letter, or the next word; None without one."""
    if digits:
        return digits if digits.isdigit() else None
    return following if following is not None and following.isdigit() else None


def _has_flag(command: str, letter: str, *, zsh: bool) -> bool:
    """Tell whether a shell's command of that name has a flag."""
    if not zsh:
        return letter in _BASH_FLAGS.get(command, "aAcfFgiIlnprtux")
    return letter in _ZSH_FLAGS and not (command == "export" and letter in "gAm")


def _take(options: Options, letter: str, number: str | None, *, on: bool, zsh: bool) -> None:
    """Put into the options what one letter of a flag says; one that the shell does not have may say something, too."""
    cases = "ul" if zsh else "ulc"
    if letter == "x":
        options.export = on
    elif letter == "g":
        options.everywhere = options.globally = on
    elif letter in "aA":
        options.kind = letter
    elif letter in cases:
        options.case = letter if on else ""
    elif letter in _SWITCHES:
        setattr(options, _SWITCHES[letter], on)
    elif letter in _NUMBERED and (zsh or letter not in "EF"):
        _take_numbered(options, letter, number, on=on)
    elif letter in _MARKS and (zsh or letter != "m"):
        setattr(options, _MARKS[letter], True)
    elif letter == "I" and not zsh:
        options.inherit = on
    elif letter == "n" and not zsh:
        options.reference = on
        if options.export is not None and on and options.everywhere:
            options.export, options.reference = False, False
    if not on and letter in f"{cases}iU":
        options.plain += letter


def _take_numbered(options: Options, letter: str, number: str | None, *, on: bool) -> None:
    """Put a flag into the options behind which zsh reads a number: a base, digits, a width."""
    if letter == "i":
        base = int(number or 10)
        options.integer = (1 if number and base == 10 else base) if on else 0  # 10: until a value has another one
    elif letter in "EF":
        options.decimals = letter + (number or "") if on else ""
    else:
        options.pads = f"{options.pads or ''}{letter}{number or ''}" if on else ""


def names_like(m: Machine, raw: str) -> list[str]:
    """Return the names that a half-known name, such as `ANTHROPIC_$X`, may stand for: of variables that are set, and
    of those that a client reads.
    """
    pieces = _pieces(raw)
    size = len("".join(pieces))
    if len(pieces) < 2 or size < _SHORTEST_SET:
        return []
    m.budget.spend(1 + len(m.cells.values) // 8)
    there = [key[2:] for key, cell in m.cells.values.items() if key[:2] == "v:" and getattr(cell, "set_at", None)]
    names = [*there, *(READ if size >= _SHORTEST_HALF else ())]
    return [name for name in dict.fromkeys(names) if _fits(name, pieces)]


def may_be_read(raw: str) -> bool:
    """Tell whether a name that is not known, such as `$NAME` or `APP_$X`, may be one that a client reads."""
    pieces = _pieces(raw)
    return len("".join(pieces)) < _SHORTEST_SET or any(_fits(name, pieces) for name in (*READ, *READ_BY_OTHERS))


def _pieces(raw: str) -> list[str]:
    """Return what is written of a half-known name, around what is inserted."""
    return _INSERTED.split(raw.partition("=")[0].strip("\"'"))


def _fits(name: str, pieces: Sequence[str]) -> bool:
    """Tell whether a name has these pieces in their order, the first at its begin and the last at its end."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1 or not (name.startswith(first) and name.endswith(last)):
        return name == first
    at, stop = len(first), len(name) - len(last)
    for piece in pieces[1:-1]:  # each where it comes first: an expression would try all ways
        found = name.find(piece, at, max(at, stop))
        if found == -1:
            return False
        at = found + len(piece)
    return at <= stop


def names_matching(m: Machine, patterns: Sequence[str]) -> list[str]:
    """Return the variables whose names match, for zsh's `typeset -m` and `unset -m`."""
    from .patternnodes import Piece
    from .patterns import Pattern

    made = [Pattern([Piece(text, True)], m.budget, zsh=True) for text in patterns]
    names = [key[2:] for key in m.cells.values if key.startswith("v:")]
    m.budget.spend(1 + len(names) // 8)
    return [name for name in names if any(pattern.matches(name) for pattern in made)]
