"""What changes `Env:`: `Set-Item Env:NAME value` and its kin, `[Environment]::SetEnvironmentVariable(…)`, `setx`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from ..environment import ProblemKind
from ..records import dataclass, field
from ..regexes import regex
from ..shell.values import Unknown, Var
from . import tree
from .machine import Session, Value, shown
from .values import evaluate

# Which of the two happens depends on the version; to a client that takes empty for unset it is the same.
SETS_TO_NOTHING = "sets it to nothing, which removes it before PowerShell 7.5 and leaves it empty since"
REMOVES_OR_EMPTIES = "removes it or, since PowerShell 7.5, leaves it empty"

FOR_LATER = "stores it for later sessions only"
STORED = "l:"  # before the name, where a session's cells keep what Windows keeps

_ENV = regex(r"(?:Microsoft\.PowerShell\.Core[\\/]Environment::|env:)[\\/]?(?P<name>[^\\/:]*)", re.IGNORECASE)
# Where a text names what it sets, as far as that can be told without reading it.
NAMED = regex(
    r"\$\{?env:(\w+)\}?\s*[+?]*=|(?<![$\w{])Env:[\\/]?(\w+)|EnvironmentVariable\(\s*[\"'](\w+)", re.IGNORECASE
)
_SETS = frozenset(("set-item", "si", "new-item", "ni", "set-content", "sc"))
_REMOVES = frozenset(("remove-item", "ri", "rm", "rmdir", "del", "erase", "rd"))
_CLEARS = frozenset(("clear-item", "cli", "clear-content", "clc"))
_FLAGS = frozenset(("force", "confirm", "whatif", "verbose", "debug", "recurse", "passthru", "nonewline"))
_LATER = {"user", "machine", "1", "2"}


@dataclass(slots=True)
class Given:
    """The arguments of a command: those behind `-Name`, and the others in order."""

    named: dict[str, list[tree.Word]] = field(default_factory=dict)
    plain: list[list[tree.Word]] = field(default_factory=list)

    def get(self, *names: str) -> list[tree.Word] | None:
        """Return the words of a parameter, which may be written shortened."""
        for name in names:
            for given, words in self.named.items():
                if len(given) >= 2 and name.startswith(given):
                    return words
        return None


def sort_arguments(words: Sequence[tree.Word]) -> Given:
    """Tell parameters from values; words with commas between them are one list."""
    given = Given()
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        found = re.fullmatch(r"[-–—]([A-Za-z]\w*)(:)?", word.bare)
        if found:
            name = found.group(1).lower()
            if name in _FLAGS:
                continue
            values, index = _listed(words, index)
            given.named[name] = values
            continue
        values, index = _listed(words, index - 1)
        given.plain.append(values)
    return given


def _listed(words: Sequence[tree.Word], index: int) -> tuple[list[tree.Word], int]:
    values = list(words[index : index + 1])
    index += 1
    while index + 1 < len(words) and words[index].bare == ",":
        values.append(words[index + 1])
        index += 2
    return values, index


def on_env(m: Session, name: str, command: tree.Command) -> bool:
    """Carry out a command that sets or removes items of `Env:`; tell whether it is one."""
    if name not in _SETS | _REMOVES | _CLEARS:
        return False
    given = sort_arguments(command.words[1:])
    paths = given.get("path", "literalpath") or (given.plain.pop(0) if given.plain else [])
    texts = [shown(evaluate(m, word.value)) for word in paths]
    for text, word in zip(texts, paths, strict=True):
        if isinstance(text, Unknown):
            if "env:" in _written(word).lower():
                sets_anything(m, command.begin, command.stop)
            continue
        found = _ENV.fullmatch(text)
        if not found:
            continue
        if name in _SETS:
            _set_item(m, name, found["name"], given, command)
        else:
            _remove_item(m, name, found["name"], command)
    return True


def _written(word: tree.Word) -> str:
    pieces = word.value.pieces if isinstance(word.value, tree.Joined) else (word.value,)
    return "".join(str(piece.value) for piece in pieces if isinstance(piece, tree.Constant))


def _set_item(m: Session, command_name: str, name: str, given: Given, command: tree.Command) -> None:
    if not name and command_name in ("new-item", "ni"):
        words = given.get("name")
        text = shown(evaluate(m, words[0].value)) if words else ""
        if isinstance(text, Unknown) or not text:
            sets_anything(m, command.begin, command.stop)
            return
        name = text
    forced = any(word.bare.lower() == "-force" for word in command.words)
    if command_name in ("new-item", "ni") and not forced and m.environment(name) is not None:
        unknown = m.unknown(command.begin, "makes a variable that may be there, which fails without -Force")
        m.export(name, unknown, m.span(command.begin, command.stop), None)
        return
    words = given.get("value") or (given.plain[0] if given.plain else None)
    span = m.span(command.begin, command.stop)
    if words is None or len(words) != 1:
        value: Value = m.unknown(command.begin, "sets a variable from a pipe or a list")
        m.export(name, value if isinstance(value, Unknown) else None, span, None)
        return
    value = evaluate(m, words[0].value)
    put(m, name, value, (command.begin, command.stop), (words[0].begin, words[0].stop), command_name)


def put(
    m: Session, name: str, value: Value, place: tuple[int, int], value_place: tuple[int, int] | None, how: str = ""
) -> None:
    """Set a variable of `Env:`; `$null` removes it, and what nothing does depends on the version."""
    span = m.span(*place)
    value_span = m.span(*value_place) if value_place else None
    if value is None and how in ("", "set-item", "si"):
        m.export(name, None, span, None)
        return
    text = shown(value)
    if text == "":
        text = m.unknown(place[0], SETS_TO_NOTHING)
    m.export(name, text, span, value_span)


def _remove_item(m: Session, command_name: str, name: str, command: tree.Command) -> None:
    span = m.span(command.begin, command.stop)
    names = [name]
    if any(c in name for c in "*?["):
        upper = name.upper() if m.ignores_case else name
        names = [one for one in m.names() if fnmatchcase(one.upper() if m.ignores_case else one, upper)]
    for one in names:
        if command_name in _CLEARS:
            m.export(one, m.unknown(command.begin, "clears it, which removes it in some versions"), span, None)
        elif one:
            m.export(one, None, span, None)


# --- [Environment]::SetEnvironmentVariable


def set_environment_variable(m: Session, member: tree.Member) -> bool:
    """Carry out `[Environment]::SetEnvironmentVariable(name, value, target)`; tell whether it is that."""
    kind = member.type.lower().removeprefix("system.")
    if kind != "environment" or member.name.lower() != "setenvironmentvariable":
        return False
    arguments = member.arguments or ()
    if len(arguments) not in (2, 3):
        return True
    name, value = evaluate(m, arguments[0]), evaluate(m, arguments[1])
    if not isinstance(name, str) or not name:
        sets_anything(m, member.begin, member.stop)
        return True
    target = _target(m, arguments[2]) if len(arguments) == 3 else "process"
    span = m.span(member.begin, member.stop)
    if target in _LATER:
        store_for_later(m, name, value, member.begin, member.stop)
    elif target in ("process", "0"):
        if value is None:
            m.export(name, m.unknown(member.begin, REMOVES_OR_EMPTIES), span, None)
        else:
            put(m, name, value, (member.begin, member.stop), None, "method")
    else:
        m.export(name, m.unknown(member.begin, "sets it for a scope that is not known"), span, None)
    return True


def _target(m: Session, expression: tree.Expression) -> str:
    if isinstance(expression, tree.Member) and expression.arguments is None:
        if expression.type.lower().removeprefix("system.") == "environmentvariabletarget":
            return expression.name.lower()
        return ""
    value = evaluate(m, expression)
    return str(value).lower() if isinstance(value, str | int) else ""


def store_for_later(m: Session, name: str, value: Value, begin: int, stop: int) -> None:
    """Note a variable that Windows keeps for sessions to come: this one does not see it.

    What the text set before stays, and so does what was given. Where neither is known, the value here is whatever was
    stored when the session began: another run of this very file may have done that. What sessions to come get is kept
    apart, for `startup.final_variables`.
    """
    text = f"This stores {m.spelling(name)} for terminals that are opened later; the one that is open does not see it."
    m.problem(ProblemKind.STORED_FOR_LATER, begin, stop, text, m.spelling(name))
    key = "v:" + m.spelling(name)
    cell = m.cells.get(key)
    kept = m.unknown(begin, FOR_LATER) if value is None else shown(value)  # taken away, another place may hold one
    m.cells.put(STORED + m.spelling(name), Var(kept, set_at=m.span(begin, stop)))
    if isinstance(cell, Var) and (cell.text_wins or m.given is not None):
        return
    if m.given is not None and m.foreign() is None:
        m.cells.put(key, Var(None, set_at=m.span(begin, stop), text_wins=True))
        return
    m.export(name, m.unknown(begin, FOR_LATER), m.span(begin, stop), None)


def setx(m: Session, command: tree.Command) -> None:
    """`setx NAME value [/M]`: a program of Windows that writes the registry."""
    values = [shown(evaluate(m, word.value)) for word in command.words[1:]]
    texts = [value for value in values if isinstance(value, str) and not re.match(r"/\w", value)]
    if len(values) >= 2 and texts and re.fullmatch(r"\w+", texts[0]):
        store_for_later(m, texts[0], values[1], command.begin, command.stop)


def sets_anything(m: Session, begin: int, stop: int) -> None:
    """Remember a statement that sets variables whose names are not known."""
    text = "This sets variables whose names only the machine knows."
    m.problem(ProblemKind.SETS_UNKNOWN_NAMES, begin, stop, text)
    make_foreign(m, m.unknown(begin, "sets a variable whose name is not known", is_set=False))


def make_foreign(m: Session, why: Unknown) -> None:
    """Remember that from here on, names which the text does not mention may have been set."""
    if m.foreign() is None:
        m.cells.put("m:foreign", Var(why))
