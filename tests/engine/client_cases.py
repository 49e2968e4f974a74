"""Feed cases to a client without a shell: `export NAME='value'` lines are read by hand here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from diagnostics.engine.client import Seen
from diagnostics.engine.clients import CLIENTS, requests
from diagnostics.engine.clients.calls import Calls, with_given
from diagnostics.engine.environment import Environment, Evaluation, State, Variable
from diagnostics.engine.findings import Login, Mode, Request
from diagnostics.engine.kinds import recognise
from diagnostics.engine.layers import layer
from diagnostics.engine.readers.jsonfile import read_settings
from diagnostics.engine.source import Document, Kind

CASES = Path(__file__).parent.parent / "cases"
_EXPORT = re.compile(r"^export (\w+)=((?:'[^']*'|\\')*)$", re.MULTILINE)
_PIECE = re.compile(r"'([^']*)'|\\(')")


@dataclass(frozen=True)
class Case:
    """One measured run of a client."""

    id: str
    client: str
    login: Login
    mode: Mode
    documents: tuple[Document, ...]
    blocked: bool
    message: str = ""
    endpoint: str | None = None
    path: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    model: str | None = None


def cases(name: str) -> Iterator[Case]:
    """Yield the cases of a file in tests/cases."""
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        want = row["expect"]
        yield Case(
            row["id"],
            row["client"],
            Login(row["login"]),
            Mode(row["mode"]),
            tuple(document(item["name"], item["text"]) for item in row["documents"]),
            want["blocked"],
            want.get("message", ""),
            want.get("endpoint"),
            want.get("path"),
            # Whether a helper fails cannot be read from text.
            {header: source.split(" (")[0] for header, source in want.get("headers", {}).items()},
            want.get("model"),
        )


def document(name: str, text: str) -> Document:
    """Return a document of the kind that its name and text tell."""
    return Document(name, text, recognise(name, text))


def evaluation(*documents: Document, unknown: tuple[str, ...] = ()) -> Evaluation:
    """Return the environment as the client sees it; the variables `unknown` are exported with an unknown value."""
    return layer(evaluation_of_shell(*documents, unknown=unknown), read_settings(documents))


def evaluation_of_shell(*documents: Document, unknown: tuple[str, ...] = ()) -> Evaluation:
    """Return the environment of the shell alone, without any settings file."""
    variables: dict[str, Variable] = {}
    for item in documents:
        if item.kind is not Kind.ZSH:
            continue
        for found in _EXPORT.finditer(item.text):
            value = "".join(plain or quote for plain, quote in _PIECE.findall(found[2]))
            span, value_span = item.span(found.start(), found.end()), item.span(found.start(2), found.end(2))
            variables[found[1]] = Variable(found[1], State.SET, True, value, span, value_span)
    for name in unknown:
        variables[name] = Variable(name, State.UNKNOWN, True, why="line 3 runs a command")
    return Evaluation(Environment(variables))


def shell(**variables: str) -> Document:
    """Return a .zshrc that exports these variables."""
    quoted = {name: value.replace("'", "'\\''") for name, value in variables.items()}
    return document("~/.zshrc", "".join(f"export {name}='{value}'\n" for name, value in quoted.items()))


def request(
    *documents: Document,
    login: Login = Login.SUBSCRIPTION,
    mode: Mode = Mode.PRINT,
    unknown: tuple[str, ...] = (),
) -> Request:
    """Return the one request of Claude Code with these documents."""
    (only,) = requests(evaluation(*documents, unknown=unknown), login=login, mode=mode)
    return only


def predicted(case: Case, *, unknown: tuple[str, ...] = ()) -> Request:
    """Return what the client of a case is said to send, whether or not a report would speak of it."""
    client = CLIENTS[case.client]
    below = evaluation_of_shell(*case.documents, unknown=unknown)
    call = Calls(case.documents, below).of(client.concern.commands[0]) if client.options else None
    below = with_given(below, call, client.options) if call else below
    seen = client.view(below, case.documents) if client.view else Seen(evaluation(*case.documents, unknown=unknown))
    return client.predict(seen, case.login, case.mode)
