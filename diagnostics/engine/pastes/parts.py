"""A part of a paste: lines that belong together, and what tells their name or kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ..clientcalls import ANY
from ..kinds import recognise
from ..records import dataclass
from ..regexes import regex
from ..source import Kind, base_of, home_path
from .pastelines import SPACED, is_config_name, is_message, is_other_file

SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD)
# A name in a sentence; scripts that write no blanks end it, too: 下有一个.env 文件.
_NAME_IN_PROSE = regex(r"[^\s`'\"“”‘’()<>,;\u3000-\u30ff\u4e00-\u9fff\uff01-\uff65]+")
_KEPT = "\ue000"  # stands for a blank within a folder's name
_QUOTED = regex(r"""=[ \t]*(?:"[^"\n]*"|'[^'\n]*')[ \t]*$""")
_LEFT_OUT = regex(r"=<[^<>\s]{1,60}>|(?:(?<=key )|(?<=-k ))<[^<>\n]{1,60}>")
PAIR = regex(r"[A-Z_][A-Z0-9_]*=[^\n]*$")
EXPORTS = regex(r"[ \t]*(?:export[ \t]+|set[ \t]+-[gUx]+[ \t]+|\$env:)\w+")
# What sets a variable and nothing else, in whatever shell.
STATEMENT = regex(
    r"(?:export [A-Za-z_]\w*=|set -\w*x\w* [A-Za-z_]\w* |setx [A-Za-z_]\w* |set [A-Z_][A-Z0-9_]*=|\$env:\w+ ?=|#)",
    re.IGNORECASE,
)
# NAME=value NAME=value copilot: a command, and no variable of a process.
_RUNS_CLIENT = regex(
    rf"(?:[A-Z_][A-Z0-9_]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|]*)[ \t]+){{1,60}}(?:{ANY})(?![\w./=-])"
)
# [model_providers.gateway]: the head of a table of TOML's, with which no JSON begins
_TABLE = regex(r"\[\[?[A-Za-z_][\w.\"'-]*\]\]?[ \t]*(?:#.*)?$")
_ENVIRONMENT = regex(r"\b(?:env|environment|printenv)(?:[ \t]+(?:vars?|variables?))?\b(?![./-])", re.IGNORECASE)
_SOURCED = regex(
    r"(?:^|[\s;&|{])(?:source|\.)[ \t]+[\"']?((?:~|\$HOME|\$\{HOME\})/[^\s\"';&|(){}$]{1,200})", re.MULTILINE
)
_DOTENV = regex(r"(?<![\w./-])[`'\"]?\.env\b(?!\.)")
_ASSIGNMENT = regex(r"(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=")
_FOR_A_SHELL = regex(r"(?:\$ |\$env:|(?:export|alias|source|unset|setx|eval|function|sudo|npm|claude|set -\w*x\w*) )")
_IN_JSON = (
    Kind.CLAUDE_SETTINGS,
    Kind.CLAUDE_STATE,
    Kind.VSCODE_SETTINGS,
    Kind.OPENCODE_CONFIG,
    Kind.GEMINI_SETTINGS,
    Kind.QWEN_SETTINGS,
    Kind.CLINE_PROVIDERS,
)
_PROFILE = regex(r"\bpower ?shell(?:['’]s)? profile\b", re.IGNORECASE)
LONGEST_END = 260  # characters of a line in which words that lead to what stands below are looked for
NICKNAMES = frozenset({"zshrc", "zshenv", "zprofile", "bashrc", "bash_profile"})

# A sentence such as: I put this in ~/.bash_profile on Ubuntu. These are in my .zshrc
_STANDS_IN = regex(
    r"\(?(?:(?:I(?:['’]ve| have)? |We(?: have|['’]ve)? )?(?:just )?(?:put|added|pasted|saved|set|placed|have)\b"
    r"(?: (?:this|these|that|those|it|them|all|both|lines?|of|the))*|"
    r"(?:This|These|That|It|They|Those|Both|All(?: of)?(?: this| these| it)?)(?: lines?)?"
    r"(?: (?:is|are|stands?|lives?|sits?)|['’](?:s|re))) (?:all )?(?:in|to|into|at|inside)\b(?:(?!\. )[^\n?!;]){0,120}",
    re.IGNORECASE,
)
# The sentence above goes on below the block: "with … in *~/.local/share/opencode/auth.json*, but it does not work"
_GOES_ON = regex(r"(?:in(?:side|to)?|to) (?:my |the |file )?[*`_'\"]{0,2}[~/.][\w./~-]{1,200}")
_ASKS = regex(r"\b(?:if|should|not|never|instead|when)\b|n['’]t\b", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """Lines of the paste that belong together; `first` counts from 0."""

    first: int
    lines: list[str]
    name: str = ""  # of the file, where something names it
    kind: Kind | None = None  # where something other than name and text tells it
    is_answer: bool = False  # nothing stands in it, and that is an answer: a command printed nothing

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def is_blank(self) -> bool:
        return not self.is_answer and not any(line.strip() for line in self.lines)


def first_filled(lines: Sequence[str]) -> str:
    """Return the first line that is not blank, "" where all are."""
    return next((line for line in lines if line.strip()), "")


def is_environment(before: Part | None, lines: Sequence[str]) -> bool:
    """Tell whether a block is what a process has: nothing but pairs, under a sentence that speaks of an environment."""
    if before is None or before.kind is not Kind.TEXT:
        return False
    filled = [line.rstrip("\r\n") for line in lines if line.strip()]
    said = next((line for line in reversed(before.lines) if line.strip()), "")[:1000]
    if not filled or not all(PAIR.match(line) for line in filled) or _ENVIRONMENT.search(said) is None:
        return False
    if any(_RUNS_CLIENT.match(line) for line in filled):
        return False
    return not any(_QUOTED.search(line) for line in filled)  # those marks would be a part of the value


def with_left_out(command: str) -> str:
    """Return a command that a sentence quotes, with a value in place of `<token>`: what the sentence leaves out."""
    return _LEFT_OUT.sub(lambda found: '="[hidden]"' if found.group()[0] == "=" else '"[hidden]"', command)


def sourced_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the files of the home folder, as `~/…`, that these lines have a shell read."""
    return tuple(dict.fromkeys(home_path(found[1]) for found in _SOURCED.finditer("".join(lines))))


def named_before(before: Part | None, sourced: Sequence[str] = (), lines: Sequence[str] = ()) -> str:
    """Return the last file that the two lines before a block name: one that we know, of the `sourced`, or another's.

    What the block holds, its `lines`, must be able to stand in that file: a sentence may name it and quote a message.
    """
    if before is None or before.kind is not Kind.TEXT:
        return ""
    name = _named_before(before, sourced)
    if name and lines and not fits(name, lines):
        return _named_beside(before, name, lines)
    if not name and lines and _are_pairs(lines) and any(_DOTENV.search(line) for line in before.lines):
        return ".env"
    return name


def _named_beside(before: Part, name: str, lines: Sequence[str]) -> str:
    """Return the file that a line names beside one that the block cannot be: "config.toml / auth.json"."""
    line = next((line for line in reversed(before.lines) if name in line), "")[:1000]
    front, slash, _ = line.partition(f"/ {name}")
    other = front.split()[-1].strip("*_`") if slash and front.strip() else ""
    return other if is_config_name(other) and fits(other, lines) else ""


def name_from_below(parts: Sequence[Part]) -> None:
    """Name a block that nothing names by the sentence below it that says where it stands.

    Of one alone: "I put this in …"; of each the end of a sentence that goes on below: "in ~/.codex/config.toml".
    """
    for part, below in pairwise(parts):
        if part.kind is None and not part.name and below.kind is Kind.TEXT:
            line = next((line.strip() for line in below.lines if line.strip()), "")[:1000]
            if goes_on := _GOES_ON.match(line):
                name = _named_before(Part(below.first, [goes_on.group()]), ())
                part.name = name if name and fits(name, part.lines) else ""
    blocks = [number for number, part in enumerate(parts) if part.kind is None]
    if len(blocks) != 1 or parts[blocks[0]].name or blocks[0] + 1 >= len(parts):
        return
    block, below = parts[blocks[0]], parts[blocks[0] + 1]
    line = next((line.strip() for line in below.lines if line.strip()), "")[:1000]
    said = _STANDS_IN.match(line) if below.kind is Kind.TEXT else None
    if said is not None and not _ASKS.search(said.group()):
        name = _named_before(Part(below.first, [said.group()]), ())
        block.name = name if name and fits(name, block.lines) else ""


def fits(name: str, lines: Sequence[str]) -> bool:
    """Tell whether a block can be the file that the sentence before it names: a message or a screen is none."""
    kind = recognise(name, "")
    filled = [line.strip("\ufeff \t\r\n") for line in lines if line.strip()]
    if kind in _IN_JSON or name.lower().endswith((".json", ".jsonc")):
        if not filled:
            return True
        begin = next((line for line in filled if not line.startswith("#")), "")  # below the headings of a post
        if begin.startswith("[") and _TABLE.match(begin):
            return False
        return begin.startswith(("{", "[", "}", '"', "//", "/*", "“", "‹", "'", "…", "..."))
    if kind in (Kind.DOTENV, Kind.DOCKER_ENV):
        return not filled or any(map(_ASSIGNMENT.match, filled))
    if is_other_file(name) and any(map(_FOR_A_SHELL.match, filled)):
        return False
    return not filled or not is_message(filled[0])


def _are_pairs(lines: Sequence[str]) -> bool:
    """Tell whether a block is nothing but pairs: no export before them."""
    filled = [line.rstrip("\r\n") for line in lines if line.strip() and not line.startswith("#")]
    return bool(filled) and all(PAIR.match(line) for line in filled)


def _named_before(before: Part, sourced: Sequence[str]) -> str:
    said = [line for line in before.lines if line.strip()][-2:]
    for line in reversed(said):
        for word in reversed(list(_NAME_IN_PROSE.finditer(SPACED.sub(_KEPT, line[:1000])))):
            bare = word.group().lstrip("*_").rstrip("*_:.?!")
            if _KEPT in bare and is_config_name(bare.replace(_KEPT, "-")):
                return bare.replace(_KEPT, " ")
            if bare.lower() in NICKNAMES:
                return f"~/.{bare.lower()}"
            if is_config_name(bare):
                return bare
            for path in sourced:  # a name of somebody's own, such as ~/.secrets
                if home_path(bare) in (path, base_of(path)):
                    return path
        if _PROFILE.search(line[-LONGEST_END:]):
            return "$PROFILE"
        words = (found.group().lstrip("*_").rstrip("*_:.?!") for found in _NAME_IN_PROSE.finditer(line[:1000]))
        if other := next((word for word in reversed(list(words)) if is_other_file(word)), ""):
            return other
    return ""


def runs(lines: Sequence[str], belongs: Callable[[str], object]) -> Iterator[tuple[int, int]]:
    """Yield where lines that belong together begin to follow each other, and where they end."""
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and belongs(lines[stop]):
            stop += 1
        if stop > at:
            yield at, stop
        at = max(stop, at + 1)
