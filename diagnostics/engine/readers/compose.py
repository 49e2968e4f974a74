"""Read what a compose file gives to the processes of its services: `environment:`, and the files of `env_file:`.

The rules are docker compose's: values are interpolated from the shell and from `.env` beside the file, `$$` is a
dollar, a name without a value is passed on from the shell. A quote within `- NAME="value"` is part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..environment import Environment, Problem, ProblemKind, State
from ..records import replace
from ..regexes import regex
from ..source import Document, Kind, Span
from .dotenv import Taken, read_docker_env
from .dotenvdialects import compose as compose_dialect
from .entries import Entry, EnvFile
from .shadow import shadow
from .yamlsubset import Listed, Mapped, Member, Node, Scalar, items_of, members_of, read_mixed_yaml

Read = tuple[tuple[EnvFile, ...], tuple[Problem, ...]]

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_SWITCH = regex(r"true|True|TRUE|false|False|FALSE")
_PLAIN_NUMBER = regex(r"-?(?:0|[1-9]\d{0,17})")
_OTHER_NUMBER = regex(
    r"[-+]?(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d\d?-\d\d?.*"
)
_VARIABLE = regex(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}$]*))?\}|(\{))?", re.ASCII)
_PASSED = regex(r"^[ \t]*(?:-[ \t]*)?[\"']?([A-Za-z_]\w*)[\"']?:?[ \t]*(?:#[^\n]*)?$", re.MULTILINE)  # - NAME · NAME:
_FILE_KINDS = (Kind.DOTENV, Kind.DOCKER_ENV, Kind.SYSTEMD_ENV)


class _Missing(Exception):  # noqa: N818 -- not an error: the value is not known
    """A value that the documents do not show; says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_compose(document: Document, documents: Sequence[Document], shell: Environment) -> Read:
    """Return the environment of each service that has one, and the files that were not given."""
    reader = _Compose(document, documents, shell)
    files = tuple(reader.service(name, node) for name, node in members_of(reader.services).items())
    return tuple(file for file in files if file.entries), tuple(reader.problems)


class _Compose:
    """Reads one compose file."""

    def __init__(self, document: Document, documents: Sequence[Document], shell: Environment) -> None:
        self._document = document
        self._documents = documents
        self._shell = shell
        self._beside = _beside(document, documents)
        root, self._text, mixed = read_mixed_yaml(document.text)
        members = members_of(root)
        self.services: Node | None = members.get("services")
        if root is not None and self.services is None and not members.keys().isdisjoint({"environment", "env_file"}):
            self.services = Mapped((Member("", 0, root),), 0)  # the piece of a file, from within one service
        self.problems: list[Problem] = []
        self._refused = ""
        if mixed is not None:
            span = document.line_at(mixed)
            self._refused = f"docker compose refuses the file for what line {span.line} mixes"
            self.problems.append(Problem(ProblemKind.MIXED_YAML, span, f"{self._refused}, and starts nothing"))

    def service(self, name: str, node: Node) -> EnvFile:
        """Return what one service's processes get: its files, and over them its `environment`."""
        members = members_of(node)
        entries = [*self._files(members.get("env_file")), *self._environment(members.get("environment"))]
        if self._refused:
            entries = [replace(each, value=None, why=self._refused) for each in entries]
        owner = f"the service {name}" if name else ""
        return EnvFile(self._document.name, self._document.kind, tuple(entries), owner=owner)

    # --- environment:

    def _environment(self, node: Node | None) -> Iterator[Entry]:
        if isinstance(node, Scalar) and node.why:
            span = self._document.span(node.begin, node.stop)
            text = f"line {span.line} {node.why}, so that its variables are not known"
            self.problems.append(Problem(ProblemKind.BAD_LINE, span, text))
        if isinstance(node, Mapped):
            for member in node.members:
                if _NAME.fullmatch(member.key):
                    yield self._member(member.key, member.begin, member.node)
        for item in items_of(node):
            if (entry := self._item(item)) is not None:
                yield entry

    def _member(self, name: str, begin: int, node: Node) -> Entry:
        """Return `NAME: value`."""
        if not isinstance(node, Scalar):
            span = self._document.span(begin, begin + len(name))
            return Entry(name, None, span, None, f"line {span.line} gives a list or a mapping where a text belongs")
        span = self._document.span(begin, max(node.stop, begin + len(name)))
        value_span = self._document.span(node.begin, node.stop)
        if node.value is None or (node.is_plain and node.value in _NOTHING):
            if node.why:
                return Entry(name, None, span, value_span, f"line {span.line} {node.why}")
            return self._passed(name, span)
        return self._valued(name, node, node.value, span, value_span)

    def _item(self, node: Node) -> Entry | None:
        """Return `- NAME=value`."""
        if not isinstance(node, Scalar) or node.value is None:
            return None
        name, equals, value = node.value.partition("=")
        if _NAME.fullmatch(name) is None:
            return None
        span = self._document.span(node.begin, node.stop)
        if not equals:
            return self._passed(name, span)
        start = node.begin + len(name) + 1
        value_span = self._document.span(start, node.stop) if node.is_plain else None
        text = Scalar(value, node.begin, node.stop, is_plain=False)
        return self._valued(name, text, value, span, value_span)

    def _valued(self, name: str, node: Scalar, value: str, span: Span, value_span: Span | None) -> Entry:
        try:
            text = self._interpolated(_written(node, value, span), span)
        except _Missing as missing:
            return Entry(name, None, span, value_span, missing.why)
        return Entry(name, self._text.restore(text, node.begin), span, value_span)

    def _passed(self, name: str, span: Span) -> Entry:
        """Return a name without a value, which is passed on from where compose is run."""
        try:
            value = self._lookup(name, span)
        except _Missing as missing:
            return Entry(name, None, span, None, missing.why)
        return Entry(name, value, span, None, is_set=value is not None)

    # --- interpolation

    def _interpolated(self, text: str, span: Span) -> str:
        if "$" not in text:
            return text
        pieces: list[str] = []
        position = 0
        for found in _VARIABLE.finditer(text):
            pieces.append(text[position : found.start()])
            position = found.end()
            pieces.append(self._inserted(found, span))
        return "".join((*pieces, text[position:]))

    def _inserted(self, found: re.Match[str], span: Span) -> str:
        if found[1]:
            return "$"
        name, operator, other = found[2] or found[3], found[4], found[5] or ""
        if found[6]:
            raise _Missing(f"line {span.line} inserts one variable within another, or is no valid template")
        if name is None:
            return found.group()
        value = self._lookup(name, span)
        is_there = value is not None and (bool(value) or not (operator or "").startswith(":"))
        match (operator or "")[-1:]:
            case "-":
                return (value or "") if is_there else other
            case "+":
                return other if is_there else ""
            case "?" if not is_there:
                raise _Missing(f"compose stops at line {span.line}: {name} is required and not set")
        return value or ""

    def _lookup(self, name: str, span: Span) -> str | None:
        """Return the value that compose finds: in the shell, else in `.env`; None where it is certainly not set."""
        variable = self._shell.variables.get(name)
        if variable is not None and variable.exported and variable.state is State.SET:
            return variable.value
        if variable is not None and variable.state is State.UNKNOWN:
            raise _Missing(f"line {span.line} inserts {name}, whose value is not known")
        if name in self._beside:
            value = self._beside[name]
            if value is None:
                raise _Missing(f"line {span.line} inserts {name}, whose value in .env is not known")
            return value
        if variable is not None:
            return None  # unset, or not exported
        raise _Missing(f"line {span.line} inserts {name}, which stands elsewhere")

    # --- env_file:

    def _files(self, node: Node | None) -> Iterator[Entry]:
        nodes = node.items if isinstance(node, Listed) else (node,) if node is not None else ()
        for each in nodes:
            path = members_of(each).get("path", each)
            if not isinstance(path, Scalar) or path.value is None:
                continue
            span = self._document.span(path.begin, path.stop)
            other = _given(path.value, self._documents)
            if other is None:
                text = f"line {span.line} reads a file that was not given, which may set any variable"
                self.problems.append(Problem(ProblemKind.READS_OTHER_FILE, span, text))
                continue
            raw = members_of(each).get("format")
            if isinstance(raw, Scalar) and raw.value == "raw":
                yield from read_docker_env(other)[0].entries
            else:
                yield from _env_file(other)


def _written(node: Scalar, value: str, span: Span) -> str:
    """Return the text that compose makes of a plain value: numbers and switches keep their form only if it is usual."""
    if not node.is_plain or _PLAIN_NUMBER.fullmatch(value):
        return value
    if _SWITCH.fullmatch(value):
        return value.lower()
    if _OTHER_NUMBER.fullmatch(value):
        raise _Missing(f"line {span.line} gives a number without quotes, which compose writes in a form of its own")
    return value


def _given(path: str, documents: Sequence[Document]) -> Document | None:
    """Return the document that is the file of `env_file:`."""
    short = path.removeprefix("./")
    for other in documents:
        name = other.name.replace("\\", "/").removeprefix("./")
        if other.kind in _FILE_KINDS and (name == short or name.endswith(f"/{short}")):
            return other
    return None


def _env_file(document: Document) -> Iterator[Entry]:
    """Yield the variables of a file as compose reads it."""
    text = shadow(document.text)
    dialect = compose_dialect(text.text)
    for each in dialect.readings:
        if _NAME.fullmatch(each.name):
            span = document.span(each.begin, each.stop)
            value = text.restore(each.value, each.value_begin) if each.value is not None else None
            why = None if value is not None else f"line {span.line} of {document.name} {each.why}"
            yield Entry(each.name, value, span, document.span(each.value_begin, each.value_stop), why)


def _beside(document: Document, documents: Sequence[Document]) -> Mapping[str, str | None]:
    """Return the variables of the `.env` beside a compose file, from which compose inserts values."""
    other = _file_beside(document, documents)
    return {entry.name: entry.value for entry in _env_file(other)} if other is not None else {}


def _file_beside(document: Document, documents: Sequence[Document]) -> Document | None:
    folder = document.name.replace("\\", "/").rpartition("/")[0].removeprefix(".").removeprefix("/")
    for other in documents:
        place, _, base = other.name.replace("\\", "/").rpartition("/")
        if other.kind is Kind.DOTENV and base == ".env" and place.removeprefix(".").removeprefix("/") == folder:
            return other
    return None


def taken_by_compose(documents: Sequence[Document]) -> dict[str, Taken]:
    """Return, by the name of each `.env` beside a compose file, the variables that this one inserts or passes on.

    The rest of such a file reaches no container (docs.docker.com/compose/how-tos/environment-variables/
    variable-interpolation: the file is read for interpolation alone). Where other files are read, nothing is said.
    """
    found: dict[str, Taken] = {}
    for document in documents:
        if document.kind is not Kind.COMPOSE or (other := _file_beside(document, documents)) is None:
            continue
        names = {each[2] or each[3] for each in _VARIABLE.finditer(document.text) if each[2] or each[3]}
        names |= {each[1] for each in _PASSED.finditer(document.text)}
        small = document.text.lower()
        is_for_claude = "claude" in small and "env_file" not in small and "env-file" not in small
        found[other.name] = Taken(document.name, frozenset(names), is_for_claude)
    return found
