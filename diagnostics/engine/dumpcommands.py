"""The commands that print an environment or a variable of it, told from a prompt's line or from a document's name."""

from __future__ import annotations

import re
from enum import Enum

from .records import dataclass
from .regexes import regex


class Prints(Enum):
    """What a command prints."""

    PAIRS = "a variable a line, as a shell or a program writes it"
    BEGINNING = "the pairs whose names begin so"  # cmd: set NAME
    VALUE = "the value of one variable"
    WINDOWS_VALUE = "the value of one variable, all of which programs get"  # $env:NAME, echo %NAME%
    STORED = "a value that Windows keeps for what is opened later"  # as a variable of the user or the machine
    REGISTRY = "all or some of what Windows keeps so, as the registry's program writes it"
    TABLE = "PowerShell's table of names and values"
    SCOPES = "what fish's set -S says of variables"


@dataclass(frozen=True, slots=True)
class DumpCommand:
    """A command that prints an environment: what, of which variable, and what it is piped through."""

    prints: Prints
    word: str = ""  # of PAIRS and VALUE: env, printenv, export -p …
    name: str = ""  # the variable or variables, or how the names begin; empty: all
    pipe: str = ""  # from the first bar on
    scope: str = ""  # of STORED: user or machine

    @property
    def is_one_value(self) -> bool:
        """Tell whether nothing but one value is printed, without its name."""
        return self.prints in (Prints.VALUE, Prints.WINDOWS_VALUE, Prints.STORED)


_PIPE = r"\s*(?P<pipe>\|.*)?"
_PAIRS = regex(
    r"(?:(?:/usr)?/bin/)?(?P<word>env|printenv|systemctl --user show-environment|export(?: -p)?|set"
    r"|tmux show-env(?:ironment)?(?: -g)?|(?:declare|typeset) -(?:p|x|px|xp))" + _PIPE
)
# The environment of a process as Linux shows it, with the signs between its pairs turned into ends of lines or not.
_OF_PROCESS = regex(
    r"(?:sudo )?(?:cat |strings (?:-a )?|tr ['\"]?\\\\?0+['\"]? ['\"]?\\\\?n['\"]? ?< ?"
    r"|xargs -0(?: -[nL] ?1)?(?: echo)? ?(?:<|-a) ?)?"
    r"/proc/(?:\d{1,9}|self|\$\{?\w+\}?|\$\([^()|]{1,80}\))/environ(?:\s*\| *(?:tr|xargs) [^|]{1,40})?" + _PIPE
)
_SOME_PAIRS = regex(
    r"(?P<word>tmux show-env(?:ironment)?(?: -g)?|(?:declare|typeset) -(?:p|px|xp))(?P<names>(?: [A-Za-z_]\w*){1,9})"
)
_VALUE = regex(
    r"(?:(?:/usr)?/bin/)?(?P<word>printenv) (?P<name>[A-Za-z_]\w*)|(?P<echo>echo) \"?\$\{?(?P<shown>[A-Za-z_]\w*)\}?\"?"
)
_IN_CONTAINER = regex(
    r"(?:docker|podman|kubectl) [^|]{1,300}? (?P<inner>(?:env|printenv)(?: [A-Za-z_]\w*)?(?:\s*\|.*)?)"
)
_LAUNCHD = regex(r"launchctl getenv ([A-Za-z_]\w*)")
_SCOPES = regex(r"set (?:-S|--show)(?: \w+)*")
_ON_WINDOWS = regex(
    r"(?:echo |write-(?:output|host) )?"
    r"(?:\"?\$env:(?P<env>[A-Za-z_]\w*)\"?|\((?:get-item|gi) env:(?P<item>[A-Za-z_]\w*)\)\.value"
    r"|\(?\[(?:system\.)?environment\]::getenvironmentvariable\(\s*(?P<mark>[\"'])(?P<asked>[A-Za-z_]\w*)(?P=mark)\s*"
    r"(?:,\s*(?:[\"']?|\[(?:system\.)?environmentvariabletarget\]::)(?P<scope>user|machine|process|[012])[\"']?\s*)?"
    r"\)\)?)",
    re.IGNORECASE,
)
# Where Windows keeps the variables of the user and of the machine.
_KEPT = (
    r"(?:(?P<user>HKCU|HKEY_CURRENT_USER):?[\\/]Environment"
    r"|(?:HKLM|HKEY_LOCAL_MACHINE):?[\\/]SYSTEM[\\/]CurrentControlSet[\\/]Control[\\/]Session Manager[\\/]Environment)"
)
_REGISTRY = regex(rf"reg(?:\.exe)? query \"?{_KEPT}\"?(?: /v (?P<name>[A-Za-z_]\w*))?", re.IGNORECASE)
_PROPERTY = regex(rf"\((?:get-itemproperty|gp) (?:-path )?[\"']?{_KEPT}[\"']?\)\.(?P<name>[A-Za-z_]\w*)", re.IGNORECASE)
_BY_CMD = regex(r"echo %(?P<name>[A-Za-z_]\w*)%|set (?P<begin>[A-Za-z_]\w*)", re.IGNORECASE)
_TABLE = regex(
    r"(?:(?:get-childitem|gci|dir|ls|get-item|gi) env:[\\/]?(?P<names>[^\s|]*)"
    r"|\[(?:system\.)?environment\]::getenvironmentvariables\((?P<of>[^()]*)\))" + _PIPE,
    re.IGNORECASE,
)
_WORDS = frozenset(
    (
        *(
            "env",
            "printenv",
            "launchctl",
            "systemctl",
            "export",
            "set",
            "tmux",
            "declare",
            "typeset",
            "docker",
            "podman",
            "kubectl",
        ),
        *(
            "echo",
            "reg",
            "reg.exe",
            "get-childitem",
            "gci",
            "dir",
            "ls",
            "get-item",
            "gi",
            "write-output",
            "write-host",
        ),
    )
)
_BEGINNINGS = (
    "/",
    "$",
    '"',
    "(",
    "[",
    "env|",
    "printenv|",
    "export|",
    "set|",
    "env\t",
    "printenv\t",
    "export\t",
    "set\t",
)
_SCOPE_NAMES = {"0": "process", "1": "user", "2": "machine", "": "process"}
_PROMPT = regex(r"[$%#>] |PS [^>]{0,200}> ?")
_SAVED = regex(r"environ|(?:env|printenv|environment)\.(?:txt|log|out)")


def dump_command(command: str, *, is_cmd: bool = False) -> DumpCommand | None:
    """Return what a command prints of an environment; `is_cmd`: it stands at a prompt of Windows' own interpreter."""
    if not _may_print(command):
        return None
    if (inside := _IN_CONTAINER.fullmatch(command)) is not None:
        return dump_command(inside["inner"])
    if is_cmd and (found := _BY_CMD.fullmatch(command)) is not None:
        begin = found["begin"]
        return (
            DumpCommand(Prints.BEGINNING, name=begin)
            if begin
            else DumpCommand(Prints.WINDOWS_VALUE, name=found["name"])
        )
    if (found := _PAIRS.fullmatch(command)) is not None:
        pipe = found["pipe"] or ""
        # Windows alone has `findstr`, and there `set` prints what programs get.
        word = "env" if found["word"] == "set" and "findstr" in pipe else found["word"]
        return DumpCommand(Prints.PAIRS, word, pipe=pipe)
    if "/environ" in command and (found := _OF_PROCESS.fullmatch(command)) is not None:
        return DumpCommand(Prints.PAIRS, "env", pipe=found["pipe"] or "")
    if (found := _SOME_PAIRS.fullmatch(command)) is not None:
        return DumpCommand(Prints.PAIRS, found["word"], found["names"].strip())
    if (found := _VALUE.fullmatch(command)) is not None:
        return DumpCommand(Prints.VALUE, found["word"] or found["echo"], found["name"] or found["shown"])
    if (found := _LAUNCHD.fullmatch(command)) is not None:
        return DumpCommand(Prints.STORED, name=found[1], scope="user")  # what apps have that are opened later
    if _SCOPES.fullmatch(command):
        return DumpCommand(Prints.SCOPES)
    return _on_windows(command)


def _on_windows(command: str) -> DumpCommand | None:
    """Return what a command of PowerShell or of the registry's program prints."""
    if (found := _ON_WINDOWS.fullmatch(command)) is not None:
        scope = (found["scope"] or "").lower()
        scope = _SCOPE_NAMES.get(scope, scope)
        name = found["env"] or found["item"] or found["asked"]
        return DumpCommand(Prints.WINDOWS_VALUE if scope == "process" else Prints.STORED, name=name, scope=scope)
    for prints, form in ((Prints.REGISTRY, _REGISTRY), (Prints.STORED, _PROPERTY)):
        if (found := form.fullmatch(command)) is not None:
            return DumpCommand(prints, name=found["name"] or "", scope="user" if found["user"] else "machine")
    if (found := _TABLE.fullmatch(command)) is not None and not found["of"]:
        return DumpCommand(Prints.TABLE, name=found["names"] or "", pipe=found["pipe"] or "")
    return None


def _may_print(command: str) -> bool:
    """Tell by its first word whether a command may be one of them: nearly every line that is asked about is none."""
    word, _, rest = command.partition(" ")
    if word == "export":
        return not rest or rest[:1] in ("-", "|", " ")
    return word.lower() in _WORDS or command.startswith(_BEGINNINGS) or "/environ" in command


def named_dump(name: str) -> DumpCommand | None:
    """Return the command that a document is named after, with its prompt or without."""
    bare = _PROMPT.sub("", name.strip(), count=1) if _PROMPT.match(name.strip()) else name.strip()
    return dump_command(bare, is_cmd=_BY_CMD.fullmatch(bare) is not None)


def is_dump_name(name: str) -> bool:
    """Tell whether a document's name says that it is the output of such a command."""
    if " " not in name and not name.isalpha() and "env" not in name.lower():
        return False
    return _SAVED.fullmatch(name.rpartition("/")[2]) is not None or named_dump(name) is not None
