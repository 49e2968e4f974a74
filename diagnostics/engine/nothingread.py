"""Texts of which nothing was read as a setting: what can be said of who pays is that it cannot be told, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .client import Client
from .clients import CLIENTS, DEFAULT_CLIENT, calls_any, names_any
from .clients.aboutscreens import shows_account
from .clients.opencodelist import shows_list
from .facts import Facts
from .findings import NOT_READ, NOTHING_READ, Certainty, Login, Payer, Request, Sent
from .process import SHELLS
from .readers.configfiles import starts_clients
from .regexes import regex
from .routerfiles import said_of_router
from .source import Document, Kind
from .unknowns import mentions_unread
from .unreadfiles import called, reader_of, said_of_settings

_UNREAD = (
    "Who pays cannot be told: no line of this was read as a setting of a shell{}. Give the file itself, "
    "with its name above it{}."
)
# Sentences alone have no file that somebody could think of; what a client says of itself is one command away.
_SHOWN = ", or what `{}` prints where you start it: that tells which credential is used"
# What in a few commands of a post sets something, or could.
_SETS = regex(
    r"(?<!config )(?<![\w-])(?:export|alias|set|setenv|setx)(?![\w-])|\$env:|^[ \t]*[A-Za-z_]\w*=", re.MULTILINE
)

_MAY_DECIDE = ("config.toml", "provider", "base_url", "BASE_URL", "proxy")  # beside a login, for another address
_SCRIPT = regex(r"^[^.].*\.(?:sh|bash|zsh|ps1|bat|cmd)$", re.IGNORECASE)  # a program's own, no start-up file


def nothing_read(facts: Facts) -> bool:
    """Tell whether the documents are text alone: sentences, or files from which no client takes anything."""
    if not facts.documents or facts.environment.variables or facts.settings or shows_account(facts.documents):
        return False
    if shows_list(facts.documents) or shows_login_alone(facts):
        return False
    read = {file.document for file in facts.files if starts_clients(file)}
    said = all(_says_nothing(document, document.name in read) for document in facts.documents)
    return said and not calls_any(facts.documents)


def shows_login_alone(facts: Facts) -> bool:
    """Tell whether a post shows what a client says of its login, sets nothing, and names nothing else that decides."""
    if facts.environment.variables or facts.settings or facts.files:
        return False
    shown = [CLIENTS[one].login_shown for one in {request.client for request in facts.requests}]
    if not any(ask is not None and ask(facts.documents) is not Login.UNKNOWN for ask in shown):
        return False
    return not any(word in document.text for document in facts.documents for word in _MAY_DECIDE)


def is_told_only(facts: Facts) -> bool:
    """Tell whether what is known of variables stands in sentences alone, and no file and no command was read."""
    others = [document for document in facts.documents if document.kind is not Kind.TOLD]
    is_told = len(others) < len(facts.documents) and not facts.settings and not facts.files
    return is_told and all(_says_nothing(document, False) for document in others)


def _says_nothing(document: Document, is_file: bool) -> bool:
    """Tell whether a document is text, or a few commands of a post that set nothing: a call of curl, say."""
    if document.kind is Kind.TEXT:
        return not is_file
    if document.kind in SHELLS:
        is_piece = document.name.startswith("code on ") or _is_piece_of_script(document)
        return bool(document.paste) and is_piece and not _SETS.search(document.text)
    return document.kind is Kind.VSCODE_SETTINGS


def _is_piece_of_script(document: Document) -> bool:
    """Tell whether a document is a piece of a script, which a sentence names: nothing says what else stands in it."""
    return _SCRIPT.search(document.base) is not None and not document.text.startswith("#!")


def said_of_unread(facts: Facts) -> str:
    """Say that nothing was read: with what reads it, where that is known, and what can be given in its place."""
    for document in facts.documents:
        if reader := reader_of(document):
            what = called(reader, is_piece=bool(document.paste))
            return (
                "Who pays cannot be told: no line of this was read as a setting of a shell or of a client. It is "
                f"{what}, and those are not read here.{said_of_settings(reader)} Give what `env` prints "
                "where the client starts."
            )
    if router := said_of_router(facts):
        return router
    if shown := _said_of_request(facts):
        return shown
    asked = [CLIENTS[key] for key in dict.fromkeys(request.client for request in facts.requests)]
    if asked == [CLIENTS[DEFAULT_CLIENT]] and not names_any(facts.documents):
        return _UNREAD.format(" or of a client", _shown_by(asked) if _is_printed(facts.error) else "")
    names = [client.name for client in asked]
    of = "".join(f", of {name}" for name in names[:-1]) + f" or of {names[-1]}"
    said = _UNREAD.format(of, _shown_by(asked))
    if asked != [CLIENTS[DEFAULT_CLIENT]]:
        return said
    from .spokengateways import asks_for, spoken_gateways

    spoken = spoken_gateways(facts.documents)
    return f"{said} {asks_for(spoken)}" if spoken else said


def _said_of_request(facts: Facts) -> str:
    """Say what a recorded request shows; what reads one is loaded where a post may hold one."""
    if not any("claude-c" in each.text and "pi.anthropic.com" in each.text for each in facts.documents):
        return ""
    from .spokenrequests import said_of_shown_request

    return said_of_shown_request(facts)


def _shown_by(asked: Sequence[Client]) -> str:
    """Name the command that shows what is used, where one client is asked about and one command shows it."""
    shows = asked[0].shows_login if len(asked) == 1 else ""
    return _SHOWN.format(shows) if shows and ", then" not in shows else ""


def _is_printed(error: str) -> bool:
    """Tell whether Claude Code's own words stand in a message, so that it is the client though no sentence names it."""
    if not error:
        return False
    from .readings import printed_by  # which needs this module

    return printed_by(error) == DEFAULT_CLIENT


def requests_told(facts: Facts, *, others: Sequence[str] = ()) -> tuple[Request, ...]:
    """Return the requests, and where nothing was read of a text that seems to set what decides, none of them as known.

    What a client sends without those lines is not what it sends with them. Of the `others`, which are not modelled,
    there is none to tell, and what Claude Code would send is no answer.
    """
    if others:
        return ()
    if not facts.requests or not nothing_read(facts):
        return facts.requests
    why = NOT_READ if mentions_unread(facts) else NOTHING_READ
    by_client = {request.client: request for request in reversed(facts.requests)}
    return tuple(
        Request(
            one.client,
            one.version,
            one.mode,
            Login.UNKNOWN,
            Sent.CANNOT_TELL,
            one.provider,
            message=why,
            payer=Payer("cannot tell", Certainty.CANNOT_TELL, why),
            basis=one.basis,
            as_of=one.as_of,
        )
        for one in reversed(by_client.values())
    )
