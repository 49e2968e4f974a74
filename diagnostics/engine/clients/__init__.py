"""The clients: what each would send with a given environment. One module a client, measured on a stated version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from types import MappingProxyType

from ..client import Client, Seen
from ..environment import Evaluation
from ..findings import Login, Mode, Request, Sent
from ..launching import launched_by, starts
from ..payer import payer
from ..records import replace
from ..regexes import regex
from ..settling import in_its_shell
from ..source import Document, Kind, home_path
from ..startedcalls import runs_alone
from ..starters import STARTERS, are_alone, clients_started, only_anybodys, starts_others
from ..yamlwords import yaml_word
from . import aider, claude_code, cline_cli, codex, continue_cli, copilot_cli, gemini, opencode, qwen_code
from .calledmodel import with_called_model
from .calls import Call, Calls, with_given
from .files import with_home_folders
from .naming import OTHERS, Said
from .worlds import same_request

# In the order of a report.
_MODULES = (claude_code, codex, gemini, opencode, aider, qwen_code, copilot_cli, cline_cli, continue_cli)
CLIENTS: Mapping[str, Client] = MappingProxyType({module.CLIENT.id: module.CLIENT for module in _MODULES})

# Which client is meant where a rule names none, and reported where the documents concern no other.
DEFAULT_CLIENT = claude_code.CLIENT.id

# The word for a client in a rule or a report → what people call it.
CLIENT_NAMES: Mapping[str, str] = MappingProxyType({client.id: client.name for client in CLIENTS.values()})

# Names of Anthropic's that other clients read as well; and Google's, which many programs read.
_LENT = frozenset({"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"})
_GOOGLES = frozenset({"GEMINI_API_KEY", "GEMINI_API_BASE", "GEMINI_MODEL"})
_GEMINI = gemini.CLIENT.id
# An option that hands a key or an address over, by which an alias concerns a client without any variable.
_KEY_OPTION = regex(r"[ \t]--(?:[\w-]+-)?api-(?:key|base)[ \t=]")
_NAME = regex(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_CREDENTIAL = regex(r"_(?:API_?KEY|TOKEN|API_BASE|BASE_URL)$")
_MOST_NAMED = 4
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
    error: str = "",
) -> tuple[Request, ...]:
    """Return the requests of the clients that the documents concern, with who pays; several where the login decides.

    `evaluation` is the environment as Claude Code sees it: its settings files laid over the shell. `shell` is the
    environment without them, over which each other client lays its own files. `login` is what the first of the
    clients has stored; what the others have is not known then. `asked` are ids of clients to speak of in any case,
    and of them alone. `error` is a message that the person saw.
    """
    below = with_home_folders(evaluation if shell is None else shell, documents, *_FOLDERS)
    evaluation = with_home_folders(evaluation, documents, *_FOLDERS)
    found: list[Request] = []
    calls = Calls(documents, below)
    for number, client in enumerate([CLIENTS[name] for name in asked] or concerned(below, documents, calls, error)):
        call = _call(client, calls)
        started = with_home_folders(with_given(below, call, client.options), documents, *_FOLDERS) if call else below
        seen = client.view(started, documents) if client.view else Seen(with_called_model(evaluation, documents))
        stored = Login.UNKNOWN if number else login
        if stored is Login.UNKNOWN and client.login_shown is not None:
            stored = client.login_shown(documents)
        found += _of_client(client, seen, stored, mode, call)
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
    return regex("|".join(f"(?:{client.concern.own.pattern})" for client in CLIENTS.values()))


def concerned(
    shell: Evaluation, documents: Sequence[Document], calls: Calls | None = None, error: str = ""
) -> tuple[Client, ...]:
    """Return the clients that the documents concern, in the order of a report; Claude Code where there is no other.

    See `Concern` for the rule. It is a quiet one: OPENAI_API_KEY alone speaks of the client that people set it for, and
    not of every program that could read it. Where nothing concerns a client, the one that sentences name is reported,
    or the one that printed the `error`.
    """
    calls = calls or Calls(documents)
    if (started := _started(documents)) is not None:
        return started
    said = Said(documents)
    there = clients_started(documents) | {script for each in documents if (script := launched_by(each))}
    found = _found(_names(shell, documents), said, calls)
    if found:
        if starts(CLIENTS[DEFAULT_CLIENT].concern.commands[0], documents):
            there |= {DEFAULT_CLIENT}
        there |= _asked_besides(found, said, error)
        return tuple([client for key, client in CLIENTS.items() if key in there or client in found])
    named = [client for client in CLIENTS.values() if said.names_in_sentences(client)] if said.sentences else []
    if len(named) > 1 and said.sentences[0].text.startswith("# "):  # the title of a post says whom it is about
        title = Said([replace(said.sentences[0], text=said.sentences[0].text.partition("\n")[0])])
        named = [client for client in named if title.names(client)] or named
    typed = [client for client in CLIENTS.values() if _call(client, calls)]
    found = tuple(named or _by_variables(said.sentences) or typed or ([] if said.lends() else _by_words(error)))
    found = found or tuple([client for key, client in CLIENTS.items() if key in there])
    return found or (CLIENTS[DEFAULT_CLIENT],)


def _asked_besides(found: Sequence[Client], said: Said, error: str) -> frozenset[str]:
    """Return the client that a post is about beside another one's file: whose words its message is, or Claude Code.

    Of Claude Code it is where the first sentence that names a client names it alone.
    """
    printed = _printed_by(error) if said.sentences else ""
    if printed in CLIENTS and CLIENTS[printed] not in found:
        return frozenset((printed,))
    claude = CLIENTS[DEFAULT_CLIENT]
    if claude in found or not said.sentences or said.others(()):
        return frozenset()
    return frozenset((claude.id,)) if said.first_named(CLIENTS.values()) == [claude] else frozenset()


def _names(shell: Evaluation, documents: Sequence[Document]) -> frozenset[str]:
    """Return the names that are set, but for what a file sets for a program that it starts and many programs read."""
    starters = {document.name for document in documents if document.kind in STARTERS}
    variables = shell.environment.variables
    if not starters:
        return frozenset(variables)
    return frozenset(
        name
        for name, variable in variables.items()
        if variable.set_at is None or variable.set_at.document not in starters or _owned().fullmatch(name)
    )


def _started(documents: Sequence[Document]) -> tuple[Client, ...] | None:
    """Return the clients that files which start programs name, and those with files of their own; None for none."""
    if not are_alone(documents) or not (started := clients_started(documents)):
        return None
    return tuple(one for one in CLIENTS.values() if one.id in started or _has_own_file(one, documents))


def unstarted(variables: frozenset[str], documents: Sequence[Document], error: str = "") -> tuple[str, ...] | None:
    """Return the variables that a client could read where nothing starts one and nothing names one; None elsewhere."""
    said = Said(documents)
    if not are_alone(documents):
        return _unnamed(variables, said, error)
    if said.names_any(CLIENTS.values()) or not starts_others(documents):
        return None
    read = _read_by_clients(variables)
    is_none = only_anybodys(read) and not any(_has_own_file(client, documents) for client in CLIENTS.values())
    return tuple(sorted(read)) if is_none else None


def _read_by_clients(names: Iterable[str]) -> list[str]:
    return [name for name in names if _owned().fullmatch(name) or any(name in each for each in _shared())]


def _unnamed(variables: frozenset[str], said: Said, error: str) -> tuple[str, ...] | None:
    """Return the variables of which a post speaks that any program may read, where it names no client; None elsewhere.

    What is set in a file speaks of a client by itself; what sentences tell, or do not even tell, does not.
    """
    documents = said.documents
    is_told = any(document.kind is Kind.TOLD for document in documents)
    if not said.sentences or (_read_by_clients(variables) and not is_told):
        return None
    if any(document.kind not in (Kind.TEXT, Kind.TOLD) and not runs_alone(document) for document in documents):
        return None
    if said.names_any(CLIENTS.values()) or any(_has_own_file(client, documents) for client in CLIENTS.values()):
        return None
    named = {name for document in documents if "_" in document.text for name in _NAME.findall(document.text)}
    read = _read_by_clients(named)
    if any(_owned().fullmatch(name) and name not in _GOOGLES for name in read) or said.others(variables):
        return None
    printed = _printed_by(error)
    read += [name for name in named if name not in read and _CREDENTIAL.search(name)]
    is_anybodys = bool(read) and not printed
    return tuple(sorted(read)[:_MOST_NAMED]) if is_anybodys or (printed and printed not in CLIENTS) else None


def _by_words(error: str) -> list[Client]:
    """Return the client whose own words an error message is, if they are one client's."""
    printed = _printed_by(error)
    return [CLIENTS[printed]] if printed in CLIENTS else []


def _printed_by(error: str) -> str:
    if not error:
        return ""
    from ..readings import printed_by  # what knows messages is loaded where there is one

    return printed_by(error)


@cache
def _shared() -> tuple[frozenset[str], ...]:
    return tuple(client.concern.first | client.concern.shared for client in CLIENTS.values())


def _by_variables(sentences: Sequence[Document]) -> list[Client]:
    """Return the clients of which sentences name a variable that no other client reads."""
    found = {name for document in sentences for name in _NAME.findall(document.text)} - _GOOGLES
    return [client for client in CLIENTS.values() if any(client.concern.own.fullmatch(name) for name in found)]


def calls_any(documents: Sequence[Document]) -> bool:
    """Tell whether a line starts one of the clients with variables in front, or with an option that decides."""
    calls = Calls(documents)
    found = ((client, _call(client, calls)) for client in CLIENTS.values())
    return any(call and (call.given or any(map(call.option, client.options))) for client, call in found)


def names_any(documents: Sequence[Document]) -> bool:
    """Tell whether a start-up file or prose names one of the clients."""
    return Said(documents).names_any(CLIENTS.values())


def other_programs(variables: frozenset[str], documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the names of the programs of which the documents speak, and of no client; what those send is not known."""
    said = Said(documents)
    others = said.others(variables)
    named = [each for each in CLIENTS.values() if said.names(each)] if others else []
    if not others or any(not said.means_models(each, others) for each in named):
        return ()
    found = _found(variables, said, Calls(documents))
    if found and not (found == (CLIENTS[DEFAULT_CLIENT],) and _is_another_programs(variables, others, said)):
        return ()
    return tuple(OTHERS[key].name for key in others)


def _found(variables: frozenset[str], said: Said, calls: Calls) -> tuple[Client, ...]:
    """Return the clients that files or variables concern, in the order of a report.

    A variable that most people set for a client speaks of it only where no other program is there that reads it, and
    not where sentences alone tell of it and name nobody.
    """
    owned = [name for name in variables if _owned().fullmatch(name)]
    sure = {client.id for client in CLIENTS.values() if _concerns(client, variables, owned, said, calls)}
    habits = {client.id: variables & client.concern.first for client in CLIENTS.values() if client.id not in sure}
    is_told = any(document.kind is Kind.TOLD for document in said.documents)
    if any(habits.values()) and not (is_told and not said.names_any(CLIENTS.values())) and not said.others(variables):
        read = [CLIENTS[key].concern.first | CLIENTS[key].concern.shared for key in sure]
        explained = frozenset[str]().union(*read)
        sure |= {key for key, habit in habits.items() if habit - explained}
    if len(sure) > 1 and _is_not_asked_of(variables, said, sure):
        sure.discard(DEFAULT_CLIENT)
    if _GEMINI in sure and _has_googles_alone(owned, said, is_told=is_told):
        sure.discard(_GEMINI)
    return tuple([client for key, client in CLIENTS.items() if key in sure])


def _has_googles_alone(owned: Sequence[str], said: Said, *, is_told: bool) -> bool:
    """Tell whether Gemini CLI is not asked about: sentences name others, and a key stands there that many read.

    Of a key that sentences alone tell of, nothing says that it is Gemini CLI's, unless they name that.
    """
    client = CLIENTS[_GEMINI]
    if not said.sentences or said.names(client) or _has_own_file(client, said.documents):
        return False
    if any(client.concern.own.fullmatch(name) and name not in _GOOGLES for name in owned):
        return False
    others = (other for other in CLIENTS.values() if other.id != _GEMINI)
    return is_told or any(map(said.names_in_sentences, others)) or said.lends()


def by_habit(variables: frozenset[str], documents: Sequence[Document]) -> bool:
    """Tell whether a post names no client, and none of its variables is one client's own."""
    said = Said(documents)
    if not said.sentences or said.names_any(CLIENTS.values()) or clients_started(documents):
        return False
    owned = any(_owned().fullmatch(name) for name in variables)
    return not owned and not any(_has_own_file(client, documents) for client in CLIENTS.values())


def _is_another_programs(variables: frozenset[str], others: Sequence[str], said: Said) -> bool:
    """Tell whether sentences name another program, and nothing but variables that others read speak of Claude Code."""
    claude = CLIENTS[DEFAULT_CLIENT]
    if _has_own_file(claude, said.documents) or not any(said.speaks_of(other) for other in others):
        return False
    return not any(claude.concern.own.fullmatch(name) and name not in _LENT for name in variables)


def _is_not_asked_of(variables: frozenset[str], said: Said, sure: AbstractSet[str]) -> bool:
    """Tell whether nothing speaks of Claude Code but variables that another client reads, which sentences name."""
    claude = CLIENTS[DEFAULT_CLIENT]
    if _has_own_file(claude, said.documents) or said.names_in_sentences(claude) or said.is_typed(claude):
        return False
    if any(claude.concern.own.fullmatch(name) and name not in _LENT for name in variables):
        return False
    others = [CLIENTS[key] for key in sure if key != DEFAULT_CLIENT]
    is_told = any(document.kind is Kind.TOLD for document in said.documents)
    if is_told and any(_has_own_file(client, said.documents) for client in others):
        return True
    asked = [client for client in others if said.names_in_sentences(client) or said.is_typed(client)]
    return any(not variables.isdisjoint(_LENT & client.concern.shared) for client in asked)


def _concerns(client: Client, variables: frozenset[str], owned: Sequence[str], said: Said, calls: Calls) -> bool:
    """Tell whether the documents concern a client beyond doubt; `owned` are the names that only one client reads."""
    concern = client.concern
    if _has_own_file(client, said.documents) or any(concern.own.fullmatch(name) for name in owned):
        return True
    if not said.names(client) or said.in_passing(client):
        return False
    call = _call(client, calls)
    given = frozenset(variable.name for variable in call.given) if call else frozenset()
    if call and (any(concern.own.fullmatch(name) for name in given) or _KEY_OPTION.search(call.options)):
        return True
    return not (variables | given).isdisjoint(concern.first | concern.shared)


def _has_own_file(client: Client, documents: Sequence[Document]) -> bool:
    concern = client.concern
    if concern.screen is not None and concern.screen(documents):
        return True
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
        _has_own_file(client, documents)
        or any(own.fullmatch(name) for name in variables)
        or Said(documents).names(client)
    )


def _of_client(client: Client, seen: Seen, login: Login, mode: Mode, call: Call | None) -> list[Request]:
    """Return what one client sends; where the login is not known, an answer for each that makes a difference."""
    if login is not Login.UNKNOWN:
        return [_with_payer(client, _as_called(client, call, client.predict(seen, login, mode)), seen)]
    tried = client.asked or (Login.UNKNOWN,)
    found = [_as_called(client, call, client.predict(seen, each, mode)) for each in tried]
    if all(same_request(found[0], other) for other in found):
        return [_with_payer(client, replace(found[-1], login=Login.UNKNOWN), seen)]
    return [_with_payer(client, request, seen, settles=f"`{client.shows_login}`") for request in found]


def _with_payer(client: Client, request: Request, seen: Seen, *, settles: str = "") -> Request:
    """Return the request with who pays; `settles` is the command for a login that decides, if no variable does."""
    found = payer(request, seen.evaluation, client, seen.files)
    is_open = request.outcome is Sent.CANNOT_TELL and found.settles
    return replace(request, payer=found if is_open or not settles else replace(found, settles=settles))
