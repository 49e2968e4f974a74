"""A terminal's prompt and the command behind it: what a command prints is a file, an environment, or neither."""

from __future__ import annotations

import re

from ..clientcalls import COMMAND, TYPED_CLIENT
from ..commandwords import WORD
from ..dumpcommands import dump_command
from ..envloaders import calls_loader
from ..records import dataclass
from ..regexes import regex
from .pastelines import LONGEST

_PROMPT = regex(
    r"""(?: (?: (?:\([\w.-]{1,40}\)\ )?                              # (venv)
              (?: [\w.-]{1,40}@[\w.-]{1,60}[\ :][^\n$%#>]{0,120}?[ ]?[$%\#❯>]  # user@host:~$ · user@host ~ %
                | \[[\w.-]{1,40}@[\w.-]{1,60}\ [^\n\]]{0,120}\][$%\#]         # [user@host ~]$
                | [\w.-]{1,60}:[^\s$]{1,120}\ [\w.-]{1,40}\$                   # mac:~ user$
                | (?:ba|z|da|k)?sh-\d[\w.]{0,8}[$\#]                           # bash-5.2$
                | ➜\ {1,2}\S{1,80}(?:\ git:\([^)\n]{1,80}\))?(?:\ ✗)?          # ➜  ~ git:(main)
                | (?:~|/)[\w./~-]{0,80}(?:\ [\w.()*+!?/-]{1,40}){0,4}\ [$\#%❯➜»]  # ~/src main ❯ · /app #
                | [╰└]─{0,3}(?:[$%\#❯➤➜>»λ]|\(?[$%\#]\)?)+                    # the second line of two
                | (?:[\w.-]{1,40}@[\w.-]{1,60}\ )?~(?:/[\w./-]{0,80})?>          # fish: me@box ~/src>
                | [❯➜λ»$%]
                | ;(?=\ +(?:cat|env|printenv|export|unset|echo|claude|codex|gemini|opencode|aider)\b)     # rc's
              | ~(?:/[\w./-]{0,80})?(?=\ +(?:cat|bat|head|grep|env|printenv|export|echo|claude)\b)  # a bare folder
              )(?:[ \t]+|$)
            | (?:\([\w.-]{1,40}\)\ )?PS(?:\ [^>\n]{1,120})?>
            | (?:\([\w.-]{1,40}\)\ )?[A-Za-z]:\\[^>\n]{0,120}>
            )
        )[ \t]*(?P<command>\S.*)?""",
    re.VERBOSE,
)
# The first line of a prompt of two: what is typed stands on the second one.
_FIRST_OF_TWO = regex(r"(?:[╭┌]─[^=]{0,200}|[\w.-]{1,40}@[\w.-]{1,60} (?:MINGW|MSYS|UCRT|CLANG)\w{0,6} [^=]{0,200})")
# The same above a mere sign: pure's and starship's lines of folder, branch and versions.
_FOLDER_LINE = regex(
    r"(?:(?:~|/)[\w./~-]{0,120}(?: [^=\s\"']{1,60}){0,12}|[\w.@-]{1,60} (?:on|via|in)(?: [^=\s\"']{1,60}){1,12})"
)
_BARE_SIGN = regex(r"[❯➜λ»](?:[ \t].*)?")
_SHOWS = regex(
    r"(?:sudo )?(?:(?:cat|bat|batcat|less|more|nl|type|gc|Get-Content)(?: -{1,2}[A-Za-z][\w=-]*)*"
    r"|(?:head|tail)(?: (?:-n ?|--lines=)?[-+]?\d+)?|sed -n ['\"]?[\d,$ ]+p['\"]?)"
    r"((?: (?!-)(?:\"[^\"]+\"|'[^']+'|[^\s|;&<>]+))+)(?P<pipe> *\| *(?:[ef]?grep|rg)\b[^|;&<>]{1,200})?"
)
# What a word at the prompt stands for: an alias or a function, as the shell prints it.
_DEFINES = regex(
    r"(?:(?:(?:type|which|whence|functions)(?: -[a-zA-Z]+)?|command -[vV]|(?:declare|typeset) -f) [\w-]+"
    r"|alias(?: [\w-]+)?)"
    r"(?: *\| *(?:[ef]?grep|rg)\b[^|;&<>]{1,100})?"
)
_UNIT = regex(r"(?:sudo )?systemctl(?: --user)? cat \S+")
_GREPS = regex(
    r"(?:sudo )?(?:[ef]?grep|rg)(?: -{1,2}[\w-]+(?:=\S+)?)*(?: \d+)? (?:\"[^\"]+\"|'[^']+'|[^\s'\"|;&<>]+)"
    r"((?: (?!-)(?:\"[^\"]+\"|'[^']+'|[^\s|;&<>'\"]+))+)(?: --include=\S+)?(?: 2>/dev/null)?"
)
_OF_WINDOWS = regex(r"\s*(?:\([\w.-]{1,40}\) )?(?:PS[ >]|[A-Za-z]:\\)")
_CRONTAB = regex(r"(?:sudo )?crontab(?: -u \S+)? -l")
_TYPED = regex(
    r"(?i:setx |set[ \t]+\w+=|\$env:\w+ *=|\[(?:system\.)?environment\]::"
    r"|(?:remove-item|ri|del|erase|rm|clear-item|set-item|si|new-item)[ \t]+(?:-\w+[ \t]+)?[\"']?env:)"
    r"|set (?:-[A-Za-z]+|--(?:export|erase|universal|global)) [A-Za-z_]\w*(?: |$)"  # fish
    r"|(?:export|unset|typeset|declare|readonly|source|\.|eval) \S|[A-Za-z_]\w*\+?=\S*$"
    r"|set (?:-a|-o allexport)(?=[ \t;&]|$)"
    r"|(?:conda|mamba|micromamba) env config vars (?:set|unset) \S"
)


# A client with variables of its own in front, or in a container that gets some.
_STARTS = regex(
    rf"(?:(?:env|command|exec)[ \t]+)?(?:(?:[A-Za-z_]\w*={WORD}|(?:-u[ \t]+|--unset=)\w+|-i)[ \t]+)+"
    rf"(?:npx[ \t]+\S+|{COMMAND})(?![\w./=-]).*"
    r"|(?:sudo[ \t]+)?(?:docker|podman)[ \t]+(?:compose[ \t]+)?(?:run|exec)(?=[ \t])[^\n]*?[ \t](?:-e|--env)[ \t=]"
    rf"[^\n]*[ \t]{COMMAND}(?![\w./=-]).*"
)


@dataclass(frozen=True, slots=True)
class Prompted:
    """A command at a prompt: which file its output is, or whether it is a dump, or sets something."""

    command: str
    shows: str = ""  # the file that `cat` and its kin print
    is_filtered: bool = False  # of what `shows` names, some lines only
    is_dump: bool = False
    is_one_value: bool = False  # of a dump: the value of one variable, without its name
    defines: bool = False  # prints what a word stands for in this shell
    is_typed: bool = False  # changes the shell's variables
    is_client: bool = False


def prompted(line: str, below: str = "") -> Prompted | None:
    """Return the command at the prompt that a line shows; an empty prompt has an empty command.

    `below` is the line after it: the first line of a prompt of two holds no command.
    """
    if len(line) > LONGEST:
        return None
    text = line.strip()
    found = _PROMPT.fullmatch(text)
    if found is None:
        return Prompted("") if _is_first_of_two(text, below) else None
    is_cmd = is_of_windows(line) and not is_of_powershell(line)
    return shown_by((found["command"] or "").strip(), is_cmd=is_cmd)


def is_of_windows(line: str) -> bool:
    """Tell whether a line with a prompt is one of PowerShell or cmd."""
    return _OF_WINDOWS.match(line) is not None


def is_of_powershell(line: str) -> bool:
    """Tell whether a line with a prompt of Windows is PowerShell's: `PS C:\\>`, `PS>`."""
    return any(sign in line[:45] for sign in ("PS ", "PS>"))


def _is_first_of_two(text: str, below: str) -> bool:
    if text[:1] in ("╭", "┌") or "@" in text[:41]:
        return _FIRST_OF_TWO.fullmatch(text) is not None
    if below.isascii() or not text:
        return False
    return _BARE_SIGN.fullmatch(below.strip()) is not None and _FOLDER_LINE.fullmatch(text) is not None


def shown_by(command: str, *, is_cmd: bool = False) -> Prompted:
    """Return what a command shows or sets; `is_cmd` = it stands at a prompt of Windows' command interpreter."""
    if (dump := dump_command(command, is_cmd=is_cmd)) is not None:
        return Prompted(command, is_dump=True, is_one_value=dump.is_one_value)
    if not is_cmd and _DEFINES.fullmatch(command):
        return Prompted(command, defines=True)
    if _CRONTAB.fullmatch(command):
        return Prompted(command, shows="crontab")
    if _UNIT.fullmatch(command):
        return Prompted(command, shows=command)
    searched = _GREPS.fullmatch(command)
    if shown := searched or _SHOWS.fullmatch(command):
        names = re.findall(r"\"[^\"]+\"|'[^']+'|\S+", shown[1])
        filtered = searched is not None or shown["pipe"] is not None
        return Prompted(command, shows=" ".join(name.strip("\"'") for name in names), is_filtered=filtered)
    return Prompted(
        command,
        is_typed=bool(_TYPED.match(command) or _STARTS.fullmatch(command) or calls_loader(command)),
        is_client=bool(TYPED_CLIENT.match(command)),
    )
