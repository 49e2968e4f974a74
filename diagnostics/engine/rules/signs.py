"""What there is in the facts of a check, as a set of words: a rule that needs a word which is missing is not asked.

Most rules concern names, files or clients of which a check shows nothing. A predicate says which words it needs
(`needs`): while none of them is there, it must answer no. What is derived here never changes an answer, it saves time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..clients.credentials import NOT_LOGGED_IN
from ..environment import ProblemKind, State, Variable
from ..facts import Facts
from ..findings import Request, Sent
from ..readers.configfiles import FILES, is_file
from ..source import Kind, home_path
from ..values import custom_headers, host_of
from .parameters import Arguments

Signs = frozenset[str]
Needs = Callable[[Arguments], Signs]

NO_PREDICTION = "no prediction"  # a rule about requests then answers that it cannot tell
MESSAGE = "message"  # an error message that the person saw
STOPPED = "stopped"  # a client stops, and not because nobody is logged in
SHELLS = (Kind.ZSH, Kind.BASH, Kind.SH)
ADDRESSES = ("_URL", "_HOST")  # how the names end of variables whose hosts are looked at
HEADERS = "ANTHROPIC_CUSTOM_HEADERS"
UNKNOWN = "?"  # in place of a host or a header: a value that nobody knows
# Looked for in the files of these shells.
TEXTS = (
    "claude",
    "alias",
    "launchctl",
    "export",
    "set",
    ">>",
    "xargs",
    ".env",
    "\\ ",
    ".json",
    ".toml",
    ".yml",
    "config.yaml",
)


def signs_of(facts: Facts) -> Signs:
    """Return the words for what is there: names of variables as they are, all else with its sort in front."""
    variables = facts.environment.variables
    texts = [document.text for document in facts.documents if document.kind in SHELLS]
    return frozenset(
        (
            *variables,
            *_all("host", (word for name in variables if name.endswith(ADDRESSES) for word in _hosts(variables[name]))),
            *_all("header", _headers(variables[HEADERS]) if HEADERS in variables else ()),
            *_all("base", (home_path(document.name).rpartition("/")[2] for document in facts.documents)),
            *_all("kind", (document.kind for document in facts.documents)),
            *_all("setting", facts.settings),
            *_all("problem", (problem.kind for problem in facts.problems)),
            *_all("file", (word for word in FILES if any(is_file(file, word) for file in facts.files))),
            *_all("client", (request.client for request in facts.requests)),
            *_all("outcome", (request.outcome for request in facts.requests)),
            *_all("text", (word for word in TEXTS if any(word in text for text in texts))),
            *(() if facts.requests else (NO_PREDICTION,)),
            *((MESSAGE,) if facts.error else ()),
            *((STOPPED,) if any(map(_is_stopped, facts.requests)) else ()),
        )
    )


def _is_stopped(request: Request) -> bool:
    return request.outcome is Sent.BLOCKED and request.message != NOT_LOGGED_IN


def _hosts(variable: Variable) -> Iterable[str]:
    """Give the host of an exported address with the variable's name in front, and the domains that it lies in."""
    if variable.state is State.UNKNOWN:
        return [f"{variable.name} {UNKNOWN}"]
    host = host_of(variable.value) if variable.exported and variable.value is not None else None
    if host is None:
        return ()
    parts = host.split(".")
    return [f"{variable.name} {host}", *(f"{variable.name} .{'.'.join(parts[n:])}" for n in range(1, len(parts)))]


def _headers(variable: Variable) -> Iterable[str]:
    if variable.state is State.UNKNOWN:
        return [UNKNOWN]
    return custom_headers(variable.value) if variable.exported and variable.value is not None else ()


def _all(sort: str, words: Iterable[str]) -> set[str]:
    return {f"{sort}:{word}" for word in words}


def variables(parameter: str = "var", *, default: Iterable[str] = ()) -> Needs:
    """Need one of the variables that the argument names, or of the default ones where it is not given."""
    unsaid = frozenset(default)
    return lambda given: frozenset(given.texts(parameter)) or unsaid


def arguments(sort: str, parameter: str) -> Needs:
    """Need something of a sort that the argument names: a kind, a setting, a file, a problem."""
    return lambda given: frozenset(_all(sort, given.texts(parameter)))


def hosts() -> Needs:
    """Need an address in one of the variables whose host is one of those that the arguments name, or unknown."""

    def needed(given: Arguments) -> Signs:
        return frozenset(
            word
            for name in given.texts("var")
            for word in (
                (f"host:{name} {host}" for host in (*given.texts("hosts"), UNKNOWN))
                if name.endswith(ADDRESSES)
                else (name,)
            )
        )

    return needed


def headers() -> Needs:
    """Need one of the headers that the arguments name, where none stands for many, or headers that are unknown."""

    def needed(given: Arguments) -> Signs:
        named = [name.lower() for name in given.texts("headers")]
        if given.texts("var") not in ((), (HEADERS,)) or any(set(name) & set("*?[") for name in named):
            return frozenset(given.texts("var")) or frozenset((HEADERS,))
        return frozenset(_all("header", (*named, UNKNOWN)))

    return needed


def path() -> Needs:
    """Need a document whose name ends as the path does that the argument names."""
    return lambda given: frozenset(_all("base", (given.text("path").rpartition("/")[2],)))


def always(*words: str) -> Needs:
    """Need one of these words, whatever the arguments."""
    needed = frozenset(words)
    return lambda _given: needed


def kinds(*which: Kind) -> Needs:
    """Need a document of one of these kinds."""
    return always(*_all("kind", which))


def problem(kind: ProblemKind) -> Needs:
    """Need a problem of this kind."""
    return always(*_all("problem", (kind,)))


def text(word: str) -> Needs:
    """Need a start-up file of zsh, bash or sh with these letters in it."""
    if word not in TEXTS:
        raise ValueError(f"“{word}” is not looked for; add it to TEXTS")
    return always(*_all("text", (word,)))


def stopped(parameter: str = "text") -> Needs:
    """Need a request of which nobody can tell, or a client that stops.

    Every client without a login stops and says so; where the argument is no part of those words, it must stop for
    another reason.
    """
    untold = (NO_PREDICTION, *_all("outcome", (Sent.CANNOT_TELL,)))
    for_any_reason = frozenset((*untold, *_all("outcome", (Sent.BLOCKED,))))
    for_another = frozenset((*untold, STOPPED))

    def needed(given: Arguments) -> Signs:
        is_login = any(text.lower() in NOT_LOGGED_IN.lower() for text in given.texts(parameter))
        return for_any_reason if is_login else for_another

    return needed
