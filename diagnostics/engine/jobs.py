"""What starts a client apart from the shell whose files were given: a job of a scheduler, a command over ssh, docker.

None of these reads the start-up files of an interactive shell. So beside such files there are two answers, and a
message that the shell's variables rule out may be the job's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from .clientcalls import COMMANDS
from .clientnames import READ_BY_OTHERS
from .facts import Facts
from .findings import Fit, Login, Reading, Request, Sent
from .kinds import is_cron_job
from .launching import launched_by, without_scripts
from .names import READ
from .process import SHELLS
from .records import dataclass, replace
from .regexes import regex
from .source import Document, Kind, Span
from .startedcalls import is_typed, started_call
from .starters import clients_started

JOBS = (Kind.CRONTAB, Kind.LAUNCHD, Kind.SYSTEMD_UNIT)
_ELSEWHERE = (Kind.COMPOSE, Kind.DOCKERFILE, Kind.KUBERNETES, Kind.WORKFLOW, Kind.GITLAB)
# A client at the place of a command, whole path or not; the short `cn` stands for other things as well.
_NAMED = "claude|codex|gemini|opencode|aider|qwen"
_CALL = regex(rf"(?:^|[\s/;&|>\"'=])(?P<client>{_NAMED})(?=[\s<;|&\"']|$)")
_CLIENTS = {command: client for client, command in COMMANDS.items()}
_REMARK = regex(r"\s*(?:#|;|<!--)")
# What may bring a variable along that the command, or the job, does not name itself.
_BRINGS = regex(
    r"EnvironmentFile|BASH_ENV|ENV=|\bsource\b|(?:^|[\s;&'\"])\.\s+[\"'$~/.]|\s-[a-z]{0,9}[il][a-z]{0,9}\b(?:\s|<)"
    r"|\bop run\b|direnv|\.(?:sh|zsh|bash|env)\b|PassEnvironment|import-environment"
)
_SSH = regex(
    r"(?<![\w./-])ssh[ \t]+(?:-[A-Za-z0-9]+[ \t]+)*(?:-[A-Za-z][ \t]+\S+[ \t]+)?[\w.@-]+[ \t]+"
    r"(?P<command>\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|[^\n`'\"]{0,300})"
)
_DOCKER = regex(
    r"(?<![\w./-])(?:docker|podman)[ \t]+run(?P<options>(?:[ \t]+[^\s`]+){0,40}?)[ \t]+"
    rf"(?P<client>{_NAMED})(?=[\s`]|$)"
)
_HANDS = regex(r"(?:^|\s)(?:-e|--env|--env-file|-v|--volume|--mount)(?=[\s=])")
_QUOTED = regex(r"`(?P<code>[^`\n]{9,400})`")
_MOST = 3  # that are told of
# Above it a file for interactive shells returns: what stands below is not read over ssh.
_GUARD = regex(
    r"^[ \t]*(?:case[ \t]+\"?\$-\"?[ \t]+in|(?:\[\[?|test)[ \t][^\n]{0,60}(?:\$-|\$\{?PS1)[^\n]{0,60}return)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Apart:
    """What starts the client, where it stands, what it has not, and the facts as they are for it."""

    client: str  # its id
    says: str  # "The job on {where} reads no start-up file of a shell:"
    span: Span
    facts: Facts
    inherits: bool = False  # what the shell exports that starts it

    @property
    def requests(self) -> tuple[Request, ...]:
        """What the client sends then: one request, or one for each login where that decides."""
        return _of(self.client, self.facts)


def calls_in(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file of a scheduler that start a client, by number, and that client's command."""
    for number, text in enumerate(document.text.split("\n"), document.first_line):
        found = None if _REMARK.match(text) else _CALL.search(text[:1000])
        if found:
            yield number, found["client"]


def brings_variables(job: Document) -> bool:
    """Tell whether a job may get variables that its own text does not name."""
    return _BRINGS.search(job.text) is not None


@dataclass(frozen=True, slots=True)
class _Found:
    """What starts a client: which, what is said of it, where it stands, and the shells' files that it reads."""

    client: str
    says: str
    span: Span
    left: Sequence[Document] = ()
    login: Login = Login.UNKNOWN
    inserts: bool = False  # of those files it has no more than what it names itself
    is_script: bool = False  # that the shell starts


class Again(Protocol):
    """What works out the facts once more, for other documents."""

    def __call__(
        self, facts: Facts, documents: Sequence[Document], *, apart: bool = False, script: Document | None = None
    ) -> Facts:
        """Return them: `apart`, as a file sees them that takes from the shell what it names itself; or of a script."""


def started_apart(facts: Facts, again: Again) -> tuple[Apart, ...]:
    """Return what starts a client apart from the shell whose files were given, the first few of them."""
    shells = {document.name for document in facts.documents if document.kind in SHELLS}
    if not shells:
        return ()
    sets = _sets(facts, shells)
    found: list[Apart] = []
    for document in facts.documents:
        each = _started_by(document, facts, again, sets=sets)
        known = [*map(_told, found)]
        if each is not None and len(found) < _MOST and _told(each) not in known:
            found.append(each)
    return tuple(found)


def _told(apart: Apart) -> tuple[str, object]:
    return apart.client, _sent(apart.client, apart.facts)


def _started_by(document: Document, facts: Facts, again: Again, *, sets: bool) -> Apart | None:
    """Return what one document starts, where that sends something else than what is typed in the shell."""
    found = _job(document) or _of_file(document, facts.documents) or _of_script(document, facts.documents)
    if found is None and not sets:  # else the shell's own variables go along, or win
        found = _of_editor(document, facts)
    if found is None and sets:  # what brings no variables of its own differs by the shell's alone
        found = (
            _job_in_sentence(document) or _over_ssh(document, facts.documents) or _in_docker(document, facts.documents)
        )
    if found is None or not _of(found.client, facts):
        return None
    login = found.login if facts.login is Login.UNKNOWN else facts.login
    if found.is_script:
        # What it inherits stands in the other files, where rules look for it.
        there = replace(again(replace(facts, login=login), facts.documents, script=document), documents=facts.documents)
    else:
        kept = [each for each in facts.documents if each.kind not in SHELLS or each in found.left]
        there = again(replace(facts, login=login), kept, apart=found.inserts) if kept else facts
    is_another = _of(found.client, there) and _sent(found.client, there) != _sent(found.client, facts)
    return Apart(found.client, found.says, found.span, there, found.is_script) if is_another else None


def _of(client: str, facts: Facts) -> tuple[Request, ...]:
    return tuple(each for each in facts.requests if each.client == client)


def _sent(client: str, facts: Facts) -> list[tuple[Login, str | None, tuple[tuple[str, str], ...], str | None]]:
    found = _of(client, facts)
    return [(each.login, each.endpoint, tuple(sorted(each.headers.items())), each.message) for each in found]


def _sets(facts: Facts, shells: set[str]) -> bool:
    """Tell whether a shell's file exports what a client reads."""
    return any(
        act.span.document in shells
        and (act.name in READ or act.name in READ_BY_OTHERS)
        and facts.environment.exported_value(act.name)
        for act in facts.assignments
    )


def _job(document: Document) -> _Found | None:
    if document.kind not in JOBS or brings_variables(document):
        return None
    number, command = next(calls_in(document), (0, ""))
    if not command:
        return None
    says = "The job on {where} reads no start-up file of a shell:"
    return _Found(_CLIENTS[command], says, document.line_span(number))


def _job_in_sentence(document: Document) -> _Found | None:
    """Return a job of cron that a sentence quotes: `0 3 * * * claude -p report`."""
    if document.kind is not Kind.TEXT or "* *" not in document.text:
        return None
    for found in _QUOTED.finditer(document.text):
        call = _CALL.search(found["code"]) if is_cron_job(found["code"]) else None
        if call is not None and _BRINGS.search(found["code"]) is None:
            says = "The job on {where} reads no start-up file of a shell:"
            return _Found(_CLIENTS[call["client"]], says, document.span(found.start("code"), found.end("code")))
    return None


def _of_file(document: Document, documents: Sequence[Document]) -> _Found | None:
    """Return a file that starts a client in a container, or on another machine; a compose file inserts variables."""
    started = sorted(clients_started((document,))) if document.kind in _ELSEWHERE else []
    if len(started) != 1:
        return None
    files = [each for each in documents if each.kind in SHELLS] if document.kind is Kind.COMPOSE else []
    says = "What is started on {where} gets none of your shell's variables by itself:"
    place = document.line_span(_line_naming(document, COMMANDS[started[0]]))
    return _Found(started[0], says, place, files, inserts=True)


def _of_editor(document: Document, facts: Facts) -> _Found | None:
    """Return what an editor gives its containers, or its terminals, of what a client reads."""
    set_at = _first_set(document, facts) if document.kind is Kind.VSCODE_SETTINGS else None
    if set_at is None or not facts.requests:
        return None
    says = "What the editor starts has what stands on {where}:"
    return _Found(facts.requests[0].client, says, set_at)


def _first_set(document: Document, facts: Facts) -> Span | None:
    """Return the first place where a document sets what a client reads."""
    names = (*READ, *READ_BY_OTHERS)
    spans = [
        variable.set_at
        for variable in facts.environment
        if variable.name in names and variable.set_at is not None and variable.set_at.document == document.name
    ]
    return min(spans, key=lambda span: span.begin, default=None)


def _of_script(document: Document, documents: Sequence[Document]) -> _Found | None:
    """Return a script that starts a client, beside the files of a shell in which it is typed, or beside another one."""
    client = launched_by(document)
    if not client or document in without_scripts(documents):
        return None
    says = "The script that starts it on {where} has variables of its own:"
    return _Found(client, says, document.line_span(_line_naming(document, COMMANDS[client])), is_script=True)


def _line_naming(document: Document, command: str) -> int:
    """Return the first line that names a client by its command and is no remark; else the first one."""
    lines = enumerate(document.text.split("\n"), document.first_line)
    return next((number for number, text in lines if command in text and not _REMARK.match(text)), document.first_line)


def _over_ssh(document: Document, documents: Sequence[Document]) -> _Found | None:
    if "ssh" not in document.text or not _is_told(document, documents):
        return None
    for found in _SSH.finditer(document.text):
        call = _CALL.search(found["command"])
        if call is None or _BRINGS.search(found["command"]) is not None:
            continue
        left = [each for each in documents if each.kind in SHELLS and _is_read_over_ssh(each)]
        says = "The command on {where} runs in a shell that is not interactive:"
        span = document.span(found.start(), found.end("command"))
        return _Found(_CLIENTS[call["client"]], says, span, left)
    return None


def _is_read_over_ssh(document: Document) -> bool:
    """Tell whether a shell reads a file for one command over ssh: zsh's .zshenv, bash's .bashrc without a guard."""
    if document.base == ".zshenv" or document.kind is Kind.FISH:
        return True
    return document.base == ".bashrc" and _GUARD.search(document.text) is None


def _in_docker(document: Document, documents: Sequence[Document]) -> _Found | None:
    if "run" not in document.text or not _is_told(document, documents) or started_call(documents) is not None:
        return None
    for found in _DOCKER.finditer(document.text):
        if _HANDS.search(found["options"]) is None:
            says = "The container on {where} gets none of your shell's variables; if its image sets none,"
            span = document.span(found.start(), found.end())
            return _Found(_CLIENTS[found["client"]], says, span, login=Login.NONE)
    return None


def _is_told(document: Document, documents: Sequence[Document]) -> bool:
    return document.kind is Kind.TEXT or is_typed(document, documents)


def readings_apart(
    apart: Sequence[Apart], readings: Sequence[Reading], read: Callable[[Facts], tuple[Reading, ...]]
) -> tuple[Reading, ...]:
    """Return what is known of a pasted message: of what starts apart, where the shell's files do not explain it."""
    found = tuple(readings)
    for one in apart:
        if all(each.fit is Fit.FITS for each in found):
            break
        there = {each.message: _there(each, one) for each in read(one.facts)}
        found = tuple(each if each.fit is Fit.FITS else there.get(each.message) or each for each in found)
    return found


def _there(reading: Reading, apart: Apart) -> Reading | None:
    """Return what a message says of what starts apart; None where nothing there explains it."""
    if reading.fit is Fit.FITS:
        return replace(reading, typed=True)
    stops = [each for each in apart.requests if each.outcome is Sent.BLOCKED and each.message == reading.message]
    if not stops:
        return None
    says = "That fits what is started there: with nothing set the client stops before it sends anything."
    logins = tuple(each.login for each in stops)
    return replace(reading, fit=Fit.FITS, sentence=says, logins=logins, typed=True)
