"""How each shell writes what a fix puts into a file: a value, nothing, an export, a removal, a line break."""

from __future__ import annotations

import re

from ..regexes import regex
from ..source import Kind

SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
ALL_SHELLS = (*SHELLS, Kind.FISH, Kind.POWERSHELL, Kind.CMD)
_CMD_SPECIAL = regex(r"[&|<>^()\"!\s]")
_FISH_SET = regex(r"set(?P<flags>(?:[ \t]+--?[A-Za-z]+)*)(?=[ \t]+[A-Za-z_]\w*(?:[ \t]|$))")
_FISH_SPACED = regex(r"^\s*set(?:[ \t]+--?[A-Za-z]+)*[ \t]+[A-Za-z_]\w*(?P<gap>[ \t]+=(?=[ \t]+\S))")
_FISH_EXPORT_SPACED = regex(
    r"^\s*export[ \t]+[A-Za-z_]\w*(?P<before>[ \t]*)=(?P<after>[ \t]*)(?:\"[^\"]*\"|'[^']*'|\S+)[ \t]*$"
)
_CMD_SPACED = regex(r"^\s*@?set[ \t]+\"?[A-Za-z_]\w*(?P<before>[ \t]*)=(?P<after>[ \t]*)\S", re.IGNORECASE)


def removal(kind: Kind, name: str) -> str | None:
    """Return the line that removes a variable; None for a file in which no line can."""
    if kind in SHELLS:
        return f"unset {name}"
    if kind is Kind.FISH:
        return f"set -e {name}"
    if kind is Kind.POWERSHELL:
        return f"Remove-Item Env:{name}"
    return f"set {name}=" if kind is Kind.CMD else None


def export(kind: Kind, name: str) -> str | None:
    """Return the line that hands a variable of the shell's own to programs; None where there is no such line."""
    if kind in SHELLS:
        return f"export {name}"
    if kind is Kind.FISH:
        return f"set -gx {name} ${name}"
    return f"$env:{name} = ${name}" if kind is Kind.POWERSHELL else None


def quoted(kind: Kind, value: str) -> str | None:
    """Return a value as a shell's file holds it, quotes included; None where that cannot be written safely."""
    if kind is Kind.FISH:
        return '"' + re.sub(r'([\\"$])', r"\\\1", value) + '"'
    if kind is Kind.POWERSHELL:
        return "'" + re.sub("(['‘’‚‛])", r"\1\1", value) + "'"
    if kind is Kind.CMD:  # the quotes of set "NAME=value" stand around the name as well, if there are any
        return None if _CMD_SPECIAL.search(value) else value.replace("%", "%%")
    return '"' + re.sub(r'([\\"$`])', r"\\\1", value) + '"'


def nothing(kind: Kind) -> str:
    """Return the value by which a variable is blank. In PowerShell and cmd that removes it: there is no other way."""
    return "$null" if kind is Kind.POWERSHELL else "" if kind is Kind.CMD else '""'


def exporting(kind: Kind, statement: str, name: str) -> tuple[int, int, str] | None:
    """Return the change (begin, stop, text) by which a statement exports what it sets; None where there is none."""
    if kind is Kind.FISH:
        found = _FISH_SET.match(statement)
        if found is None or re.search(r"-[a-zA-Z]*[lfU]|--(?:local|function|universal|unexport)|-\w*u", found["flags"]):
            return None
        at = found.end()
        return (at, at, " -x" if found["flags"] else " -gx")
    if kind is Kind.POWERSHELL:
        plain = re.match(rf"\${re.escape(name)}(?=\s*\+?=)", statement, re.IGNORECASE)
        return (1, 1, "env:") if plain else None
    return None


def spaces_at_equals(kind: Kind, line: str) -> list[tuple[int, int]] | None:
    """Return what is to be cut from a line with blanks around its equals sign; None where the line is another one."""
    if kind is Kind.FISH and (found := _FISH_SPACED.match(line)):
        return [found.span("gap")]
    pattern = {Kind.FISH: _FISH_EXPORT_SPACED, Kind.CMD: _CMD_SPACED}.get(kind)
    found = pattern.match(line) if pattern else None
    if found is None:
        return None
    return [found.span(gap) for gap in ("before", "after") if found[gap]]


def with_line_breaks(kind: Kind, raw: str, pattern: str) -> str | None:
    """Return a quoted value with a line break for each match of a pattern; None where that cannot be written."""
    if kind is Kind.FISH and re.fullmatch(r"""(['"])(?:[^'"\\]|\\n)*\1""", raw):
        return raw[0] + re.sub(pattern, "\n", raw[1:-1]) + raw[0]
    if kind is Kind.POWERSHELL and re.fullmatch(r"""'[^'"`$]*'|"[^"]*\"""", raw):
        return '"' + re.sub(pattern, "`n", raw[1:-1]) + '"'
    if kind in (Kind.FISH, Kind.POWERSHELL, Kind.CMD):
        return None
    if re.fullmatch(r"(['\"])(?:[^\\$`'\"!]|\\n)*\1", raw):
        return "$'" + re.sub(pattern, r"\\n", raw[1:-1]) + "'"
    return None


def look_at(kind: Kind | None, name: str) -> str:
    """Return the command that tells whether a variable is set, without showing its value."""
    if kind is Kind.POWERSHELL:
        return f'"$env:{name}".Length    # 0: not set'
    if kind is Kind.CMD:
        return f"if defined {name} (echo set) else (echo not set)"
    return f"printenv {name} | wc -c    # 0: not set; 1: set to nothing"


def look_at_names(kind: Kind | None) -> str:
    """Return the command that lists the names of a client's variables, without their values."""
    if kind is Kind.POWERSHELL:
        return "(Get-ChildItem Env:).Name -match 'anthropic|claude'"
    if kind is Kind.CMD:
        return 'for /f "delims==" %v in (\'set ^| findstr /i "anthropic claude"\') do @echo %v'
    return "env | cut -d= -f1 | grep -iE 'anthropic|claude'"
