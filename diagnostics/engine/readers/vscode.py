"""Read what VS Code's settings give to processes: its terminals' environment, and that of Claude Code's extension.

A devcontainer.json gives the processes in the container theirs: `runArgs` hands options to `docker run`,
`containerEnv` sets for all of them, `remoteEnv`, which wins, for those that VS Code starts (the reference of
devcontainer.json at containers.dev, read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..environment import Environment, Problem, ProblemKind
from ..regexes import regex
from ..source import Document, base_of
from .configtree import ConfigFile, Leaf
from .dotenv import read_docker_env
from .entries import Entry, EnvFile
from .jsontree import read_json

TERMINAL, EXTENSION, CONTAINER = "VS Code's terminal", "Claude Code's extension in VS Code", "the development container"
_TERMINALS = {"osx": "macOS", "linux": "Linux", "windows": "Windows"}
_CONTAINER = ("containerEnv", "remoteEnv")  # the later wins
_EXTENSION = ("claudeCode.environmentVariables", "claude-code.environmentVariables")
_HANDED_ON = regex(r"\$\{(?P<place>localEnv|containerEnv|env):(?P<name>[^}:]+)(?P<default>:[^}]*)?\}")
_PLACES = {"localEnv": "of the machine that starts the container", "containerEnv": "of the container"}
_OPTION = regex(r"(?:-e|--env)(?:=(?P<inline>.*))?|(?P<short>-e)(?P<close>[A-Za-z_].*)")
_FILE_OPTION = regex(r"--env-file(?:=(?P<inline>.*))?")

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]


def read_vscode(document: Document, documents: Sequence[Document] = (), shell: Environment | None = None) -> Read:
    """Return one environment for each platform's terminals, one for the extension, and the container's.

    Those that there are, and the files that `docker run` is to read and that were not given. `shell` is what a
    container takes from the machine by `${localEnv:NAME}`, as far as it is known.
    """
    file = read_json(document).file
    found = [
        EnvFile(document.name, document.kind, tuple(_terminal(file, platform)), owner=f"{TERMINAL} on {name}")
        for platform, name in _TERMINALS.items()
    ]
    extension = tuple(entry for key in _EXTENSION for entry in _extension(file, key))
    found.append(EnvFile(document.name, document.kind, extension, owner=EXTENSION))
    problems: list[Problem] = []
    inside = {entry.name: entry for entry in _of_arguments(file, documents, problems)}
    inside |= {entry.name: entry for key in _CONTAINER for entry in _of_container(file, key, shell)}
    found.append(EnvFile(document.name, document.kind, tuple(inside.values()), owner=CONTAINER))
    return tuple(each for each in found if each.entries), tuple(problems)


def _of_arguments(file: ConfigFile, documents: Sequence[Document], problems: list[Problem]) -> Iterator[Entry]:
    """Yield what the options `-e` and `--env-file` of `docker run` set; the pairs win over the files."""
    arguments = [(leaf.value, leaf) for path, leaf in file.leaves.items() if len(path) == 2 and path[0] == "runArgs"]
    pairs: list[Entry] = []
    for number, (word, leaf) in enumerate(arguments):
        after = arguments[number + 1] if number + 1 < len(arguments) else ("", leaf)
        if not isinstance(word, str):
            continue
        if (option := _OPTION.fullmatch(word)) is not None:
            inline = option["inline"] if option["inline"] is not None else option["close"]
            text, place = (inline, leaf) if inline is not None else after
            pairs += _pair(str(text), place)
        elif (option := _FILE_OPTION.fullmatch(word)) is not None:
            path, place = (option["inline"], leaf) if option["inline"] is not None else after
            given = next((each for each in documents if each.base and each.base == base_of(str(path))), None)
            if given is not None:
                yield from read_docker_env(given)[0].entries
            else:
                says = f"line {place.span.line} reads a file that was not given, which may set any variable"
                problems.append(Problem(ProblemKind.READS_OTHER_FILE, place.span, says))
    yield from pairs


def _pair(text: str, leaf: Leaf) -> Iterator[Entry]:
    name, equals, value = text.partition("=")
    if not name.isidentifier():
        return
    if not equals:
        why = f"line {leaf.span.line} takes it from the environment in which the container is started"
        yield Entry(name, None, leaf.span, None, why)
    elif "${" in value:
        yield Entry(name, None, leaf.span, None, _from_where(value, leaf))
    else:
        yield Entry(name, value, leaf.span)


def _terminal(file: ConfigFile, platform: str) -> Iterator[Entry]:
    key = f"terminal.integrated.env.{platform}"
    for path, leaf in file.leaves.items():
        if len(path) == 2 and path[0] == key and isinstance(path[1], str):
            yield _entry(path[1], leaf)


def _of_container(file: ConfigFile, key: str, shell: Environment | None) -> Iterator[Entry]:
    for path, leaf in file.leaves.items():
        if len(path) == 2 and path[0] == key and isinstance(path[1], str):
            taken = _HANDED_ON.fullmatch(leaf.value) if isinstance(leaf.value, str) and shell else None
            value = shell.exported_value(taken["name"]) if shell and taken and taken["place"] == "localEnv" else None
            yield _entry(path[1], leaf) if value is None else Entry(path[1], value, leaf.span, leaf.value_span)


def _extension(file: ConfigFile, key: str) -> Iterator[Entry]:
    """Yield the pairs of name and value; the setting has no other form that counts."""
    for path, leaf in file.leaves.items():
        if len(path) == 3 and path[0] == key and path[2] == "value" and (name := file.text(key, path[1], "name")):
            yield _entry(name, leaf)


def _entry(name: str, leaf: Leaf) -> Entry:
    """Return a variable; null takes it away, and `${env:NAME}` stands for something of the machine."""
    if leaf.value is None:
        return Entry(name, None, leaf.span, leaf.value_span, is_set=False)
    if not isinstance(leaf.value, str):
        return Entry(name, None, leaf.span, leaf.value_span, f"line {leaf.span.line} gives no text in quotes")
    if "${" in leaf.value:
        return Entry(name, None, leaf.span, leaf.value_span, _from_where(leaf.value, leaf))
    return Entry(name, leaf.value, leaf.span, leaf.value_span)


def _from_where(value: str, leaf: Leaf) -> str:
    """Say from which variable a value comes, where it is nothing else."""
    found = _HANDED_ON.fullmatch(value)
    if found is None:
        return f"line {leaf.span.line} inserts something of the machine"
    return f"line {leaf.span.line} takes it from {found['name']} {_PLACES.get(found['place'], 'of the machine')}"
