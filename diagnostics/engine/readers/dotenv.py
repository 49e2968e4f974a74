"""Read .env files: the values on which the programs that load such files agree, and where they do not.

Claude Code reads no .env file (measured on 2.1.330). Other programs do, each in its own way: see `dotenvdialects`.
docker's `--env-file` has a format of its own: no quotes, no expansion, no export, one mistake and docker stops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..environment import Environment, Problem, ProblemKind
from ..records import dataclass
from ..regexes import regex
from ..source import Document, Kind
from .dotenvdialects import Dialect, Reading, dialects
from .entries import Entry, EnvFile
from .shadow import Shadow, shadow


@dataclass(frozen=True, slots=True)
class Taken:
    """What a compose file takes of the .env file beside it."""

    compose: str
    names: frozenset[str]
    is_for_claude: bool  # a service of it runs Claude Code, as far as its words say


_CLIENT_NAME = regex(r"(?:ANTHROPIC|CLAUDE|AWS|GOOGLE|CLOUD_ML|VERTEX|AI_GATEWAY)_\w+")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")


def dotenv_problems(
    documents: Sequence[Document],
    read_by_shell: frozenset[str] = frozenset(),
    shell: Environment | None = None,
    beside: Mapping[str, Taken] = MappingProxyType({}),
) -> tuple[Problem, ...]:
    """Return one problem for each line of a .env file that sets a variable meant for the client.

    A file that the shell itself loads (`set -a; source .env`) is none of those, nor a line whose value a start-up file
    exports (`export $(xargs < .env)`), nor one that gives no value. `beside` says of a file that stands beside a
    compose file what that one takes of it.
    """
    return tuple(
        _unread(document, entry, beside.get(document.name))
        for document in documents
        if document.kind is Kind.DOTENV and document.name not in read_by_shell
        for entry in read_dotenv(document)[0].last().values()
        if _CLIENT_NAME.fullmatch(entry.name)
        if entry.value != "" and (shell is None or shell.exported_value(entry.name) != entry.value)
        if document.name not in beside or entry.name not in beside[document.name].names
    )


def _unread(document: Document, entry: Entry, taken: Taken | None) -> Problem:
    if taken is not None and taken.is_for_claude:
        return Problem(
            ProblemKind.NOT_HANDED_ON,
            entry.span,
            f"docker compose reads this file to fill in what {taken.compose} names, and {entry.name} is not named "
            "there, so the container does not have it",
            entry.name,
        )
    return Problem(
        ProblemKind.UNREAD_DOTENV,
        entry.span,
        f"Claude Code does not read .env files, so this line does not set {entry.name}. "
        "It counts only if a program loads the file into the shell first.",
        entry.name,
    )


def read_dotenv(document: Document) -> tuple[EnvFile, tuple[Problem, ...]]:
    """Return what the programs that load a .env file make of it, and the lines that one of them refuses."""
    text = shadow(document.text)
    readers = list(dialects(text.text))
    problems = [_refusal(document, each.program, each.refused_at) for each in readers if each.refused_at is not None]
    reading = [each for each in readers if each.refused_at is None]
    by_name: dict[str, dict[str, Reading]] = {}
    for dialect in reading:
        for each in dialect.readings:
            if _NAME.fullmatch(each.name):
                by_name.setdefault(each.name, {})[dialect.program] = each
    entries = [_entry(document, text, name, found, reading) for name, found in by_name.items()]
    entries.sort(key=lambda entry: entry.span.begin)
    problems += [_disagreement(entry) for entry in entries if entry.value is None]
    return EnvFile(document.name, document.kind, tuple(entries)), tuple(problems)


def _entry(
    document: Document, text: Shadow, name: str, found: Mapping[str, Reading], readers: Sequence[Dialect]
) -> Entry:
    """Return the variable with the value on which all agree; else unknown, and why."""
    readings = list(found.values())
    first = readings[0]
    span = document.span(first.begin, first.stop)
    value_span = document.span(first.value_begin, first.value_stop)
    values = {reading.value for reading in readings}
    if len(found) == len(readers) and len(values) == 1 and (value := values.pop()) is not None:
        return Entry(name, text.restore(value, first.value_begin), span, value_span, exported=False)
    missing = [reader.program for reader in readers if reader.program not in found]
    why = f"line {span.line} is {_difference(document, readings, missing)}"
    return Entry(name, None, span, value_span, why, exported=False)


def _difference(document: Document, readings: Sequence[Reading], missing: Sequence[str]) -> str:
    """Say on what the programs differ; contains nothing of the value."""
    if missing:
        return f"passed over by {' and '.join(missing)}, and not by the others"
    if any(reading.why for reading in readings):
        return "expanded by some of the programs that load .env files ($), and taken as it is by others"
    raw = document.text[min(each.begin for each in readings) : max(each.value_stop for each in readings) + 1]
    for sign, says in (("#", "where a comment begins"), ("\\", "what a backslash does"), ("$", "what $$ is")):
        if sign in raw:
            return f"read differently by the programs that load .env files: they differ on {says}"
    return "read differently by the programs that load .env files: they differ on the quotes"


def _disagreement(entry: Entry) -> Problem:
    text = f"The programs that load .env files do not agree: {entry.why}."
    return Problem(ProblemKind.READ_DIFFERENTLY, entry.span, text, entry.name)


def _refusal(document: Document, program: str, at: int) -> Problem:
    span = document.line_at(at)
    text = f"{program} refuses the whole file because of this line; other programs read the rest of it."
    return Problem(ProblemKind.BAD_LINE, span, text)


# --- docker run --env-file


def read_docker_env(document: Document) -> tuple[EnvFile, tuple[Problem, ...]]:
    """Return what `docker run --env-file` makes of a file (measured on 28.2): what stands behind `=` is the value."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, begin, line in _docker_lines(document):
        name, equals, value = line.partition("=")
        if not name or " " in name or "\t" in name:
            problems.append(_docker_refusal(document, number, name))
            continue
        span = document.span(begin, begin + len(line))
        if not equals:
            why = f"line {span.line} takes the value from the environment in which docker is run"
            entries.append(Entry(name, None, span, None, why))
            continue
        start = begin + len(name) + 1
        entries.append(Entry(name, value, span, document.span(start, begin + len(line))))
    if problems:
        why = f"docker refuses the whole file because of line {problems[0].span.line}"
        entries = [Entry(each.name, None, each.span, each.value_span, why) for each in entries]
    return EnvFile(document.name, document.kind, tuple(entries)), tuple(problems)


def _docker_lines(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield the number, offset and text of each line that is no comment; blanks before it do not count."""
    begin = 0
    for number, raw in enumerate(document.text.split("\n"), document.first_line):
        line = raw.removesuffix("\r")
        skipped = 1 if begin == 0 and line.startswith("\ufeff") else 0
        text = line[skipped:].lstrip(" \t")
        if text and not text.startswith("#"):
            yield number, begin + len(line) - len(text), text
        begin += len(raw) + 1


def _docker_refusal(document: Document, number: int, name: str) -> Problem:
    says = "there are blanks in the name" if name else "there is no name"
    if name.startswith("export "):
        says = "docker does not know “export”"
    return Problem(
        ProblemKind.BAD_LINE,
        document.line_span(number),
        f"docker refuses the whole file because of this line: {says}.",
    )
