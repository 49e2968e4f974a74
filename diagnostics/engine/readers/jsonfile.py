"""Read Claude Code's settings files and ~/.claude.json: the values, and where in the text each stands.

Whether a text is valid JSON is the standard library's judgement; this module only adds positions. A file that the
client drops whole (a comma too many, a comment, an `env` that is no object) gives a problem and no values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

from ..crossedout import IN_JSON
from ..environment import Problem, ProblemKind, Setting
from ..layers import Layer, layer_of
from ..masking.secretpatterns import MASK_RE
from ..records import dataclass, field, replace
from ..regexes import regex
from ..source import Document, Kind, Span
from ..templated import is_filled_in, without_tags
from .jsonpieces import left_commas, whole, without_commas
from .settingstypes import Json, wrong_setting

_TOKEN = regex(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
# A string without an end reaches to the end of the text, so that no text takes longer than one walk.
_STRING_OR_MASK = regex(
    r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|' + f"{MASK_RE.pattern}|(?<=:)[ \\t]{{0,20}}{IN_JSON}", re.DOTALL
)
_VARIABLE = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_COMMENT = "JSON has no comments"
_KINDS = (Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE)
_CONSEQUENCE = {
    Kind.CLAUDE_SETTINGS: "so Claude Code drops this whole file and goes on without it.",
    Kind.CLAUDE_STATE: "so Claude Code stops before it sends anything.",
}


@dataclass(frozen=True, slots=True)
class EnvValue:
    """One entry of a file's `env`, as the text that the client makes of it."""

    name: str
    value: str = field(repr=False)
    span: Span  # name and value
    value_span: Span  # the value as written, quotes included


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What one settings file says; of a repeated key the last counts."""

    document: str
    kind: Kind
    env: tuple[EnvValue, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsRead:
    """All settings files that were given, in the order given, and what is wrong in them."""

    files: tuple[SettingsFile, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a member of an object stands: offsets of its key and of its value."""

    begin: int
    value_begin: int
    stop: int


def read_settings(documents: Sequence[Document]) -> SettingsRead:
    """Return what the settings files among the documents say."""
    files: list[SettingsFile] = []
    problems: list[Problem] = []
    for document in documents:
        if document.kind in _KINDS:
            read, found = _read(document)
            files.append(read)
            problems.extend(found)
    return SettingsRead(tuple(files), tuple(problems))


def _read(document: Document) -> tuple[SettingsFile, list[Problem]]:
    """Read one file; a file that the client drops gives one problem and nothing else."""
    empty = SettingsFile(document.name, document.kind)
    text = document.text
    if not text.strip("\ufeff \t\r\n"):
        return empty, []
    if is_filled_in(document):
        with suppress(ValueError, RecursionError):
            return _parse(without_tags(document))
        return empty, []  # how its tags go together is not known
    try:
        return _parse(document)
    except json.JSONDecodeError as error:
        return empty, [_syntax_problem(document, error.pos)]
    except ValueError as error:
        return empty, [_problem(document, document.top_span(), str(error))]
    except RecursionError:
        return empty, [_problem(document, document.top_span(), "The nesting is too deep to be read")]


def _parse(document: Document) -> tuple[SettingsFile, list[Problem]]:
    """Parse one file; raise what the standard library raises where it is no JSON."""
    empty = SettingsFile(document.name, document.kind)
    piece = whole(document)
    commas = left_commas(document)
    text = _readable(without_commas(piece, commas))
    value: Json = json.loads(text, parse_constant=_refuse, parse_int=_number)
    if not isinstance(value, dict):
        return empty, [_problem(document, document.top_span(), "The file holds no JSON object")]
    places = _places(text, piece.shift)
    refused = wrong_setting(value) if document.kind is Kind.CLAUDE_SETTINGS else None
    while refused and layer_of(document.name, document.kind) is Layer.MANAGED:
        value = {name: entry for name, entry in value.items() if name != refused[0][0]}  # the rest stays in force
        refused = wrong_setting(value)
    if refused:
        path, reason = refused
        place = places.get(path[:2]) or places[path[:1]]
        return empty, [_problem(document, _span(document, place), f"`{'.'.join(path)}` {reason}")]
    return _settings_file(document, value, places), [*_ignored(document, value, places), *_comma(document, commas)]


def _comma(document: Document, places: Sequence[int]) -> Iterator[Problem]:
    """Yield a problem for the first of the commas that JSON does not allow, in what a post quotes."""
    for place in places[:1]:
        text = "JSON allows no comma before a closing bracket."
        yield Problem(ProblemKind.QUOTED_COMMA, document.span(place, place + 1), text)


def _readable(text: str) -> str:
    """Return the text as JSON, all offsets kept: no byte-order mark, in quotes what is masked or crossed out."""

    def in_quotes(found: re.Match[str]) -> str:
        token = found.group()
        bare = token.lstrip(" \t")
        if token[0] == '"' or len(bare) < 2:
            return token  # an ellipsis of one sign has no room for quotes
        return f'{token[: len(token) - len(bare)]}"{bare[1:-1]}"'

    plain = " " + text[1:] if text.startswith("\ufeff") else text
    return _STRING_OR_MASK.sub(in_quotes, plain)


def _refuse(word: str) -> Json:
    """Refuse `NaN` and `Infinity`, which the standard library would accept."""
    raise ValueError(f"{word} is not JSON")


def _number(digits: str) -> int | float:
    """Read a whole number as the client does: above 2**53 it is a rounded one, and no length is too long."""
    return int(digits) if len(digits) < 16 else float(digits)


# Parts that people make up, and that no settings file has; what stands in them is told of.
_NO_PARTS = ("claude", "claudeCode", "claude-code", "claude_code", "anthropic", "settings", "config")
_LISTS = ("availableModels", "deniedModels", "forceLoginOrgUUID")


def _settings_file(
    document: Document, value: dict[str, Json], places: Mapping[tuple[str, ...], _Place]
) -> SettingsFile:
    env = value.get("env")
    entries = [
        EnvValue(
            _clean(name),
            client_text(entry),
            _span(document, place := places[("env", name)]),
            document.span(place.value_begin, place.stop),
        )
        for name, entry in (env.items() if isinstance(env, dict) else ())
    ]
    settings = {name: Setting(name, entry, _span(document, places[path])) for path, name, entry in _scalars(value)}
    return SettingsFile(document.name, document.kind, tuple(entries), settings)


def _scalars(value: dict[str, Json]) -> Iterator[tuple[tuple[str, ...], str, str | bool | int | float | None]]:
    """Yield the settings outside `env` that are no objects; a list that counts or is in an object as lines of text."""
    for key, entry in value.items():
        if key == "env":
            continue
        if isinstance(entry, dict):
            for inner, leaf in entry.items():
                if isinstance(leaf, list):
                    yield (key, inner), f"{key}.{inner}", _lines(leaf)
                elif (key == "modelOverrides" or key in _NO_PARTS) and isinstance(leaf, str):
                    yield (key, inner), f"{key}.{inner}", _clean(leaf)
        elif not isinstance(entry, list):
            yield (key,), key, _clean(entry) if isinstance(entry, str) else entry
        elif key in _LISTS:
            yield (key,), key, _lines(entry)


def _lines(items: list[Json]) -> str:
    return _clean("\n".join(item for item in items if isinstance(item, str)))


def _ignored(document: Document, value: dict[str, Json], places: Mapping[tuple[str, ...], _Place]) -> Iterator[Problem]:
    """Yield a problem for each key outside `env` that looks like a variable."""
    for key in value:
        if _VARIABLE.fullmatch(key):
            yield Problem(
                ProblemKind.IGNORED_SETTING,
                _span(document, places[(key,)]),
                f"{key} stands outside `env`, so Claude Code ignores it without a word.",
                key,
            )


def client_text(value: Json) -> str:
    """Return the text that the client makes of a value in `env`.

    Nothing is expanded: `$KEY` stays as it is. null becomes "null", which counts as set.
    """
    if isinstance(value, str):
        mask = f"‹{value}›"  # what was a masked number
        return mask if MASK_RE.fullmatch(mask) else _clean(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        return ",".join("" if item is None else client_text(item) for item in value)
    if isinstance(value, float) and (value == 0 or 1e-6 <= abs(value) < 1e21):
        return format(Decimal(repr(value)).normalize() + 0, "f")
    return re.sub(r"e([+-])0+", r"e\1", str(value)).replace("inf", "Infinity")


def _clean(text: str) -> str:
    """Replace halves of surrogate pairs (`"\\ud800"`), which no encoding can write."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(slots=True)
class _Open:
    """An object or list that is not closed yet, and the member that is being read in it."""

    is_object: bool
    key: str | None = None
    key_begin: int = 0
    value_begin: int = 0


def _places(text: str, shift: int = 0) -> dict[tuple[str, ...], _Place]:
    """Return where the members of the object, and of the objects right inside it, stand. The text is valid JSON.

    Of a piece, so many characters stand in front that are not the document's.

    It walks tokens with a stack of its own instead of calling itself, so depth cannot hurt it.
    """
    places: dict[tuple[str, ...], _Place] = {}
    stack: list[_Open] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in (",", ":"):
            continue
        if token in ("}", "]"):
            stack.pop()
        elif stack and stack[-1].is_object and stack[-1].key is None:
            key: str = json.loads(token)
            stack[-1].key, stack[-1].key_begin = key, max(match.start() - shift, 0)
            continue
        else:
            if stack:
                stack[-1].value_begin = max(match.start() - shift, 0)
            if token in ("{", "["):
                stack.append(_Open(is_object=token.startswith("{")))
                continue
        if stack:
            _note(places, stack, max(match.end() - shift, 0))
            stack[-1].key = None
    return places


def _note(places: dict[tuple[str, ...], _Place], stack: list[_Open], stop: int) -> None:
    """Keep the place of the member that just ended, if it is one of those that matter."""
    if len(stack) > 2 or not all(item.is_object for item in stack):
        return
    path = tuple(item.key or "" for item in stack)
    places[path] = _Place(stack[-1].key_begin, stack[-1].value_begin, stop)


def _span(document: Document, place: _Place) -> Span:
    return document.span(place.begin, place.stop)


def _problem(document: Document, span: Span, text: str) -> Problem:
    """Return the problem, with what the client makes of it."""
    return Problem(ProblemKind.BAD_JSON, span, f"{text}, {_CONSEQUENCE[document.kind]}")


def _syntax_problem(document: Document, position: int) -> Problem:
    """Say what is wrong at the position where JSON stops being JSON, in the words of a person."""
    text = document.text
    if text.startswith(",", position):
        # Python 3.13 points at the comma that is too many, 3.11 at what follows it.
        position = len(text) - len(text[position + 1 :].lstrip())
    before = len(text[:position].rstrip())
    begin = min(position, max(0, len(text) - 1))
    if before and text[before - 1] == "," and text[position : position + 1] in ("}", "]"):
        begin, reason = before - 1, "a comma before the closing bracket"
    elif text.startswith(("//", "/*", "#"), position):
        reason = _COMMENT
    elif text[position : position + 1] in ("“", "”", "‘", "’"):
        reason = "typographic quotes"
    elif text.startswith("'", position):
        reason = "single quotes; JSON has only double ones"
    elif position >= len(text.rstrip()):
        begin, reason = max(0, before - 1), "it ends too early"
    else:
        reason = "a comma, a colon or a quote is missing or too many"
    span = document.span(begin, begin + 1)
    problem = _problem(document, span, f"Line {span.line} is not valid JSON ({reason})")
    if document.paste and reason == _COMMENT:  # who posts a file explains its lines
        return replace(problem, text=f"{problem.text} If you wrote the remark for others to read, take it out here.")
    return problem
