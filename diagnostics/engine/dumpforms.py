"""How an environment looks that a command has printed: pairs, PowerShell's table, or what fish's `set -S` says."""

from __future__ import annotations

import re

from .regexes import regex

# What a process is given, and a person seldom sets; and what both do.
_GIVEN = frozenset(
    {"_", "SHLVL", "PWD", "OLDPWD", "HOME", "USER", "LOGNAME", "SystemRoot", "ComSpec", "USERPROFILE", "windir"}
)
_USUAL = _GIVEN | {
    "PATH",
    "SHELL",
    "TERM",
    "LANG",
    "TMPDIR",
    "HOSTNAME",
    "DISPLAY",
    "TERM_PROGRAM",
    "PATHEXT",
    "APPDATA",
}
_DUMPED = regex(r"(?:(?:declare -[-a-zA-Z]+|export|typeset -[a-zA-Z]+) )?([A-Za-z_][\w()]*)(?:=|$)(.?)")
TABLE_HEAD = regex(r"\s{0,200}Name[ ]+(?P<value>Value)[ ]*\r?\n-{4}[ -]*\r?\n")  # of PowerShell's table
# What fish's `set -S` prints first of a variable in each scope (fish 3.6).
FISH_SCOPE = regex(
    r"^\$(?P<name>[A-Za-z_]\w*): (?:(?P<unset>not set\b[^\n]*)"
    r"|set in (?P<scope>local|function|global|universal) scope, "
    r"(?P<exported>exported|unexported),(?: a path variable,?)? with (?P<count>\d+) elements?)[ \t\r]*$",
    re.MULTILINE,
)
_ABOVE_SCOPES = regex(r"\ufeff?\s{0,20}(?:> set -S[^\n]*\n)?")
_DECLARED = regex(r"declare -[-a-zA-Z]+ [A-Za-z_]\w*(?:=[\"(]|=\$'|$)")  # as bash prints it: quoted
_LOOKED_AT = 600  # lines that tell a dump


def looks_dumped(text: str) -> bool:
    """Tell whether a text is the output of `env`, `export -p`, `declare -x`, `set` or `Get-ChildItem Env:`."""
    if (head := TABLE_HEAD.match(text)) is not None:
        found_names = set(re.findall(r"^\w+", text[head.end() :], re.M))
        return len(found_names & _GIVEN) >= 2 or len(found_names & _USUAL) >= 3
    lines = [line for line in text.lstrip("\ufeff").split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]
    if not lines or (first := _DUMPED.match(lines[0])) is None:
        return False
    found = [match for line in lines if (match := _DUMPED.match(line)) is not None]
    if any(match[1] in _USUAL and match[2] == "$" for match in found):
        return False  # PATH=$HOME/bin: a line that a shell is to expand
    names = {match[1] for match in found}
    if len(names & _GIVEN) >= 2 and len(names & _USUAL) >= 3:
        return True
    return first[0].startswith("declare -x ") and all(_DECLARED.match(line) for line in lines)


def begins_with_scopes(text: str) -> bool:
    """Tell whether a text begins with what `set -S` says of a variable."""
    if "$" not in text:
        return False
    above = _ABOVE_SCOPES.match(text)
    return above is not None and FISH_SCOPE.match(text, above.end()) is not None
