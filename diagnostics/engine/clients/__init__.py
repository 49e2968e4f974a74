"""The clients: what each would send with a given environment. One module a client, measured on a stated version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from ..client import Client, Seen
from ..environment import Evaluation
from ..findings import Login, Mode, Request, Sent
from ..payer import payer
from ..settling import in_its_shell
from ..source import Document, Kind
from . import aider, claude_code, cline_cli, codex, continue_cli, copilot_cli, gemini, opencode, qwen_code
from .files import with_home_folders
from .worlds import same_request

# In the order of a report.
_MODULES = (claude_code, codex, gemini, opencode, aider, qwen_code, copilot_cli, cline_cli, continue_cli)
CLIENTS: Mapping[str, Client] = MappingProxyType({module.CLIENT.id: module.CLIENT for module in _MODULES})

# Which client is meant where a rule names none, and reported where the documents concern no other.
DEFAULT_CLIENT = claude_code.CLIENT.id

# The word for a client in a rule or a report → what people call it.
CLIENT_NAMES: Mapping[str, str] = MappingProxyType({client.id: client.name for client in CLIENTS.values()})

# Variables that move a client's own folder; most are written as `$HOME/…`.
_FOLDERS = ("CLAUDE_CONFIG_DIR", "CODEX_HOME")
_SHELL_TEXT = (Kind.ZSH, Kind.BASH, Kind.SH, Kind.TEXT)


def requests(
    evaluation: Evaluation,
    *,
    login: Login,
    mode: Mode,
    shell: Evaluation | None = None,
    documents: Sequence[Document] = (),
    asked: Sequence[str] = (),
) -> tuple[Request, ...]:
    """Return the requests of the clients that the documents concern, with who pays; several where the login decides.

    `evaluation` is the environment as Claude Code sees it: its settings files laid over the shell. `shell` is the
    environment without them, over which each other client lays its own files. `login` is what the first of the
    clients has stored; what the others have is not known then. `asked` are ids of clients to speak of in any case,
    and of them alone.
    """
    below = with_home_folders(evaluation if shell is None else shell, documents, *_FOLDERS)
    evaluation = with_home_folders(evaluation, documents, *_FOLDERS)
    found: list[Request] = []
    for number, client in enumerate([CLIENTS[name] for name in asked] or concerned(below, documents)):
        seen = client.view(below, documents) if client.view else Seen(evaluation)
        found += _of_client(client, seen, Login.UNKNOWN if number else login, mode)
    return tuple(replace(each, payer=in_its_shell(each.payer, each, documents)) for each in found)


@cache
def _owned() -> re.Pattern[str]:
    """Return the expression for every name that only one client reads: most names in a file are none of them."""
    return re.compile("|".join(f"(?:{client.concern.own.pattern})" for client in CLIENTS.values()))


def concerned(shell: Evaluation, documents: Sequence[Document]) -> tuple[Client, ...]:
    """Return the clients that the documents concern, in the order of a report; Claude Code where there is no other.

    See `Concern` for the rule. It is a quiet one: OPENAI_API_KEY alone speaks of those that people set it for, and
    not of every program that could read it.
    """
    names = frozenset(shell.environment.variables)
    owned = [name for name in names if _owned().fullmatch(name)]
    found = tuple([client for client in CLIENTS.values() if _concerns(client, names, owned, documents)])
    return found or (CLIENTS[DEFAULT_CLIENT],)


def _concerns(client: Client, names: frozenset[str], owned: Sequence[str], documents: Sequence[Document]) -> bool:
    """Tell whether the documents concern a client; `owned` are those of the names that only one client reads."""
    concern = client.concern
    if any(document.kind in concern.kinds for document in documents):
        return True
    if concern.files and any(concern.files.search(document.name.replace("\\", "/")) for document in documents):
        return True
    if not names.isdisjoint(concern.first) or any(concern.own.fullmatch(name) for name in owned):
        return True
    return not names.isdisjoint(concern.shared) and _is_named(concern.commands, documents)


def is_named(client: Client, names: frozenset[str], documents: Sequence[Document]) -> bool:
    """Tell whether the documents speak of a client itself: its command, or a file or a variable of its own."""
    concern = client.concern
    own_file = any(
        document.kind in concern.kinds or (concern.files and concern.files.search(document.name.replace("\\", "/")))
        for document in documents
    )
    return own_file or any(concern.own.fullmatch(name) for name in names) or _is_named(concern.commands, documents)


def _is_named(commands: Sequence[str], documents: Sequence[Document]) -> bool:
    """Tell whether a start-up file or prose names one of the commands, as a word of its own."""
    texts = [document.text for document in documents if document.kind in _SHELL_TEXT]
    named = [text for text in texts if any(command in text for command in commands)]
    if not named:  # as in most files: an expression takes a hundred times as long to find nothing
        return False
    word = re.compile(rf"(?<![\w./@-])(?:{'|'.join(map(re.escape, commands))})(?![\w./@-])")
    return any(word.search(text) for text in named)


def _of_client(client: Client, seen: Seen, login: Login, mode: Mode) -> list[Request]:
    """Return what one client sends; where the login is not known, an answer for each that makes a difference."""
    if login is not Login.UNKNOWN:
        return [_with_payer(client, client.predict(seen, login, mode), seen)]
    found = [client.predict(seen, each, mode) for each in client.asked or (Login.NONE,)]
    if all(same_request(found[0], other) for other in found):
        return [_with_payer(client, replace(found[-1], login=Login.UNKNOWN), seen)]
    return [_with_payer(client, request, seen, settles=f"`{client.shows_login}`") for request in found]


def _with_payer(client: Client, request: Request, seen: Seen, *, settles: str = "") -> Request:
    """Return the request with who pays; `settles` is the command for a login that decides, if no variable does."""
    found = payer(request, seen.evaluation, client, seen.files)
    is_open = request.outcome is Sent.CANNOT_TELL and found.settles
    return replace(request, payer=found if is_open or not settles else replace(found, settles=settles))
