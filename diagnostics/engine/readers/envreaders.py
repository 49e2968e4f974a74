"""The readers of files that make an environment without a shell, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..environment import Environment, Problem, ProblemKind
from ..source import Document, Kind
from .calls import STARTS_PROGRAMS, command_lines, read_in_front, set_in_front
from .compose import read_compose, taken_by_compose
from .crontab import files_of_jobs, read_crontab
from .dockerfile import read_dockerfile
from .dotenv import dotenv_problems, read_docker_env, read_dotenv
from .entries import Entry, EnvFile
from .envdump import read_dump
from .gitlabci import read_gitlab
from .kubernetes import read_kubernetes
from .launchd import read_launchd
from .listed import read_listed
from .mise import read_mise
from .pamenv import read_pam_env
from .shadow import shadow
from .systemd import read_environment_d, read_environment_file
from .systemdunits import read_unit
from .told import read_told
from .tomlfile import read_toml
from .vscode import read_vscode
from .workflow import read_workflow

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]


def read_env_files(documents: Sequence[Document], shell: Environment, read_by_shell: frozenset[str]) -> Read:
    """Return what each file other than a shell's gives, in the order given, and what is wrong in them.

    `shell` is the environment in which docker compose is run, `read_by_shell` the files that the shell itself loads.
    """
    files: list[EnvFile] = []
    problems: list[Problem] = []
    for document in documents:
        if (reader := _READERS.get(document.kind)) is not None:
            found, wrong = reader(document, documents, shell)
            files += found
            problems += wrong
            _add_command_lines(document, files, problems)
    kinds = {document.kind for document in documents}
    beside = taken_by_compose(documents) if Kind.COMPOSE in kinds and Kind.DOTENV in kinds else {}
    return tuple(files), (*problems, *dotenv_problems(documents, read_by_shell | _handed_on(files), shell, beside))


def _add_command_lines(document: Document, files: list[EnvFile], problems: list[Problem]) -> None:
    """Add what the command lines of a file that starts programs set for a client, and which files they read."""
    if document.kind not in STARTS_PROGRAMS:
        return
    text = shadow(document.text)
    entries: list[Entry] = []
    for begin, stop in command_lines(document, text.text):
        entries += set_in_front(document, text, begin, stop)
        problems += read_in_front(document, text, begin, stop)
    if entries:
        owners = {file.owner for file in files if file.document == document.name}
        owner = owners.pop() if len(owners) == 1 else ""
        files.append(EnvFile(document.name, document.kind, tuple(entries), owner=owner))


def _handed_on(files: Sequence[EnvFile]) -> frozenset[str]:
    """Return the documents that another one, such as a compose file, hands to its process."""
    return frozenset(
        each.span.document for file in files for each in file.entries if each.span.document != file.document
    )


Reader = Callable[[Document, Sequence[Document], Environment], Read]


def _dotenv(document: Document, _documents: Sequence[Document], _shell: Environment) -> Read:
    file, problems = read_dotenv(document)
    return (file,), problems


def _docker_env(document: Document, _documents: Sequence[Document], _shell: Environment) -> Read:
    file, problems = read_docker_env(document)
    return (file,), problems


def _toml(document: Document, _documents: Sequence[Document], _shell: Environment) -> Read:
    """Return nothing but the first mistake: a client's settings are not an environment."""
    read = read_toml(document)
    if read.error is None:
        return (), ()
    text = f"Line {read.error.line} is not valid TOML: {read.reason}."
    return (), (Problem(ProblemKind.BAD_TOML, read.error, text),)


def _dump(document: Document, _documents: Sequence[Document], _shell: Environment) -> Read:
    return (read_dump(document),), ()


_READERS: Mapping[Kind, Reader] = {
    Kind.DOTENV: _dotenv,
    Kind.DOCKER_ENV: _docker_env,
    Kind.DUMP: _dump,
    Kind.LISTED: lambda document, _documents, _shell: ((read_listed(document),), ()),
    Kind.TOLD: lambda document, _documents, _shell: ((read_told(document),), ()),
    Kind.PAM_ENV: lambda document, _documents, _shell: ((read_pam_env(document),), ()),
    Kind.ENVIRONMENT_D: lambda document, _documents, _shell: read_environment_d(document),
    Kind.SYSTEMD_ENV: lambda document, _documents, _shell: read_environment_file(document),
    Kind.CODEX_CONFIG: _toml,
    Kind.COMPOSE: read_compose,
    Kind.MISE: lambda document, _documents, _shell: read_mise(document),
    Kind.LAUNCHD: lambda document, _documents, _shell: ((read_launchd(document),), ()),
    Kind.CRONTAB: lambda document, _documents, _shell: ((read_crontab(document),), tuple(files_of_jobs(document))),
    Kind.DOCKERFILE: lambda document, documents, _shell: read_dockerfile(document, documents),
    Kind.WORKFLOW: lambda document, _documents, _shell: read_workflow(document),
    Kind.KUBERNETES: lambda document, _documents, _shell: read_kubernetes(document),
    Kind.GITLAB: lambda document, _documents, _shell: read_gitlab(document),
    Kind.VSCODE_SETTINGS: read_vscode,
    Kind.SYSTEMD_UNIT: lambda document, documents, _shell: read_unit(document, documents),
}
