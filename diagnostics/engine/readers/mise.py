"""Read what mise's settings (`mise.toml`) put into the environment: the table `[env]`.

As mise documents it (https://mise.jdx.dev/environments/, read 2026-11-27): `false` takes a variable away, `default`
keeps what is there, `{{ … }}` is a template, `_.file` and `_.source` load other files.
"""

from __future__ import annotations

from collections.abc import Set

from ..clientcalls import ANY
from ..environment import Problem, ProblemKind
from ..regexes import regex
from ..source import Document
from .configtree import ConfigFile, Leaf, Path
from .entries import Entry, EnvFile
from .tomlfile import read_toml

_LOADS = ("file", "source")
_STARTS = regex(rf"(?<![\w./@-])(?:{ANY})(?![\w./=-])|@anthropic-ai/claude-code|@openai/codex|@google/gemini-cli")


def read_mise(document: Document) -> tuple[tuple[EnvFile, ...], tuple[Problem, ...]]:
    """Return the variables of one file, and what of it says that more is set than stands there."""
    read = read_toml(document)
    if read.error is not None:
        text = f"Line {read.error.line} is not valid TOML: {read.reason}. mise then loads nothing of the file."
        return (), (Problem(ProblemKind.BAD_TOML, read.error, text),)
    entries = [entry for name, path in _names(read.file) if (entry := _entry(read.file, name, path)) is not None]
    entries += _of_tasks(read.file, {entry.name for entry in entries})
    return (EnvFile(document.name, document.kind, tuple(entries)),), tuple(_loaded(read.file))


def _names(file: ConfigFile) -> list[tuple[str, Path]]:
    """Return each variable with its path: `[env]`, or `[[env]]` several times."""
    found: dict[Path, str] = {}
    for path in (*file.leaves, *file.groups):
        rest = path[2:] if len(path) > 1 and isinstance(path[1], int) else path[1:]
        if path[:1] == ("env",) and rest and isinstance(rest[0], str) and rest[0] != "_":
            found.setdefault(path[: len(path) - len(rest) + 1], rest[0])
    return [(name, path) for path, name in found.items()]


def _of_tasks(file: ConfigFile, known: Set[str]) -> list[Entry]:
    """Return what tasks that start a client give to it: whether that is how it is started does not stand there."""
    starts = {
        path[1]
        for path, leaf in file.leaves.items()
        if path[:1] == ("tasks",) and path[2:3] == ("run",) and _STARTS.search(str(leaf.value))
    }
    found = []
    for path, leaf in file.leaves.items():
        is_given = path[:1] == ("tasks",) and len(path) == 4 and path[2] == "env" and path[1] in starts
        if is_given and isinstance(path[3], str) and path[3] not in known:
            why = f"the task {path[1]} alone sets it, on line {leaf.span.line}"
            found.append(Entry(path[3], None, leaf.span, leaf.value_span, why))
    return found


def _entry(file: ConfigFile, name: str, path: Path) -> Entry | None:
    """Return one variable; None where the line sets none."""
    leaf = file.leaves.get(path)
    if leaf is None:
        span = file.groups.get(path)
        leaf = file.leaves.get((*path, "value"))
        if span is None:
            return None
        if leaf is None:  # a default, an encrypted value, one that is only required
            return Entry(name, None, span, span, f"mise works it out from what stands on line {span.line}")
    if leaf.value is False:
        return Entry(name, None, leaf.span, leaf.value_span, is_set=False)
    return Entry(name, _plain(leaf), leaf.span, leaf.value_span, _why(leaf))


def _plain(leaf: Leaf) -> str | None:
    value = leaf.value
    if isinstance(value, str):
        return None if "{{" in value or "{%" in value or "$" in value else value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _why(leaf: Leaf) -> str | None:
    return None if _plain(leaf) is not None else f"mise fills in what stands on line {leaf.span.line}"


def _loaded(file: ConfigFile) -> list[Problem]:
    """Name the files that mise loads besides."""
    found = []
    for path, leaf in file.leaves.items():
        rest = path[2:] if len(path) > 1 and isinstance(path[1], int) else path[1:]
        if path[:1] == ("env",) and rest[:1] == ("_",) and len(rest) > 1 and rest[1] in _LOADS:
            text = "mise loads another file here, which was not given; it may set any variable."
            found.append(Problem(ProblemKind.READS_OTHER_FILE, leaf.span, text))
    return found
