"""Read what VS Code's settings give to processes: its terminals' environment, and that of Claude Code's extension.

A devcontainer.json gives the processes in the container theirs: `containerEnv` all of them, `remoteEnv`, which wins,
those that VS Code starts (the reference of devcontainer.json at containers.dev, read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..source import Document
from .configtree import ConfigFile, Leaf
from .entries import Entry, EnvFile
from .jsontree import read_json

_TERMINALS = {"osx": "macOS", "linux": "Linux", "windows": "Windows"}
_CONTAINER = ("containerEnv", "remoteEnv")  # the later wins
_EXTENSION = ("claudeCode.environmentVariables", "claude-code.environmentVariables")


def read_vscode(document: Document) -> tuple[EnvFile, ...]:
    """Return one environment for each platform's terminals, and one for the extension, those that there are."""
    file = read_json(document).file
    found = [
        EnvFile(document.name, document.kind, tuple(_terminal(file, platform)), owner=f"VS Code's terminal on {name}")
        for platform, name in _TERMINALS.items()
    ]
    extension = tuple(entry for key in _EXTENSION for entry in _extension(file, key))
    found.append(EnvFile(document.name, document.kind, extension, owner="Claude Code's extension in VS Code"))
    inside = {entry.name: entry for key in _CONTAINER for entry in _of_container(file, key)}
    found.append(EnvFile(document.name, document.kind, tuple(inside.values()), owner="the development container"))
    return tuple(each for each in found if each.entries)


def _terminal(file: ConfigFile, platform: str) -> Iterator[Entry]:
    key = f"terminal.integrated.env.{platform}"
    for path, leaf in file.leaves.items():
        if len(path) == 2 and path[0] == key and isinstance(path[1], str):
            yield _entry(path[1], leaf)


def _of_container(file: ConfigFile, key: str) -> Iterator[Entry]:
    for path, leaf in file.leaves.items():
        if len(path) == 2 and path[0] == key and isinstance(path[1], str):
            yield _entry(path[1], leaf)


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
        return Entry(name, None, leaf.span, leaf.value_span, f"line {leaf.span.line} inserts something of the machine")
    return Entry(name, leaf.value, leaf.span, leaf.value_span)
