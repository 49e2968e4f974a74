"""Read what a unit of systemd gives to its process: `Environment=` and its kin, with the files that it reads.

Held against systemd 252. A drop-in (`agent.service.d/override.conf`) goes on where its unit ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..environment import Problem, ProblemKind
from ..records import dataclass
from ..regexes import regex
from ..source import Document, Kind, Span
from .entries import Entry, EnvFile
from .shadow import Shadow, shadow
from .systemd import read_environment_file

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_DROP_IN = regex(r"(?:.*/)?([^/]+)\.d/[^/]+\.conf")
_BLANKS = " \t\n\r"
_SPECIFIER = regex(r"%(%|[A-Za-z])")
_READERS_OF_FILES = (Kind.SYSTEMD_ENV, Kind.DOTENV, Kind.ENVIRONMENT_D, Kind.DOCKER_ENV, Kind.PAM_ENV, Kind.SH)
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
    """Return the environment of a unit's process, with the files that it reads if they are among the documents.

    Of a unit and its drop-ins the first gives it all, the others nothing.
    """
    parts = _parts(document, documents)
    if parts[0].name != document.name:
        return (), ()
    entries: list[Entry] = []
    late: list[Entry] = []
    problems: list[Problem] = []
    for part in parts:
        text = shadow(part.text)
        for setting in _settings(text.text):
            match setting.key:
                case "Environment" if not setting.value.strip(_BLANKS + _NOTHING):
                    entries.clear()
                case "Environment":
                    found, wrong = _environment(part, text, setting)
                    entries += found
                    problems += wrong
                case "PassEnvironment":
                    entries += _passed(part, setting)
                case "EnvironmentFile" if setting.value.strip():
                    found, wrong = _file(part, setting, documents)
                    late += found
                    problems += wrong
                case "UnsetEnvironment":
                    late += _unset(part, setting)
    return (EnvFile(document.name, document.kind, (*entries, *late), owner=_unit_of(document)),), tuple(problems)


def files_of(document: Document) -> list[str]:
    """Return the paths of the files that a unit's process gets its variables from, as `EnvironmentFile=` has them."""
    found = [each.value.strip() for each in _settings(shadow(document.text).text) if each.key == "EnvironmentFile"]
    return [path.removeprefix("-") for path in found if path]


def _parts(document: Document, documents: Sequence[Document]) -> Sequence[Document]:
    """Return a unit and its drop-ins among the documents in the order in which systemd reads them."""
    unit = _unit_of(document)
    all_units = (each for each in (document, *documents) if each.kind is Kind.SYSTEMD_UNIT and _unit_of(each) == unit)
    parts = {each.name: each for each in all_units}
    return sorted(parts.values(), key=lambda each: (_DROP_IN.fullmatch(_path(each)) is not None, each.base))


def _unit_of(document: Document) -> str:
    """Return the unit's name, for a drop-in that of the unit it belongs to."""
    found = _DROP_IN.fullmatch(_path(document))
    return found[1] if found else document.base


def _path(document: Document) -> str:
    return document.name.replace("\\", "/")


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
        if other.kind in _READERS_OF_FILES and same_file(path, other.name):
            (file,), problems = read_environment_file(other)
            return list(file.entries), list(problems)
    text = f"line {span.line} reads a file that was not given, which may set any variable"
    return [], [Problem(ProblemKind.READS_OTHER_FILE, span, text)]


def same_file(path: str, name: str) -> bool:
    """Tell whether a document is the file of a unit: by its whole path, or by its name where no more is known of it."""
    plain = path.replace("%h", "~")
    short = name.removeprefix("./").removeprefix("EnvironmentFile=").removeprefix("-")
    return plain == short or ("/" not in short and plain.rpartition("/")[2] == short)
