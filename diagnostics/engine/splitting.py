"""Split a paste that mixes several things into named parts: each fence, file and dump a document, prose apart.

A forum post holds sentences and fenced code, `head -n +1 ~/.z*` prints files under headings, a terminal's transcript
shows commands and what they print. What is prose is not read as code. A file that is only itself stays whole: a
part is made where a fence, a heading, a prompt or sentences around it leave no doubt. What comes in from outside is
masked before it is split: of a store of credentials in it one mask is left, which is a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .kinds import recognise
from .masking.secrets import mask_text, refused_in
from .pastelines import fence, heading, is_code, is_colons, is_config_name, is_prose, is_rule, prompted
from .regexes import regex
from .source import TYPED, Document, Kind

_SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.FISH, Kind.POWERSHELL, Kind.CMD)
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
    "toml": Kind.CODEX_CONFIG,
    "plist": Kind.LAUNCHD,
    "systemd": Kind.SYSTEMD_UNIT,
}
_LANGUAGES_BY_TEXT = frozenset(
    {"", "sh", "shell", "ini", "json", "jsonc", "json5", "yaml", "yml", "xml", "conf", "config"}
)
_TRANSCRIPTS = frozenset({"console", "shell-session", "shellsession", "sh-session", "terminal"})
_NAME_IN_PROSE = regex(r"[^\s`'\"“”‘’()<>,;]+")
_JSON = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE, Kind.VSCODE_SETTINGS, Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS)
_PAIR = regex(r"(?:export\s+)?[A-Za-z_]\w*\s*=")
# A file that somebody chose by such a name is no post: a form's proposals and what people call a paste end otherwise.
_SCRIPT = regex(r"[^/.][^/]*\.(?!(?:md|markdown|txt|log)$)[a-z]\w{0,6}$", re.IGNORECASE)
_NICKNAMES = frozenset({"zshrc", "zshenv", "zprofile", "bashrc", "bash_profile"})
_EMPTY_OBJECT = "{}\n"
_MOST_PARTS = 60  # of one paste; what comes after stays one part


@dataclass(slots=True)
class _Part:
    """Lines of the paste that belong together; `first` counts from 0."""

    first: int
    lines: list[str]
    name: str = ""  # of the file, where something names it
    kind: Kind | None = None  # where something other than name and text tells it

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def is_blank(self) -> bool:
        return not any(line.strip() for line in self.lines)


def read_pastes(pastes: Iterable[tuple[str, str, Kind | None]], *, taken: Iterable[str] = ()) -> tuple[Document, ...]:
    """Return the documents of several texts, given as name, text and kind (None: not told), each name once.

    `taken` are names that others have already.
    """
    documents: list[Document] = []
    taken = set(taken)
    for name, text, kind in pastes:
        for document in read_paste(name, text, kind):
            unique = document.name
            while unique in taken:
                unique = f"{unique} (in {name})" if document.paste else f"{unique} (again)"
            taken.add(unique)
            documents.append(document if unique == document.name else replace(document, name=unique))
    return tuple(documents)


def read_paste(name: str, text: str, kind: Kind | None = None) -> tuple[Document, ...]:
    """Return the documents that a text is made of: one as a rule, several where it mixes things.

    A kind that is given overrules what name and text tell; the text is then one document.
    """
    if kind is not None:
        return (Document(name, text, kind),)
    lines = text.splitlines(keepends=True) if "\r" not in text else re.findall(r"[^\n]*\n|[^\n]+", text)
    if len(lines) != text.count("\n") + (0 if text.endswith("\n") or not text else 1):
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)  # other characters that Python takes for line ends
    bare = {number: line.lstrip("> \t") for number, line in enumerate(lines) if "‹" in line}
    masks = {number: line for number, line in bare.items() if refused_in(line)}
    for number in masks:
        lines[number] = _EMPTY_OBJECT  # what is JSON to all that look for fences, headings and prompts around it
    parts = [part for part in _parts(name, lines) if not part.is_blank]
    stores = [store for part in parts for store in _taken_out(part, masks)] if masks else []
    parts = [part for part in parts if not part.is_blank]
    if len(parts) == 1 and not parts[0].name and len(parts[0].lines) == len(lines) and parts[0] not in stores:
        only = parts[0].kind
        text = parts[0].text if masks else text
        return (
            Document(name, text, only if only is not None else recognise(name, text)),
            *_documents(name, stores),
        )
    stores = [store for store in stores if store not in parts]
    if not stores and (not parts or (len(masks) == len(parts) == 1 and parts[0].first == 0)):
        return (Document(name, text, recognise(name, text)),)
    return _documents(name, [*parts, *stores])


def _taken_out(part: _Part, masks: Mapping[int, str]) -> Iterator[_Part]:
    """Yield the stores of credentials in a part, masked: the part itself where it is nothing else, or taken out."""
    for index, line in enumerate(part.lines):
        number = part.first + index
        if number not in masks or line.strip("> \t\r\n") != _EMPTY_OBJECT.strip():
            continue
        part.lines[index] = "\n"  # the others keep their numbers
        if part.is_blank:
            part.lines, part.first, part.kind = [masks[number]], number, Kind.LOGIN_FILE
            part.name = part.name or _store_name(number)
            yield part
            return
        yield _Part(number, [masks[number]], _store_name(number), Kind.LOGIN_FILE)


def _store_name(number: int) -> str:
    return f"credentials on line {number + 1}"


def _parts(name: str, lines: Sequence[str]) -> list[_Part]:
    """Return the parts of a paste in order."""
    whole = _Part(0, list(lines))
    if lines and lines[0].startswith("#!"):
        return [whole]  # a script, whatever it prints
    for split in (_by_fences, _by_headings, _by_prompts, _by_prose):
        parts = split(name, whole)
        if parts is not None:
            return parts
    return [whole]


# --- fences


def _by_fences(name: str, whole: _Part) -> list[_Part] | None:
    """Split at code fences; what stands outside is prose, or a transcript, or files under headings."""
    blocks = list(_fenced(whole.lines))
    if not blocks:
        return None
    outside = [line for first, stop, _ in _gaps(blocks, len(whole.lines)) for line in whole.lines[first:stop]]
    first_line = next((line for line in outside if line.strip()), "")
    if first_line and not is_prose(first_line) and heading(first_line) is None and _is_shell("".join(outside)):
        return None  # a file that holds a document with fences
    parts: list[_Part] = []
    for first, stop, language in _gaps(blocks, len(whole.lines), with_blocks=True):
        part = _Part(first, list(whole.lines[first:stop]))
        if language is None:
            inner = [] if part.is_blank else _unfenced(name, part)
            parts += inner
        else:
            parts += _block(name, part, language, parts[-1] if parts else None)
    return parts


def _is_shell(text: str) -> bool:
    return recognise("", text) in _SHELLS


def _fenced(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the blocks between fences: first line, line after the last, language. An open one goes on to the end."""
    opened: tuple[int, str, str] | None = None
    for number, line in enumerate(lines):
        marks = fence(line.rstrip("\r\n"))
        if marks is None:
            continue
        if opened is None:
            opened = (number, *marks)
        elif marks[0].startswith(opened[1]) and not marks[1]:
            yield opened[0] + 1, number, opened[2]
            opened = None
    if opened is not None:
        yield opened[0] + 1, len(lines), opened[2]


def _gaps(
    blocks: Sequence[tuple[int, int, str]], count: int, *, with_blocks: bool = False
) -> Iterator[tuple[int, int, str | None]]:
    """Yield what lies between blocks, fences left out, and the blocks themselves if asked."""
    position = 0
    for first, stop, language in blocks:
        yield position, first - 1, None
        if with_blocks:
            yield first, stop, language
        position = min(stop + 1, count)
    yield position, count, None


def _unfenced(name: str, part: _Part) -> list[_Part]:
    """Return what stands outside fences: a transcript or files under headings if it is one, else prose."""
    for split in (_by_headings, _by_prompts):
        if (parts := split(name, part)) is not None:
            return parts
    part.kind = Kind.TEXT
    return [part]


def _block(name: str, part: _Part, language: str, before: _Part | None) -> list[_Part]:
    """Return a fenced block, named by its fence, by its own first line, by the sentence before it or not at all."""
    words = [word for word in re.split(r"[\s:={}\"'|,]+", language) if word]
    name_in_fence = next((word for word in words if is_config_name(word)), "")
    language = words[0].lower() if words and words[0] != name_in_fence else ""
    if all(line.startswith(">") for line in part.lines if line.strip()):  # a quotation
        part.lines = [re.sub(r"^>[ \t]?", "", line) for line in part.lines]
    if language in _TRANSCRIPTS or language in _LANGUAGES_BY_TEXT or language in ("bash", "zsh", "text", "txt"):
        for split in (_by_headings, _by_prompts):
            if (parts := split(name, part)) is not None:
                return parts
    part.name = name_in_fence or _named_before(before)
    if not part.name and language in _LANGUAGES:
        by_text = recognise("", part.text)
        part.kind = _LANGUAGES[language] if by_text in (Kind.TEXT, *_SHELLS) else by_text
    elif not part.name and language and language not in _LANGUAGES_BY_TEXT:
        by_text = recognise("", part.text)
        is_text = language in ("diff", "text", "txt", "log", "output") and by_text is not Kind.DUMP
        part.kind = Kind.TEXT if is_text else by_text
    return [part]


def _named_before(before: _Part | None) -> str:
    """Return the last file that the two lines before a block name."""
    if before is None or before.kind is not Kind.TEXT:
        return ""
    said = [line for line in before.lines if line.strip()][-2:]
    for line in reversed(said):
        for word in reversed(list(_NAME_IN_PROSE.finditer(line[:1000]))):
            bare = word.group().lstrip("*_").rstrip("*_:.?!")
            if bare.lower() in _NICKNAMES:
                return f"~/.{bare.lower()}"
            if is_config_name(bare):
                return bare
    return ""


# --- headings


def _by_headings(name: str, whole: _Part) -> list[_Part] | None:
    """Split at the headings that name files."""
    found = [each for each in _headings(whole.lines) if each[3] or not each[2] or _begins_file(each, whole.lines)]
    if not found or not _are_headings(name, whole.lines, found):
        return None
    parts = []
    if found[0][0] > 0:
        parts += _unfenced_or_text(name, _Part(whole.first, list(whole.lines[: found[0][0]])))
    for (_, first, title, _), stop in zip(found, [*(each[0] for each in found[1:]), len(whole.lines)], strict=True):
        part = _Part(whole.first + first, list(whole.lines[first:stop]))
        if title and is_config_name(title, commands=True):
            part.name = title
        else:
            part.kind = Kind.TEXT
        parts.append(part)
    return parts


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the headings: their line, the line after, the file, whether nothing else looks so."""
    number = 0
    while number < len(lines):
        line = lines[number].rstrip("\r\n")
        if is_colons(line) and number + 2 < len(lines) and is_colons(lines[number + 2]):
            yield number, number + 3, lines[number + 1].strip(), True
            number += 3
            continue
        if (found := heading(line)) is not None:
            yield number, number + 1, found[0], found[1]
        elif is_rule(line):
            yield number, number + 1, "", False
        number += 1


def _begins_file(found: tuple[int, int, str, bool], lines: Sequence[str]) -> bool:
    """Tell whether what follows a heading fits it: comments name files that the lines after them load, too."""
    _, first, title, _ = found
    after = [line.strip() for line in lines[first : first + 12] if line.strip()][:3]
    base = title.replace("\\", "/").rpartition("/")[2]
    kind = recognise(title, "")
    if not after or any(base in line for line in after):
        return False
    if kind in _JSON:
        return after[0].startswith(("{", "//", "/*", "```"))
    plain = [line for line in after if not line.startswith("#")]
    return kind is not Kind.DOTENV or all(_PAIR.match(line) for line in plain)


def _are_headings(name: str, lines: Sequence[str], found: Sequence[tuple[int, int, str, bool]]) -> bool:
    """Tell whether lines that look like headings are some: a file may name itself, or others, in its comments."""
    named = [each for each in found if each[2]]
    if not named:
        return False
    if any(certain for *_, certain in named):
        return not any(is_code(line) for line in lines[: found[0][0]])
    above = [line for line in lines[: named[0][0]] if line.strip()]
    if not all(is_prose(line) for line in above):
        return False
    bases = {title.replace("\\", "/").rpartition("/")[2] for _, _, title, _ in named}
    if len(bases) > 1 or above:
        return True
    return recognise(name, "") is not recognise(named[0][2], "")


def _unfenced_or_text(name: str, part: _Part) -> list[_Part]:
    if part.is_blank:
        return []
    parts = _by_prompts(name, part)
    if parts is None:
        part.kind = Kind.TEXT
        return [part]
    return parts


# --- prompts


def _by_prompts(name: str, whole: _Part) -> list[_Part] | None:
    """Split a terminal's transcript: what `cat` and `env` print are documents, what was typed is one, too."""
    numbers = [number for number, line in enumerate(whole.lines) if prompted(line.rstrip("\r\n")) is not None]
    if not numbers or not _is_transcript(whole.lines, numbers[0]):
        return None
    parts: list[_Part] = []
    if numbers[0] > 0:
        parts.append(_Part(whole.first, list(whole.lines[: numbers[0]]), kind=Kind.TEXT))
    typed = _Part(whole.first + numbers[0], ["\n"] * (len(whole.lines) - numbers[0]))
    for number, stop in zip(numbers, [*numbers[1:], len(whole.lines)], strict=True):
        line = whole.lines[number].rstrip("\r\n")
        shown = prompted(line)
        output = _Part(whole.first + number + 1, list(whole.lines[number + 1 : stop]))
        if shown is None:
            continue
        if shown.is_typed:
            typed.lines[number - numbers[0]] = shown.command + "\n"
            output.kind = Kind.TEXT
        elif shown.is_dump:
            output.name, output.kind = shown.command, Kind.DUMP
        elif shown.shows and " " not in shown.shows:
            output.name = shown.shows
        else:
            inner = _by_headings(name, output) if shown.shows else None
            if inner is not None:
                parts += inner
                continue
            output.kind = None if shown.shows else Kind.TEXT
        parts.append(output)
    if not typed.is_blank:
        typed.name, typed.kind = TYPED, _shell_of(parts, whole.lines[numbers[0]])
        parts.append(typed)
    return parts


def _shell_of(parts: Sequence[_Part], prompt: str) -> Kind:
    """Return the shell in which commands were typed: that of the files beside them, else as the prompt says."""
    kinds = [recognise(part.name, "") for part in parts if part.name]
    shells = [kind for kind in kinds if kind in (Kind.ZSH, Kind.BASH)]
    return shells[0] if shells else Kind.BASH if "bash" in prompt else Kind.ZSH


def _is_transcript(lines: Sequence[str], first: int) -> bool:
    """Tell whether a text is a transcript: what stands before the first prompt is no code."""
    above = [line for line in lines[:first] if line.strip()]
    return not any(is_code(line) or line.lstrip().startswith("#") for line in above)


# --- prose


def _by_prose(name: str, whole: _Part) -> list[_Part] | None:
    """Part sentences from code where a text begins or ends with sentences."""
    filled = [line for line in whole.lines if line.strip()]
    if _SCRIPT.search(name) or not filled or not (is_prose(filled[0]) or is_prose(filled[-1])):
        return None
    parts: list[_Part] = []
    for number, line in enumerate(whole.lines):
        here = Kind.TEXT if is_prose(line) else None
        if not line.strip() or (parts and here is None and parts[-1].kind is Kind.TEXT and not _begins_code(line)):
            here = parts[-1].kind if parts else None
        if not parts or parts[-1].kind is not here:
            parts.append(_Part(whole.first + number, [], kind=here))
        parts[-1].lines.append(line)
    for part, before in zip(parts[1:], parts, strict=False):
        if part.kind is None:
            part.name = _named_before(before)
    return parts


def _begins_code(line: str) -> bool:
    return is_code(line) or line.lstrip().startswith(("#", "//", "{", "["))


# --- documents


def _documents(paste: str, parts: Sequence[_Part]) -> tuple[Document, ...]:
    """Return the parts as documents, each with a name of its own."""
    if len(parts) > _MOST_PARTS:
        rest = parts[_MOST_PARTS - 1 :]
        parts = [*parts[: _MOST_PARTS - 1], _Part(rest[0].first, [line for part in rest for line in part.lines])]
        parts[-1].kind = Kind.TEXT
    default = recognise(paste, "")
    documents: list[Document] = []
    taken: set[str] = set()
    for part in parts:
        while part.name != TYPED and not part.lines[0].strip():
            part.lines.pop(0)
            part.first += 1
        kind = part.kind if part.kind is not None else recognise(part.name or "", part.text)
        if part.kind is None and not part.name and kind in _SHELLS and default in _SHELLS and len(parts) > 1:
            kind = default if recognise("", part.text) is Kind.ZSH else kind
        name = mask_text(part.name) or _numbered(kind, part)
        if name in taken:
            name = f"{name} (line {part.first + 1})"
        taken.add(name)
        documents.append(Document(name, part.text, kind, part.first + 1, paste))
    return tuple(documents)


def _numbered(kind: Kind, part: _Part) -> str:
    """Return a name for a part that nothing names: what it is, and its lines."""
    count = len(part.lines) - next((n for n, line in enumerate(reversed(part.lines)) if line.strip()), 0)
    lines = f"line {part.first + 1}" if count == 1 else f"lines {part.first + 1}–{part.first + count}"
    return f"{'text' if kind is Kind.TEXT else 'code'} on {lines}"
