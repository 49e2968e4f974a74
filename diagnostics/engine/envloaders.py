"""Commands that give the variables of a .env file to the program they start: `dotenv -e .env -- claude`.

Which value counts where the shell has exported one too was measured on 2026-11-28 with dotenv-cli 11.0.0, dotenvx
2.38.2, env-cmd 11.0.0, python-dotenv 1.2.4 and uv 0.13.9; of `op run` it is documented
(https://developer.1password.com/docs/cli/secrets-environment-variables). What a line of a start-up file loads, the
shell itself is asked; here it is what a post quotes, or names in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from .clientcalls import COMMAND
from .process import SHELLS
from .readers.entries import Entry, EnvFile
from .records import dataclass, replace
from .regexes import regex
from .source import Document, Kind, Span, base_of
from .startedcalls import is_typed

_CLIENT = regex(rf"[ \t;&]{COMMAND}(?![\w./=-])")
_PIECE = regex(r"[^\n;&|`]{1,600}")  # of a line: what may be one call
_BEGINS = r"(?<![\w./$-])"
_OUTPUT = r"\"?\$?\((?P<inside>(?:[^()\n]|\([^()\n]*\)){1,300})\)\"?"
_MOST = 100  # calls of programs that load files
_WINDOW = 300  # characters behind `set -a` in which a file is loaded and the client started


@dataclass(frozen=True, slots=True)
class _Loader:
    """A program that loads files: the one that it loads unasked, and whether a file's value beats an exported one."""

    begins: re.Pattern[str]
    default: str = ""
    file_wins: bool = True
    turned: re.Pattern[str] | None = None  # the option that turns this round
    needs: str = ""  # what stands behind it in any case
    resolves: str = ""  # how a value begins that it replaces


_LOADERS = (
    _Loader(regex(rf"{_BEGINS}op[ \t]+run(?=[ \t])"), resolves="op://"),
    _Loader(
        regex(rf"{_BEGINS}dotenvx[ \t]+run(?=[ \t])"),
        ".env",
        file_wins=False,
        turned=regex(r"[ \t](?:-o|--overload)(?=[ \t])"),
    ),
    # python-dotenv's has a command `run`, that of Node has none.
    _Loader(regex(rf"{_BEGINS}dotenv(?=[ \t])"), ".env", turned=regex(r"[ \t]--no-override(?=[ \t])"), needs=" run "),
    _Loader(
        regex(rf"{_BEGINS}dotenv(?:-cli)?(?=[ \t])"),
        ".env",
        file_wins=False,
        turned=regex(r"[ \t](?:-o|--override)(?=[ \t])"),
    ),
    _Loader(regex(rf"{_BEGINS}env-cmd(?=[ \t])"), ".env", turned=regex(r"[ \t]--no-override(?=[ \t])")),
    _Loader(regex(rf"{_BEGINS}uv[ \t]+run(?=[ \t])"), file_wins=False, needs="--env-file"),
)
# What a shell itself does for one call, `env $(cat .env | xargs) claude`, and, where that is no code which its reader
# runs, before one: `set -a; source .env; claude`, `export $(cat .env | xargs) && claude`.
_FOR_ONE = regex(
    rf"{_BEGINS}env[ \t]+(?:-[^\s$]{{1,30}}[ \t]+)?{_OUTPUT}(?=[ \t]+(?:command[ \t]+)?{COMMAND}(?![\w./=-]))"
)
_BEFORE = regex(rf"{_BEGINS}export[ \t]+{_OUTPUT}[ \t]*(?:;|&&)[ \t]*(?={COMMAND}(?![\w./=-]))")
_EXPORTS_ALL = regex(rf"{_BEGINS}set[ \t]+(?:-a|-o[ \t]+allexport)[ \t]*(?:;|&&|\n)")
_SOURCES = regex(r"(?<![\w./])(?:source|\.)[ \t]+(?P<file>[^\s;&|`]+)")
_WORDS = ("op run", "dotenv", "env-cmd", "uv run", "env $", 'env "$', "set -", "export $", 'export "$')
_EXPORTS_OUTPUT = regex(rf"{_BEGINS}export[ \t]+{_OUTPUT}")  # in a function the client may stand on a line below
_STARTED = regex(rf"(?:^|[ \t;&]){COMMAND}(?![\w./=-])", re.MULTILINE)
# Programs that take variables from a store of secrets for what they start; and those that take them from elsewhere.
STORE = regex(
    rf"{_BEGINS}(?:(?:op|doppler|infisical|dotenvx|varlock|teller|bws|phase)[ \t]+run"
    r"|(?:chamber|aws-vault|berglas)[ \t]+exec|sops[ \t]+exec-env|envchain)(?=[ \t])"
)
_ELSEWHERE = regex(
    rf"{_BEGINS}(?:(?:direnv|mise)[ \t]+exec|pipenv[ \t]+run|envdir|chpst[ \t]+-e|dotenv(?:-cli)?|env-cmd"
    r"|(?:node|bunx?|docker|podman)[ \t][^\n;&|]{0,200}?--env-file(?:-if-exists)?(?:=\S+)?)(?=[ \t])"
)
# node -r dotenv/config: code of which the text shows nothing, before the client's own
LOADS_CODE = regex(
    rf"{_BEGINS}(?:node|bunx?|tsx)[ \t](?:[^\n;&|]{{0,200}}?[ \t])?"
    r"(?:-r|--require|--import|--preload)(?:[ \t]+|=)[^\s;&|]"
)
_FROM = (
    *("op run", "doppler", "infisical", "dotenv", "varlock", "teller", "bws ", "phase", "chamber", "aws-vault"),
    *("berglas", "pipenv run", "env (", "--env-file", "direnv exec", "mise exec", "sops", "envchain", "envdir"),
    *("chpst", "env-cmd", "env $", 'env "$'),
)
_FILE_WORD = regex(r"[^\s\"'`()|;&<>=]+")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a .env file is loaded: whether it beats what is exported, and how values begin that are replaced."""

    file_wins: bool
    resolves: str = ""


def loaded_files(documents: Sequence[Document]) -> Mapping[str, Loaded]:
    """Return the .env files, by the documents' names, that a call of a client in these documents loads."""
    files = [document for document in documents if document.kind is Kind.DOTENV]
    found: dict[str, Loaded] = {}
    for document in documents if files else ():
        is_text = document.kind is Kind.TEXT
        if is_text or is_typed(document, documents):
            found |= loaded_by(document.text, files, in_sentences=is_text)
    return found


def loaded_by(text: str, files: Sequence[Document], *, in_sentences: bool = False) -> Mapping[str, Loaded]:
    """Return those of the files, by name, that a call of a client in the text loads.

    `in_sentences`: the text is no code, so that `source .env` in it is not followed elsewhere.
    """
    found: dict[str, Loaded] = {}
    for call, loader in _calls(text):
        how = Loaded(loader.file_wins is not _is_turned(call, loader), loader.resolves)
        found |= {file.name: how for file in _named(call, loader.default, files)}
    for named in _by_shell(text, in_sentences=in_sentences):
        found |= {file.name: Loaded(file_wins=True) for file in _named(named, "", files)}
    return found


def calls_loader(command: str) -> bool:
    """Tell whether a command loads a .env file for a client that it starts, or takes it from a store of secrets."""
    if next(_calls(command), None) is not None or _FOR_ONE.search(command) or _ELSEWHERE.search(command):
        return True
    if next(_by_shell(command, in_sentences=True), None) is not None:
        return True
    above = _EXPORTS_OUTPUT.search(command)
    return above is not None and _STARTED.search(command, above.end()) is not None


def store_called(documents: Sequence[Document]) -> tuple[str, Span] | None:
    """Return what starts a client in these documents with variables that were not given, and where: `doppler run`."""
    for document in documents:
        if not any(word in document.text for word in _FROM):
            continue
        is_run = document.kind is Kind.TEXT or document.text.startswith("#!") or is_typed(document, documents)
        if not is_run and document.kind not in SHELLS:
            continue
        by_shell = _FOR_ONE.finditer(document.text) if "env " in document.text else ()
        for found in (*STORE.finditer(document.text), *islice(_ELSEWHERE.finditer(document.text), _MOST), *by_shell):
            piece = _PIECE.match(document.text, found.end(), found.end() + _WINDOW)
            front = document.text[document.text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
            if front and (not is_run or front.startswith(("alias ", "abbr "))):
                continue  # an alias or a function of a start-up file, which `wrappers` tells of
            if piece is not None and _CLIENT.search(piece.group() + " "):
                is_given = loaded_files(documents) or any(each.kind is Kind.DOCKER_ENV for each in documents)
                return None if is_given else (found.group(), document.span(*found.span()))
    return None


def _calls(text: str) -> Iterator[tuple[str, _Loader]]:
    """Yield what stands between a program that loads files and the client that it starts, with that program."""
    if not any(word in text for word in _WORDS):
        return
    for piece in _PIECE.findall(text):
        clients = list(_CLIENT.finditer(piece))
        if not clients:
            continue
        call = piece[: clients[-1].start() + 1]
        for loader in _LOADERS:
            begins = loader.begins.search(call)
            if begins is not None and loader.needs in call[begins.end() :]:
                yield call[begins.end() :], loader
                break


def _is_turned(call: str, loader: _Loader) -> bool:
    return loader.turned is not None and loader.turned.search(call) is not None


def _by_shell(text: str, *, in_sentences: bool) -> Iterator[str]:
    """Yield what names the files that a line of a shell loads for the client."""
    if "env " in text:
        yield from (found["inside"] for found in _FOR_ONE.finditer(text))
    if not in_sentences:
        return
    if "export " in text:
        yield from (found["inside"] for found in _BEFORE.finditer(text))
    for found in _EXPORTS_ALL.finditer(text) if "set -" in text and _SOURCES.search(text) else ():
        window = text[found.end() : found.end() + _WINDOW].partition("`")[0]
        sources = _SOURCES.search(window)
        if sources is not None and _STARTED.search(window, sources.end()):
            yield sources["file"]


def _named(call: str, default: str, files: Sequence[Document]) -> list[Document]:
    """Return the files that a call names, or else the one that it loads unasked."""
    bases = {base_of(word) for word in _FILE_WORD.findall(call)}
    return [file for file in files if file.base in bases] or [file for file in files if file.base == default]


def as_loaded(file: EnvFile, how: Loaded, exported: frozenset[str]) -> EnvFile:
    """Return what a loaded file gives to the process, `exported` being the names that it has already."""
    kept = (entry for entry in file.entries if how.file_wins or entry.name not in exported)
    return replace(file, entries=tuple(replace(_resolved(entry, how.resolves), exported=True) for entry in kept))


def _resolved(entry: Entry, begins: str) -> Entry:
    if not begins or entry.value is None or not entry.value.startswith(begins):
        return entry
    return replace(entry, value=None, why=f"line {entry.span.line} takes it from a store of secrets when it is run")
