"""What starts a client apart from the shell whose files were given: a job of a scheduler, a command over ssh, docker.

None of these reads the start-up files of an interactive shell. So beside such files there are two answers, and a
message that the shell's variables rule out may be the job's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import islice

from .apart import Again, Apart, Found
from .apartfiles import JOBS, found_in
from .clientcalls import COMMANDS
from .clientnames import READ_BY_OTHERS
from .facts import Facts
from .findings import Fit, Login, Reading, Request, Sent
from .homefiles import left_at_home
from .kinds import is_cron_job
from .names import READ
from .process import SHELLS
from .records import replace
from .regexes import regex
from .source import Document, Kind
from .startedcalls import is_typed, started_call

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
_NAMES = frozenset((*READ, *READ_BY_OTHERS))
_MOST, _MOST_TRIED = 3, 8  # that are told of, and worked out
_LONG = 64 * 1024
# Above it a file for interactive shells returns: what stands below is not read over ssh.
_GUARD = regex(
    r"^[ \t]*(?:case[ \t]+\"?\$-\"?[ \t]+in|(?:\[\[?|test)[ \t][^\n]{0,60}(?:\$-|\$\{?PS1)[^\n]{0,60}return)",
    re.MULTILINE,
)


def calls_in(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file of a scheduler that start a client, by number, and that client's command."""
    for number, text in enumerate(document.text.split("\n"), document.first_line):
        found = None if _REMARK.match(text) else _CALL.search(text[:1000])
        if found:
            yield number, found["client"]


def brings_variables(job: Document) -> bool:
    """Tell whether a job may get variables that its own text does not name."""
    return _BRINGS.search(job.text) is not None


def started_apart(facts: Facts, again: Again) -> tuple[Apart, ...]:
    """Return what starts a client apart from the shell whose files were given, the first few of them."""
    shells = {document.name for document in facts.documents if document.kind in SHELLS}
    if not shells and not left_at_home(facts.documents):
        return ()
    sets = sets_for_client(facts, shells)
    told: list[Apart] = []
    size = sum(len(document.text) for document in facts.documents)
    found = (each for document in facts.documents for each in _found(document, facts, sets=sets))
    for one in islice(found, _MOST if size > _LONG else _MOST_TRIED):
        each = _worked_out(one, facts, again)
        if each is not None and len(told) < _MOST and _told(each) not in map(_told, told):
            told.append(each)
    return tuple(told)


def _told(apart: Apart) -> tuple[str, object]:
    return apart.client, _sent(apart.client, apart.facts)


def _found(document: Document, facts: Facts, *, sets: bool) -> Iterator[Found]:
    """Yield what one document starts; what brings no variables of its own differs by the shell's alone."""
    others = [each for each in facts.documents if each.kind not in SHELLS]
    if (job := _job(document, others)) is not None:
        yield job
    yield from found_in(document, facts)
    if sets:
        in_text = (
            _job_in_sentence(document, others)
            or _over_ssh(document, facts.documents)
            or _in_docker(document, facts.documents)
        )
        yield from (in_text,) if in_text is not None else ()


def _worked_out(found: Found, facts: Facts, again: Again) -> Apart | None:
    """Return what is sent then; None where it is what is sent from the shell, too."""
    if not _of(found.client, facts):
        return None
    login = found.login if facts.login is Login.UNKNOWN else facts.login
    there = again(replace(facts, login=login), found.kept, found.way) if found.kept else facts
    if not _of(found.client, there) or _sent(found.client, there) == _sent(found.client, facts):
        return None
    if found.inherits and not found.way.apart:  # it stands in other files, where rules look for it
        there = replace(there, documents=facts.documents)
    return Apart(found.client, found.says, found.span, there, found.inherits, found.of_rest)


def _of(client: str, facts: Facts) -> tuple[Request, ...]:
    return tuple(each for each in facts.requests if each.client == client)


def _sent(client: str, facts: Facts) -> list[tuple[Login, str | None, tuple[tuple[str, str], ...], str | None]]:
    found = _of(client, facts)
    return [(each.login, each.endpoint, tuple(sorted(each.headers.items())), each.message) for each in found]


def sets_for_client(facts: Facts, shells: Set[str]) -> bool:
    """Tell whether one of these files of a shell exports what a client reads."""
    return any(
        act.span.document in shells and act.name in _NAMES and facts.environment.get(act.name).exported
        for act in facts.assignments
    )


def _job(document: Document, others: Sequence[Document]) -> Found | None:
    if document.kind not in JOBS or brings_variables(document):
        return None
    number, command = next(calls_in(document), (0, ""))
    if not command:
        return None
    says = "The job on {where} reads no start-up file of a shell:"
    return Found(_CLIENTS[command], says, document.line_span(number), others)


def _job_in_sentence(document: Document, others: Sequence[Document]) -> Found | None:
    """Return a job of cron that a sentence quotes: `0 3 * * * claude -p report`."""
    if document.kind is not Kind.TEXT or "* *" not in document.text:
        return None
    for found in _QUOTED.finditer(document.text):
        call = _CALL.search(found["code"]) if is_cron_job(found["code"]) else None
        if call is not None and _BRINGS.search(found["code"]) is None:
            says = "The job on {where} reads no start-up file of a shell:"
            place = document.span(found.start("code"), found.end("code"))
            return Found(_CLIENTS[call["client"]], says, place, others)
    return None


def _over_ssh(document: Document, documents: Sequence[Document]) -> Found | None:
    if "ssh" not in document.text or not _is_told(document, documents):
        return None
    for found in _SSH.finditer(document.text):
        call = _CALL.search(found["command"])
        if call is None or _BRINGS.search(found["command"]) is not None:
            continue
        kept = [each for each in documents if each.kind not in SHELLS or _is_read_over_ssh(each)]
        says = "The command on {where} runs in a shell that is not interactive:"
        span = document.span(found.start(), found.end("command"))
        return Found(_CLIENTS[call["client"]], says, span, kept)
    return None


def _is_read_over_ssh(document: Document) -> bool:
    """Tell whether a shell reads a file for one command over ssh: zsh's .zshenv, bash's .bashrc without a guard."""
    if document.base == ".zshenv" or document.kind is Kind.FISH:
        return True
    return document.base == ".bashrc" and _GUARD.search(document.text) is None


def _in_docker(document: Document, documents: Sequence[Document]) -> Found | None:
    if "run" not in document.text or not _is_told(document, documents) or started_call(documents) is not None:
        return None
    for found in _DOCKER.finditer(document.text):
        if _HANDS.search(found["options"]) is None:
            says = "The container on {where} gets none of your shell's variables; if its image sets none,"
            span = document.span(found.start(), found.end())
            kept = [each for each in documents if each.kind not in SHELLS]
            return Found(_CLIENTS[found["client"]], says, span, kept, login=Login.NONE)
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
