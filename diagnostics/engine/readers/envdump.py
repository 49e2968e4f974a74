"""Read what `env`, `printenv`, `export -p`, `declare -x`, `typeset -x` and `set` print: what a process really has.

`env` prints values as they are, so that a value of several lines goes on until the next line that begins with a name.
The shells' own commands print values quoted, each in its way (measured: bash 5.2, zsh 5.9, dash 0.5).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..dumpcommands import DumpCommand, Prints, named_dump
from ..dumpforms import TABLE_HEAD, looks_dumped
from ..records import replace
from ..regexes import regex
from ..source import Document, file_name
from .entries import Entry, EnvFile
from .fishshown import is_fish_shown, shown_by_fish
from .shadow import Shadow, shadow

_ROW = regex(r"^(?P<name>[A-Za-z_]\w*)[ ]{1,120}(?P<value>\S[^\n]*?)[ \r]*$", re.MULTILINE)
_KEPT = regex(
    r"^[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]+REG_(?P<type>SZ|EXPAND_SZ)[ \t]+(?P<value>\S[^\r\n]*?)[ \t\r]*$", re.MULTILINE
)
_GREP = regex(r"(?:e|f)?grep((?: -{1,2}[\w-]+)*) (\"[^\"]*\"|'[^']*'|[^\s'\"]+)|(?:rg|findstr)((?: [-/]\w+)*) (\S+)")
_PLAIN_PATTERN = regex(r"\^?[A-Za-z0-9_]+(?:\\?\|\^?[A-Za-z0-9_]+)*=?")
_KEEPS_VALUES = regex(r"(?:sort|less|more|cat|uniq|tee)\b.*")
_RAW = regex(r"([A-Za-z_][\w.()%-]*)=")
_NAME_ALONE = regex(r"[A-Za-z_]\w*")
_QUOTED = regex(
    r"(?P<head>(?:(?:declare|typeset|export|readonly)(?P<flags>(?: -[-a-zA-Z0-9]+)*) )?)(?P<name>[A-Za-z_]\w*)"
    r"(?:(?P<equals>=)|(?P<tied> [a-z_]+=\( (?P<list>[^\n]*) \))|(?=\n|\Z))"
)
_OF_SET = regex(r"^(?:BASH_VERSION=|BASHOPTS=|IFS=|ZSH_VERSION=|ARGC=|PS4=|OPTIND=)", re.MULTILINE)
_OF_WINDOWS = regex(r"^(?:PATHEXT|SystemRoot|ComSpec|windir)=", re.MULTILINE | re.IGNORECASE)
_DECLARED = regex(r"^(?:declare -[-a-zA-Z]+|export|typeset(?: -[a-zA-Z0-9]+)?) [A-Za-z_]", re.MULTILINE)
_FUNCTION = regex(r"^[^\s=]+ ?\(\) *(?:\{ *)?$", re.MULTILINE)
_NEEDS_QUOTES = regex(r"^[A-Za-z_]\w*=(?!['$]|[^\n]*\\)[^\n]*[ \t;&|<>*?\"`]", re.MULTILINE)
_IN_QUOTES = regex(r"^[A-Za-z_]\w*=(?:\$?'[^\n]*'|\$')", re.MULTILINE)
_ANSI = regex(
    r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})"
    r"|(?P<meta>M-)?(?:\\?C-|c)(?P<control>.)|M-(?:\\(?P<low>[abefnrtv\\'])|(?P<high>.))|(?P<other>.))",
    re.DOTALL,
)
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read_dump(document: Document) -> EnvFile:
    """Return the variables of a dump. It is whole unless a filter shows that it is a part, or little is in it."""
    command = named_dump(file_name(document.name)) or DumpCommand(Prints.PAIRS)
    if command.prints is Prints.STORED:
        return _stored(document, command)
    if command.prints is Prints.REGISTRY:
        return replace(_file(document, _kept(document, shadow(document.text))), stored=command.scope)
    if command.prints is Prints.WINDOWS_VALUE:
        return _file(document, [_shown_on_windows(document, command.name)])
    if command.prints is Prints.BEGINNING:
        begin = re.compile(f"^{command.name}", re.IGNORECASE)
        return EnvFile(document.name, document.kind, tuple(_raw(document, shadow(document.text))), True, begin)
    if is_fish_shown(document.text):
        return _file(document, shown_by_fish(document))
    if command.prints is Prints.VALUE and not _RAW.match(document.text):
        return _single(document, command.name, printed=command.word == "printenv")
    text = shadow(document.text)
    if (head := TABLE_HEAD.search(document.text)) is not None:
        return _table_file(document, text, command, head)
    if command.prints is Prints.TABLE:
        _, pattern = _scope(command.pipe, plain=True, text="")
        return EnvFile(document.name, document.kind, tuple(_rows(document, text)), bool(pattern), pattern)
    style = _style(command.word, document.text)
    entries = list(_raw(document, text) if style == "env" else _quoted(document, text, style))
    counts = Counter(entry.name for entry in entries)
    entries = [_ambiguous(document, each) if style == "env" and counts[each.name] > 1 else each for each in entries]
    if command.name:
        return _file(document, entries)
    whole, pattern = _scope(command.pipe or None, plain=bool(command.word), text=document.text)
    return EnvFile(document.name, document.kind, tuple(entries), whole, pattern)


def _file(document: Document, entries: Iterable[Entry]) -> EnvFile:
    """Return what was printed of some variables, which tells nothing of others."""
    return EnvFile(document.name, document.kind, tuple(entries))


def _stored(document: Document, command: DumpCommand) -> EnvFile:
    """Return what Windows keeps for what is opened later; that it keeps nothing there says nothing of other places."""
    entry = _shown_on_windows(document, command.name)
    return replace(_file(document, [entry] if entry.is_set else []), stored=command.scope)


def _table_file(document: Document, text: Shadow, command: DumpCommand, head: re.Match[str]) -> EnvFile:
    """Return PowerShell's table: of all variables, of those that begin so (`ls env:ANTHROPIC*`), or of some."""
    entries = tuple(_table(document, text, head))
    is_table = command.prints is Prints.TABLE and not command.pipe
    if is_table and re.fullmatch(r"\w+\*", command.name):
        return EnvFile(document.name, document.kind, entries, True, re.compile(f"^{command.name[:-1]}", re.IGNORECASE))
    whole = (is_table and command.name in ("", "*")) or looks_dumped(document.text)
    return EnvFile(document.name, document.kind, entries, whole)


def _single(document: Document, name: str, *, printed: bool) -> EnvFile:
    """Return the one variable whose value was printed; nothing printed by `echo` may be an empty value."""
    value = document.text.strip("\r\n")
    span = document.span(0, len(document.text.rstrip("\r\n")))
    exported = True if printed else None
    if printed and not value and document.paste:  # printenv printed no line at all, which a paste shows
        return EnvFile(document.name, document.kind, (Entry(name, None, span, is_set=False),))
    return EnvFile(document.name, document.kind, (Entry(name, value, span, None, exported=exported),))


def _shown_on_windows(document: Document, name: str) -> Entry:
    """Return the one variable that was printed; where it is not set, nothing is, or by cmd the text itself."""
    value = document.text.strip("\r\n \t")
    is_set = value not in ("", f"%{name}%")
    return Entry(name.upper(), value if is_set else None, document.top_span(), None, is_set=is_set, exported=True)


def _style(word: str, text: str) -> str:
    """Return how values are written: env (as they are), declared (quoted, with flags), exported or set (quoted)."""
    if word in ("env", "printenv") or _OF_WINDOWS.search(text):
        return "env"
    if word == "set":
        return "set"
    if _DECLARED.match(text.lstrip()):
        return "declared"
    if word:
        return "exported"
    if len(set(_OF_SET.findall(text))) >= 2:
        return "set"
    return "exported" if _IN_QUOTES.search(text) and not _NEEDS_QUOTES.search(text) else "env"


# --- env, printenv: as they are


def _raw(document: Document, text: Shadow) -> Iterator[Entry]:
    starts = list(_raw_starts(text.text))
    if not starts:
        yield from _names(document)
        return
    for (begin, name, value_begin), after in zip(starts, [*(each[0] for each in starts[1:]), None], strict=True):
        stop = after - 1 if after is not None else len(text.text.rstrip("\r\n"))
        stop = max(stop, value_begin)
        value = text.text[value_begin:stop].replace("\r\n", "\n").removesuffix("\r")
        if not _NAME_ALONE.fullmatch(name):
            continue  # BASH_FUNC_x%%, ProgramFiles(x86)
        yield Entry(
            name,
            text.restore(value, value_begin),
            document.span(begin, stop),
            document.span(value_begin, stop),
        )


def _raw_starts(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield where each variable begins: offset, name, offset of the value."""
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        if (found := _RAW.match(text, at)) is not None:
            yield at, found[1], found.end()
        end = text.find("\n", at)
        at = len(text) if end == -1 else end + 1


def _names(document: Document) -> Iterator[Entry]:
    """Yield the variables of a list of names, such as `env | cut -d= -f1` prints."""
    for number in document.lines:
        line = document.line_text(number).strip()
        if _NAME_ALONE.fullmatch(line):
            span = document.line_span(number)
            yield Entry(line, None, span, None, f"line {number} lists the name without the value")


def _ambiguous(document: Document, entry: Entry) -> Entry:
    """No process has a variable twice: one of the lines is part of another value."""
    return replace(entry, value=None, why=f"line {entry.span.line} may be part of another variable's value")


# --- Get-ChildItem Env: a table


def _table(document: Document, text: Shadow, head: re.Match[str]) -> Iterator[Entry]:
    """Yield the rows of PowerShell's table; a value that it cut off, or broke into lines, is not known."""
    column = head.start("value") - document.text.rfind("\n", 0, head.start("value")) - 1
    begin = head.end()
    rows = text.text[begin:].split("\n")
    for row, following in zip(rows, [*rows[1:], ""], strict=True):
        name, value = row[:column].strip(), row[column:].rstrip()
        if _NAME_ALONE.fullmatch(name) and row[:1].strip():
            start = begin + column
            span = document.span(begin, begin + len(row.rstrip()))
            goes_on = bool(following.strip()) and not following[:1].strip()
            whole = not value.endswith(("...", "…")) and not goes_on
            why = None if whole else f"line {span.line} shows a part of the value only"
            value_span = document.span(start, start + len(value))
            yield Entry(name, text.restore(value, start) if whole else None, span, value_span, why)
        begin += len(row) + 1


def _kept(document: Document, text: Shadow) -> Iterator[Entry]:
    """Yield the rows of `reg query`; what stands between percent signs is put in where the value is used."""
    for found in _KEPT.finditer(text.text):
        span, value_span = document.span(found.start("name"), found.end()), document.span(*found.span("value"))
        inserts = found["type"] == "EXPAND_SZ" and "%" in found["value"]
        why = f"line {span.line} inserts other variables" if inserts else None
        value = None if inserts else text.restore(found["value"], found.start("value"))
        yield Entry(found["name"].upper(), value, span, value_span, why)


def _rows(document: Document, text: Shadow) -> Iterator[Entry]:
    """Yield the rows that a filter let through: the table's head is cut off with the rest."""
    for found in _ROW.finditer(text.text):
        whole = not found["value"].endswith(("...", "…"))
        span = document.span(found.start(), found.end())
        value = text.restore(found["value"], found.start("value")) if whole else None
        why = None if whole else f"line {span.line} shows a part of the value only"
        yield Entry(found["name"], value, span, document.span(*found.span("value")), why)


# --- what the shells print: quoted


def _quoted(document: Document, text: Shadow, style: str) -> Iterator[Entry]:
    plain = text.text
    function = _FUNCTION.search(plain) if style == "set" else None
    limit = function.start() if function else len(plain)  # bash prints its functions last
    at = 1 if plain.startswith("\ufeff") else 0
    while at < limit:
        found = _QUOTED.match(plain, at)
        stop = at
        if found is not None:
            entry, stop = _quoted_entry(document, text, found, style)
            if entry is not None:
                yield entry
        end = plain.find("\n", stop)
        at = limit if end == -1 else end + 1


def _quoted_entry(document: Document, text: Shadow, found: re.Match[str], style: str) -> tuple[Entry | None, int]:
    name, flags = found["name"], found["flags"] or ""
    exported = _is_exported(found["head"], flags, style)
    if found["tied"] is not None:
        words = found["list"].split(" ")
        value = text.restore(":".join(words), found.start("list"))
        plain = all(re.fullmatch(r"[^'\"\\$]+", each) for each in words)
        why = None if plain else f"line {document.span(found.start(), found.start()).line} lists it in parts"
        span = document.span(found.start(), found.end())
        return Entry(name, value if plain else None, span, None, why, exported=exported), found.end()
    if found["equals"] is None:
        if not found["head"]:
            return None, found.end()
        return Entry(
            name, None, document.span(found.start(), found.end()), is_set=False, exported=exported
        ), found.end()
    begin = found.end()
    if text.text.startswith("(", begin):  # an array, which no program sees
        return None, begin
    value, stop = _word(text.text, begin)
    span, value_span = document.span(found.start(), stop), document.span(begin, stop)
    return Entry(name, text.restore(value, begin), span, value_span, exported=exported), stop


def _is_exported(head: str, flags: str, style: str) -> bool | None:
    if style == "set":
        return None
    if style == "exported" or head.startswith("export"):
        return True
    return "x" in flags


def _word(text: str, at: int) -> tuple[str, int]:
    """Return the word that a shell printed, quotes taken off, and where it ends."""
    pieces: list[str] = []
    while at < len(text):
        character = text[at]
        if character in " \t\n;":
            break
        if character == "'" or text.startswith("$'", at):
            begin = at + (1 if character == "'" else 2)
            at = _closing(text, begin, "'", escapes=character == "$")
            raw = text[begin:at]
            pieces.append(_unescaped(raw) if character == "$" else raw)
            at += 1
        elif character == '"':
            begin = at + 1
            at = _closing(text, begin, '"', escapes=True)
            pieces.append(re.sub(r"\\([\"\\$`\n])", r"\1", text[begin:at]))
            at += 1
        elif character == "\\":
            pieces.append(text[at + 1 : at + 2])
            at += 2
        else:
            found = re.compile(r"[^ \t\n;'\"\\$]+|\$").match(text, at)
            pieces.append(found.group() if found else character)
            at = found.end() if found else at + 1
    return "".join(pieces), min(at, len(text))


def _closing(text: str, at: int, quote: str, *, escapes: bool) -> int:
    """Return where a quote closes; the end of the text if it does not."""
    while True:
        end = text.find(quote, at)
        if end == -1:
            return len(text)
        if not escapes:
            return end
        slashes = end
        while slashes > at and text[slashes - 1] == "\\":
            slashes -= 1
        if (end - slashes) % 2 == 0:
            return end
        at = end + 1


def _unescaped(text: str) -> str:
    """Return what stands in `$'…'`; numbers stand for bytes, of which several make a character."""
    halves = _ANSI.sub(_ansi, text)
    return halves.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if halves != text else text


def _ansi(found: re.Match[str]) -> str:
    if found[1] or found[2]:
        byte = int(found[1], 16) if found[1] else int(found[2], 8) & 0xFF
        return chr(byte) if byte < 0x80 else chr(0xDC00 + byte)
    if code := found[3] or found[4]:
        number = int(code, 16)
        return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else "�"
    if found["low"]:
        return chr(0xDC00 + (ord(_ANSI_LETTERS.get(found["low"], found["low"])) | 0x80))
    letter = found["control"] or found["high"]
    if letter and letter.isascii():
        byte = ord(letter)
        if found["control"]:
            byte = 0x7F if letter == "?" else ord(letter.upper()) & 0x1F
        return chr(0xDC00 + (byte | 0x80)) if found["meta"] or found["high"] else chr(byte)
    other = found["other"] or ""
    return _ANSI_LETTERS.get(other, other if other in "\\'\"?" and other else found[0])


# --- how much of the environment it shows


def _scope(pipe: str | None, *, plain: bool, text: str) -> tuple[bool, re.Pattern[str] | None]:
    """Return whether what is not listed is not set, and for which names if a filter chose them."""
    pattern: re.Pattern[str] | None = None
    for stage in _stages(pipe):
        command = stage.strip()
        if _KEEPS_VALUES.fullmatch(command) or re.fullmatch(r"cut -d ?['\"]?=['\"]? -f ?1", command):
            continue
        one = _filter(command)
        if one is None or pattern is not None:
            return False, None
        pattern = one
    if pattern is not None:
        return True, pattern
    return (True, None) if looks_dumped(text) or (plain and pipe is None) else (False, None)


def _stages(pipe: str | None) -> list[str]:
    """Cut a pipe at the bars outside quotes."""
    pieces = re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])+", pipe or "")
    return [piece for piece in pieces if piece.strip()]


def _filter(command: str) -> re.Pattern[str] | None:
    """Return which names a `grep` lets through; None for one that is not simple."""
    found = _GREP.fullmatch(command)
    if found is None:
        return None
    options, raw = found[1] or found[3] or "", (found[2] or found[4]).strip("'\"")
    letters = set(re.sub(r"[^A-Za-z]", "", options))
    if letters - set("iEe") or not _PLAIN_PATTERN.fullmatch(raw):
        return None
    pattern = raw.replace("\\|", "|").removesuffix("=")
    return re.compile(pattern, re.IGNORECASE if "i" in letters else 0)
