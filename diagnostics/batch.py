"""Many cases at once: one JSON object a line in, one report a line out, in order. No Django."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO, TypeGuard

from .engine.analysis import analyse
from .engine.clients import CLIENT_NAMES
from .engine.findings import SCHEMA, Login, Mode, Outcome
from .engine.host import Host, Place, System
from .engine.intake import AnalysisError, documents_of
from .engine.kinds import kind_of, kind_words, recognise
from .engine.limits import InputError, read_text
from .engine.process import SHELLS
from .engine.rendering import as_json
from .engine.rules.rule import Rule
from .engine.source import Document, Kind

FINE, FOUND, UNREADABLE = 0, 1, 2


class CaseError(ValueError):
    """A case that is not one; the words name the key and what is expected."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the input."""

    id: str
    documents: tuple[Document, ...] = field(repr=False)
    login: Login
    mode: Mode
    given: Mapping[str, str] | None = field(repr=False)
    error: str = field(repr=False)
    clients: tuple[str, ...] = ()
    host: Host = field(default_factory=Host)


def run_batch(
    lines: Iterable[str],
    output: TextIO,
    errors: TextIO,
    *,
    rules: Sequence[Rule],
    signatures: Sequence[tuple[str, str]],
    reveal: bool,
) -> int:
    """Write a report for each case. A line that cannot be answered gives {"id", "error"}, and the exit code is 2."""
    code = FINE
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        case_id = ""
        try:
            case = read_case(line, number, reveal=reveal)
            case_id = case.id
            report = analyse(
                case.documents,
                rules=rules,
                login=case.login,
                mode=case.mode,
                given=case.given,
                error=case.error,
                signatures=signatures,
                reveal=reveal,
                offline=True,
                measured=True,
                clients=case.clients,
                host=case.host,
            )
        except (CaseError, InputError, AnalysisError) as error:
            print(f"error: line {number}: {error}", file=errors)
            answer = {"id": case_id or _id_of(line, number), "schema": SCHEMA, "error": str(error)}
            output.write(json.dumps(answer, ensure_ascii=False) + "\n")
            code = UNREADABLE
            continue
        output.write(as_json(report, case=case.id, indent=None) + "\n")
        if code == FINE and any(finding.outcome is Outcome.FOUND for finding in report.findings):
            code = FOUND
    return code


def read_case(line: str, number: int, *, reveal: bool) -> Case:
    """Return one case, its documents masked unless `reveal`.

    Raises CaseError saying what is wrong with it, InputError where a document cannot be read, AnalysisError where
    masking stopped.
    """
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CaseError(f"this is no JSON object: {type(error).__name__}. Write one case a line.") from None
    if not _is_table(data):
        raise CaseError('a case is an object such as {"id": "x", "documents": [{"name": "~/.zshrc", "text": "…"}]}')
    given = data.get("given")
    if given is not None and not (_is_table(given) and all(isinstance(value, str) for value in given.values())):
        raise CaseError("“given” is an object of names and texts")
    pastes = [
        (name, _plain(name, text), kind) if given is None else (name, text, kind or _told_by(name))
        for name, text, kind in _documents(data.get("documents"))
    ]
    return Case(
        _text(data, "id", str(number)),
        documents_of(pastes, reveal=reveal, may_be_empty=given is not None),
        _login(_text(data, "login", "unknown")),
        _mode(_text(data, "mode", "print")),
        {name: str(value) for name, value in given.items()} if given is not None else None,
        _text(data, "error", ""),
        _clients(data.get("clients")),
        Host(_system(_text(data, "system", "")), _files(data.get("files")), _programs(data.get("programs"))),
    )


def _plain(name: str, text: str) -> str:
    """Return a text without what a terminal or a web page put into it; an empty one may stand beside others."""
    return read_text(name, text) if text.strip() else text


def _told_by(name: str) -> Kind | None:
    """Return the kind of a file that a shell reads, by its name alone; None for any other name.

    A case that tells the environment before is one of files, each under the name that it has: no post is parted there,
    and a prompt that was copied into a file is a mistake in it.
    """
    kind = recognise(name, "")
    return kind if kind in (*SHELLS, Kind.DOTENV) else None


def _clients(data: object) -> tuple[str, ...]:
    """Return the clients that a case asks about; without any, the documents tell which they concern."""
    if data is None:
        return ()
    if not isinstance(data, list) or not all(isinstance(name, str) and name in CLIENT_NAMES for name in data):
        raise CaseError(f"“clients” is a list of these: {', '.join(CLIENT_NAMES)}")
    return tuple(dict.fromkeys(data))


def _system(word: str) -> System | None:
    """Return the system that a case is for; without one, it is for any."""
    if word and word not in list(System):
        raise CaseError(f"“system” is one of {', '.join(System)}")
    return System(word) if word else None


def _files(data: object) -> Mapping[str, Place]:
    """Return what a case says of the machine's files: {"~/.fzf.zsh": "nothing", "/opt/homebrew": "folder"}."""
    if data is None:
        return {}
    if not _is_table(data) or not all(value in list(Place) for value in data.values()):
        raise CaseError(f"“files” is an object of paths, each of them one of {', '.join(Place)}")
    return {path: Place(str(value)) for path, value in data.items()}


def _programs(data: object) -> Mapping[str, str]:
    """Return what a case says of the machine's programs: {"git": "/usr/bin/git", "brew": null}."""
    if data is None:
        return {}
    if not _is_table(data) or not all(value is None or isinstance(value, str) for value in data.values()):
        raise CaseError("“programs” is an object of names; each has the program's path, or null where there is none")
    return {name: "" if value is None else str(value) for name, value in data.items()}


def _documents(data: object) -> Iterable[tuple[str, str, Kind | None]]:
    if not isinstance(data, list) or not data:
        raise CaseError("“documents” is a list of objects with “name” and “text”")
    for entry in data:
        if not _is_table(entry) or not isinstance(entry.get("name"), str) or not isinstance(entry.get("text"), str):
            raise CaseError("each of “documents” has a “name” and a “text”")
        yield str(entry["name"]), str(entry["text"]), _kind(entry.get("kind"))


def _kind(word: object) -> Kind | None:
    """Return the kind that a case gives a document; without one, name and text tell it."""
    if word is None or word == "":
        return None
    found = kind_of(word) if isinstance(word, str) else None
    if found is None:
        raise CaseError(f"“kind” is one of {', '.join(kind_words())}")
    return found


def _is_table(data: object) -> TypeGuard[dict[str, object]]:
    return isinstance(data, dict)


def _text(data: Mapping[str, object], key: str, default: str) -> str:
    value = data.get(key, default)
    if value is None:
        return default
    if not isinstance(value, str):
        raise CaseError(f"“{key}” is a text")
    return value


def _login(word: str) -> Login:
    if word not in list(Login):
        raise CaseError(f"“login” is one of {', '.join(Login)}")
    return Login(word)


def _mode(word: str) -> Mode:
    if word not in list(Mode):
        raise CaseError(f"“mode” is one of {', '.join(Mode)}")
    return Mode(word)


def _id_of(line: str, number: int) -> str:
    """Return the case's own id where one can be read, else the line's number."""
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError):
        return str(number)
    found = data.get("id") if _is_table(data) else None
    return found if isinstance(found, str) else str(number)
