"""What a fenced block of a post is: named by its fence, by its own lines, or by the sentence before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..clientcalls import COMMAND, WITH_OPTION
from ..kinds import recognise
from ..records import dataclass
from ..regexes import regex
from ..source import Kind
from .diffs import fenced_diff
from .listings import by_headings, by_prompts
from .lists import is_list_of
from .objects import by_objects
from .otherforms import in_another_form
from .parts import EXPORTS, SHELLS, Part, is_environment, named_before
from .pastelines import is_code, is_config_name
from .screens import screen_begins
from .sentences import is_prose

_LANGUAGES = {
    "zsh": Kind.ZSH,
    "bash": Kind.BASH,
    "fish": Kind.FISH,
    "powershell": Kind.POWERSHELL,
    "pwsh": Kind.POWERSHELL,
    "ps1": Kind.POWERSHELL,
    "posh": Kind.POWERSHELL,
    "bat": Kind.CMD,
    "batch": Kind.CMD,
    "cmd": Kind.CMD,
    "dosbatch": Kind.CMD,
    "dotenv": Kind.DOTENV,
    "env": Kind.DOTENV,
    "dockerfile": Kind.DOCKERFILE,
    "docker": Kind.DOCKERFILE,
    "containerfile": Kind.DOCKERFILE,
    "toml": Kind.CODEX_CONFIG,
    "plist": Kind.LAUNCHD,
    "systemd": Kind.SYSTEMD_UNIT,
}
_LANGUAGES_BY_TEXT = frozenset(
    {"", "sh", "shell", "ini", "json", "jsonc", "json5", "yaml", "yml", "xml", "conf", "config"}
)
# What these blocks hold is a program's or another file's text, even where a line of it looks like a shell's.
_PROGRAMMING = """
    diff text txt log output ts typescript tsx js javascript mjs cjs jsx py python python3 rs rust go golang java kotlin
    swift scala c cpp c++ cs csharp rb ruby php perl lua elixir sql html css scss graphql nginx apache hcl terraform tf
    makefile make nix vim
"""
_OTHERS = frozenset(_PROGRAMMING.split())
_PRINTS = frozenset({"text", "txt", "log", "output"})
_OF_A_SHELL = regex(
    r"[ \t]*(?:(?:export|alias|source|eval|set|setx|function|if|\.)[ \t]|[\w-]+[ \t]*\(\)|\$env:"
    r"|[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S*)[ \t\r\n]*$)"
)
_OF_TOML = regex(
    r"[ \t]*(?:\[[^\n]{1,200}\]|[\w.\"'-]{1,200}[ \t]*=[ \t]*(?:[\"'\[{]|true\b|false\b|[+-]?\d[\d_.]*[ \t]*(?:#|$)))"
)
# Words for the readers of a post in JSON that its fence says to hold some; no dialect of JSON has such a remark.
_REMARK = regex(r'(?P<text>"(?:[^"\\\n]|\\.)*")|[ \t]+#(?!\d{1,5}›)[^\r\n]*')
_CAT_IN_LINE = regex(r"(?:[$❯%][ \t]+)?cat[ \t]+(?P<name>\S{1,200})[ \t]+(?P<json>\{[^\n]{1,4000}[},])")
# Continue's form for a problem: the file stands below its last item, often as deep as that one's text.
_FORM_CONFIG = "- config:"
_FORM_ENDS = "OR link to "
_FORM_HEAD = 60  # lines, in which the item stands
_IN_AN_EDITOR = regex(
    r"IDE version:[^\n]*(?:vs ?code|code|jetbrains|intellij|pycharm|webstorm|rider|goland|android)", re.I
)
# In a block that a shell is named for in words and not in a comment: in PowerShell (Windows)
_LABEL = regex(
    r"(?:(?:in|for|on|using) )?(?:(?P<power>power ?shell)|(?P<cmd>cmd|command prompt)|linux|mac ?os|unix|bash|zsh|wsl)"
    r"(?:[ (/,]{1,2}(?:or |and )?(?:windows|linux|mac ?os|unix|bash|zsh|wsl|cmd)\)?)*:?",
    re.IGNORECASE,
)
_SETS = regex(r"[ \t]*(?:export[ \t]+\w+=|\$env:\w+[ \t]*=|set[ \t]+\w+=|setx[ \t]+\w+[ \t])", re.IGNORECASE)
# The languages of blocks that may be calls of a client, or what a program printed.
_OF_CALLS = frozenset({"", "shell", "sh", "console"})
_OF_SHELLS = frozenset({"", "bash", "sh", "shell", "zsh"})
# Those of blocks that may be a screen, or files under headings.
_OF_SEVERAL = _LANGUAGES_BY_TEXT | {
    *("console", "shell-session", "shellsession", "sh-session", "terminal"),
    *("bash", "zsh", "text", "txt", "log", "output"),
}
_NO_SHELLS = (".yaml", ".yml", ".json", ".toml", ".md")
_STEP = regex(r"[ \t]*\d{1,2}[.):][ \t]+[A-Z][a-z]+[ \t]")  # 1: Start the container
_FRAME = regex(r"[ \t]*File \"[^\"\n]{1,300}\", line \d+, in ")  # of a traceback of Python's
_GOES_ON = regex(r" \\\r?\n")
_STARTS = regex(rf"(?:[$❯%] )?(?:npx (?:-y )?)?{COMMAND}(?:[ \t]|$)")


@dataclass(frozen=True, slots=True)
class _Opening:
    """What stands behind the marks of a fence: ```json title="~/.claude/settings.json"."""

    language: str = ""  # in small letters
    name: str = ""  # of a file that we know


def _opening(behind: str) -> _Opening:
    words = [word for word in re.split(r"[\s:={}\"'|,]+", behind) if word]
    name = next((word for word in words if is_config_name(word)), "")
    return _Opening(words[0].lower() if words and words[0] != name else "", name)


def block_parts(name: str, part: Part, behind: str, before: Part | None, sourced: Sequence[str]) -> list[Part]:
    """Return a fenced block, named by its fence, by its own first line, by the sentence before it or not at all.

    `behind` is what stands behind the fence's marks, `before` what stands above, `sourced` the files the post loads.
    """
    if (drawn := screen_begins(part.lines)) is not None:
        head = Part(part.first, part.lines[:drawn])
        above = [] if head.is_blank else block_parts(name, head, behind, before, sourced)
        return [*above, Part(part.first + drawn, part.lines[drawn:], kind=Kind.TEXT)]
    for told_by in _TOLD_BY_LINES:
        if (parts := told_by(part)) is not None:
            return parts
    opening = _opening(behind)
    if (after := fenced_diff(part, opening.language, "".join(before.lines[-3:]) if before else "")) is not None:
        if len(after) != 1 or after[0].name or after[0].kind:
            return after
        part, opening = after[0], _Opening(name=opening.name)  # what it is stands in its lines, as in a bare fence
    part.lines = _without_decoration(part.lines, opening.language)
    if opening.language in _OF_SEVERAL:
        for split in (by_headings, by_prompts, by_objects):
            if (parts := split(name, part)) is not None:
                return parts
    part.name = _file_of(part, opening, before, sourced)
    if not part.name:
        part.kind = _kind_of(part, opening.language, before)
    return [part]


def _without_decoration(lines: list[str], language: str) -> list[str]:
    """Return a block's lines without the remarks of a post in its JSON, and without the signs of a quotation."""
    if language in ("jsonc", "json5"):
        lines = [_REMARK.sub(_blanks, line) if "#" in line else line for line in lines]
    if all(line.startswith(">") for line in lines if line.strip()):
        lines = [re.sub(r"^>[ \t]?", "", line) for line in lines]
    return lines


def _blanks(found: re.Match[str]) -> str:
    return found.group() if found["text"] else " " * len(found.group())


def _config_of_form(part: Part) -> list[Part] | None:
    """Return Continue's form for a problem and the file that stands in it, at the margin; None for any other block."""
    lines = part.lines
    item = next((n for n, line in enumerate(lines[:_FORM_HEAD]) if line.strip() == _FORM_CONFIG), None)
    if item is None:
        return None
    stop = next((n for n, line in enumerate(lines) if n > item and line.strip().startswith(_FORM_ENDS)), len(lines))
    inside = lines[item + 1 : stop]
    if not any(line.strip() == "models:" for line in inside) or any(map(_IN_AN_EDITOR.search, lines[:item])):
        return None
    deep = min(len(line) - len(line.lstrip(" ")) for line in inside if line.strip())
    file = [line[deep:] if line.strip() else "\n" for line in inside]
    return [
        Part(part.first, lines[: item + 1], kind=Kind.TEXT),
        Part(part.first + item + 1, file, "~/.continue/config.yaml"),
    ]


def _labelled(part: Part) -> list[Part] | None:
    """Return the lines below words that say for which shell they are; None where none of them sets a variable."""
    at = next((number for number, line in enumerate(part.lines) if line.strip()), 0)
    label = _LABEL.fullmatch(part.lines[at].strip()) if part.lines else None
    if label is None:
        return None
    below = part.lines[at + 1 :]
    if not any(map(_SETS.match, below)) or any(_LABEL.fullmatch(line.strip()) for line in below):
        return None
    kind = Kind.POWERSHELL if label["power"] else Kind.CMD if label["cmd"] else Kind.BASH
    return [Part(part.first + at + 1, below, kind=kind)]


def _shown_by_cat(part: Part) -> list[Part] | None:
    """Return a block that is `cat FILE {…}` on one line, as a post shortens a screen: the object is that file's."""
    shown = _CAT_IN_LINE.fullmatch("".join(part.lines).strip())
    if shown is None or not is_config_name(shown["name"]):
        return None
    opened = shown["json"].count("{") - shown["json"].count("}")
    part.name = shown["name"]
    part.lines = [shown["json"].rstrip(", ") + "}" * max(0, opened) + "\n"]
    return [part]


# The blocks whose lines alone tell what they are, whatever fence and sentences say. The first that knows counts.
_TOLD_BY_LINES = (in_another_form, _config_of_form, _shown_by_cat, _labelled)


def _file_of(part: Part, opening: _Opening, before: Part | None, sourced: Sequence[str]) -> str:
    """Return the file that a block is: named by its fence or the sentence before it, if its lines can be that file's.

    A log may stand below a sentence that speaks of a start-up file, and exports below one on the settings that they
    are not in.
    """
    name = opening.name or named_before(before, sourced, part.lines)
    is_print = opening.language in _PRINTS and not opening.name
    if is_print and (_is_no_shells(name, part.lines) or _is_no_toml(name, part.lines)):
        return ""
    if name.lower().endswith(_NO_SHELLS) and all(map(EXPORTS.match, filter(str.strip, part.lines))):
        return ""
    return name


def _is_no_shells(name: str, lines: Sequence[str]) -> bool:
    """Tell whether a block that a start-up file is named for holds no line that such a file has."""
    return recognise(name, "") in SHELLS and not any(map(_OF_A_SHELL.match, lines))


def _is_no_toml(name: str, lines: Sequence[str]) -> bool:
    """Tell whether a block that a file in TOML is named for holds no line that TOML has."""
    return name.lower().endswith(".toml") and not any(map(_OF_TOML.match, lines))


def _kind_of(part: Part, language: str, before: Part | None) -> Kind | None:
    """Return what a block is that nothing names; None where its text alone tells.

    What its lines show (a list of values, calls of a client, what a program printed) comes before the fence's language:
    people write the name of any shell over these.
    """
    of_process = language in _LANGUAGES_BY_TEXT and is_environment(before, part.lines)
    of_variables = language in ("env", "dotenv") or (not language and of_process)
    if not of_variables and is_list_of(part, before):
        return Kind.LISTED
    if language in _OF_CALLS and _are_calls(part.lines):
        return Kind.ZSH
    if (language in _OF_SHELLS and _is_printed(part)) or any(map(_FRAME.match, part.lines)):
        return Kind.TEXT
    if language in _LANGUAGES_BY_TEXT:
        return Kind.DUMP if of_process else None
    by_text = recognise("", part.text)
    if language in _LANGUAGES:
        return _LANGUAGES[language] if by_text in (Kind.TEXT, *SHELLS) else by_text
    return Kind.TEXT if language in _OTHERS and by_text in SHELLS else by_text


def _is_printed(part: Part) -> bool:
    """Tell whether a block holds what a program printed: sentences, and no line of code; or steps of a description."""
    above = ["", *part.lines]
    prose = [
        line for line, before in zip(part.lines, above, strict=False) if is_prose(line) and not _GOES_ON.search(before)
    ]
    steps = sum(1 for line in part.lines if _STEP.match(line))
    return bool(prose) and (steps > 1 or not any(map(is_code, part.lines)))


def _are_calls(lines: Sequence[str]) -> bool:
    """Tell whether a block is lines that start a client, the first with options, each going on below a backslash."""
    filled = _GOES_ON.sub(" ", "".join(line for line in lines if line.strip())).splitlines()
    return bool(filled) and WITH_OPTION.match(filled[0]) is not None and all(map(_STARTS.match, filled))
