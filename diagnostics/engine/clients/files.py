"""A client's own files among the documents: found by name or kind, read with places, laid over the shell.

The readers of formats are loaded where a file needs them: most checks are of start-up files alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..client import FileRead, Mistake
from ..environment import Environment, Evaluation, State, Variable
from ..homefiles import left_at_home, runs_elsewhere
from ..records import replace
from ..regexes import regex
from ..source import TYPED, Document, Kind, Span, home_path
from ..startedcalls import runs_alone
from ..starters import STARTERS, clients_started

if TYPE_CHECKING:
    from ..readers.dotenvdialects import Dialect, Reading
    from ..readers.entries import Entry
    from ..readers.shadow import Shadow

# What holds settings, sentences or what is stored: never the whole environment of a process.
_SHOWS_NONE = frozenset(
    {Kind.TEXT, Kind.STATUS, Kind.LOGIN_FILE, Kind.DOTENV, Kind.CLAUDE_SETTINGS, Kind.CLAUDE_STATE}
    | {Kind.CODEX_CONFIG, Kind.OPENCODE_CONFIG, Kind.GEMINI_SETTINGS, Kind.QWEN_SETTINGS}
    | {Kind.CLINE_PROVIDERS, Kind.VSCODE_SETTINGS, Kind.MISE, Kind.PAM_ENV, Kind.ENVIRONMENT_D}
)
# What a shell reads besides the file in which people set variables: that one is missing where these stand alone.
_SHOW_A_PART = frozenset({".zprofile", ".zshenv", ".zlogin"})


def toml_files(documents: Sequence[Document], wanted: re.Pattern[str], *kinds: Kind) -> tuple[FileRead, ...]:
    """Return the TOML files whose path matches `wanted` or that are of one of the kinds, in the order given."""
    found = []
    for document in _matching(documents, wanted, kinds):
        from ..readers.tomlfile import read_toml

        read = read_toml(document)
        mistake = Mistake(document.name, read.reason, read.error) if read.error else None
        found.append(FileRead(home_path(document.name), read.file, mistake))
    return tuple(found)


def json_files(
    documents: Sequence[Document], wanted: re.Pattern[str], *kinds: Kind, last_comma: bool = True
) -> tuple[FileRead, ...]:
    """Return the JSON files whose path matches `wanted` or that are of one of the kinds, in the order given.

    Comments are allowed; `last_comma` tells whether the client takes a comma before a closing bracket.
    """
    found = []
    for document in _matching(documents, wanted, kinds):
        from ..readers.jsontree import read_json

        read = read_json(document)
        at = read.error or (None if last_comma else _last_comma(document))
        mistake = Mistake(document.name, "it is no JSON", at, _breaks_off(at, document)) if at else None
        found.append(FileRead(home_path(document.name), read.file, mistake))
    return tuple(found)


def _breaks_off(at: Span, document: Document) -> bool:
    """Tell whether the first mistake is the end of a post's piece, and more was opened than is closed."""
    from ..readers.jsonpieces import ends_inside

    text = document.text.rstrip()
    if " on line" not in document.name and not ends_inside(document):
        return False
    return at.line == document.first_line + text.count("\n") and text.count("{") > text.count("}")


_COMMA = regex(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|(?P<comma>,)(?=(?:\s|//[^\n]*\n|/\*.*?\*/)*[}\]])', re.DOTALL)


def _last_comma(document: Document) -> Span | None:
    """Return the first comma that stands before a closing bracket."""
    found = next((each for each in _COMMA.finditer(document.text) if each["comma"]), None)
    return document.span(found.start(), found.end()) if found else None


def _matching(documents: Sequence[Document], wanted: re.Pattern[str], kinds: Iterable[Kind]) -> list[Document]:
    known = frozenset(kinds)
    return [document for document in documents if document.kind in known or wanted.search(home_path(document.name))]


_FROM_THE_ROOT = regex(r"[~/]|[A-Za-z]:/")
_CLIENTS_OWN = regex(r"(?:^|/)\.(?:gemini|qwen|codex|continue|config|claude)/(?=[^/]*$)")


def env_files(documents: Sequence[Document], *names: str) -> tuple[Document, ...]:
    """Return the .env files among the documents that lie at one of the paths, in the order of the paths.

    A path without `~` is a project's: the file may be named from the home folder on, or from the root.
    """
    return tuple(document for name in names for document in documents if _lies_at(home_path(document.name), name))


def _lies_at(path: str, name: str) -> bool:
    if path == name:
        return True
    if name.startswith("~") or not _FROM_THE_ROOT.match(path) or path == f"~/{name}":
        return False
    return path.endswith(f"/{name}") and ("/" in name or _CLIENTS_OWN.search(path) is None)


def env_variables(document: Document, program: Callable[[str], Dialect] | None = None) -> tuple[Variable, ...]:
    """Return the variables that a .env file sets, as the library of that program reads it.

    Without one, a value on which the known libraries differ is unknown.
    """
    if program is None:
        from ..readers.dotenv import read_dotenv

        return tuple(_of_entry(entry) for entry in read_dotenv(document)[0].last().values())
    from ..readers.shadow import shadow

    text = shadow(document.text)
    read = program(f" {text.text[1:]}" if text.text.startswith("\ufeff") else text.text)
    if read.refused_at is not None:
        return ()
    return tuple({each.name: _of_reading(document, text, each) for each in read.readings}.values())


def _of_entry(entry: Entry) -> Variable:
    state = State.UNKNOWN if entry.value is None else State.SET
    return Variable(entry.name, state, True, entry.value, entry.span, entry.value_span, why=entry.why)


def _of_reading(document: Document, text: Shadow, reading: Reading) -> Variable:
    value = None if reading.value is None else text.restore(reading.value, reading.value_begin)
    return Variable(
        reading.name,
        State.UNKNOWN if value is None else State.SET,
        True,
        value,
        document.span(reading.begin, reading.stop),
        document.span(reading.value_begin, reading.value_stop),
        why=reading.why or None,
    )


_BELOW_HOME = regex(r"""["']?(?:\$HOME|\$\{HOME\}|~)(?P<rest>/[\w./-]*)["']?""")
_SOME_HOME = "/home/_"  # stands for a home folder of which only the name is not known


def unseen(names: Iterable[str], documents: Sequence[Document]) -> Iterator[Variable]:
    """Yield those variables, as unknown, of which no document can show whether they are set.

    A shell's file shows it, and what prints the whole environment, or the names among which it would be; a client's
    settings do not, nor commands that somebody typed, nor what `echo` printed of another variable, nor a file that
    starts other programs, or a client where the home folder's files are not that were given.
    """
    is_apart = bool(left_at_home(documents))
    files = [each for each in documents if _may_show(each) and not (is_apart and runs_elsewhere(each))]
    if not all(document.kind is Kind.DUMP for document in files):
        return
    from ..readers.envdump import read_dump

    is_part = any(document.base in _SHOW_A_PART for document in documents)
    missing = "~/.zshrc was not given" if is_part else "no file of a shell was given"
    why = "what was printed leaves it out" if files else missing
    dumps = [read_dump(document) for document in files]
    for name in dict.fromkeys(names):
        if not any(dump.lacks(name) or name in dump.last() for dump in dumps):
            yield Variable(name, State.UNKNOWN, True, why=why)


def _may_show(document: Document) -> bool:
    if document.kind in _SHOWS_NONE or document.name == TYPED or document.base in _SHOW_A_PART:
        return False
    if document.kind in STARTERS and not clients_started((document,)):
        return False
    return not runs_alone(document)


def with_home_folders(evaluation: Evaluation, documents: Sequence[Document], *names: str) -> Evaluation:
    """Return the evaluation in which a folder below $HOME is known as one, though not whose home that is."""
    texts = {document.name: document for document in documents}
    found = []
    for name in names:
        variable = evaluation.environment.get(name)
        span, document = variable.value_span, texts.get(variable.value_span.document if variable.value_span else "")
        if variable.state is not State.UNKNOWN or span is None or document is None:
            continue
        written = _BELOW_HOME.fullmatch(document.text[span.begin : span.stop])
        if written and not written.group().startswith(("'", '"~')):
            found.append(replace(variable, state=State.SET, value=f"{_SOME_HOME}{written['rest']}", why=None))
    return lay_over(evaluation, found, lambda _one, _below: True) if found else evaluation


def lay_over(
    evaluation: Evaluation, variables: Iterable[Variable], wins: Callable[[Variable, Variable | None], bool]
) -> Evaluation:
    """Return the evaluation with the variables of a file in it, where `wins(variable, the shell's)` says so."""
    merged = dict(evaluation.environment.variables)
    for variable in variables:
        below = merged.get(variable.name)
        if not wins(variable, below):
            continue
        lost = (*below.overrides, *((below.set_at,) if below.set_at else ())) if below and below.exported else ()
        merged[variable.name] = replace(variable, overrides=lost)
    return replace(evaluation, environment=Environment(merged))


def fills(_variable: Variable, below: Variable | None) -> bool:
    """Tell whether a file that only fills gaps sets a variable: an exported one, also an empty one, stays."""
    return below is None or not below.exported or below.state is State.UNSET


def fills_empty(variable: Variable, below: Variable | None) -> bool:
    """As `fills`, for a client to which an empty variable is one that is not set."""
    return fills(variable, below) or (below is not None and below.state is State.SET and below.value == "")
