"""Predicates over lines for PowerShell and cmd that set a variable in a way that this shell does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...clientcalls import SCRIPT_CLIENT
from ...clientnames import READ_BY_OTHERS
from ...facts import Facts
from ...names import READ
from ...regexes import regex
from ...source import ON_WINDOWS, Document, Kind
from .. import signs
from ..answers import NO, Answer, Line, Yes
from ..parameters import Arguments
from .problems import by_file
from .vocabulary import predicate

_KNOWN = frozenset((*READ, *READ_BY_OTHERS))
_FOREIGN = regex(r"\s*(?:export|set|setenv)\s+(?:-gx\s+)?(?P<name>[A-Za-z_]\w*)(?:\s*=|\s+\S)", re.IGNORECASE)
_NOT_CMD = regex(r"\s*(?:export\s+|setenv\s+|\$env:)?(?P<name>[A-Za-z_]\w*)\s*=", re.IGNORECASE)
_LOCAL = regex(r"\s*\$(?P<name>[A-Za-z_]\w*)\s*=\s*\S")
_QUOTED = regex(r"\s*@?set\s+(?P<name>[A-Za-z_]\w*)=\s*([\"']).*\2\s*$", re.IGNORECASE)
_SPACED = regex(r"\s*@?set\s+(?P<name>[A-Za-z_]\w*)(?:\s+=|=\s+\S)", re.IGNORECASE)
_FOR_NOW = regex(r"\s*@?(?:set\s+\"?(?P<set>[A-Za-z_]\w*)=|\$env:(?P<env>[A-Za-z_]\w*)\s*=)", re.IGNORECASE)
_WINDOWS_HOME = regex(r"(?:[A-Za-z]:|/mnt/[a-z])[\\/]Users[\\/]", re.IGNORECASE)
_WSL = regex(r"\bWSL2?\b")
_STORED = regex(
    r"\s*(?:setx(?:\.exe)?\s+(?P<setx>[A-Za-z_]\w*)\s|\[(?:System\.)?Environment\]::SetEnvironmentVariable\("
    r"\s*[\"'](?P<call>[A-Za-z_]\w*)[\"'](?=[^\n]*\b(?:User|Machine)\b|[^\n]*,\s*[12]\s*\)))",
    re.IGNORECASE,
)
_SHOWN = regex(r"(?:echo |write-(?:output|host) )?\"?(?:\$env:|%)([A-Za-z_]\w*)", re.IGNORECASE)
_UNIX = (Kind.ZSH, Kind.BASH, Kind.SH)
_SHELLS = (Kind.POWERSHELL, Kind.CMD)


def _lines(facts: Facts, *kinds: Kind) -> Iterator[tuple[Document, int, str]]:
    """Yield the lines of the documents of these kinds, remarks left out."""
    for document in facts.documents:
        if document.kind in kinds:
            for number, text in enumerate(document.text.split("\n"), document.first_line):
                if not re.match(r"\s*(?:#|::|@?rem\b)", text, re.IGNORECASE):
                    yield document, number, text.rstrip("\r")


def _found(document: Document, number: int, text: str, name: str) -> Line:
    return Line(document.line_span(number), text, name, separate=True)


@predicate(
    "is-foreign-to-powershell",
    "a line for PowerShell sets a variable in another shell's language",
    "no line for PowerShell sets a variable in another shell's language",
    needs=signs.kinds(Kind.POWERSHELL),
)
def is_foreign_to_powershell(facts: Facts, given: Arguments) -> Answer:
    """Match `export NAME=…`, `set NAME=…` and `$NAME = …`, for names that a client reads: no program sees them."""
    lines = [
        _found(document, number, "sets nothing that programs see", found["name"])
        for document, number, text in _lines(facts, Kind.POWERSHELL)
        if (found := _FOREIGN.match(text) or _LOCAL.match(text)) and found["name"] in _KNOWN
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-foreign-to-cmd",
    "a line for cmd sets a variable in another shell's language",
    "no line for cmd sets a variable in another shell's language",
    needs=signs.kinds(Kind.CMD),
)
def is_foreign_to_cmd(facts: Facts, given: Arguments) -> Answer:
    """Match `export NAME=…`, `$env:NAME = …` and `NAME=… client`, for names that a client reads: cmd knows none."""
    lines = [
        _found(document, number, "is no command of cmd", found["name"])
        for document, number, text in _lines(facts, Kind.CMD)
        if (found := _NOT_CMD.match(text)) and found["name"] in _KNOWN
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-misquoted-for-cmd",
    "a line for cmd has quotes or blanks that become part of a name or a value",
    "no line for cmd has quotes or blanks that become part of a name or a value",
    needs=signs.kinds(Kind.CMD),
)
def is_misquoted_for_cmd(facts: Facts, given: Arguments) -> Answer:
    """Match `set NAME="value"` and `set NAME = value`: cmd takes everything behind `set` as it stands."""
    lines = [
        _found(document, number, "is taken as it stands", found["name"])
        for document, number, text in _lines(facts, Kind.CMD)
        if (found := _QUOTED.match(text) or _SPACED.match(text)) and found["name"] in _KNOWN
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-set-for-later-windows",
    "setx is followed by a client in the same text",
    "no setx is followed by a client in the same text",
    needs=signs.kinds(*_SHELLS),
)
def is_set_for_later_windows(facts: Facts, given: Arguments) -> Answer:
    """Match `setx NAME value` above a client's command, without a line that sets NAME for this window as well.

    `[Environment]::SetEnvironmentVariable` for the user or the machine is the same.
    """
    lines = [
        _found(document, number, "counts in windows that are opened later", name)
        for document, number, name, has_call in _stored(facts)
        if has_call
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "waits-for-later-windows",
    "a value is stored for windows that are opened later, and nothing below it starts a client",
    "no value is stored for windows that are opened later",
    needs=signs.kinds(*_SHELLS),
)
def waits_for_later_windows(facts: Facts, given: Arguments) -> Answer:
    """Match `setx NAME value` with no client's command below it; the lines of a file are one finding."""
    lines = [
        _found(document, number, "counts in windows that are opened later", name)
        for document, number, name, has_call in _stored(facts)
        if not has_call and facts.environment.get(name).exported
    ]
    return Yes(by_file(lines)) if lines else NO


def _stored(facts: Facts) -> Iterator[tuple[Document, int, str, bool]]:
    """Yield the lines that store a variable for later and do not set it here, and whether a client is called below."""
    last_call: dict[str, int] = {}
    set_here: set[tuple[str, str]] = set()
    texts = list(_lines(facts, *_SHELLS))
    for document, number, text in texts:
        if SCRIPT_CLIENT.match(text):
            last_call[document.name] = number
        if found := _FOR_NOW.match(text):
            set_here.add((document.name, (found["set"] or found["env"]).upper()))
    for document, number, text in texts:
        stored = _STORED.match(text)
        name = (stored["setx"] or stored["call"]).upper() if stored else ""
        if name in _KNOWN and (document.name, name) not in set_here:
            yield document, number, name, number < last_call.get(document.name, 0)


@predicate(
    "lies-on-the-windows-side",
    "Claude Code's settings lie in Windows' home folder, and what stands beside them speaks of WSL",
    "Claude Code's settings do not lie in Windows' home folder, or nothing beside them speaks of WSL",
    needs=signs.kinds(Kind.CLAUDE_SETTINGS),
)
def lies_on_the_windows_side(facts: Facts, given: Arguments) -> Answer:
    """Match a settings file below `C:\\Users` or `/mnt/c/Users` where another document names WSL."""
    lines = [
        Line(document.top_span(), "lies in Windows' home folder", "settings.json", separate=True)
        for document in facts.documents
        if document.kind is Kind.CLAUDE_SETTINGS and _WINDOWS_HOME.match(document.name)
        if any(_WSL.search(other.text) for other in facts.documents if other is not document)
    ]
    return Yes(tuple(lines)) if lines else NO


@predicate(
    "is-set-on-windows-alone",
    "a line of Windows sets a variable that a client reads, and the files of WSL beside it do not",
    "no variable is set on the side of Windows alone, or nothing speaks of WSL",
    needs=signs.kinds(*_SHELLS, Kind.DUMP),
)
def is_set_on_windows_alone(facts: Facts, given: Arguments) -> Answer:
    """Match `$env:NAME =`, `setx NAME` and `set NAME=` beside a file of zsh or bash that does not name it, and WSL.

    What Windows prints under a name counts as well, and beside it stands what `env` or `printenv` prints in WSL.
    """
    beside = [document.text for document in facts.documents if document.kind in (*_UNIX, Kind.DUMP)]
    texts = [document.text for document in facts.documents]
    speaks = any(_WSL.search(text) for text in texts) and not any("WSLENV" in text for text in texts)
    if not beside or not speaks:
        return NO
    lines = [
        _found(document, number, "is set on the side of Windows", name)
        for document, number, text in _lines(facts, *_SHELLS)
        if (found := _FOR_NOW.match(text) or _STORED.match(text))
        and (name := next(filter(None, found.groups()), "").upper()) in _KNOWN
        and not any(name in other for other in beside)
    ]
    lines += [
        Line(document.top_span(), "is set on the side of Windows", name, separate=True)
        for document in facts.documents
        if document.kind is Kind.TEXT and document.name.endswith(ON_WINDOWS) and document.text.strip()
        if (shown := _SHOWN.match(document.name)) and (name := shown[1].upper()) in _KNOWN
        if not any(name in other for other in beside)
    ]
    return Yes(tuple(lines)) if lines else NO
