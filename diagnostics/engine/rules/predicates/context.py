"""Predicates over what surrounds the text: the login, the mode, the kinds of documents, settings outside `env`."""

from __future__ import annotations

from ...clients import CLIENT_NAMES, CLIENTS, is_named
from ...clients.naming import OTHERS, Said
from ...facts import Facts
from ...findings import Login, Mode
from ...source import Kind
from .. import signs
from ..answers import NO, Answer, Line, Maybe, Yes
from ..parameters import Arguments, Parameter, Type
from .vocabulary import predicate

_LOGINS = (Login.NONE, Login.SUBSCRIPTION, Login.CONSOLE)


@predicate(
    "login-is",
    "the stored login is: {login}",
    "the stored login is not: {login}",
    Parameter("login", Type.TEXTS, choices=_LOGINS),
    by_login=True,
)
def login_is(facts: Facts, given: Arguments) -> Answer:
    """Match the login that the client has stored: none, subscription, console."""
    if facts.login is Login.UNKNOWN:
        return Maybe("the login is not known; /status shows it")
    return Yes() if facts.login in given.texts("login") else NO


@predicate(
    "mode-is",
    "the client is run as: {mode}",
    "the client is not run as: {mode}",
    Parameter("mode", Type.TEXTS, choices=tuple(Mode)),
)
def mode_is(facts: Facts, given: Arguments) -> Answer:
    """Match how the client is run: print (`claude -p`) or interactive."""
    return Yes() if facts.mode in given.texts("mode") else NO


@predicate(
    "has-document",
    "a document is read as {kind}",
    "no document is read as {kind}",
    Parameter("kind", Type.TEXTS, choices=tuple(Kind)),
    needs=signs.arguments("kind", "kind"),
    suffices=True,
)
def has_document(facts: Facts, given: Arguments) -> Answer:
    """Match how a document is read: zsh, bash, sh, fish, powershell, cmd, dotenv, claude settings and so on."""
    kinds = given.texts("kind")
    return Yes() if any(document.kind in kinds for document in facts.documents) else NO


@predicate(
    "has-setting",
    "a settings file has {setting}",
    "no settings file has {setting}",
    Parameter("setting", Type.TEXTS),
    needs=signs.arguments("setting", "setting"),
)
def has_setting(facts: Facts, given: Arguments) -> Answer:
    """Match a key of Claude Code's settings outside `env`, such as apiKeyHelper; an empty text counts as absent."""
    found = [facts.settings[name] for name in given.texts("setting") if name in facts.settings]
    lines = tuple(
        Line(setting.span, f"sets {setting.name} here", setting.name) for setting in found if setting.value != ""
    )
    return Yes(lines) if lines else NO


@predicate(
    "setting-is",
    "the setting {setting} is {values}",
    "the setting {setting} is not {values}",
    Parameter("setting", Type.TEXT),
    Parameter("values", Type.TEXTS),
    needs=signs.arguments("setting", "setting"),
)
def setting_is(facts: Facts, given: Arguments) -> Answer:
    """Match the value of a setting outside `env`; true and false are written as words."""
    setting = facts.settings.get(given.text("setting"))
    if setting is None:
        return NO
    value = str(setting.value).lower() if isinstance(setting.value, bool) else str(setting.value)
    return Yes((Line(setting.span, "is set here", setting.name),)) if value in given.texts("values") else NO


@predicate(
    "message-says",
    "the error message says {text}",
    "no error message says {text}",
    Parameter("text", Type.TEXTS),
    needs=signs.always(signs.MESSAGE),
)
def message_says(facts: Facts, given: Arguments) -> Answer:
    """Match the message that the person saw, given beside the files or quoted in prose; `…` stands for what varies."""
    if not facts.error:
        return NO
    from ...signatures import match  # loaded where a message was pasted

    return Yes() if match(facts.error, [("", text) for text in given.texts("text")]) else NO


@predicate(
    "names-client",
    "the files speak of {client}: its command, a file or a variable of its own",
    "nothing in the files speaks of {client}",
    Parameter("client", Type.TEXT, choices=tuple(CLIENT_NAMES), spoken=tuple(CLIENT_NAMES.items())),
)
def names_client(facts: Facts, given: Arguments) -> Answer:
    """Match a client that is named, not one that is only reported because it shares a variable with others."""
    client = CLIENTS.get(given.text("client"))
    names = frozenset(facts.environment.variables)
    return Yes() if client and is_named(client, names, facts.documents) else NO


@predicate(
    "speaks-of",
    "sentences speak of {program}",
    "no sentence speaks of {program}",
    Parameter(
        "program",
        Type.TEXTS,
        choices=(*OTHERS, *CLIENT_NAMES),
        spoken=(*((key, program.name) for key, program in OTHERS.items()), *CLIENT_NAMES.items()),
    ),
    needs=signs.kinds(Kind.TEXT, Kind.VSCODE_SETTINGS),
)
def speaks_of_program(facts: Facts, given: Arguments) -> Answer:
    """Match a program of which sentences speak, or settings of an extension in VS Code's."""
    said = Said(facts.documents)

    def spoken(program: str) -> bool:
        client = CLIENTS.get(program)
        return said.names_in_sentences(client) if client else said.speaks_of(program)

    return Yes() if any(spoken(each) for each in given.texts("program")) else NO
