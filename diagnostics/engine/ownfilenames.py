"""Where a script names a client's own file by a variable, or writes it in the code of another program.

`FILE="$HOME/.claude/settings.json"` and below it `jq … > "$FILE"`; `python3 - <<'EOF'` whose text opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from .records import dataclass
from .regexes import regex
from .source import Document

_ASSIGNS = regex(
    r"(?<![\w$.%-])(?:\$(?:\w{1,9}:)?)?(?P<name>[A-Za-z_]\w{0,60})[ \t]{0,20}=[ \t]{0,20}(?=[^\s=])"
    r"|(?<!\w)set[ \t]{1,9}(?:-\w{1,9}[ \t]{1,9}){0,4}(?P<fish>[A-Za-z_]\w{0,60})[ \t]{1,9}(?=[^\s=])"
)
_JOINED = regex(
    r"\(?Join-Path[ \t]{1,9}(?P<folder>[\"']?[^\s\"']{1,200}[\"']?)[ \t]{1,9}[\"']?(?P<file>[^\s\"')]{1,200})",
    re.IGNORECASE,
)
_WORD = regex(r"\"(?P<double>[^\"\n]{0,300})\"|'(?P<single>[^'\n]{0,300})'|(?P<bare>[^\s;&|)\"']{1,300})")
_USED = regex(r"\$\{(?P<braced>[A-Za-z_]\w{0,60})\}|\$(?P<plain>[A-Za-z_]\w{0,60})|[%!](?P<cmd>[A-Za-z_]\w{0,60})[%!]")
_GOES_ON = regex(r"[\w./\\-]")  # "$FILE.tmp" and "$FILE/x" are others
# The code of another program within a shell's text: a here-document, or a quotation behind -c or -e.
_CODE = regex(
    r"(?<![\w./$-])(?:python|pypy|node|bun|deno|ruby|perl|php)[\d.]{0,5}(?=[ \t])(?P<given>[^\n]{0,300}?)"
    r"(?:<<-?[ \t]{0,9}[\"']?(?P<ends>[A-Za-z_]\w{0,40})[\"']?[^\n]*\n|(?<=[ \t])-[ce][ \t]{1,9}(?P<quote>[\"']))"
)
_WRITES = regex(r"[\"'](?:w|a|r\+|wb)[\"']|[wW]rite(?:File|Text|_text|Sync|\()|dump\(|\.save\(")
_PIECES = regex(r"[\"'](?P<folder>\.claude)[\"'][^\n]{0,200}|(?<=[/\\])(?P<part>\.claude)[\"')]")
_FILE = "settings.json"
_MOST = 60
_MOST_ASSIGNED = 3_000
_LONGEST_VALUE = 300
_LONGEST_CODE = 60_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document names a file of a client: its path as it is meant, and the characters that name it."""

    path: str
    begin: int
    stop: int


def named_by_variables(document: Document, path_of: re.Pattern[str]) -> Iterator[Place]:
    """Yield where a variable stands that holds the path of a client's own file, which an expression tells."""
    held = _held(document.text, path_of)
    if not held:
        return
    for used in islice((each for each in _USED.finditer(document.text) if _name(each) in held), _MOST):
        if not _GOES_ON.match(document.text, used.end()):
            yield Place(held[_name(used)], used.start(), used.end())


def written_by_code(document: Document, path_of: re.Pattern[str]) -> Iterator[Place]:
    """Yield which files of clients the code of other programs writes, as far as it names one and writes any."""
    text = document.text
    if "<<" not in text and " -c" not in text and " -e" not in text:
        return
    held = _held(text, path_of)
    read = 0
    for code in islice(_CODE.finditer(text), _MOST):
        if code.start() < read:
            continue  # within the code before
        begin, stop = code.end(), _end_of(text, code)
        read = stop
        if not _WRITES.search(text, begin, stop):
            continue
        for used in _USED.finditer(text, code.start("given"), code.end("given")):
            if _name(used) in held:
                yield Place(held[_name(used)], used.start(), used.end())
        for found in islice(path_of.finditer(text, begin, stop), _MOST):
            yield Place(found.group(), found.start(), found.end())
        if text.find(_FILE, begin, stop) >= 0:
            for piece in islice(_PIECES.finditer(text, begin, stop), 1):
                group = "folder" if piece["folder"] else "part"
                yield Place(f"~/.claude/{_FILE}", piece.start(group), piece.end(group))


def _end_of(text: str, code: re.Match[str]) -> int:
    """Return where the code of another program ends."""
    begin = code.end()
    last = min(len(text), begin + _LONGEST_CODE)
    if code["quote"]:
        stop = text.find(code["quote"], begin, last)
        return last if stop < 0 else stop
    at = text.find(code["ends"], begin, last)
    for _ in range(_MOST):
        if at < 0:
            break
        first, stop = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if text[first : stop if stop >= 0 else len(text)].strip() == code["ends"]:
            return first
        at = text.find(code["ends"], at + 1, last)
    return last


def _held(text: str, path_of: re.Pattern[str]) -> Mapping[str, str]:
    """Return the variables that hold a path of a client's own file, and of `.claude`, by their names."""
    found: dict[str, str] = {}
    for assigns in islice(_ASSIGNS.finditer(text), _MOST_ASSIGNED):
        stop = text.find("\n", assigns.end(), assigns.end() + _LONGEST_VALUE)
        value = text[assigns.end() : stop if stop >= 0 else assigns.end() + _LONGEST_VALUE]
        value = _filled(_first_word(value), found)
        path = path_of.search(value)
        if path is not None and path.end() == len(value):
            found[assigns["name"] or assigns["fish"]] = path.group()
    return found


def _first_word(text: str) -> str:
    joined = _JOINED.match(text)
    if joined is not None:
        return f"{joined['folder']}/{joined['file']}".replace('"', "").replace("'", "")
    word = _WORD.match(text)
    return "" if word is None else word["double"] or word["single"] or word["bare"] or ""


def _filled(text: str, found: Mapping[str, str]) -> str:
    if not found or ("$" not in text and "%" not in text and "!" not in text):
        return text
    return _USED.sub(lambda used: found.get(_name(used), used.group()), text)


def _name(used: re.Match[str]) -> str:
    return used["braced"] or used["plain"] or used["cmd"]
