"""Files that give a client variables apart from the shell's own: of containers, editors, folders, another shell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .apart import Found
from .clientcalls import COMMANDS
from .clientnames import READ_BY_OTHERS
from .facts import Facts
from .homefiles import CONTAINERS, container_place, left_at_home
from .kinds import BASH_LOGIN_FILES, ZSH_FILES
from .launching import launched_by, reads, without_scripts
from .names import READ
from .process import SHELLS, activates_mise
from .readers.vscode import EXTENSION, TERMINAL
from .regexes import regex
from .source import Document, Kind, Span
from .starters import clients_started
from .startways import Way

JOBS = (Kind.CRONTAB, Kind.LAUNCHD, Kind.SYSTEMD_UNIT)
_REMARK = regex(r"\s*(?:#|;|<!--)")
_WORD = regex(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])")
_NAMES = frozenset((*READ, *READ_BY_OTHERS))
_IN_EDITOR = "What the editor starts has what stands on {where}:"
_DIRENV = ".envrc"
_BASH_FILES = (*BASH_LOGIN_FILES, ".bashrc")
_EDITOR = ((EXTENSION, "nvironmentVariables"), (TERMINAL, "terminal.integrated.env"))


def found_in(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what a document starts, or gives to what is started, apart from the shell."""
    if document.kind in CONTAINERS:
        yield from _in_container(document, facts.documents)
    elif document.kind is Kind.VSCODE_SETTINGS:
        yield from _in_editor(document, facts)
    elif document.kind is Kind.MISE:
        yield from _in_folder(document, facts)
    elif document.kind is Kind.DOCKER_ENV:
        yield from _handed_to_docker(document, facts)
    elif document.kind in SHELLS:
        yield from _script(document, facts.documents)
        yield from _outside(document, facts)
        yield from _in_bash(document, facts)


def first_named(document: Document) -> Span | None:
    """Return the first place where a document names a variable that a client reads."""
    words = (found for found in _WORD.finditer(document.text) if found[0] in _NAMES)
    found = next(words, None)
    return document.span(found.start(), found.end()) if found else None


def line_naming(document: Document, command: str) -> Span:
    """Return the first line that names a client by its command and is no remark; else the first one."""
    lines = enumerate(document.text.split("\n"), document.first_line)
    found = (number for number, text in lines if command in text and not _REMARK.match(text))
    return document.line_span(next(found, document.first_line))


def _without(documents: Sequence[Document], others: Sequence[Document]) -> list[Document]:
    return [document for document in documents if document not in others]


def _in_container(document: Document, documents: Sequence[Document]) -> Iterator[Found]:
    """Yield a file that starts a client in a container, or on another machine; a compose file inserts variables."""
    started = sorted(clients_started((document,)))
    if len(started) != 1:
        return
    others = [each for each in documents if each.kind in SHELLS] if document.kind is not Kind.COMPOSE else []
    kept = _without(documents, [*others, *left_at_home(documents)])
    says = "What is started on {where} gets none of your shell's variables by itself:"
    yield Found(started[0], says, line_naming(document, COMMANDS[started[0]]), kept, way=Way(apart=True))


def _handed_to_docker(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what a container has that is given a file of variables, beside the files of a shell."""
    shells = [each for each in facts.documents if each.kind in SHELLS]
    place = first_named(document)
    if shells and place is not None and facts.requests:
        says = (
            "A container that `docker run --env-file` gives what stands on {where} has none of your shell's variables:"
        )
        kept = _without(facts.documents, [*shells, *left_at_home(facts.documents)])
        yield Found(facts.requests[0].client, says, place, kept, way=Way(apart=True))


def _in_editor(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what an editor gives its containers, its extension or its terminals, of what a client reads."""
    place = first_named(document)
    if not facts.requests:
        return
    client, documents = facts.requests[0].client, facts.documents
    if (container := container_place(document)) is not None:
        place = place or container
        yield Found(client, _IN_EDITOR, place, _without(documents, left_at_home(documents)), way=Way(apart=True))
    if place is None or not any(each.kind in SHELLS for each in documents):
        return
    for owner, key in _EDITOR:
        if key in document.text:
            which = (document.name, owner)
            way = Way(over=which) if owner == EXTENSION else Way(below=which)
            yield Found(client, _IN_EDITOR, place, documents, way=way)


def _in_folder(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what mise sets in a folder, where no file that was given lets it do so."""
    shells = [each for each in facts.documents if each.kind in SHELLS]
    place = first_named(document)
    if not shells or place is None or not facts.requests or any(map(activates_mise, shells)):
        return
    says = "Where mise sets what stands on {where}, as behind `mise exec` or its `activate`:"
    yield Found(facts.requests[0].client, says, place, facts.documents, way=Way(over=(document.name, "")))


def _outside(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what holds outside of the folder in which direnv sets or takes away something."""
    others = {each.name for each in facts.documents if each.kind in SHELLS and each.base != _DIRENV}
    if document.base != _DIRENV or not facts.requests:
        return
    place = first_named(document) or document.line_span(document.first_line)
    if any(act.span.document in others and act.name in _NAMES for act in facts.assignments):
        says = "Where direnv does not load what stands on {where}:"
        kept = _without(facts.documents, [document])
        yield Found(facts.requests[0].client, says, place, kept, of_rest="In that folder:")


def _script(document: Document, documents: Sequence[Document]) -> Iterator[Found]:
    """Yield a script that starts a client, beside the files of a shell in which it is typed, or beside another one."""
    client = launched_by(document)
    if not client:
        return
    place = line_naming(document, COMMANDS[client])
    if document not in without_scripts(documents):
        says = "The script that starts it on {where} has variables of its own:"
        yield Found(client, says, place, documents, way=Way(script=document))
    for job in documents:
        if job.kind in JOBS and document.base in job.text:
            says = f"The script on {{where}}, as {job.name} runs it, has none of your shell's variables:"
            yield Found(client, says, place, documents, way=Way(script=document, below=(job.name, "")))


def _in_bash(document: Document, facts: Facts) -> Iterator[Found]:
    """Yield what bash has, where zsh is taken for the person's shell and a file of bash's own sets something, too."""
    zsh = [each for each in facts.documents if each.kind is Kind.ZSH and each.base in ZSH_FILES]
    bash = [each for each in facts.documents if each.kind in (Kind.BASH, Kind.SH) and each.base in _BASH_FILES]
    place = first_named(document)
    if not zsh or document not in bash or document.paste or place is None or not facts.requests:
        return
    if not any(reads(other, each) for other in zsh for each in bash):
        at_login = "Where {where} is read, as by bash and by many desktops at the login:"
        says = at_login if document.base == ".profile" else "In bash, which reads {where}:"
        yield Found(facts.requests[0].client, says, place, _without(facts.documents, zsh), of_rest="In zsh:")
