"""Read what systemd gives to a process: `Environment=` of a unit, the files that `EnvironmentFile=` names, and
environment.d. Three formats, held against systemd 252: the words of a unit, and lines that are almost a shell's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..environment import Problem, ProblemKind
from ..records import dataclass
from ..regexes import regex
from ..source import Document, Kind, Span
from .entries import Entry, EnvFile
from .shadow import Shadow, shadow

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_BLANKS = " \t\n\r"
_SPECIFIER = regex(r"%(%|[A-Za-z])")
_READERS_OF_FILES = (Kind.SYSTEMD_ENV, Kind.DOTENV, Kind.ENVIRONMENT_D, Kind.DOCKER_ENV, Kind.PAM_ENV, Kind.SH)


@dataclass(frozen=True, slots=True)
class _Assigned:
    """One assignment as it is written: offsets of the name and of the value, and the value."""

    name: str
    value: str
    begin: int
    value_begin: int
    stop: int


# --- files of assignments: EnvironmentFile=, environment.d


def read_environment_file(document: Document) -> Read:
    """Return the variables of a file that `EnvironmentFile=` names: quotes as in a shell, nothing is expanded."""
    text = shadow(document.text)
    entries = []
    problems = []
    for each in _assignments(text.text):
        if _NAME.fullmatch(each.name) is None:
            problems.append(_bad_name(document, each))
            continue
        value = text.restore(each.value, each.value_begin)
        entries.append(_entry(document, each, value))
    return (EnvFile(document.name, document.kind, tuple(entries)),), tuple(problems)


def read_environment_d(document: Document) -> Read:
    """Return the variables of a file in environment.d, in which earlier ones may be inserted with `$`."""
    text = shadow(document.text)
    entries: list[Entry] = []
    problems = []
    known: dict[str, str | None] = {}
    for each in _assignments(text.text):
        if _NAME.fullmatch(each.name) is None:
            problems.append(_bad_name(document, each))
            continue
        if not each.value:
            why = f"systemd 252 passes over line {document.span(each.begin, each.begin).line}, for its value is empty"
            entries.append(replace(_entry(document, each, None), why=why))
            known[each.name] = None
            continue
        value = _expanded(each.value, known)
        known[each.name] = value
        if value is None:
            line = document.span(each.begin, each.begin).line
            why = f"line {line} inserts a variable that stands in another file"
            entries.append(replace(_entry(document, each, None), why=why))
        else:
            entries.append(_entry(document, each, text.restore(value, each.value_begin)))
    return (EnvFile(document.name, document.kind, tuple(entries)),), tuple(problems)


def _entry(document: Document, each: _Assigned, value: str | None) -> Entry:
    return Entry(each.name, value, document.span(each.begin, each.stop), document.span(each.value_begin, each.stop))


def _bad_name(document: Document, each: _Assigned) -> Problem:
    says = "it does not know “export”" if each.name.startswith("export ") else "that is no name of a variable"
    span = document.span(each.begin, each.stop)
    return Problem(ProblemKind.BAD_LINE, span, f"systemd passes over this line: {says}.")


_PIECES: Mapping[str, re.Pattern[str]] = {
    "start": regex(r"[ \t\n\r]+"),
    "comment": regex(r"(?:[^\\\n]|\\.)*(?:\n|\\?\Z)", re.DOTALL),
    "key": regex(r"[^\n\r][^=\n\r]*"),
    "single": regex(r"[^']*"),
    "double": regex(r"[^\"\\]+"),
    "bare": regex(r"[^\\\n\r]+"),
}


def _assignments(text: str) -> Iterator[_Assigned]:
    """Yield the assignments of a file, as systemd's own reader walks over it."""
    at = 1 if text.startswith("\ufeff") else 0
    while True:
        at = _walk("start", text, at)
        if at >= len(text):
            return
        if text[at] in "#;":
            at = _walk("comment", text, at)
            continue
        begin, at = at, _walk("key", text, at)
        if text[at : at + 1] != "=":
            continue
        name = text[begin:at].rstrip(_BLANKS)
        value, start, stop, at = _file_value(text, at + 1)
        yield _Assigned(name, value, begin, start, stop)


def _walk(piece: str, text: str, at: int) -> int:
    found = _PIECES[piece].match(text, at)
    return found.end() if found else at


def _file_value(text: str, at: int) -> tuple[str, int, int, int]:
    """Return a value, where it begins and ends as written, and where its line ends.

    Quotes count at the beginning, and again behind quotes; blanks between are dropped there.
    """
    pieces: list[str] = []
    while text[at : at + 1] and text[at] in " \t":
        at += 1
    start = stop = at
    while at < len(text) and text[at] not in "\n\r":
        character = text[at]
        if character == "'":
            end = _walk("single", text, at + 1)
            pieces.append(text[at + 1 : end])
            at = stop = min(end + 1, len(text))
        elif character == '"':
            value, at = _double_quoted(text, at + 1)
            pieces.append(value)
            stop = at
        elif character in " \t":
            at += 1
        else:
            value, stop, at = _bare(text, at)
            pieces.append(value)
            break
    return "".join(pieces), start, stop, at


def _double_quoted(text: str, at: int) -> tuple[str, int]:
    pieces: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] != "\\":
            end = _walk("double", text, at)
            pieces.append(text[at:end])
            at = end
            continue
        escaped = text[at + 1 : at + 2]
        if escaped and escaped in '"\\`$':
            pieces.append(escaped)
        elif escaped != "\n":
            pieces.append("\\" + escaped)
        at += 2
    return "".join(pieces), min(at + 1, len(text))


def _bare(text: str, at: int) -> tuple[str, int, int]:
    """Return a value without quotes, which goes on to the line's end; a backslash stands before any character."""
    pieces: list[str] = []
    kept = 0  # pieces that end in something other than blanks
    stop = at
    while at < len(text) and text[at] not in "\n\r":
        if text[at] == "\\":
            escaped = text[at + 1 : at + 2]
            pieces.append("" if escaped in "\n\r" else escaped)
            at = min(at + 2, len(text))
            kept, stop = len(pieces), at
            continue
        end = _walk("bare", text, at)
        piece = text[at:end]
        bare = piece.rstrip(" \t")
        pieces += [bare, piece[len(bare) :]]
        if bare:
            kept, stop = len(pieces) - 1, at + len(bare)
        at = end
    return "".join(pieces[:kept]), stop, at


_INSERTED = regex(r"\$(?:(\$)|\{([A-Za-z0-9_]+)(?:(:[-+])([^}]*))?\}|([A-Za-z0-9_]+))")


def _expanded(value: str, known: Mapping[str, str | None]) -> str | None:
    """Return a value with earlier variables inserted; None where one is inserted that this file does not set."""
    if "$" not in value:
        return value
    if re.search(r"\$\{(?:[^}]*\$|(?![A-Za-z0-9_]+(?::[-+][^}]*)?\}))", value):
        return None  # a variable within the text that stands for another, or braces that do not close
    pieces: list[str] = []
    position = 0
    for found in _INSERTED.finditer(value):
        pieces.append(value[position : found.start()])
        position = found.end()
        name = found[2] or found[5]
        if found[1]:
            pieces.append("$")
            continue
        inserted = known.get(name)
        if inserted is None:
            return None
        if found[3]:
            inserted = (inserted or found[4]) if found[3] == ":-" else (found[4] if inserted else "")
        pieces.append(inserted)
    return "".join((*pieces, value[position:]))


# --- units


_NOTHING = "\0"  # no text holds it
_SECTION = regex(r"\[([^\]\n]*)\][ \t]*")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " ", "\\": "\\"}
_ESCAPE = regex(r"x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([abfnrtvs\\\"'])")


@dataclass(frozen=True, slots=True)
class _Setting:
    """`Key=value` of a unit. Continued lines are joined by a blank; what falls away keeps its place as nothing."""

    key: str
    value: str
    begin: int


def read_unit(document: Document, documents: Sequence[Document]) -> Read:
    """Return the environment of a unit's process, with the files that it reads if they are among the documents."""
    text = shadow(document.text)
    entries: list[Entry] = []
    late: list[Entry] = []
    problems: list[Problem] = []
    for setting in _settings(text.text):
        match setting.key:
            case "Environment" if not setting.value.strip(_BLANKS + _NOTHING):
                entries.clear()
            case "Environment":
                found, wrong = _environment(document, text, setting)
                entries += found
                problems += wrong
            case "PassEnvironment":
                entries += _passed(document, setting)
            case "EnvironmentFile" if setting.value.strip():
                found, wrong = _file(document, setting, documents)
                late += found
                problems += wrong
            case "UnsetEnvironment":
                late += _unset(document, setting)
    owner = document.base
    return (EnvFile(document.name, document.kind, (*entries, *late), owner=owner),), tuple(problems)


def _settings(text: str) -> Iterator[_Setting]:
    """Yield the settings of the unit's service; a drop-in without a heading is taken for one of it."""
    section = "Service"
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end == -1 else end
        line = text[at:end]
        if line.strip()[:1] in ("", "#", ";"):
            at = end + 1
            continue
        if found := _SECTION.match(line.strip()):
            section = found[1]
            at = end + 1
            continue
        begin, pieces = at, [line.rstrip("\r")]
        while _is_continued(pieces[-1]) and end < len(text):
            after = text.find("\n", end + 1)
            after = len(text) if after == -1 else after
            following = text[end + 1 : after]
            if following.strip()[:1] in ("#", ";") and following.strip():  # a comment between
                pieces[-1] = pieces[-1][:-1] + _NOTHING * (len(following) + 1)
                pieces.append("\\")
            else:
                pieces[-1] = f"{pieces[-1][:-1]} {_NOTHING}"
                pieces.append(following.rstrip("\r"))
            end = after
        line = "".join(pieces)
        key, equals, value = line.partition("=")
        if equals and section == "Service":
            yield _Setting(key.strip(), value, begin + len(key) + 1)
        at = end + 1


def _is_continued(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _environment(document: Document, text: Shadow, setting: _Setting) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    at = 0
    while (word := _word(setting.value, at)) is not None:
        value, begin, stop = word
        span = document.span(setting.begin + begin, setting.begin + stop)
        at = stop
        if value is None:
            says = "systemd does not understand this, and passes over the rest of the line."
            problems.append(Problem(ProblemKind.BAD_LINE, span, says))
            break
        name, equals, rest = value.partition("=")
        if not equals or _NAME.fullmatch(name) is None:
            says = "systemd passes over this: it is no assignment such as NAME=value."
            problems.append(Problem(ProblemKind.BAD_LINE, span, says))
            continue
        letters = {found[1] for found in _SPECIFIER.finditer(rest)}
        if letters - {"%"}:
            why = f"line {span.line} inserts something of the machine (%{min(letters - {'%'})})"
            entries.append(Entry(name, None, span, None, why))
        else:
            plain = text.restore(rest.replace("%%", "%"), setting.begin + begin)
            entries.append(Entry(name, plain, span, _value_span(document, span, name, rest)))
    return entries, problems


def _value_span(document: Document, span: Span, name: str, value: str) -> Span | None:
    """Return where the value stands if it is written without quotes around the whole and without escapes."""
    written = document.text[span.begin : span.stop]
    if len(written) == len(name) + 1 + len(value):
        return document.span(span.begin + len(name) + 1, span.stop)
    return None


def _word(text: str, at: int) -> tuple[str | None, int, int] | None:
    """Return the next word of a setting, its quotes and escapes taken off, and its place; a broken one is None."""
    while at < len(text) and text[at] in _BLANKS + _NOTHING:
        at += 1
    if at >= len(text):
        return None
    begin, quote = at, ""
    pieces: list[str] = []
    while at < len(text):
        character = text[at]
        if character == "\\":
            found = _ESCAPE.match(text, at + 1)
            if found is None:
                return None, begin, len(text)
            pieces.append(_escape(found))
            at = found.end()
        elif character == _NOTHING:
            at += 1
        elif quote:
            quote, piece = ("", "") if character == quote else (quote, character)
            pieces.append(piece)
            at += 1
        elif character in "'\"":
            quote, at = character, at + 1
        elif character in _BLANKS:
            break
        else:
            pieces.append(character)
            at += 1
    return (None if quote else "".join(pieces)), begin, at


def _escape(found: re.Match[str]) -> str:
    for group, base in ((1, 16), (2, 8), (3, 16), (4, 16)):
        if found[group]:
            code = int(found[group], base)
            return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "�"
    return _ESCAPED.get(found[5], found[5])


def _passed(document: Document, setting: _Setting) -> Iterator[Entry]:
    for found in _NAME.finditer(setting.value):
        span = document.span(setting.begin + found.start(), setting.begin + found.end())
        yield Entry(found.group(), None, span, None, f"line {span.line} passes on what systemd itself was given")


def _unset(document: Document, setting: _Setting) -> Iterator[Entry]:
    for found in re.finditer(r"[^\s=\"']+(=\S*)?", setting.value):
        span = document.span(setting.begin + found.start(), setting.begin + found.end())
        if found[1] is None and _NAME.fullmatch(found.group()):
            yield Entry(found.group(), None, span, is_set=False)


def _file(document: Document, setting: _Setting, documents: Sequence[Document]) -> tuple[list[Entry], list[Problem]]:
    """Return the variables of a file that the unit reads; a problem where it was not given."""
    raw = setting.value.strip()
    path = raw.removeprefix("-")
    span = document.span(setting.begin, setting.begin + len(setting.value.rstrip()))
    for other in documents:
        if other.kind in _READERS_OF_FILES and _same_file(path, other.name):
            (file,), problems = read_environment_file(other)
            return list(file.entries), list(problems)
    text = f"line {span.line} reads a file that was not given, which may set any variable"
    return [], [Problem(ProblemKind.READS_OTHER_FILE, span, text)]


def _same_file(path: str, name: str) -> bool:
    """Tell whether a document is the file of a unit: by its whole path, or by its name where no more is known of it."""
    plain = path.replace("%h", "~")
    short = name.removeprefix("./").removeprefix("EnvironmentFile=").removeprefix("-")
    return plain == short or ("/" not in short and plain.rpartition("/")[2] == short)
