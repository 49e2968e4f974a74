"""What commands of a post write into files: `cat > ~/.bashrc <<'EOF' … EOF`, `echo 'export …' >> ~/.zshrc`.

Who posts such commands has the file that they make. So each file is a part of its own, its lines where they stand in
the post; what is left of the commands keeps its lines, without those. Of a text that the shell fills in as it writes
(`"…$KEY…"`, a here-document whose word is not quoted) only what has nothing to fill in is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..kinds import recognise
from ..records import dataclass
from ..regexes import regex
from ..source import Kind, base_of, home_path
from ..yamlwords import word_of_path
from .parts import SHELLS, Part

_FILE = r"(?:\"(?P<{0}q>[^\"\n]{{1,200}})\"|(?P<{0}b>[^\s\"'|;&<>()`]{{1,200}}))"
_TO = (
    rf"(?:>{{1,2}}[ \t]*{_FILE.format('to')}"
    rf"|\|[ \t]*(?:sudo[ \t]+)?tee[ \t]+(?:(?:-a|--append)[ \t]+)?{_FILE.format('tee')})"
)
_FRONT = r"[ \t]*(?:[$❯%#][ \t]+)?(?:RUN[ \t]+)?(?:sudo[ \t]+)?"
_HERE = regex(r"<<(?P<dash>-?)[ \t]*(?P<quote>[\"'\\]?)(?P<word>[A-Za-z_]\w*)[\"']?(?![\w\"'])")
_CAT = regex(rf"{_FRONT}(?:cat\b[^\n]{{0,200}}?{_TO}|tee[ \t]+(?:(?:-a|--append)[ \t]+)?{_FILE.format('alone')})")
_ECHO = regex(
    rf"{_FRONT}(?:echo(?:[ \t]+-[neE]{{1,3}})?|printf)[ \t]+(?:'(?P<plain>[^'\n]{{0,2000}})'"
    rf"|\"(?P<filled>(?:\\.|[^\"\\\n]){{0,2000}})\")[ \t]*{_TO}[ \t]*(?:(?:&&|;|\#)[^\n]*)?$"
)
# The same over several lines: echo '{ … }' > ~/.claude/settings.json
_OPENS = regex(rf"{_FRONT}(?:echo(?:[ \t]+-[neE]{{1,3}})?|printf)[ \t]+(?P<sign>['\"])(?P<text>\{{[^'\n]{{0,400}})$")
_CLOSES = regex(rf"(?P<text>[^'\"\n]{{0,400}})(?P<sign>['\"])[ \t]*{_TO}[ \t]*$")
_SENT = regex(
    r"[ \t]*(?:PS[^\n>]{0,80}>[ \t]*)?'(?P<text>\{[^'\n]{1,2000}\})'[ \t]*\|[ \t]*(?:Set-Content|Out-File)[ \t]+"
    r"(?:-(?:Path|FilePath|LiteralPath)[ \t]+)?(?:\"(?P<toq>[^\"\n]{1,200})\"|(?P<tob>[^\s\"'|;&]{1,200}))",
    re.IGNORECASE,
)
_FILLS = regex(r"(?<!\\)(?:\\\\)*[$`]")
_ESCAPED = regex(r"\\([\\\"$`])")
_EXPORTS = regex(r"^[ \t]*(?:export[ \t]+|set[ \t]+-\w+[ \t]+)[A-Z_]+[= ]")
_SCRIPT = regex(r"[^.].*\.(?:sh|bash)")
_COMMANDS = regex(
    r"\"(?:on|update|post)(?:Create|Content|Start|Attach)Command\"[ \t]*:[ \t]*(?P<text>\"(?:\\.|[^\"\\\n])*\")"
)
_CONFIGS = frozenset(
    {
        *(Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.CODEX_CONFIG, Kind.OPENCODE_CONFIG),
        *(Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS, Kind.CLINE_PROVIDERS),
    }
)
_READS = regex(
    r"[ \t]*(?:[$❯%#][ \t]+)?(?:#|(?:source|\.|exec|claude|codex|gemini|opencode|aider|qwen|cat|mkdir|touch)(?![\w-]))"
)
_ADDRESS = regex(r"https?://\S{1,300}")  # which a post lists below: no command
_LONGEST = 2000  # lines of one here-document
_MOST = 200  # lines that are written


@dataclass(frozen=True, slots=True)
class _Written:
    """One line of a file: the number of the line in the part, the file's name, the text.

    Without a name: the line that begins or ends a here-document.
    """

    number: int
    file: str
    text: str


def with_written(name: str, parts: Sequence[Part]) -> list[Part]:
    """Return the parts, and the files that their commands write; `name` is the whole paste's.

    Commands that export something besides are left as they are, and so are those that write a file which is given.
    """
    if not any(">" in line or "tee" in line or "| " in line for part in parts for line in part.lines):
        return list(parts)
    is_post = len(parts) > 1 or _SCRIPT.fullmatch(base_of(name)) is not None
    if not is_post and not (len(parts) == 1 and _only_writes(parts[0])):
        return list(parts)
    given = {home_path(part.name) for part in parts if part.name}
    found: list[Part] = []
    for part in parts:
        lines = list(islice(_written(part), _MOST)) if _may_write(part) else []
        taken = {line.number for line in lines}
        files = {line.file for line in lines if line.file}
        if (
            files
            and given.isdisjoint(files)
            and not any(_EXPORTS.match(line) for at, line in enumerate(part.lines) if at not in taken)
        ):
            found += [*_left(part, taken), *_files(part, lines)]
        else:
            found.append(part)
    return found


def _may_write(part: Part) -> bool:
    if part.kind is Kind.TEXT or (part.name and base_of(part.name).startswith(".")):
        return False
    kind = part.kind if part.kind is not None else recognise(part.name, part.text)
    return (
        kind in SHELLS
        or (kind is not Kind.DOCKERFILE and "Command" in part.text and _COMMANDS.search(part.text) is not None)
        or _only_writes(part)
    )


def _only_writes(part: Part) -> bool:
    """Tell whether each line writes into a file, or makes the shell read it: no file has such lines alone."""
    if len(part.lines) > _MOST or not any(
        _ECHO.match(line.rstrip()) or _HERE.search(line) or _OPENS.match(line.rstrip()) or _SENT.match(line)
        for line in part.lines
    ):
        return False
    taken = {line.number for line in islice(_written(part), _MOST)}
    return bool(taken) and all(
        at in taken or not line.strip() or _READS.match(line) or _ADDRESS.fullmatch(line.strip())
        for at, line in enumerate(part.lines)
    )


def _left(part: Part, taken: set[int]) -> Iterator[Part]:
    """Yield what is left of the commands, each line where it was; a file of settings stays as it is."""
    kind = part.kind if part.kind is not None else recognise(part.name, part.text)
    lines = ["\n" if at in taken and kind in SHELLS else line for at, line in enumerate(part.lines)]
    if any(line.strip() for line in lines):
        yield Part(part.first, lines, part.name, kind)


def _files(part: Part, lines: Sequence[_Written]) -> Iterator[Part]:
    """Yield one part for each file, with blank lines where its lines stand apart."""
    by_file: dict[str, list[_Written]] = {}
    for line in lines:
        if line.file:
            by_file.setdefault(line.file, []).append(line)
    for file, written in by_file.items():
        texts: dict[int, str] = {}
        for line in written:
            texts[line.number] = f"{texts[line.number]}; {line.text}" if line.number in texts else line.text
        first, last = min(texts), max(texts)
        yield Part(part.first + first, [f"{texts.get(at, '')}\n" for at in range(first, last + 1)], file)


def _written(part: Part) -> Iterator[_Written]:
    number = 0
    while number < len(part.lines):
        line = part.lines[number].rstrip("\r\n")
        if "<<" in line and (here := _HERE.search(line)) and (file := _file_of(line)):
            stop = _end_of(part.lines, number + 1, here["word"])
            body = [each.rstrip("\r\n") for each in part.lines[number + 1 : stop]]
            if here["quote"] or not any(_FILLS.search(each) for each in body):
                for at, text in enumerate(body, number + 1):
                    text = text.lstrip("\t") if here["dash"] else text
                    yield _Written(at, file, text if here["quote"] else _ESCAPED.sub(r"\1", text))
                yield from (_Written(number, "", ""), _Written(stop, "", ""))
            number = stop
        elif (over := _over_lines(part.lines, number)) is not None:
            yield from over
            number += len(over) - 1
        elif 'Command"' in line and (found := _COMMANDS.search(line)):
            for command in _unescaped(found["text"]).split("&&"):
                yield from _echoed(number, command)
        else:
            yield from _echoed(number, line)
        number += 1


def _over_lines(lines: Sequence[str], number: int) -> list[_Written] | None:
    """Return what a text in quotes that goes over several lines writes; None where a line begins no such text."""
    line = lines[number].rstrip("\r\n")
    opens = _OPENS.match(line) if len(line) <= _LONGEST and ("echo" in line or "printf" in line) else None
    if opens is None:
        return None
    texts = [opens["text"]]
    for below in lines[number + 1 : number + _MOST]:
        below = below.rstrip("\r\n")
        closes = _CLOSES.match(below) if below.lstrip().startswith(("}", "]")) else None
        texts.append(closes["text"] if closes else below)
        if closes is not None and closes["sign"] == opens["sign"]:
            to = closes["toq"] or closes["tob"] or closes["teeq"] or closes["teeb"] or ""
            is_filled = opens["sign"] == '"'
            if not (file := _known(to)) or (is_filled and any(map(_FILLS.search, texts))):
                return None
            texts = [_ESCAPED.sub(r"\1", text) for text in texts] if is_filled else texts
            return [_Written(at, file, text) for at, text in enumerate(texts, number)]
        if (opens["sign"] == "'" and "'" in below) or below.lstrip().startswith(("echo", "printf")):
            return None
    return None


def _echoed(number: int, line: str) -> Iterator[_Written]:
    """Yield what one command writes: a line in quotes that goes into a file."""
    if len(line) > _LONGEST:
        return
    if (sent := _SENT.match(line)) and (file := _known(_home_of_powershell(sent["toq"] or sent["tob"]))):
        yield _Written(number, file, sent["text"])
    if "echo" not in line and "printf" not in line:
        return
    found = _ECHO.match(line)
    file = _known(found["toq"] or found["tob"] or found["teeq"] or found["teeb"] or "") if found else ""
    if not found or not file:
        return
    text = found["plain"]
    if text is None:
        if _FILLS.search(found["filled"]):
            return
        text = _ESCAPED.sub(r"\1", found["filled"])
    text = text.removeprefix("\\n").removesuffix("\\n")
    if "\\n" not in text:
        yield _Written(number, file, text)


def _home_of_powershell(path: str) -> str:
    """Return a path with PowerShell's names of the home folder as `~`."""
    return re.sub(r"^(?:\$HOME|\$env:USERPROFILE)(?=[\\/])", "~", path, flags=re.IGNORECASE).replace("\\", "/")


def _unescaped(text: str) -> str:
    """Return what a text of JSON's stands for; "" where JSON has no such text."""
    try:
        return str(json.loads(text))
    except ValueError:
        return ""


def _end_of(lines: Sequence[str], first: int, word: str) -> int:
    """Return the number of the line that ends a here-document, or of the last that is looked at."""
    stop = min(len(lines), first + _LONGEST)
    return next((at for at in range(first, stop) if lines[at].strip() == word), stop)


def _file_of(line: str) -> str:
    found = _CAT.match(line) if len(line) <= _LONGEST else None
    if found is None:
        return ""
    return _known(next((each for each in found.groups() if each), ""))


def _known(path: str) -> str:
    """Return a file's name as `~/…` where a shell or a client reads it: a start-up file or settings; else ""."""
    name = home_path(path)
    kind = recognise(name, "")
    if (
        kind in _CONFIGS
        or word_of_path(name)
        or (kind in SHELLS and (base_of(name).startswith(".") or name.endswith("config.fish")))
    ):
        return name
    return ""
