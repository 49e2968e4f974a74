"""The clients: what each would send with a given environment. One module a client, measured on a stated version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from types import MappingProxyType

from ..client import Client, Seen
from ..environment import Evaluation
from ..findings import Login, Mode, Request, Sent
from ..payer import payer
from ..records import replace
from ..regexes import regex
from ..settling import in_its_shell
from ..source import Document, home_path
from ..starters import are_alone, clients_started, only_anybodys, starts_others
from ..yamlwords import yaml_word
from . import aider, claude_code, cline_cli, codex, continue_cli, copilot_cli, gemini, opencode, qwen_code
from .calledmodel import with_called_model
from .calls import Call, Calls, with_given
from .files import with_home_folders
from .naming import OTHERS, names, others_named, said_in, speaks_of
from .worlds import same_request

# In the order of a report.
_MODULES = (claude_code, codex, gemini, opencode, aider, qwen_code, copilot_cli, cline_cli, continue_cli)
CLIENTS: Mapping[str, Client] = MappingProxyType({module.CLIENT.id: module.CLIENT for module in _MODULES})

# Which client is meant where a rule names none, and reported where the documents concern no other.
DEFAULT_CLIENT = claude_code.CLIENT.id

# The word for a client in a rule or a report → what people call it.
CLIENT_NAMES: Mapping[str, str] = MappingProxyType({client.id: client.name for client in CLIENTS.values()})

# Names of Anthropic's that other clients read as well.
_LENT = frozenset({"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"})
# An option that hands a key or an address over, by which an alias concerns a client without any variable.
_KEY_OPTION = regex(r"[ \t]--(?:[\w-]+-)?api-(?:key|base)[ \t=]")
_NAME = regex(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
# Variables that move a client's own folder; most are written as `$HOME/…`.
_FOLDERS = ("CLAUDE_CONFIG_DIR", "CODEX_HOME")


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
    calls = Calls(documents, below)
    for number, client in enumerate([CLIENTS[name] for name in asked] or concerned(below, documents, calls)):
        call = _call(client, calls)
        started = with_home_folders(with_given(below, call, client.options), documents, *_FOLDERS) if call else below
        seen = client.view(started, documents) if client.view else Seen(with_called_model(evaluation, documents))
        found += _of_client(client, seen, Login.UNKNOWN if number else login, mode, call)
    return tuple(replace(each, payer=in_its_shell(each.payer, each, documents)) for each in found)


def _call(client: Client, calls: Calls) -> Call | None:
    """Return the alias or function with which a start-up file runs a client; Claude Code's are the verdict's matter."""
    if client.id == DEFAULT_CLIENT or not client.concern.commands:
        return None
    return calls.of(client.concern.commands[0])


def _as_called(client: Client, call: Call | None, request: Request) -> Request:
    """Return the request with a note where it is what an alias or a function of another name runs."""
    command = client.concern.commands[0] if client.concern.commands else ""
    if call is None or call.name == command or request.outcome is not Sent.SENT:
        return request
    note = f"So it is when `{call.name}` is typed (line {call.span.line}); `{command}` by itself goes without it."
    return replace(request, message=f"{request.message} {note}" if request.message else note)


@cache
def _owned() -> re.Pattern[str]:
    """Return the expression for every name that only one client reads: most names in a file are none of them."""
    return re.compile("|".join(f"(?:{client.concern.own.pattern})" for client in CLIENTS.values()))


def concerned(shell: Evaluation, documents: Sequence[Document], calls: Calls | None = None) -> tuple[Client, ...]:
    """Return the clients that the documents concern, in the order of a report; Claude Code where there is no other.

    See `Concern` for the rule. It is a quiet one: OPENAI_API_KEY alone speaks of the client that people set it for, and
    not of every program that could read it. Where nothing concerns a client, the one that sentences name is reported.
    """
    calls = calls or Calls(documents)
    if (started := _started(documents)) is not None:
        return started
    found = _found(frozenset(shell.environment.variables), documents, calls)
    if found:
        return found
    sentences = said_in(documents)
    named = [client for client in CLIENTS.values() if names(client, sentences)] if sentences else []
    if len(named) > 1 and sentences[0].text.startswith("# "):  # the title of a post says whom it is about
        title = replace(sentences[0], text=sentences[0].text.partition("\n")[0])
        named = [client for client in named if names(client, [title])] or named
    typed = [client for client in CLIENTS.values() if _call(client, calls)]
    return tuple(named or _by_variables(sentences) or typed) or (CLIENTS[DEFAULT_CLIENT],)


def _started(documents: Sequence[Document]) -> tuple[Client, ...] | None:
    """Return the clients that files which start programs name, and those with files of their own; None for none."""
    if not are_alone(documents) or not (started := clients_started(documents)):
        return None
    return tuple(one for one in CLIENTS.values() if one.id in started or _has_own_file(one, documents))


def unstarted(variables: frozenset[str], documents: Sequence[Document]) -> tuple[str, ...] | None:
    """Return the variables that a client could read where nothing starts one and nothing names one; None elsewhere."""
    if not are_alone(documents) or names_any(documents) or not starts_others(documents):
        return None
    read = [name for name in variables if _owned().fullmatch(name) or any(name in each for each in _shared())]
    is_none = only_anybodys(read) and not any(_has_own_file(client, documents) for client in CLIENTS.values())
    return tuple(sorted(read)) if is_none else None


@cache
def _shared() -> tuple[frozenset[str], ...]:
    return tuple(client.concern.first | client.concern.shared for client in CLIENTS.values())


def _by_variables(sentences: Sequence[Document]) -> list[Client]:
    """Return the clients of which sentences name a variable that no other client reads."""
    found = {name for document in sentences for name in _NAME.findall(document.text)}
    return [client for client in CLIENTS.values() if any(client.concern.own.fullmatch(name) for name in found)]


def calls_any(documents: Sequence[Document]) -> bool:
    """Tell whether a line starts one of the clients with variables in front, or with an option that decides."""
    calls = Calls(documents)
    found = ((client, _call(client, calls)) for client in CLIENTS.values())
    return any(call and (call.given or any(map(call.option, client.options))) for client, call in found)


def names_any(documents: Sequence[Document]) -> bool:
    """Tell whether a start-up file or prose names one of the clients."""
    return any(names(client, documents) for client in CLIENTS.values())


def other_programs(variables: frozenset[str], documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the names of the programs of which the documents speak, and of no client; what those send is not known."""
    others = others_named(variables, documents)
    if not others or names_any(documents):
        return ()
    found = _found(variables, documents, Calls(documents))
    if found and not (found == (CLIENTS[DEFAULT_CLIENT],) and _is_another_programs(variables, others, documents)):
        return ()
    return tuple(OTHERS[key].name for key in others)


def _found(variables: frozenset[str], documents: Sequence[Document], calls: Calls) -> tuple[Client, ...]:
    """Return the clients that files or variables concern, in the order of a report.

    A variable that most people set for a client speaks of it only where no other program is there that reads it.
    """
    owned = [name for name in variables if _owned().fullmatch(name)]
    sure = {client.id for client in CLIENTS.values() if _concerns(client, variables, owned, documents, calls)}
    habits = {client.id: variables & client.concern.first for client in CLIENTS.values() if client.id not in sure}
    if any(habits.values()) and not others_named(variables, documents):
        read = [CLIENTS[key].concern.first | CLIENTS[key].concern.shared for key in sure]
        explained = frozenset[str]().union(*read)
        sure |= {key for key, habit in habits.items() if habit - explained}
    if len(sure) > 1 and _is_not_asked_of(variables, documents, sure):
        sure.discard(DEFAULT_CLIENT)
    return tuple([client for key, client in CLIENTS.items() if key in sure])


def _is_another_programs(variables: frozenset[str], others: Sequence[str], documents: Sequence[Document]) -> bool:
    """Tell whether sentences name another program, and nothing but variables that others read speak of Claude Code."""
    claude = CLIENTS[DEFAULT_CLIENT]
    if _has_own_file(claude, documents) or not any(speaks_of(other, documents) for other in others):
        return False
    return not any(claude.concern.own.fullmatch(name) and name not in _LENT for name in variables)


def _is_not_asked_of(variables: frozenset[str], documents: Sequence[Document], sure: AbstractSet[str]) -> bool:
    """Tell whether nothing speaks of Claude Code but variables that another client reads, which sentences name."""
    claude = CLIENTS[DEFAULT_CLIENT]
    sentences = said_in(documents)
    if not sentences or _has_own_file(claude, documents) or names(claude, sentences):
        return False
    if any(claude.concern.own.fullmatch(name) and name not in _LENT for name in variables):
        return False
    asked = [CLIENTS[key] for key in sure if key != DEFAULT_CLIENT and names(CLIENTS[key], sentences)]
    return any(not variables.isdisjoint(_LENT & client.concern.shared) for client in asked)


def _concerns(
    client: Client, variables: frozenset[str], owned: Sequence[str], documents: Sequence[Document], calls: Calls
) -> bool:
    """Tell whether the documents concern a client beyond doubt; `owned` are the names that only one client reads."""
    concern = client.concern
    if _has_own_file(client, documents) or any(concern.own.fullmatch(name) for name in owned):
        return True
    if not names(client, documents):
        return False
    call = _call(client, calls)
    given = frozenset(variable.name for variable in call.given) if call else frozenset()
    if call and (any(concern.own.fullmatch(name) for name in given) or _KEY_OPTION.search(call.options)):
        return True
    return not (variables | given).isdisjoint(concern.first | concern.shared)


def _has_own_file(client: Client, documents: Sequence[Document]) -> bool:
    concern = client.concern
    return any(
        document.kind in concern.kinds
        or (concern.files and concern.files.search(document.name.replace("\\", "/")))
        or (concern.yaml and yaml_word(document, home_path(document.name)) == concern.yaml)
        for document in documents
    )


def is_named(client: Client, variables: frozenset[str], documents: Sequence[Document]) -> bool:
    """Tell whether the documents speak of a client itself: its command, or a file or a variable of its own."""
    own = client.concern.own
    return (
        _has_own_file(client, documents) or any(own.fullmatch(name) for name in variables) or names(client, documents)
    )


def _of_client(client: Client, seen: Seen, login: Login, mode: Mode, call: Call | None) -> list[Request]:
    """Return what one client sends; where the login is not known, an answer for each that makes a difference."""
    if login is not Login.UNKNOWN:
        return [_with_payer(client, _as_called(client, call, client.predict(seen, login, mode)), seen)]
    tried = client.asked or (Login.NONE,)
    found = [_as_called(client, call, client.predict(seen, each, mode)) for each in tried]
    if all(same_request(found[0], other) for other in found):
        return [_with_payer(client, replace(found[-1], login=Login.UNKNOWN), seen)]
    return [_with_payer(client, request, seen, settles=f"`{client.shows_login}`") for request in found]


def _with_payer(client: Client, request: Request, seen: Seen, *, settles: str = "") -> Request:
    """Return the request with who pays; `settles` is the command for a login that decides, if no variable does."""
    found = payer(request, seen.evaluation, client, seen.files)
    is_open = request.outcome is Sent.CANNOT_TELL and found.settles
    return replace(request, payer=found if is_open or not settles else replace(found, settles=settles))
