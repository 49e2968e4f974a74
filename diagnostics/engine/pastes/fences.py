"""Code fences in a post: each fenced block is a part, named by its fence or by the sentence before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from ..clientcalls import COMMAND, WITH_OPTION
from ..kinds import recognise
from ..records import dataclass, replace
from ..regexes import regex
from ..source import Kind
from .diffs import fenced_diff
from .gluedfences import closed_on, opened_on
from .inlinecode import by_inline_code
from .listings import by_headings, by_prompts
from .lists import is_list_of
from .objects import by_objects
from .otherforms import in_another_form
from .parts import SHELLS, Part, fits, is_environment, named_before, sourced_in
from .pastelines import fence, heading, is_code, is_config_name, is_prose, is_title
from .prose import by_prose, settings_between
from .screens import screen_begins

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
_ASSIGNED = regex(r"[ \t]*(?:export[ \t]+|\$env:)?[A-Z_][A-Z0-9_]*[ \t]*=[ \t]*\S")
# What a page of documentation begins with: keys between two rulers.
_FRONT_MATTER = regex(r"---[ \t]*\r?\n(?:(?:[\w-]+:[^\n]*|[ \t]+[^\n]*|#[^\n]*|[ \t\r]*)\n){0,60}---[ \t]*\r?\n")
# Words for the readers of a post in JSON that its fence says to hold some; no dialect of JSON has such a remark.
_REMARK = regex(r'(?P<text>"(?:[^"\\\n]|\\.)*")|[ \t]+#(?!\d{1,5}›)[^\r\n]*')
_CAT_IN_LINE = regex(r"(?:[$❯%][ \t]+)?cat[ \t]+(?P<name>\S{1,200})[ \t]+(?P<json>\{[^\n]{1,4000}[},])")
# Continue's form for a problem: the file stands below its last item, often as deep as that one's text.
_FORM_CONFIG = "- config:"
_FORM_ENDS = "OR link to "
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
_LONGEST_HEAD = 60
_LIKE_TRANSCRIPTS = frozenset({"bash", "zsh", "text", "txt", "log", "output"})
_TRANSCRIPTS = frozenset({"console", "shell-session", "shellsession", "sh-session", "terminal"})


@dataclass(frozen=True, slots=True)
class _Block:
    """A block between fences: the lines from `begin` to `stop` with the fences, its own from `first` on."""

    begin: int
    stop: int
    first: int
    lines: list[str]
    language: str
    before: str = ""  # on the line of a fence, apart from the block: "My file: ```export …"
    behind: str = ""


def by_fences(name: str, whole: Part) -> list[Part] | None:
    """Split at code fences; what stands outside is prose, or a transcript, or files under headings."""
    blocks = list(_fenced(whole.lines))
    if not blocks:
        return None
    gaps = list(_gaps(blocks, whole.lines))
    outside = [line for gap in gaps for line in gap.lines]
    first_line = next((line for line in outside if line.strip() and not line.startswith("#")), "")
    begins_as_code = first_line and not (is_prose(first_line) or is_title(first_line)) and heading(first_line) is None
    has_head = _FRONT_MATTER.match("".join(whole.lines[:_LONGEST_HEAD])) is not None
    if begins_as_code and not has_head and _is_shell("".join(outside)) and not _are_named(blocks, whole.lines):
        return None  # a file that holds a document with fences
    sourced = sourced_in(whole.lines)
    parts: list[Part] = []
    for gap, block in zip_longest(gaps, blocks):
        parts += [] if gap.is_blank else _unfenced(name, gap)
        if block is None:
            break
        part = Part(block.first, _moved_out(block.lines, whole.lines[block.begin]))
        title = parts.pop().name if parts and parts[-1].name and parts[-1].is_blank else ""
        found = _block(name, part, block.language, parts[-1] if parts else None, sourced)
        if title and len(found) == 1 and fits(title, part.lines):
            part.name, part.kind = title, None
        parts += found
    return parts


def _moved_out(lines: Sequence[str], fence: str) -> list[str]:
    """Return a block's lines without the blanks that stand before its fence, as that of a list's item has them."""
    margin = len(fence) - len(fence.lstrip(" \t"))
    if not margin or not all(line[:margin].isspace() for line in lines if line.strip()):
        return list(lines)
    return [line[margin:] if line.strip() else line for line in lines]


def _are_named(blocks: Sequence[_Block], lines: Sequence[str]) -> bool:
    """Tell whether a line that names a file stands over each block, and no here-document can hold them.

    A post may begin with a line of code, cut off in a sentence.
    """
    if any("<<" in line for line in lines):
        return False
    above = [next((line for line in reversed(lines[: each.begin]) if line.strip()), "") for each in blocks]
    return all(heading(line.rstrip("\r\n")) is not None for line in above)


def _is_shell(text: str) -> bool:
    return recognise("", text) in SHELLS


def _fenced(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the blocks between fences. An open one goes on to the end."""
    number = 0
    opened: _Block | None = None
    marks = ("", "")
    for number, line in enumerate(lines):
        found = fence(line.rstrip("\r\n"))
        if opened is None:
            if (found is None and "```" not in line) or (number and _TAB.match(lines[number - 1])):
                continue
            if (glued := opened_on(line)) is not None:
                block = _Block(number, number + 1, number, [glued.code], "", glued.before, glued.behind)
                opened, marks = (None, marks) if glued.is_closed else (block, ("```", ""))
                if opened is None:
                    yield block
            elif found is not None:
                opened, marks = _Block(number, number, number + 1, [], found[1]), found
        elif found is not None and found[0].startswith(marks[0]) and not found[1]:
            yield replace(opened, stop=number + 1, lines=[*opened.lines, *lines[_next(opened) : number]])
            opened = None
        elif found is not None and found[0] == marks[0] and not marks[1] and _is_report(lines[_next(opened) : number]):
            # a report in Markdown, fences and all, within a fence: what is above it is prose
            opened, marks = _Block(number, number, number + 1, [], found[1]), found
        elif found is None and "```" in line and marks[0] == "```" and (end := closed_on(line)) is not None:
            inner = [*opened.lines, *lines[_next(opened) : number], end[0]]
            yield replace(opened, stop=number + 1, lines=inner, behind=end[1])
            opened = None
    if opened is not None:
        yield replace(opened, stop=len(lines), lines=[*opened.lines, *lines[_next(opened) :]])


def _next(block: _Block) -> int:
    """Return the number of the line behind those that a block has already."""
    return block.first + len(block.lines)


_TAB = regex(r'[ \t]*(?:===|\?\?\?|!!!)[+!]? ?"')  # of MkDocs: what is indented below it is its body


def _is_report(lines: Sequence[str]) -> bool:
    """Tell whether lines are a report in Markdown: headings and sentences, and no line of code between them."""
    filled = [line for line in lines if line.strip()]
    heads = any(line.startswith("#") and line.lstrip("#").startswith(" ") for line in filled)
    return heads and any(map(is_prose, filled)) and not any(map(_EXPORTS.match, filled))


def _gaps(blocks: Sequence[_Block], lines: Sequence[str]) -> Iterator[Part]:
    """Yield what lies before, between and behind blocks."""
    position, behind = 0, ""
    for block in blocks:
        yield _gap(lines, position, block.begin, behind, block.before)
        position, behind = block.stop, block.behind
    yield _gap(lines, position, len(lines), behind, "")


def _gap(lines: Sequence[str], first: int, stop: int, behind: str, before: str) -> Part:
    """Return lines, with what stands behind the fence above them and before the one below."""
    above, below = [behind] if behind else [], [before] if before else []
    return Part(first - len(above), [*above, *lines[first:stop], *below])


def _unfenced(name: str, part: Part) -> list[Part]:
    """Return what stands outside fences: a transcript or files under headings if it is one, else prose."""
    for split in (by_headings, by_inline_code, by_prompts, by_objects):
        if (parts := split(name, part)) is not None:
            return parts
    if _holds_pairs(part) and (parts := by_prose(name, part)) is not None:
        return parts
    return settings_between(name, part)


def _holds_pairs(part: Part) -> bool:
    """Tell whether two assignments stand one below the other: no sentence looks so."""
    return any(_ASSIGNED.match(one) and _ASSIGNED.match(other) for one, other in pairwise(part.lines))


_NO_SHELLS = (".yaml", ".yml", ".json", ".toml", ".md")
_EXPORTS = regex(r"[ \t]*(?:export[ \t]+|set[ \t]+-[gUx]+[ \t]+|\$env:)\w+")
_STEP = regex(r"[ \t]*\d{1,2}[.):][ \t]+[A-Z][a-z]+[ \t]")  # 1: Start the container
_FRAME = regex(r"[ \t]*File \"[^\"\n]{1,300}\", line \d+, in ")  # of a traceback of Python's


def _blanks(found: re.Match[str]) -> str:
    return found.group() if found["text"] else " " * len(found.group())


_GOES_ON = regex(r" \\\r?\n")
_STARTS = regex(rf"(?:[$❯%] )?(?:npx (?:-y )?)?{COMMAND}(?:[ \t]|$)")


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


def _config_of_form(lines: Sequence[str]) -> Part | None:
    """Return the file that stands in Continue's form for a problem, at the margin; None for any other block."""
    item = next((n for n, line in enumerate(lines[:_LONGEST_HEAD]) if line.strip() == _FORM_CONFIG), None)
    if item is None:
        return None
    stop = next((n for n, line in enumerate(lines) if n > item and line.strip().startswith(_FORM_ENDS)), len(lines))
    inside = lines[item + 1 : stop]
    if not any(line.strip() == "models:" for line in inside) or any(map(_IN_AN_EDITOR.search, lines[:item])):
        return None
    deep = min(len(line) - len(line.lstrip(" ")) for line in inside if line.strip())
    return Part(item + 1, [line[deep:] if line.strip() else "\n" for line in inside], "~/.continue/config.yaml")


def _is_no_shells(part: Part) -> bool:
    """Tell whether a block that a start-up file is named for holds no line that such a file has."""
    return recognise(part.name, "") in SHELLS and not any(map(_OF_A_SHELL.match, part.lines))


def _is_no_toml(part: Part) -> bool:
    """Tell whether a block that a file in TOML is named for holds no line that TOML has."""
    return part.name.lower().endswith(".toml") and not any(map(_OF_TOML.match, part.lines))


def _labelled(part: Part, label: re.Match[str]) -> Part | None:
    """Return the lines below the words that say for which shell they are; None where none of them sets a variable."""
    at = next(number for number, line in enumerate(part.lines) if line.strip())
    below = part.lines[at + 1 :]
    if not any(map(_SETS.match, below)) or any(_LABEL.fullmatch(line.strip()) for line in below):
        return None
    kind = Kind.POWERSHELL if label["power"] else Kind.CMD if label["cmd"] else Kind.BASH
    return Part(part.first + at + 1, below, kind=kind)


def _block(name: str, part: Part, language: str, before: Part | None, sourced: Sequence[str]) -> list[Part]:
    """Return a fenced block, named by its fence, by its own first line, by the sentence before it or not at all."""
    if (drawn := screen_begins(part.lines)) is not None:
        head = Part(part.first, part.lines[:drawn])
        above = [] if head.is_blank else _block(name, head, language, before, sourced)
        return [*above, Part(part.first + drawn, part.lines[drawn:], kind=Kind.TEXT)]
    if (told := in_another_form(part)) is not None:
        return [told]
    if (at := _config_of_form(part.lines)) is not None:
        return [
            Part(part.first, part.lines[: at.first], kind=Kind.TEXT),
            Part(part.first + at.first, at.lines, at.name),
        ]
    if (shown := _CAT_IN_LINE.fullmatch("".join(part.lines).strip())) and is_config_name(shown["name"]):
        part.name, opened = shown["name"], shown["json"].count("{") - shown["json"].count("}")
        part.lines = [shown["json"].rstrip(", ") + "}" * max(0, opened) + "\n"]
        return [part]
    label = next((_LABEL.fullmatch(line.strip()) for line in part.lines if line.strip()), None)
    if label is not None and (labelled := _labelled(part, label)) is not None:
        return [labelled]
    words = [word for word in re.split(r"[\s:={}\"'|,]+", language) if word]
    name_in_fence = next((word for word in words if is_config_name(word)), "")
    language = words[0].lower() if words and words[0] != name_in_fence else ""
    if (after := fenced_diff(part, language, "".join(before.lines[-3:]) if before else "")) is not None:
        if len(after) != 1 or after[0].name or after[0].kind:
            return after
        part, language = after[0], ""
    if language in ("jsonc", "json5"):
        part.lines = [_REMARK.sub(_blanks, line) if "#" in line else line for line in part.lines]
    if all(line.startswith(">") for line in part.lines if line.strip()):  # a quotation
        part.lines = [re.sub(r"^>[ \t]?", "", line) for line in part.lines]
    if language in _TRANSCRIPTS or language in _LANGUAGES_BY_TEXT or language in _LIKE_TRANSCRIPTS:
        for split in (by_headings, by_prompts, by_objects):
            if (parts := split(name, part)) is not None:
                return parts
    part.name = name_in_fence or named_before(before, sourced, part.lines)
    if language in _PRINTS and not name_in_fence and (_is_no_shells(part) or _is_no_toml(part)):
        part.name = ""  # a log below a sentence that speaks of such a file
    if part.name.lower().endswith(_NO_SHELLS) and all(map(_EXPORTS.match, filter(str.strip, part.lines))):
        part.name = ""  # the sentence names a file that the lines speak of, and not the one that they stand in
    is_env = language in ("env", "dotenv") or (not language and is_environment(before, part.lines))
    if not part.name and not is_env and is_list_of(part, before):
        part.kind = Kind.LISTED
        return [part]
    if not part.name and language in _LANGUAGES:
        by_text = recognise("", part.text)
        part.kind = _LANGUAGES[language] if by_text in (Kind.TEXT, *SHELLS) else by_text
    elif not part.name and language and language not in _LANGUAGES_BY_TEXT:
        by_text = recognise("", part.text)
        part.kind = Kind.TEXT if language in _OTHERS and by_text in SHELLS else by_text
    elif not part.name and is_environment(before, part.lines):
        part.kind = Kind.DUMP
    is_shells = language in ("bash", "sh", "shell", "zsh", "")
    if not part.name and language in ("", "shell", "sh", "console") and _are_calls(part.lines):
        part.kind = Kind.ZSH
        return [part]
    if not part.name and ((is_shells and _is_printed(part)) or any(map(_FRAME.match, part.lines))):
        part.kind = Kind.TEXT
    return [part]
